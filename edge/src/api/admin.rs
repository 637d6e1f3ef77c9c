//! `/api/admin`: endpoints that need the deployment's root secret. They create the first organization with its project
//! and keys; keys do everything else.

use axum::{
    Json,
    extract::{FromRef, FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use porchlight_shared::ids::{OrganizationId, ProjectId};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::{
    bearer::bearer, body::JsonBody, client_ip, error::ApiError, site::keys::CreatedKeyBody,
};
use crate::{
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        settings::plan::Plan,
    },
    platform::Platform,
    services::{
        guesses,
        keys::{self, KeyMaker, WantedKey},
        people::invite,
        setup::{self, Setup},
    },
    store::{organizations, projects},
};

/// The deployer, who sends `Authorization: Bearer <ROOT_SECRET>`.
pub struct Root;

impl<S: Send + Sync> FromRequestParts<S> for Root
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let platform = Platform::from_ref(state);
        let Some(secret) = &platform.config.root_secret else {
            return Err(ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "root_secret_missing",
                "This deployment has no root secret. Set it: wrangler secret put ROOT_SECRET.",
            ));
        };
        let shown = bearer(&parts.headers).unwrap_or_default();
        if bool::from(shown.as_bytes().ct_eq(secret)) {
            return Ok(Self);
        }
        // The right secret always passes, so other clients at the same address cannot lock the deployer out.
        if !guesses::may_guess(&platform, &client_ip::of(&parts.headers)).await? {
            return Err(ApiError::rate_limited());
        }
        Err(ApiError::unauthorized(
            "root_secret_invalid",
            "Send the deployment's root secret in the header: Authorization: Bearer <ROOT_SECRET>.",
        ))
    }
}

/// The body of `POST /api/admin/setup`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetupBody {
    organization: String,
    project: String,
    slug: Option<String>,
    #[serde(default)]
    allowed_origins: Vec<String>,
    #[serde(default)]
    plan: Plan,
}

/// Creates an organization, its first project and their keys, which are shown only this once.
#[worker::send]
pub async fn setup(
    State(platform): State<Platform>,
    _root: Root,
    JsonBody(body): JsonBody<SetupBody>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let made = setup::set_up(
        &platform,
        Setup {
            organization: body.organization,
            project: body.project,
            slug: body.slug,
            allowed_origins: body.allowed_origins,
            plan: body.plan,
        },
    )
    .await?;
    let answer = json!({
        "organizationId": made.organization_id,
        "projectId": made.project_id,
        "project": made.slug,
        "organizationKey": made.organization_key,
        "projectKey": made.project_key,
        "publishableKey": made.publishable_key,
    });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The body of `PATCH /api/admin/organizations/{id}`.
#[derive(Deserialize)]
pub struct PlanBody {
    plan: Plan,
}

/// Changes an organization's plan.
#[worker::send]
pub async fn set_plan(
    State(platform): State<Platform>,
    _root: Root,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PlanBody>,
) -> Result<Json<Value>, ApiError> {
    let not_found =
        || ApiError::not_found("organization_not_found", "There is no such organization.");
    let id: OrganizationId = id.parse().map_err(|_| not_found())?;
    organizations::by_id(platform.directory(), id)
        .await?
        .ok_or_else(not_found)?;
    setup::change_plan(&platform, id, body.plan).await?;
    Ok(Json(json!({ "id": id, "plan": body.plan })))
}

/// The body of `POST /api/admin/keys`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAdminKeyBody {
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
    kind: KeyKind,
    name: String,
    #[serde(default)]
    scopes: Vec<Scope>,
}

/// Creates a key for owners who have lost all of theirs.
#[worker::send]
pub async fn create_key(
    State(platform): State<Platform>,
    _root: Root,
    JsonBody(body): JsonBody<NewAdminKeyBody>,
) -> Result<(StatusCode, Json<CreatedKeyBody>), ApiError> {
    let wanted = WantedKey {
        organization_id: body.organization_id,
        project_id: body.project_id,
        kind: body.kind,
        name: body.name,
        scopes: body.scopes,
        expires_at: None,
    };
    setup::check_owner(&platform, &wanted).await?;
    let made = keys::create(&platform, wanted, &KeyMaker::root()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// The body of `POST /api/admin/sign-in-links`.
#[derive(Deserialize)]
pub struct NewSignInLinkBody {
    /// The slug of the project.
    project: String,
    email: String,
}

/// Makes a link with which an owner of the project signs in to the inbox. If nobody in the project has the e-mail
/// address, the person is added as an owner.
#[worker::send]
pub async fn create_sign_in_link(
    State(platform): State<Platform>,
    _root: Root,
    JsonBody(body): JsonBody<NewSignInLinkBody>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let project = projects::by_slug(platform.directory(), &body.project)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let path = invite::owners_link(&platform, &project, &body.email).await?;
    Ok((StatusCode::CREATED, Json(json!({ "path": path }))))
}
