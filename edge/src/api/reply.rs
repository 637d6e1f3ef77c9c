//! `/reply/{token}`: a person replies to a visitor without an account.
//!
//! The token in the address is the credential. A script removes it from the address bar, and restores it on a reload.
//! No cookie is involved, so no other site can use it, and only forms of the page itself are accepted. The record of
//! changes contains everything that is done through a link.
//!
//! *Invariant:* a link allows no more than its maker may do now: [`open`] checks that each time.

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_languages::DisplayLanguage;
use porchlight_shared::{
    ids::{ClientMessageId, OrganizationId},
    message::Sender,
};

use super::{
    client_ip::ClientIp,
    display_language::{accepted, refusal},
    error::ApiError,
    event_stream::{event_stream, last_event_id, still, while_allowed},
    widget::page::{as_page, check_sender, page_without_link, refused_link, respond, see_other},
};
use crate::{
    domain::{
        conversation::{
            follow::Until, holder::HandBackTo, room_action::RoomAction, thread::Typing,
        },
        credentials::link_token::{self, LinkFor, LinkTokenError},
    },
    pages::reply::{self, ReplyPage},
    platform::{Gate, Platform, random_bytes},
    services::{
        links,
        operators::{self, LinkUse, NewReply},
        published_project::{self, PublishedProject},
    },
    store::{
        conversations::{self, Conversation},
        messages, notes, projects,
    },
};

/// The largest form, in bytes: 32 KiB.
const FORM_BYTES: usize = 32 * 1024;
/// The actor in the record of changes for everything that is done through a link: all who have it are the same actor.
const ACTOR: &str = "reply_link";

struct OpenedReply {
    token: String,
    organization_id: OrganizationId,
    project: PublishedProject,
    conversation: Conversation,
}

#[derive(Default)]
struct ReplyForm {
    wanted: String,
    text: String,
    name: Option<String>,
    message: Option<ClientMessageId>,
}

/// Serves the reply page.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = accepted(&headers);
    let shown = async {
        let opened = open(&platform, &ip, token).await?;
        log(&platform, &opened, "open").await?;
        Ok::<_, ApiError>(respond(
            StatusCode::OK,
            render(&platform, &opened, language, &ReplyForm::default(), None).await?,
        ))
    };
    shown
        .await
        .unwrap_or_else(|error| refused_link(language, error))
}

/// Serves the page at the address without a token, whose script leads back to the link.
pub async fn without_link(headers: HeaderMap) -> Response {
    page_without_link(&headers)
}

/// Serves the part of the page that changes while it is open.
#[worker::send]
pub async fn thread(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let opened = open(&platform, &ip, token).await?;
    let (messages, notes) = said(&platform, &opened).await?;
    let html = reply::thread(&ReplyPage {
        token: &opened.token,
        project: &opened.project,
        language: accepted(&headers),
        conversation: &opened.conversation,
        messages: &messages,
        notes: &notes,
        next_message: ClientMessageId::new(platform.clock.now(), random_bytes()?),
        draft: "",
        alert: None,
    });
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    Ok((headers, html.into_string()).into_response())
}

/// Streams the conversation's events.
#[worker::send]
pub async fn events(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let opened = open(&platform, &ip, token).await?;
    let stream = platform
        .rooms
        .follow(
            opened.project.id,
            opened.conversation.id,
            Until::Quiet,
            last_event_id(&headers),
        )
        .await?;
    // The token limits the link's time. The database says whether its maker may still answer.
    let stream = while_allowed(&platform, stream, async move |platform: &Platform| {
        still(lookup(platform, opened.token.clone()).await)
    });
    Ok(event_stream(stream))
}

/// Performs the action of the form's button, and redirects back to the page.
#[worker::send]
pub async fn submit(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = accepted(&parts.headers);
    let done = async {
        check_sender(&parts.headers)?;
        let opened = open(&platform, &ip, token).await?;
        let bytes = to_bytes(body, FORM_BYTES).await.map_err(|_| {
            ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                format!("The form is larger than {FORM_BYTES} bytes. Send less."),
            )
            .with("bytes", FORM_BYTES)
        })?;
        let form = read_form(&bytes);
        match act(&platform, &opened, &form).await {
            Ok(()) if form.wanted == "typing" => Ok(StatusCode::NO_CONTENT.into_response()),
            Ok(()) => Ok(see_other(&format!("/reply/{}#reply", opened.token))),
            Err(error) => again(&platform, &opened, language, &form, error).await,
        }
    };
    done.await
        .unwrap_or_else(|error| refused_link(language, error))
}

async fn open(platform: &Platform, ip: &str, token: String) -> Result<OpenedReply, ApiError> {
    if !platform.gates.pass(Gate::Widget, ip).await? {
        return Err(ApiError::rate_limited());
    }
    lookup(platform, token).await
}

/// What the link may open now.
async fn lookup(platform: &Platform, token: String) -> Result<OpenedReply, ApiError> {
    let invalid = || ApiError::from(LinkTokenError::Invalid);
    let root = platform.config.root_secret.as_deref().ok_or_else(invalid)?;
    let claims = link_token::verify(root, LinkFor::Operator, &token, platform.clock.now())?;
    let db = &platform.project(claims.project_id);
    let conversation = conversations::by_id(db, claims.project_id, claims.conversation_id)
        .await?
        .ok_or_else(invalid)?;
    let project = projects::by_id(platform.directory(), claims.project_id)
        .await?
        .ok_or_else(invalid)?;
    let maker = claims.maker.ok_or(LinkTokenError::Ended)?;
    if conversation.reply_generation != claims.generation
        || !links::may_answer(platform, &project, maker, conversation.is_test()).await?
    {
        return Err(LinkTokenError::Ended.into());
    }
    Ok(OpenedReply {
        token,
        organization_id: project.organization_id,
        project: published_project::from_record(project)?,
        conversation,
    })
}

fn read_form(bytes: &[u8]) -> ReplyForm {
    let mut form = ReplyForm::default();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        match &*name {
            "do" => form.wanted = value.into_owned(),
            "text" => form.text = value.into_owned(),
            "message" => form.message = value.parse().ok(),
            "name" if !value.trim().is_empty() => form.name = Some(value.into_owned()),
            _ => {}
        }
    }
    form
}

async fn act(platform: &Platform, opened: &OpenedReply, form: &ReplyForm) -> Result<(), ApiError> {
    let (project_id, id) = (opened.project.id, opened.conversation.id);
    let operator = operators::operator(ACTOR, form.name.as_deref())?;
    let action = match form.wanted.as_str() {
        "reply" => {
            log(platform, opened, "reply").await?;
            let reply = NewReply {
                text: &form.text,
                attachments: &[],
                operator: Some(operator.clone()),
                fallback: operator,
                client_message_id: form.message,
            };
            operators::reply(platform, project_id, id, reply).await?;
            return Ok(());
        }
        "note" => {
            log(platform, opened, "note").await?;
            let author = form.name.as_deref().unwrap_or(ACTOR);
            operators::note(platform, project_id, id, author, &form.text).await?;
            return Ok(());
        }
        "take" => RoomAction::TakeOver { operator },
        "queue" => RoomAction::HandBack {
            to: HandBackTo::Queue,
        },
        "bot" => RoomAction::HandBack {
            to: HandBackTo::Bot,
        },
        "resolve" => RoomAction::Resolve,
        "typing" => RoomAction::Typing(Typing {
            sender: Sender::Operator,
            operator_name: operator.name,
        }),
        _ => {
            return Err(ApiError::bad_request(
                "action_invalid",
                "The form does not say what to do. Use its buttons.",
            ));
        }
    };
    // The record of changes need not contain every key press.
    if form.wanted != "typing" {
        log(platform, opened, &form.wanted).await?;
    }
    platform.rooms.act(project_id, id, action).await?;
    Ok(())
}

async fn log(platform: &Platform, opened: &OpenedReply, what: &str) -> Result<(), ApiError> {
    let whose = LinkUse {
        organization_id: opened.organization_id,
        project_id: opened.project.id,
        conversation_id: opened.conversation.id,
        actor: ACTOR,
    };
    Ok(operators::link_used(platform, &whose, what).await?)
}

async fn said(
    platform: &Platform,
    opened: &OpenedReply,
) -> Result<
    (
        Vec<crate::domain::conversation::thread::ThreadMessage>,
        Vec<notes::Note>,
    ),
    ApiError,
> {
    let (db, project_id, id) = (
        &platform.project(opened.project.id),
        opened.project.id,
        opened.conversation.id,
    );
    Ok((
        messages::thread(db, project_id, id).await?,
        notes::list(db, project_id, id).await?,
    ))
}

async fn render(
    platform: &Platform,
    opened: &OpenedReply,
    language: DisplayLanguage,
    form: &ReplyForm,
    alert: Option<&str>,
) -> Result<crate::pages::chat::RenderedPage, ApiError> {
    let (messages, notes) = said(platform, opened).await?;
    let next_message = match form.message {
        Some(message) => message,
        None => ClientMessageId::new(platform.clock.now(), random_bytes()?),
    };
    Ok(reply::render(&ReplyPage {
        token: &opened.token,
        project: &opened.project,
        language,
        conversation: &opened.conversation,
        messages: &messages,
        notes: &notes,
        // A message that was refused keeps its id, because it may have been stored nevertheless.
        next_message,
        draft: &form.text,
        alert,
    }))
}

/// The page with the typed text, and the reason why it was refused.
async fn again(
    platform: &Platform,
    opened: &OpenedReply,
    language: DisplayLanguage,
    form: &ReplyForm,
    error: ApiError,
) -> Result<Response, ApiError> {
    let (response, alert) = refusal(language, error);
    let page = render(platform, opened, language, form, Some(&alert)).await?;
    Ok(as_page(response, page))
}
