//! A visitor who asks, whose connection breaks, who has a second tab, and who repeats unanswered questions.

use axum::{body::Body, http::Request};
use futures::StreamExt;
use porchlight_edge::platform::Clock;
use porchlight_shared::{chat_event::ChatEvent, message::Sender, sse::Decoder};
use serde_json::{Value, json};

use super::stage::Stage;
use crate::support::{QUESTION, UNANSWERABLE, chat_body, with};

/// The time limit for an answer, in milliseconds: a model's minute, and the waits around it.
const LIMIT_MS: u64 = 90_000;
/// The number of attempts after which a visitor counts as lost.
const TRIES: usize = 90;
const QUESTIONS: [&str; 4] = [
    QUESTION,
    "How do refunds reach my account?",
    "What do you say of bulbs?",
    UNANSWERABLE,
];
/// The allowed codes of an error.
const HONEST: [&str; 3] = ["busy", "answer_failed", "interrupted"];

/// An answer that a visitor got, by id and text.
pub(super) struct Told {
    pub(super) id: String,
    pub(super) text: String,
}

#[derive(Default)]
pub(super) struct Heard {
    pub(super) asked: Vec<String>,
    pub(super) told: Vec<Told>,
    /// The ids of the questions that were left to a person.
    pub(super) left_to_person: Vec<String>,
    /// How often the answer was that the database is busy.
    pub(super) busy: u32,
}

pub(super) struct Visitor<'a> {
    stage: &'a Stage,
    number: u64,
    session: String,
    token: Option<String>,
    conversation: Option<String>,
    heard: Heard,
}

enum End {
    Answered,
    /// Try again after this long, in milliseconds.
    Again(u64),
    GivenUp,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(stage: &'a Stage, number: u64) -> Self {
        Self {
            stage,
            number,
            session: format!("550e8400-e29b-41d4-a716-4466554401{number:02}"),
            token: None,
            conversation: None,
            heard: Heard::default(),
        }
    }

    pub(super) async fn visit(mut self) -> Heard {
        let stage = self.stage;
        let dice = &stage.dice;
        for number in 0..dice.between(1..=4) {
            let think = dice.between(0..=15_000);
            stage.time.sleep(think).await;
            let id = format!(
                "0199a1b2-c3d4-7e5f-8a6b-66554401{:02}{number:02}",
                self.number
            );
            let question = dice.pick(&QUESTIONS);
            self.ask(question, &id).await;
            self.heard.asked.push(id);
            if dice.falls(30) {
                self.look_again().await;
            }
        }
        self.heard
    }

    async fn ask(&mut self, question: &str, id: &str) {
        for _ in 0..TRIES {
            let tried = self.try_once(question, id);
            match tried.await {
                End::Answered | End::GivenUp => return,
                End::Again(wait) => self.stage.time.sleep(wait).await,
            }
        }
        self.stage
            .is_wrong(format!("{id} was asked {TRIES} times and never answered"));
    }

    async fn try_once(&mut self, question: &str, id: &str) -> End {
        let mut body = with(chat_body(question), "clientMessageId", id);
        body = with(body, "sessionId", self.session.as_str());
        if let Some(token) = &self.token {
            body = with(body, "sessionToken", token.as_str());
        }
        if let Some(conversation) = &self.conversation {
            body = with(body, "conversationId", conversation.as_str());
        }
        let request = Request::post("/api/chat")
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let stage = self.stage;
        let leaves = stage.dice.falls(10).then(|| stage.dice.between(1..=6));
        let heard = stage.time.within(LIMIT_MS, self.hear(request, leaves, id));
        heard.await.unwrap_or_else(|| {
            stage.is_wrong(format!("{id}: nothing came for {LIMIT_MS} ms"));
            End::GivenUp
        })
    }

    /// Sends a question, and listens until `leaves` events have come.
    async fn hear(&mut self, request: Request<Body>, leaves: Option<u64>, id: &str) -> End {
        let stage = self.stage;
        let began = stage.time.now();
        stage.asks.notify_waiters();
        let (head, body) = stage.app.open(request).await.into_parts();
        match head.status.as_u16() {
            200 => {}
            409 => return End::Again(1_000),
            503 => {
                self.heard.busy += 1;
                return End::Again(2_000);
            }
            status => {
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
                let body = String::from_utf8_lossy(&body).into_owned();
                if status != 500 || !stage.may_fail_since(began) {
                    stage.is_wrong(format!("{id} was answered {status}: {body}"));
                }
                return End::Again(2_000);
            }
        }
        if let Some(token) = head.headers.get("x-session-token") {
            self.token = Some(token.to_str().unwrap().to_owned());
        }
        let mut events = Vec::new();
        let mut decoder = Decoder::default();
        let mut frames = body.into_data_stream();
        while let Some(Ok(bytes)) = frames.next().await {
            for frame in decoder.push(&bytes) {
                events.push(frame.chat_event().unwrap().event);
            }
            if leaves.is_some_and(|most| events.len() as u64 >= most) {
                break;
            }
        }
        self.understand(&events, id)
    }

    fn understand(&mut self, events: &[ChatEvent], id: &str) -> End {
        let stage = self.stage;
        let (mut end, mut answers, mut is_of_bot) = (End::Again(1_000), 0, false);
        for event in events {
            match event {
                ChatEvent::Turn(turn) => self.begin(&turn.conversation_id.to_string()),
                ChatEvent::Message(thread) => {
                    let message = &thread.message;
                    self.begin(&message.conversation_id.to_string());
                    if message.sender != Sender::Operator {
                        answers += 1;
                    }
                    if message.sender == Sender::Assistant {
                        is_of_bot = true;
                        self.heard.told.push(Told {
                            id: message.id.to_string(),
                            text: message.text.clone(),
                        });
                    }
                }
                ChatEvent::Error(error) => {
                    if error.code == "busy" {
                        self.heard.busy += 1;
                    }
                    if !error.retryable || !HONEST.contains(&error.code.as_str()) {
                        stage.is_wrong(format!("{id}: {} cannot be tried again", error.code));
                    }
                    return End::Again(2_000);
                }
                ChatEvent::Done(_) => end = End::Answered,
                _ => {}
            }
        }
        if matches!(end, End::Answered) && answers == 0 {
            stage.is_wrong(format!("{id} is done without a word"));
        }
        if matches!(end, End::Answered) && !is_of_bot {
            if !stage.was_taken_over(self.conversation.as_deref()) {
                stage.is_wrong(format!("{id} is left to nobody"));
            }
            self.heard.left_to_person.push(id.to_owned());
        }
        end
    }

    fn begin(&mut self, conversation: &str) {
        if self.conversation.is_none() {
            self.conversation = Some(conversation.to_owned());
            let mut all = self.stage.conversations.borrow_mut();
            all.push(conversation.to_owned());
        }
    }

    /// Opens the transcript and the stream in another tab.
    async fn look_again(&mut self) {
        let (Some(id), Some(token)) = (&self.conversation, &self.token) else {
            return;
        };
        let stage = self.stage;
        for path in [
            format!("/api/chat/{id}"),
            format!("/api/chat/{id}/events?after=0"),
        ] {
            let began = stage.time.now();
            let call = stage.app.call("GET", &path, token, Value::Null);
            // The tab follows the stream for a while, and is then closed.
            let Some(answer) = stage.time.within(5_000, call).await else {
                continue;
            };
            let status = answer.status.as_u16();
            let is_honest =
                matches!(status, 200 | 503) || (status == 500 && stage.may_fail_since(began));
            if !is_honest {
                stage.is_wrong(format!("{path} was answered {status}: {}", answer.body));
            }
        }
    }
}

/// The body of an operator's request.
pub(super) fn operator() -> Value {
    json!({ "operatorId": "ada", "operatorName": "Ada" })
}
