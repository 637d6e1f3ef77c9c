//! `GET /api/widget/availability`.

use porchlight_edge::domain::conversation::reply_time::FEWEST;
use serde_json::{Value, json};

use crate::support::{App, QUESTION, run};

const PATH: &str = "/api/widget/availability?project=shop";

#[test]
fn visitors_learn_before_they_ask_whether_somebody_is_there() {
    run(async {
        let app = App::new().await;
        assert_eq!(app.get(PATH).await.json(), json!({ "open": true }));
        let never = json!({ "businessHours": { "timezone": "UTC", "hours": [] } });
        let set = app.call("PATCH", "/api/v1/config", &app.key, never).await;
        assert_eq!(set.status.as_u16(), 200, "{}", set.body);
        assert_eq!(app.get(PATH).await.json(), json!({ "open": false }));
        let unknown = app.get("/api/widget/availability?project=nobody").await;
        assert_eq!(unknown.status.as_u16(), 404);
        let missing = app.get("/api/widget/availability").await;
        assert_eq!(missing.status.as_u16(), 400);
    });
}

#[test]
fn visitors_learn_how_soon_people_usually_reply_once_there_were_enough() {
    run(async {
        for (requests, said) in [(FEWEST - 1, Value::Null), (FEWEST, json!("minutes"))] {
            let app = App::new().await;
            for number in 0..requests {
                let body =
                    json!({ "question": QUESTION, "sessionId": format!("visitor {number}") });
                let asked = app
                    .call("POST", "/api/v1/chat", &app.key, body)
                    .await
                    .json();
                let id = asked["conversationId"].as_str().unwrap();
                let ask = json!({ "conversationId": id });
                app.call("POST", "/api/v1/handoff", &app.key, ask).await;
                app.native.clock.advance(2 * 60 * 1_000);
                let reply = format!("/api/v1/conversations/{id}/replies");
                let reply = app
                    .call("POST", &reply, &app.key, json!({ "text": "Hello." }))
                    .await;
                assert_eq!(reply.status.as_u16(), 200, "{}", reply.body);
            }
            assert_eq!(
                app.get(PATH).await.json()["usual_reply"],
                said,
                "{requests}"
            );
        }
    });
}
