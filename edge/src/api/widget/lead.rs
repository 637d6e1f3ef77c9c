//! `/api/chat/{conversation}/lead`: a visitor leaves contact details.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{
    error::ErrorBody,
    ids::{ConversationId, LeadId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::visitor::OwnConversation;
use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, GateErrors, SessionErrors},
    },
    domain::conversation::lead::LeadValues,
    platform::Platform,
    services::leads,
};

/// The visitor's contact details: at least one of the first four fields.
#[derive(Deserialize, ToSchema)]
#[schema(as = LeadBody, example = json!({
    "name": "Sarah Kim", "email": "sarah@example.com", "consent": "Lantern & Oak may write to me about my question.",
}))]
pub struct NewLeadBody {
    /// At most 100 characters.
    name: Option<String>,
    /// The e-mail address, as the visitor writes it.
    email: Option<String>,
    /// A telephone number, at most 40 characters.
    phone: Option<String>,
    /// At most 20 custom fields: the label and what the visitor entered.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// The text that the visitor agreed to, at most 1000 characters.
    consent: Option<String>,
}

/// All contact details of the conversation so far.
#[derive(Serialize, ToSchema)]
pub struct CapturedBody {
    id: LeadId,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    fields: BTreeMap<String, String>,
    consent: Option<String>,
}

/// Stores contact details. A conversation has one lead: later details complete and replace earlier ones.
#[utoipa::path(
    post, path = "/api/chat/{conversation}/lead", tag = "Chat", request_body = NewLeadBody,
    params(("conversation" = ConversationId, Path, description = "The conversation.")),
    responses(
        (status = 201, description = "The conversation's lead was made.", body = CapturedBody),
        (status = 200, description = "It was changed.", body = CapturedBody),
        SessionErrors,
        (status = 404, description = "The session has no such conversation.", body = ErrorBody),
        BodyErrors, GateErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    own: OwnConversation,
    JsonBody(body): JsonBody<NewLeadBody>,
) -> Result<(StatusCode, Json<CapturedBody>), ApiError> {
    let values = LeadValues {
        name: body.name,
        email: body.email,
        phone: body.phone,
        fields: body.fields,
        consent: body.consent,
    };
    let lead = leads::capture(&platform, own.project.id, &own.conversation, values).await?;
    let status = if lead.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let answer = CapturedBody {
        id: lead.id,
        name: lead.values.name,
        email: lead.values.email,
        phone: lead.values.phone,
        fields: lead.values.fields,
        consent: lead.values.consent,
    };
    Ok((status, Json(answer)))
}
