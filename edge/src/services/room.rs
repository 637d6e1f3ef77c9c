//! A running conversation: one answer at a time, with its events numbered, logged and sent to every listener.
//!
//! ```text
//!   turn ──► post the message ──► answer ─┬─► log      (replayed to clients that join later)
//!                                         └─► listeners (streams that are open now)
//! ```
//! *Invariant:* every decision of the room is recorded in D1, so the room may be lost at any moment. An answer
//! continues when nobody listens. The same client message id never starts a second answer.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::{
    StreamExt,
    future::{LocalBoxFuture, join},
    lock::Mutex,
    stream,
};
use porchlight_shared::{
    chat_event::{ChatEvent, Done, Holder, Turn},
    ids::{ClientMessageId, ConversationId, MessageId, ProjectId},
};

use self::{
    event::{EventLog, LoggedEvent},
    listeners::Listeners,
    running::{Opening, Running, TurnEnd},
};
use super::{posting::Posted, stop::Stop};
use crate::domain::conversation::turn_request::{PendingQuestion, TurnRequest};
use crate::{
    domain::conversation::follow::Until,
    domain::conversation::holder::Assignment,
    platform::{EventStream, Platform, PlatformError, RoomError, RoomState, random_bytes},
};

mod answering;
mod decisions;
pub mod event;
pub mod listeners;
mod missed;
mod numbers;
mod opening;
mod replies;
mod running;
mod telling;
pub mod time;

/// The most events that are stored for returning listeners while no answer runs.
pub const EVENTS: u64 = 500;

/// The room of a conversation.
pub struct Room {
    platform: Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    log: Box<dyn EventLog>,
    /// Locked for one decision about the holder at a time.
    deciding: Mutex<()>,
    running: RefCell<Option<Running>>,
    ended: TurnEnd,
    listeners: Listeners,
    /// Events that are not in the log yet, and that no listener has received.
    untold: RefCell<Vec<LoggedEvent>>,
    /// The number of the last event, published or not.
    last_number: Cell<Option<u64>>,
    /// The number that the room has stored in the database; 0 if none.
    recorded_number: Cell<u64>,
    /// When something last happened, in Unix milliseconds.
    last_activity: Cell<u64>,
    /// The holder in the database, as last read.
    holder: Cell<Option<Holder>>,
    lease_until: Cell<Option<u64>>,
    /// The time since which nobody has listened to the running answer, in Unix milliseconds.
    deserted_since: Cell<Option<u64>>,
    /// Whether the conversation was erased. The rest of its last turn is then sent to nobody and stored nowhere.
    erased: Cell<bool>,
}

/// A turn that has begun: the events for the client, and the work that must run to its end even if nobody listens.
pub struct BegunTurn {
    /// The events of the turn.
    pub stream: EventStream,
    /// The work of answering. It is ready at once if there is nothing to do.
    pub work: LocalBoxFuture<'static, ()>,
}

impl Room {
    /// The room of a conversation, restored from its log.
    pub fn new(
        platform: Platform,
        project_id: ProjectId,
        conversation_id: ConversationId,
        log: Box<dyn EventLog>,
    ) -> Rc<Self> {
        Rc::new(Self {
            platform,
            project_id,
            conversation_id,
            log,
            deciding: Mutex::new(()),
            running: RefCell::default(),
            ended: TurnEnd::default(),
            listeners: Listeners::default(),
            untold: RefCell::default(),
            last_number: Cell::new(None),
            recorded_number: Cell::new(0),
            last_activity: Cell::new(0),
            holder: Cell::new(None),
            lease_until: Cell::new(None),
            deserted_since: Cell::new(None),
            erased: Cell::new(false),
        })
    }

    /// Posts the visitor's message and begins the answer. The same message again joins the running answer.
    pub async fn turn(self: &Rc<Self>, request: TurnRequest) -> Result<BegunTurn, RoomError> {
        if let Some(stream) = self.join(request.client_message_id)? {
            return Ok(BegunTurn {
                stream,
                work: Box::pin(async {}),
            });
        }
        let stop = Rc::new(Stop::default());
        self.erased.set(false);
        self.deserted_since.set(None);
        // Set before the first await, so that a second turn is refused from here on.
        self.running.replace(Some(Running {
            client_message_id: request.client_message_id,
            number_before: 0,
            stop: Rc::clone(&stop),
            answering: false,
        }));
        let begun = self.begin(request, stop).await;
        if begun.is_err() {
            self.end();
        }
        begun
    }

    /// Streams the events after the number `after`, then those of the running turn and of the conversation, as long as
    /// `until` says. Without a number it begins with the first event in the log.
    pub async fn follow(&self, until: Until, after: Option<u64>) -> Result<EventStream, RoomError> {
        let lasts = match until {
            Until::Done => false,
            Until::PersonLeaves => self.has_person().await?,
            Until::Quiet => true,
        };
        let missed = self.missed(after).await?;
        // There is no await from here on. A new turn would remove events from the log that `missed` relies on.
        let after = after.unwrap_or(0);
        if self.running.borrow().is_none() {
            self.close_broken_turn()?;
            if !lasts {
                let kept = self.log.after(after)?;
                return Ok(Box::pin(missed.frames(&kept).chain(replay(kept))));
            }
        }
        self.last_activity.set(self.platform.clock.now());
        let receiver = self.listeners.add(until, self.platform.clock.now())?;
        let kept = self.log.after(after)?;
        let past = missed.frames(&kept).chain(replay(kept));
        Ok(Box::pin(past.chain(receiver)))
    }

    /// Ends the running answer at its next piece.
    pub fn stop(&self) {
        if let Some(running) = &*self.running.borrow() {
            running.stop.set();
        }
    }

    /// Erases everything, including a running answer.
    pub fn erase(&self) -> Result<(), PlatformError> {
        self.stop();
        self.erased.set(true);
        self.untold.take();
        self.last_number.set(None);
        self.recorded_number.set(0);
        self.holder.set(None);
        self.lease_until.set(None);
        self.listeners.close();
        self.log.forget(u64::MAX)
    }

    /// Whether an answer is running, and the number of the last event.
    pub async fn state(&self) -> Result<RoomState, RoomError> {
        let last = self.load_last_number().await?;
        let number_before = (self.running.borrow().as_ref()).map(|running| running.number_before);
        Ok(RoomState {
            running: number_before.is_some(),
            last_event_number: number_before.unwrap_or(last),
        })
    }

    fn join(
        &self,
        client_message_id: Option<ClientMessageId>,
    ) -> Result<Option<EventStream>, RoomError> {
        let number_before = match &*self.running.borrow() {
            None => return Ok(None),
            Some(running)
                if client_message_id.is_some()
                    && running.client_message_id == client_message_id =>
            {
                running.number_before
            }
            Some(_) => return Err(RoomError::Busy),
        };
        self.listen(number_before, Until::Done).map(Some)
    }

    async fn begin(
        self: &Rc<Self>,
        request: TurnRequest,
        stop: Rc<Stop>,
    ) -> Result<BegunTurn, RoomError> {
        let deciding = self.deciding.lock().await;
        let Opening { speaker, posted } = self.open(&request).await?;
        let number_before = (self.running.borrow().as_ref()).map_or(0, |turn| turn.number_before);
        if request.is_for_person(&speaker) {
            return self.say_to_person(posted, &speaker, number_before);
        }
        match posted {
            Posted::Answered(message) => {
                let turn = Turn {
                    conversation_id: self.conversation_id,
                    message_id: message.message.id,
                    client_message_id: request.client_message_id,
                    resumed: true,
                };
                self.end();
                repeat(
                    number_before,
                    &[
                        ChatEvent::Turn(turn),
                        ChatEvent::Message(message),
                        ChatEvent::Done(Done {}),
                    ],
                )
            }
            Posted::Unanswered {
                message,
                ahead,
                taken,
                ..
            } => {
                let answer_id = MessageId::new(self.platform.clock.now(), random_bytes()?);
                self.log.forget(number_before)?;
                self.publish(ChatEvent::Turn(Turn {
                    conversation_id: self.conversation_id,
                    message_id: answer_id,
                    client_message_id: request.client_message_id,
                    resumed: false,
                }))?;
                if let Some(running) = &mut *self.running.borrow_mut() {
                    running.answering = true;
                }
                drop(deciding);
                let stream = self.listen(number_before, Until::Done)?;
                let asked = PendingQuestion {
                    turn: request,
                    question: message.message.id,
                    is_queued: speaker == Assignment::Queue,
                };
                let room = Rc::clone(self);
                let work = async move {
                    let told = room.begin_taken(taken);
                    join(
                        Rc::clone(&room).answer(asked, *ahead, answer_id, stop),
                        told,
                    )
                    .await;
                };
                Ok(BegunTurn {
                    stream,
                    work: Box::pin(work),
                })
            }
        }
    }

    /// Handles a message while a person answers: everyone receives it, and the bot says nothing.
    fn say_to_person(
        self: &Rc<Self>,
        posted: Posted,
        speaker: &Assignment,
        number_before: u64,
    ) -> Result<BegunTurn, RoomError> {
        let (message, is_new, taken) = match posted {
            Posted::Unanswered {
                message,
                is_new,
                taken,
                ..
            } => (message, is_new, taken),
            Posted::Answered(message) => (message, false, None),
        };
        let status = speaker.status(String::new());
        let events = [
            ChatEvent::Message(message),
            ChatEvent::Status(status),
            ChatEvent::Done(Done {}),
        ];
        if !is_new {
            self.end();
            let repeated = repeat(number_before, &events)?;
            let room = Rc::clone(self);
            return Ok(BegunTurn {
                work: Box::pin(async move { room.begin_taken(taken).await }),
                ..repeated
            });
        }
        let stream = self.listen(number_before, Until::Done)?;
        for event in events {
            self.publish(event)?;
        }
        self.end();
        let room = Rc::clone(self);
        Ok(BegunTurn {
            stream,
            work: Box::pin(async move {
                join(room.remember_last_number(), room.begin_taken(taken)).await;
            }),
        })
    }

    /// Ends a turn and its streams. If no person is there, the streams that follow a person end, too.
    fn end(&self) {
        self.forget_untold();
        self.running.replace(None);
        self.listeners.end(Until::Done);
        self.end_without_person();
        self.ended.tell();
    }

    /// Ends the streams that only follow a person, if there is none and no answer runs.
    fn end_without_person(&self) {
        if self.running.borrow().is_none() && !self.is_followed() {
            self.listeners.end(Until::PersonLeaves);
        }
    }

    fn listen(&self, after: u64, until: Until) -> Result<EventStream, RoomError> {
        let receiver = self.listeners.add(until, self.platform.clock.now())?;
        let past = replay(self.log.after(after)?);
        Ok(Box::pin(past.chain(receiver)))
    }
}

fn replay(events: Vec<LoggedEvent>) -> EventStream {
    Box::pin(stream::iter(
        events.into_iter().map(|event| Ok(event.frame())),
    ))
}

/// Replays earlier events for a client that sends its message again.
fn repeat(number: u64, events: &[ChatEvent]) -> Result<BegunTurn, RoomError> {
    let events: Result<Vec<_>, _> = events
        .iter()
        .map(|event| LoggedEvent::of(event, number))
        .collect();
    Ok(BegunTurn {
        stream: replay(events?),
        work: Box::pin(async {}),
    })
}
