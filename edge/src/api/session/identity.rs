//! `/api/v1/identity`: the secret with which the owner's server signs its users' e-mail addresses.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedProject, RotateIdentity, WriteKeys},
    },
    platform::Platform,
    services::identity_secret::{self, IdentitySettings},
};

/// Whether and how visitors are signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdentityBody {
    /// Whether the project has an identity secret, so that visitors can be signed in.
    enabled: bool,
    /// How far the signed time may be from the current time, in minutes.
    window_minutes: u64,
}

impl From<IdentitySettings> for IdentityBody {
    fn from(settings: IdentitySettings) -> Self {
        Self {
            enabled: settings.enabled,
            window_minutes: settings.window_ms / 60_000,
        }
    }
}

/// Returns whether visitors can be signed in.
#[utoipa::path(
    get, path = "/api/v1/identity", tag = "Identity", responses((status = 200, body = IdentityBody), KeyErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<WriteKeys>,
) -> Result<Json<IdentityBody>, ApiError> {
    let settings = identity_secret::settings(&platform, project.id).await?;
    Ok(Json(settings.into()))
}

/// The new window.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "windowMinutes": 15 }))]
pub struct IdentityChangeBody {
    /// 5 to 60.
    window_minutes: u64,
}

/// Sets how far the signed time may be from the current time.
#[utoipa::path(
    patch, path = "/api/v1/identity", tag = "Identity", request_body = IdentityChangeBody,
    responses(
        (status = 200, body = IdentityBody),
        (status = 400, description = "The window is not 5 to 60 minutes.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    project: OwnedProject<WriteKeys>,
    JsonBody(body): JsonBody<IdentityChangeBody>,
) -> Result<Json<IdentityBody>, ApiError> {
    let window_ms = body.window_minutes.saturating_mul(60_000);
    let actor = project.caller.to_string();
    let settings = identity_secret::set_window(
        &platform,
        project.organization_id,
        project.id,
        window_ms,
        &actor,
    )
    .await?;
    Ok(Json(settings.into()))
}

/// The new secret.
#[derive(Serialize, ToSchema)]
pub struct IdentitySecretBody {
    /// The secret, shown only this once. A repeated request with the same Idempotency-Key has null here.
    secret: Option<String>,
}

/// Creates a new identity secret. The key needs the scope `*` and must not expire. The previous secret signs nobody in
/// any more, but existing sessions continue.
#[utoipa::path(
    post, path = "/api/v1/identity/rotate", tag = "Identity",
    responses(
        (status = 200, body = IdentitySecretBody),
        (status = 503, description = "The deployment has no root secret.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn rotate(
    State(platform): State<Platform>,
    project: OwnedProject<RotateIdentity>,
) -> Result<Json<IdentitySecretBody>, ApiError> {
    // The secret signs in as any visitor for as long as it is in use, so a key that expires must not create one.
    if project.maker.expires_at.is_some() {
        return Err(ApiError::forbidden(
            "key_ends",
            "The identity secret would outlive this key, which expires. Use a key that does not expire.",
        ));
    }
    let actor = project.caller.to_string();
    let secret =
        identity_secret::rotate(&platform, project.organization_id, project.id, &actor).await?;
    Ok(Json(IdentitySecretBody {
        secret: Some(secret),
    }))
}
