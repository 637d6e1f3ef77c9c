//! Erases what visitors wrote and left, with everything that was derived from it. Only counts stay.

use porchlight_shared::ids::{ConversationId, ProjectId, SessionId};
use serde::Deserialize;

use super::{idempotent_requests, topics::EMPTIED};
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

// `+project_id` and `CROSS JOIN` keep the planner from reading all rows of the project: it prefers an index that begins
// with the project. https://www.sqlite.org/queryplanner-ng.html
const CITATIONS: &str = "
    DELETE FROM citations WHERE +project_id = ?1 AND message_id IN (
      SELECT messages.id FROM json_each(?2) AS erased
      CROSS JOIN messages ON messages.project_id = ?1 AND messages.conversation_id = erased.value)";
// A topic's centre contains words of all its questions. The next grouping computes it again from the remaining ones.
const TOPICS: &str = "
    UPDATE topics SET centre = ?3 WHERE +project_id = ?1 AND id IN (
      SELECT topic_questions.topic_id FROM json_each(?2) AS erased
      CROSS JOIN messages ON messages.project_id = ?1 AND messages.conversation_id = erased.value
      CROSS JOIN topic_questions
        ON topic_questions.project_id = ?1 AND topic_questions.message_id = messages.id)";
const TOPIC_QUESTIONS: &str = "
    DELETE FROM topic_questions WHERE project_id = ?1 AND message_id IN (
      SELECT messages.id FROM json_each(?2) AS erased
      CROSS JOIN messages ON messages.project_id = ?1 AND messages.conversation_id = erased.value)";
const DELIVERIES: &str = "
    DELETE FROM deliveries WHERE +project_id = ?1 AND event_id IN (
      SELECT id FROM events WHERE project_id = ?1 AND conversation IN (SELECT value FROM json_each(?2)))";
const MAIL: &str = "
    DELETE FROM deliveries WHERE +project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
const EVENTS: &str = "
    DELETE FROM events WHERE project_id = ?1 AND conversation IN (SELECT value FROM json_each(?2))";
// A trigger deletes their words from the index.
const MESSAGES: &str = "
    DELETE FROM messages WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
// The sweep deletes the files, and then the rows.
const ATTACHMENTS: &str = "
    UPDATE attachments SET message_id = NULL, name = '', created_at = 0
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
const NOTES: &str = "
    DELETE FROM notes WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
const NOTICES: &str = "
    DELETE FROM notices WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
const LEADS: &str = "
    DELETE FROM leads WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))";
const CONVERSATIONS: &str =
    "DELETE FROM conversations WHERE +project_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

/// Erases these conversations of the project with everything that belongs to them.
pub fn erase_conversations(project_id: ProjectId, ids: &[ConversationId]) -> Vec<Statement> {
    let requests = idempotent_requests::erase(ids);
    let ids = serde_json::json!(ids).to_string();
    let topics = Statement::new(TOPICS)
        .bind(project_id)
        .bind(ids.as_str())
        .bind(EMPTIED);
    let rows = [
        CITATIONS,
        TOPIC_QUESTIONS,
        DELIVERIES,
        MAIL,
        EVENTS,
        ATTACHMENTS,
        MESSAGES,
        NOTES,
        NOTICES,
        LEADS,
        CONVERSATIONS,
    ]
    .map(|sql| Statement::new(sql).bind(project_id).bind(ids.as_str()));
    [topics].into_iter().chain(rows).chain([requests]).collect()
}

const OF_SESSION: &str = "SELECT id FROM conversations WHERE project_id = ?1 AND session_id = ?2";

#[derive(Deserialize)]
struct IdRow {
    id: ConversationId,
}

/// All conversations of a session.
pub async fn of_session(
    db: &ProjectDb,
    project_id: ProjectId,
    session_id: SessionId,
) -> Result<Vec<ConversationId>, DbError> {
    let statement = Statement::new(OF_SESSION).bind(project_id).bind(session_id);
    let rows: Vec<IdRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const SESSION: &str = "
    UPDATE sessions SET email = NULL, identified_at = NULL, revoked_before = ?3 + 1
    WHERE project_id = ?1 AND id = ?2";
const REQUESTS: &str = "DELETE FROM idempotent_requests WHERE caller = ?1";

/// Ends a session and erases whose it was. The fact that it has ended must stay for as long as its tokens are valid.
pub fn erase_session(
    project_id: ProjectId,
    session_id: SessionId,
    caller: String,
    now: u64,
) -> Vec<Statement> {
    vec![
        Statement::new(SESSION)
            .bind(project_id)
            .bind(session_id)
            .bind(now),
        Statement::new(REQUESTS).bind(caller),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn what_is_erased_is_found_by_index() {
        for sql in [
            CITATIONS,
            TOPICS,
            TOPIC_QUESTIONS,
            DELIVERIES,
            MAIL,
            EVENTS,
            ATTACHMENTS,
            MESSAGES,
            NOTES,
            NOTICES,
            LEADS,
            CONVERSATIONS,
            OF_SESSION,
            SESSION,
            REQUESTS,
        ] {
            check_searches(sql, 3).await;
        }
    }
}
