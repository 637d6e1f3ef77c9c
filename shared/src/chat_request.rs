//! What the visitor's side sends.
//!
//! `ChatRequest` keeps the field names of the product whose clients must work here (camelCase); ours are added in
//! the same style and also read in `snake_case`.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientMessageId, ConversationId, MessageId, SessionId},
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
    /// Made by the visitor's side, once per browser.
    pub session_id: SessionId,
    /// The client's view of the conversation. Only the last message, the visitor's, is new.
    pub messages: Vec<ViewMessage>,
    /// From the `X-Session-Token` header of an earlier answer; needed from the second request on.
    #[serde(
        default,
        alias = "session_token",
        skip_serializing_if = "Option::is_none"
    )]
    pub session_token: Option<String>,
    /// The conversation to continue. Without it: a new one where `messages` has one message, else the session's latest.
    #[serde(
        default,
        alias = "conversation_id",
        skip_serializing_if = "Option::is_none"
    )]
    pub conversation_id: Option<ConversationId>,
    /// Names this message, so that a retry never posts twice.
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
}

/// A message in the client's view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewMessage {
    /// Who wrote it.
    pub role: ViewRole,
    /// Its text.
    pub content: String,
}

names! {
    /// The roles of the client's view.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ViewRole {
        /// The visitor.
        User = "user",
        /// Porchlight, or a person.
        Assistant = "assistant",
        /// Accepted and ignored: instructions never come from the browser.
        System = "system",
    }
}

/// The body of `POST /api/chat/{conversation}/feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedbackRequest {
    /// The answer that is judged.
    pub message_id: MessageId,
    /// The verdict; `null` takes an earlier one back.
    pub verdict: Option<Verdict>,
    /// Why, at most [`crate::limits::FEEDBACK_REASON_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The body of `POST /api/chat/{conversation}/handoff`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandoffRequest {
    /// Where a reply can reach the visitor after they have left.
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
