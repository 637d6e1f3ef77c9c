//! `/api/chat/{conversation}…`.

use axum::http::StatusCode;
use porchlight_shared::{
    ids::ConversationId,
    message::{Sender, Verdict},
    transcript::Transcript,
};
use serde_json::{Value, json};

use crate::support::{App, OTHER_SESSION, QUESTION, chat_body, run, with};

async fn transcript(app: &App, id: ConversationId, token: &str) -> Transcript {
    let answer = app
        .call("GET", &format!("/api/chat/{id}"), token, Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn the_transcript_holds_everything_that_was_said() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let transcript = transcript(&app, message.conversation_id, &token).await;
        let senders: Vec<Sender> = transcript
            .messages
            .iter()
            .map(|thread| thread.message.sender)
            .collect();
        assert_eq!(senders, [Sender::Visitor, Sender::Assistant]);
        assert_eq!(transcript.messages[0].message.text, QUESTION);
        assert_eq!(transcript.messages[1].message, message);
        assert!(!transcript.running && transcript.last_event_id > 0);
    });
}

#[test]
fn events_are_replayed_from_where_the_client_was() {
    run(async {
        let app = App::new().await;
        let asked = app.chat(chat_body(QUESTION)).await;
        let token = asked.header("x-session-token").unwrap();
        let id = asked.message().conversation_id;
        let all = asked.events();
        for after in [0, 1, all.len() as u64 - 1, all.len() as u64] {
            let replayed = app
                .call(
                    "GET",
                    &format!("/api/chat/{id}/events?after={after}"),
                    token,
                    Value::Null,
                )
                .await;
            let expected: Vec<_> = all
                .iter()
                .filter(|event| event.number > after)
                .cloned()
                .collect();
            assert_eq!(replayed.events(), expected, "after {after}");
        }
    });
}

#[test]
fn an_answer_that_broke_off_ends_cleanly_and_can_be_asked_for_again() {
    run(async {
        let app = App::new().await;
        let message = "0190aaaa-0000-7000-8000-000000000002";
        let asked = app
            .chat(with(chat_body(QUESTION), "clientMessageId", message))
            .await;
        let token = asked.header("x-session-token").unwrap();
        let id = asked.message().conversation_id;
        app.native.rooms.break_off(id, 2);
        app.native
            .db
            .batch(vec![
                porchlight_edge::platform::Statement::new("DELETE FROM citations"),
                porchlight_edge::platform::Statement::new(
                    "DELETE FROM messages WHERE sender = 'assistant'",
                ),
            ])
            .await
            .unwrap();
        let replayed = app
            .call("GET", &format!("/api/chat/{id}/events"), token, Value::Null)
            .await;
        assert_eq!(replayed.event_names(), ["turn", "delta", "error", "done"]);
        let again = with(chat_body(QUESTION), "clientMessageId", message);
        let again = app.chat(with(again, "sessionToken", token)).await;
        assert!(again.message().text.contains("30 days"));
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
                .await,
            1
        );
        let numbers: Vec<u64> = again.events().iter().map(|event| event.number).collect();
        assert!(
            numbers[0] > replayed.events().last().unwrap().number,
            "numbers only rise"
        );
    });
}

#[test]
fn a_token_opens_its_own_sessions_conversations_only() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let other = app
            .chat(with(chat_body(QUESTION), "sessionId", OTHER_SESSION))
            .await;
        let other_token = other.header("x-session-token").unwrap();
        let id = message.conversation_id;
        for (method, path, body) in [
            ("GET", format!("/api/chat/{id}"), Value::Null),
            ("GET", format!("/api/chat/{id}/events"), Value::Null),
            ("POST", format!("/api/chat/{id}/stop"), Value::Null),
            (
                "POST",
                format!("/api/chat/{id}/feedback"),
                json!({ "message_id": message.id, "verdict": "helpful" }),
            ),
            ("POST", format!("/api/chat/{id}/handoff"), json!({})),
        ] {
            app.call(method, &path, other_token, body.clone())
                .await
                .check_error(404, "conversation_not_found");
            app.call(method, &path, "nonsense", body.clone())
                .await
                .check_error(401, "session_invalid");
            let allowed = app.call(method, &path, &token, body).await;
            assert!(
                allowed.status.is_success(),
                "{method} {path}: {}",
                allowed.body
            );
        }
        app.call("GET", "/api/chat/conv_456", &token, Value::Null)
            .await
            .check_error(404, "conversation_not_found");
        app.get(&format!("/api/chat/{id}"))
            .await
            .check_error(401, "session_required");
    });
}

#[test]
fn a_verdict_is_kept_and_can_be_taken_back() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let path = format!("/api/chat/{}/feedback", message.conversation_id);
        for (verdict, expected) in [
            (json!("unhelpful"), Some(Verdict::Unhelpful)),
            (json!("helpful"), Some(Verdict::Helpful)),
            (Value::Null, None),
        ] {
            let body = json!({ "message_id": message.id, "verdict": verdict, "reason": "because" });
            assert_eq!(
                app.call("POST", &path, &token, body).await.status,
                StatusCode::OK
            );
            let transcript = transcript(&app, message.conversation_id, &token).await;
            assert_eq!(transcript.messages[1].message.verdict, expected);
        }
        let visitors = transcript(&app, message.conversation_id, &token)
            .await
            .messages[0]
            .message
            .id;
        let on_own = json!({ "message_id": visitors, "verdict": "helpful" });
        app.call("POST", &path, &token, on_own)
            .await
            .check_error(404, "message_not_found");
        let long =
            json!({ "message_id": message.id, "verdict": "helpful", "reason": "x".repeat(501) });
        app.call("POST", &path, &token, long)
            .await
            .check_error(400, "reason_too_long");
    });
}

#[test]
fn asking_for_a_person_puts_the_conversation_into_the_queue() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        let id = message.conversation_id;
        let before = transcript(&app, id, &token).await.last_event_id;
        let path = format!("/api/chat/{id}/handoff");
        for wrong in [
            "nobody",
            "a@b@c.example",
            "a b@example.com",
            "@example.com",
            "a@.com",
        ] {
            let answer = app
                .call("POST", &path, &token, json!({ "email": wrong }))
                .await;
            answer.check_error(400, "email_invalid");
        }
        let answer = app
            .call(
                "POST",
                &path,
                &token,
                json!({ "email": " ada@example.com " }),
            )
            .await;
        assert_eq!(answer.json()["holder"], "queue");
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations WHERE holder = 'queue' AND visitor_email = 'ada@example.com'")
                .await,
            1
        );
        // The stream would stay open for the person. It ends when the conversation is resolved.
        let resolve = format!("/api/v1/conversations/{id}/resolve");
        app.call("POST", &resolve, &app.key, json!({})).await;
        let events = app
            .call(
                "GET",
                &format!("/api/chat/{id}/events?after={before}"),
                &token,
                Value::Null,
            )
            .await;
        assert_eq!(events.event_names(), ["status", "status"]);
    });
}
