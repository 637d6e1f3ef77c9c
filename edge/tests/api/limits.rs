//! The number of requests that pass, and the headers that a page may read.

use axum::http::StatusCode;
use porchlight_edge::platform::{GATE_SECONDS, Gate};
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    support::{Answer, App, QUESTION, SHOP, chat_body, run, with},
};

const WRANGLER: &str = include_str!("../../../wrangler.toml");

#[test]
fn the_deployed_gates_count_as_documented() {
    for (binding, gate, expected) in [
        ("CHAT_GATE", Gate::Chat, 20),
        ("WIDGET_GATE", Gate::Widget, 60),
        ("PUSH_GATE", Gate::Push, 10),
    ] {
        assert_eq!((gate.requests(), GATE_SECONDS), (expected, 60));
        let (_, after) = WRANGLER
            .split_once(&format!("name = \"{binding}\""))
            .unwrap();
        let simple = after
            .lines()
            .find(|line| line.starts_with("simple"))
            .unwrap();
        assert_eq!(
            simple,
            format!("simple = {{ limit = {expected}, period = {GATE_SECONDS} }}")
        );
    }
}

/// Calls `send` with increasing numbers until it has sent one more request than `limit`.
async fn check(limit: u32, send: impl AsyncFn(u32) -> Answer) {
    for number in 0..limit {
        let answer = send(number).await;
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{number}");
    }
    let refused = send(limit).await;
    refused.check_error(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), Some("60"));
}

#[test]
fn the_21st_question_in_a_minute_is_refused() {
    run(async {
        let app = App::new().await;
        app.native.gates.limit_as_deployed();
        check(20, async |number| {
            let session = format!("550e8400-e29b-41d4-a716-4466554400{number:02}");
            app.chat(with(chat_body(QUESTION), "sessionId", session))
                .await
        })
        .await;
    });
}

#[test]
fn a_message_with_a_token_counts_as_a_question() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        app.native.gates.limit_as_deployed();
        let path = format!("/api/chat/conversation/{slug}/message");
        check(20, async |_| {
            app.call("POST", &path, &token, json!({ "content": " " }))
                .await
        })
        .await;
        let body = json!({ "message": QUESTION, "conversationSlug": slug });
        app.call("POST", "/api/chat", &token, body)
            .await
            .check_error(429, "rate_limited");
    });
}

#[test]
fn the_11th_push_in_a_minute_is_refused() {
    run(async {
        let app = App::new().await;
        app.native.gates.limit_as_deployed();
        check(10, async |_| {
            let body = json!({ "project": "shop", "type": "purchased" });
            app.call("POST", "/api/widget/salespop-push", "sp_wrong", body)
                .await
        })
        .await;
    });
}

#[test]
fn the_61st_other_request_in_a_minute_is_refused() {
    for path in [
        "/api/widget/config?project=shop",
        "/api/widget/salespop?project=shop",
        "/api/chat/conversations",
        "/api/chat/conversations/unread",
        "/api/chat/conversation/0190aaaa-0000-7000-8000-000000000009",
        "/api/chat/0190aaaa-0000-7000-8000-000000000009",
    ] {
        run(async {
            let app = App::new().await;
            let token = guest(&app).await;
            app.native.gates.limit_as_deployed();
            // The session itself was the first request.
            check(59, async |_| {
                app.call("GET", path, &token, Value::Null).await
            })
            .await;
        });
    }
    for (method, path, body) in [
        ("POST", "/api/widget/session", json!({ "project": "shop" })),
        ("DELETE", "/api/widget/session", Value::Null),
        ("DELETE", "/api/widget/visitor", Value::Null),
        ("POST", "/api/chat/conversation", json!({})),
    ] {
        run(async {
            let app = App::new().await;
            app.native.gates.limit_as_deployed();
            check(60, async |_| {
                app.call(method, path, "wrong", body.clone()).await
            })
            .await;
        });
    }
}

#[test]
fn a_page_may_read_the_session_token_and_when_to_come_back() {
    run(async {
        let app = App::new().await;
        let answer = app.post_from(SHOP, "/api/chat", chat_body(QUESTION)).await;
        assert!(answer.header("x-session-token").is_some());
        assert_eq!(answer.header("access-control-allow-origin"), Some(SHOP));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for header in [
            "X-Session-Token",
            "Retry-After",
            "ETag",
            "Idempotency-Replayed",
        ] {
            assert!(exposed.split(", ").any(|name| name == header), "{header}");
        }
    });
}
