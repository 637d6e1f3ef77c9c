//! `/api/v1/keys`: API keys.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::tz::TimeZone;
use porchlight_shared::{
    error::ErrorBody,
    ids::{KeyId, ProjectId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedOrganization, WriteKeys},
    },
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        timestamp::{end_of, rfc3339},
    },
    platform::Platform,
    services::keys::{self, CreatedKey, KeyError, WantedKey},
    store::api_keys::{self, ApiKey},
};

/// A key, as its owner sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyBody {
    id: KeyId,
    project_id: Option<ProjectId>,
    kind: KeyKind,
    /// The key's last four characters.
    ending: String,
    name: String,
    scopes: Vec<Scope>,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    last_used_at: Option<String>,
}

impl From<ApiKey> for KeyBody {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            project_id: key.project_id,
            kind: key.kind,
            ending: key.ending,
            name: key.name,
            scopes: key.scopes,
            created_at: rfc3339(key.created_at),
            expires_at: key.expires_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
            last_used_at: key.last_used_at.map(rfc3339),
        }
    }
}

/// The answer to `GET /api/v1/keys`.
#[derive(Serialize, ToSchema)]
pub struct KeysBody {
    keys: Vec<KeyBody>,
}

/// Lists the keys that the caller's key may manage, newest first, with the last 100 revoked in the past 90 days.
#[utoipa::path(get, path = "/api/v1/keys", tag = "Keys", responses((status = 200, body = KeysBody), KeyErrors))]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
) -> Result<Json<KeysBody>, ApiError> {
    let now = platform.clock.now();
    let keys = api_keys::list(platform.directory(), owner.id, owner.only, now).await?;
    Ok(Json(KeysBody {
        keys: keys.into_iter().map(KeyBody::from).collect(),
    }))
}

/// The body of `POST /api/v1/keys`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "kind": "live", "name": "nightly export", "scopes": ["conversations:read"] }))]
pub struct NewKeyBody {
    kind: KeyKind,
    name: String,
    /// The project that it opens. Defaults to the project of the caller's key, or to the whole organization.
    project_id: Option<ProjectId>,
    /// The scopes. Defaults to all scopes of the key's kind.
    #[serde(default)]
    scopes: Vec<Scope>,
    /// When it expires: a date or a time (RFC 3339).
    expires_at: Option<String>,
}

/// A new key.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeKeyBody)]
pub struct CreatedKeyBody {
    id: KeyId,
    /// The key, shown only this once. A repeated request with the same Idempotency-Key has null here.
    key: Option<String>,
    scopes: Vec<Scope>,
}

impl From<CreatedKey> for CreatedKeyBody {
    fn from(made: CreatedKey) -> Self {
        Self {
            id: made.id,
            key: Some(made.key),
            scopes: made.scopes,
        }
    }
}

/// Creates a key, which is shown only this once.
#[utoipa::path(
    post, path = "/api/v1/keys", tag = "Keys", request_body = NewKeyBody,
    responses(
        (status = 201, body = CreatedKeyBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    JsonBody(body): JsonBody<NewKeyBody>,
) -> Result<(StatusCode, Json<CreatedKeyBody>), ApiError> {
    let project_id = match (body.project_id, owner.only) {
        (None, only) => only,
        (Some(id), _) => {
            owner
                .project(&platform, id)
                .await?
                .ok_or_else(ApiError::project_not_found)?;
            Some(id)
        }
    };
    let expires_at = match body.expires_at {
        None => None,
        Some(text) => Some(end_of(&text, &TimeZone::UTC).ok_or_else(|| {
            ApiError::bad_request(
                "expiry_invalid",
                "expiresAt is a date (2027-01-31) or a time (2027-01-31T12:00:00Z).",
            )
        })?),
    };
    let wanted = WantedKey {
        organization_id: owner.id,
        project_id,
        kind: body.kind,
        name: body.name,
        scopes: body.scopes,
        expires_at,
    };
    let made = keys::create(&platform, wanted, &owner.maker).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// The answer to `DELETE /api/v1/keys/{id}`.
#[derive(Serialize, ToSchema)]
pub struct RevokedBody {
    revoked: bool,
}

/// Revokes a key. It opens nothing any more.
#[utoipa::path(
    delete, path = "/api/v1/keys/{id}", tag = "Keys", params(("id" = KeyId, Path, description = "The key's id.")),
    responses(
        (status = 200, body = RevokedBody),
        (status = 404, description = "There is no such key, or it is already revoked.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn revoke(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    Path(id): Path<String>,
) -> Result<Json<RevokedBody>, ApiError> {
    let id = id.parse().map_err(|_| KeyError::NotFound)?;
    let actor = owner.caller.to_string();
    keys::revoke(&platform, owner.id, owner.only, id, &actor).await?;
    Ok(Json(RevokedBody { revoked: true }))
}
