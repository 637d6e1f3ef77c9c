//! `POST /api/chat`: a visitor asks, and the answer streams.
//!
//! The body has one of two forms, which its fields distinguish. The widget's form names its project and its session.
//! The other form continues a conversation of the session in the `Authorization` header. Its message is a string, or an
//! object as Vercel's AI SDK sends it, which is answered in that SDK's own stream.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use porchlight_shared::{
    chat_request::ChatRequest,
    error::ErrorBody,
    ids::{AttachmentId, ClientMessageId, ConversationId},
};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    data_stream::data_stream,
    project,
    visitor::{SESSION_TOKEN, VisitorSession},
};
use crate::{
    api::{
        body::JsonBody,
        client_ip::ClientIp,
        error::ApiError,
        event_stream::event_stream,
        openapi::{GateErrors, StreamedEvent},
    },
    domain::{conversation::attributes::Attributes, credentials::derived_id},
    platform::{EventStream, Gate, Platform},
    services::ask::{self, Question, StartedTurn},
};

/// A message, and what the page says about the visitor.
#[derive(Deserialize, ToSchema)]
pub struct WidgetRequest {
    #[serde(flatten)]
    request: ChatRequest,
    /// Facts about the visitor by name: strings, numbers and booleans. Operators see them, and a language model reads
    /// them. At most 20, with names of 40 and values of 200 characters; anything beyond that is left out.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "plan": "pro" }))]
    attributes: Option<Map<String, Value>>,
}

/// A message in an existing conversation, with the session token in the header.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "message": "What is your return policy?",
    "conversationSlug": "01930d2e-7f3c-7cc0-a7d8-0e3c5a7d9b21",
}))]
pub struct ContinueRequest {
    /// At most 1000 characters. A message as an object of the AI SDK is answered with a data stream of the AI SDK,
    /// version 1.
    message: SaidBody,
    /// The slug of the conversation to continue.
    #[schema(value_type = ConversationId)]
    conversation_slug: String,
    /// Your id of the message. Sending it again does not post the message twice.
    client_message_id: Option<ClientMessageId>,
    /// The visitor's language, as a BCP 47 tag.
    locale: Option<String>,
    /// Files that were uploaded to the conversation, at most 4. The text of a message with files may be empty.
    #[serde(default)]
    attachments: Vec<AttachmentId>,
}

/// The message.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum SaidBody {
    /// The text itself.
    Text(String),
    /// An object of the AI SDK.
    AiMessage(AiMessageBody),
}

/// A message as `useChat` of the AI SDK 4 sends it.
#[derive(Deserialize, ToSchema)]
pub struct AiMessageBody {
    /// The id that the client gave it. Sending it again does not ask the question twice.
    id: Option<String>,
    /// The text of the message, at most 1000 characters.
    content: String,
}

/// The body of `POST /api/chat`.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum ChatBody {
    /// The form that the widget sends.
    Widget(Box<WidgetRequest>),
    /// The form of a chat interface with a session token.
    Continue(ContinueRequest),
}

impl<'de> Deserialize<'de> for ChatBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        // Written by hand, because the errors of an untagged enum do not name the wrong field.
        if value.get("conversationSlug").is_some() {
            serde_json::from_value(value).map(Self::Continue)
        } else {
            serde_json::from_value(value).map(|request| Self::Widget(Box::new(request)))
        }
        .map_err(D::Error::custom)
    }
}

/// Posts a message, and streams the events of the turn.
#[utoipa::path(
    post, path = "/api/chat", tag = "Chat", request_body = ChatBody,
    responses(
        (
            status = 200, description = "The turn, as server-sent events: turn, delta, citations, message, done. To a message of the AI SDK, its data stream as text/plain.",
            content_type = "text/event-stream", body = StreamedEvent,
            headers(("X-Session-Token" = String, description = "A session token to keep from now on, if there is a new one.")),
        ),
        (status = 401, description = "The session has ended, or its token is missing.", body = ErrorBody),
        (status = 403, description = "The page is not on the project's list.", body = ErrorBody),
        (status = 404, description = "There is no such project, or no such conversation in the session.", body = ErrorBody),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        (status = 409, description = "Another answer is being written in this conversation.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        (status = 503, description = "The conversation is open in too many places.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn ask(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(body): JsonBody<ChatBody>,
) -> Result<Response, ApiError> {
    if !platform.gates.pass(Gate::Chat, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    match body {
        ChatBody::Widget(request) => ask_from_widget(&platform, &headers, *request).await,
        ChatBody::Continue(request) => continue_conversation(&platform, &headers, request).await,
    }
}

async fn ask_from_widget(
    platform: &Platform,
    headers: &HeaderMap,
    WidgetRequest {
        request,
        attributes,
    }: WidgetRequest,
) -> Result<Response, ApiError> {
    let attributes = attributes.map(Attributes::read).unwrap_or_default();
    let project = project::allowed(platform, &request.project_slug, headers).await?;
    let StartedTurn { stream, new_token } =
        ask::ask(platform, &project, request, attributes).await?;
    let mut response = event_stream(stream);
    if let Some(token) = new_token.and_then(|token| HeaderValue::from_str(&token).ok()) {
        response.headers_mut().insert(SESSION_TOKEN, token);
    }
    Ok(response)
}

async fn continue_conversation(
    platform: &Platform,
    headers: &HeaderMap,
    request: ContinueRequest,
) -> Result<Response, ApiError> {
    let visitor = VisitorSession::of(platform, headers).await?;
    let conversation = visitor
        .conversation(platform, &request.conversation_slug)
        .await?;
    let (text, sent_id, answer): (_, _, fn(EventStream) -> Response) = match request.message {
        SaidBody::Text(text) => (text, None, event_stream),
        SaidBody::AiMessage(message) => {
            let id = message.id.map(|id| sent_as(conversation.id, &id));
            (message.content, id, data_stream)
        }
    };
    let question = Question {
        session_id: visitor.session_id,
        conversation_id: conversation.id,
        known: conversation.known(),
        earlier: None,
        used: None,
        client_message_id: request.client_message_id.or(sent_id),
        text,
        page_url: None,
        attributes: Attributes::default(),
        locale: request.locale,
        attachments: request.attachments,
    };
    let stream = ask::begin_turn(platform, &visitor.project, question).await?;
    Ok(answer(stream))
}

/// The message id for the client's `id`, which may have any format.
fn sent_as(conversation: ConversationId, id: &str) -> ClientMessageId {
    ClientMessageId::from_uuid(derived_id::of_name(&format!("said {conversation} {id}")))
}
