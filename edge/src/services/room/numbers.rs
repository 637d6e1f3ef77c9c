//! The numbers of events: they only rise, also after the room was lost.

use super::Room;
use crate::{
    platform::{PlatformError, RoomError},
    store::conversations,
};

impl Room {
    /// The number of the last event.
    pub(super) async fn load_last_number(&self) -> Result<u64, RoomError> {
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

    /// Notes it in the record, which outlives the room.
    pub(super) async fn remember_last_number(&self) {
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
