//! Automatic maintenance, and previews of answers.

use porchlight_edge::{domain::job::Job, jobs::sweep};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, run};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

async fn set(app: &App, recrawl: u32, retention: Value) {
    let body = json!({ "recrawlDays": recrawl, "retentionDays": retention });
    let set = app
        .call("PUT", "/api/v1/upkeep", &app.key, body.clone())
        .await;
    assert_eq!(set.status, 200, "{}", set.body);
    assert_eq!(
        app.call("GET", "/api/v1/upkeep", &app.key, Value::Null)
            .await
            .json(),
        body
    );
}

async fn conversations(app: &App) -> u64 {
    app.count("SELECT count(*) AS n FROM conversations").await
}

#[test]
fn conversations_are_kept_as_long_as_the_owner_wants() {
    run(async {
        let app = App::new().await;
        for _ in 0..45 {
            app.call(
                "POST",
                "/api/v1/chat",
                &app.key,
                json!({ "question": UNANSWERABLE }),
            )
            .await;
        }
        set(&app, 0, json!(30)).await;
        app.native.clock.advance(29 * DAY_MS);
        app.call(
            "POST",
            "/api/v1/chat",
            &app.key,
            json!({ "question": QUESTION }),
        )
        .await;
        sweep::sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(conversations(&app).await, 46, "nothing is old enough");
        app.native.clock.advance(2 * DAY_MS);
        sweep::sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(conversations(&app).await, 1);
        assert_eq!(app.count("SELECT count(*) AS n FROM messages").await, 2);
        assert_eq!(
            app.count("SELECT sum(questions) AS n FROM activity").await,
            46,
            "sums stay"
        );
    });
}

#[test]
fn events_are_kept_as_long_as_the_owner_wants() {
    run(async {
        let app = App::new().await;
        let webhook = json!({ "url": "https://shop.example/hook", "events": ["message.sent"] });
        app.call("POST", "/api/v1/webhooks", &app.key, webhook)
            .await;
        let ask = async || {
            let body = json!({ "question": QUESTION });
            app.call("POST", "/api/v1/chat", &app.key, body).await;
        };
        ask().await;
        let per_question = events(&app).await;
        assert!(per_question > 0);
        let days = json!({ "eventDays": 7 });
        app.call("PATCH", "/api/v1/config", &app.key, days).await;
        app.native.clock.advance(6 * DAY_MS);
        ask().await;
        sweep::sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(events(&app).await, 2 * per_question, "none is old enough");
        app.native.clock.advance(2 * DAY_MS);
        sweep::sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(events(&app).await, per_question);
        let deliveries = "SELECT count(*) AS n FROM deliveries
            WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = deliveries.event_id)";
        assert_eq!(app.count(deliveries).await, 0);
        assert_eq!(conversations(&app).await, 2, "what was said stays");
    });
}

/// The number of events of questions. Other things in these days, such as a source that cannot be read again, cause
/// events, too.
async fn events(app: &App) -> u64 {
    app.count(
        "SELECT count(*) AS n FROM events WHERE type IN ('conversation.created', 'message.sent')",
    )
    .await
}

#[test]
fn sources_are_read_again_when_they_are_due() {
    run(async {
        let app = App::new().await;
        set(&app, 7, Value::Null).await;
        let sent = |app: &App| {
            let mut jobs = Vec::new();
            while let Some(job) = app.native.jobs.take() {
                jobs.push(serde_json::to_value(job).unwrap()["type"].clone());
            }
            jobs.contains(&json!("index_source_v1"))
        };
        app.native.clock.advance(7 * DAY_MS - 1);
        sweep::sweep(&app.native.platform).await.unwrap();
        assert!(!sent(&app));
        set(&app, 0, Value::Null).await;
        app.native.clock.advance(DAY_MS);
        sweep::sweep(&app.native.platform).await.unwrap();
        assert!(!sent(&app), "never");
        set(&app, 7, Value::Null).await;
        sweep::sweep(&app.native.platform).await.unwrap();
        assert!(sent(&app));
        sweep::sweep(&app.native.platform).await.unwrap();
        assert!(!sent(&app), "once");
    });
}

#[test]
fn days_that_cannot_be_are_refused() {
    run(async {
        let app = App::new().await;
        let path = "/api/v1/upkeep/retention?days=0";
        let refused = app.call("GET", path, &app.key, Value::Null).await;
        refused.check_error(400, "days_invalid");
        assert_eq!(refused.json()["error"], "days must be 1 to 3650.");
        for body in [
            json!({ "recrawlDays": 4_000, "retentionDays": null }),
            json!({ "recrawlDays": 7, "retentionDays": 0 }),
        ] {
            app.call("PUT", "/api/v1/upkeep", &app.key, body)
                .await
                .check_error(400, "days_invalid");
        }
        app.call(
            "PUT",
            "/api/v1/upkeep",
            &app.key,
            json!({ "recrawlDays": -1 }),
        )
        .await
        .check_error(400, "invalid_json");
    });
}

#[test]
fn a_preview_shows_what_would_be_cited_and_keeps_nothing() {
    run(async {
        let app = App::new().await;
        let preview = app
            .call(
                "POST",
                "/api/v1/preview",
                &app.key,
                json!({ "question": QUESTION }),
            )
            .await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        let preview = preview.json();
        assert_ne!(preview["evidence"], "none");
        assert!(preview["answer"].as_str().unwrap().contains("30 days"));
        assert_eq!(preview["citations"][0]["n"], 1);
        assert_eq!(preview["passages"][0]["title"], "Returns › How long");
        let score = preview["passages"][0]["score"].as_f64().unwrap();
        assert!((0.1..=1.0).contains(&score), "{score}");
        assert_eq!(preview["limits"], json!({ "answer": 0.55, "point": 0.35 }));
        assert_eq!(preview["model"], Value::Null, "no model was asked");
        let refused = app
            .call(
                "POST",
                "/api/v1/preview",
                &app.key,
                json!({ "question": UNANSWERABLE }),
            )
            .await
            .json();
        assert_eq!(
            (&refused["evidence"], &refused["citations"]),
            (&json!("none"), &json!([]))
        );
        app.call(
            "POST",
            "/api/v1/preview",
            &app.key,
            json!({ "question": " " }),
        )
        .await
        .check_error(400, "question_missing");
        for table in ["conversations", "messages", "credits", "events"] {
            let sql: &'static str = format!("SELECT count(*) AS n FROM {table}").leak();
            assert_eq!(app.count(sql).await, 0, "{table}");
        }
    });
}

#[test]
fn what_is_due_once_a_day_is_sent_once_a_day() {
    run(async {
        let app = App::new().await;
        let asked = json!({ "question": QUESTION });
        app.call("POST", "/api/v1/chat", &app.key, asked).await;
        let mut sent = Vec::new();
        let five_minutes = 5 * 60 * 1_000;
        for _ in 0..2 * 24 * 12 {
            app.native.clock.advance(five_minutes);
            sweep::sweep(&app.native.platform).await.unwrap();
            while let Some(job) = app.native.jobs.take() {
                sent.extend(matches!(job, Job::GroupTopicsV1 { .. }).then_some(()));
            }
        }
        // Two days touch three dates.
        assert_eq!(sent.len(), 3);
    });
}
