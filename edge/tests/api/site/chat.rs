//! `/api/v1/chat`, `/feedback` and `/handoff`, and their effects on a conversation.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    platform::Statement,
};
use porchlight_shared::chat_event::ChatEvent;
use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, SESSION, SHOP, UNANSWERABLE, owner::rival, run};

async fn ask(app: &App, key: &str, body: Value) -> Value {
    let answer = app.call("POST", "/api/v1/chat", key, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn post(app: &App, path: &str, body: Value) -> Answer {
    app.call("POST", path, &app.key, body).await
}

#[test]
fn any_name_of_a_visitor_continues_their_conversation() {
    run(async {
        let app = App::new().await;
        let first = ask(
            &app,
            &app.key,
            json!({ "question": QUESTION, "sessionId": "user-42" }),
        )
        .await;
        let second = ask(
            &app,
            &app.key,
            json!({ "question": "And refunds?", "sessionId": "user-42" }),
        )
        .await;
        let other = ask(
            &app,
            &app.key,
            json!({ "question": QUESTION, "sessionId": "user-43" }),
        )
        .await;
        let nobody = ask(
            &app,
            &app.key,
            json!({ "question": QUESTION, "sessionId": "" }),
        )
        .await;
        assert_eq!(first["conversationId"], second["conversationId"]);
        assert_ne!(first["conversationId"], other["conversationId"]);
        assert_ne!(nobody["conversationId"], other["conversationId"]);
    });
}

#[test]
fn an_answer_streams_for_who_asks_for_events() {
    run(async {
        let app = App::new().await;
        let request = Request::post("/api/v1/chat")
            .header("authorization", format!("Bearer {}", app.key))
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .body(Body::from(json!({ "question": QUESTION }).to_string()));
        let answer = app.send(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        assert_eq!(answer.event_names().first(), Some(&"turn"));
        assert_eq!(answer.event_names().last(), Some(&"done"));
        assert!(answer.message().text.contains("30 days"));
        assert!(
            answer
                .events()
                .iter()
                .any(|event| matches!(event.event, ChatEvent::Delta(_)))
        );
    });
}

#[test]
fn an_answered_question_is_an_event_and_a_refused_one_is_two() {
    run(async {
        let app = App::new().await;
        let answer = ask(
            &app,
            &app.key,
            json!({ "question": QUESTION, "sessionId": SESSION }),
        )
        .await;
        let created = app.events("conversation.created").await;
        assert_eq!(
            created,
            [json!({
                "conversationId": answer["conversationId"],
                "sessionId": SESSION,
                "question": QUESTION,
                "answer": answer["answer"],
                "sources": ["https://shop.example/returns"],
            })]
        );
        assert!(app.events("conversation.unanswered").await.is_empty());
        ask(
            &app,
            &app.key,
            json!({ "question": UNANSWERABLE, "sessionId": SESSION }),
        )
        .await;
        let unanswered = app.events("conversation.unanswered").await;
        assert_eq!(unanswered[0]["question"], UNANSWERABLE);
        assert_eq!(unanswered[0]["sources"], json!([]));
        assert_eq!(app.events("conversation.created").await.len(), 2);
        assert_eq!(app.events("message.sent").await.len(), 2);
    });
}

#[test]
fn a_visitors_question_in_the_widget_is_the_same_event() {
    run(async {
        let app = App::new().await;
        app.ask(QUESTION).await;
        let created = app.events("conversation.created").await;
        assert_eq!(created[0]["question"], QUESTION);
        assert_eq!(created[0]["sessionId"], SESSION);
    });
}

#[test]
fn used_up_credits_answer_429_but_tests_go_on() {
    run(async {
        let app = App::new().await;
        app.set_plan("free").await;
        ask(&app, &app.key, json!({ "question": QUESTION })).await;
        assert_eq!(app.count("SELECT used AS n FROM credits").await, 1);
        let test = app.key(KeyKind::Test, &[]).await;
        ask(&app, &test, json!({ "question": QUESTION })).await;
        assert_eq!(app.count("SELECT used AS n FROM credits").await, 1);
        app.change(Statement::new("UPDATE credits SET used = 100"))
            .await;
        let refused = post(&app, "/api/v1/chat", json!({ "question": QUESTION })).await;
        refused.check_error(429, "credits_used_up");
        assert!(refused.header("retry-after").is_some());
        ask(&app, &test, json!({ "question": QUESTION })).await;
    });
}

#[test]
fn a_test_keys_conversations_are_apart_and_nobody_is_told() {
    run(async {
        let app = App::new().await;
        let test = app.key(KeyKind::Test, &[]).await;
        let body = json!({ "question": QUESTION, "sessionId": SESSION });
        let tested = ask(&app, &test, body.clone()).await;
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations WHERE test = 1")
                .await,
            1
        );
        assert!(app.events("conversation.created").await.is_empty());
        let real = ask(&app, &app.key, body).await;
        assert_ne!(tested["conversationId"], real["conversationId"]);
        for (key, body) in [(&app.key, &tested), (&test, &real)] {
            let feedback = json!({ "conversationId": body["conversationId"], "helpful": "yes" });
            app.call("POST", "/api/v1/feedback", key, feedback)
                .await
                .check_error(404, "conversation_not_found");
        }
        let feedback = json!({ "conversationId": tested["conversationId"], "helpful": "yes" });
        assert_eq!(
            app.call("POST", "/api/v1/feedback", &test, feedback)
                .await
                .status,
            StatusCode::OK
        );
        assert!(app.events("conversation.feedback").await.is_empty());
    });
}

#[test]
fn feedback_judges_the_latest_answer_once() {
    run(async {
        let app = App::new().await;
        let session = json!({ "question": QUESTION, "sessionId": SESSION });
        ask(&app, &app.key, session.clone()).await;
        let id = ask(&app, &app.key, session).await["conversationId"].clone();
        for helpful in ["yes", "yes", "no"] {
            let body = json!({ "conversationId": id, "helpful": helpful });
            let answer = post(&app, "/api/v1/feedback", body).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            assert_eq!(answer.json(), json!({ "success": true }));
        }
        app.pause().await;
        assert_eq!(
            app.events("conversation.feedback").await,
            [
                json!({ "conversationId": id, "helpful": "yes" }),
                json!({ "conversationId": id, "helpful": "no" }),
            ]
        );
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE verdict = 'unhelpful'")
                .await,
            1
        );
        assert_eq!(app.count("SELECT sum(helpful) AS n FROM activity").await, 0);
    });
}

#[test]
fn a_verdict_in_the_widget_is_the_same_event() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let path = format!("/api/chat/{}/feedback", message.conversation_id);
        for verdict in [json!("unhelpful"), json!("unhelpful"), Value::Null] {
            let body = json!({ "message_id": message.id, "verdict": verdict });
            let answer = app.call("POST", &path, &token, body).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        assert_eq!(
            app.events("conversation.feedback").await,
            [json!({ "conversationId": message.conversation_id, "helpful": "no" })]
        );
    });
}

#[test]
fn feedback_that_is_none_is_refused() {
    run(async {
        let app = App::new().await;
        let id =
            ask(&app, &app.key, json!({ "question": QUESTION })).await["conversationId"].clone();
        let check = async |body: Value, status, code: &str| {
            post(&app, "/api/v1/feedback", body)
                .await
                .check_error(status, code);
        };
        check(json!({ "helpful": "yes" }), 400, "conversation_id_missing").await;
        check(json!({ "conversationId": id }), 400, "helpful_invalid").await;
        check(
            json!({ "conversationId": id, "helpful": "maybe" }),
            400,
            "helpful_invalid",
        )
        .await;
        check(
            json!({ "conversationId": id, "helpful": true }),
            400,
            "invalid_json",
        )
        .await;
        for other in ["conv_456", SESSION] {
            check(
                json!({ "conversationId": other, "helpful": "yes" }),
                404,
                "conversation_not_found",
            )
            .await;
        }
        let body = json!({ "conversationId": id, "helpful": "yes" });
        app.call("POST", "/api/v1/feedback", &rival(), body.clone())
            .await
            .check_error(404, "conversation_not_found");
        app.change(Statement::new("DELETE FROM citations")).await;
        app.change(Statement::new(
            "DELETE FROM messages WHERE sender = 'assistant'",
        ))
        .await;
        check(body.clone(), 404, "message_not_found").await;
        app.check_doors("POST", "/api/v1/feedback", &body, Scope::ReadSettings)
            .await;
    });
}

#[test]
fn a_handoff_is_queued_and_told_once() {
    run(async {
        let app = App::new().await;
        let answer = ask(&app, &app.key, json!({ "question": QUESTION })).await;
        let id = answer["conversationId"].clone();
        let hand_off = async |email: Value| {
            let body = json!({ "conversationId": id, "customerEmail": email });
            let answer = post(&app, "/api/v1/handoff", body).await;
            assert_eq!(answer.json(), json!({ "success": true }), "{}", answer.body);
        };
        hand_off(Value::Null).await;
        hand_off(Value::Null).await;
        hand_off(json!("sarah@example.com")).await;
        hand_off(json!("sarah@example.com")).await;
        let expected = |email: Value| {
            json!({
                "conversationId": id, "question": QUESTION, "answer": answer["answer"], "customerEmail": email,
                "replyUrl": null, "reason": "asked",
            })
        };
        let told = [expected(Value::Null), expected(json!("sarah@example.com"))];
        app.pause().await;
        assert_eq!(app.events("conversation.handoff").await, told);
        assert_eq!(app.events("conversation.escalated").await, told);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations WHERE holder = 'queue'")
                .await,
            1
        );
        assert_eq!(
            app.count("SELECT sum(handoffs) AS n FROM activity").await,
            1
        );
    });
}

#[test]
fn a_handoff_that_cannot_be_is_refused() {
    run(async {
        let app = App::new().await;
        let id =
            ask(&app, &app.key, json!({ "question": QUESTION })).await["conversationId"].clone();
        let check = async |body: Value, status, code: &str| {
            post(&app, "/api/v1/handoff", body)
                .await
                .check_error(status, code);
        };
        check(json!({}), 400, "conversation_id_missing").await;
        check(
            json!({ "conversationId": id, "customerEmail": "sarah" }),
            400,
            "email_invalid",
        )
        .await;
        check(
            json!({ "conversationId": SESSION }),
            404,
            "conversation_not_found",
        )
        .await;
        let body = json!({ "conversationId": id });
        app.call("POST", "/api/v1/handoff", &rival(), body.clone())
            .await
            .check_error(404, "conversation_not_found");
        app.check_doors("POST", "/api/v1/handoff", &body, Scope::ReadSettings)
            .await;
        app.call(
            "PATCH",
            "/api/v1/config",
            &app.key,
            json!({ "handoff": false }),
        )
        .await;
        check(body, 403, "handoff_off").await;
    });
}

#[test]
fn a_publishable_key_in_the_body_asks_judges_and_hands_off_from_the_owners_page() {
    run(async {
        let app = App::new().await;
        let key = app.key(KeyKind::Publishable, &[]).await;
        let send = async |path: &str, mut body: Value| {
            body["apiKey"] = key.clone().into();
            let request = Request::post(path)
                .header("origin", SHOP)
                .header("content-type", "application/json")
                .body(Body::from(body.to_string()));
            let answer = app.send(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            answer.json()
        };
        let id =
            send("/api/v1/chat", json!({ "question": QUESTION })).await["conversationId"].clone();
        send(
            "/api/v1/feedback",
            json!({ "conversationId": id, "helpful": "no" }),
        )
        .await;
        send("/api/v1/handoff", json!({ "conversationId": id })).await;
    });
}
