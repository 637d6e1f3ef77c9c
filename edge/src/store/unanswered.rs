//! Visitors' questions that the pages did not answer, until the owner has resolved them.

use porchlight_shared::ids::{MessageId, ProjectId, SourceId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// A question that the pages did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UnansweredQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// The text of the question.
    pub text: String,
    /// When it was asked, in Unix milliseconds.
    pub asked_at: u64,
}

// An answer without evidence had no search, because the month's answers were used up.
const LIST: &str = "
    SELECT question.id, question.text, question.created_at AS asked_at
    FROM conversations
    CROSS JOIN messages AS answer
      ON answer.project_id = ?1 AND answer.conversation_id = conversations.id AND answer.unanswered = 1
     AND answer.evidence IS NOT NULL
    CROSS JOIN messages AS question ON question.id = answer.answers AND +question.project_id = ?1
    WHERE conversations.project_id = ?1 AND conversations.test = ?2 AND conversations.unanswered > 0
      AND conversations.created_at >= ?3 AND conversations.created_at < ?4
      AND NOT EXISTS (SELECT 1 FROM resolved_questions WHERE project_id = ?1 AND message_id = question.id)
    ORDER BY conversations.created_at DESC, conversations.id DESC, answer.created_at DESC LIMIT ?5";

/// Questions of conversations that began in the half-open range and are not resolved, newest first. `test` selects test
/// data.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    (from, to): (u64, u64),
    limit: u32,
) -> Result<Vec<UnansweredQuestion>, DbError> {
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(test)
        .bind(from)
        .bind(to)
        .bind(limit);
    fetch_all(db, statement).await
}

const RESOLVE: &str = "
    INSERT INTO resolved_questions (project_id, message_id, resolved_at)
    SELECT ?1, value, ?3 FROM json_each(?2)
    WHERE EXISTS (SELECT 1 FROM messages WHERE id = value AND +project_id = ?1)
      AND (?4 IS NULL OR EXISTS (SELECT 1 FROM sources WHERE id = ?4 AND +project_id = ?1))
    ON CONFLICT DO NOTHING";

/// Marks these questions as resolved at `now`. With a source that answers them, only if it exists.
pub fn resolve(
    project_id: ProjectId,
    questions: &[MessageId],
    answer: Option<SourceId>,
    now: u64,
) -> Statement {
    Statement::new(RESOLVE)
        .bind(project_id)
        .bind(serde_json::json!(questions).to_string())
        .bind(now)
        .bind(answer)
}

const RESTORE: &str = "
    DELETE FROM resolved_questions
    WHERE project_id = ?1 AND message_id IN (SELECT value FROM json_each(?2)) RETURNING message_id";

/// Marks these questions as not resolved. Returns how many were resolved before.
pub async fn restore(
    db: &ProjectDb,
    project_id: ProjectId,
    questions: &[MessageId],
) -> Result<usize, DbError> {
    let statement = Statement::new(RESTORE)
        .bind(project_id)
        .bind(serde_json::json!(questions).to_string());
    let ran = db.run(vec![statement]).await?;
    Ok(ran.first().map_or(0, |ran| ran.rows.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn unanswered_questions_are_found_by_index() {
        check_searches(LIST, 5).await;
        check_searches(RESTORE, 2).await;
        let steps = steps(LIST, 5).await;
        assert!(
            steps
                .iter()
                .any(|step| step.contains("conversations_unanswered")),
            "{steps:?}"
        );
    }
}
