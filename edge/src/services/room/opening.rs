//! The beginning of a turn: posts the visitor's message, and decides who answers it.
//!
//! *Invariant:* the bot never answers a message for a person. If the bot answers, the room uses what was read of the
//! conversation before the turn, and posts the message only if that has not changed.

use porchlight_shared::chat_event::Holder;

use super::{Room, running::Opening};
use crate::{
    domain::conversation::{
        holder::Assignment,
        turn_request::{KnownConversation, TurnRequest},
    },
    platform::{PlatformError, RoomError, Statement},
    services::posting::{self, AnsweredBy},
};

impl Room {
    pub(super) async fn open(&self, request: &TurnRequest) -> Result<Opening, RoomError> {
        if let Some((known, speaker)) = request.known.and_then(answered_by_bot)
            && !request.is_for_person(&speaker)
        {
            self.restore_number(known.last_event_number)?;
            self.note_number_before();
            let by = AnsweredBy::BotUnlessChanged(known);
            if let Some(opening) = self.post(request, speaker, by, Vec::new()).await? {
                return Ok(opening);
            }
        }
        let conversation = self.load().await?;
        // Events of decisions from here on belong to the turn.
        self.note_number_before();
        let speaker = self.speaker(conversation.clone()).await?;
        let by = if request.is_for_person(&speaker) {
            AnsweredBy::Person
        } else {
            AnsweredBy::Bot
        };
        let told = self.told_of_first(conversation.as_ref(), &speaker, &request.question);
        let told = told.await?;
        let opening = self.post(request, speaker, by, told).await?;
        let unposted = || PlatformError("a message that could not be posted".into());
        Ok(opening.ok_or_else(unposted)?)
    }

    fn note_number_before(&self) {
        if let Some(running) = &mut *self.running.borrow_mut() {
            running.number_before = self.last_number.get().unwrap_or(0);
        }
    }

    async fn post(
        &self,
        request: &TurnRequest,
        speaker: Assignment,
        by: AnsweredBy,
        told: Vec<Statement>,
    ) -> Result<Option<Opening>, RoomError> {
        let posted = posting::post(&self.platform, request, by, told)
            .await
            .map_err(|error| PlatformError(error.to_string()))?;
        let Some(posted) = posted else {
            return Ok(None);
        };
        self.hold(&speaker);
        Ok(Some(Opening { speaker, posted }))
    }
}

/// The conversation and its holder, if the bot answers, no decision is due and the owner need not be notified.
fn answered_by_bot(known: KnownConversation) -> Option<(KnownConversation, Assignment)> {
    match known.holder {
        Holder::Bot => Some((known, Assignment::Bot)),
        Holder::Queue if known.message_count > 0 => Some((known, Assignment::Queue)),
        Holder::Queue | Holder::Operator | Holder::Resolved => None,
    }
}
