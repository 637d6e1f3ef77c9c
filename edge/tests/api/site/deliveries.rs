//! `/api/v1/webhooks/{id}/…`: who may call it, and what triggers deliveries.

use axum::http::StatusCode;
use porchlight_edge::domain::{
    credentials::{api_key::KeyKind, scope::Scope},
    deliveries::event::EventKind,
    job::Job,
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, owner::rival, run};

/// Creates a webhook for all events, and returns its path.
async fn webhook(app: &App) -> String {
    let names = EventKind::ALL.map(EventKind::name);
    let body = json!({ "url": "https://shop.example/hooks", "events": names });
    let made = app.call("POST", "/api/v1/webhooks", &app.key, body).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let made = made.json();
    format!(
        "/api/v1/webhooks/{}",
        made["webhook"]["id"].as_str().unwrap()
    )
}

/// The number of deliveries in the queue.
fn sent(app: &App) -> usize {
    let mut count = 0;
    while let Some(job) = app.native.jobs.take() {
        assert!(matches!(job, Job::DeliverV1 { attempt: 1, .. }), "{job:?}");
        count += 1;
    }
    count
}

#[test]
fn whatever_happens_is_sent_at_once() {
    run(async {
        let app = App::new().await;
        webhook(&app).await;
        let (answer, token) = app.ask(QUESTION).await;
        assert_eq!(sent(&app), 2, "conversation.created and message.sent");
        let path = format!("/api/chat/{}", answer.conversation_id);
        let judged = json!({ "message_id": answer.id, "verdict": "helpful" });
        for (action, body, events) in [
            ("feedback", judged, 1),
            ("handoff", json!({}), 2),
            ("handoff", json!({ "email": "sarah@example.com" }), 0),
            ("handoff", json!({}), 0),
            ("lead", json!({ "email": "sarah@example.com" }), 1),
        ] {
            let answer = app
                .call("POST", &format!("{path}/{action}"), &token, body)
                .await;
            assert!(answer.status.is_success(), "{action}: {}", answer.body);
            assert_eq!(sent(&app), events, "{action}");
        }
        app.pause().await;
        assert_eq!(app.events("conversation.handoff").await.len(), 2);
        sent(&app);
        let body = json!({ "question": UNANSWERABLE });
        app.call("POST", "/api/v1/chat", &app.key, body).await;
        assert_eq!(sent(&app), 3, "and conversation.unanswered");
        let test = app.key(KeyKind::Test, &[]).await;
        let body = json!({ "question": UNANSWERABLE });
        app.call("POST", "/api/v1/chat", &test, body).await;
        assert_eq!(sent(&app), 0, "test data is nobody's news");
    });
}

#[test]
fn without_a_webhook_nothing_is_sent() {
    run(async {
        let app = App::new().await;
        app.ask(QUESTION).await;
        assert_eq!(sent(&app), 0);
    });
}

#[test]
fn deliveries_open_to_who_may_write_webhooks() {
    run(async {
        let app = App::new().await;
        let path = webhook(&app).await;
        app.ask(QUESTION).await;
        let listed = app
            .call("GET", &format!("{path}/deliveries"), &app.key, Value::Null)
            .await
            .json();
        let delivery = listed["deliveries"][0]["id"].as_str().unwrap().to_owned();
        let test = app.key(KeyKind::Test, &[]).await;
        for (method, action) in [
            ("GET", "deliveries".to_owned()),
            ("POST", format!("deliveries/{delivery}/redeliver")),
            ("POST", "redeliver-dead".into()),
            ("POST", "enable".into()),
            ("POST", "test".into()),
        ] {
            let path = format!("{path}/{action}");
            app.check_doors(method, &path, &Value::Null, Scope::Chat)
                .await;
            app.call(method, &path, &test, Value::Null)
                .await
                .check_error(403, "test_key");
            app.call(method, &path, &rival(), Value::Null)
                .await
                .check_error(404, "webhook_not_found");
            let own = app.call(method, &path, &app.key, Value::Null).await;
            assert_eq!(own.status, StatusCode::OK, "{path}: {}", own.body);
        }
    });
}
