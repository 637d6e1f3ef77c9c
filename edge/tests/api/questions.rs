//! What visitors asked lately, and how sure the answers were.

use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, run};

const PATH: &str = "/api/v1/questions";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

#[test]
fn the_latest_questions_say_what_became_of_them() {
    run(async {
        let app = App::new().await;
        for question in [QUESTION, UNANSWERABLE] {
            app.native.clock.advance(1_000);
            let body = json!({ "question": question });
            app.call("POST", "/api/v1/chat", &app.key, body).await;
        }
        let listed = app.call("GET", PATH, &app.key, Value::Null).await;
        assert_eq!(listed.status, 200, "{}", listed.body);
        let listed = listed.json();
        assert_eq!(listed["limits"], json!({ "answer": 0.55, "point": 0.35 }));
        let [newest, oldest] = [0, 1].map(|at| &listed["questions"][at]);
        assert_eq!(
            (&newest["question"], &newest["evidence"]),
            (&json!(UNANSWERABLE), &json!("none"))
        );
        assert_eq!(
            (&oldest["question"], &oldest["evidence"]),
            (&json!(QUESTION), &json!("strong"))
        );
        assert!(oldest["confidence"].as_f64().unwrap() >= 0.55, "{oldest}");
        // Whoever has only the numbers of a week sees no older ones.
        app.native.clock.advance(8 * DAY_MS);
        let later = app.call("GET", PATH, &app.key, Value::Null).await.json();
        assert_eq!(later["questions"], json!([]));
        let path = format!("{PATH}?days=30");
        let month = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(month["questions"].as_array().unwrap().len(), 2);
        for days in ["0", "91"] {
            let path = format!("{PATH}?days={days}");
            let refused = app.call("GET", &path, &app.key, Value::Null).await;
            refused.check_error(400, "days_invalid");
        }
    });
}
