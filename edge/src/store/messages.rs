//! Messages, with their citations.

mod citation_row;
pub mod said;
pub mod verdicts;

use std::collections::HashMap;

use porchlight_shared::{
    ids::{ClientMessageId, ConversationId, MessageId, ProjectId},
    limits::TRANSCRIPT_MESSAGES,
    message::{Citation, Evidence, Grounding, Message, Sender, Verdict},
};
use serde::Deserialize;

use super::attachments::{attached, attached_to};
use crate::{
    domain::{
        conversation::{thread::ThreadMessage, turn_request::KnownConversation},
        timestamp::rfc3339,
    },
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};
use citation_row::CitationRow;

#[derive(Deserialize)]
struct MessageRow {
    id: MessageId,
    conversation_id: ConversationId,
    sender: Sender,
    text: String,
    client_message_id: Option<ClientMessageId>,
    evidence: Option<Evidence>,
    confidence: Option<f64>,
    unanswered: u8,
    stopped: u8,
    verdict: Option<Verdict>,
    created_at: u64,
    operator_name: Option<String>,
    offer_handoff: u8,
    grounded_sentences: Option<String>,
    attachments: Option<String>,
}

impl MessageRow {
    fn with_citations(self, citations: Vec<Citation>) -> ThreadMessage {
        let message = Message {
            id: self.id,
            conversation_id: self.conversation_id,
            sender: self.sender,
            text: self.text,
            created_at: rfc3339(self.created_at),
            client_message_id: self.client_message_id,
            citations,
            grounding: self
                .evidence
                .zip(self.confidence)
                .map(|(evidence, confidence)| Grounding {
                    evidence,
                    confidence,
                    sentences: self
                        .grounded_sentences
                        .and_then(|json| serde_json::from_str(&json).ok())
                        .unwrap_or_default(),
                }),
            unanswered: self.unanswered != 0,
            stopped: self.stopped != 0,
            verdict: self.verdict,
        };
        ThreadMessage {
            message,
            operator_name: self.operator_name,
            offer_handoff: self.offer_handoff != 0,
            attachments: attached_to(self.attachments.as_deref()),
        }
    }
}

macro_rules! select {
    ($which:literal) => {
        concat!(
            "
    SELECT id, conversation_id, sender, text, client_message_id, evidence, confidence, unanswered, stopped, verdict,
           created_at, operator_name, offer_handoff, grounded_sentences,
           ",
            attached!(),
            " FROM messages WHERE project_id = ?1 AND conversation_id = ?2 ",
            $which
        )
    };
}

const LIST: &str = select!("ORDER BY created_at DESC, rowid DESC LIMIT ?3");
const CITATIONS: &str = "
    SELECT citations.message_id, citations.n, citations.title, citations.url, citations.snippet, citations.quote,
           citations.source_version, citations.quoted_spans
    FROM citations JOIN messages ON messages.id = citations.message_id
    WHERE messages.project_id = ?1 AND messages.conversation_id = ?2 ORDER BY citations.message_id, citations.n";

/// The conversation's messages, oldest first: the newest [`TRANSCRIPT_MESSAGES`].
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Vec<Message>, DbError> {
    let thread = thread(db, project_id, conversation_id).await?;
    Ok(thread.into_iter().map(|one| one.message).collect())
}

/// The same messages, with their authors and offers.
pub async fn thread(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Vec<ThreadMessage>, DbError> {
    let limit = u64::try_from(TRANSCRIPT_MESSAGES).unwrap_or(u64::MAX);
    let mut rows: Vec<MessageRow> = fetch_all(
        db,
        Statement::new(LIST)
            .bind(project_id)
            .bind(conversation_id)
            .bind(limit),
    )
    .await?;
    rows.reverse();
    let citations: Vec<CitationRow> = fetch_all(
        db,
        Statement::new(CITATIONS)
            .bind(project_id)
            .bind(conversation_id),
    )
    .await?;
    let mut by_message: HashMap<MessageId, Vec<Citation>> = HashMap::new();
    for row in citations {
        by_message
            .entry(row.message_id)
            .or_default()
            .push(row.into_citation());
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let citations = by_message.remove(&row.id).unwrap_or_default();
            row.with_citations(citations)
        })
        .collect())
}

async fn citations_of(
    db: &ProjectDb,
    project_id: ProjectId,
    message_id: MessageId,
) -> Result<Vec<Citation>, DbError> {
    let statement = Statement::new(CITATIONS_OF).bind(project_id);
    let rows: Vec<CitationRow> = fetch_all(db, statement.bind(message_id)).await?;
    Ok(rows.into_iter().map(CitationRow::into_citation).collect())
}

/// A message is never earlier than the one before, even if the room has moved to a machine whose clock is behind.
macro_rules! said_at {
    ($now:literal) => {
        concat!(
            "max(",
            $now,
            ", coalesce((SELECT max(created_at) FROM messages WHERE project_id = ?2 AND conversation_id = ?3), 0))"
        )
    };
}

macro_rules! insert_visitors {
    ($($unless:literal)?) => {
        concat!(
            "
    INSERT INTO messages (id, project_id, conversation_id, sender, text, client_message_id, created_at)
    SELECT ?1, ?2, ?3, 'visitor', ?4, ?5, ",
            said_at!("?6"),
            $($unless)?
        )
    };
}

const INSERT_VISITORS: &str = insert_visitors!();
const INSERT_VISITORS_UNLESS_CHANGED: &str = insert_visitors!(
    "
    WHERE EXISTS (
      SELECT 1 FROM conversations WHERE project_id = ?2 AND id = ?3 AND holder = ?7 AND message_count = ?8)
    ON CONFLICT DO NOTHING"
);

/// Posts a visitor's message, once for its client message id: a second batch with the same id fails. If the
/// conversation is `known`, no row changes if the conversation has changed since, or if the message was posted before.
pub fn post(
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: MessageId,
    client_message_id: Option<ClientMessageId>,
    text: &str,
    known: Option<KnownConversation>,
    now: u64,
) -> Statement {
    let insert = match known {
        Some(_) => INSERT_VISITORS_UNLESS_CHANGED,
        None => INSERT_VISITORS,
    };
    let post = Statement::new(insert)
        .bind(id)
        .bind(project_id)
        .bind(conversation_id)
        .bind(text)
        .bind(client_message_id)
        .bind(now);
    match known {
        Some(known) => post.bind(known.holder.name()).bind(known.message_count),
        None => post,
    }
}

const ID_BY_CLIENT_ID: &str = "
    SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = ?2 AND client_message_id = ?3";

#[derive(Deserialize)]
struct IdRow {
    id: MessageId,
}

/// The id of the message that the visitor's client called `client_message_id`.
pub async fn id_by_client_id(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    client_message_id: ClientMessageId,
) -> Result<Option<MessageId>, DbError> {
    let statement = Statement::new(ID_BY_CLIENT_ID)
        .bind(project_id)
        .bind(conversation_id)
        .bind(client_message_id);
    Ok(fetch_optional::<IdRow, _>(db, statement)
        .await?
        .map(|row| row.id))
}

const IS_STORED: &str = "SELECT id FROM messages WHERE project_id = ?1 AND id = ?2";

/// Whether the project's message `id` is stored.
pub async fn is_stored(
    db: &ProjectDb,
    project_id: ProjectId,
    id: MessageId,
) -> Result<bool, DbError> {
    let statement = Statement::new(IS_STORED).bind(project_id).bind(id);
    Ok(fetch_optional::<IdRow, _>(db, statement).await?.is_some())
}

const ANSWER_TO: &str = select!("AND answers = ?3");
const CITATIONS_OF: &str = "
    SELECT message_id, n, title, url, snippet, quote, source_version, quoted_spans FROM citations
    WHERE project_id = ?1 AND message_id = ?2 ORDER BY n";

/// The stored answer to the visitor's message `question`.
pub async fn answer_to(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    question: MessageId,
) -> Result<Option<ThreadMessage>, DbError> {
    let statement = Statement::new(ANSWER_TO)
        .bind(project_id)
        .bind(conversation_id)
        .bind(question);
    let Some(row) = fetch_optional::<MessageRow, _>(db, statement).await? else {
        return Ok(None);
    };
    let citations = citations_of(db, project_id, row.id).await?;
    Ok(Some(row.with_citations(citations)))
}

/// If the question already has an answer, the id is null, so that the batch fails. A room that was lost may have stored
/// one, and nothing must be counted or reported twice.
const INSERT_ANSWER: &str = concat!(
    "
    INSERT INTO messages
      (id, project_id, conversation_id, sender, text, answers, evidence, confidence, unanswered, stopped, created_at,
       offer_handoff, grounded_sentences)
    VALUES (
      CASE WHEN EXISTS (
        SELECT 1 FROM messages WHERE project_id = ?2 AND conversation_id = ?3 AND answers = ?5
          AND created_at >= (SELECT created_at FROM messages WHERE id = ?5)) THEN NULL ELSE ?1 END,
      ?2, ?3, 'assistant', ?4, ?5, ?6, ?7, ?8, ?9, ",
    said_at!("?10"),
    ", ?11, ?12)"
);
const INSERT_CITATION: &str = "
    INSERT INTO citations (message_id, n, project_id, title, url, snippet, quote, source_version, quoted_spans)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";

/// Stores `answer`, written at `now`, to the visitor's message `question`. The batch fails if an answer is stored
/// already.
pub fn answer(
    project_id: ProjectId,
    question: MessageId,
    answer: &ThreadMessage,
    now: u64,
) -> Vec<Statement> {
    let offer_handoff = answer.offer_handoff;
    let answer = &answer.message;
    let grounding = answer.grounding.as_ref();
    let sentences = grounding
        .map(|grounding| &grounding.sentences)
        .filter(|sentences| !sentences.is_empty());
    let mut statements = vec![
        Statement::new(INSERT_ANSWER)
            .bind(answer.id)
            .bind(project_id)
            .bind(answer.conversation_id)
            .bind(answer.text.as_str())
            .bind(question)
            .bind(grounding.map(|grounding| grounding.evidence.name()))
            .bind(grounding.map(|grounding| grounding.confidence))
            .bind(answer.unanswered)
            .bind(answer.stopped)
            .bind(now)
            .bind(offer_handoff)
            .bind(sentences.and_then(|sentences| serde_json::to_string(sentences).ok())),
    ];
    statements.extend(answer.citations.iter().map(|citation| {
        Statement::new(INSERT_CITATION)
            .bind(answer.id)
            .bind(citation.n)
            .bind(project_id)
            .bind(citation.title.as_str())
            .bind(citation.url.as_str())
            .bind(citation.snippet.as_str())
            .bind(citation.quote.as_str())
            .bind(citation.source_version)
            .bind(
                Some(&citation.spans)
                    .filter(|spans| !spans.is_empty())
                    .and_then(|spans| serde_json::to_string(spans).ok()),
            )
    }));
    statements
}

const INSERT_REPLY: &str = concat!(
    "
    INSERT INTO messages (id, project_id, conversation_id, sender, text, operator_name, created_at, client_message_id)
    VALUES (?1, ?2, ?3, 'operator', ?4, ?5, ",
    said_at!("?6"),
    ", ?7)"
);

/// Stores a person's message, written at `now`.
pub fn reply(project_id: ProjectId, reply: &ThreadMessage, now: u64) -> Statement {
    Statement::new(INSERT_REPLY)
        .bind(reply.message.id)
        .bind(project_id)
        .bind(reply.message.conversation_id)
        .bind(reply.message.text.as_str())
        .bind(reply.operator_name.as_deref())
        .bind(now)
        .bind(reply.message.client_message_id)
}

const REPLY_CALLED: &str = select!("AND client_message_id = ?3 AND sender = 'operator'");

/// The reply that the operator's client called `client_message_id`.
pub async fn reply_called(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    client_message_id: ClientMessageId,
) -> Result<Option<ThreadMessage>, DbError> {
    let statement = Statement::new(REPLY_CALLED)
        .bind(project_id)
        .bind(conversation_id)
        .bind(client_message_id);
    let row: Option<MessageRow> = fetch_optional(db, statement).await?;
    Ok(row.map(|row| row.with_citations(Vec::new())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_messages_of_a_conversation_are_found_by_index() {
        for sql in [
            LIST,
            CITATIONS,
            ID_BY_CLIENT_ID,
            IS_STORED,
            ANSWER_TO,
            CITATIONS_OF,
        ] {
            check_searches(sql, 5).await;
        }
    }
}
