//! `POST /v1/chatbots/{id}/chat`: a message, and the whole answer as JSON.

use axum::{Json, extract::State};
use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::Citation,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        body::JsonBody,
        error::ApiError,
        openapi::{OrganizationBodyErrors, OrganizationErrors},
        owner::{ChatByName, chatbot::OwnedChatbot},
        site::chat::optional_session,
    },
    platform::Platform,
    services::{
        ask_whole::{self, AskedBy, WholeQuestion},
        published_project,
    },
};

/// A message from a visitor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MessageBody, example = json!({ "message": "How do I reset my password?" }))]
pub struct VisitorMessageBody {
    /// At most 1,000 characters.
    message: Option<String>,
    /// The conversation to continue. Without it, a new one begins.
    conversation_id: Option<ConversationId>,
    /// The visitor, by any name that you use for them, such as a UUID. Without it, the message comes from a new
    /// visitor.
    #[schema(max_length = 200)]
    session_id: Option<String>,
    /// The language to answer in, as a BCP 47 tag.
    language: Option<String>,
}

/// The chatbot's reply.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReplyBody, example = json!({
    "reply": "Go to Settings and choose Reset password. [1]",
    "sources": [{ "title": "Account security", "url": "https://acme.example/docs/security", "snippet": "…" }],
    "conversationId": "0190aaaa-0000-7000-8000-000000000000",
}))]
pub struct ChatReplyBody {
    /// Markdown with citation marks: `[1]` refers to the first source.
    reply: String,
    /// The passages behind the answer, empty if the pages do not cover the question.
    sources: Vec<ReplySource>,
    conversation_id: ConversationId,
    /// The visitor, by the name in `sessionId` of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
}

/// A passage that the answer rests on.
#[derive(Serialize, ToSchema)]
pub struct ReplySource {
    title: String,
    url: String,
    snippet: String,
}

impl From<Citation> for ReplySource {
    fn from(citation: Citation) -> Self {
        Self {
            title: citation.title,
            url: citation.url,
            snippet: citation.snippet,
        }
    }
}

/// Sends a message, and returns the chatbot's reply.
#[utoipa::path(
    post, path = "/v1/chatbots/{id}/chat", tag = "Messages", request_body = VisitorMessageBody,
    params(("id" = ProjectId, Path, description = "The chatbot's id.")),
    responses((status = 200, body = ChatReplyBody), OrganizationErrors, OrganizationBodyErrors),
)]
#[worker::send]
pub async fn ask(
    State(platform): State<Platform>,
    chatbot: OwnedChatbot<ChatByName>,
    JsonBody(body): JsonBody<VisitorMessageBody>,
) -> Result<Json<ChatReplyBody>, ApiError> {
    let message = body.message.ok_or_else(|| {
        ApiError::bad_request("message_missing", "Send the visitor's words as `message`.")
    })?;
    let named = optional_session(&platform, chatbot.project.id, body.session_id.as_deref())?;
    let session_id = named.as_ref().map(|named| named.shown().to_owned());
    let question = WholeQuestion {
        question: message,
        language: body.language,
        by: AskedBy::Server {
            conversation: body.conversation_id,
            named,
            test: chatbot.organization.test,
        },
    };
    let project = published_project::from_record(chatbot.project)?;
    let answer = ask_whole::ask_whole(&platform, &project, question)
        .await?
        .message;
    Ok(Json(ChatReplyBody {
        reply: answer.text,
        sources: answer
            .citations
            .into_iter()
            .map(ReplySource::from)
            .collect(),
        conversation_id: answer.conversation_id,
        session_id,
    }))
}
