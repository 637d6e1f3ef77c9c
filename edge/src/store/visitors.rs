//! Everything that is known of a visitor, to be handed out or erased. A visitor is a session.

use porchlight_shared::{
    ids::{ConversationId, LeadId, MessageId, ProjectId, SessionId},
    message::{Sender, Verdict},
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// A visitor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Visitor {
    /// The session.
    pub id: SessionId,
    /// The e-mail address that the owner's server vouched for.
    pub email: Option<String>,
    /// When the session began, in Unix milliseconds.
    pub created_at: u64,
}

const BY_ID: &str = "SELECT id, email, created_at FROM sessions WHERE project_id = ?1 AND id = ?2";

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
    /// Its subject.
    pub subject: Option<String>,
    /// The page on which the visitor last spoke.
    pub page_url: Option<String>,
    /// The e-mail address that the visitor gave.
    pub visitor_email: Option<String>,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
}

const CONVERSATIONS: &str = "
    SELECT id, subject, page_url, visitor_email, created_at FROM conversations
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
    /// The visitor's verdict.
    pub verdict: Option<Verdict>,
    /// Why, in the visitor's words.
    pub verdict_reason: Option<String>,
    /// When it was written, in Unix milliseconds.
    pub created_at: u64,
}

const MESSAGES: &str = "
    SELECT id, conversation_id, sender, text, verdict, verdict_reason, created_at FROM messages
    WHERE project_id = ?1 AND conversation_id IN (SELECT value FROM json_each(?2))
    ORDER BY created_at, rowid LIMIT ?3";

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
        for sql in [BY_ID, CONVERSATIONS, MESSAGES, LEADS, REVOKE] {
            check_searches(sql, 3).await;
        }
    }
}
