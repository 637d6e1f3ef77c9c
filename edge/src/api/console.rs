//! `/console/session`: signs people in to the inbox with a link or a passkey, and out again.
//!
//! ```text
//!   POST the link ──► requested here, or confirmed? ──► used up ──► a signed cookie
//!   POST a passkey's signature ──► known, and this challenge? ──► a signed cookie
//!   any request of /api/v1 with the cookie and no key ──► from our own page? ──► the session's person ──► as with a key
//! ```
//! *Invariant:* the cookie replaces a key only on the site's surface. A page that shows one project names it in each
//! request and gets no other, even if the session has since switched to another project.

pub mod cookies;
pub mod links;
pub mod passkeys;
mod sender;
pub mod sessions;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use porchlight_shared::ids::PersonId;
use serde::{Deserialize, Serialize};

use self::{
    cookies::{check_sender, no_store},
    passkeys::ANSWER_BYTES,
};
use super::{body::JsonBody, client_ip::ClientIp, cookie, error::ApiError};
use crate::{
    domain::{
        credentials::{console_token::CONSOLE_SECONDS, passkey::PasskeyAnswer, role::Role},
        settings::contrast,
    },
    platform::Platform,
    services::{self, console, published_project, sign_in as signing_in},
    store::{api_keys::Credential, people::Person},
};

/// What to sign in with: a link or a passkey.
#[derive(Deserialize)]
pub struct SignInBody {
    /// The secret of the link.
    #[serde(default)]
    link: String,
    /// The id of the person who has confirmed the sign-in, for a link that was not requested in this browser.
    person: Option<PersonId>,
    /// The device's answer: `AuthenticationResponseJSON` (Web Authentication, section 5.1.8).
    passkey: Option<PasskeyAnswer>,
}

/// The project to switch to.
#[derive(Deserialize)]
pub struct ProjectChangeBody {
    /// The slug of the project.
    project: String,
}

/// The session, with the parts of the project that the inbox shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionBody {
    /// The slug of the project.
    project: String,
    /// The owner's name.
    company: String,
    /// The assistant's name.
    assistant: String,
    /// The accent colour, as `#rrggbb`.
    primary_color: String,
    /// The colour of text on the accent, as `#rrggbb`.
    primary_foreground: String,
    /// Whether the deployment can store files.
    files: bool,
    /// The person who is signed in.
    person: ConsolePersonBody,
}

/// A person who is signed in, or whom a link would sign in.
#[derive(Serialize)]
pub struct ConsolePersonBody {
    id: PersonId,
    email: String,
    name: String,
    role: Role,
}

impl From<Person> for ConsolePersonBody {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            email: person.email,
            name: person.name,
            role: person.role,
        }
    }
}

/// A project that the session can switch to.
#[derive(Serialize)]
pub struct OwnProjectBody {
    /// The slug of the project.
    project: String,
    name: String,
    role: Role,
}

/// The answer to `GET /console/projects`.
#[derive(Serialize)]
pub struct OwnProjectsBody {
    projects: Vec<OwnProjectBody>,
}

/// `POST /console/session`: signs in.
#[worker::send]
pub async fn sign_in(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignInBody, ANSWER_BYTES>,
) -> Result<Response, ApiError> {
    check_sender(&Method::POST, &headers)?;
    if !cookies::may_try(&platform, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let browser = sender::browser(&headers);
    let begun = if let Some(answer) = &body.passkey {
        services::passkeys::sign_in(&platform, &passkeys::shown(&headers, answer), browser).await?
    } else {
        let nonce = cookie::read(&headers, cookies::NONCE);
        signing_in::sign_in(&platform, &body.link, nonce, body.person, browser).await?
    };
    if let Some(before) = cookie::read(&headers, cookies::SESSION) {
        console::sign_out(&platform, before).await?;
    }
    let shown = shown(&platform, begun.person).await?;
    let mut cookies = HeaderMap::new();
    cookies::set(&mut cookies, cookies::NONCE, "", 0);
    cookies::set(&mut cookies, cookies::CHALLENGE, "", 0);
    cookies::set(
        &mut cookies,
        cookies::SESSION,
        &begun.token,
        CONSOLE_SECONDS,
    );
    Ok((cookies, no_store(), Json(shown)).into_response())
}

/// `GET /console/session`: the session, with the person who is signed in.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let open = sessions::of_person(&platform, &Method::GET, &headers).await?;
    let person = console::person(&platform, &open).await?;
    let shown = shown(&platform, person).await?;
    Ok((no_store(), Json(shown)).into_response())
}

/// `PATCH /console/session`: switches to another project of the same person.
#[worker::send]
pub async fn change_project(
    State(platform): State<Platform>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<ProjectChangeBody, ANSWER_BYTES>,
) -> Result<Response, ApiError> {
    let open = sessions::of_person(&platform, &Method::PATCH, &headers).await?;
    let there = console::change_project(&platform, &open, &body.project).await?;
    let shown = shown(&platform, there).await?;
    Ok((no_store(), Json(shown)).into_response())
}

/// `GET /console/projects`: the projects that the session can switch to, the current one first.
#[worker::send]
pub async fn projects(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let open = sessions::of_person(&platform, &Method::GET, &headers).await?;
    let projects = console::own_projects(&platform, &open).await?.into_iter();
    let projects = projects.map(|own| OwnProjectBody {
        project: own.slug,
        name: own.name,
        role: own.role,
    });
    let projects = projects.collect();
    Ok((no_store(), Json(OwnProjectsBody { projects })).into_response())
}

/// `DELETE /console/session`: signs out. It succeeds even if nobody was signed in.
#[worker::send]
pub async fn sign_out(
    State(platform): State<Platform>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_sender(&Method::DELETE, &headers)?;
    if let Some(token) = cookie::read(&headers, cookies::SESSION) {
        console::sign_out(&platform, token).await?;
    }
    let mut cleared = HeaderMap::new();
    cookies::set(&mut cleared, cookies::SESSION, "", 0);
    Ok((StatusCode::NO_CONTENT, cleared, no_store()).into_response())
}

/// The credential of the cookie, if there is one and our own page sent it.
pub async fn presented(
    platform: &Platform,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Option<Credential>, ApiError> {
    let Some(token) = cookie::read(headers, cookies::SESSION) else {
        return Ok(None);
    };
    check_sender(method, headers)?;
    let in_address = || cookies::project_in(uri);
    let slug = cookies::project(headers).map_or_else(in_address, |slug| Some(slug.to_owned()));
    let open = console::resume(platform, token, slug.as_deref()).await?;
    Ok(Some(open.credential))
}

async fn shown(platform: &Platform, person: Person) -> Result<SessionBody, ApiError> {
    let project = published_project::by_id(platform, person.project_id)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let settings = project.settings;
    let theme = contrast::readable(&settings.theme);
    Ok(SessionBody {
        project: settings.project,
        company: settings.company,
        assistant: settings.name,
        primary_color: theme.primary_color,
        primary_foreground: theme.primary_foreground,
        files: platform.files.is_some(),
        person: person.into(),
    })
}
