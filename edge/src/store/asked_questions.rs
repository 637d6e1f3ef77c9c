//! The visitors' latest questions, and how confident the answers were.

use porchlight_shared::{
    ids::{MessageId, ProjectId},
    message::Evidence,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// A question, and how confident its answer was.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LatestQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// The text of the question.
    pub text: String,
    /// When it was asked, in Unix milliseconds.
    pub asked_at: u64,
    /// What the visitor got: an answer, the closest page, or a refusal.
    pub evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer it.
    pub confidence: f64,
    /// 1 if a model wrote the answer.
    pub is_generated: u8,
    /// The title of the answer's first citation; `None` if it cites nothing.
    pub title: Option<String>,
    /// The address of the first citation, empty if it has none. `None` if the answer cites nothing.
    pub url: Option<String>,
}

// An answer without evidence had no search, or is small talk.
const LATEST: &str = "
    SELECT question.id, question.text, question.created_at AS asked_at, answer.evidence, answer.confidence,
           answer.grounded_sentences IS NOT NULL AS is_generated, cited.title, cited.url
    FROM conversations
    CROSS JOIN messages AS answer
      ON answer.project_id = ?1 AND answer.conversation_id = conversations.id AND answer.evidence IS NOT NULL
     AND answer.confidence IS NOT NULL
    CROSS JOIN messages AS question ON question.id = answer.answers AND +question.project_id = ?1
    LEFT JOIN citations AS cited ON cited.message_id = answer.id AND cited.n = 1
    WHERE conversations.project_id = ?1 AND conversations.test = ?2 AND conversations.created_at >= ?3
    ORDER BY conversations.created_at DESC, conversations.id DESC, answer.created_at DESC LIMIT ?4";

/// Questions of conversations that began at `since` or later, newest first. `test` selects test data.
pub async fn latest(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    since: u64,
    limit: u32,
) -> Result<Vec<LatestQuestion>, DbError> {
    let statement = Statement::new(LATEST)
        .bind(project_id)
        .bind(test)
        .bind(since)
        .bind(limit);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_latest_questions_are_found_by_index() {
        check_searches(LATEST, 4).await;
    }
}
