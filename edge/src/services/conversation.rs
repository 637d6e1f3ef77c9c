//! One conversation, as an owner reads it.

use std::collections::HashMap;

use porchlight_shared::ids::{ConversationId, MessageId, ProjectId};

use super::conversations::Entry;
use crate::{
    domain::conversation::{attributes::Attributes, thread::ThreadMessage},
    platform::{DbError, Platform},
    store::{
        conversations::{
            self, Conversation,
            list::{self, Filter, Order, Wanted},
        },
        exchanges, messages,
        notes::{self, Note},
        sessions,
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
    /// The visitor.
    pub visitor: KnownVisitor,
    /// Why answers did not help, in the visitor's words.
    pub reasons: HashMap<MessageId, String>,
    /// The messages, oldest first.
    pub messages: Vec<ThreadMessage>,
    /// The notes of operators, oldest first.
    pub notes: Vec<Note>,
}

/// What is known about the visitor of a conversation.
#[derive(Clone, Debug)]
pub struct KnownVisitor {
    /// The e-mail address that the owner's server has signed.
    pub signed_email: Option<String>,
    /// What the owner's page says about them.
    pub attributes: Attributes,
    /// Their language, as a BCP 47 tag.
    pub locale: Option<String>,
    /// Their other conversations, the newest [`OTHER_CONVERSATIONS`].
    pub others: Vec<Entry>,
}

/// The most other conversations of the visitor that are shown with a conversation.
pub const OTHER_CONVERSATIONS: u32 = 5;

/// The project's conversation `id`, with all of its messages and notes.
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
        visitor: visitor(platform, project_id, test, &held).await?,
        reasons: messages::verdicts::reasons(db, project_id, id).await?,
        read_at: (held.read_at > 0).then_some(held.read_at),
        messages: messages::thread(db, project_id, id).await?,
        notes: notes::list(db, project_id, id).await?,
    }))
}

/// What is known about the visitor of the conversation `held`.
async fn visitor(
    platform: &Platform,
    project_id: ProjectId,
    test: bool,
    held: &Conversation,
) -> Result<KnownVisitor, DbError> {
    let db = &platform.project(project_id);
    let session = sessions::by_id(db, project_id, held.session_id).await?;
    let wanted = Wanted {
        test,
        from: 0,
        to: platform.clock.now() + 1,
        filter: Filter::All,
        sessions: Some([held.session_id; 2]),
        search: None,
    };
    let limit = OTHER_CONVERSATIONS + 1;
    let mut others = list::page(db, project_id, &wanted, Order::Newest, limit, 0).await?;
    others.retain(|other| other.id != held.id);
    others.truncate(OTHER_CONVERSATIONS as usize);
    let ids: Vec<ConversationId> = others.iter().map(|other| other.id).collect();
    let exchanges = exchanges::latest(db, project_id, &ids).await?;
    Ok(KnownVisitor {
        signed_email: session.and_then(|session| session.email),
        attributes: held.attributes(),
        locale: held.locale.clone(),
        others: others
            .into_iter()
            .zip(exchanges)
            .map(|(conversation, exchange)| Entry {
                conversation,
                exchange: Some(exchange),
                last: None,
            })
            .collect(),
    })
}
