//! Rooms in this process.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use porchlight_shared::ids::{ConversationId, ProjectId};
use send_wrapper::SendWrapper;
use tokio::task::JoinHandle;

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
    works: Mutex<Vec<SendWrapper<JoinHandle<()>>>>,
    calls: AtomicU32,
    failing: Arc<FailingAppends>,
}

impl LocalRooms {
    /// Lets `times` writes to logs fail, beginning with the write number `from`, counted from 0 at this call.
    pub fn fail_appends(&self, from: u32, times: u32) {
        self.failing.calls.store(0, Ordering::Relaxed);
        self.failing.from.store(from, Ordering::Relaxed);
        self.failing.times.store(times, Ordering::Relaxed);
    }

    /// Whether a write has failed.
    pub fn has_failed(&self) -> bool {
        self.failing.calls.load(Ordering::Relaxed) > self.failing.from.load(Ordering::Relaxed)
    }

    /// The numbers of the events in the log of a room.
    pub fn logged(&self, id: ConversationId) -> Vec<u64> {
        let logs = lock(&self.logs);
        let events = logs.get(&id).map(|log| log.events.borrow().clone());
        let events = events.unwrap_or_default();
        events.iter().map(|event| event.number).collect()
    }

    /// Every room loses its memory and its running work, like objects that are reset or moved. Rooms that are opened
    /// from now on use `platform`.
    pub fn evict(&self, platform: &Platform) {
        self.replace(platform);
        for work in std::mem::take(&mut *lock(&self.works)) {
            work.abort();
        }
    }

    /// The same, but running work continues until it notices: a replaced object only loses its storage.
    pub fn replace(&self, platform: &Platform) {
        lock(&self.platform).replace(platform.clone());
        lock(&self.rooms).clear();
        for log in lock(&self.logs).values_mut() {
            log.hand_over();
        }
    }

    /// Whether an answer is being written.
    pub fn is_at_work(&self) -> bool {
        lock(&self.works).iter().any(|work| !work.is_finished())
    }

    /// Forgets the room and all but the first `kept` events of its log, as if its process had died after them.
    pub fn break_off(&self, id: ConversationId, kept: usize) {
        lock(&self.rooms).remove(&id);
        if let Some(log) = lock(&self.logs).get(&id) {
            log.events.borrow_mut().truncate(kept);
        }
    }

    /// The number of calls of rooms since the last call of this.
    pub fn take_calls(&self) -> u32 {
        self.calls.swap(0, Ordering::Relaxed)
    }

    /// Runs the alarm of each room.
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
            .or_insert_with(|| {
                SendWrapper::new(MemoryLog {
                    failing: Arc::clone(&self.failing),
                    ..MemoryLog::default()
                })
            })
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
        let mut works = lock(&self.works);
        works.retain(|work| !work.is_finished());
        works.push(SendWrapper::new(tokio::task::spawn_local(begun.work)));
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

#[derive(Clone, Default)]
struct MemoryLog {
    events: Rc<RefCell<Vec<LoggedEvent>>>,
    /// Whether the room was replaced, and must leave the log to the next one.
    is_closed: Rc<Cell<bool>>,
    failing: Arc<FailingAppends>,
}

/// The calls of [`EventLog::append`] that fail, counted over all rooms.
#[derive(Default)]
struct FailingAppends {
    calls: AtomicU32,
    from: AtomicU32,
    times: AtomicU32,
}

impl MemoryLog {
    /// Closes the current room's access to the log, and returns one for the next room.
    fn hand_over(&mut self) {
        self.is_closed.set(true);
        self.is_closed = Rc::default();
    }

    fn open(&self) -> Result<&RefCell<Vec<LoggedEvent>>, PlatformError> {
        if self.is_closed.get() {
            return Err(PlatformError(
                "Durable Object reset because its code was updated.".into(),
            ));
        }
        Ok(&self.events)
    }
}

impl EventLog for MemoryLog {
    fn append(&self, events: &[LoggedEvent]) -> Result<(), PlatformError> {
        let log = self.open()?;
        let call = self.failing.calls.fetch_add(1, Ordering::Relaxed);
        let from = self.failing.from.load(Ordering::Relaxed);
        if call >= from && call - from < self.failing.times.load(Ordering::Relaxed) {
            return Err(PlatformError("database or disk is full".into()));
        }
        log.borrow_mut().extend_from_slice(events);
        Ok(())
    }

    fn after(&self, after: u64) -> Result<Vec<LoggedEvent>, PlatformError> {
        Ok(self
            .open()?
            .borrow()
            .iter()
            .filter(|event| event.number > after)
            .cloned()
            .collect())
    }

    fn last(&self) -> Result<Option<u64>, PlatformError> {
        Ok(self.open()?.borrow().last().map(|event| event.number))
    }

    fn forget(&self, number: u64) -> Result<(), PlatformError> {
        self.open()?
            .borrow_mut()
            .retain(|event| event.number > number);
        Ok(())
    }
}
