//! `/api/v1/keys` and `/api/v1/audit`: who may do what, and what was done.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::tz::TimeZone;
use porchlight_shared::ids::{AuditId, KeyId, ProjectId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        owner::{OwnedOrganization, WriteKeys},
        query::Params,
    },
    domain::{
        api_key::KeyKind,
        cursor::Cursor,
        scope::Scope,
        timestamp::{end_of, rfc3339},
    },
    platform::Platform,
    services::keys::{self, KeyError, WantedKey},
    store::{
        api_keys::{self, ApiKey},
        audit::{self, AuditEntry},
    },
};

/// Entries of the record of changes in one answer.
const AUDIT_PAGE: u32 = 100;

/// A key as its owner sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyBody {
    id: KeyId,
    project_id: Option<ProjectId>,
    kind: KeyKind,
    /// The key's last four digits.
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

/// `GET /api/v1/keys`: the keys that the caller's key may manage, newest first.
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
) -> Result<Json<Value>, ApiError> {
    let keys = api_keys::list(&*platform.db, owner.id, owner.only).await?;
    let keys: Vec<KeyBody> = keys.into_iter().map(KeyBody::from).collect();
    Ok(Json(json!({ "keys": keys })))
}

/// The body of `POST /api/v1/keys`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewKeyBody {
    kind: KeyKind,
    name: String,
    /// Which project it opens; that of the caller's key, or the whole organization if absent.
    project_id: Option<ProjectId>,
    /// What it may do; everything that its kind may if absent.
    #[serde(default)]
    scopes: Vec<Scope>,
    /// A date, or a time (RFC 3339).
    expires_at: Option<String>,
}

/// `POST /api/v1/keys`: makes a key, which is shown only this once.
#[worker::send]
pub async fn make(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    JsonBody(body): JsonBody<NewKeyBody>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
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
    let made = keys::make(&platform, wanted, &owner.key.to_string()).await?;
    let answer = json!({ "id": made.id, "key": made.key, "scopes": made.scopes });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE /api/v1/keys/{id}`: from now on the key opens nothing.
#[worker::send]
pub async fn revoke(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let id = id.parse().map_err(|_| KeyError::NotFound)?;
    let actor = owner.key.to_string();
    keys::revoke(&platform, owner.id, owner.only, id, &actor).await?;
    Ok(Json(json!({ "revoked": true })))
}

/// The query of `GET /api/v1/audit`.
#[derive(Deserialize)]
pub struct AuditQuery {
    project: Option<ProjectId>,
    cursor: Option<String>,
}

/// An entry of the record of changes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditBody {
    id: AuditId,
    actor: String,
    action: String,
    target: String,
    detail: Value,
    created_at: String,
}

impl From<AuditEntry> for AuditBody {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            actor: entry.actor,
            action: entry.action,
            target: entry.target,
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
            created_at: rfc3339(entry.created_at),
        }
    }
}

/// `GET /api/v1/audit`: what was done in a project, newest first.
#[worker::send]
pub async fn audit(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<Value>, ApiError> {
    let project_id = query.project.or(owner.only).ok_or_else(|| {
        ApiError::bad_request("project_missing", "Name the project: ?project=<its id>.")
    })?;
    owner
        .project(&platform, project_id)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let filters = format!("audit {project_id}");
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let entries = audit::list(&*platform.db, project_id, after, AUDIT_PAGE).await?;
    let next_cursor = entries
        .last()
        .filter(|_| u32::try_from(entries.len()) == Ok(AUDIT_PAGE))
        .map(|entry| {
            Cursor {
                time: entry.created_at,
                id: entry.id.to_string(),
            }
            .encode(&filters)
        });
    let entries: Vec<AuditBody> = entries.into_iter().map(AuditBody::from).collect();
    Ok(Json(
        json!({ "entries": entries, "next_cursor": next_cursor }),
    ))
}
