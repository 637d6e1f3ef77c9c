//! Topics that visitors ask about.

use porchlight_shared::ids::{MessageId, ProjectId, TopicId};
use serde::{Deserialize, Serialize};

use crate::{
    domain::reports::topics::Centre,
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// The centre of a topic that has lost a question, as JSON.
pub const EMPTIED: &str = r#"{"questions":0,"terms":{}}"#;

/// A visitor's question that is not in a topic yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UngroupedQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// The text of the question.
    pub text: String,
    /// When it was asked, in Unix milliseconds.
    pub asked_at: u64,
    /// 1 if the pages did not answer it.
    pub unanswered: u8,
}

const UNGROUPED: &str = "
    SELECT messages.id, messages.text, messages.created_at AS asked_at,
           coalesce((SELECT answers.unanswered FROM messages AS answers
                     WHERE answers.project_id = ?1 AND answers.conversation_id = messages.conversation_id
                       AND answers.answers = messages.id), 0) AS unanswered
    FROM conversations JOIN messages
      ON messages.project_id = ?1 AND messages.conversation_id = conversations.id
    WHERE conversations.project_id = ?1 AND conversations.test = 0 AND conversations.created_at >= ?2
      AND messages.sender = 'visitor'
      AND NOT EXISTS (SELECT 1 FROM topic_questions
                      WHERE topic_questions.project_id = ?1 AND topic_questions.message_id = messages.id)
    ORDER BY messages.created_at LIMIT ?3";

/// Questions of conversations that began at `since` or later and are in no topic yet, oldest first.
pub async fn ungrouped(
    db: &ProjectDb,
    project_id: ProjectId,
    since: u64,
    limit: u32,
) -> Result<Vec<UngroupedQuestion>, DbError> {
    let statement = Statement::new(UNGROUPED)
        .bind(project_id)
        .bind(since)
        .bind(limit);
    fetch_all(db, statement).await
}

const LAST_ASKED: &str = "
    SELECT asked_at FROM topic_questions WHERE project_id = ?1 ORDER BY asked_at DESC LIMIT 1";

#[derive(Deserialize)]
struct LastAsked {
    asked_at: u64,
}

/// When the newest question in a topic was asked, in Unix milliseconds.
pub async fn last_asked(db: &ProjectDb, project_id: ProjectId) -> Result<Option<u64>, DbError> {
    let row: Option<LastAsked> =
        fetch_optional(db, Statement::new(LAST_ASKED).bind(project_id)).await?;
    Ok(row.map(|row| row.asked_at))
}

const CENTRES: &str = "SELECT id, centre FROM topics WHERE project_id = ?1 ORDER BY id";

#[derive(Deserialize)]
struct CentreRow {
    id: TopicId,
    centre: String,
}

/// The project's topics with their centres.
pub async fn centres(
    db: &ProjectDb,
    project_id: ProjectId,
) -> Result<Vec<(TopicId, Centre)>, DbError> {
    let rows: Vec<CentreRow> = fetch_all(db, Statement::new(CENTRES).bind(project_id)).await?;
    rows.into_iter()
        .map(|row| {
            let centre = serde_json::from_str(&row.centre)
                .map_err(|error| DbError(format!("centre of topic {}: {error}", row.id)))?;
            Ok((row.id, centre))
        })
        .collect()
}

/// A topic to store.
#[derive(Serialize)]
pub struct PutTopic {
    /// The id of the topic.
    pub id: TopicId,
    /// The message whose text is its name. An existing topic keeps its name.
    pub named_after: MessageId,
    /// The centre, as JSON.
    pub centre: String,
}

const PUT: &str = "
    INSERT INTO topics (id, project_id, named_after, centre, created_at, updated_at)
    SELECT value ->> 'id', ?1, value ->> 'named_after', value ->> 'centre', ?3, ?3 FROM json_each(?2)
    WHERE true
    ON CONFLICT (id) DO UPDATE SET centre = excluded.centre, updated_at = excluded.updated_at
    WHERE topics.centre <> ?4";

/// Stores changed or new topics at `now`. A topic that has lost a question meanwhile stays as it is.
pub fn put(project_id: ProjectId, topics: &[PutTopic], now: u64) -> Statement {
    Statement::new(PUT)
        .bind(project_id)
        .bind(serde_json::json!(topics).to_string())
        .bind(now)
        .bind(EMPTIED)
}

const EMPTIED_IN: &str = r#"
    SELECT DISTINCT project_id AS id FROM topics WHERE centre = '{"questions":0,"terms":{}}'"#;

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// The projects in this database with a topic that has lost a question.
pub async fn projects_with_emptied(db: &ProjectDb) -> Result<Vec<ProjectId>, DbError> {
    let rows: Vec<ProjectRow> = fetch_all(db, Statement::new(EMPTIED_IN)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const LEFT: &str = "
    SELECT topic_questions.topic_id, messages.id, messages.text FROM json_each(?2) AS emptied
    CROSS JOIN topic_questions
      ON topic_questions.project_id = ?1 AND topic_questions.topic_id = emptied.value
    CROSS JOIN messages ON messages.project_id = ?1 AND messages.id = topic_questions.message_id
    ORDER BY topic_questions.asked_at DESC LIMIT ?3";

/// A question that remains in a topic.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LeftQuestion {
    /// The topic of the question.
    pub topic_id: TopicId,
    /// The visitor's message.
    pub id: MessageId,
    /// The text of the question.
    pub text: String,
}

/// The questions in `topics`, newest first, at most `limit`.
pub async fn left(
    db: &ProjectDb,
    project_id: ProjectId,
    topics: &[TopicId],
    limit: u32,
) -> Result<Vec<LeftQuestion>, DbError> {
    let statement = Statement::new(LEFT)
        .bind(project_id)
        .bind(serde_json::json!(topics).to_string())
        .bind(limit);
    fetch_all(db, statement).await
}

const RENEW: &str = "
    UPDATE topics SET centre = renewed.value ->> 'centre', named_after = renewed.value ->> 'named_after', updated_at = ?3
    FROM json_each(?2) AS renewed
    WHERE topics.id = renewed.value ->> 'id' AND topics.project_id = ?1";
const DELETE: &str = "
    DELETE FROM topics WHERE +project_id = ?1 AND id IN (SELECT value FROM json_each(?2))
      AND NOT EXISTS (SELECT 1 FROM topic_questions WHERE project_id = ?1 AND topic_id = topics.id)";

/// Gives emptied topics the centre and the name of their remaining questions at `now`, and deletes those without any.
pub fn renew(
    project_id: ProjectId,
    renewed: &[PutTopic],
    without_questions: &[TopicId],
    now: u64,
) -> Vec<Statement> {
    vec![
        Statement::new(RENEW)
            .bind(project_id)
            .bind(serde_json::json!(renewed).to_string())
            .bind(now),
        Statement::new(DELETE)
            .bind(project_id)
            .bind(serde_json::json!(without_questions).to_string()),
    ]
}

/// A question with its topic.
#[derive(Serialize)]
pub struct PlacedQuestion {
    /// The visitor's message.
    pub message_id: MessageId,
    /// The topic of the question.
    pub topic_id: TopicId,
    /// When it was asked, in Unix milliseconds.
    pub asked_at: u64,
    /// 1 if the pages did not answer it.
    pub unanswered: u8,
}

const PLACE: &str = "
    INSERT INTO topic_questions (project_id, message_id, topic_id, asked_at, unanswered)
    SELECT ?1, value ->> 'message_id', value ->> 'topic_id', value ->> 'asked_at', value ->> 'unanswered'
    FROM json_each(?2)
    WHERE EXISTS (SELECT 1 FROM messages WHERE project_id = ?1 AND id = value ->> 'message_id')
    ON CONFLICT DO NOTHING";
const EMPTY_ERASED: &str = "
    UPDATE topics SET centre = ?3 WHERE +project_id = ?1 AND id IN (
      SELECT value ->> 'topic_id' FROM json_each(?2)
      WHERE NOT EXISTS (SELECT 1 FROM messages WHERE project_id = ?1 AND id = value ->> 'message_id'))";

/// Puts questions into topics, each once. A topic with a question that was erased meanwhile is emptied.
pub fn place(project_id: ProjectId, questions: &[PlacedQuestion]) -> [Statement; 2] {
    let questions = serde_json::json!(questions).to_string();
    [
        Statement::new(PLACE)
            .bind(project_id)
            .bind(questions.as_str()),
        Statement::new(EMPTY_ERASED)
            .bind(project_id)
            .bind(questions)
            .bind(EMPTIED),
    ]
}

/// A topic, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TopicSummary {
    /// The id of the topic.
    pub id: TopicId,
    /// A question that represents all of them.
    pub label: Option<String>,
    /// The number of questions in the time range.
    pub questions: u64,
    /// The number of them that the pages did not answer.
    pub unanswered: u64,
    /// The number of questions in the time range of the same length before.
    pub questions_before: u64,
    /// Some of its questions, newest first, as a JSON array.
    pub examples: String,
}

const SUMMARIES: &str = "
    SELECT counted.topic_id AS id, counted.questions, counted.unanswered,
           (SELECT count(*) FROM topic_questions WHERE project_id = ?1 AND topic_id = counted.topic_id
              AND asked_at >= ?4 AND asked_at < ?2) AS questions_before,
           (SELECT text FROM messages WHERE project_id = ?1 AND messages.id = topics.named_after) AS label,
           (SELECT json_group_array(text) FROM (
              SELECT messages.text FROM topic_questions AS shown JOIN messages ON messages.id = shown.message_id
              WHERE shown.project_id = ?1 AND shown.topic_id = counted.topic_id
                AND shown.asked_at >= ?2 AND shown.asked_at < ?3
              ORDER BY shown.asked_at DESC LIMIT ?6)) AS examples
    FROM (SELECT topic_id, count(*) AS questions, sum(unanswered) AS unanswered FROM topic_questions
          WHERE project_id = ?1 AND asked_at >= ?2 AND asked_at < ?3
          GROUP BY topic_id HAVING count(*) >= ?7 ORDER BY count(*) DESC, topic_id LIMIT ?5) AS counted
    JOIN topics ON topics.id = counted.topic_id AND topics.project_id = ?1
    ORDER BY counted.questions DESC, counted.topic_id";

/// The topics with the most questions from `from` up to `to`: at most `limit`, of at least `least` questions each, with
/// `examples` of them. Topics consist of visitors' questions, so a test key sees none.
pub async fn summaries(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    (from, to): (u64, u64),
    limit: u32,
    examples: u32,
    least: u32,
) -> Result<Vec<TopicSummary>, DbError> {
    if test {
        return Ok(Vec::new());
    }
    let before = from.saturating_sub(to - from);
    let statement = Statement::new(SUMMARIES)
        .bind(project_id)
        .bind(from)
        .bind(to)
        .bind(before)
        .bind(limit)
        .bind(examples)
        .bind(least);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn emptied_topics_are_found_by_index() {
        let steps = steps(EMPTIED_IN, 0).await;
        assert!(
            steps.iter().all(|step| step.contains("topics_emptied")),
            "{steps:?}"
        );
        for sql in [LEFT, RENEW, DELETE, PLACE, EMPTY_ERASED] {
            check_searches(sql, 3).await;
        }
    }
}
