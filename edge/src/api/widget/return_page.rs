//! `/chat/{project}/return/{token}`: the link in an e-mail shows the visitor their conversation, and they can continue
//! it there.
//!
//! The token in the address is the credential, and it opens one conversation. A script removes it from the address bar,
//! and restores it on a reload.
//!
//! *Invariant:* a link begins no session. Visitors who follow one keep the session and the conversations of their
//! browser, and a link reaches no other conversation.

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use porchlight_languages::DisplayLanguage;

use super::page::{
    FORM_BYTES, PageForm, as_page, check_sender, heard_out, next_message, page_without_link,
    project, read_form, refused_link, respond, see_other, too_large,
};
use crate::{
    api::{
        client_ip::ClientIp,
        display_language::{accepted, first_accepted, refusal},
        error::ApiError,
    },
    domain::conversation::attributes::Attributes,
    pages::chat::{self, ChatPage, RenderedPage},
    platform::{Gate, Platform},
    services::{
        ask::{self, Question},
        published_project::PublishedProject,
        read_receipts, sessions,
    },
    store::{conversations::Conversation, messages},
};

struct OpenedReturn {
    address: String,
    project: PublishedProject,
    conversation: Conversation,
}

/// Shows the conversation of the link. This does not mark it as read, because mail scanners also open links.
#[utoipa::path(
    get, path = "/chat/{project}/return/{token}", tag = "Page", security(()),
    params(
        ("project" = String, Path, description = "The project's slug."),
        ("token" = String, Path, description = "As the e-mail has it."),
    ),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        (status = 403, description = "The visitor signs in on the owner's site, and so comes back there.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such project, or the link is not valid.", content_type = "text/html", body = String),
        (status = 410, description = "The link no longer works.", content_type = "text/html", body = String),
        (status = 429, description = "Too many requests from this address.", content_type = "text/html", body = String),
        (status = 500, description = "A failure on our side.", content_type = "text/html", body = String),
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path((slug, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = accepted(&headers);
    let shown = async {
        let opened = open(&platform, Gate::Widget, &ip, &slug, &token).await?;
        let page = render(&platform, &opened, language, "", None).await?;
        Ok::<_, ApiError>(respond(StatusCode::OK, page))
    };
    shown
        .await
        .unwrap_or_else(|error| refused_link(language, error))
}

/// Serves the page at the address without a token. Its script leads back to the link.
#[utoipa::path(
    get, path = "/chat/{project}/return", tag = "Page", security(()),
    params(("project" = String, Path, description = "The project's slug.")),
    responses((
        status = 200,
        description = "The page without its link. In the tab that had it open, a script leads back to it.",
        content_type = "text/html", body = String,
    )),
)]
pub async fn without_link(headers: HeaderMap) -> Response {
    page_without_link(&headers)
}

/// Asks the form's question in the conversation of the link, waits for the answer, and redirects back to the page.
#[utoipa::path(
    post, path = "/chat/{project}/return/{token}", tag = "Page", security(()),
    params(
        ("project" = String, Path, description = "The project's slug."),
        ("token" = String, Path, description = "As the e-mail has it."),
    ),
    request_body(content = PageForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "It was answered: read the page again."),
        (status = 400, description = "The question is missing or too long; the page says so.", content_type = "text/html", body = String),
        (status = 403, description = "The form does not come from the page, or the visitor signs in on the owner's site.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such project, or the link is not valid.", content_type = "text/html", body = String),
        (status = 409, description = "An answer is being written.", content_type = "text/html", body = String),
        (status = 410, description = "The link no longer works.", content_type = "text/html", body = String),
        (status = 413, description = "The form is too large.", content_type = "text/html", body = String),
        (status = 429, description = "Too many requests from this address.", content_type = "text/html", body = String),
        (status = 500, description = "A failure on our side.", content_type = "text/html", body = String),
    ),
)]
#[worker::send]
pub async fn send(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path((slug, token)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = accepted(&parts.headers);
    let asked = async {
        check_sender(&parts.headers)?;
        let bytes = to_bytes(body, FORM_BYTES).await.map_err(|_| too_large())?;
        let opened = open(&platform, Gate::Chat, &ip, &slug, &token).await?;
        let form = read_form(&bytes);
        let draft = form.question.clone();
        match ask(&platform, &opened, form, first_accepted(&parts.headers)).await {
            Ok(()) => Ok(see_other(&format!("{}#latest", opened.address))),
            Err(error) => again(&platform, &opened, language, &draft, error).await,
        }
    };
    asked
        .await
        .unwrap_or_else(|error| refused_link(language, error))
}

async fn open(
    platform: &Platform,
    gate: Gate,
    ip: &str,
    slug: &str,
    token: &str,
) -> Result<OpenedReturn, ApiError> {
    let project = project(platform, gate, ip, slug).await?;
    let conversation = sessions::conversation_of_link(platform, project.id, token).await?;
    Ok(OpenedReturn {
        address: format!("/chat/{slug}/return/{token}"),
        project,
        conversation,
    })
}

/// Asks and waits. Visitors who write have read the messages before.
async fn ask(
    platform: &Platform,
    opened: &OpenedReturn,
    form: PageForm,
    locale: Option<String>,
) -> Result<(), ApiError> {
    let OpenedReturn {
        project,
        conversation,
        ..
    } = opened;
    let db = &platform.project(project.id);
    let before = messages::thread(db, project.id, conversation.id).await?;
    let question = Question {
        session_id: conversation.session_id,
        conversation_id: conversation.id,
        known: conversation.known(),
        earlier: None,
        used: None,
        client_message_id: form.message,
        text: form.question,
        page_url: None,
        attributes: Attributes::default(),
        locale,
        attachments: Vec::new(),
    };
    heard_out(ask::begin_turn(platform, project, question).await?).await?;
    Ok(read_receipts::shown(platform, project.id, conversation, &before).await?)
}

/// The page with the typed text, and the reason why it was refused.
async fn again(
    platform: &Platform,
    opened: &OpenedReturn,
    language: DisplayLanguage,
    draft: &str,
    error: ApiError,
) -> Result<Response, ApiError> {
    let (response, alert) = refusal(language, error);
    let page = render(platform, opened, language, draft, Some(&alert)).await?;
    Ok(as_page(response, page))
}

async fn render(
    platform: &Platform,
    opened: &OpenedReturn,
    language: DisplayLanguage,
    draft: &str,
    alert: Option<&str>,
) -> Result<RenderedPage, ApiError> {
    let (project_id, id) = (opened.project.id, opened.conversation.id);
    let messages = messages::thread(&platform.project(project_id), project_id, id).await?;
    Ok(chat::render(&ChatPage {
        project: &opened.project,
        address: &opened.address,
        is_link: true,
        language,
        conversation: Some(id),
        messages: &messages,
        next_message: next_message(platform)?,
        draft,
        alert,
    }))
}
