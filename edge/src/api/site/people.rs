//! `/api/v1/people`: the people who work with a project, and their roles.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use porchlight_shared::{error::ErrorBody, ids::PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedProject, ReadPeople, WritePeople},
        page::next_cursor,
        query::Params,
    },
    domain::{credentials::role::Role, cursor::Cursor, timestamp::rfc3339},
    platform::Platform,
    services::people::{
        self, PeopleError, PeopleMaker, PersonChange,
        invite::{self, WantedPerson},
    },
    store::people::{self as stored, PAGE, Person},
};

/// A person who works with the project.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonBody {
    id: PersonId,
    email: String,
    /// The name; empty if unknown.
    name: String,
    role: Role,
    /// When the person was invited.
    invited_at: String,
    /// When the person first signed in. Null while the invitation is open.
    joined_at: Option<String>,
    /// When the person last had the console open, to the minute.
    last_seen_at: Option<String>,
}

impl From<Person> for PersonBody {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            email: person.email,
            name: person.name,
            role: person.role,
            invited_at: rfc3339(person.created_at),
            joined_at: person.joined_at.map(rfc3339),
            last_seen_at: person.seen_at.map(rfc3339),
        }
    }
}

/// The answer to `GET /api/v1/people`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeopleBody {
    people: Vec<PersonBody>,
    /// The cursor of the next page, if there is one.
    next_cursor: Option<String>,
}

/// The page of the list to return.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// Lists the people of the project with their roles, in the order in which they were invited, 100 on a page.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "People", params(PeopleQuery),
    responses(
        (status = 200, body = PeopleBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadPeople>,
    Params(query): Params<PeopleQuery>,
) -> Result<Json<PeopleBody>, ApiError> {
    let filters = format!("people {}", project.id);
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let db = platform.directory();
    let mut people = stored::of_project(db, project.id, after, PAGE + 1).await?;
    let next_cursor = next_cursor(&mut people, PAGE, &filters, |person| Cursor {
        time: person.created_at,
        id: person.id.to_string(),
    });
    Ok(Json(PeopleBody {
        people: people.into_iter().map(PersonBody::from).collect(),
        next_cursor,
    }))
}

/// The body of `POST /api/v1/people`.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "email": "ada@shop.example", "name": "Ada", "role": "operator" }))]
pub struct NewPersonBody {
    email: String,
    /// The name, if you know it.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    role: Role,
}

/// A person who was invited.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitedBody {
    person: PersonBody,
    /// The address where the invitation is accepted: once, within 7 days, by anyone who has it. It is shown only now. A
    /// repeated request with the same Idempotency-Key has null here.
    invitation_url: Option<String>,
    /// Whether the invitation was sent by e-mail. If not, pass on the address yourself.
    mailed: bool,
}

/// Invites a person, or makes a new link for a person who has not accepted the invitation. The role may do no more than
/// yours.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "People", request_body = NewPersonBody,
    responses(
        (status = 201, body = InvitedBody),
        (status = 503, description = "The deployment has no root secret, or no PUBLIC_URL.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    project: OwnedProject<WritePeople>,
    JsonBody(body): JsonBody<NewPersonBody>,
) -> Result<(StatusCode, Json<InvitedBody>), ApiError> {
    check_lasts(&project)?;
    let wanted = WantedPerson {
        email: body.email,
        name: body.name,
        role: body.role,
    };
    let invited = invite::invite(&platform, wanted, &maker(project)).await?;
    let answer = InvitedBody {
        person: invited.person.into(),
        invitation_url: Some(invited.link),
        mailed: invited.mailed,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The body of `PATCH /api/v1/people/{id}`.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "role": "admin" }))]
pub struct PersonChangeBody {
    /// The new role. It applies from the person's next request.
    role: Option<Role>,
    /// The new name.
    #[schema(max_length = 100)]
    name: Option<String>,
}

/// Changes a person's role or name. Neither the old role nor the new one may do more than yours.
#[utoipa::path(
    patch, path = "/api/v1/people/{id}", tag = "People", request_body = PersonChangeBody,
    params(("id" = PersonId, Path, description = "The person's id.")),
    responses(
        (status = 200, body = PersonBody),
        (status = 404, description = "There is no such person.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    project: OwnedProject<WritePeople>,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PersonChangeBody>,
) -> Result<Json<PersonBody>, ApiError> {
    let change = PersonChange {
        role: body.role,
        name: body.name,
    };
    if change.role.is_some() {
        check_lasts(&project)?;
    }
    let person = people::change(&platform, person_id(&id)?, change, &maker(project)).await?;
    Ok(Json(person.into()))
}

/// The answer to `DELETE /api/v1/people/{id}`.
#[derive(Serialize, ToSchema)]
pub struct RemovedPersonBody {
    removed: bool,
}

/// Removes a person and ends their sessions at once. The last owner cannot be removed.
#[utoipa::path(
    delete, path = "/api/v1/people/{id}", tag = "People",
    params(("id" = PersonId, Path, description = "The person's id.")),
    responses(
        (status = 200, body = RemovedPersonBody),
        (status = 404, description = "There is no such person.", body = ErrorBody),
        (status = 409, description = "It is the last owner.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    project: OwnedProject<WritePeople>,
    Path(id): Path<String>,
) -> Result<Json<RemovedPersonBody>, ApiError> {
    people::remove(&platform, person_id(&id)?, &maker(project)).await?;
    Ok(Json(RemovedPersonBody { removed: true }))
}

/// Checks that the key that gives a role does not expire, because the person would outlive it.
fn check_lasts(project: &OwnedProject<WritePeople>) -> Result<(), ApiError> {
    if project.maker.expires_at.is_none() {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "key_ends",
        "A person's role would outlive this key, which expires. Use a key that does not expire.",
    ))
}

fn person_id(id: &str) -> Result<PersonId, PeopleError> {
    id.parse().map_err(|_| PeopleError::NotFound)
}

fn maker(project: OwnedProject<WritePeople>) -> PeopleMaker {
    PeopleMaker {
        organization_id: project.organization_id,
        project_id: project.id,
        name: project.maker.name,
        scopes: project.maker.scopes,
    }
}
