//! The number of journeys of a turn to the database before the visitor reads the first word, and before the turn ends.
//! Each journey is a network round trip that visitors wait for.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use futures::StreamExt;
use porchlight_edge::platform::native::counted::Counted;
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, chat_body, run, with};

#[derive(Debug, Default, PartialEq, Eq)]
struct TurnCost {
    /// Journeys before the first piece of the answer. `None` if there is no answer.
    first_delta: Option<u32>,
    done: u32,
    /// Journeys before the room sleeps.
    all: u32,
    statements: usize,
    kv: u32,
    /// Calls of a Durable Object: a room, or a quota.
    objects: u32,
}

struct Measured {
    app: App,
    database: Arc<Counted>,
    token: String,
    conversation: Value,
    asked: u32,
}

impl Measured {
    async fn new() -> Self {
        let (app, database) = App::counted().await;
        // The free plan counts credits, so its questions need the most statements.
        app.set_plan("free").await;
        // Creates the copy of the project in KV.
        app.get("/api/widget/config?project=shop").await;
        Self {
            app,
            database,
            token: String::new(),
            conversation: Value::Null,
            asked: 0,
        }
    }

    /// The costs of the visitor's next message.
    async fn say(&mut self, text: &str) -> TurnCost {
        self.asked += 1;
        self.app.native.clock.advance(1_000);
        let id = format!("0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1c{:02}", self.asked);
        let mut body = with(chat_body(text), "clientMessageId", id);
        if !self.token.is_empty() {
            body = with(body, "sessionToken", self.token.clone());
            body = with(body, "conversationId", self.conversation.clone());
        }
        let native = &self.app.native;
        self.database.take();
        native.kv.take_reads();
        native.rooms.take_calls();
        native.quotas.take_calls();
        let request = Request::post("/api/chat")
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        let answer = self.app.open(request.unwrap()).await;
        if let Some(token) = answer.headers().get("x-session-token") {
            token.to_str().unwrap().clone_into(&mut self.token);
        }
        let mut cost = TurnCost::default();
        let mut frames = answer.into_body().into_data_stream();
        while let Some(frame) = frames.next().await {
            let frame = String::from_utf8(frame.unwrap().to_vec()).unwrap();
            let now = self.database.journeys();
            if frame.contains("event: delta") && cost.first_delta.is_none() {
                cost.first_delta = Some(now);
            }
            if frame.contains("event: done") {
                cost.done = now;
            }
            if let Some(data) = frame.split("event: message\ndata: ").nth(1) {
                let message: Value =
                    serde_json::from_str(data.lines().next().unwrap_or_default()).unwrap();
                self.conversation = message["conversation_id"].clone();
            }
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        cost.all = self.database.journeys();
        cost.statements = self.database.take().iter().map(Vec::len).sum();
        cost.kv = native.kv.take_reads();
        cost.objects = native.rooms.take_calls() + native.quotas.take_calls();
        cost
    }

    async fn take_over(&self) {
        let path = format!(
            "/api/v1/conversations/{}/takeover",
            self.conversation.as_str().unwrap()
        );
        let body = json!({ "operatorId": "ada", "operatorName": "Ada" });
        let answer = self.app.call("POST", &path, &self.app.key, body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

/// The most journeys until the first piece of an answer, and until `done`.
const MOST: (u32, u32) = (3, 5);

#[test]
fn a_turn_goes_to_the_database_this_often() {
    run(async {
        let mut measured = Measured::new().await;
        let mut costs = Vec::new();
        for (name, says, expected) in [
            (
                "a first question",
                QUESTION,
                Some((Some(3), 4, 4, 16, 1, 2)),
            ),
            (
                "a question that goes on",
                "And how do refunds reach my account?",
                Some((Some(3), 4, 4, 17, 1, 2)),
            ),
            // Searched alone and together with the question before, in parallel.
            ("a few words", "Bulbs?", Some((Some(3), 4, 4, 18, 1, 2))),
            // The spelling of its words may be looked up, but no passage has any of them.
            ("no answer", UNANSWERABLE, None),
            ("small talk", "Hello", Some((Some(2), 3, 3, 9, 1, 1))),
            (
                "the wish for a person",
                "I want to talk to a person",
                Some((Some(2), 3, 3, 9, 1, 2)),
            ),
        ] {
            let cost = measured.say(says).await;
            costs.push((name, cost, expected));
        }
        measured.take_over().await;
        let cost = measured.say("Are you there?").await;
        costs.push(("a person holds", cost, Some((None, 4, 5, 12, 1, 1))));
        for (name, cost, expected) in costs {
            println!("{name}: {cost:?}");
            assert!(cost.first_delta.unwrap_or(0) <= MOST.0, "{name}: {cost:?}");
            assert!(cost.done <= MOST.1, "{name}: {cost:?}");
            let Some((first_delta, done, all, statements, kv, objects)) = expected else {
                continue;
            };
            let expected = TurnCost {
                first_delta,
                done,
                all,
                statements,
                kv,
                objects,
            };
            assert_eq!(cost, expected, "{name}");
        }
    });
}
