//! Rooms in this process.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use porchlight_shared::ids::{ConversationId, ProjectId};
use send_wrapper::SendWrapper;

use super::lock::lock;
use crate::{
    domain::conversation::{
        follow::Until,
        room_action::{RoomAction, RoomOutcome},
        turn_request::TurnRequest,
    },
    platform::{EventStream, Platform, PlatformError, RoomError, RoomState, Rooms},
    services::room::{
        Room,
        event::{EventLog, LoggedEvent},
    },
};

/// Rooms in this process.
#[derive(Default)]
pub struct LocalRooms {
    pub(super) platform: Mutex<Option<Platform>>,
    pub(super) rooms: Mutex<HashMap<ConversationId, SendWrapper<Rc<Room>>>>,
    logs: Mutex<HashMap<ConversationId, SendWrapper<MemoryLog>>>,
    calls: AtomicU32,
}

impl LocalRooms {
    /// Forgets the room and all but the first `kept` events of its log, as when its process died after them.
    pub fn break_off(&self, id: ConversationId, kept: usize) {
        lock(&self.rooms).remove(&id);
        if let Some(log) = lock(&self.logs).get(&id) {
            log.0.borrow_mut().truncate(kept);
        }
    }

    /// How often a room was called since the last time.
    pub fn take_calls(&self) -> u32 {
        self.calls.swap(0, Ordering::Relaxed)
    }

    /// What the alarm of each room does.
    pub async fn tick(&self) -> Result<(), RoomError> {
        let rooms: Vec<Rc<Room>> = lock(&self.rooms)
            .values()
            .map(|room| Rc::clone(room))
            .collect();
        for room in rooms {
            room.tick().await?;
        }
        Ok(())
    }

    fn room(&self, project_id: ProjectId, id: ConversationId) -> Result<Rc<Room>, PlatformError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let platform = lock(&self.platform)
            .clone()
            .ok_or_else(|| PlatformError("the platform is not there yet".into()))?;
        let log = lock(&self.logs)
            .entry(id)
            .or_insert_with(|| SendWrapper::new(MemoryLog::default()))
            .clone();
        let mut rooms = lock(&self.rooms);
        let room = rooms.entry(id).or_insert_with(|| {
            SendWrapper::new(Room::new(platform, project_id, id, Box::new(log.take())))
        });
        Ok(Rc::clone(room))
    }
}

#[async_trait(?Send)]
impl Rooms for LocalRooms {
    async fn turn(&self, turn: TurnRequest) -> Result<EventStream, RoomError> {
        let room = self.room(turn.project_id, turn.conversation_id)?;
        let begun = room.turn(turn).await?;
        tokio::task::spawn_local(begun.work);
        Ok(begun.stream)
    }

    async fn follow(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        until: Until,
        after: Option<u64>,
    ) -> Result<EventStream, RoomError> {
        let room = self.room(project_id, conversation_id)?;
        room.follow(until, after).await
    }

    async fn stop(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError> {
        self.room(project_id, conversation_id)?.stop();
        Ok(())
    }

    async fn erase(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<(), RoomError> {
        Ok(self.room(project_id, conversation_id)?.erase()?)
    }

    async fn act(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
        action: RoomAction,
    ) -> Result<RoomOutcome, RoomError> {
        let room = self.room(project_id, conversation_id)?;
        room.act(action).await
    }

    async fn state(
        &self,
        project_id: ProjectId,
        conversation_id: ConversationId,
    ) -> Result<RoomState, RoomError> {
        let room = self.room(project_id, conversation_id)?;
        room.state().await
    }
}

/// A log that outlives its room.
#[derive(Clone, Default)]
struct MemoryLog(Rc<RefCell<Vec<LoggedEvent>>>);

impl EventLog for MemoryLog {
    fn append(&self, event: &LoggedEvent) -> Result<(), PlatformError> {
        self.0.borrow_mut().push(event.clone());
        Ok(())
    }

    fn after(&self, after: u64) -> Result<Vec<LoggedEvent>, PlatformError> {
        Ok(self
            .0
            .borrow()
            .iter()
            .filter(|event| event.number > after)
            .cloned()
            .collect())
    }

    fn last(&self) -> Result<Option<u64>, PlatformError> {
        Ok(self.0.borrow().last().map(|event| event.number))
    }

    fn forget(&self, number: u64) -> Result<(), PlatformError> {
        self.0.borrow_mut().retain(|event| event.number > number);
        Ok(())
    }
}
