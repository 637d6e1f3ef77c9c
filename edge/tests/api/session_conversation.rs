//! `/api/chat/conversation…` and `POST /api/chat` with a session token.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    support::{Answer, App, QUESTION, run},
};

const EMPTY_ID: &str = "0190aaaa-0000-7000-8000-000000000009";

pub(crate) async fn ask(app: &App, token: &str, slug: &str, message: &str) -> Answer {
    let body = json!({ "message": message, "conversationSlug": slug });
    app.call("POST", "/api/chat", token, body).await
}

pub(crate) async fn read(app: &App, token: &str, slug: &str) -> Value {
    let path = format!("/api/chat/conversation/{slug}");
    let answer = app.call("GET", &path, token, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

pub(crate) async fn list(app: &App, token: &str, query: &str) -> Value {
    let path = format!("/api/chat/conversations{query}");
    let answer = app.call("GET", &path, token, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

pub(crate) fn slugs(list: &Value) -> Vec<&str> {
    list["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|conversation| conversation["conversationSlug"].as_str().unwrap())
        .collect()
}

#[test]
fn the_whole_flow_from_session_to_answer() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let begun = app
            .call(
                "POST",
                "/api/chat/conversation",
                &token,
                json!({ "subject": " My lamp " }),
            )
            .await;
        assert_eq!(begun.status, StatusCode::CREATED);
        let slug = begun.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let streamed = ask(&app, &token, &slug, QUESTION).await;
        assert_eq!(streamed.header("content-type"), Some("text/event-stream"));
        assert_eq!(streamed.event_names().last(), Some(&"done"));
        let whole = read(&app, &token, &slug).await;
        assert_eq!(whole["subject"], "My lamp");
        assert_eq!(whole["status"], "open");
        assert_eq!(whole["holder"], "bot");
        assert_eq!(whole["messageCount"], 2);
        let messages = whole["messages"].as_array().unwrap();
        assert_eq!(messages[0]["role"], "user");
        assert_eq!(messages[0]["content"], QUESTION);
        assert_eq!(messages[1]["role"], "assistant");
        assert!(messages[1]["content"].as_str().unwrap().contains("30 days"));
        assert_eq!(messages[1]["citations"][0]["title"], "Returns › How long");
        assert_eq!(messages[1]["reaction"], Value::Null);
    });
}

#[test]
fn a_posted_message_is_answered_without_being_waited_for() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/conversation/{slug}/message");
        let posted = app
            .call("POST", &path, &token, json!({ "content": QUESTION }))
            .await;
        assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.body);
        assert_eq!(posted.json()["conversationSlug"], slug);
        // The stream ends when the answer is complete.
        let events = app
            .call(
                "GET",
                &format!("/api/chat/{slug}/events"),
                &token,
                Value::Null,
            )
            .await;
        assert_eq!(events.event_names().last(), Some(&"done"));
        let whole = read(&app, &token, &slug).await;
        assert_eq!(whole["messages"][0]["id"], posted.json()["messageId"]);
        assert_eq!(whole["messageCount"], 2);
    });
}

#[test]
fn a_repeated_call_gets_the_answer_of_the_first() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let call = async |path: &str, token: &str, body: Value| {
            app.once(path, token, "the same", body).await
        };
        let first = call("/api/chat/conversation", &token, json!({})).await;
        let second = call("/api/chat/conversation", &token, json!({})).await;
        assert_eq!(first.json(), second.json());
        assert_eq!(second.status, StatusCode::CREATED);
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        call(
            "/api/chat/conversation",
            &token,
            json!({ "subject": "another" }),
        )
        .await
        .check_error(422, "idempotency_key_reused");
        let slug = first.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/api/chat/conversation/{slug}/message");
        let post = async || {
            app.once(&path, &token, "message", json!({ "content": QUESTION }))
                .await
        };
        let posted = post().await;
        assert_eq!(posted.json(), post().await.json());
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
                .await,
            1
        );
        // Each visitor has keys of their own.
        let other = guest(&app).await;
        let others = call("/api/chat/conversation", &other, json!({})).await;
        assert_ne!(others.json(), first.json());
    });
}

#[test]
fn a_reaction_is_kept_changed_and_taken_back_by_repeating_it() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        ask(&app, &token, &slug, QUESTION).await;
        let messages = read(&app, &token, &slug).await["messages"].clone();
        let answer = messages[1]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/chat/conversation/{slug}/message/{answer}");
        for (body, expected) in [
            (
                json!({ "type": "thumbs-down" }),
                json!({ "type": "thumbs-down", "feedback": null }),
            ),
            (
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
            ),
            (
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
                Value::Null,
            ),
            (
                json!({ "type": "thumbs-down" }),
                json!({ "type": "thumbs-down", "feedback": null }),
            ),
            (
                json!({ "type": "thumbs-up" }),
                json!({ "type": "thumbs-up", "feedback": null }),
            ),
            (json!({ "type": "thumbs-up" }), Value::Null),
        ] {
            let reacted = app.call("POST", &path, &token, body.clone()).await;
            assert_eq!(reacted.status, StatusCode::OK, "{}", reacted.body);
            assert_eq!(reacted.json()["reaction"], expected, "{body}");
            let read = read(&app, &token, &slug).await;
            assert_eq!(read["messages"][1]["reaction"], expected, "{body}");
        }
        for (body, code) in [
            (json!({ "type": "sideways" }), "invalid_json"),
            (
                json!({ "type": "thumbs-up", "feedback": "x".repeat(501) }),
                "feedback_too_long",
            ),
        ] {
            app.call("POST", &path, &token, body)
                .await
                .check_error(400, code);
        }
        let own = messages[0]["id"].as_str().unwrap();
        for id in [own, EMPTY_ID, "nonsense"] {
            let path = format!("/api/chat/conversation/{slug}/message/{id}");
            app.call("POST", &path, &token, json!({ "type": "thumbs-up" }))
                .await
                .check_error(404, "message_not_found");
        }
    });
}

#[test]
fn what_belongs_to_somebody_else_is_as_if_it_did_not_exist() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let other = guest(&app).await;
        let slug = begin(&app, &token).await;
        ask(&app, &token, &slug, QUESTION).await;
        for slug in [slug.as_str(), EMPTY_ID, "nonsense"] {
            let path = format!("/api/chat/conversation/{slug}");
            for (method, path, body) in [
                ("GET", path.clone(), Value::Null),
                ("PATCH", path.clone(), json!({ "markRead": true })),
                (
                    "POST",
                    format!("{path}/message"),
                    json!({ "content": QUESTION }),
                ),
                (
                    "POST",
                    format!("{path}/message/{EMPTY_ID}"),
                    json!({ "type": "thumbs-up" }),
                ),
                (
                    "POST",
                    "/api/chat".into(),
                    json!({ "message": "?", "conversationSlug": slug }),
                ),
            ] {
                app.call(method, &path, &other, body)
                    .await
                    .check_error(404, "conversation_not_found");
            }
        }
        assert_eq!(slugs(&list(&app, &other, "").await), Vec::<&str>::new());
    });
}

#[test]
fn bad_messages_are_refused_with_their_own_code() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/conversation/{slug}/message");
        for (body, status, code) in [
            (json!({ "content": " " }), 400, "question_missing"),
            (
                json!({ "content": "x".repeat(1_001) }),
                400,
                "question_too_long",
            ),
            (json!({}), 400, "invalid_json"),
            (
                json!({ "content": "?", "filler": "x".repeat(300_000) }),
                413,
                "body_too_large",
            ),
        ] {
            app.call("POST", &path, &token, body)
                .await
                .check_error(status, code);
        }
        ask(&app, &token, &slug, "")
            .await
            .check_error(400, "question_missing");
        app.call(
            "POST",
            "/api/chat",
            &token,
            json!({ "conversationSlug": slug }),
        )
        .await
        .check_error(400, "invalid_json");
        app.post(
            "/api/chat",
            json!({ "message": "?", "conversationSlug": slug }),
        )
        .await
        .check_error(401, "session_required");
    });
}
