//! `/chat/{project}/return/{token}`: a link in an e-mail that leads the visitor back into their conversation.
//!
//! The page is served at this address without a redirect: a browser that comes from another site would not send a
//! `SameSite=Strict` cookie after one.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::Response,
};

use super::page::{cookie, next_message, project, refused, respond};
use crate::{
    api::{client_ip::ClientIp, error::ApiError},
    domain::credentials::link_token::LinkTokenError,
    pages::chat::{self, ChatPage},
    platform::{Gate, Platform},
    services::sessions,
    store::messages,
};

/// Serves the conversation of the link, with a session that continues it. This does not mark it as read, because mail
/// scanners also open links.
#[utoipa::path(
    get, path = "/chat/{project}/return/{token}", tag = "Page", security(()),
    params(
        ("project" = String, Path, description = "The project's slug."),
        ("token" = String, Path, description = "As the e-mail has it."),
    ),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String, headers(("Set-Cookie" = String, description = "The session."))),
        (status = 403, description = "The visitor signs in on the owner's site, and so comes back there.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such project, or the link is not valid.", content_type = "text/html", body = String),
        (status = 410, description = "The link has ended.", content_type = "text/html", body = String),
        (status = 429, description = "Too many requests from this address.", content_type = "text/html", body = String),
        (status = 500, description = "A failure on our side.", content_type = "text/html", body = String),
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path((slug, token)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    let shown = async {
        let project = project(&platform, Gate::Widget, &ip, &slug).await?;
        let (conversation, session) = sessions::go_back(&platform, project.id, &token).await?;
        let messages =
            messages::thread(&platform.project(project.id), project.id, conversation.id).await?;
        let page = chat::render(&ChatPage {
            project: &project,
            conversation: Some(conversation.id),
            messages: &messages,
            next_message: next_message(&platform)?,
            draft: "",
            alert: None,
        });
        let mut response = respond(StatusCode::OK, page);
        let cookie = HeaderValue::from_str(&cookie(&slug, &session.token, &uri))
            .map_err(|_| ApiError::from(LinkTokenError::Invalid))?;
        response.headers_mut().insert(header::SET_COOKIE, cookie);
        Ok::<_, ApiError>(response)
    };
    shown.await.unwrap_or_else(refused)
}
