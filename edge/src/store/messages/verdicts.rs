//! Visitors' verdicts on answers.

use std::collections::HashMap;

use porchlight_shared::{
    ids::{ConversationId, MessageId, ProjectId},
    message::Verdict,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

const SET_VERDICT: &str = "
    UPDATE messages SET verdict = ?4, verdict_reason = ?5
    WHERE project_id = ?1 AND conversation_id = ?2 AND id = ?3 AND sender = 'assistant'";

/// Sets or withdraws the visitor's verdict on an answer. Changes no row if the conversation has no such answer.
pub fn judge(
    project_id: ProjectId,
    conversation_id: ConversationId,
    message_id: MessageId,
    verdict: Option<Verdict>,
    reason: Option<String>,
) -> Statement {
    Statement::new(SET_VERDICT)
        .bind(project_id)
        .bind(conversation_id)
        .bind(message_id)
        .bind(verdict.map(Verdict::name))
        .bind(reason)
}

const REASONS: &str = "
    SELECT id, verdict_reason FROM messages
    WHERE project_id = ?1 AND conversation_id = ?2 AND verdict_reason IS NOT NULL";

#[derive(Deserialize)]
struct ReasonRow {
    id: MessageId,
    verdict_reason: String,
}

/// Why answers of the conversation did not help, in the visitor's words.
pub async fn reasons(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<HashMap<MessageId, String>, DbError> {
    let statement = Statement::new(REASONS).bind(project_id);
    let rows: Vec<ReasonRow> = fetch_all(db, statement.bind(conversation_id)).await?;
    let reasons = rows.into_iter().map(|row| (row.id, row.verdict_reason));
    Ok(reasons.collect())
}

const VERDICT: &str = "
    SELECT verdict FROM messages WHERE project_id = ?1 AND conversation_id = ?2 AND id = ?3 AND sender = 'assistant'";

#[derive(Deserialize)]
struct VerdictRow {
    verdict: Option<Verdict>,
}

/// The visitor's verdict on an answer. `None` if there is no verdict, or no such answer in the conversation.
pub async fn verdict(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    message_id: MessageId,
) -> Result<Option<Option<Verdict>>, DbError> {
    let statement = Statement::new(VERDICT)
        .bind(project_id)
        .bind(conversation_id)
        .bind(message_id);
    let row: Option<VerdictRow> = fetch_optional(db, statement).await?;
    Ok(row.map(|row| row.verdict))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_verdicts_on_a_conversations_answers_are_found_by_index() {
        for sql in [SET_VERDICT, REASONS, VERDICT] {
            check_searches(sql, 5).await;
        }
    }
}
