//! `DELETE /api/chat/{conversation}` and `DELETE /api/widget/visitor`.

use std::{ops::ControlFlow, sync::Arc};

use async_trait::async_trait;
use axum::http::StatusCode;
use porchlight_edge::{
    domain::{conversation::follow::Until, credentials::session_token},
    platform::answer_provider::{
        Answer as Written, AnswerProvider, AnswerRequest, OnPiece, ProviderError,
    },
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::{
    session::{begin, guest},
    support::{App, NOW, QUESTION, run},
};

/// A conversation with everything that a visitor can leave.
async fn leave_everything(app: &App, token: &str) -> String {
    let slug = begin(app, token).await;
    let question = json!({ "message": QUESTION, "conversationSlug": slug });
    let answer = app.call("POST", "/api/chat", token, question).await;
    let message = answer.message().id;
    for (path, body) in [
        (
            format!("/api/chat/{slug}/lead"),
            json!({ "email": "ada@example.com" }),
        ),
        (
            format!("/api/chat/{slug}/feedback"),
            json!({ "message_id": message, "verdict": "unhelpful", "reason": "Ada says so" }),
        ),
        (
            format!("/api/chat/{slug}/handoff"),
            json!({ "email": "ada@example.com" }),
        ),
    ] {
        let left = app.call("POST", &path, token, body).await;
        assert!(left.status.is_success(), "{path}: {}", left.body);
    }
    slug
}

/// The number of rows of what visitors leave.
async fn rows(app: &App) -> u64 {
    app.count(
        "SELECT (SELECT count(*) FROM conversations) + (SELECT count(*) FROM messages)
              + (SELECT count(*) FROM citations) + (SELECT count(*) FROM leads) + (SELECT count(*) FROM events)
              + (SELECT count(*) FROM message_terms) AS n",
    )
    .await
}

#[test]
fn an_erased_conversation_leaves_nothing_but_numbers() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let others = guest(&app).await;
        let kept = leave_everything(&app, &others).await;
        let before = rows(&app).await;
        let slug = leave_everything(&app, &token).await;
        let path = format!("/api/chat/{slug}");
        let erased = app.call("DELETE", &path, &token, Value::Null).await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        assert_eq!(rows(&app).await, before);
        for (method, path) in [
            ("GET", path.clone()),
            ("GET", format!("{path}/events")),
            ("DELETE", path.clone()),
        ] {
            app.call(method, &path, &token, Value::Null)
                .await
                .check_error(404, "conversation_not_found");
        }
        let id = slug.parse().unwrap();
        let rooms = &app.native.platform.rooms;
        let state = rooms.state(app.project_id, id).await.unwrap();
        assert!(!state.running);
        let mut events = rooms
            .follow(app.project_id, id, Until::PersonLeaves, Some(0))
            .await
            .unwrap();
        assert!(
            futures::StreamExt::next(&mut events).await.is_none(),
            "the room remembers nothing"
        );
        assert_eq!(
            app.count("SELECT sum(questions) AS n FROM activity").await,
            2,
            "what was counted stays"
        );
        let read = app
            .call("GET", &format!("/api/chat/{kept}"), &others, Value::Null)
            .await;
        assert_eq!(read.status, StatusCode::OK);
    });
}

#[test]
fn an_erased_visitor_is_gone_and_the_token_opens_nothing() {
    run(async {
        let app = App::new().await;
        let others = guest(&app).await;
        leave_everything(&app, &others).await;
        let before = rows(&app).await;
        let (token, slugs) = {
            let token = guest(&app).await;
            let first = leave_everything(&app, &token).await;
            let second = leave_everything(&app, &token).await;
            (token, [first, second])
        };
        let erased = app
            .call("DELETE", "/api/widget/visitor", &token, Value::Null)
            .await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        app.run_jobs().await;
        assert_eq!(rows(&app).await, before);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM sessions WHERE email IS NOT NULL")
                .await,
            0
        );
        for slug in slugs {
            let rooms = &app.native.platform.rooms;
            let id = slug.parse().unwrap();
            let mut events = rooms
                .follow(app.project_id, id, Until::PersonLeaves, Some(0))
                .await
                .unwrap();
            assert!(futures::StreamExt::next(&mut events).await.is_none());
        }
        for (method, path) in [
            ("GET", "/api/chat/conversations"),
            ("DELETE", "/api/widget/visitor"),
        ] {
            app.call(method, path, &token, Value::Null)
                .await
                .check_error(401, "session_expired");
        }
    });
}

#[test]
fn somebody_elses_conversation_cannot_be_erased() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let other = guest(&app).await;
        let slug = begin(&app, &token).await;
        app.call("DELETE", &format!("/api/chat/{slug}"), &other, Value::Null)
            .await
            .check_error(404, "conversation_not_found");
        app.request("DELETE", "/api/widget/visitor", &[], Value::Null)
            .await
            .check_error(401, "session_required");
        app.request("DELETE", &format!("/api/chat/{slug}"), &[], Value::Null)
            .await
            .check_error(401, "session_required");
    });
}

/// Writes until it is stopped.
struct Endless(Arc<Notify>);

#[async_trait(?Send)]
impl AnswerProvider for Endless {
    async fn answer(
        &self,
        _request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Written, ProviderError> {
        let mut text = String::new();
        while on_piece("more ") == ControlFlow::Continue(()) {
            text.push_str("more ");
            self.0.notified().await;
        }
        Ok(Written {
            text,
            citations: Vec::new(),
            unanswered: false,
            grounding: porchlight_shared::message::Grounding {
                evidence: porchlight_shared::message::Evidence::Strong,
                confidence: 1.0,
                sentences: Vec::new(),
            },
        })
    }
}

#[test]
fn what_is_being_written_is_erased_too() {
    run(async {
        let next = Arc::new(Notify::new());
        let app = App::with_provider(Arc::new(Endless(next.clone()))).await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/{slug}");
        let message = format!("/api/chat/conversation/{slug}/message");
        let posted = app
            .call("POST", &message, &token, json!({ "content": QUESTION }))
            .await;
        assert_eq!(posted.status, StatusCode::CREATED);
        let erased = app.call("DELETE", &path, &token, Value::Null).await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        next.notify_one();
        let events = app.native.platform.rooms.follow(
            app.project_id,
            slug.parse().unwrap(),
            Until::PersonLeaves,
            Some(0),
        );
        let mut events = events.await.unwrap();
        assert!(futures::StreamExt::next(&mut events).await.is_none());
        assert_eq!(rows(&app).await, 0);
    });
}

#[test]
fn a_session_that_its_owner_ends_or_erases_opens_nothing() {
    run(async {
        let app = App::new().await;
        let secret = &app.native.platform.config.session_secret;
        for (method, before, after) in [
            ("POST", "/api/v1/sessions/", "/revoke"),
            ("DELETE", "/api/v1/visitors/", ""),
        ] {
            let token = guest(&app).await;
            begin(&app, &token).await;
            let session = session_token::verify(secret, &token, NOW).unwrap().sub;
            let path = format!("{before}{session}{after}");
            let done = app.call(method, &path, &app.key, Value::Null).await;
            assert!(done.status.is_success(), "{path}: {}", done.body);
            app.call("GET", "/api/chat/conversations", &token, Value::Null)
                .await
                .check_error(401, "session_expired");
        }
    });
}
