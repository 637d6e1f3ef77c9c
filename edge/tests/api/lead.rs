//! `POST /api/chat/{conversation}/lead`.

use axum::http::StatusCode;
use porchlight_edge::store::events;
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    support::{App, run},
};

async fn told(app: &App) -> Vec<Value> {
    let events = events::after(&app.native.db, app.project_id, 0, 100)
        .await
        .unwrap();
    events
        .into_iter()
        .filter(|event| event.kind == "lead.captured")
        .map(|event| serde_json::from_str(&event.data).unwrap())
        .collect()
}

#[test]
fn contact_details_are_kept_completed_and_told_to_the_owner() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/{slug}/lead");
        let first = json!({
            "name": " Sarah Kim ", "email": "sarah@example.com", "fields": { "Company": "Oak" },
            "consent": "You may write to me.",
        });
        let made = app.call("POST", &path, &token, first).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.json()["id"].clone();
        let later = json!({ "phone": "+1 512 555 0100", "fields": { "Size": "L" } });
        let changed = app.call("POST", &path, &token, later).await;
        assert_eq!(changed.status, StatusCode::OK);
        let whole = json!({
            "id": id, "name": "Sarah Kim", "email": "sarah@example.com", "phone": "+1 512 555 0100",
            "fields": { "Company": "Oak", "Size": "L" }, "consent": "You may write to me.",
        });
        assert_eq!(changed.json(), whole);
        assert_eq!(app.count("SELECT count(*) AS n FROM leads").await, 1);
        assert_eq!(
            app.count("SELECT sum(leads) AS n FROM activity").await,
            1,
            "changing a lead makes no second one"
        );
        app.pause().await;
        let told = told(&app).await;
        assert_eq!(told.len(), 2);
        assert_eq!(told[1]["leadId"], id);
        assert_eq!(told[1]["conversationId"], slug.as_str());
        assert_eq!(told[1]["fields"], whole["fields"]);
        assert_eq!(told[0]["phone"], Value::Null);
    });
}

#[test]
fn what_cannot_be_right_is_refused_and_changes_nothing() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/{slug}/lead");
        for (body, status, code) in [
            (json!({}), 400, "lead_empty"),
            (json!({ "consent": "Yes" }), 400, "lead_empty"),
            (json!({ "email": "sarah" }), 400, "email_invalid"),
            (json!({ "phone": "call me" }), 400, "phone_invalid"),
            (json!({ "name": "x".repeat(101) }), 400, "name_invalid"),
            (json!({ "fields": { "": "x" } }), 400, "fields_invalid"),
            (
                json!({ "name": "x", "consent": "x".repeat(1_001) }),
                400,
                "consent_too_long",
            ),
            (json!({ "fields": { "a": 1 } }), 400, "invalid_json"),
            (
                json!({ "name": "x".repeat(300_000) }),
                413,
                "body_too_large",
            ),
        ] {
            app.call("POST", &path, &token, body)
                .await
                .check_error(status, code);
        }
        assert_eq!(app.count("SELECT count(*) AS n FROM leads").await, 0);
        assert!(told(&app).await.is_empty());
        let other = guest(&app).await;
        let body = json!({ "name": "Eve" });
        app.call("POST", &path, &other, body.clone())
            .await
            .check_error(404, "conversation_not_found");
        app.post(&path, body)
            .await
            .check_error(401, "session_required");
    });
}

#[test]
fn the_owners_form_is_read_back_and_public_and_a_wrong_one_is_named() {
    run(async {
        let app = App::new().await;
        let read = async |path: &str| {
            let config = app.call("GET", path, &app.key, Value::Null).await;
            config.json()["leadForm"].clone()
        };
        let public = "/api/widget/config?project=shop";
        let never = json!({ "when": "never", "fields": [], "consent": "" });
        assert_eq!(read("/api/v1/config").await, never);
        assert_eq!(read(public).await, never);
        let form = json!({
            "when": "before_first_message",
            "fields": [
                { "field": "email", "required": true },
                { "field": "own", "label": "Order number", "required": false },
            ],
            "consent": "You may write to me.",
        });
        let patch = async |form: &Value| {
            let fields = json!({ "leadForm": form });
            app.call("PATCH", "/api/v1/config", &app.key, fields).await
        };
        assert_eq!(patch(&form).await.status, StatusCode::OK);
        assert_eq!(read("/api/v1/config").await, form);
        assert_eq!(read(public).await, form);
        let twice =
            json!({ "when": "on_handoff", "fields": [{ "field": "name" }, { "field": "name" }] });
        let refused = patch(&twice).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(
            refused.body.contains("leadForm can have each field"),
            "{}",
            refused.body
        );
        assert_eq!(read(public).await, form);
    });
}
