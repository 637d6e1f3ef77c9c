//! Reads what an answer needs in the journey to the database that stores the question.
//!
//! *Invariant:* data from before the message was posted is used only if the conversation has not changed since. If it
//! has, the message is not posted, and everything is read again.

use porchlight_shared::ids::MessageId;

use super::{follow_up, model, small_talk};
use crate::{
    domain::conversation::turn_request::{EarlierMessage, KnownConversation, TurnRequest},
    platform::{DbError, Platform, Statement, db::Ran},
    store::{
        messages::said,
        model::{self as model_settings, ModelSettings},
        passages::search::{self, Frequencies},
    },
};

/// The data that was read for an answer.
#[derive(Clone, Debug, Default)]
pub struct ReadAhead {
    /// The earlier messages, newest first.
    pub earlier: Vec<EarlierMessage>,
    /// The frequencies of the question's words in the index, if there is a search.
    pub frequencies: Option<Frequencies>,
    /// The model that the owner has chosen, if there is a search.
    pub chosen: Option<ModelSettings>,
}

/// The data to read for an answer.
pub struct ReadingList {
    /// The earlier messages, if they were read before.
    earlier: Option<Vec<EarlierMessage>>,
    /// The keys to look up in the index, if there is a search.
    keys: Option<Vec<String>>,
}

impl ReadingList {
    /// The data to read for the answer to `turn`. `known` is the conversation if it has not changed since it was read.
    pub fn of(turn: &TurnRequest, known: Option<KnownConversation>) -> Self {
        let earlier = match known {
            None => None,
            Some(known) if known.message_count == 0 => Some(Vec::new()),
            Some(_) => turn.earlier.clone(),
        };
        let keys = small_talk::searched_text(turn).map(|asks| {
            let earlier = earlier.as_deref().unwrap_or_default();
            follow_up::keys(asks, turn.locale.as_deref(), earlier)
        });
        Self { earlier, keys }
    }

    /// The statements, in the order in which [`read`](Self::read) takes their results.
    pub fn statements(&self, turn: &TurnRequest) -> Vec<Statement> {
        let mut statements = Vec::new();
        if self.earlier.is_none() {
            statements.push(said::latest(turn.project_id, turn.conversation_id));
        }
        if let Some(keys) = &self.keys {
            statements.push(search::frequencies(turn.project_id, keys));
            statements.push(model_settings::chosen(turn.project_id));
        }
        statements
    }

    /// Reads the results of the statements. The message `question` is not one of the earlier messages.
    pub fn read(
        self,
        mut ran: impl Iterator<Item = Ran>,
        question: MessageId,
    ) -> Result<ReadAhead, DbError> {
        let mut next = || ran.next().unwrap_or_default();
        let earlier = match self.earlier {
            Some(earlier) => earlier,
            None => said::read(next(), Some(question))?,
        };
        let Some(keys) = self.keys else {
            return Ok(ReadAhead {
                earlier,
                ..ReadAhead::default()
            });
        };
        Ok(ReadAhead {
            earlier,
            frequencies: Some(search::read_frequencies(next(), keys)?),
            chosen: Some(model::with_defaults(model_settings::read(next())?)),
        })
    }
}

/// Reads everything for the answer to the message `question`, which was posted already.
pub async fn read(
    platform: &Platform,
    turn: &TurnRequest,
    question: MessageId,
) -> Result<ReadAhead, DbError> {
    let reading = ReadingList::of(turn, None);
    let statements = reading.statements(turn);
    let ran = platform.project(turn.project_id).run(statements).await?;
    reading.read(ran.into_iter(), question)
}
