//! What an answer needs to know, read in the journey to the database that stores the question.
//!
//! *Invariant:* what was read before the message was posted says nothing of a conversation that has changed since: then
//! the message is not posted, and everything is read anew.

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

/// What was read for an answer.
#[derive(Clone, Debug, Default)]
pub struct ReadAhead {
    /// What was said before, the newest first.
    pub earlier: Vec<EarlierMessage>,
    /// What the index says of the question's words, if anything is searched for.
    pub frequencies: Option<Frequencies>,
    /// The model that the owner has chosen, if anything is searched for.
    pub chosen: Option<ModelSettings>,
}

/// What is to be read for an answer.
pub struct ReadingList {
    /// What was said before, if that is known.
    earlier: Option<Vec<EarlierMessage>>,
    /// The keys to look up in the index, if anything is searched for.
    keys: Option<Vec<String>>,
}

impl ReadingList {
    /// For the answer to `turn`, whose conversation is still as it was `known`.
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

    /// The statements, in the order in which [`read`](Self::read) takes what they return.
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

    /// What the statements have returned. The message `question` is none of those before it.
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

/// Reads everything for the answer to the message `question`, which is posted already.
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
