//! The database refuses or breaks off at each step of a turn: once, always, before it has executed the statements and
//! after it. Clients learn whether it was only busy, and asking again loses and doubles nothing.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::StatusCode;
use porchlight_edge::platform::{
    Clock, Db,
    native::counted::{Counted, InjectedFailure},
    sqlite::Sqlite,
    transient::Retrying,
};
use porchlight_shared::chat_event::ChatEvent;
use serde_json::{Value, json};

use crate::support::{Answer, App, NOW, QUESTION, chat_body, native_on, run, with};

const OVERLOADED: &str = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
const LOCKED: &str = "database is locked";
const LOST: &str = "D1_ERROR: Network connection lost.";
/// More calls than any turn makes.
const MOST_CALLS: usize = 20;

/// How the calls of a turn fail, from the call under test.
const FAILURES: [(&str, usize, bool); 8] = [
    (OVERLOADED, 1, false),
    (OVERLOADED, usize::MAX, false),
    (LOCKED, 1, false),
    (LOCKED, usize::MAX, false),
    (LOST, 1, false),
    (LOST, 1, true),
    (LOST, usize::MAX, false),
    (LOST, usize::MAX, true),
];

/// A clock whose waits take no time.
struct Hasty;

#[async_trait(?Send)]
impl Clock for Hasty {
    fn now(&self) -> u64 {
        NOW
    }

    async fn sleep(&self, _milliseconds: u64) {}
}

struct Busy {
    app: App,
    database: Arc<Counted>,
    token: Option<String>,
    conversation: Value,
}

/// The visitor's next message, and what happened before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    First,
    Next,
    SmallTalk,
    ToPerson,
}

impl Says {
    const ALL: [Self; 4] = [Self::First, Self::Next, Self::SmallTalk, Self::ToPerson];

    const fn text(self) -> &'static str {
        match self {
            Self::First => "What do you say of bulbs?",
            Self::Next => "And how do refunds reach my account?",
            Self::SmallTalk => "Hello",
            Self::ToPerson => "Are you there?",
        }
    }
}

const EARLIER: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f2a01";
const SAID: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f2a02";
const STORED: &str = "
    SELECT count(*) AS n FROM messages WHERE client_message_id = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f2a02'";

impl Busy {
    async fn new(says: Says) -> Self {
        let database = Arc::new(Counted::new(Arc::new(Sqlite::in_memory().unwrap())));
        let db: Arc<dyn Db> = Arc::new(Retrying::new(database.clone(), Arc::new(Hasty)));
        let app = App::in_platform(native_on(db)).await;
        app.set_plan("free").await;
        app.get("/api/widget/config?project=shop").await;
        let mut busy = Self {
            app,
            database,
            token: None,
            conversation: Value::Null,
        };
        if says != Says::First {
            let first = busy.say(QUESTION, EARLIER).await;
            busy.token = first.header("x-session-token").map(str::to_owned);
            busy.conversation = json!(first.message().conversation_id);
            busy.app.native.clock.advance(1_000);
        }
        if says == Says::ToPerson {
            let id = busy.conversation.as_str().unwrap();
            let path = format!("/api/v1/conversations/{id}/takeover");
            let ada = json!({ "operatorId": "ada", "operatorName": "Ada" });
            let held = busy.app.call("POST", &path, &busy.app.key, ada).await;
            assert!(held.status.is_success(), "{}", held.body);
        }
        busy
    }

    async fn say(&self, text: &str, id: &str) -> Answer {
        let mut body = with(chat_body(text), "clientMessageId", id);
        if let Some(token) = &self.token {
            body = with(body, "sessionToken", token.as_str());
            body = with(body, "conversationId", self.conversation.clone());
        }
        let answer = self.app.chat(body).await;
        // The room's work after its last event.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        answer
    }
}

/// Whether the visitor was told that the message was not answered, and that is true.
fn is_turned_away(answer: &Answer, context: &str) -> bool {
    if answer.status == StatusCode::OK {
        let error = answer
            .events()
            .into_iter()
            .find_map(|event| match event.event {
                ChatEvent::Error(error) => Some(error),
                _ => None,
            });
        if let Some(error) = &error {
            assert_eq!(
                (error.code.as_str(), error.retryable),
                ("busy", true),
                "{context}"
            );
        }
        assert_eq!(answer.event_names().last(), Some(&"done"), "{context}");
        return error.is_some();
    }
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{context}: {}",
        answer.body
    );
    assert_eq!(answer.json()["code"], "busy", "{context}");
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{context}: {wait}");
    true
}

/// Counts everything that a turn stores.
async fn left(app: &App) -> [u64; 5] {
    [
        app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
            .await,
        app.count("SELECT count(*) AS n FROM messages WHERE sender = 'assistant'")
            .await,
        app.count("SELECT coalesce(sum(used), 0) AS n FROM credits")
            .await,
        app.count("SELECT count(*) AS n FROM events").await,
        app.count("SELECT sum(message_count) AS n FROM conversations")
            .await,
    ]
}

/// Fails at the call `from` of a turn. False if the turn makes no such call.
async fn fail_at(
    says: Says,
    from: usize,
    (text, calls, runs): (&'static str, usize, bool),
) -> bool {
    let context = format!("{says:?}, call {from}, {calls} of {text}, runs: {runs}");
    let calm = Busy::new(says).await;
    calm.say(says.text(), SAID).await;
    let expected = left(&calm.app).await;

    let busy = Busy::new(says).await;
    busy.database.fail(Some(InjectedFailure {
        from,
        calls,
        text,
        runs,
    }));
    let answer = busy.say(says.text(), SAID).await;
    let made = busy.database.take().len();
    busy.database.fail(None);
    let turned_away = is_turned_away(&answer, &context);
    // There are no retries if the database is overloaded: they would make it worse.
    if calls == 1 && text != OVERLOADED {
        assert!(!turned_away, "{context}: {}", answer.body);
    }
    busy.app.run_jobs().await;
    let counted = busy
        .app
        .count("SELECT count(*) AS n FROM busy_questions")
        .await;
    assert_eq!(counted, u64::from(turned_away), "{context}");
    if turned_away {
        let again = busy.say(says.text(), SAID).await;
        assert!(!is_turned_away(&again, &context), "{context}");
    }
    assert_eq!(left(&busy.app).await, expected, "{context}");
    made > from
}

#[test]
fn a_busy_database_loses_and_doubles_nothing() {
    run(async {
        let mut tried = 0;
        for says in Says::ALL {
            for failure in FAILURES {
                for from in 0..MOST_CALLS {
                    if !fail_at(says, from, failure).await {
                        break;
                    }
                    tried += 1;
                }
            }
        }
        println!("{tried} failures");
        assert!(tried > 80, "{tried}");
    });
}

#[test]
fn a_question_that_waited_for_the_bot_and_meets_a_person_is_told_once() {
    run(async {
        let busy = Busy::new(Says::Next).await;
        // The database fails at every call after the one that stores the question.
        let mut from = 0;
        loop {
            busy.database.fail(Some(InjectedFailure {
                from,
                calls: MOST_CALLS,
                text: OVERLOADED,
                runs: false,
            }));
            let turned_away =
                is_turned_away(&busy.say(Says::Next.text(), SAID).await, "to the bot");
            busy.database.take();
            busy.database.fail(None);
            assert!(turned_away, "it was answered after {from} calls");
            if busy.app.count(STORED).await == 1 {
                break;
            }
            from += 1;
        }
        let told = async || busy.app.events("message.sent").await.len();
        let before = told().await;
        let id = busy.conversation.as_str().unwrap();
        let path = format!("/api/v1/conversations/{id}/takeover");
        let ada = json!({ "operatorId": "ada", "operatorName": "Ada" });
        busy.app.call("POST", &path, &busy.app.key, ada).await;
        for _ in 0..2 {
            let said = busy.say(Says::Next.text(), SAID).await;
            assert_eq!(said.event_names(), ["message", "status", "done"]);
            assert_eq!(told().await, before + 1);
        }
        let sent = busy.app.events("message.sent").await;
        assert_eq!(sent.last().unwrap()["text"], Says::Next.text());
    });
}

#[test]
fn an_owner_sees_how_often_it_was_busy() {
    run(async {
        let busy = Busy::new(Says::Next).await;
        for id in [SAID, "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f2a03"] {
            busy.database.fail(Some(InjectedFailure {
                from: 0,
                calls: usize::MAX,
                text: LOST,
                runs: false,
            }));
            assert!(is_turned_away(&busy.say(QUESTION, id).await, id));
            busy.database.fail(None);
        }
        // The queue may deliver a job twice.
        while let Some(job) = busy.app.native.jobs.take() {
            for _ in 0..2 {
                porchlight_edge::jobs::run(&busy.app.native.platform, job.clone())
                    .await
                    .unwrap();
            }
        }
        // This plan includes analytics.
        busy.app.set_plan("growth").await;
        let get = async |what: &str| {
            let path = format!("/api/v1/analytics/{what}?range=7d");
            let answer = busy
                .app
                .call("GET", &path, &busy.app.key, Value::Null)
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            answer.json()
        };
        assert_eq!(get("overview").await["busyCount"], 2);
        let days = get("activity").await["busyDays"].clone();
        assert_eq!(days, json!([{ "date": "2026-09-21", "count": 2 }]));
    });
}

#[test]
fn whoever_waits_for_the_whole_answer_is_told_that_it_is_busy() {
    run(async {
        for from in 0..MOST_CALLS {
            let busy = Busy::new(Says::First).await;
            busy.database.fail(Some(InjectedFailure {
                from,
                calls: usize::MAX,
                text: OVERLOADED,
                runs: false,
            }));
            let body = json!({ "question": QUESTION });
            let answer = (busy.app)
                .call("POST", "/api/v1/chat", &busy.app.key, body)
                .await;
            let made = busy.database.take().len();
            if made <= from {
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
                return;
            }
            // Failures after the answer is stored do not affect anybody.
            if answer.status != StatusCode::OK {
                assert_eq!(
                    answer.status,
                    StatusCode::SERVICE_UNAVAILABLE,
                    "call {from}"
                );
                assert!(answer.body.contains("busy"), "{}", answer.body);
                assert!(answer.header("retry-after").is_some());
            }
        }
        panic!("a question never ends");
    });
}
