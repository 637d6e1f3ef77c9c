//! `/api/v1/keys` and `/api/v1/audit`: API keys, and the record of changes.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::tz::TimeZone;
use porchlight_shared::{
    error::ErrorBody,
    ids::{AuditId, KeyId, PersonId, ProjectId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedOrganization, WriteKeys},
        page::next_cursor,
        query::Params,
    },
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        cursor::Cursor,
        timestamp::{end_of, rfc3339},
    },
    platform::Platform,
    services::{
        changes,
        keys::{self, KeyError, WantedKey},
    },
    store::{
        api_keys::{self, ApiKey},
        audit::AuditEntry,
        people::{self, KnownPerson},
    },
};

/// Entries of the record of changes in one response.
const AUDIT_PAGE: u32 = 100;

/// A key as its owner sees it.
#[derive(Serialize, ToSchema)]
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

/// The answer to `GET /api/v1/keys`.
#[derive(Serialize, ToSchema)]
pub struct KeysBody {
    keys: Vec<KeyBody>,
}

/// Lists the keys that the caller's key may manage, newest first.
#[utoipa::path(get, path = "/api/v1/keys", tag = "Keys", responses((status = 200, body = KeysBody), KeyErrors))]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
) -> Result<Json<KeysBody>, ApiError> {
    let keys = api_keys::list(platform.directory(), owner.id, owner.only).await?;
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
    /// The project that it opens. Defaults to that of the caller's key, or to the whole organization.
    project_id: Option<ProjectId>,
    /// The scopes. Defaults to all scopes of the kind.
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
    let answer = CreatedKeyBody {
        id: made.id,
        key: Some(made.key),
        scopes: made.scopes,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The answer to `DELETE /api/v1/keys/{id}`.
#[derive(Serialize, ToSchema)]
pub struct RevokedBody {
    revoked: bool,
}

/// Revokes a key, which opens nothing from then on.
#[utoipa::path(
    delete, path = "/api/v1/keys/{id}", tag = "Keys", params(("id" = KeyId, Path, description = "The key's id.")),
    responses(
        (status = 200, body = RevokedBody),
        (status = 404, description = "There is no such key, or it is revoked already.", body = ErrorBody),
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

/// The project and the page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The id of the project, required with a key for the whole organization.
    project: Option<ProjectId>,
    /// The `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// An entry in the record of changes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditBody {
    id: AuditId,
    /// Who did it: `root`, the id of a key, or `person:` and the id of a person.
    actor: String,
    /// The person's name, or else their address. Null for others, and for who was removed long ago.
    actor_name: Option<String>,
    action: String,
    target: String,
    /// The same of the person that was changed.
    target_name: Option<String>,
    detail: Value,
    created_at: String,
}

impl AuditBody {
    fn of(entry: AuditEntry, known: &[KnownPerson]) -> Self {
        Self {
            id: entry.id,
            actor_name: person_name(known, &entry.actor),
            actor: entry.actor,
            action: entry.action,
            target_name: person_name(known, &entry.target),
            target: entry.target,
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
            created_at: rfc3339(entry.created_at),
        }
    }
}

fn person_name(known: &[KnownPerson], id: &str) -> Option<String> {
    let id = person_id(id)?;
    let person = known.iter().find(|person| person.id == id)?;
    let name = Some(&person.name).filter(|name| !name.is_empty());
    Some(name.unwrap_or(&person.email).clone())
}

/// The person whom an entry names as `person:` and an id, or as an id alone.
fn person_id(id: &str) -> Option<PersonId> {
    id.strip_prefix("person:").unwrap_or(id).parse().ok()
}

/// The answer to `GET /api/v1/audit`.
#[derive(Serialize, ToSchema)]
pub struct AuditPage {
    entries: Vec<AuditBody>,
    next_cursor: Option<String>,
}

/// Lists the changes in a project, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "Keys", params(AuditQuery),
    responses(
        (status = 200, body = AuditPage),
        (status = 400, description = "The query is not what was expected.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn audit(
    State(platform): State<Platform>,
    owner: OwnedOrganization<WriteKeys>,
    Params(query): Params<AuditQuery>,
) -> Result<Json<AuditPage>, ApiError> {
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
    let mut entries = changes::of_project(&platform, project_id, after, AUDIT_PAGE + 1).await?;
    let next_cursor = next_cursor(&mut entries, AUDIT_PAGE, &filters, |entry| Cursor {
        time: entry.created_at,
        id: entry.id.to_string(),
    });
    let named: Vec<PersonId> = (entries.iter())
        .flat_map(|entry| [&entry.actor, &entry.target])
        .filter_map(|id| person_id(id))
        .collect();
    let known = people::known(platform.directory(), project_id, &named).await?;
    Ok(Json(AuditPage {
        entries: (entries.into_iter())
            .map(|entry| AuditBody::of(entry, &known))
            .collect(),
        next_cursor,
    }))
}
