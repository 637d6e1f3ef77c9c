//! The visitors' latest questions, and how confident the answers were.

use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    platform::Statement,
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, run};

/// Questions that the pages answer only in part.
const BETWEEN: [&str; 12] = [
    "Is the account charged for bulbs?",
    "How many days until the lamp is with me by parcel?",
    "refund of packs",
    "Can I open the parcel for safety?",
    "When does the refund arrive after five days of working?",
    "Do you deliver bulbs in packs?",
    "What reasons stay with you?",
    "lamp delivery",
    "Is the count of the days from the order?",
    "Which account do I need for a return of bulbs?",
    "bulbs",
    "Is my parcel safe?",
];

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
        // A plan with the numbers of a week shows no older ones.
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

#[test]
fn another_carefulness_says_what_it_changes_before_it_is_set() {
    run(async {
        let app = App::new().await;
        for question in [QUESTION, UNANSWERABLE] {
            app.native.clock.advance(1_000);
            let body = json!({ "question": question });
            app.call("POST", "/api/v1/chat", &app.key, body).await;
        }
        // A confidence that only the default limits accept for an answer.
        let sql = "UPDATE messages SET confidence = 0.6 WHERE evidence = 'strong'";
        let db = &app.native.platform.project(app.project_id);
        db.batch(vec![Statement::new(sql)]).await.unwrap();
        let path = format!("{PATH}/carefulness");
        let seen = app.call("GET", &path, &app.key, Value::Null).await;
        assert_eq!(seen.status, 200, "{}", seen.body);
        let seen = seen.json();
        assert_eq!(
            (&seen["carefulness"], &seen["questions"]),
            (&json!("balanced"), &json!(2))
        );
        let [careful, balanced] = [0, 1].map(|at| &seen["choices"][at]);
        let counts = |choice: &Value| {
            ["answered", "pointed", "refused", "changes"].map(|name| choice[name].as_u64().unwrap())
        };
        assert_eq!(counts(balanced), [1, 0, 1, 0]);
        assert_eq!(counts(careful), [0, 1, 1, 1]);
        let changed = &careful["changed"][0];
        assert_eq!(changed["question"], QUESTION);
        assert_eq!(
            (&changed["before"], &changed["after"]),
            (&json!("strong"), &json!("weak"))
        );
        assert!(changed["source"]["title"].is_string(), "{changed}");
        assert_eq!(balanced["changed"], json!([]));
        // Test data is separate.
        let test_key = app.key(KeyKind::Test, &[Scope::All]).await;
        let test = app.call("GET", &path, &test_key, Value::Null).await;
        assert_eq!(test.json()["questions"], 0);

        let set = json!({ "carefulness": "careful" });
        let set = app.call("PATCH", "/api/v1/config", &app.key, set).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let seen = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(seen["carefulness"], "careful");
        assert_eq!(seen["choices"][0]["changes"], 0);
        assert_eq!(seen["choices"][1]["changed"][0]["after"], "strong");
        let listed = app.call("GET", PATH, &app.key, Value::Null).await.json();
        assert_eq!(listed["limits"], json!({ "answer": 0.7, "point": 0.35 }));
        let refused = json!({ "carefulness": "reckless" });
        let refused = app.call("PATCH", "/api/v1/config", &app.key, refused).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
    });
}

#[test]
fn every_way_to_ask_goes_by_the_carefulness_that_is_set() {
    run(async {
        let app = App::new().await;
        let evidence = async |question: &str| {
            let body = json!({ "question": question });
            let preview = app.call("POST", "/api/v1/preview", &app.key, body.clone());
            let preview = preview.await.json();
            app.native.clock.advance(1_000);
            app.call("POST", "/api/v1/chat", &app.key, body).await;
            let listed = app.call("GET", PATH, &app.key, Value::Null).await.json();
            let newest = &listed["questions"][0];
            assert_eq!(newest["question"], question);
            assert_eq!(newest["evidence"], preview["evidence"], "{question}");
            assert_eq!(listed["limits"], preview["limits"]);
            newest["evidence"].as_str().unwrap().to_owned()
        };
        let mut answered = Vec::new();
        for carefulness in ["careful", "balanced", "helpful"] {
            let set = json!({ "carefulness": carefulness });
            app.call("PATCH", "/api/v1/config", &app.key, set).await;
            let mut strong = 0;
            for question in BETWEEN {
                strong += u32::from(evidence(question).await == "strong");
            }
            answered.push(strong);
        }
        assert!(
            answered.is_sorted() && answered[0] < answered[2],
            "{answered:?}"
        );
    });
}
