//! Conversations, as the visitor lists and reads them.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId, SessionId},
};
use serde::Deserialize;

use crate::{
    domain::{conversation::message_search::MessageSearch, cursor::Cursor},
    platform::db::{DbError, ProjectDb, Statement, execute, fetch_all, fetch_optional},
    store::sessions,
};

/// The most unread conversations that are counted.
pub const UNREAD_COUNTED: u32 = 1_000;

/// A conversation in a visitor's list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SessionConversation {
    /// The id of the conversation.
    pub id: ConversationId,
    /// The visitor's subject for it.
    pub subject: Option<String>,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// When it was begun, in Unix milliseconds.
    pub created_at: u64,
    /// When the visitor last wrote in it, in Unix milliseconds.
    pub updated_at: u64,
    /// The number of messages.
    pub message_count: u32,
    /// The beginning of its latest message.
    pub latest: Option<String>,
    /// When its latest message was written, in Unix milliseconds.
    pub latest_at: Option<u64>,
    unread: u8,
}

impl SessionConversation {
    /// Whether there is an answer since the visitor last reported having read everything.
    pub const fn is_unread(&self) -> bool {
        self.unread != 0
    }
}

macro_rules! unread {
    () => {
        "EXISTS (SELECT 1 FROM messages
                 WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id
                   AND sender <> 'visitor' AND messages.created_at > read_at)"
    };
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, subject, holder, created_at, updated_at, message_count,
                    (SELECT substr(text, 1, 200) FROM messages
                     WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id
                     ORDER BY messages.created_at DESC, messages.rowid DESC LIMIT 1) AS latest,
                    (SELECT max(messages.created_at) FROM messages
                     WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id)
                      AS latest_at, ",
            unread!(),
            " AS unread FROM conversations WHERE project_id = ?1 AND session_id = ?2 AND ",
            $condition
        )
    };
}

/// The conversations of a session to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Whether to list only resolved conversations, or only others. `None`: both.
    pub resolved: Option<bool>,
    /// The search in the messages, and the typed text to find in the subject.
    pub search: Option<(MessageSearch, String)>,
}

// The session's messages come first in the join: they are few, unlike the entries of the whole project's index.
const LIST: &str = select!(
    "(?3 IS NULL OR (updated_at, id) < (?3, ?4)) AND (?5 IS NULL OR (holder = 'resolved') = ?5)
     AND (?6 IS NULL OR instr(lower(subject), lower(?6)) > 0
       OR ?7 IS NOT NULL AND EXISTS (
         SELECT 1 FROM messages CROSS JOIN message_terms ON message_terms.rowid = messages.rowid
         WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id
           AND message_terms MATCH ?7)
       OR ?7 IS NULL AND EXISTS (
         SELECT 1 FROM messages
         WHERE messages.project_id = conversations.project_id AND conversation_id = conversations.id
           AND instr(messages.text, ?6) > 0))
     ORDER BY updated_at DESC, id DESC LIMIT ?8"
);

/// The session's conversations, the one with the latest message first.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
    filter: SessionFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<SessionConversation>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let (search, typed) = filter.search.unzip();
    let expression = search.and_then(|search| match search {
        MessageSearch::Words(expression) => Some(expression),
        MessageSearch::Substring(_) => None,
    });
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(session_id)
        .bind(time)
        .bind(id)
        .bind(filter.resolved)
        .bind(typed)
        .bind(expression)
        .bind(limit);
    fetch_all(db, statement).await
}

const ONE: &str = select!("id = ?3");

/// One of the session's conversations.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
    id: ConversationId,
) -> Result<Option<SessionConversation>, DbError> {
    let statement = Statement::new(ONE)
        .bind(project_id)
        .bind(session_id)
        .bind(id);
    fetch_optional(db, statement).await
}

const UNREAD: &str = concat!(
    "SELECT count(*) AS n FROM
       (SELECT 1 FROM conversations WHERE project_id = ?1 AND session_id = ?2 AND ",
    unread!(),
    " LIMIT ?3)"
);

#[derive(Deserialize)]
struct CountRow {
    n: u32,
}

/// The number of the session's unread conversations, counted up to [`UNREAD_COUNTED`].
pub async fn count_unread(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
) -> Result<u32, DbError> {
    let statement = Statement::new(UNREAD)
        .bind(project_id)
        .bind(session_id)
        .bind(UNREAD_COUNTED);
    Ok(fetch_optional::<CountRow, _>(db, statement)
        .await?
        .map_or(0, |row| row.n))
}

const INSERT: &str = "
    INSERT INTO conversations (id, project_id, session_id, subject, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?5)";

/// Begins a conversation without messages.
pub fn begin(
    project_id: ProjectId,
    session_id: SessionId,
    id: ConversationId,
    subject: Option<String>,
    now: u64,
) -> Vec<Statement> {
    vec![
        sessions::begin(project_id, session_id, now),
        Statement::new(INSERT)
            .bind(id)
            .bind(project_id)
            .bind(session_id)
            .bind(subject)
            .bind(now),
    ]
}

const SPOKEN_IN_SINCE: &str = "
    SELECT id FROM conversations
    WHERE project_id = ?1 AND session_id = ?2 AND updated_at >= ?3 AND test = 0
    ORDER BY updated_at DESC LIMIT 1";

#[derive(Deserialize)]
struct SpokenIn {
    id: ConversationId,
}

/// The session's conversation with the latest message, if that was written at `since` (Unix milliseconds) or later.
pub async fn spoken_in_since(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
    since: u64,
) -> Result<Option<ConversationId>, DbError> {
    let statement = Statement::new(SPOKEN_IN_SINCE)
        .bind(project_id)
        .bind(session_id)
        .bind(since);
    let found: Option<SpokenIn> = fetch_optional(db, statement).await?;
    Ok(found.map(|one| one.id))
}

const MARK_READ: &str = "
    UPDATE conversations SET read_at = max(read_at, ?3), seen_until = max(coalesce(seen_until, 0), ?3)
    WHERE project_id = ?1 AND id = ?2";

/// Records that the visitor has seen everything up to `until` (Unix milliseconds), so that no e-mail about it is
/// needed.
pub async fn mark_read(
    db: &ProjectDb,
    project_id: ProjectId,
    id: ConversationId,
    until: u64,
) -> Result<(), DbError> {
    let statement = Statement::new(MARK_READ)
        .bind(project_id)
        .bind(id)
        .bind(until);
    execute(db, statement).await.map(drop)
}
