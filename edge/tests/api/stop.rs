//! An answer while it is written: stopped, joined, and finished without a listener.

use std::{ops::ControlFlow, sync::Arc};

use async_trait::async_trait;
use axum::{body::Body, http::Request};
use futures::StreamExt;
use porchlight_edge::{
    domain::conversation::{
        attributes::Attributes, follow::Until, holder::Operator, room_action::RoomAction,
        turn_request::TurnRequest,
    },
    platform::{
        EventStream, Platform, RoomError,
        answer_provider::{Answer, AnswerProvider, AnswerRequest, OnPiece, ProviderError},
    },
    services::shares::STREAMS,
};
use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    ids::{ClientMessageId, ConversationId},
    settings::Carefulness,
    sse::{Decoder, NumberedEvent},
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::{
    session::{begin, guest},
    support::{App, run},
};

/// Writes one word for each permit.
struct WordByWord(Arc<Semaphore>);

#[async_trait(?Send)]
impl AnswerProvider for WordByWord {
    async fn answer(
        &self,
        _request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Answer, ProviderError> {
        let mut answer = Answer {
            text: String::new(),
            citations: Vec::new(),
            unanswered: false,
            grounding: porchlight_shared::message::Grounding {
                evidence: porchlight_shared::message::Evidence::Strong,
                confidence: 1.0,
                sentences: Vec::new(),
            },
        };
        for word in ["One ", "two ", "three."] {
            self.0
                .acquire()
                .await
                .map_err(|error| ProviderError(error.to_string()))?
                .forget();
            if on_piece(word) == ControlFlow::Break(()) {
                break;
            }
            answer.text.push_str(word);
        }
        Ok(answer)
    }
}

struct Slow {
    app: App,
    words: Arc<Semaphore>,
}

impl Slow {
    async fn new() -> Self {
        let words = Arc::new(Semaphore::new(0));
        let app = App::with_provider(Arc::new(WordByWord(words.clone()))).await;
        Self { app, words }
    }

    fn request(&self, message: u8) -> TurnRequest {
        TurnRequest {
            project_id: self.app.project_id,
            company: "Lantern & Oak".into(),
            session_id: crate::support::SESSION.parse().unwrap(),
            named_session: None,
            attributes: Attributes::default(),
            visitor_locale: None,
            known: None,
            earlier: None,
            carefulness: Carefulness::Balanced,
            people: None,
            conversation_id: ConversationId::new(0, [1; 10]),
            client_message_id: Some(ClientMessageId::new(0, [message; 10])),
            question: "Say something.".into(),
            attachments: Vec::new(),
            page_url: None,
            locale: None,
            is_out_of_answers: false,
            test: false,
        }
    }

    async fn turn(&self, message: u8) -> Result<EventStream, RoomError> {
        self.platform().rooms.turn(self.request(message)).await
    }

    fn platform(&self) -> &Platform {
        &self.app.native.platform
    }
}

/// Reads `stream` up to `count` events, or to its end.
async fn read(stream: &mut EventStream, count: usize) -> Vec<NumberedEvent> {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    while events.len() < count {
        let Some(bytes) = stream.next().await else {
            break;
        };
        events.extend(
            decoder
                .push(&bytes.unwrap())
                .iter()
                .map(|frame| frame.chat_event().unwrap()),
        );
    }
    events
}

fn names(events: &[NumberedEvent]) -> Vec<&'static str> {
    events.iter().map(|event| event.event.name()).collect()
}

#[test]
fn a_stopped_answer_keeps_what_was_written_and_says_so() {
    run(async {
        let slow = Slow::new().await;
        let mut stream = slow.turn(1).await.unwrap();
        slow.words.add_permits(1);
        assert_eq!(names(&read(&mut stream, 2).await), ["turn", "delta"]);
        let request = slow.request(1);
        slow.platform()
            .rooms
            .stop(request.project_id, request.conversation_id)
            .await
            .unwrap();
        slow.words.add_permits(1);
        let rest = read(&mut stream, usize::MAX).await;
        assert_eq!(names(&rest), ["message", "done"]);
        assert!(
            matches!(&rest[0].event, ChatEvent::Message(answer) if answer.message.stopped && answer.message.text == "One ")
        );
    });
}

#[test]
fn the_same_message_again_joins_the_running_answer_and_another_waits_its_turn() {
    run(async {
        let slow = Slow::new().await;
        let mut first = slow.turn(1).await.unwrap();
        slow.words.add_permits(1);
        read(&mut first, 2).await;
        let mut second = slow.turn(1).await.unwrap();
        assert!(matches!(slow.turn(2).await, Err(RoomError::Busy)));
        slow.words.add_permits(2);
        let whole = read(&mut second, usize::MAX).await;
        assert_eq!(
            names(&whole),
            ["turn", "delta", "delta", "delta", "message", "done"]
        );
        assert_eq!(
            slow.app.count("SELECT count(*) AS n FROM messages").await,
            2
        );
        assert!(slow.turn(2).await.is_ok());
    });
}

#[test]
fn an_answer_is_finished_and_kept_when_nobody_listens() {
    run(async {
        let slow = Slow::new().await;
        drop(slow.turn(1).await.unwrap());
        slow.words.add_permits(3);
        let request = slow.request(1);
        let mut later = slow
            .platform()
            .rooms
            .follow(
                request.project_id,
                request.conversation_id,
                Until::PersonLeaves,
                Some(0),
            )
            .await
            .unwrap();
        let events = read(&mut later, usize::MAX).await;
        assert_eq!(names(&events).last(), Some(&"done"));
        assert_eq!(
            slow.app
                .count("SELECT count(*) AS n FROM messages WHERE sender = 'assistant'")
                .await,
            1
        );
    });
}

#[test]
fn a_listener_who_comes_late_misses_nothing() {
    run(async {
        let slow = Slow::new().await;
        let mut first = slow.turn(1).await.unwrap();
        slow.words.add_permits(2);
        let seen = read(&mut first, 3).await;
        let request = slow.request(1);
        let rooms = &slow.platform().rooms;
        let state = rooms
            .state(request.project_id, request.conversation_id)
            .await
            .unwrap();
        assert!(state.running && state.last_event_number < seen[0].number);
        let mut late = rooms
            .follow(
                request.project_id,
                request.conversation_id,
                Until::PersonLeaves,
                Some(seen[1].number),
            )
            .await
            .unwrap();
        slow.words.add_permits(1);
        let rest = read(&mut late, usize::MAX).await;
        assert_eq!(names(&rest), ["delta", "delta", "message", "done"]);
        assert_eq!(rest[0], seen[2]);
    });
}

#[test]
fn a_person_who_takes_over_waits_until_the_bot_has_stopped() {
    run(async {
        let slow = Slow::new().await;
        let mut stream = slow.turn(1).await.unwrap();
        slow.words.add_permits(1);
        read(&mut stream, 2).await;
        let request = slow.request(1);
        let take = RoomAction::TakeOver {
            operator: Operator {
                id: "ada".into(),
                name: None,
            },
        };
        let rooms = &slow.platform().rooms;
        let (taken, ()) = futures::join!(
            rooms.act(request.project_id, request.conversation_id, take),
            async {
                tokio::task::yield_now().await;
                slow.words.add_permits(1);
            }
        );
        assert_eq!(taken.unwrap().status.holder, Holder::Operator);
        let heard = read(&mut stream, usize::MAX).await;
        assert_eq!(names(&heard), ["message", "done"], "then the person came");
        assert!(matches!(&heard[0].event, ChatEvent::Message(answer) if answer.message.stopped));
        // The bot does not answer the visitor's messages any more.
        let mut said = slow.turn(2).await.unwrap();
        let heard = read(&mut said, usize::MAX).await;
        assert_eq!(names(&heard), ["message", "status", "done"]);
    });
}

#[test]
fn a_stream_that_is_opened_during_an_answer_counts_as_it_may_stay_for_a_person() {
    run(async {
        let slow = Slow::new().await;
        let app = &slow.app;
        let token = guest(app).await;
        let slug = begin(app, &token).await;
        let request = |method: &str, path: &str, body: Value| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", "application/json")
                .body(Body::from(body.to_string()));
            app.open(request.unwrap())
        };
        let question = json!({ "message": "Say something.", "conversationSlug": slug });
        let answering = request("POST", "/api/chat", question).await;
        assert_eq!(answering.status(), 200);
        let events = format!("/api/chat/{slug}/events");
        for _ in 0..STREAMS.session.limit {
            let opened = request("GET", &events, Value::Null).await;
            assert_eq!(opened.status(), 200);
        }
        let refused = request("GET", &events, Value::Null).await;
        assert_eq!(refused.status(), 429);
    });
}
