//! The latest exchange of a conversation: what was asked last, and what was answered; and what was said last at all.

use porchlight_shared::{
    ids::{ConversationId, MessageId, ProjectId},
    message::{Sender, Verdict},
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// What the visitor asked; empty if nobody has asked anything.
    pub question: String,
    /// The answer, once it is there.
    pub answer: Option<ExchangeAnswer>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeAnswer {
    /// Its id.
    pub id: MessageId,
    /// Its text.
    pub text: String,
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
    /// What it rests on, in the order of the marks.
    pub sources: Vec<QuotedSource>,
}

/// Where a quotation stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct QuotedSource {
    /// The page's title, with the headings that lead to the passage.
    pub title: String,
    /// Where to read on.
    pub url: String,
    /// The passage.
    pub snippet: String,
}

#[derive(Deserialize)]
struct ExchangeRow {
    conversation_id: ConversationId,
    question: Option<String>,
    answer_id: Option<MessageId>,
    answer: Option<String>,
    verdict: Option<Verdict>,
}

#[derive(Deserialize)]
struct SourceRow {
    message_id: MessageId,
    #[serde(flatten)]
    source: QuotedSource,
}

const LATEST: &str = "
    SELECT wanted.value AS conversation_id, answer.id AS answer_id, answer.text AS answer, answer.verdict,
           question.text AS question
    FROM json_each(?2) AS wanted
    LEFT JOIN messages AS answer ON answer.id = (
      SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = wanted.value AND sender = 'assistant'
      ORDER BY created_at DESC, rowid DESC LIMIT 1)
    LEFT JOIN messages AS question ON question.id = coalesce(answer.answers, (
      SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = wanted.value AND sender = 'visitor'
      ORDER BY created_at DESC, rowid DESC LIMIT 1))
    ORDER BY wanted.key";
const SOURCES: &str = "
    SELECT message_id, title, url, snippet FROM citations
    WHERE message_id IN (SELECT value FROM json_each(?2)) AND project_id = ?1 ORDER BY message_id, n";

/// The latest exchanges of the project's `conversations`, in their order.
pub async fn latest(
    db: &ProjectDb,
    project_id: ProjectId,
    conversations: &[ConversationId],
) -> Result<Vec<Exchange>, DbError> {
    let wanted = serde_json::json!(conversations).to_string();
    let rows: Vec<ExchangeRow> =
        fetch_all(db, Statement::new(LATEST).bind(project_id).bind(wanted)).await?;
    let answers: Vec<MessageId> = rows.iter().filter_map(|row| row.answer_id).collect();
    let answers = serde_json::json!(answers).to_string();
    let mut sources: Vec<SourceRow> =
        fetch_all(db, Statement::new(SOURCES).bind(project_id).bind(answers)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Exchange {
            conversation_id: row.conversation_id,
            question: row.question.unwrap_or_default(),
            answer: row
                .answer_id
                .zip(row.answer)
                .map(|(id, text)| ExchangeAnswer {
                    id,
                    text,
                    verdict: row.verdict,
                    sources: sources
                        .extract_if(.., |source| source.message_id == id)
                        .map(|row| row.source)
                        .collect(),
                }),
        })
        .collect())
}

/// What was said last in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LastMessage {
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender: Sender,
    /// How it begins: at most [`LAST_MESSAGE_CHARS`] characters.
    pub text: String,
    /// The person who wrote it, by the name that visitors are told.
    pub operator_name: Option<String>,
    /// When, in Unix milliseconds.
    pub created_at: u64,
}

/// How many characters of the last message are told.
pub const LAST_MESSAGE_CHARS: u32 = 300;

const LAST_MESSAGES: &str = "
    SELECT wanted.value AS conversation_id, last.sender, substr(last.text, 1, ?3) AS text, last.operator_name,
           last.created_at
    FROM json_each(?2) AS wanted
    JOIN messages AS last ON last.id = (
      SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = wanted.value
      ORDER BY created_at DESC, rowid DESC LIMIT 1)";

/// What was said last in each of the project's `conversations`; one in which nothing was said is left out.
pub async fn last_messages(
    db: &ProjectDb,
    project_id: ProjectId,
    conversations: &[ConversationId],
) -> Result<Vec<LastMessage>, DbError> {
    let wanted = serde_json::json!(conversations).to_string();
    let statement = Statement::new(LAST_MESSAGES)
        .bind(project_id)
        .bind(wanted)
        .bind(LAST_MESSAGE_CHARS);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn no_query_reads_a_whole_table() {
        for sql in [LATEST, SOURCES, LAST_MESSAGES] {
            check_searches(sql, 3).await;
        }
    }
}
