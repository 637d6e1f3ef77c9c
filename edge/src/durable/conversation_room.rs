//! The Durable Object of a conversation: [`Room`] with its [`RoomLog`] in the object's own SQLite.

#![expect(
    missing_docs,
    reason = "the macro durable_object makes public functions without documentation"
)]

use std::{cell::RefCell, rc::Rc, time::Duration};

use futures::{
    Stream, StreamExt,
    future::{Either, select},
    stream,
};
use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    limits::HEARTBEAT_SECONDS,
    sse::HEARTBEAT,
};
use serde::{Deserialize, Serialize};
use worker::{
    Delay, DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State,
    Storage, durable_object, wasm_bindgen_futures::spawn_local,
};

use super::room_log::RoomLog;
use crate::{
    domain::conversation::{follow::Until, room_action::RoomAction, turn_request::TurnRequest},
    platform::{EventStream, Platform, PlatformError, RoomError, cloudflare},
    services::room::{BegunTurn, Room},
};

/// A call from the Worker to a room, as the JSON body of a POST.
#[derive(Serialize, Deserialize)]
pub struct RoomCall {
    /// The project of the conversation.
    pub project_id: ProjectId,
    /// The conversation of the room, which the object's name does not reveal.
    pub conversation_id: ConversationId,
    /// The operation to run.
    pub kind: RoomCallKind,
}

/// The operations of a room. Each one runs the method of [`Room`] with its name.
#[derive(Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum RoomCallKind {
    /// [`Room::turn`], which streams the events of the turn.
    Turn(Box<TurnRequest>),
    /// [`Room::follow`], which streams earlier and later events.
    Follow {
        /// When the stream ends.
        until: Until,
        /// The number of the last event that the client has seen, if it sends one.
        after: Option<u64>,
    },
    /// [`Room::stop`], which ends the running answer.
    Stop,
    /// [`Room::erase`], which clears the room.
    Erase,
    /// [`Room::act`], which returns a [`RoomOutcome`](crate::domain::conversation::room_action::RoomOutcome).
    Act(RoomAction),
    /// [`Room::state`], which returns a [`RoomState`](crate::platform::RoomState).
    State,
}

impl RoomCallKind {
    /// Whether a call that may have reached the room can be repeated without a different effect.
    pub const fn may_repeat(&self) -> bool {
        match self {
            // The client's id keeps a message from being answered twice.
            Self::Turn(turn) => turn.client_message_id.is_some(),
            Self::Act(_) => false,
            Self::Follow { .. } | Self::Stop | Self::Erase | Self::State => true,
        }
    }
}

/// The Durable Object, one for each conversation.
#[durable_object]
pub struct ConversationRoom {
    state: State,
    env: Env,
    room: RefCell<Option<Rc<Room>>>,
}

impl DurableObject for ConversationRoom {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            room: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: RoomCall = request.json().await?;
        let answer = self.answer(call).await;
        self.set_alarm().await?;
        match answer {
            Ok(response) => Ok(response),
            Err(RoomError::Busy) => Response::error("busy", 409),
            Err(RoomError::Full) => Response::error("full", 503),
            Err(RoomError::Gone) => Response::error("gone", 410),
            Err(RoomError::Illegal(illegal)) => Ok(Response::from_json(&illegal)?.with_status(422)),
            Err(RoomError::Platform(error)) => Response::error(error.to_string(), 500),
        }
    }

    /// Runs when a lease ends or nothing has happened for some time. The platform retries a failed alarm.
    async fn alarm(&self) -> Result<Response> {
        if let Some(identity) = RoomIdentity::read(&self.state.storage().sql())? {
            let room = self
                .room(identity.project_id, identity.conversation_id)
                .map_err(|error| worker::Error::RustError(error.0))?;
            room.tick()
                .await
                .map_err(|error| worker::Error::RustError(error.to_string()))?;
            self.set_alarm().await?;
        }
        Response::empty()
    }
}

impl ConversationRoom {
    async fn set_alarm(&self) -> Result<()> {
        let room = self.room.borrow().clone();
        match room {
            Some(room) => wake(&self.state.storage(), &room).await,
            None => Ok(()),
        }
    }

    async fn answer(&self, call: RoomCall) -> std::result::Result<Response, RoomError> {
        let room = self.room(call.project_id, call.conversation_id)?;
        match call.kind {
            RoomCallKind::Turn(turn) => {
                let BegunTurn { stream, work } = room.turn(*turn).await?;
                let storage = self.state.storage();
                // The turn runs as a task of its own, so that it continues when the client leaves.
                spawn_local(async move {
                    work.await;
                    // Streams that stay open now close earlier than during the turn.
                    if let Err(error) = wake(&storage, &room).await {
                        log::error!("a room has no alarm: {error}");
                    }
                });
                event_stream(stream)
            }
            RoomCallKind::Follow { until, after } => event_stream(room.follow(until, after).await?),
            RoomCallKind::Stop => {
                room.stop();
                Response::empty().map_err(failure)
            }
            RoomCallKind::Erase => {
                room.erase()?;
                Response::empty().map_err(failure)
            }
            RoomCallKind::Act(action) => {
                Response::from_json(&room.act(action).await?).map_err(failure)
            }
            RoomCallKind::State => Response::from_json(&room.state().await?).map_err(failure),
        }
    }

    fn room(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> std::result::Result<Rc<Room>, PlatformError> {
        if let Some(room) = &*self.room.borrow() {
            return Ok(Rc::clone(room));
        }
        let log = RoomLog::open(self.state.storage().sql()).map_err(message)?;
        let identity = RoomIdentity {
            project_id,
            conversation_id,
        };
        identity.write(log.sql()).map_err(message)?;
        let room = Room::new(
            shared_platform(&self.env)?,
            project_id,
            conversation_id,
            Box::new(log),
        );
        self.room.replace(Some(Rc::clone(&room)));
        Ok(room)
    }
}

thread_local! {
    /// Created by an isolate's first room. All rooms of an isolate have the same bindings and configuration.
    static PLATFORM: RefCell<Option<Platform>> = const { RefCell::new(None) };
}

fn shared_platform(env: &Env) -> std::result::Result<Platform, PlatformError> {
    if let Some(platform) = PLATFORM.with_borrow(Clone::clone) {
        return Ok(platform);
    }
    let platform = cloudflare::platform(env)?;
    PLATFORM.set(Some(platform.clone()));
    Ok(platform)
}

/// Sets the alarm for the room's next deadline, so that the object wakes up even if it was evicted from memory.
async fn wake(storage: &Storage, room: &Room) -> Result<()> {
    match room.next_tick() {
        Some(milliseconds) => storage.set_alarm(Duration::from_millis(milliseconds)).await,
        None => Ok(()),
    }
}

fn event_stream(events: EventStream) -> std::result::Result<Response, RoomError> {
    let bytes = with_heartbeat(together(events))
        .map(|bytes| bytes.map_err(|error| worker::Error::RustError(error.0)));
    Response::from_stream(bytes).map_err(failure)
}

/// The most frames in one chunk.
const FRAMES_TOGETHER: usize = 256;

/// The events, with those that are ready at the same time in one chunk. An answer's words often are, and each chunk
/// passes through two JavaScript streams on its way to the client.
fn together(events: EventStream) -> EventStream {
    Box::pin(events.ready_chunks(FRAMES_TOGETHER).flat_map(|frames| {
        let mut chunks: Vec<std::result::Result<Vec<u8>, PlatformError>> = Vec::new();
        for frame in frames {
            match (chunks.last_mut(), frame) {
                (Some(Ok(chunk)), Ok(frame)) => chunk.extend(frame),
                (_, frame) => chunks.push(frame),
            }
        }
        stream::iter(chunks)
    }))
}

/// The events, with a comment after every [`HEARTBEAT_SECONDS`] without one.
fn with_heartbeat(
    events: EventStream,
) -> impl Stream<Item = std::result::Result<Vec<u8>, PlatformError>> {
    stream::unfold(events, |mut events| async move {
        let pause = Delay::from(Duration::from_secs(HEARTBEAT_SECONDS));
        let next = match select(events.next(), pause).await {
            Either::Left((next, _)) => next?,
            Either::Right(_) => Ok(HEARTBEAT.as_bytes().to_vec()),
        };
        Some((next, events))
    })
}

/// The conversation of the object. It is stored because an alarm comes without a call that names it.
#[derive(Deserialize)]
struct RoomIdentity {
    project_id: ProjectId,
    conversation_id: ConversationId,
}

const CREATE_IDENTITY: &str = "
    CREATE TABLE IF NOT EXISTS whose (one INTEGER PRIMARY KEY, project_id TEXT NOT NULL, conversation_id TEXT NOT NULL)";
const WRITE_IDENTITY: &str =
    "INSERT OR REPLACE INTO whose (one, project_id, conversation_id) VALUES (1, ?1, ?2)";
const READ_IDENTITY: &str = "SELECT project_id, conversation_id FROM whose";

impl RoomIdentity {
    fn write(&self, sql: &SqlStorage) -> Result<()> {
        sql.exec(CREATE_IDENTITY, None)?;
        let row: Vec<SqlStorageValue> = vec![
            self.project_id.to_string().into(),
            self.conversation_id.to_string().into(),
        ];
        sql.exec(WRITE_IDENTITY, row).map(drop)
    }

    fn read(sql: &SqlStorage) -> Result<Option<Self>> {
        sql.exec(CREATE_IDENTITY, None)?;
        let rows: Vec<Self> = sql.exec(READ_IDENTITY, None)?.to_array()?;
        Ok(rows.into_iter().next())
    }
}

fn message(error: worker::Error) -> PlatformError {
    PlatformError(error.to_string())
}

fn failure(error: worker::Error) -> RoomError {
    RoomError::Platform(message(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_go_out_together_and_an_error_after_those_before_it() {
        let lost = || Err(PlatformError("lost".into()));
        let frame = |text: &str| Ok(text.as_bytes().to_vec());
        let frames = [frame("a"), frame("b"), lost(), frame("c"), frame("d")];
        let sent: Vec<_> = together(Box::pin(stream::iter(frames)))
            .map(|chunk| chunk.map_err(|error| error.0))
            .collect()
            .await;
        let expected = [
            Ok(b"ab".to_vec()),
            Err("lost".to_owned()),
            Ok(b"cd".to_vec()),
        ];
        assert_eq!(sent, expected);
    }
}
