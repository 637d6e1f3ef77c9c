//! `/v1/chatbots/{id}/leads` and `/v1/leads/{id}`: contact details that visitors left.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    ids::{ConversationId, LeadId, ProjectId},
    message::Message,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::OrganizationErrors,
        owner::{OwnedOrganization, ReadLeads, chatbot::OwnedChatbot},
        page::{PageQuery, next_cursor},
        query::Params,
    },
    domain::{cursor::Cursor, timestamp::rfc3339},
    platform::Platform,
    services::projects,
    store::{
        leads::{self, Lead},
        messages,
    },
};

/// The contact details that a visitor left.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadBody {
    id: LeadId,
    chatbot_id: ProjectId,
    conversation_id: ConversationId,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    /// Your custom fields.
    #[schema(value_type = Object)]
    fields: Value,
    /// The text that the visitor agreed to, if any.
    consent: Option<String>,
    created_at: String,
}

impl From<Lead> for LeadBody {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id,
            chatbot_id: lead.project_id,
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

/// A page of leads, newest first.
#[derive(Serialize, ToSchema)]
pub struct LeadsPage {
    leads: Vec<LeadBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists a chatbot's leads, newest first.
#[utoipa::path(
    get, path = "/v1/chatbots/{id}/leads", tag = "Leads",
    params(("id" = ProjectId, Path, description = "The chatbot's id."), PageQuery),
    responses((status = 200, body = LeadsPage), OrganizationErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<ReadLeads>,
    Params(query): Params<PageQuery>,
) -> Result<Json<LeadsPage>, ApiError> {
    let project_id = chatbot.project.id;
    let test = chatbot.organization.test;
    let filters = format!("leads {project_id} {test}");
    let limit = query.limit()?;
    let after = query.after(&filters)?;
    let mut leads = leads::list(
        &platform.project(project_id),
        project_id,
        test,
        after,
        limit + 1,
    )
    .await?;
    let next_cursor = next_cursor(&mut leads, limit, &filters, |lead| Cursor {
        time: lead.created_at,
        id: lead.id.to_string(),
    });
    Ok(Json(LeadsPage {
        leads: leads.into_iter().map(LeadBody::from).collect(),
        next_cursor,
    }))
}

/// A lead with its conversation's messages, oldest first.
#[derive(Serialize, ToSchema)]
pub struct WholeLeadBody {
    #[serde(flatten)]
    lead: LeadBody,
    messages: Vec<Message>,
}

/// Returns a lead with the messages of its conversation.
#[utoipa::path(
    get, path = "/v1/leads/{id}", tag = "Leads",
    params(("id" = LeadId, Path, description = "The lead's id.")),
    responses((status = 200, body = WholeLeadBody), OrganizationErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    organization: OwnedOrganization<ReadLeads>,
    Path(id): Path<String>,
) -> Result<Json<WholeLeadBody>, ApiError> {
    let not_found = || ApiError::not_found("not_found", "Lead not found.");
    let id: LeadId = id.parse().map_err(|_| not_found())?;
    let mut found = None;
    for db in projects::databases(&platform, organization.id, organization.only).await? {
        found = found.or(leads::by_id(&db, id, organization.test).await?);
    }
    let lead = found.ok_or_else(not_found)?;
    let project_id = lead.project_id;
    organization
        .project(&platform, project_id)
        .await?
        .ok_or_else(not_found)?;
    let db = &platform.project(project_id);
    let messages = messages::list(db, project_id, lead.conversation_id).await?;
    Ok(Json(WholeLeadBody {
        lead: lead.into(),
        messages,
    }))
}
