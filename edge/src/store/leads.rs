//! Leads: what visitors left of themselves for the owner, one for each conversation.

use porchlight_shared::ids::{ConversationId, LeadId, ProjectId};
use serde::Deserialize;

use crate::{
    domain::contact::Contact,
    platform::db::{Db, DbError, Statement, fetch_optional},
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
    db: &dyn Db,
    project_id: ProjectId,
    conversation_id: ConversationId,
) -> Result<Option<(LeadId, Contact)>, DbError> {
    let statement = Statement::new(OF_CONVERSATION)
        .bind(project_id)
        .bind(conversation_id);
    let row: Option<LeadRow> = fetch_optional(db, statement).await?;
    row.map(|row| {
        let fields = serde_json::from_str(&row.fields)
            .map_err(|error| DbError(format!("fields of a lead: {error}")))?;
        let contact = Contact {
            name: row.name,
            email: row.email,
            phone: row.phone,
            fields,
            consent: row.consent,
        };
        Ok((row.id, contact))
    })
    .transpose()
}

// Two at once: the later one is the conversation's lead, under the id of the earlier one.
const CAPTURE: &str = "
    INSERT INTO leads
      (id, project_id, conversation_id, session_id, test, name, email, phone, fields, consent, created_at)
    SELECT ?2, project_id, id, session_id, test, ?4, ?5, ?6, ?7, ?8, ?9 FROM conversations
    WHERE project_id = ?1 AND id = ?3
    ON CONFLICT (project_id, conversation_id) DO UPDATE SET name = excluded.name, email = excluded.email,
      phone = excluded.phone, fields = excluded.fields, consent = excluded.consent";

/// Stores what is known of a conversation's visitor at `now`, in place of what was.
pub fn capture(
    project_id: ProjectId,
    id: LeadId,
    conversation_id: ConversationId,
    contact: &Contact,
    now: u64,
) -> Statement {
    Statement::new(CAPTURE)
        .bind(project_id)
        .bind(id)
        .bind(conversation_id)
        .bind(contact.name.clone())
        .bind(contact.email.clone())
        .bind(contact.phone.clone())
        .bind(serde_json::json!(contact.fields).to_string())
        .bind(contact.consent.clone())
        .bind(now)
}
