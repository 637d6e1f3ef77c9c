//! Repeated actions of a visitor notify the owner once, and notices that nobody can use are not kept.

use axum::{body::Body, http::Request};
use porchlight_edge::{
    config::{MailConfig, MailWay},
    jobs::sweep::sweep,
    platform::{
        Statement,
        native::{Native, NoNetwork},
    },
    providers::extractive::Extractive,
    services::shares,
    store::notices::{MAILS_PER_HOUR, PAUSE_MS},
};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::{
    session::{begin, guest},
    support::{Answer, App, NOW, QUESTION, SESSION, run},
};

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// A shop whose owner gets e-mail and every event.
async fn shop() -> App {
    let mut native = Native::new(NOW, Arc::new(NoNetwork), Arc::new(Extractive)).unwrap();
    native.configure(|mut config| {
        config.mail = Some(MailConfig {
            from: "Porchlight <chat@porchlight.example>".into(),
            way: MailWay::Binding,
        });
        config.public_url = Some("https://chat.example".into());
        config
    });
    let app = App::in_platform(native).await;
    let owner = json!({ "notifyEmail": "me@shop.example" });
    app.call("PATCH", "/api/v1/config", &app.key, owner).await;
    app
}

struct Visitor<'a> {
    app: &'a App,
    token: String,
    slug: String,
}

impl<'a> Visitor<'a> {
    async fn silent(app: &'a App) -> Self {
        let token = guest(app).await;
        let slug = begin(app, &token).await;
        Self { app, token, slug }
    }

    async fn who_asked(app: &'a App) -> Self {
        let visitor = Self::silent(app).await;
        visitor.ask().await;
        visitor
    }

    async fn ask(&self) -> Answer {
        let body = json!({ "message": QUESTION, "conversationSlug": self.slug });
        self.app.call("POST", "/api/chat", &self.token, body).await
    }

    async fn send(&self, what: &str, body: Value) {
        let path = format!("/api/chat/{}/{what}", self.slug);
        let sent = self.app.call("POST", &path, &self.token, body).await;
        assert!(sent.status.is_success(), "{what}: {}", sent.body);
    }

    async fn follow(&self, query: &str) -> axum::http::Response<Body> {
        let request = Request::get(format!("/api/chat/{}/events{query}", self.slug))
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        self.app.open(request).await
    }
}

/// The data of the events of a kind, oldest first.
async fn told(app: &App, kind: &str) -> Vec<Value> {
    app.run_jobs().await;
    let events = app
        .call("GET", "/api/v1/events?limit=100", &app.key, Value::Null)
        .await
        .json();
    events["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == kind)
        .map(|event| event["data"].clone())
        .collect()
}

async fn mails(app: &App) -> usize {
    app.run_jobs().await;
    app.native.mail.take().len()
}

async fn wait(app: &App, milliseconds: u64) {
    app.native.clock.advance(milliseconds);
    sweep(&app.native.platform).await.unwrap();
    app.run_jobs().await;
}

#[test]
fn one_visitor_cannot_fill_the_owners_inbox() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::who_asked(&app).await;
        for number in 0..60 {
            let address = format!("ada{number}@example.com");
            visitor.send("handoff", json!({ "email": address })).await;
        }
        assert_eq!(mails(&app).await, 1);
        let first = told(&app, "conversation.handoff").await;
        assert_eq!(first.len(), 1);
        assert_eq!(first[0]["customerEmail"], "ada0@example.com");
        wait(&app, PAUSE_MS).await;
        assert_eq!(mails(&app).await, 1);
        let then = told(&app, "conversation.handoff").await;
        assert_eq!(then.len(), 2, "the newest state, once");
        assert_eq!(then[1]["customerEmail"], "ada59@example.com");
        wait(&app, PAUSE_MS).await;
        assert_eq!(mails(&app).await, 0, "nothing has changed since");
    });
}

#[test]
fn whatever_a_visitor_repeats_is_one_event_until_the_pause_is_over() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::who_asked(&app).await;
        let path = format!("/api/chat/{}", visitor.slug);
        let transcript = app.call("GET", &path, &visitor.token, Value::Null).await;
        let answer = transcript.json()["messages"][1]["id"].clone();
        for number in 0..20 {
            let verdict = ["helpful", "unhelpful"][number % 2];
            let judged = json!({ "message_id": answer, "verdict": verdict });
            visitor.send("feedback", judged).await;
            let lead = json!({ "email": format!("ada{number}@example.com") });
            visitor.send("lead", lead).await;
        }
        for kind in ["conversation.feedback", "lead.captured"] {
            assert_eq!(told(&app, kind).await.len(), 1, "{kind}");
        }
        wait(&app, PAUSE_MS).await;
        let judged = told(&app, "conversation.feedback").await;
        assert_eq!(judged.len(), 2);
        assert_eq!(judged[1]["helpful"], "no");
        let leads = told(&app, "lead.captured").await;
        assert_eq!(leads.len(), 2);
        assert_eq!(leads[1]["email"], "ada19@example.com");
    });
}

#[test]
fn who_has_said_nothing_is_told_of_with_the_first_message() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::silent(&app).await;
        let address = json!({ "email": "ada@example.com" });
        visitor.send("handoff", address).await;
        assert_eq!(mails(&app).await, 0);
        assert_eq!(told(&app, "conversation.handoff").await.len(), 0);
        visitor.ask().await;
        assert_eq!(mails(&app).await, 1);
        let told = told(&app, "conversation.handoff").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["question"], QUESTION);
        assert_eq!(told[0]["customerEmail"], "ada@example.com");
        visitor.ask().await;
        assert_eq!(mails(&app).await, 0);
    });
}

#[test]
fn a_first_message_whose_notice_failed_is_told_of_when_it_is_sent_again() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::silent(&app).await;
        visitor.send("handoff", json!({})).await;
        let breaks =
            "CREATE TRIGGER broken BEFORE INSERT ON notices BEGIN SELECT raise(ABORT, 'full'); END";
        app.change(Statement::new(breaks)).await;
        let ask = async || {
            let body = json!({
                "message": QUESTION, "conversationSlug": visitor.slug, "clientMessageId": SESSION,
            });
            app.call("POST", "/api/chat", &visitor.token, body).await
        };
        assert_eq!(ask().await.status, 500);
        app.change(Statement::new("DROP TRIGGER broken")).await;
        for _ in 0..2 {
            let asked = ask().await;
            assert_eq!(asked.status, 200, "{}", asked.body);
        }
        assert_eq!(mails(&app).await, 1);
        assert_eq!(told(&app, "conversation.handoff").await.len(), 1);
        assert_eq!(app.count("SELECT count(*) AS n FROM messages").await, 2);
    });
}

#[test]
fn an_hour_has_so_many_e_mails_in_a_project() {
    run(async {
        let app = shop().await;
        for number in 0..MAILS_PER_HOUR + 5 {
            let visitor = Visitor::who_asked(&app).await;
            let address = format!("ada{number}@example.com");
            visitor.send("handoff", json!({ "email": address })).await;
        }
        app.run_jobs().await;
        assert_eq!(mails(&app).await, usize::try_from(MAILS_PER_HOUR).unwrap());
        let events = "SELECT count(*) AS n FROM events WHERE type = 'conversation.handoff'";
        assert_eq!(app.count(events).await, u64::from(MAILS_PER_HOUR) + 5);
        wait(&app, HOUR_MS).await;
        let visitor = Visitor::who_asked(&app).await;
        let address = json!({ "email": "bo@example.com" });
        visitor.send("handoff", address).await;
        assert_eq!(mails(&app).await, 1, "the next hour");
    });
}

#[test]
fn what_is_over_is_forgotten() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::who_asked(&app).await;
        visitor.send("handoff", json!({})).await;
        wait(&app, 25 * HOUR_MS).await;
        assert_eq!(app.count("SELECT count(*) AS n FROM notices").await, 0);
        assert_eq!(app.count("SELECT count(*) AS n FROM notice_hours").await, 0);
    });
}

#[test]
fn a_stream_in_which_nothing_was_said_is_not_held() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::silent(&app).await;
        visitor.send("handoff", json!({})).await;
        for query in ["", "?linger=true"] {
            let response = visitor.follow(query).await;
            let read = axum::body::to_bytes(response.into_body(), usize::MAX);
            let read = tokio::time::timeout(std::time::Duration::from_secs(5), read).await;
            assert!(read.is_ok(), "the stream has ended: {query}");
        }
    });
}

#[test]
fn a_session_holds_so_many_streams() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::who_asked(&app).await;
        visitor.send("handoff", json!({})).await;
        for _ in 0..shares::STREAMS.session.limit {
            assert_eq!(visitor.follow("").await.status(), 200);
        }
        let refused = visitor.follow("").await;
        assert_eq!(refused.status(), 429);
        let seconds = refused.headers()["retry-after"].to_str().unwrap();
        let seconds: u64 = seconds.parse().unwrap();
        app.native.clock.advance((seconds - 1) * 1_000);
        assert_eq!(visitor.follow("").await.status(), 429, "not before");
        app.native.clock.advance(1_000);
        assert_eq!(visitor.follow("").await.status(), 200, "as it was said");
    });
}

#[test]
fn a_session_begins_so_many_empty_conversations() {
    run(async {
        let app = shop().await;
        let token = guest(&app).await;
        for _ in 0..shares::CONVERSATIONS.session.limit {
            begin(&app, &token).await;
        }
        let refused = app
            .call("POST", "/api/chat/conversation", &token, json!({}))
            .await;
        refused.check_error(429, "rate_limited");
        assert!(refused.header("retry-after").is_some());
        begin(&app, &guest(&app).await).await;
    });
}

#[test]
fn who_has_used_up_a_share_takes_nothing_of_what_others_share() {
    run(async {
        let app = shop().await;
        let visitor = Visitor::who_asked(&app).await;
        visitor.send("handoff", json!({})).await;
        for _ in 0..shares::STREAMS.address.limit + 10 {
            visitor.follow("").await;
        }
        let other = Visitor::who_asked(&app).await;
        other.send("handoff", json!({})).await;
        assert_eq!(other.follow("").await.status(), 200);
    });
}
