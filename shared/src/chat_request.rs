//! Requests of a visitor's client.
//!
//! `ChatRequest` keeps the field names (camelCase) of the product whose clients must work here. Fields added since then
//! follow that style, and are also accepted in `snake_case`.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AttachmentId, ClientMessageId, ConversationId, MessageId, SessionId},
    message::Verdict,
    names,
};

/// The body of `POST /api/chat`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChatRequest {
    /// The project's slug.
    pub project_slug: String,
    /// The id of the visitor's browser, which the client creates once.
    pub session_id: SessionId,
    /// The conversation as the client shows it. Only the last message, which is the visitor's, is new.
    pub messages: Vec<ViewMessage>,
    /// The `X-Session-Token` header of an earlier answer, required from the second request on.
    #[serde(
        default,
        alias = "session_token",
        skip_serializing_if = "Option::is_none"
    )]
    pub session_token: Option<String>,
    /// The conversation to continue. Without it, a request with one message starts a new conversation, and a request
    /// with several continues the session's latest one.
    #[serde(
        default,
        alias = "conversation_id",
        skip_serializing_if = "Option::is_none"
    )]
    pub conversation_id: Option<ConversationId>,
    /// The client's id of the message, which keeps a retry from posting it twice.
    #[serde(
        default,
        alias = "client_message_id",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_message_id: Option<ClientMessageId>,
    /// The address of the page that the visitor is on.
    #[serde(default, alias = "page_url", skip_serializing_if = "Option::is_none")]
    pub page_url: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The ids of files that were uploaded to the conversation, at most [`crate::limits::MESSAGE_ATTACHMENTS`]. A
    /// message with files may have an empty text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
}

/// A message as the client shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewMessage {
    /// Who wrote it.
    pub role: ViewRole,
    /// The text, as in [`Message::text`](crate::message::Message::text).
    pub content: String,
}

names! {
    /// Who wrote a message, in the client's terms.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ViewRole {
        /// The visitor wrote it.
        User = "user",
        /// Porchlight or a person wrote it.
        Assistant = "assistant",
        /// Accepted and ignored, because instructions never come from a browser.
        System = "system",
    }
}

/// The body of `POST /api/chat/{conversation}/feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedbackRequest {
    /// The answer to judge.
    pub message_id: MessageId,
    /// The verdict. `null` withdraws an earlier one.
    pub verdict: Option<Verdict>,
    /// The reason, at most [`crate::limits::FEEDBACK_REASON_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The body of `POST /api/chat/{conversation}/handoff`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoffRequest {
    /// Where to e-mail a reply once the visitor has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_request_of_a_client_that_knows_nothing_of_our_additions() {
        let request: ChatRequest = serde_json::from_str(
            r#"{
              "projectSlug": "my-store",
              "sessionId": "550e8400-e29b-41d4-a716-446655440000",
              "messages": [{ "role": "user", "content": "What is your return policy?" }]
            }"#,
        )
        .unwrap();
        assert_eq!(request.project_slug, "my-store");
        assert_eq!(request.messages.len(), 1);
        assert_eq!(request.client_message_id, None);
    }

    #[test]
    fn additions_are_read_in_both_spellings() {
        let id = "0190aaaa-0000-7000-8000-000000000000";
        for name in ["clientMessageId", "client_message_id"] {
            let request: ChatRequest = serde_json::from_str(&format!(
                r#"{{"projectSlug":"a","sessionId":"{id}","messages":[],"{name}":"{id}"}}"#
            ))
            .unwrap();
            assert_eq!(request.client_message_id, Some(id.parse().unwrap()));
        }
    }
}
