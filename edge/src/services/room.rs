//! A conversation while it runs: one answer at a time, its events numbered, logged and fed to every listener.
//!
//! ```text
//!   turn ──► post the message ──► answer ─┬─► log      (replayed to who comes later)
//!                                         └─► listeners (streams that are open now)
//! ```
//! What must hold: the room decides nothing that D1 does not record; it may be lost at any moment. An answer goes on
//! when nobody listens. The same client message id never starts a second answer.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::{
    StreamExt,
    channel::mpsc::{UnboundedSender, unbounded},
    future::LocalBoxFuture,
    stream,
};
use porchlight_shared::{
    chat_event::{ChatEvent, Done, Holder, Status, StreamError, Turn},
    ids::{ClientMessageId, ConversationId, MessageId, ProjectId},
    sse::NumberedEvent,
};

use super::{
    deliveries,
    turn::{self, Posted, TurnError, TurnRequest},
};
use crate::{
    platform::{EventStream, Platform, PlatformError, RoomError, RoomState, random_bytes},
    store::conversations,
};

/// Most streams that one conversation feeds at a time.
pub const LISTENERS: usize = 20;

/// Where a room keeps the events of its latest turn, so that they outlive the process.
pub trait EventLog {
    /// Adds an event after all others.
    fn append(&self, event: &NumberedEvent) -> Result<(), PlatformError>;
    /// The events with a number above `after`, in order.
    fn after(&self, after: u64) -> Result<Vec<NumberedEvent>, PlatformError>;
    /// Forgets all events.
    fn clear(&self) -> Result<(), PlatformError>;
}

/// A conversation's room.
pub struct Room {
    platform: Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    log: Box<dyn EventLog>,
    running: RefCell<Option<Running>>,
    listeners: RefCell<Vec<Listener>>,
    last_number: Cell<Option<u64>>,
    /// The conversation is gone: what its last turn still says is heard by nobody and kept nowhere.
    erased: Cell<bool>,
}

/// The sending end of a stream that is open now.
type Listener = UnboundedSender<Result<Vec<u8>, PlatformError>>;

struct Running {
    client_message_id: Option<ClientMessageId>,
    number_before: u64,
    stop: Rc<Cell<bool>>,
}

/// A turn that has begun: what the asker hears, and the work that must be driven to its end, heard or not.
pub struct BegunTurn {
    /// The turn's events.
    pub stream: EventStream,
    /// The answering; ready at once if there is nothing to do.
    pub work: LocalBoxFuture<'static, ()>,
}

impl Room {
    /// The room of a conversation, with what its log remembers.
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
            running: RefCell::default(),
            listeners: RefCell::default(),
            last_number: Cell::new(None),
            erased: Cell::new(false),
        })
    }

    /// Posts the visitor's message and begins the answer; joins the running one if it is the same message again.
    pub async fn turn(self: &Rc<Self>, request: TurnRequest) -> Result<BegunTurn, RoomError> {
        if let Some(stream) = self.join(request.client_message_id)? {
            return Ok(BegunTurn {
                stream,
                work: Box::pin(async {}),
            });
        }
        let stop = Rc::new(Cell::new(false));
        self.erased.set(false);
        // Taken before the first await: from here on a second turn is refused.
        self.running.replace(Some(Running {
            client_message_id: request.client_message_id,
            number_before: 0,
            stop: Rc::clone(&stop),
        }));
        let begun = self.begin(request, stop).await;
        if begun.is_err() {
            self.end();
        }
        begun
    }

    /// Replays the events after the number `after`; then follows until the turn is done, if one is running.
    pub fn follow(&self, after: u64) -> Result<EventStream, RoomError> {
        if self.running.borrow().is_some() {
            return self.listen(after);
        }
        self.close_broken_turn()?;
        Ok(replay(&self.log.after(after)?))
    }

    /// Ends the running answer at its next piece.
    pub fn stop(&self) {
        if let Some(running) = &*self.running.borrow() {
            running.stop.set(true);
        }
    }

    /// Forgets everything, also what is being written.
    pub fn erase(&self) -> Result<(), PlatformError> {
        self.stop();
        self.erased.set(true);
        self.last_number.set(None);
        self.listeners.borrow_mut().clear();
        self.log.clear()
    }

    /// Tells every listener that a person was asked for.
    pub async fn ask_for_person(&self, text: String) -> Result<(), RoomError> {
        self.load_last_number().await?;
        self.publish(ChatEvent::Status(Status {
            holder: Holder::Queue,
            text,
        }))?;
        if self.running.borrow().is_none() {
            self.remember_last_number().await;
        }
        Ok(())
    }

    /// What the conversation is doing.
    pub async fn state(&self) -> Result<RoomState, RoomError> {
        let last = self.load_last_number().await?;
        Ok(match &*self.running.borrow() {
            Some(running) => RoomState {
                running: true,
                last_event_number: running.number_before,
            },
            None => RoomState {
                running: false,
                last_event_number: last,
            },
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
        self.listen(number_before).map(Some)
    }

    async fn begin(
        self: &Rc<Self>,
        request: TurnRequest,
        stop: Rc<Cell<bool>>,
    ) -> Result<BegunTurn, RoomError> {
        let number_before = self.load_last_number().await?;
        if let Some(running) = &mut *self.running.borrow_mut() {
            running.number_before = number_before;
        }
        let posted = turn::post(&self.platform, &request)
            .await
            .map_err(|error| failure(&error))?;
        match posted {
            Posted::Answered(message) => {
                let turn = Turn {
                    conversation_id: self.conversation_id,
                    message_id: message.id,
                    client_message_id: request.client_message_id,
                    resumed: true,
                };
                let events = [
                    ChatEvent::Turn(turn),
                    ChatEvent::Message(message),
                    ChatEvent::Done(Done {}),
                ];
                let numbered = events.map(|event| NumberedEvent {
                    number: number_before,
                    event,
                });
                self.end();
                Ok(BegunTurn {
                    stream: replay(&numbered),
                    work: Box::pin(async {}),
                })
            }
            Posted::Unanswered { question } => {
                let answer_id = MessageId::new(self.platform.clock.now(), random_bytes()?);
                self.log.clear()?;
                self.publish(ChatEvent::Turn(Turn {
                    conversation_id: self.conversation_id,
                    message_id: answer_id,
                    client_message_id: request.client_message_id,
                    resumed: false,
                }))?;
                let stream = self.listen(number_before)?;
                let work = Rc::clone(self).answer(request, question, answer_id, stop);
                Ok(BegunTurn {
                    stream,
                    work: Box::pin(work),
                })
            }
        }
    }

    async fn answer(
        self: Rc<Self>,
        request: TurnRequest,
        question: MessageId,
        id: MessageId,
        stop: Rc<Cell<bool>>,
    ) {
        let publish = |event| {
            if let Err(error) = self.publish(event) {
                log::error!("conversation {}: {error}", self.conversation_id);
            }
        };
        if let Err(error) =
            turn::answer(&self.platform, &request, question, id, &stop, &publish).await
        {
            log::error!("conversation {}: {error}", self.conversation_id);
            publish(ChatEvent::Error(StreamError {
                code: "answer_failed".into(),
                message: "The answer could not be written. Please try again.".into(),
                retryable: true,
            }));
        }
        publish(ChatEvent::Done(Done {}));
        self.end();
        self.remember_last_number().await;
        if !request.test {
            deliveries::begin(&self.platform, self.project_id).await;
        }
    }

    /// Dropping the senders ends the streams: an open one would keep the room in memory.
    fn end(&self) {
        self.running.replace(None);
        self.listeners.borrow_mut().clear();
    }

    fn publish(&self, event: ChatEvent) -> Result<(), PlatformError> {
        if self.erased.get() {
            return Ok(());
        }
        let number = self.last_number.get().unwrap_or(0) + 1;
        let event = NumberedEvent { number, event };
        self.log.append(&event)?;
        self.last_number.set(Some(number));
        let frame = encode(&event)?;
        self.listeners
            .borrow_mut()
            .retain(|listener| listener.unbounded_send(Ok(frame.clone())).is_ok());
        Ok(())
    }

    fn listen(&self, after: u64) -> Result<EventStream, RoomError> {
        let mut listeners = self.listeners.borrow_mut();
        listeners.retain(|listener| !listener.is_closed());
        if listeners.len() >= LISTENERS {
            return Err(RoomError::Full);
        }
        let past = replay(&self.log.after(after)?);
        let (sender, receiver) = unbounded();
        listeners.push(sender);
        Ok(Box::pin(past.chain(receiver)))
    }

    /// A turn whose process died has no end in the log: it gets one, so that nobody waits for it.
    fn close_broken_turn(&self) -> Result<(), PlatformError> {
        let events = self.log.after(0)?;
        let since_turn = events
            .iter()
            .rev()
            .take_while(|event| !matches!(event.event, ChatEvent::Turn(_)));
        let ended = since_turn
            .clone()
            .any(|event| matches!(event.event, ChatEvent::Done(_)));
        if ended || since_turn.count() == events.len() {
            return Ok(());
        }
        self.last_number
            .set(events.last().map(|event| event.number));
        self.publish(ChatEvent::Error(StreamError {
            code: "interrupted".into(),
            message: "The answer broke off. Please ask again.".into(),
            retryable: true,
        }))?;
        self.publish(ChatEvent::Done(Done {}))
    }

    async fn load_last_number(&self) -> Result<u64, RoomError> {
        if let Some(number) = self.last_number.get() {
            return Ok(number);
        }
        let logged = self.log.after(0)?.last().map(|event| event.number);
        let number = match logged {
            Some(number) => number,
            None => conversations::by_id(&*self.platform.db, self.project_id, self.conversation_id)
                .await
                .map_err(|error| PlatformError(error.to_string()))?
                .map_or(0, |conversation| conversation.last_event_number),
        };
        self.last_number.set(Some(number));
        Ok(number)
    }

    async fn remember_last_number(&self) {
        let number = self.last_number.get().unwrap_or(0);
        let written = conversations::set_last_event(
            &*self.platform.db,
            self.project_id,
            self.conversation_id,
            number,
        )
        .await;
        if let Err(error) = written {
            log::error!("conversation {}: {error}", self.conversation_id);
        }
    }
}

fn replay(events: &[NumberedEvent]) -> EventStream {
    let frames: Vec<_> = events.iter().map(encode).collect();
    Box::pin(stream::iter(frames))
}

fn encode(event: &NumberedEvent) -> Result<Vec<u8>, PlatformError> {
    event
        .encode()
        .map(String::into_bytes)
        .map_err(|error| PlatformError(error.to_string()))
}

fn failure(error: &TurnError) -> RoomError {
    RoomError::Platform(PlatformError(error.to_string()))
}
