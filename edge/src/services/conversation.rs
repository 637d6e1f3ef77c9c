//! One conversation as an owner reads it.

use porchlight_shared::ids::{ConversationId, ProjectId};

use super::conversations::Entry;
use crate::{
    domain::conversation::thread::ThreadMessage,
    platform::{DbError, Platform},
    store::{
        conversations::{self, list},
        exchanges, messages,
        notes::{self, Note},
    },
};

/// A conversation with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The conversation, as lists show it.
    pub entry: Entry,
    /// The number of the last event that the messages include.
    pub last_event_number: u64,
    /// The visitor has read everything older than this, in Unix milliseconds.
    pub read_at: Option<u64>,
    /// The messages, oldest first.
    pub messages: Vec<ThreadMessage>,
    /// The notes of operators, oldest first.
    pub notes: Vec<Note>,
}

/// A conversation of the project, with all of its messages and notes.
pub async fn whole(
    platform: &Platform,
    project_id: ProjectId,
    test: bool,
    id: ConversationId,
) -> Result<Option<Whole>, DbError> {
    let db = &platform.project(project_id);
    let (Some(conversation), Some(held)) = (
        list::one(db, project_id, test, id).await?,
        conversations::by_id(db, project_id, id).await?,
    ) else {
        return Ok(None);
    };
    let exchange = exchanges::latest(db, project_id, &[id]).await?.pop();
    let last = exchanges::last_messages(db, project_id, &[id]).await?.pop();
    Ok(Some(Whole {
        entry: Entry {
            conversation,
            exchange,
            last,
        },
        last_event_number: held.last_event_number,
        read_at: (held.read_at > 0).then_some(held.read_at),
        messages: messages::thread(db, project_id, id).await?,
        notes: notes::list(db, project_id, id).await?,
    }))
}
