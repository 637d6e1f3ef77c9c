//! The numbers of events. They only increase, even if the room was lost.

use super::Room;
use crate::{
    platform::{PlatformError, RoomError},
    store::conversations::{self, Conversation},
};

impl Room {
    /// The number of the last event, from the room, the log or the database.
    pub(super) async fn load_last_number(&self) -> Result<u64, RoomError> {
        let known = match self.last_number.get() {
            Some(number) => Some(number),
            None => self.log.last()?,
        };
        if known.is_none() {
            self.load().await?;
        }
        let number = known.or(self.last_number.get()).unwrap_or(0);
        self.last_number.set(Some(number));
        Ok(number)
    }

    /// The conversation from the database; `None` before its first message. This also loads the last number.
    pub(super) async fn load(&self) -> Result<Option<Conversation>, RoomError> {
        let db = &self.platform.project(self.project_id);
        let conversation = conversations::by_id(db, self.project_id, self.conversation_id)
            .await
            .map_err(|error| PlatformError(error.to_string()))?;
        let recorded = conversation
            .as_ref()
            .map_or(0, |conversation| conversation.last_event_number);
        self.restore_number(recorded)?;
        Ok(conversation)
    }

    /// Takes the last number from the log, or else from the database, unless the room has it already.
    pub(super) fn restore_number(&self, recorded: u64) -> Result<(), PlatformError> {
        if self.last_number.get().is_none() {
            let number = self.log.last()?.unwrap_or(recorded);
            self.last_number.set(Some(number));
        }
        Ok(())
    }

    /// Stores the number in the database, which outlives the room.
    pub(super) async fn remember_last_number(&self) {
        let number = self.last_number.get().unwrap_or(0);
        if self.recorded_number.get() == number {
            return;
        }
        let write = conversations::set_last_event(self.project_id, self.conversation_id, number);
        let db = self.platform.project(self.project_id);
        match db.batch(vec![write]).await {
            Ok(_) => self.recorded_number.set(number),
            Err(error) => log::error!("conversation {}: {error}", self.conversation_id),
        }
    }
}
