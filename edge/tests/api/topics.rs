//! Topics on the organization's surface.

use porchlight_edge::{
    domain::{credentials::api_key::KeyKind, job::Job},
    jobs,
};
use serde_json::{Value, json};

use crate::support::{App, run};

const ASKED: [&str; 5] = [
    "How do I return a lamp?",
    "I want to return the lamp",
    "Who won the football championship?",
    "can a lamp be returned",
    "Do you sell bulbs?",
];

async fn ask_all(app: &App) {
    for question in ASKED {
        app.native.clock.advance(1_000);
        let body = json!({ "question": question });
        assert_eq!(
            app.call("POST", "/api/v1/chat", &app.key, body)
                .await
                .status,
            200
        );
    }
}

async fn group(app: &App) {
    jobs::sweep::sweep(&app.native.platform).await.unwrap();
    app.run_jobs().await;
}

async fn topics(app: &App, query: &str) -> Value {
    topics_for(app, &app.key, query).await
}

async fn topics_for(app: &App, key: &str, query: &str) -> Value {
    let path = format!("/v1/chatbots/{}/analytics/topics{query}", app.project_id);
    let answer = app
        .request("GET", &path, &[("x-api-key", key)], Value::Null)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["topics"].clone()
}

#[test]
fn like_questions_become_a_topic_that_stays() {
    run(async {
        let app = App::new().await;
        ask_all(&app).await;
        assert_eq!(topics(&app, "").await, json!([]), "not grouped yet");
        group(&app).await;
        let first = topics(&app, "").await;
        assert_eq!(first.as_array().unwrap().len(), 1, "{first}");
        assert_eq!(first[0]["count"], 3);
        assert!(
            ASKED.contains(&first[0]["label"].as_str().unwrap()),
            "{first}"
        );
        assert_eq!(first[0]["examples"].as_array().unwrap().len(), 3);
        assert_eq!(
            (&first[0]["countBefore"], &first[0]["trend"]),
            (&json!(0), &Value::Null)
        );

        // The same topic grows on the next day.
        app.native.clock.advance(24 * 60 * 60 * 1_000);
        ask_all(&app).await;
        group(&app).await;
        let second = topics(&app, "").await;
        assert_eq!(
            (&second[0]["id"], &second[0]["count"]),
            (&first[0]["id"], &json!(6))
        );
        assert_eq!(second[0]["label"], first[0]["label"]);
        let bulbs = second
            .as_array()
            .unwrap()
            .iter()
            .find(|topic| topic["label"] == "Do you sell bulbs?");
        assert_eq!(bulbs.unwrap()["count"], 2);
        let today = topics(&app, &format!("?from={}", "2026-09-22T00:00:00Z")).await;
        assert_eq!(
            (&today[0]["count"], &today[0]["countBefore"]),
            (&json!(3), &json!(3))
        );
        assert_eq!(today[0]["trend"], 0);
    });
}

#[test]
fn a_test_key_does_not_see_what_visitors_ask() {
    run(async {
        let app = App::new().await;
        let test = app.key(KeyKind::Test, &[]).await;
        ask_all(&app).await;
        group(&app).await;
        assert_eq!(topics(&app, "").await.as_array().unwrap().len(), 1);
        assert_eq!(topics_for(&app, &test, "").await, json!([]));
    });
}

#[test]
fn grouping_twice_changes_nothing() {
    run(async {
        let app = App::new().await;
        ask_all(&app).await;
        group(&app).await;
        let before = topics(&app, "").await;
        let again = Job::GroupTopicsV1 {
            project_id: app.project_id,
        };
        jobs::run(&app.native.platform, again).await.unwrap();
        assert_eq!(topics(&app, "").await, before);
        group(&app).await;
        assert!(app.native.jobs.take().is_none(), "once a day is enough");
    });
}
