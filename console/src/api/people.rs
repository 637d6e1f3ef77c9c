//! Requests about the people of the project and the signed-in person's own sessions.

use gloo_net::http::Method;
use porchlight_shared::ids::{ConsoleSessionId, PersonId};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{get, post, read, send};
use crate::{
    model::people::{Invited, ListedPerson, OwnSessions, PeopleList, PersonDraft},
    problem::Problem,
};

const PEOPLE: &str = "/api/v1/people";
const SESSIONS: &str = "/console/sessions";

/// A page of the people: the first, or the page at `cursor`.
pub(crate) async fn list(cursor: Option<&str>) -> Result<PeopleList, Problem> {
    get(&paged(PEOPLE, cursor)).await
}

/// Invites somebody, or creates a new link for somebody who has not accepted yet.
pub(crate) async fn invite(wanted: &PersonDraft) -> Result<Invited, Problem> {
    let body = json!({
        "email": wanted.email.trim(), "name": wanted.name.trim(), "role": wanted.role,
    });
    read(post(PEOPLE, body).await?).await
}

/// Changes the fields in which `wanted` differs.
pub(crate) async fn change(
    person: &ListedPerson,
    wanted: &PersonDraft,
) -> Result<ListedPerson, Problem> {
    let mut body = Map::new();
    if wanted.role != person.role {
        body.insert("role".into(), json!(wanted.role));
    }
    if wanted.name.trim() != person.name {
        body.insert("name".into(), json!(wanted.name.trim()));
    }
    let (path, body) = (of(person.id), Value::Object(body));
    read(send(Method::PATCH, &path, Some(body), &[]).await?).await
}

pub(crate) async fn remove(id: PersonId) -> Result<(), Problem> {
    send(Method::DELETE, &of(id), None, &[]).await.map(drop)
}

/// The sessions of the signed-in person.
pub(crate) async fn sessions() -> Result<OwnSessions, Problem> {
    get(SESSIONS).await
}

pub(crate) async fn end_session(id: ConsoleSessionId) -> Result<(), Problem> {
    let path = format!("{SESSIONS}/{id}");
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

#[derive(Deserialize)]
struct Ended {
    ended: u64,
}

/// Ends all sessions except this one, and returns how many there were.
pub(crate) async fn end_other_sessions() -> Result<u64, Problem> {
    let ended: Ended = read(send(Method::DELETE, SESSIONS, None, &[]).await?).await?;
    Ok(ended.ended)
}

fn of(id: PersonId) -> String {
    format!("{PEOPLE}/{id}")
}

fn paged(path: &str, cursor: Option<&str>) -> String {
    cursor.map_or_else(
        || path.to_owned(),
        |cursor| format!("{path}?cursor={cursor}"),
    )
}
