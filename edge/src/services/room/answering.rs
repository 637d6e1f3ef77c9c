//! The answer of a turn, from its beginning to `done`.

use std::{cell::Cell, rc::Rc};

use porchlight_shared::{
    chat_event::{ChatEvent, Done, StreamError},
    ids::MessageId,
};

use super::Room;
use crate::{
    domain::conversation::turn_request::PendingQuestion,
    platform::{PlatformError, db::Ran, transient::Transient},
    services::{
        busy::{self, BUSY},
        deliveries,
        read_ahead::ReadAhead,
        stop::Stop,
        turn::{self, Hearing, LeftToTell},
    },
    store::conversations,
};

impl Room {
    /// Answers `asked`, stores the answer, and publishes it.
    pub(super) async fn answer(
        self: Rc<Self>,
        asked: PendingQuestion,
        ahead: ReadAhead,
        id: MessageId,
        stop: Rc<Stop>,
    ) {
        let publish = |event: ChatEvent| {
            if let Err(error) = self.publish(event) {
                log::error!("conversation {}: {error}", self.conversation_id);
            }
        };
        let number = Cell::new(0);
        let hearing = Hearing {
            stop: &stop,
            publish: &publish,
            stored_with: &|| {
                // The message and `done` are published once the answer is stored.
                number.set(self.last_number.get().unwrap_or(0) + 2);
                conversations::set_last_event(self.project_id, self.conversation_id, number.get())
            },
        };
        let answering = turn::answer(&self.platform, &asked, &ahead, id, &hearing);
        let answered = self.telling(answering).await;
        match &answered {
            Ok(LeftToTell::HadAnswer) => {}
            Ok(_) => self.recorded_number.set(number.get()),
            Err(error) => {
                log::error!("conversation {}: {error}", self.conversation_id);
                publish(ChatEvent::Error(unanswered(&error.to_string())));
            }
        }
        publish(ChatEvent::Done(Done {}));
        let mut failure = answered.as_ref().err().map(ToString::to_string);
        if let Err(PlatformError(untold)) = self.tell() {
            let events = [
                ChatEvent::Error(unanswered(&untold)),
                ChatEvent::Done(Done {}),
            ];
            for event in &events {
                if let Err(error) = self.pass(event) {
                    log::error!("conversation {}: {error}", self.conversation_id);
                }
            }
            failure = failure.or(Some(untold));
        }
        self.end();
        if let Some(failure) = failure {
            busy::note(&self.platform, self.project_id, &failure).await;
        }
        self.remember_last_number().await;
        match answered {
            Ok(LeftToTell::Taken(taken)) => self.begin_taken(Some(taken)).await,
            Ok(LeftToTell::Untaken) => {
                deliveries::begin(&self.platform, self.project_id).await;
            }
            Ok(LeftToTell::Untold | LeftToTell::HadAnswer) | Err(_) => {}
        }
    }

    /// Puts the deliveries that a batch has taken into the queue.
    pub(super) async fn begin_taken(&self, taken: Option<Ran>) {
        if let Some(taken) = taken {
            deliveries::begin_taken(&self.platform, self.project_id, taken).await;
        }
    }

    /// Ends a turn whose process died, so that nobody waits for it.
    pub(super) fn close_broken_turn(&self) -> Result<(), PlatformError> {
        let events = self.log.after(0)?;
        let since_turn = events.iter().rev().take_while(|event| event.name != "turn");
        let ended = since_turn.clone().any(|event| event.name == "done");
        if ended || since_turn.count() == events.len() {
            return Ok(());
        }
        self.last_number
            .set(events.last().map(|event| event.number));
        let error = StreamError {
            code: "interrupted".into(),
            message: "The answer was cut off. Please ask again.".into(),
            retryable: true,
        };
        self.publish(ChatEvent::Error(error))?;
        self.publish(ChatEvent::Done(Done {}))
    }
}

/// The error for listeners, if an answer could not be written or published.
fn unanswered(error: &str) -> StreamError {
    let (code, message) = match Transient::of(error) {
        Some(_) => (
            BUSY,
            "We are very busy right now. Please try again in a few seconds.",
        ),
        None => (
            "answer_failed",
            "The answer could not be written. Please try again.",
        ),
    };
    StreamError {
        code: code.into(),
        message: message.into(),
        retryable: true,
    }
}
