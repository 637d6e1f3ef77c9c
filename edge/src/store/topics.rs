//! Topics: what visitors ask about.

use porchlight_shared::ids::{MessageId, ProjectId, TopicId};
use serde::{Deserialize, Serialize};

use crate::{
    domain::reports::topics::Centre,
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// A visitor's question that belongs to no topic yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UngroupedQuestion {
    /// The visitor's message.
    pub id: MessageId,
    /// Its text.
    pub text: String,
    /// When it was asked.
    pub asked_at: u64,
    /// The pages did not answer it.
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

/// Questions of conversations that began at `since` or later and are in no topic yet, the oldest first.
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

/// When the newest question that is in a topic was asked.
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

/// A topic to be stored.
#[derive(Serialize)]
pub struct PutTopic {
    /// Its id.
    pub id: TopicId,
    /// The message whose text is its name; that of a topic that is there already stays.
    pub named_after: MessageId,
    /// Its centre, as JSON.
    pub centre: String,
}

const PUT: &str = "
    INSERT INTO topics (id, project_id, named_after, centre, created_at, updated_at)
    SELECT value ->> 'id', ?1, value ->> 'named_after', value ->> 'centre', ?3, ?3 FROM json_each(?2)
    WHERE true
    ON CONFLICT (id) DO UPDATE SET centre = excluded.centre, updated_at = excluded.updated_at";

/// Stores topics, changed or new, at `now`.
pub fn put(project_id: ProjectId, topics: &[PutTopic], now: u64) -> Statement {
    Statement::new(PUT)
        .bind(project_id)
        .bind(serde_json::json!(topics).to_string())
        .bind(now)
}

/// A question's place.
#[derive(Serialize)]
pub struct PlacedQuestion {
    /// The visitor's message.
    pub message_id: MessageId,
    /// Its topic.
    pub topic_id: TopicId,
    /// When it was asked.
    pub asked_at: u64,
    /// The pages did not answer it.
    pub unanswered: u8,
}

const PLACE: &str = "
    INSERT INTO topic_questions (project_id, message_id, topic_id, asked_at, unanswered)
    SELECT ?1, value ->> 'message_id', value ->> 'topic_id', value ->> 'asked_at', value ->> 'unanswered'
    FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";

/// Puts questions into topics, each once.
pub fn place(project_id: ProjectId, questions: &[PlacedQuestion]) -> Statement {
    Statement::new(PLACE)
        .bind(project_id)
        .bind(serde_json::json!(questions).to_string())
}

/// A topic as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TopicSummary {
    /// Its id.
    pub id: TopicId,
    /// A question that stands for all of them.
    pub label: Option<String>,
    /// Questions in the time that is looked at.
    pub questions: u64,
    /// How many of them the pages did not answer.
    pub unanswered: u64,
    /// Questions in the time of the same length before.
    pub questions_before: u64,
    /// Some of its questions, the newest first, as a JSON array.
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

/// What was asked about most from `from` up to `to`: at most `limit` topics of at least `least` questions each, with
/// `examples` of them. Topics are made of visitors' questions, so a test key sees none.
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
