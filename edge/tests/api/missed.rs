//! A client that comes back after turns that the room's log no longer has.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use porchlight_edge::platform::{
    Db,
    db::{DbError, Ran, Row, Sql},
    sqlite::Sqlite,
};
use porchlight_shared::sse::Frame;
use serde_json::{Value, json};

use crate::{
    operators::{Desk, frames, names},
    support::{App, NOW, QUESTION, native_on, run},
};

const TURN: [&str; 4] = ["turn", "delta", "message", "done"];

fn texts(frames: &[Frame]) -> Vec<Value> {
    let messages = frames.iter().filter(|frame| frame.event == "message");
    messages
        .map(|frame| serde_json::from_str::<Value>(&frame.data).unwrap()["text"].clone())
        .collect()
}

/// The names without repetitions, because an answer may come in any number of pieces.
fn kinds(frames: &[Frame]) -> Vec<&str> {
    let mut kinds = names(frames);
    kinds.retain(|name| *name != "citations");
    kinds.dedup();
    kinds
}

/// The frames for a client of each surface that has seen the events up to `seen`.
async fn heard(desk: &Desk, seen: &str) -> Vec<Vec<Frame>> {
    let app = &desk.app;
    let link = desk.operate("reply-link", json!({}), 201).await["replyUrl"].clone();
    let (_, link) = link.as_str().unwrap().split_once("/reply/").unwrap();
    let mut heard = Vec::new();
    for (path, credential) in [
        (format!("/api/chat/{}/events", desk.id), &desk.token),
        (
            format!("/api/v1/conversations/{}/events", desk.id),
            &app.key,
        ),
    ] {
        let bearer = format!("Bearer {credential}");
        let bearer = ("authorization", bearer.as_str());
        let headers = [bearer, ("last-event-id", seen)];
        heard.push(frames(
            &app.request("GET", &path, &headers, Value::Null).await,
        ));
        let path = format!("{path}?after={seen}");
        heard.push(frames(
            &app.request("GET", &path, &[bearer], Value::Null).await,
        ));
    }
    let path = format!("/reply/{link}/events");
    let seen = [("last-event-id", seen)];
    let (answer, ()) = futures::join!(app.request("GET", &path, &seen, Value::Null), async {
        crate::operators::listening::settle().await;
        app.native.clock.advance(15 * 60 * 1_000);
        app.native.rooms.tick().await.unwrap();
    });
    heard.push(frames(&answer));
    heard
}

#[test]
fn what_the_log_has_forgotten_comes_from_the_record_on_every_surface() {
    run(async {
        let desk = Desk::new().await;
        let first = desk.transcript().await["last_event_id"].clone();
        desk.say("What about refunds?").await;
        desk.say("What about bulbs?").await;
        for heard in heard(&desk, &first.to_string()).await {
            let mut expected = vec!["message", "status"];
            expected.extend(TURN);
            assert_eq!(kinds(&heard), expected);
            let said = texts(&heard);
            // Everything before the log, including the first turn: nobody knows the turn of an event.
            assert_eq!(said[0], QUESTION);
            assert_eq!(said[2], "What about refunds?");
            assert!(said[3].as_str().unwrap().contains("five working days"));
            assert_eq!(said[4], "What about bulbs?");
            assert_eq!(said.len(), 6, "{said:?}");
            // Only the last of them has a number, so that a client that disconnects before gets them all again.
            let status = heard.iter().find(|frame| frame.event == "status").unwrap();
            let turn = heard.iter().find(|frame| frame.event == "turn").unwrap();
            let number = |frame: &Frame| frame.id.parse::<u64>().unwrap();
            assert_eq!(number(status) + 1, number(turn));
            assert!(heard[0].id.is_empty());
        }
    });
}

/// A database that answers one reading of a thread late, while other things happen.
struct Slow {
    db: Sqlite,
    next: AtomicBool,
}

#[async_trait(?Send)]
impl Db for Slow {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        let is_thread = sql.text.contains("FROM messages") && sql.text.contains("ORDER BY");
        let rows = self.db.query(sql).await;
        if is_thread && self.next.swap(false, Ordering::Relaxed) {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        }
        rows
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        self.db.batch(all).await
    }
}

#[test]
fn a_turn_that_begins_while_the_record_is_read_hides_no_message() {
    run(async {
        let slow = Arc::new(Slow {
            db: Sqlite::in_memory().unwrap(),
            next: AtomicBool::new(false),
        });
        let app = App::in_platform(native_on(slow.clone())).await;
        let desk = Desk::of(app).await;
        let first = desk.transcript().await["last_event_id"].clone();
        desk.say("What about refunds?").await;
        desk.say("What about bulbs?").await;
        slow.next.store(true, Ordering::Relaxed);
        let events = format!("/events?after={first}");
        let (heard, _) = futures::join!(
            desk.visitor("GET", &events, Value::Null),
            desk.say("Do you ship to Norway?"),
        );
        assert!(!slow.next.load(Ordering::Relaxed), "the record was read");
        let said = texts(&frames(&heard));
        for question in [
            "What about refunds?",
            "What about bulbs?",
            "Do you ship to Norway?",
        ] {
            assert!(
                said.iter().any(|text| text == question),
                "{question}: {said:?}"
            );
        }
    });
}

#[test]
fn who_has_missed_nothing_gets_nothing_again() {
    run(async {
        let desk = Desk::new().await;
        desk.say("What about refunds?").await;
        let kept = desk.visitor("GET", "/events", Value::Null).await;
        let kept = frames(&kept);
        assert_eq!(kinds(&kept), TURN, "without a number: what is kept");
        let before: u64 = kept[0].id.parse::<u64>().unwrap() - 1;
        let path = format!("/events?after={before}");
        let all = desk.visitor("GET", &path, Value::Null).await;
        assert_eq!(frames(&all), kept);
        let path = format!("/events?after={}", kept.last().unwrap().id);
        let none = desk.visitor("GET", &path, Value::Null).await;
        assert_eq!(frames(&none), []);
    });
}

#[test]
fn used_up_answers_come_back_when_the_month_turns_as_every_surface_says() {
    run(async {
        let app = App::new().await;
        app.set_plan("free").await;
        let asked = json!({ "question": QUESTION });
        app.call("POST", "/api/v1/chat", &app.key, asked.clone())
            .await;
        let used = porchlight_edge::platform::Statement::new("UPDATE credits SET used = 100");
        app.change(used).await;
        let chatbot = format!("/v1/chatbots/{}/chat", app.project_id);
        for (path, body) in [
            ("/api/v1/chat", asked.clone()),
            (&chatbot, json!({ "message": QUESTION })),
        ] {
            let refused = app.call("POST", path, &app.key, body).await;
            assert_eq!(refused.status, 429, "{path}: {}", refused.body);
            let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
            // 1 October 2026, 0:00 UTC.
            assert_eq!(NOW / 1_000 + seconds, 1_790_812_800, "{path}");
        }
        app.native.clock.advance(812_800 * 1_000);
        let again = app.call("POST", "/api/v1/chat", &app.key, asked).await;
        assert_eq!(again.status, 200, "{}", again.body);
    });
}

#[test]
fn who_waits_as_long_as_a_gate_says_gets_through() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(QUESTION).await;
        app.native.gates.limit_as_deployed();
        let conversation = format!("/api/chat/{}", message.conversation_id);
        let push = json!({ "project": "shop", "type": "signup", "name": "Ada" });
        for (method, path, body) in [
            ("GET", conversation.as_str(), Value::Null),
            ("POST", "/api/chat/conversation", json!({})),
            ("GET", "/api/widget/config?project=shop", Value::Null),
            ("POST", "/api/widget/salespop-push", push),
        ] {
            let call = || app.call(method, path, &token, body.clone());
            let mut refused = call().await;
            while refused.status != 429 {
                refused = call().await;
            }
            let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
            app.native.clock.advance(seconds * 1_000);
            let again = call().await;
            assert_ne!(again.status, 429, "{path}: {}", again.body);
            app.native.clock.advance(60_000);
        }
    });
}
