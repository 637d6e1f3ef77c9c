//! Everything that is known of a visitor, to be handed out or erased. A visitor is a session.

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
    /// The session.
    pub id: SessionId,
    /// The e-mail address that the owner's server vouched for.
    pub email: Option<String>,
    /// When the owner's server last vouched for it, in Unix milliseconds.
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
    /// Its id.
    pub id: ConversationId,
    /// The name of its session, where the owner's server has named it.
    pub named_session: Option<String>,
    /// What the owner's page said of the visitor, as JSON.
    pub attributes: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// The page on which the visitor last spoke.
    pub page_url: Option<String>,
    /// The e-mail address that the visitor gave.
    pub visitor_email: Option<String>,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
    /// When something was last said.
    pub updated_at: u64,
    /// When the visitor asked for a person.
    pub handoff_at: Option<u64>,
    /// When a person ended it.
    pub resolved_at: Option<u64>,
    /// Up to when the visitor has read it; 0: never.
    pub read_at: u64,
}

const CONVERSATIONS: &str = "
    SELECT id, named_session, attributes, locale, subject, page_url, visitor_email, created_at, updated_at,
           handoff_at, resolved_at, read_at FROM conversations
    WHERE project_id = ?1 AND session_id = ?2 ORDER BY updated_at LIMIT ?3";

/// A visitor's conversations, `limit` of them.
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
    /// Its id.
    pub id: MessageId,
    /// Where it stands.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub sender: Sender,
    /// Its text.
    pub text: String,
    /// The name of the operator who wrote it.
    pub operator_name: Option<String>,
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
    /// Why, in the visitor's words.
    pub verdict_reason: Option<String>,
    /// Its files, as JSON.
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

/// The messages of `conversations`, oldest first, `limit` of them.
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

/// What a visitor left of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsLead {
    /// Its id.
    pub id: LeadId,
    /// Where it was left.
    pub conversation_id: ConversationId,
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The owner's own fields, as JSON.
    pub fields: String,
    /// What the visitor agreed to.
    pub consent: Option<String>,
    /// When, in Unix milliseconds.
    pub created_at: u64,
}

const LEADS: &str = "
    SELECT id, conversation_id, name, email, phone, fields, consent, created_at FROM leads
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2)) ORDER BY created_at, id";

/// What was left in `conversations`; one at most in each.
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

/// What an operator noted about a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitorsNote {
    /// The conversation that it is about.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// When, in Unix milliseconds.
    pub created_at: u64,
}

const NOTES: &str = "
    SELECT conversation_id, author, text, created_at FROM notes
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))
    ORDER BY created_at, id LIMIT ?3";

/// What was noted about `conversations`, oldest first, `limit` of it.
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

/// Ends the session: no token that was made up to `now` opens anything.
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
