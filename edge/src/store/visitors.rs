//! Everything that is stored about a visitor, for exports and erasure. A visitor is a session.

use porchlight_shared::{
    ids::{ConversationId, LeadId, MessageId, ProjectId, SessionId},
    message::{Sender, Verdict},
};
use serde::Deserialize;

use super::attachments::attached;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// A visitor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Visitor {
    /// The session of the visitor.
    pub id: SessionId,
    /// The e-mail address that the owner's server has signed.
    pub email: Option<String>,
    /// When the owner's server last signed it, in Unix milliseconds.
    pub identified_at: Option<u64>,
    /// When the session began, in Unix milliseconds.
    pub created_at: u64,
}

const BY_ID: &str =
    "SELECT id, email, identified_at, created_at FROM sessions WHERE project_id = ?1 AND id = ?2";

/// One visitor of the project.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SessionId,
) -> Result<Option<Visitor>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await
}

/// A visitor's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsConversation {
    /// The id of the conversation.
    pub id: ConversationId,
    /// The name of its session, if the owner's server has named it.
    pub named_session: Option<String>,
    /// What the owner's page said about the visitor, as JSON.
    pub attributes: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
    /// The subject, if there is one.
    pub subject: Option<String>,
    /// The page on which the visitor last wrote.
    pub page_url: Option<String>,
    /// The e-mail address that the visitor left.
    pub visitor_email: Option<String>,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
    /// When the latest message was written, in Unix milliseconds.
    pub updated_at: u64,
    /// When the visitor first asked for a person, in Unix milliseconds. `None` if never.
    pub handoff_at: Option<u64>,
    /// When a person resolved it, in Unix milliseconds. `None` if nobody has.
    pub resolved_at: Option<u64>,
    /// The visitor has read everything up to this time, in Unix milliseconds; 0 if never.
    pub read_at: u64,
}

const CONVERSATIONS: &str = "
    SELECT id, named_session, attributes, locale, subject, page_url, visitor_email, created_at, updated_at,
           handoff_at, resolved_at, read_at FROM conversations
    WHERE project_id = ?1 AND session_id = ?2 ORDER BY updated_at LIMIT ?3";

/// At most `limit` conversations of a visitor.
pub async fn conversations(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SessionId,
    limit: u32,
) -> Result<Vec<VisitorsConversation>, DbError> {
    let statement = Statement::new(CONVERSATIONS)
        .bind(project_id)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

/// A message in a visitor's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsMessage {
    /// The id of the message.
    pub id: MessageId,
    /// The conversation of the message.
    pub conversation_id: ConversationId,
    /// The author of the message.
    pub sender: Sender,
    /// The text of the message.
    pub text: String,
    /// The name of the operator who wrote it.
    pub operator_name: Option<String>,
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
    /// The visitor's reason for the verdict.
    pub verdict_reason: Option<String>,
    /// The files of the message, as JSON.
    pub attachments: String,
    /// When it was written, in Unix milliseconds.
    pub created_at: u64,
}

const MESSAGES: &str = concat!(
    "
    SELECT id, conversation_id, sender, text, operator_name, verdict, verdict_reason, created_at,
           ",
    attached!(),
    " FROM messages
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))
    ORDER BY created_at, rowid LIMIT ?3"
);

/// The messages of `conversations`, oldest first, at most `limit`.
pub async fn messages(
    db: &ProjectDb,
    project_id: ProjectId,
    conversations: &[ConversationId],
    limit: u32,
) -> Result<Vec<VisitorsMessage>, DbError> {
    let statement = Statement::new(MESSAGES)
        .bind(project_id)
        .bind(serde_json::json!(conversations).to_string())
        .bind(limit);
    fetch_all(db, statement).await
}

/// The contact details that a visitor left.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsLead {
    /// The id of the lead.
    pub id: LeadId,
    /// The conversation in which they were left.
    pub conversation_id: ConversationId,
    /// The visitor's name.
    pub name: Option<String>,
    /// The visitor's e-mail address.
    pub email: Option<String>,
    /// The visitor's telephone number.
    pub phone: Option<String>,
    /// The owner's custom fields, as JSON.
    pub fields: String,
    /// The text that the visitor agreed to.
    pub consent: Option<String>,
    /// When they were left, in Unix milliseconds.
    pub created_at: u64,
}

const LEADS: &str = "
    SELECT id, conversation_id, name, email, phone, fields, consent, created_at FROM leads
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2)) ORDER BY created_at, id";

/// The leads of `conversations`; at most one in each.
pub async fn leads(
    db: &ProjectDb,
    project_id: ProjectId,
    conversations: &[ConversationId],
) -> Result<Vec<VisitorsLead>, DbError> {
    let statement = Statement::new(LEADS)
        .bind(project_id)
        .bind(serde_json::json!(conversations).to_string());
    fetch_all(db, statement).await
}

/// An operator's note about a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsNote {
    /// The conversation of the note.
    pub conversation_id: ConversationId,
    /// The author of the note.
    pub author: String,
    /// The text of the note.
    pub text: String,
    /// When it was written, in Unix milliseconds.
    pub created_at: u64,
}

const NOTES: &str = "
    SELECT conversation_id, author, text, created_at FROM notes
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))
    ORDER BY created_at, id LIMIT ?3";

/// The notes about `conversations`, oldest first, at most `limit`.
pub async fn notes(
    db: &ProjectDb,
    project_id: ProjectId,
    conversations: &[ConversationId],
    limit: u32,
) -> Result<Vec<VisitorsNote>, DbError> {
    let statement = Statement::new(NOTES)
        .bind(project_id)
        .bind(serde_json::json!(conversations).to_string())
        .bind(limit);
    fetch_all(db, statement).await
}

const REVOKE: &str =
    "UPDATE sessions SET revoked_before = ?3 + 1 WHERE project_id = ?1 AND id = ?2";

/// Ends the session. Tokens that were made up to `now` open nothing any more.
pub fn revoke(project_id: ProjectId, id: SessionId, now: u64) -> Statement {
    Statement::new(REVOKE).bind(project_id).bind(id).bind(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn a_visitors_data_is_found_by_index() {
        for sql in [BY_ID, CONVERSATIONS, MESSAGES, LEADS, NOTES, REVOKE] {
            check_searches(sql, 3).await;
        }
    }
}
