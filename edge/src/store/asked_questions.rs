//! What visitors asked lately, and how sure the answers were.

use porchlight_shared::{
    ids::{MessageId, ProjectId},
    message::Evidence,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// A question, and how sure its answer was.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LatestQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// Its text.
    pub text: String,
    /// When it was asked, in Unix milliseconds.
    pub asked_at: u64,
    /// What became of it.
    pub evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer it.
    pub confidence: f64,
    /// A model wrote the answer.
    pub is_generated: u8,
    /// The title of what the answer cites first, if it cites anything.
    pub title: Option<String>,
    /// The address of it, empty if it has none.
    pub url: Option<String>,
}

// An answer without evidence is one that could not be looked for, or small talk.
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

/// Questions of conversations that began at `since` or later, the newest first; of test data if `test`.
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
