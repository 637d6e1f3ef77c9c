//! `POST /api/chat`.

use axum::http::StatusCode;
use porchlight_shared::{chat_event::ChatEvent, ids::SessionId, message::Evidence};
use serde_json::{Value, json};

use crate::support::{App, OTHER_SESSION, QUESTION, SESSION, UNANSWERABLE, chat_body, run, with};

#[test]
fn a_question_is_answered_from_the_pages_with_citations() {
    run(async {
        let app = App::new().await;
        let answer = app.chat(chat_body(QUESTION)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        assert_eq!(
            answer.header("cache-control"),
            Some("no-store, no-transform")
        );
        let mut names = answer.event_names();
        names.dedup();
        assert_eq!(names, ["turn", "delta", "citations", "message", "done"]);
        let numbers: Vec<u64> = answer.events().iter().map(|event| event.number).collect();
        assert!(numbers.is_sorted() && numbers[0] == 1, "{numbers:?}");
        let message = answer.message();
        assert!(
            message.text.contains("30 days") && message.text.contains("[1]"),
            "{}",
            message.text
        );
        assert!(!message.unanswered);
        assert_eq!(message.citations[0].title, "Returns › How long");
        assert!(
            message.citations[0]
                .url
                .starts_with("https://shop.example/returns")
        );
        for quote in message.citations[0].quote.split(" … ") {
            assert!(message.citations[0].snippet.contains(quote), "{quote}");
        }
        let streamed: String = answer
            .events()
            .into_iter()
            .filter_map(|event| {
                if let ChatEvent::Delta(delta) = event.event {
                    Some(delta.text)
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(streamed, message.text);
    });
}

#[test]
fn a_question_that_the_pages_do_not_cover_is_refused_honestly() {
    run(async {
        let app = App::new().await;
        let (message, _) = app.ask(UNANSWERABLE).await;
        assert!(
            message.text.contains("couldn't find that in Lantern & Oak"),
            "{}",
            message.text
        );
        assert!(message.unanswered && message.citations.is_empty());
        assert_eq!(message.grounding.unwrap().evidence, Evidence::None);
    });
}

#[test]
fn a_projects_answers_never_come_from_anothers_pages() {
    run(async {
        let app = App::new().await;
        let answer = app
            .chat(with(chat_body(QUESTION), "projectSlug", "rival"))
            .await;
        assert!(answer.message().unanswered);
    });
}

#[test]
fn bad_input_gets_its_own_status_code_and_sentence() {
    async fn check(app: &App, body: Value, status: u16, code: &str) {
        app.chat(body).await.check_error(status, code);
    }
    run(async {
        let app = App::new().await;
        let question = |text: &str| chat_body(text);
        assert_eq!(
            app.chat(question(&"ä".repeat(1_000))).await.status,
            StatusCode::OK
        );
        check(
            &app,
            with(question(&"ä".repeat(1_001)), "sessionId", OTHER_SESSION),
            400,
            "question_too_long",
        )
        .await;
        check(&app, question(" \n\t "), 400, "question_missing").await;
        check(
            &app,
            with(question(QUESTION), "messages", json!([])),
            400,
            "question_missing",
        )
        .await;
        let assistant_last = json!([{ "role": "assistant", "content": "Hello" }]);
        check(
            &app,
            with(question(QUESTION), "messages", assistant_last),
            400,
            "question_missing",
        )
        .await;
        check(
            &app,
            with(question(QUESTION), "projectSlug", "nobody"),
            404,
            "project_not_found",
        )
        .await;
        check(
            &app,
            with(question(QUESTION), "projectSlug", "../../secrets"),
            404,
            "project_not_found",
        )
        .await;
        check(
            &app,
            with(question(QUESTION), "sessionId", "me"),
            400,
            "invalid_json",
        )
        .await;
        check(&app, json!({ "question": "?" }), 400, "invalid_json").await;
        check(
            &app,
            with(question(QUESTION), "filler", "x".repeat(300_000)),
            413,
            "body_too_large",
        )
        .await;
        let long_view: Vec<Value> = (0..201)
            .map(|_| json!({ "role": "user", "content": "?" }))
            .collect();
        check(
            &app,
            with(question(QUESTION), "messages", long_view),
            400,
            "too_many_messages",
        )
        .await;
    });
}

#[test]
fn a_question_of_any_characters_is_only_a_question() {
    run(async {
        let app = App::new().await;
        for (number, question) in (1..).zip([
            "\"",
            "NEAR(a b)",
            "* OR 1=1 --",
            "return AND NOT (",
            "🪔🪔",
            "退货政策是什么？",
            "\u{0}",
            "'); DROP TABLE messages",
        ]) {
            let answer = app
                .chat(with(
                    chat_body(question),
                    "sessionId",
                    SessionId::new(0, [number; 10]).to_string(),
                ))
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{question}: {}", answer.body);
            assert_eq!(answer.event_names().last(), Some(&"done"), "{question}");
        }
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
                .await,
            8
        );
    });
}

#[test]
fn a_first_message_whose_answer_was_lost_is_let_in_again_without_a_token() {
    run(async {
        let app = App::new().await;
        let first = with(
            chat_body(QUESTION),
            "clientMessageId",
            "0190aaaa-0000-7000-8000-000000000021",
        );
        app.chat(first.clone()).await;
        let again = app.chat(first.clone()).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.body);
        let token = again.header("x-session-token").unwrap().to_owned();
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages").await,
            2,
            "one question, one answer"
        );
        // Nobody else has the message's id.
        let other = "0190aaaa-0000-7000-8000-000000000022";
        let guess = with(first.clone(), "clientMessageId", other);
        app.chat(guess).await.check_error(401, "session_required");
        let next = with(
            with(chat_body(QUESTION), "sessionToken", token),
            "clientMessageId",
            other,
        );
        assert_eq!(app.chat(next).await.status, StatusCode::OK);
        app.native.clock.advance(10 * 60 * 1_000 + 1);
        app.chat(first).await.check_error(401, "session_required");
    });
}

#[test]
fn a_known_session_needs_its_token() {
    run(async {
        let app = App::new().await;
        let (_, token) = app.ask(QUESTION).await;
        let again = chat_body("And refunds?");
        app.chat(again.clone())
            .await
            .check_error(401, "session_required");
        app.chat(with(again.clone(), "sessionToken", "nonsense"))
            .await
            .check_error(401, "session_invalid");
        let foreign = with(
            with(chat_body(QUESTION), "sessionId", OTHER_SESSION),
            "sessionToken",
            token.as_str(),
        );
        app.chat(foreign).await.check_error(401, "session_invalid");
        let other_project = with(
            with(again.clone(), "projectSlug", "rival"),
            "sessionToken",
            token.as_str(),
        );
        app.chat(other_project)
            .await
            .check_error(401, "session_invalid");
        let right = with(again, "sessionToken", token.as_str());
        assert_eq!(app.chat(right.clone()).await.status, StatusCode::OK);
        app.native.clock.advance(8 * 24 * 60 * 60 * 1_000);
        let expired = app.chat(right).await;
        expired.check_error(401, "session_expired");
        assert!(expired.header("www-authenticate").is_some());
    });
}

#[test]
fn a_token_is_renewed_after_a_day() {
    run(async {
        let app = App::new().await;
        let (_, token) = app.ask(QUESTION).await;
        let next = with(chat_body("And refunds?"), "sessionToken", token.as_str());
        assert_eq!(app.chat(next.clone()).await.header("x-session-token"), None);
        app.native.clock.advance(25 * 60 * 60 * 1_000);
        let renewed = app.chat(next).await;
        assert!(
            renewed
                .header("x-session-token")
                .is_some_and(|renewed| renewed != token)
        );
    });
}

#[test]
fn a_retry_posts_once_and_is_answered_once() {
    run(async {
        let app = App::new().await;
        let message = "0190aaaa-0000-7000-8000-000000000001";
        let body = with(chat_body(QUESTION), "clientMessageId", message);
        let first = app.chat(body.clone()).await;
        let token = first.header("x-session-token").unwrap();
        let second = app.chat(with(body, "sessionToken", token)).await;
        assert_eq!(second.event_names(), ["turn", "message", "done"]);
        assert_eq!(second.message(), first.message());
        let events = second.events();
        assert!(
            matches!(&events[0].event, ChatEvent::Turn(turn) if turn.resumed),
            "{events:?}"
        );
        assert_eq!(app.count("SELECT count(*) AS n FROM messages").await, 2);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations").await,
            1
        );
    });
}

#[test]
fn a_longer_view_continues_the_conversation_and_a_first_message_begins_one() {
    run(async {
        let app = App::new().await;
        let (first, token) = app.ask(QUESTION).await;
        let view = json!([
            { "role": "user", "content": QUESTION },
            { "role": "assistant", "content": first.text },
            { "role": "user", "content": "And refunds?" },
        ]);
        let body = with(
            with(chat_body(""), "messages", view),
            "sessionToken",
            token.as_str(),
        );
        assert_eq!(
            app.chat(body).await.message().conversation_id,
            first.conversation_id
        );
        let anew = app
            .chat(with(
                chat_body("And bulbs?"),
                "sessionToken",
                token.as_str(),
            ))
            .await;
        assert_ne!(anew.message().conversation_id, first.conversation_id);
        let named = with(chat_body("And?"), "sessionToken", token.as_str());
        let named = app
            .chat(with(
                named,
                "conversationId",
                first.conversation_id.to_string(),
            ))
            .await;
        assert_eq!(named.message().conversation_id, first.conversation_id);
    });
}

#[test]
fn a_foreign_conversation_is_as_if_it_did_not_exist() {
    run(async {
        let app = App::new().await;
        let (first, _) = app.ask(QUESTION).await;
        let body = with(chat_body("And?"), "sessionId", OTHER_SESSION);
        let foreign = app
            .chat(with(
                body,
                "conversationId",
                first.conversation_id.to_string(),
            ))
            .await;
        foreign.check_error(404, "conversation_not_found");
        assert_ne!(SESSION, OTHER_SESSION);
    });
}

#[test]
fn the_gate_refuses_a_flood_and_says_when_to_come_back() {
    run(async {
        let app = App::new().await;
        app.native.gates.limit(2);
        app.ask(QUESTION).await;
        app.chat(with(chat_body(QUESTION), "sessionId", OTHER_SESSION))
            .await;
        let refused = app.chat(chat_body(QUESTION)).await;
        refused.check_error(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("60"));
    });
}
