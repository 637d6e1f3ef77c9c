//! `/chat/{project}`: the chat as a page of its own, with plain forms.
//!
//! The session token is in a cookie that no script can read and that requests from other sites do not carry. Forms are
//! accepted only from the page itself, so no other site can ask in a visitor's name.

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use porchlight_languages::DisplayLanguage;
use porchlight_shared::{
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    ids::{ClientMessageId, ConversationId, SessionId},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::response::{
    as_page, page_without_link, refused, refused_link, respond, see_other,
};
use super::project::is_own;
use crate::{
    api::{
        client_ip::ClientIp,
        cookie,
        display_language::{accepted, first_accepted, refusal},
        error::ApiError,
        query::Params,
    },
    domain::{
        conversation::{attributes::Attributes, thread::ThreadMessage},
        credentials::session_token::GUEST_SECONDS,
    },
    pages::chat::{self, ChatPage},
    platform::{EventStream, Gate, Platform, random_bytes},
    services::{
        ask::{self, StartedTurn},
        published_project::{self, PublishedProject},
        read_receipts,
        sessions::{self, SessionError},
    },
    store::{conversations, messages},
};

mod response;

/// The largest form, in bytes: 16 KiB.
pub const FORM_BYTES: usize = 16 * 1024;
const COOKIE: &str = "porchlight_session";

/// How to open the page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatPageQuery {
    /// With any value, a new conversation begins.
    new: Option<String>,
}

/// A question from the page's form.
#[derive(Default, ToSchema)]
#[schema(example = json!({ "question": "What is your return policy?" }))]
pub struct PageForm {
    /// At most 1000 characters.
    pub(super) question: String,
    /// The conversation to continue.
    conversation: Option<ConversationId>,
    /// The id of the message, so that sending the form twice posts it once.
    pub(super) message: Option<ClientMessageId>,
}

/// A visitor's session, if the cookie opens one of this project.
struct CookieSession {
    id: SessionId,
    token: String,
}

/// Serves the page with the latest conversation.
#[utoipa::path(
    get, path = "/chat/{project}", tag = "Page", security(()),
    params(("project" = String, Path, description = "The project's slug."), ChatPageQuery),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        (status = 400, description = "The query is not valid.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such project.", content_type = "text/html", body = String),
        (status = 429, description = "Too many requests from this address.", content_type = "text/html", body = String),
        (status = 500, description = "A failure on our side.", content_type = "text/html", body = String),
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(slug): Path<String>,
    query: Result<Params<ChatPageQuery>, ApiError>,
    headers: HeaderMap,
) -> Response {
    let language = accepted(&headers);
    let shown = async {
        let Params(query) = query?;
        let project = project(&platform, Gate::Widget, &ip, &slug).await?;
        let session = match query.new {
            None => session(&platform, &project, &headers).await?,
            Some(_) => None,
        };
        let (conversation, messages) = match session {
            Some(session) => latest(&platform, &project, session.id).await?,
            None => (None, Vec::new()),
        };
        let page = ChatPage {
            project: &project,
            address: &address(&slug),
            is_link: false,
            language,
            conversation,
            messages: &messages,
            next_message: next_message(&platform)?,
            draft: "",
            alert: None,
        };
        Ok::<_, ApiError>(respond(StatusCode::OK, chat::render(&page)))
    };
    shown.await.unwrap_or_else(|error| refused(language, error))
}

/// Asks the question of the form, waits for the answer, and redirects back to the page.
#[utoipa::path(
    post, path = "/chat/{project}", tag = "Page", security(()),
    params(("project" = String, Path, description = "The project's slug.")),
    request_body(content = PageForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "It was answered: read the page again.", headers(("Set-Cookie" = String, description = "The session."))),
        (status = 400, description = "The question is missing or too long; the page says so.", content_type = "text/html", body = String),
        (status = 403, description = "The form does not come from the page.", content_type = "text/html", body = String),
        (status = 404, description = "There is no such project, or no such conversation.", content_type = "text/html", body = String),
        (status = 409, description = "An answer is being written.", content_type = "text/html", body = String),
        (status = 413, description = "The form is too large.", content_type = "text/html", body = String),
        (status = 429, description = "Too many requests from this address.", content_type = "text/html", body = String),
        (status = 500, description = "A failure on our side.", content_type = "text/html", body = String),
    ),
)]
#[worker::send]
pub async fn send(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(slug): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = accepted(&parts.headers);
    let asked = async {
        check_sender(&parts.headers)?;
        let bytes = to_bytes(body, FORM_BYTES).await.map_err(|_| too_large())?;
        let project = project(&platform, Gate::Chat, &ip, &slug).await?;
        let session = session(&platform, &project, &parts.headers).await?;
        let form = read_form(&bytes);
        let draft = form.question.clone();
        let session_id = session.as_ref().map(|session| session.id);
        match ask(&platform, &project, session, form, &parts.headers).await {
            Ok(new_token) => Ok(answered(&slug, new_token.as_deref(), &parts.uri)),
            Err(error) => again(&platform, &project, language, session_id, &draft, error).await,
        }
    };
    asked.await.unwrap_or_else(|error| refused(language, error))
}

pub(super) async fn project(
    platform: &Platform,
    gate: Gate,
    ip: &str,
    slug: &str,
) -> Result<PublishedProject, ApiError> {
    if !platform.gates.pass(gate, ip).await? {
        return Err(ApiError::rate_limited());
    }
    published_project::by_slug(platform, slug, ip)
        .await?
        .ok_or_else(ApiError::project_not_found)
}

/// Rejects a form that a page of another site sends.
pub(crate) fn check_sender(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("null"))
    };
    let foreign_site =
        text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    let foreign_origin = text("origin").is_some_and(|origin| !is_own(origin, headers));
    if foreign_site || foreign_origin {
        return Err(ApiError::forbidden(
            "form_not_ours",
            "This form was sent by another page. Open the chat itself and ask there.",
        ));
    }
    Ok(())
}

pub(super) fn too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        format!("The form is larger than {FORM_BYTES} bytes. Send less."),
    )
    .with("bytes", FORM_BYTES)
}

pub(super) fn read_form(bytes: &[u8]) -> PageForm {
    let mut form = PageForm::default();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        match &*name {
            "question" => form.question = value.into_owned(),
            "conversation" => form.conversation = value.parse().ok(),
            "message" => form.message = value.parse().ok(),
            _ => {}
        }
    }
    form
}

/// The session that the cookie opens. A cookie that is no longer valid counts as none.
async fn session(
    platform: &Platform,
    project: &PublishedProject,
    headers: &HeaderMap,
) -> Result<Option<CookieSession>, ApiError> {
    let Some(token) = cookie::read(headers, COOKIE) else {
        return Ok(None);
    };
    match sessions::open(platform, token).await {
        Ok(session) if session.project_id == project.id => Ok(Some(CookieSession {
            id: session.id,
            token: token.to_owned(),
        })),
        Ok(_) | Err(SessionError::Token(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn latest(
    platform: &Platform,
    project: &PublishedProject,
    session: SessionId,
) -> Result<(Option<ConversationId>, Vec<ThreadMessage>), ApiError> {
    let db = &platform.project(project.id);
    let Some(latest) = conversations::latest_of_session(db, project.id, session, false).await?
    else {
        return Ok((None, Vec::new()));
    };
    let messages = messages::thread(db, project.id, latest.id).await?;
    read_receipts::shown(platform, project.id, &latest, &messages).await?;
    Ok((Some(latest.id), messages))
}

/// Asks, waits, and returns a token for the cookie if there is a new one.
async fn ask(
    platform: &Platform,
    project: &PublishedProject,
    session: Option<CookieSession>,
    form: PageForm,
    headers: &HeaderMap,
) -> Result<Option<String>, ApiError> {
    let (session_id, session_token) = match session {
        Some(session) => (session.id, Some(session.token)),
        None => (SessionId::new(platform.clock.now(), random_bytes()?), None),
    };
    let request = ChatRequest {
        project_slug: project.settings.project.clone(),
        session_id,
        messages: vec![ViewMessage {
            role: ViewRole::User,
            content: form.question,
        }],
        session_token,
        conversation_id: form.conversation,
        client_message_id: form.message,
        page_url: None,
        locale: first_accepted(headers),
        attachments: Vec::new(),
    };
    let StartedTurn { stream, new_token } =
        ask::ask(platform, project, request, Attributes::default()).await?;
    heard_out(stream).await?;
    Ok(new_token)
}

pub(super) async fn heard_out(stream: EventStream) -> Result<(), ApiError> {
    match ask::hear_out(stream).await? {
        None => Ok(()),
        Some(failure) => Err(ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "answer_failed",
            failure,
        )),
    }
}

/// The address of the page of the project `slug`.
fn address(slug: &str) -> String {
    format!("/chat/{slug}")
}

/// Redirects back to the page, so that a reload does not ask again.
fn answered(slug: &str, new_token: Option<&str>, uri: &Uri) -> Response {
    let mut response = see_other(&format!("/chat/{slug}#latest"));
    let cookie = new_token.map(|token| cookie(slug, token, uri));
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

fn cookie(slug: &str, token: &str, uri: &Uri) -> String {
    // On plain http, browsers keep a Secure cookie only for addresses of this machine, and some not even then.
    let secure = if uri.scheme_str() == Some("http") {
        ""
    } else {
        "; Secure"
    };
    format!(
        "{COOKIE}={token}; Path=/chat/{slug}; Max-Age={GUEST_SECONDS}; HttpOnly; SameSite=Strict{secure}"
    )
}

/// The page with the typed text, and the reason why it was refused.
async fn again(
    platform: &Platform,
    project: &PublishedProject,
    language: DisplayLanguage,
    session: Option<SessionId>,
    draft: &str,
    error: ApiError,
) -> Result<Response, ApiError> {
    let (conversation, messages) = match session {
        Some(session) => latest(platform, project, session).await?,
        None => (None, Vec::new()),
    };
    let (response, alert) = refusal(language, error);
    let page = ChatPage {
        project,
        address: &address(&project.settings.project),
        is_link: false,
        language,
        conversation,
        messages: &messages,
        next_message: next_message(platform)?,
        draft,
        alert: Some(&alert),
    };
    Ok(as_page(response, chat::render(&page)))
}

pub(super) fn next_message(platform: &Platform) -> Result<ClientMessageId, ApiError> {
    Ok(ClientMessageId::new(platform.clock.now(), random_bytes()?))
}
