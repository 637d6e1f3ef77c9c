//! What was said last in a conversation, for who answers next.

use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::Sender,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

const LATEST: &str = "
    SELECT sender, text FROM messages WHERE project_id = ?1 AND conversation_id = ?2
    ORDER BY created_at DESC, rowid DESC LIMIT ?3";

/// What was said, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Said {
    /// Who said it.
    pub sender: Sender,
    /// What was said.
    pub text: String,
}

/// The last `limit` messages of a conversation, oldest first.
pub async fn latest(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    limit: u32,
) -> Result<Vec<Said>, DbError> {
    let statement = Statement::new(LATEST)
        .bind(project_id)
        .bind(conversation_id)
        .bind(limit);
    let mut said: Vec<Said> = fetch_all(db, statement).await?;
    said.reverse();
    Ok(said)
}

const FAILED_LAST: &str = "
    SELECT unanswered OR coalesce(verdict, '') = 'unhelpful' AS failed FROM messages
    WHERE project_id = ?1 AND conversation_id = ?2 AND sender <> 'visitor'
    ORDER BY created_at DESC, rowid DESC LIMIT 1";

#[derive(Deserialize)]
struct FailedRow {
    failed: u8,
}

/// Whether the latest answer found nothing or got a thumb down.
pub async fn failed_last(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<bool, DbError> {
    let statement = Statement::new(FAILED_LAST)
        .bind(project_id)
        .bind(conversation_id);
    let row: Option<FailedRow> = fetch_optional(db, statement).await?;
    Ok(row.is_some_and(|row| row.failed != 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_last_messages_are_found_by_index() {
        check_searches(LATEST, 3).await;
        check_searches(FAILED_LAST, 2).await;
    }
}
