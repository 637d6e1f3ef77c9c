//! `/api/v1`: the owner's server.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::{
    domain::credentials::api_key::{self, KeyKind},
    platform::Statement,
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, SESSION, UNANSWERABLE, run};

mod analytics;
mod chat;
mod conversations;
mod deliveries;
mod settings;
mod undo;
mod visitors;
mod webhooks;

#[test]
fn a_question_gets_the_whole_answer_as_json() {
    run(async {
        let app = App::new().await;
        let answer = app
            .call(
                "POST",
                "/api/v1/chat",
                &app.key,
                json!({ "question": QUESTION }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let body = answer.json();
        assert!(body["answer"].as_str().unwrap().contains("30 days"));
        assert_eq!(body["sources"][0]["title"], "Returns › How long");
        assert!(
            body["sources"][0]["url"]
                .as_str()
                .unwrap()
                .starts_with("https://shop.example/returns")
        );
        assert!(body["conversationId"].is_string());
        let refused = app
            .call(
                "POST",
                "/api/v1/chat",
                &app.key,
                json!({ "question": UNANSWERABLE }),
            )
            .await
            .json();
        assert_eq!(refused["sources"], json!([]));
    });
}

#[test]
fn a_session_id_continues_the_conversation() {
    run(async {
        let app = App::new().await;
        let ask = async |question: &str| {
            let body = json!({ "question": question, "sessionId": SESSION });
            app.call("POST", "/api/v1/chat", &app.key, body)
                .await
                .json()["conversationId"]
                .clone()
        };
        assert_eq!(ask(QUESTION).await, ask("And refunds?").await);
    });
}

#[test]
fn bad_input_gets_its_own_status_code_and_sentence() {
    run(async {
        let app = App::new().await;
        let check = async |body: Value, status, code: &str| {
            app.call("POST", "/api/v1/chat", &app.key, body)
                .await
                .check_error(status, code);
        };
        check(json!({}), 400, "question_missing").await;
        check(json!({ "question": "" }), 400, "question_missing").await;
        check(
            json!({ "question": "x".repeat(1_001) }),
            400,
            "question_too_long",
        )
        .await;
        check(
            json!({ "question": QUESTION, "sessionId": "x".repeat(201) }),
            400,
            "session_id_invalid",
        )
        .await;
        check(json!([1]), 400, "invalid_json").await;
    });
}

#[test]
fn only_a_valid_key_opens_the_surface() {
    run(async {
        let app = App::new().await;
        let body = json!({ "question": QUESTION });
        let made_up = api_key::format(KeyKind::Live, [9; 16]);
        for wrong in ["", "nonsense", "sk_live_", &made_up] {
            app.call("POST", "/api/v1/chat", wrong, body.clone())
                .await
                .check_error(401, "key_invalid");
        }
        let request = Request::post("/api/v1/chat").body(Body::from(body.to_string()));
        let missing = app.send(request.unwrap()).await;
        missing.check_error(401, "key_missing");
        assert!(missing.header("www-authenticate").is_some());
        let in_address = Request::post(format!("/api/v1/chat?apiKey={}", app.key))
            .body(Body::from(body.to_string()));
        app.send(in_address.unwrap())
            .await
            .check_error(401, "key_in_address");
        let revoke = Statement::new("UPDATE api_keys SET revoked_at = 1");
        app.native.db.batch(vec![revoke]).await.unwrap();
        app.call("POST", "/api/v1/chat", &app.key, body)
            .await
            .check_error(401, "key_invalid");
    });
}
