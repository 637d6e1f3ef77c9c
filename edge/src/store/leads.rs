//! Leads: the contact details that visitors left for the owner, one lead for each conversation.

use porchlight_shared::ids::{ConversationId, LeadId, ProjectId};
use serde::Deserialize;

use crate::{
    domain::{conversation::lead::LeadValues, cursor::Cursor},
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

#[derive(Deserialize)]
struct LeadRow {
    id: LeadId,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    fields: String,
    consent: Option<String>,
}

const OF_CONVERSATION: &str = "
    SELECT id, name, email, phone, fields, consent FROM leads WHERE project_id = ?1 AND conversation_id = ?2";

/// The lead of a conversation, if there is one.
pub async fn of_conversation(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Option<(LeadId, LeadValues)>, DbError> {
    let statement = Statement::new(OF_CONVERSATION)
        .bind(project_id)
        .bind(conversation_id);
    let row: Option<LeadRow> = fetch_optional(db, statement).await?;
    row.map(|row| {
        let fields = serde_json::from_str(&row.fields)
            .map_err(|error| DbError(format!("fields of a lead: {error}")))?;
        let values = LeadValues {
            name: row.name,
            email: row.email,
            phone: row.phone,
            fields,
            consent: row.consent,
        };
        Ok((row.id, values))
    })
    .transpose()
}

/// A lead, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Lead {
    /// The id of the lead.
    pub id: LeadId,
    /// The project of the visitor.
    pub project_id: ProjectId,
    /// The conversation in which they left it.
    pub conversation_id: ConversationId,
    /// The visitor's name.
    pub name: Option<String>,
    /// The visitor's e-mail address.
    pub email: Option<String>,
    /// The visitor's telephone number.
    pub phone: Option<String>,
    /// The owner's custom fields, as a JSON object.
    pub fields: String,
    /// The text that the visitor agreed to.
    pub consent: Option<String>,
    /// When they left it, in Unix milliseconds.
    pub created_at: u64,
}

const LIST: &str = "
    SELECT id, project_id, conversation_id, name, email, phone, fields, consent, created_at FROM leads
    WHERE project_id = ?1 AND test = ?2 AND (?3 IS NULL OR (created_at, id) < (?3, ?4))
    ORDER BY created_at DESC, id DESC LIMIT ?5";

/// The project's leads, newest first: those of test conversations, or all others.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Lead>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(test)
        .bind(time)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

const BY_ID: &str = "
    SELECT id, project_id, conversation_id, name, email, phone, fields, consent, created_at FROM leads
    WHERE id = ?1 AND test = ?2";

/// One lead. The caller checks whether the client may see it.
pub async fn by_id(db: &ProjectDb, id: LeadId, test: bool) -> Result<Option<Lead>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(id).bind(test)).await
}

// Of two at once, the later one becomes the conversation's lead, with the id of the earlier one.
const CAPTURE: &str = "
    INSERT INTO leads
      (id, project_id, conversation_id, session_id, test, name, email, phone, fields, consent, created_at)
    SELECT ?2, project_id, id, session_id, test, ?4, ?5, ?6, ?7, ?8, ?9 FROM conversations
    WHERE project_id = ?1 AND id = ?3
    ON CONFLICT (project_id, conversation_id) DO UPDATE SET name = excluded.name, email = excluded.email,
      phone = excluded.phone, fields = excluded.fields, consent = excluded.consent";

/// Stores the contact details of a conversation's visitor at `now`. They replace the earlier ones.
pub fn capture(
    project_id: ProjectId,
    id: LeadId,
    conversation_id: ConversationId,
    values: &LeadValues,
    now: u64,
) -> Statement {
    Statement::new(CAPTURE)
        .bind(project_id)
        .bind(id)
        .bind(conversation_id)
        .bind(values.name.clone())
        .bind(values.email.clone())
        .bind(values.phone.clone())
        .bind(serde_json::json!(values.fields).to_string())
        .bind(values.consent.clone())
        .bind(now)
}
