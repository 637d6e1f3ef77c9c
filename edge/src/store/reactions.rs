//! Reactions: a visitor's verdict on an answer, with their reason.

use porchlight_shared::{
    ids::{ConversationId, MessageId, ProjectId},
    message::Verdict,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, changes, fetch_all, fetch_optional};

/// A reaction, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reaction {
    /// The id of the answer.
    pub id: MessageId,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// The visitor's reason for a thumbs down.
    pub verdict_reason: Option<String>,
}

// The right-hand sides of the assignments see the row as it was.
const REACT: &str = "
    UPDATE messages SET
      verdict = CASE WHEN verdict IS ?4 AND (?5 IS NULL OR verdict_reason IS ?5) THEN NULL ELSE ?4 END,
      verdict_reason = CASE WHEN verdict IS ?4 AND (?5 IS NULL OR verdict_reason IS ?5) THEN NULL ELSE ?5 END
    WHERE project_id = ?1 AND conversation_id = ?2 AND id = ?3 AND sender = 'assistant'
    RETURNING id";
const BY_ID: &str =
    "SELECT id, verdict, verdict_reason FROM messages WHERE project_id = ?1 AND id = ?2";

/// Sets a reaction. The same one again withdraws it, and another reason for the same verdict replaces the old one.
/// `None` if the conversation has no such answer.
pub async fn react(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    message_id: MessageId,
    verdict: Verdict,
    reason: Option<String>,
) -> Result<Option<Reaction>, DbError> {
    let statement = Statement::new(REACT)
        .bind(project_id)
        .bind(conversation_id)
        .bind(message_id)
        .bind(verdict.name())
        .bind(reason);
    if !changes(db, statement).await? {
        return Ok(None);
    }
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(message_id)).await
}

const OF_CONVERSATION: &str = "
    SELECT id, verdict, verdict_reason FROM messages
    WHERE project_id = ?1 AND conversation_id = ?2 AND verdict IS NOT NULL";

/// All reactions in a conversation.
pub async fn of_conversation(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Vec<Reaction>, DbError> {
    let statement = Statement::new(OF_CONVERSATION)
        .bind(project_id)
        .bind(conversation_id);
    fetch_all(db, statement).await
}
