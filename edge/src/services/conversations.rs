//! Conversations as an owner browses them.

use porchlight_shared::ids::{ConversationId, ProjectId};

use crate::{
    platform::{DbError, Platform},
    store::{
        conversations::list::{self, ListedConversation, Order, Wanted},
        events,
        exchanges::{self, Exchange, LastMessage},
    },
};

/// The most conversations that a list counts and pages through. Beyond it, only narrower filters help.
pub const LISTED: u32 = 10_000;

/// A conversation with its latest exchange.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The conversation, as lists show it.
    pub conversation: ListedConversation,
    /// The latest question and its answer.
    pub exchange: Option<Exchange>,
    /// The latest message, whoever wrote it.
    pub last: Option<LastMessage>,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct ConversationPage {
    /// The conversations of the page, in the order of the list.
    pub entries: Vec<Entry>,
    /// The number of conversations in the list, counted up to [`LISTED`].
    pub total: u32,
}

/// The conversations of the project that match `wanted`: `limit` of them after the first `offset`.
pub async fn list(
    platform: &Platform,
    project_id: ProjectId,
    wanted: &Wanted,
    order: Order,
    limit: u32,
    offset: u32,
) -> Result<ConversationPage, DbError> {
    let db = &platform.project(project_id);
    let total = list::count(db, project_id, wanted, LISTED).await?;
    let conversations = list::page(db, project_id, wanted, order, limit, offset).await?;
    let ids: Vec<ConversationId> = conversations.iter().map(|listed| listed.id).collect();
    let mut exchanges = exchanges::latest(db, project_id, &ids).await?.into_iter();
    let mut last = exchanges::last_messages(db, project_id, &ids).await?;
    Ok(ConversationPage {
        entries: conversations
            .into_iter()
            .map(|conversation| Entry {
                last: last
                    .iter()
                    .position(|last| last.conversation_id == conversation.id)
                    .map(|index| last.swap_remove(index)),
                conversation,
                exchange: exchanges.next(),
            })
            .collect(),
        total,
    })
}

/// How long a list counts as unchanged while no event is written, in milliseconds.
const UNCHANGED_MS: u64 = 60_000;

/// A version of the project's lists. As long as it stays the same, they need not be read again.
///
/// Every question writes an event, so the number of the last event tells whether there is a new one, at the cost of one
/// row read. Changes without an event (small talk, a person takes a conversation or hands it to the bot) show after
/// [`UNCHANGED_MS`] at the latest.
pub async fn version(platform: &Platform, project_id: ProjectId) -> Result<String, DbError> {
    let last = events::last_number(&platform.project(project_id), project_id).await?;
    let minute = platform.clock.now() / UNCHANGED_MS;
    Ok(format!("{last}-{minute}"))
}
