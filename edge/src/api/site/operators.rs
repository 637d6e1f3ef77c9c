//! `/api/v1/conversations/{id}/…`: a person answers a visitor.

use axum::{Json, extract::State};
use porchlight_shared::{
    chat_event::Holder,
    error::ErrorBody,
    ids::{AttachmentId, ClientMessageId, ConversationId, MessageId, ProjectId},
    message::Sender,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::conversation::MessageBody;
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedProject, WriteConversations, conversation::OwnedConversationBody},
    },
    domain::{
        conversation::{
            holder::{HandBackTo, Operator},
            room_action::{RoomAction, RoomOutcome},
            thread::Typing,
        },
        timestamp::rfc3339,
    },
    platform::Platform,
    services::{
        operators::{self, NewReply},
        read_receipts,
    },
    store::conversations::Conversation,
};

/// The holder of a conversation after a change.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HeldConversation)]
pub struct HeldBody {
    /// Who answers the visitor.
    holder: Holder,
    /// The operator who holds the conversation.
    operator_id: Option<String>,
    /// The operator's name, as visitors see it.
    operator_name: Option<String>,
    /// The time until which nobody else can take it.
    lease_until: Option<String>,
    /// The message, if one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessageBody>,
}

impl From<RoomOutcome> for HeldBody {
    fn from(outcome: RoomOutcome) -> Self {
        let (operator_id, operator_name) = outcome
            .operator
            .map_or((None, None), |operator| (Some(operator.id), operator.name));
        Self {
            holder: outcome.status.holder,
            operator_id,
            operator_name,
            lease_until: outcome.lease_until.map(rfc3339),
            message: outcome.message.map(MessageBody::from),
        }
    }
}

/// A person's reply to a visitor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "text": "Hello, this is Ada. I have sent you a new label.", "operatorName": "Ada" }))]
pub struct ReplyBody {
    /// Plain text. Line breaks are kept, and addresses become links. It may be empty if there are files.
    #[serde(default)]
    #[schema(required, max_length = 4_000)]
    text: String,
    /// Files that were uploaded to the conversation.
    #[serde(default)]
    #[schema(max_items = 4)]
    attachments: Vec<AttachmentId>,
    /// The operator who writes. Defaults to the operator who holds the conversation, or else to the key. A person who
    /// has signed in to the console writes as `person:` and their id.
    #[schema(max_length = 100)]
    operator_id: Option<String>,
    /// The operator's name, for the visitor.
    #[schema(max_length = 100)]
    operator_name: Option<String>,
    /// A UUID that you choose for the message. Sending it again does not post the message twice.
    client_message_id: Option<ClientMessageId>,
}

/// The operator who takes a conversation.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "operatorId": "ada@shop.example", "operatorName": "Ada" }))]
pub struct TakeOverBody {
    /// Your stable identifier of the operator. A person who has signed in to the console takes it as `person:` and their
    /// id.
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 100)]
    operator_id: String,
    /// The operator's name, for the visitor.
    #[schema(max_length = 100)]
    operator_name: Option<String>,
}

/// The new holder of a conversation.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "to": "bot" }))]
pub struct HandBackBody {
    /// `queue` if another person is needed, `bot` if none is.
    #[serde(default)]
    to: HandBackTo,
}

/// The person who is typing. The body may be empty.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TypingBody {
    /// The name of the person who is typing, as visitors see it.
    #[schema(max_length = 100)]
    operator_name: Option<String>,
}

/// An empty body.
#[derive(Deserialize, ToSchema)]
pub struct ResolveBody {}

type Owned<T> = OwnedConversationBody<WriteConversations, T>;

/// The operator named in a body. A name without an id belongs to the operator who holds the conversation, or else to
/// the key. A person who has signed in can act only as themselves.
fn named<P>(
    project: &OwnedProject<P>,
    conversation: &Conversation,
    id: Option<String>,
    name: Option<String>,
) -> Result<(Option<Operator>, Operator), ApiError> {
    let caller = project.caller.operator();
    let fallback = operators::operator(&caller, name.as_deref())?;
    if project.caller.person().is_some() {
        return Ok((Some(fallback.clone()), fallback));
    }
    let held = conversation.assignment().operator().cloned();
    let operator = match (id, held) {
        (Some(id), _) => Some(operators::operator(&id, name.as_deref())?),
        (None, Some(held)) if name.is_some() => {
            Some(operators::operator(&held.id, name.as_deref())?)
        }
        (None, _) => None,
    };
    Ok((operator, fallback))
}

/// Writes to the visitor as a person, who takes the conversation if nobody holds it.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/replies", tag = "Operators", request_body = ReplyBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = HeldBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn reply(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: Owned<ReplyBody>,
) -> Result<Json<HeldBody>, ApiError> {
    let (operator, fallback) = named(
        &project,
        &conversation,
        body.operator_id,
        body.operator_name,
    )?;
    let reply = NewReply {
        text: &body.text,
        attachments: &body.attachments,
        operator,
        fallback,
        client_message_id: body.client_message_id,
    };
    let replied = operators::reply(&platform, project.id, conversation.id, reply).await?;
    Ok(Json(replied.into()))
}

/// Takes the conversation, or extends the lease. A person then answers until the lease ends.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/takeover", tag = "Operators", request_body = TakeOverBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = HeldBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn take_over(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: Owned<TakeOverBody>,
) -> Result<Json<HeldBody>, ApiError> {
    let id = match project.caller.person() {
        Some(_) => project.caller.operator(),
        None => body.operator_id,
    };
    let operator = operators::operator(&id, body.operator_name.as_deref())?;
    let take = RoomAction::TakeOver { operator };
    let outcome = platform
        .rooms
        .act(project.id, conversation.id, take)
        .await?;
    Ok(Json(outcome.into()))
}

/// Hands the conversation back: to the queue for another person, or to the bot.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/handback", tag = "Operators", request_body = HandBackBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = HeldBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn hand_back(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: Owned<HandBackBody>,
) -> Result<Json<HeldBody>, ApiError> {
    act(
        &platform,
        project.id,
        conversation.id,
        RoomAction::HandBack { to: body.to },
    )
    .await
}

/// Resolves the conversation. The visitor's next message reopens it.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/resolve", tag = "Operators", request_body = ResolveBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = HeldBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn resolve(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        ..
    }: Owned<ResolveBody>,
) -> Result<Json<HeldBody>, ApiError> {
    act(&platform, project.id, conversation.id, RoomAction::Resolve).await
}

/// Shows the visitor that a person is typing. Nothing is stored.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/typing", tag = "Operators", request_body = TypingBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = HeldBody),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn typing(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: Owned<TypingBody>,
) -> Result<Json<HeldBody>, ApiError> {
    let name = body.operator_name.as_deref().map(operators::named);
    let action = RoomAction::Typing(Typing {
        sender: Sender::Operator,
        operator_name: name.transpose()?,
    });
    act(&platform, project.id, conversation.id, action).await
}

/// The message up to which an operator has read.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorReadBody {
    /// The newest message that the operator has seen. Without it, they have seen everything so far.
    message_id: Option<MessageId>,
}

/// The message is marked as read.
#[derive(Serialize, ToSchema)]
#[schema(as = OperatorRead)]
pub struct OperatorReadAnswer {
    /// Always `true`.
    read: bool,
}

/// Stores that an operator has seen the conversation up to a message. The visitor sees that it was read.
#[utoipa::path(
    post, path = "/api/v1/conversations/{id}/read", tag = "Operators", request_body = OperatorReadBody,
    params(("id" = ConversationId, Path, description = "The conversation's id.")),
    responses(
        (status = 200, body = OperatorReadAnswer),
        (status = 404, description = "There is no such conversation.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn mark_read(
    State(platform): State<Platform>,
    OwnedConversationBody {
        project,
        conversation,
        body,
    }: Owned<OperatorReadBody>,
) -> Result<Json<OperatorReadAnswer>, ApiError> {
    read_receipts::read_by_operator(&platform, project.id, conversation.id, body.message_id)
        .await?;
    Ok(Json(OperatorReadAnswer { read: true }))
}

async fn act(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    action: RoomAction,
) -> Result<Json<HeldBody>, ApiError> {
    let outcome = platform
        .rooms
        .act(project_id, conversation_id, action)
        .await?;
    Ok(Json(outcome.into()))
}
