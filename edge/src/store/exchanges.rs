//! The latest exchange of a conversation, that is its last question with the answer, and its last message.

use porchlight_shared::{
    ids::{ConversationId, MessageId, ProjectId},
    message::{Sender, Verdict},
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The conversation of the exchange.
    pub conversation_id: ConversationId,
    /// The visitor's question; empty if there is none.
    pub question: String,
    /// The answer. `None` until it is complete.
    pub answer: Option<ExchangeAnswer>,
}

/// The answer in an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeAnswer {
    /// The id of the message.
    pub id: MessageId,
    /// The text of the answer.
    pub text: String,
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
    /// The citations, in the order of the marks.
    pub sources: Vec<QuotedSource>,
}

/// The source of a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct QuotedSource {
    /// The page's title, with the headings that lead to the passage.
    pub title: String,
    /// The address of the passage.
    pub url: String,
    /// The text of the passage.
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

/// The latest exchanges of the project's `conversations`, in the same order.
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

/// The last message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LastMessage {
    /// The conversation of the message.
    pub conversation_id: ConversationId,
    /// The author of the message.
    pub sender: Sender,
    /// The beginning of the text: at most [`LAST_MESSAGE_CHARS`] characters.
    pub text: String,
    /// The name of the person who wrote it, as visitors see it.
    pub operator_name: Option<String>,
    /// When it was written, in Unix milliseconds.
    pub created_at: u64,
}

/// The number of characters of the last message that are shown.
pub const LAST_MESSAGE_CHARS: u32 = 300;

const LAST_MESSAGES: &str = "
    SELECT wanted.value AS conversation_id, last.sender, substr(last.text, 1, ?3) AS text, last.operator_name,
           last.created_at
    FROM json_each(?2) AS wanted
    JOIN messages AS last ON last.id = (
      SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = wanted.value
      ORDER BY created_at DESC, rowid DESC LIMIT 1)";

/// The last message of each of the project's `conversations`. Conversations without messages are left out.
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
