//! `/api/v1/visitors` and `/api/v1/sessions`: exports and erases a visitor's data, and ends sessions.

use std::collections::{BTreeMap, HashMap};

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    attachment::Attachment,
    error::ErrorBody,
    ids::{ConversationId, LeadId, MessageId},
    message::Sender,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::chat::named_session;
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, WriteVisitors},
    },
    domain::{
        conversation::attributes::Attributes, deliveries::event::helpful, timestamp::rfc3339,
    },
    platform::Platform,
    services::visitors::{
        self, EXPORTED_CONVERSATIONS, EXPORTED_MESSAGES, EXPORTED_NOTES, Export, VisitorOf,
    },
    store::{
        attachments::attached_to,
        visitors::{VisitorsConversation, VisitorsLead, VisitorsMessage, VisitorsNote},
    },
};

/// Everything that is stored about a visitor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportBody {
    /// The visitor: the name that questions were sent with, or the id of a browser's session.
    session_id: String,
    /// The e-mail address that your server signed.
    email: Option<String>,
    /// When your server last signed it.
    identified_at: Option<String>,
    /// When the visitor first wrote.
    created_at: String,
    /// The visitor's conversations, with their messages and notes.
    conversations: Vec<ExportedConversation>,
    /// The contact details that the visitor left.
    leads: Vec<ExportedLead>,
    /// Whether this is everything. An export is cut at 500 conversations, 5,000 messages or 5,000 notes.
    complete: bool,
}

/// A conversation of the visitor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportedConversation {
    id: ConversationId,
    subject: Option<String>,
    /// The page on which the visitor last wrote.
    page_url: Option<String>,
    /// What your page said about the visitor with `setAttributes`.
    attributes: BTreeMap<String, String>,
    /// The visitor's language, as a BCP 47 tag.
    language: Option<String>,
    /// The e-mail address that the visitor left.
    customer_email: Option<String>,
    created_at: String,
    /// When the latest message was written.
    updated_at: String,
    /// When the visitor asked for a person.
    handoff_at: Option<String>,
    /// When a person resolved it.
    resolved_at: Option<String>,
    /// The visitor has read everything up to this time.
    read_at: Option<String>,
    messages: Vec<ExportedMessage>,
    /// Your operators' notes about it, oldest first.
    notes: Vec<ExportedNote>,
}

/// An operator's note about the conversation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportedNote {
    author: String,
    text: String,
    created_at: String,
}

/// A message in the conversation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportedMessage {
    id: MessageId,
    sender: Sender,
    text: String,
    /// The name of the operator who wrote it.
    operator_name: Option<String>,
    /// The visitor's verdict: `yes`, `no`, or null.
    #[schema(value_type = Option<String>)]
    feedback: Option<&'static str>,
    /// The visitor's reason.
    feedback_reason: Option<String>,
    /// The files that were sent with the message.
    attachments: Vec<Attachment>,
    created_at: String,
}

/// The contact details that a visitor left.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportedLead {
    id: LeadId,
    conversation_id: ConversationId,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    /// Your custom fields.
    fields: Value,
    /// The text that the visitor agreed to.
    consent: Option<String>,
    created_at: String,
}

impl From<Export> for ExportBody {
    fn from(export: Export) -> Self {
        let all = |count: usize, most: u32| u32::try_from(count).is_ok_and(|count| count < most);
        let complete = all(export.conversations.len(), EXPORTED_CONVERSATIONS)
            && all(export.messages.len(), EXPORTED_MESSAGES)
            && all(export.notes.len(), EXPORTED_NOTES);
        let mut messages: HashMap<ConversationId, Vec<ExportedMessage>> = HashMap::new();
        for message in export.messages {
            let conversation = messages.entry(message.conversation_id).or_default();
            conversation.push(message.into());
        }
        let mut notes: HashMap<ConversationId, Vec<ExportedNote>> = HashMap::new();
        for note in export.notes {
            let conversation = notes.entry(note.conversation_id).or_default();
            conversation.push(note.into());
        }
        Self {
            session_id: export.shown_session,
            email: export.visitor.email,
            identified_at: export.visitor.identified_at.map(rfc3339),
            created_at: rfc3339(export.visitor.created_at),
            conversations: export
                .conversations
                .into_iter()
                .map(|conversation| {
                    let messages = messages.remove(&conversation.id).unwrap_or_default();
                    let notes = notes.remove(&conversation.id).unwrap_or_default();
                    ExportedConversation::of(conversation, messages, notes)
                })
                .collect(),
            leads: export.leads.into_iter().map(ExportedLead::from).collect(),
            complete,
        }
    }
}

impl ExportedConversation {
    fn of(
        conversation: VisitorsConversation,
        messages: Vec<ExportedMessage>,
        notes: Vec<ExportedNote>,
    ) -> Self {
        Self {
            id: conversation.id,
            subject: conversation.subject,
            page_url: conversation.page_url,
            attributes: Attributes::of_stored(conversation.attributes.as_deref()).into_map(),
            language: conversation.locale,
            customer_email: conversation.visitor_email,
            created_at: rfc3339(conversation.created_at),
            updated_at: rfc3339(conversation.updated_at),
            handoff_at: conversation.handoff_at.map(rfc3339),
            resolved_at: conversation.resolved_at.map(rfc3339),
            read_at: Some(conversation.read_at).filter(|at| *at > 0).map(rfc3339),
            messages,
            notes,
        }
    }
}

impl From<VisitorsMessage> for ExportedMessage {
    fn from(message: VisitorsMessage) -> Self {
        Self {
            id: message.id,
            sender: message.sender,
            text: message.text,
            operator_name: message.operator_name,
            feedback: message.verdict.map(helpful),
            feedback_reason: message.verdict_reason,
            attachments: attached_to(Some(&message.attachments)),
            created_at: rfc3339(message.created_at),
        }
    }
}

impl From<VisitorsNote> for ExportedNote {
    fn from(note: VisitorsNote) -> Self {
        Self {
            author: note.author,
            text: note.text,
            created_at: rfc3339(note.created_at),
        }
    }
}

impl From<VisitorsLead> for ExportedLead {
    fn from(lead: VisitorsLead) -> Self {
        Self {
            id: lead.id,
            conversation_id: lead.conversation_id,
            name: lead.name,
            email: lead.email,
            phone: lead.phone,
            fields: serde_json::from_str(&lead.fields).unwrap_or_default(),
            consent: lead.consent,
            created_at: rfc3339(lead.created_at),
        }
    }
}

/// Exports everything that is stored about a visitor.
#[utoipa::path(
    get, path = "/api/v1/visitors/{session_id}", tag = "Visitors",
    params(("session_id" = String, Path, description = "The visitor, by the name that questions were sent with.")),
    responses(
        (status = 200, body = ExportBody),
        (status = 400, description = "The name is longer than any visitor's.", body = ErrorBody),
        (status = 404, description = "There is no such visitor.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn export(
    State(platform): State<Platform>,
    project: OwnedProject<WriteVisitors>,
    Path(session): Path<String>,
) -> Result<Json<ExportBody>, ApiError> {
    let named = named_session(&platform, project.id, &session)?;
    let export = visitors::export(&platform, project.id, named).await?;
    Ok(Json(export.into()))
}

/// The data was erased.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "deleted": true, "conversations": 2 }))]
pub struct ErasedBody {
    /// Always `true`: nothing of the visitor is left.
    deleted: bool,
    /// The number of conversations that were erased.
    conversations: usize,
}

/// Erases everything that is stored about a visitor: conversations, messages, contact details, events and the session.
#[utoipa::path(
    delete, path = "/api/v1/visitors/{session_id}", tag = "Visitors",
    params(("session_id" = String, Path, description = "The visitor, by the name that questions were sent with.")),
    responses(
        (status = 200, body = ErasedBody),
        (status = 400, description = "The name is longer than any visitor's.", body = ErrorBody),
        (status = 404, description = "There is no such visitor.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn erase(
    State(platform): State<Platform>,
    project: OwnedProject<WriteVisitors>,
    Path(session): Path<String>,
) -> Result<Json<ErasedBody>, ApiError> {
    let conversations = visitors::erase(&platform, &whose(&platform, &project, &session)?).await?;
    Ok(Json(ErasedBody {
        deleted: true,
        conversations,
    }))
}

/// The session has ended.
#[derive(Serialize, ToSchema)]
#[schema(as = RevokedSession, example = json!({ "revoked": true }))]
pub struct RevokedSessionBody {
    /// Always `true`.
    revoked: bool,
}

/// Ends a visitor's session. Its tokens open nothing any more.
#[utoipa::path(
    post, path = "/api/v1/sessions/{session_id}/revoke", tag = "Visitors",
    params(("session_id" = String, Path, description = "The visitor, by the name that questions were sent with.")),
    responses(
        (status = 200, body = RevokedSessionBody),
        (status = 400, description = "The name is longer than any visitor's.", body = ErrorBody),
        (status = 404, description = "There is no such visitor.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn revoke(
    State(platform): State<Platform>,
    project: OwnedProject<WriteVisitors>,
    Path(session): Path<String>,
) -> Result<Json<RevokedSessionBody>, ApiError> {
    visitors::revoke(&platform, &whose(&platform, &project, &session)?).await?;
    Ok(Json(RevokedSessionBody { revoked: true }))
}

fn whose(
    platform: &Platform,
    project: &OwnedProject<WriteVisitors>,
    session: &str,
) -> Result<VisitorOf, ApiError> {
    Ok(VisitorOf {
        organization_id: project.organization_id,
        project_id: project.id,
        named: named_session(platform, project.id, session)?,
        actor: project.caller.to_string(),
    })
}
