//! An owner looks through conversations.

use porchlight_shared::ids::{ConversationId, ProjectId};

use crate::{
    domain::conversation::thread::ThreadMessage,
    platform::{DbError, Platform},
    store::{
        conversations::{
            self,
            list::{self, ListedConversation, Order, Wanted},
        },
        events,
        exchanges::{self, Exchange, LastMessage},
        messages,
        notes::{self, Note},
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
    /// What was said last.
    pub last: Option<LastMessage>,
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
    let db = &platform.project(project_id);
    let total = list::count(db, project_id, wanted, LISTED).await?;
    let conversations = list::page(db, project_id, wanted, order, limit, offset).await?;
    let ids: Vec<ConversationId> = conversations.iter().map(|listed| listed.id).collect();
    let mut exchanges = exchanges::latest(db, project_id, &ids).await?.into_iter();
    let mut last = exchanges::last_messages(db, project_id, &ids).await?;
    Ok(Page {
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

/// How long a list may be taken for unchanged while no event was written, in milliseconds.
const UNCHANGED_MS: u64 = 60_000;

/// A name of what the project's lists hold now: as long as it stays the same, they need not be read again.
///
/// Whatever is said writes an event, so the number of the last one says whether anything was, for one row read. What
/// writes no event (a person takes a conversation or hands it to the bot) is seen after [`UNCHANGED_MS`] at the latest.
pub async fn version(platform: &Platform, project_id: ProjectId) -> Result<String, DbError> {
    let last = events::last_number(&platform.project(project_id), project_id).await?;
    let minute = platform.clock.now() / UNCHANGED_MS;
    Ok(format!("{last}-{minute}"))
}

/// A conversation with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The conversation.
    pub entry: Entry,
    /// The number of its last event, which the messages reflect.
    pub last_event_number: u64,
    /// The visitor has read what is older, in Unix milliseconds.
    pub read_at: Option<u64>,
    /// What was said.
    pub messages: Vec<ThreadMessage>,
    /// What operators noted.
    pub notes: Vec<Note>,
}

/// One of the project's conversations with everything that was said and noted.
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
