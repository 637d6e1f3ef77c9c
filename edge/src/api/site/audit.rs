//! `/api/v1/audit`: the record of changes.

use axum::{Json, extract::State};
use porchlight_shared::{
    error::ErrorBody,
    ids::{AuditId, PersonId, ProjectId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedOrganization, WriteKeys},
        page::next_cursor,
        query::Params,
    },
    domain::{cursor::Cursor, timestamp::rfc3339},
    platform::Platform,
    services::changes,
    store::{
        audit::{AuditEntry, AuditFilter},
        people::{self, KnownPerson},
    },
};

/// The number of entries in one response.
const AUDIT_PAGE: u32 = 100;

/// The project and the page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The id of the project, required with a key for the whole organization.
    project: Option<ProjectId>,
    /// The `next_cursor` of the previous page.
    cursor: Option<String>,
    /// Only changes by this actor, in the form of `actor` in the entries.
    #[param(max_length = 100)]
    actor: Option<String>,
    /// Only changes of this kind: the part of the action before the dot, such as `webhook`.
    #[param(max_length = 100)]
    kind: Option<String>,
}

/// An entry of the record of changes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditBody {
    id: AuditId,
    /// The actor: `root`, the id of a key, or `person:` and the id of a person.
    actor: String,
    /// The person's name, or else their e-mail address. Null for other actors, and for people who were removed long
    /// ago.
    actor_name: Option<String>,
    action: String,
    target: String,
    /// The name, or else the e-mail address, of the person who was changed. Null for other changes.
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

/// The id of the person whom an entry names as `person:` and an id, or as an id alone.
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
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
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
    let filter = AuditFilter {
        actor: query.actor,
        kind: query.kind,
    };
    // Without a filter the text is the old one, so that cursors from before there were filters still work.
    let filters = match &filter {
        AuditFilter {
            actor: None,
            kind: None,
        } => format!("audit {project_id}"),
        AuditFilter { actor, kind } => format!("audit {project_id} {actor:?} {kind:?}"),
    };
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let mut entries =
        changes::of_project(&platform, project_id, &filter, after, AUDIT_PAGE + 1).await?;
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
