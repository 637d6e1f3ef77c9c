//! Conversations as lists for the owner's programs: by the time they began, page by page.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, ProjectId},
};
use serde::Deserialize;

use crate::{
    domain::cursor::Cursor,
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// A conversation without its messages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Chat {
    /// The id of the conversation.
    pub id: ConversationId,
    /// The visitor's session, as the owner sees it.
    pub shown_session: String,
    /// Who speaks for the owner.
    pub holder: Holder,
    /// The subject, if there is one.
    pub subject: Option<String>,
    /// The page that the visitor was on.
    pub page_url: Option<String>,
    /// The visitor's e-mail address for replies, if known.
    pub visitor_email: Option<String>,
    /// When a person was first asked for, in Unix milliseconds. `None` if never.
    pub handoff_at: Option<u64>,
    /// When it was resolved, in Unix milliseconds.
    pub resolved_at: Option<u64>,
    /// The number of messages.
    pub message_count: u64,
    /// The number of refusals among the answers.
    pub unanswered: u64,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
    /// When the latest message was written, in Unix milliseconds.
    pub updated_at: u64,
}

/// The conversations to list, and their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatList {
    /// Whether to list conversations that test keys began, or all others.
    pub test: bool,
    /// Only conversations that began at this time or later, in Unix milliseconds.
    pub from: u64,
    /// Only conversations that began before this time, in Unix milliseconds.
    pub to: u64,
    /// Only conversations with one of these holders; with any if empty.
    pub holders: Vec<Holder>,
    /// Whether the oldest come first, and not the newest.
    pub oldest_first: bool,
    /// Where the previous page ended.
    pub after: Option<Cursor>,
    /// The most conversations in the result.
    pub limit: u32,
}

/// Selects the columns of [`Chat`], with the condition of a `WHERE`.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, coalesce(named_session, session_id) AS shown_session, holder, subject, page_url, visitor_email,
                    handoff_at, resolved_at, message_count, unanswered, created_at, updated_at FROM conversations ",
            $condition
        )
    };
}

// Row values are compared as a whole, so the index on (project_id, test, created_at, id) leads to the page's first row.
const NEWEST_FIRST: &str = select!(
    "WHERE project_id = ?1 AND test = ?2 AND created_at >= ?3 AND created_at < ?4
       AND (created_at, id) < (coalesce(?6, ?4), coalesce(?7, ''))
       AND (?5 IS NULL OR holder IN (SELECT value FROM json_each(?5)))
     ORDER BY created_at DESC, id DESC LIMIT ?8"
);
const OLDEST_FIRST: &str = select!(
    "WHERE project_id = ?1 AND test = ?2 AND created_at >= ?3 AND created_at < ?4
       AND (created_at, id) > (coalesce(?6, ?3), coalesce(?7, ''))
       AND (?5 IS NULL OR holder IN (SELECT value FROM json_each(?5)))
     ORDER BY created_at, id LIMIT ?8"
);

/// One page of the project's conversations.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    list: &ChatList,
) -> Result<Vec<Chat>, DbError> {
    let holders = (!list.holders.is_empty()).then(|| serde_json::json!(list.holders).to_string());
    let after = list.after.as_ref();
    let sql = if list.oldest_first {
        OLDEST_FIRST
    } else {
        NEWEST_FIRST
    };
    let statement = Statement::new(sql)
        .bind(project_id)
        .bind(list.test)
        .bind(list.from)
        .bind(list.to)
        .bind(holders)
        .bind(after.map(|cursor| cursor.time))
        .bind(after.map(|cursor| cursor.id.as_str()))
        .bind(list.limit);
    fetch_all(db, statement).await
}

const BY_ID: &str = select!("WHERE project_id = ?1 AND id = ?2 AND test = ?3");

/// One conversation of the project.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: ConversationId,
    test: bool,
) -> Result<Option<Chat>, DbError> {
    let statement = Statement::new(BY_ID).bind(project_id).bind(id).bind(test);
    fetch_optional(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::steps;

    #[tokio::test]
    async fn a_page_is_read_from_the_index_by_time() {
        for sql in [NEWEST_FIRST, OLDEST_FIRST] {
            let steps = steps(sql, 8).await;
            assert!(
                steps[0].starts_with("SEARCH conversations USING INDEX conversations_by_time"),
                "{steps:?}"
            );
            assert!(
                !steps.iter().any(|step| step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
    }
}
