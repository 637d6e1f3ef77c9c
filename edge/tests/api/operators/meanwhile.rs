//! A question whose conversation was read before a decision, and that reaches the room after it.

use futures::{StreamExt, join};
use porchlight_edge::domain::conversation::{
    attributes::Attributes,
    turn_request::{KnownConversation, TurnRequest},
};
use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    ids::ClientMessageId,
    settings::Carefulness,
    sse::{Decoder, NumberedEvent},
};
use serde_json::{Value, json};

use super::{Desk, listening::settle};
use crate::support::{QUESTION, SESSION, run};

/// The question, with the conversation as it was read before.
fn question(desk: &Desk, known: KnownConversation) -> TurnRequest {
    TurnRequest {
        project_id: desk.app.project_id,
        company: "Lantern & Oak".into(),
        session_id: SESSION.parse().unwrap(),
        named_session: None,
        attributes: Attributes::default(),
        visitor_locale: None,
        conversation_id: desk.id,
        known: Some(known),
        earlier: None,
        carefulness: Carefulness::Balanced,
        people: None,
        client_message_id: Some(ClientMessageId::new(0, [1; 10])),
        question: QUESTION.into(),
        attachments: Vec::new(),
        page_url: None,
        locale: None,
        is_out_of_answers: false,
        test: false,
    }
}

async fn ask(desk: &Desk, known: KnownConversation) -> Vec<NumberedEvent> {
    let rooms = &desk.app.native.platform.rooms;
    let mut stream = rooms.turn(question(desk, known)).await.unwrap();
    let mut decoder = Decoder::default();
    let mut heard = Vec::new();
    while let Some(bytes) = stream.next().await {
        for frame in decoder.push(&bytes.unwrap()) {
            heard.extend(frame.chat_event());
        }
    }
    heard
}

/// The conversation after the visitor's first question.
const ANSWERED_ONCE: KnownConversation = KnownConversation {
    holder: Holder::Bot,
    last_event_number: 5,
    message_count: 2,
};

fn is_answered(heard: &[NumberedEvent]) -> bool {
    heard
        .iter()
        .any(|event| matches!(event.event, ChatEvent::Delta(_)))
}

async fn said(desk: &Desk) -> usize {
    let transcript = desk.visitor("GET", "", Value::Null).await.json();
    transcript["messages"].as_array().unwrap().len()
}

#[test]
fn the_bot_is_silent_for_a_person_who_took_over_meanwhile() {
    run(async {
        for restarts in [false, true] {
            let desk = Desk::new().await;
            desk.take_over().await;
            if restarts {
                desk.app.native.rooms.break_off(desk.id, 0);
            }
            let heard = ask(&desk, ANSWERED_ONCE).await;
            assert!(!is_answered(&heard), "{heard:?}");
            assert_eq!(said(&desk).await, 3);
        }
    });
}

#[test]
fn a_conversation_that_was_resolved_meanwhile_is_reopened() {
    run(async {
        let desk = Desk::new().await;
        desk.operate("resolve", json!({}), 200).await;
        let heard = ask(&desk, ANSWERED_ONCE).await;
        assert!(is_answered(&heard), "{heard:?}");
        assert_eq!(desk.holder().await, "bot");
        assert_eq!(said(&desk).await, 4);
    });
}

#[test]
fn a_question_that_was_answered_meanwhile_is_not_answered_again() {
    run(async {
        let desk = Desk::new().await;
        assert!(is_answered(&ask(&desk, ANSWERED_ONCE).await));
        for known in [ANSWERED_ONCE, KnownConversation::NEW] {
            assert!(!is_answered(&ask(&desk, known).await));
            assert_eq!(said(&desk).await, 4);
        }
    });
}

#[test]
fn a_question_that_is_sent_again_does_not_take_a_conversation_from_a_person() {
    run(async {
        let desk = Desk::new().await;
        ask(&desk, ANSWERED_ONCE).await;
        desk.take_over().await;
        let again = KnownConversation {
            message_count: 4,
            ..ANSWERED_ONCE
        };
        let (heard, ()) = join!(desk.visitor("GET", "/events?after=0", Value::Null), async {
            settle().await;
            assert!(!is_answered(&ask(&desk, again).await));
            let reply = json!({ "text": "I am still here." });
            desk.operate("replies", reply, 200).await;
            desk.operate("resolve", json!({}), 200).await;
        });
        assert!(heard.body.contains("I am still here."), "{}", heard.body);
        assert_eq!(said(&desk).await, 5);
    });
}

#[test]
fn events_are_numbered_on_from_what_was_read_where_the_room_was_lost() {
    run(async {
        let desk = Desk::new().await;
        desk.app.native.rooms.break_off(desk.id, 0);
        let known = KnownConversation {
            last_event_number: 40,
            ..ANSWERED_ONCE
        };
        let heard = ask(&desk, known).await;
        assert_eq!(heard.first().map(|event| event.number), Some(41));
    });
}
