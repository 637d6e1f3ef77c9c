//! `/v1/chatbots`: the organization's projects.

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::{ids::ProjectId, settings::PublicSettings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{OrganizationBodyErrors, OrganizationErrors},
        owner::{OwnedOrganization, ReadChatbots, WriteChatbots, chatbot::OwnedChatbot},
        page::{PageQuery, next_cursor},
        query::Params,
    },
    domain::{
        cursor::Cursor,
        settings::contrast::{self, ColourWarning},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::{
        projects::{self, WantedProject},
        published_project::{self, PublishedProject},
        settings,
    },
    store::projects::{self as project_store, Project},
};

/// A chatbot, with its public settings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatbotBody {
    id: ProjectId,
    name: String,
    /// The slug, for addresses and the script tag.
    slug: String,
    /// The origins that may show its widget.
    allowed_origins: Vec<String>,
    /// Its public settings.
    settings: PublicSettings,
    created_at: String,
    updated_at: String,
    /// Colours that visitors see differently from how they are set, because text in them would be unreadable. Empty if
    /// there are none.
    warnings: Vec<ColourWarning>,
}

impl TryFrom<Project> for ChatbotBody {
    type Error = ApiError;

    fn try_from(project: Project) -> Result<Self, ApiError> {
        let (created_at, updated_at) = (project.created_at, project.updated_at);
        let (name, slug) = (project.name.clone(), project.slug.clone());
        let PublishedProject {
            id,
            allowed_origins,
            settings,
            ..
        } = published_project::from_record(project)?;
        Ok(Self {
            id,
            name,
            slug,
            allowed_origins,
            warnings: contrast::warnings(&settings.theme),
            settings,
            created_at: rfc3339(created_at),
            updated_at: rfc3339(updated_at),
        })
    }
}

/// A page of chatbots, newest first.
#[derive(Serialize, ToSchema)]
pub struct ChatbotsPage {
    chatbots: Vec<ChatbotBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists the chatbots of your organization.
#[utoipa::path(
    get, path = "/v1/chatbots", tag = "Chatbots", params(PageQuery),
    responses((status = 200, body = ChatbotsPage), OrganizationErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    organization: OwnedOrganization<ReadChatbots>,
    Params(query): Params<PageQuery>,
) -> Result<Json<ChatbotsPage>, ApiError> {
    let limit = query.limit()?;
    let filters = format!("chatbots {}", organization.id);
    let mut chatbots = project_store::of_organization(
        platform.directory(),
        organization.id,
        organization.only,
        query.after(&filters)?,
        limit + 1,
    )
    .await?;
    let next_cursor = next_cursor(&mut chatbots, limit, &filters, |project| Cursor {
        time: project.created_at,
        id: project.id.to_string(),
    });
    let chatbots = chatbots
        .into_iter()
        .map(ChatbotBody::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Json(ChatbotsPage {
        chatbots,
        next_cursor,
    }))
}

/// Returns a chatbot.
#[utoipa::path(
    get, path = "/v1/chatbots/{id}", tag = "Chatbots",
    params(("id" = ProjectId, Path, description = "The chatbot's id.")),
    responses((status = 200, body = ChatbotBody), OrganizationErrors),
)]
#[worker::send]
pub async fn get(chatbot: OwnedChatbot<ReadChatbots>) -> Result<Json<ChatbotBody>, ApiError> {
    ChatbotBody::try_from(chatbot.project).map(Json)
}

/// The body of `POST /v1/chatbots`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "name": "Acme Inc", "slug": "acme", "allowedOrigins": ["https://acme.example"] }))]
pub struct NewChatbotBody {
    /// 1 to 100 characters.
    name: String,
    /// 1 to 64 lower-case letters, digits, hyphens and underscores. Defaults to a slug derived from the name.
    slug: Option<String>,
    /// The origins that may show its widget.
    #[serde(default)]
    allowed_origins: Vec<String>,
}

/// Creates a chatbot.
#[utoipa::path(
    post, path = "/v1/chatbots", tag = "Chatbots", request_body = NewChatbotBody,
    responses((status = 201, body = ChatbotBody), OrganizationErrors, OrganizationBodyErrors),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    organization: OwnedOrganization<WriteChatbots>,
    JsonBody(body): JsonBody<NewChatbotBody>,
) -> Result<(StatusCode, Json<ChatbotBody>), ApiError> {
    if organization.only.is_some() {
        return Err(ApiError::forbidden(
            "key_of_one_chatbot",
            "This key opens one chatbot. To create another, use a key of the organization.",
        ));
    }
    let wanted = WantedProject {
        organization_id: organization.id,
        name: body.name,
        slug: body.slug,
        allowed_origins: body.allowed_origins,
        settings: json!({}),
    };
    let made = projects::create(&platform, wanted, &organization.caller.to_string()).await?;
    Ok((StatusCode::CREATED, Json(made.try_into()?)))
}

/// The body of `PATCH /v1/chatbots/{id}`. Only the given fields change.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "name": "Acme Inc", "settings": { "botName": "Ada", "primaryColor": "#0a7a5c" } }))]
pub struct ChatbotPatchBody {
    /// 1 to 100 characters.
    name: Option<String>,
    /// The origins that may show its widget. They replace the current ones.
    allowed_origins: Option<Vec<String>>,
    /// Fields of `PATCH /api/v1/config`.
    #[schema(value_type = Option<Object>)]
    settings: Option<Map<String, Value>>,
}

/// Changes a chatbot.
#[utoipa::path(
    patch, path = "/v1/chatbots/{id}", tag = "Chatbots", request_body = ChatbotPatchBody,
    params(("id" = ProjectId, Path, description = "The chatbot's id.")),
    responses((status = 200, body = ChatbotBody), OrganizationErrors, OrganizationBodyErrors),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<WriteChatbots>,
    JsonBody(body): JsonBody<ChatbotPatchBody>,
) -> Result<Json<ChatbotBody>, ApiError> {
    let mut fields = body.settings.unwrap_or_default();
    if let Some(origins) = body.allowed_origins {
        fields.insert("allowedOrigins".into(), json!(origins));
    }
    let maker = chatbot.organization.maker;
    let changed =
        settings::change_named(&platform, chatbot.project, body.name, &fields, &maker).await?;
    Ok(Json(changed.project.try_into()?))
}
