//! `/api/v1/webhooks` and `/api/v1/events`.

use axum::http::StatusCode;
use porchlight_edge::{
    config::Config,
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        deliveries::event::EventKind,
    },
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, owner::rival, run};

const PATH: &str = "/api/v1/webhooks";
const EVENTS: &str = "/api/v1/events";

fn webhook(url: &str) -> Value {
    json!({ "url": url, "events": ["conversation.handoff"], "description": "Tickets" })
}

async fn make(app: &App, body: Value) -> Value {
    let answer = app.call("POST", PATH, &app.key, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["webhook"].clone()
}

async fn listed(app: &App, key: &str) -> Value {
    app.call("GET", PATH, key, Value::Null).await.json()["webhooks"].clone()
}

#[test]
fn a_webhook_shows_its_secret_once() {
    run(async {
        let app = App::new().await;
        let body = json!({
            "url": "https://shop.example/hooks?utm_source=porchlight",
            "events": ["conversation.handoff", "lead.captured", "conversation.handoff"],
        });
        let made = make(&app, body).await;
        let secret = made["secret"].as_str().unwrap();
        assert!(
            secret.starts_with("whsec_") && secret.len() > 40,
            "{secret}"
        );
        let shown = listed(&app, &app.key).await;
        assert_eq!(shown.as_array().unwrap().len(), 1);
        assert_eq!(
            shown[0],
            json!({
                "id": made["id"],
                "url": "https://shop.example/hooks?utm_source=porchlight",
                "events": ["conversation.handoff", "lead.captured"],
                "description": "",
                "format": "signed",
                "active": true,
                "secret": format!("whsec_****{}", secret.split_at(secret.len() - 4).1),
                "previousSecretUntil": null,
                "failingSince": null,
                "disabledReason": null,
                "createdAt": made["createdAt"],
            })
        );
        assert_eq!(listed(&app, &rival()).await, json!([]));
    });
}

#[test]
fn every_event_can_be_had() {
    run(async {
        let app = App::new().await;
        let names = EventKind::ALL.map(EventKind::name);
        let body = json!({ "url": "https://shop.example/", "events": names });
        assert_eq!(make(&app, body).await["events"], json!(names));
    });
}

#[test]
fn a_project_has_five_webhooks() {
    run(async {
        let app = App::new().await;
        for number in 0..5 {
            make(&app, webhook(&format!("https://shop.example/{number}"))).await;
        }
        app.call("POST", PATH, &app.key, webhook("https://shop.example/6"))
            .await
            .check_error(403, "too_many_webhooks");
        let rival = app
            .call("POST", PATH, &rival(), webhook("https://rival.example/"))
            .await;
        assert_eq!(rival.status, StatusCode::OK);
    });
}

#[test]
fn a_bad_webhook_is_refused_with_what_is_wrong() {
    run(async {
        let app = App::new().await;
        let url = "https://shop.example/";
        for (body, code) in [
            (json!({ "events": ["lead.captured"] }), "url_missing"),
            (json!({ "url": url }), "events_invalid"),
            (json!({ "url": url, "events": [] }), "events_invalid"),
            (
                json!({ "url": url, "events": ["lead.lost"] }),
                "events_invalid",
            ),
            (
                json!({ "url": url, "events": "lead.captured" }),
                "invalid_json",
            ),
            (webhook("shop.example"), "invalid_address"),
            (webhook("ftp://shop.example/"), "invalid_address"),
            (
                webhook("https://me:secret@shop.example/"),
                "invalid_address",
            ),
            (webhook("http://shop.example/"), "https_required"),
            (webhook("https://10.0.0.1/"), "private_address"),
            (webhook("https://169.254.169.254/latest"), "private_address"),
            (webhook("https://[fd00::1]/"), "private_address"),
            (webhook("https://printer.local/"), "private_address"),
            (
                json!({ "url": url, "events": ["lead.captured"], "description": "x".repeat(201) }),
                "description_too_long",
            ),
        ] {
            app.call("POST", PATH, &app.key, body)
                .await
                .check_error(400, code);
        }
        assert_eq!(listed(&app, &app.key).await, json!([]));
    });
}

#[test]
fn only_development_is_called_on_its_own_machine() {
    run(async {
        let mut app = App::new().await;
        make(&app, webhook("http://127.0.0.1:5173/hook")).await;
        app.configure(|config| Config {
            allow_loopback_sources: false,
            ..config
        });
        for url in ["http://127.0.0.1:5173/hook", "https://localhost/"] {
            app.call("POST", PATH, &app.key, webhook(url))
                .await
                .check_error(400, "private_address");
        }
    });
}

#[test]
fn without_a_root_secret_nothing_can_be_signed() {
    run(async {
        let mut app = App::new().await;
        let id = make(&app, webhook("https://shop.example/")).await["id"].clone();
        app.configure(|config| Config {
            root_secret: None,
            ..config
        });
        app.call("POST", PATH, &app.key, webhook("https://shop.example/"))
            .await
            .check_error(503, "root_secret_missing");
        let path = format!("{PATH}/{}/rotate", id.as_str().unwrap());
        app.call("POST", &path, &app.key, Value::Null)
            .await
            .check_error(503, "root_secret_missing");
        assert_eq!(listed(&app, &app.key).await[0]["secret"], Value::Null);
    });
}

#[test]
fn a_rotated_webhook_has_another_secret() {
    run(async {
        let app = App::new().await;
        let made = make(&app, webhook("https://shop.example/")).await;
        let path = format!("{PATH}/{}/rotate", made["id"].as_str().unwrap());
        let rotated = app.call("POST", &path, &app.key, Value::Null).await.json();
        let secret = rotated["webhook"]["secret"].as_str().unwrap();
        assert!(secret.starts_with("whsec_") && made["secret"] != secret);
        assert_eq!(
            listed(&app, &app.key).await[0]["secret"],
            format!("whsec_****{}", secret.split_at(secret.len() - 4).1)
        );
        app.call("POST", &path, &rival(), Value::Null)
            .await
            .check_error(404, "webhook_not_found");
        app.check_doors("POST", &path, &Value::Null, Scope::Chat)
            .await;
    });
}

#[test]
fn a_deleted_webhook_is_gone() {
    run(async {
        let app = App::new().await;
        let id = make(&app, webhook("https://shop.example/")).await["id"].clone();
        let path = format!("{PATH}?id={}", id.as_str().unwrap());
        for (path, key, status, code) in [
            (PATH, app.key.clone(), 400, "id_missing"),
            (&path, rival(), 404, "webhook_not_found"),
            (
                "/api/v1/webhooks?id=wh_1",
                app.key.clone(),
                404,
                "webhook_not_found",
            ),
        ] {
            app.call("DELETE", path, &key, Value::Null)
                .await
                .check_error(status, code);
        }
        let deleted = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(deleted.json(), json!({ "deleted": true }));
        app.call("DELETE", &path, &app.key, Value::Null)
            .await
            .check_error(404, "webhook_not_found");
        assert_eq!(listed(&app, &app.key).await, json!([]));
        let record = app
            .call("GET", "/api/v1/audit", &app.key, Value::Null)
            .await
            .json();
        let actions: Vec<&Value> = record["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| &entry["action"])
            .filter(|action| action.as_str().unwrap().starts_with("webhook"))
            .collect();
        assert_eq!(actions.len(), 2);
    });
}

#[test]
fn wrong_keys_and_plans_open_nothing() {
    run(async {
        let app = App::new().await;
        let body = webhook("https://shop.example/");
        let test = app.key(KeyKind::Test, &[]).await;
        for (method, path) in [
            ("GET", PATH),
            ("POST", PATH),
            ("DELETE", PATH),
            ("GET", EVENTS),
        ] {
            app.check_doors(method, path, &body, Scope::Chat).await;
            app.call(method, path, &test, body.clone())
                .await
                .check_error(403, "test_key");
            app.set_plan("starter").await;
            app.call(method, path, &app.key, body.clone())
                .await
                .check_error(403, "plan_required");
            app.set_plan("growth").await;
        }
        make(&app, body).await;
    });
}

#[test]
fn events_are_pulled_in_order_and_none_twice() {
    run(async {
        let app = App::new().await;
        let mut next = 0;
        let mut seen = Vec::new();
        for question in [QUESTION, UNANSWERABLE] {
            let body = json!({ "question": question });
            app.call("POST", "/api/v1/chat", &app.key, body).await;
        }
        loop {
            let path = format!("{EVENTS}?limit=2&after={next}");
            let page = app.call("GET", &path, &app.key, Value::Null).await.json();
            let events = page["events"].as_array().unwrap().clone();
            assert!(events.len() <= 2);
            if events.is_empty() {
                assert_eq!(page["next"], next);
                break;
            }
            next = page["next"].as_u64().unwrap();
            seen.extend(events);
        }
        let types: Vec<&str> = seen
            .iter()
            .map(|event| event["type"].as_str().unwrap())
            .collect();
        assert_eq!(
            types,
            [
                "conversation.created",
                "message.sent",
                "conversation.created",
                "conversation.unanswered",
                "message.sent",
            ]
        );
        assert_eq!(seen[0]["event"], "conversation.created");
        assert_eq!(seen[0]["data"]["question"], QUESTION);
        assert!(seen[0]["timestamp"].as_str().unwrap().ends_with('Z'));
        let foreign = app.call("GET", EVENTS, &rival(), Value::Null).await.json();
        assert_eq!(foreign, json!({ "events": [], "next": 0 }));
        for (query, code) in [
            ("limit=0", "limit_invalid"),
            ("limit=501", "limit_invalid"),
            ("after=-1", "invalid_query"),
        ] {
            app.call("GET", &format!("{EVENTS}?{query}"), &app.key, Value::Null)
                .await
                .check_error(400, code);
        }
    });
}

#[test]
fn a_repeated_request_makes_one_webhook_and_shows_no_secret_again() {
    run(async {
        let app = App::new().await;
        let bearer = format!("Bearer {}", app.key);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("idempotency-key", "once"),
        ];
        let body = webhook("https://shop.example/");
        let first = app.request("POST", PATH, &headers, body.clone()).await;
        let second = app.request("POST", PATH, &headers, body).await;
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        assert_eq!(
            second.json()["webhook"]["id"],
            first.json()["webhook"]["id"]
        );
        assert_eq!(second.json()["webhook"]["secret"], Value::Null);
        assert_eq!(listed(&app, &app.key).await.as_array().unwrap().len(), 1);
    });
}
