//! An owner looks through conversations.

use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::Message,
};

use crate::{
    platform::{DbError, Platform},
    store::{
        conversations::list::{self, ListedConversation, Order, Wanted},
        exchanges::{self, Exchange},
        messages,
    },
};

/// Most conversations that a list counts and leads to; a narrower question leads further.
pub const LISTED: u32 = 10_000;

/// A conversation with what was asked and answered in it last.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The conversation.
    pub conversation: ListedConversation,
    /// The latest question and its answer.
    pub exchange: Option<Exchange>,
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The conversations.
    pub entries: Vec<Entry>,
    /// How many there are in all, counted up to [`LISTED`].
    pub total: u32,
}

/// The project's conversations that are `wanted`, `limit` of them after the first `offset`.
pub async fn list(
    platform: &Platform,
    project_id: ProjectId,
    wanted: &Wanted,
    order: Order,
    limit: u32,
    offset: u32,
) -> Result<Page, DbError> {
    let db = &*platform.db;
    let total = list::count(db, project_id, wanted, LISTED).await?;
    let conversations = list::page(db, project_id, wanted, order, limit, offset).await?;
    let ids: Vec<ConversationId> = conversations.iter().map(|listed| listed.id).collect();
    let mut exchanges = exchanges::latest(db, project_id, &ids).await?.into_iter();
    Ok(Page {
        entries: conversations
            .into_iter()
            .map(|conversation| Entry {
                conversation,
                exchange: exchanges.next(),
            })
            .collect(),
        total,
    })
}

/// One of the project's conversations with everything that was said.
pub async fn whole(
    platform: &Platform,
    project_id: ProjectId,
    test: bool,
    id: ConversationId,
) -> Result<Option<(Entry, Vec<Message>)>, DbError> {
    let db = &*platform.db;
    let Some(conversation) = list::one(db, project_id, test, id).await? else {
        return Ok(None);
    };
    let exchange = exchanges::latest(db, project_id, &[id]).await?.pop();
    let messages = messages::list(db, project_id, id).await?;
    Ok(Some((
        Entry {
            conversation,
            exchange,
        },
        messages,
    )))
}
