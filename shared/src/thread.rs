//! A message in a thread: the fields that every client reads, and those that only newer clients read.

use serde::{Deserialize, Serialize};

use crate::{
    attachment::Attachment,
    message::{Message, Sender},
};

/// A message with fields that were added later. Older clients ignore them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadMessage {
    /// The fields that every client knows, at the top level of the same JSON object.
    #[serde(flatten)]
    pub message: Message,
    /// The name of the person who wrote it, as visitors see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
    /// Whether clients should offer the visitor a person after this message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer_handoff: bool,
    /// The files that were sent with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl From<Message> for ThreadMessage {
    fn from(message: Message) -> Self {
        Self {
            message,
            operator_name: None,
            offer_handoff: false,
            attachments: Vec::new(),
        }
    }
}

/// The data of `typing`: somebody is typing. The event has no number and is not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Typing {
    /// The side that types: the visitor or an operator.
    pub sender: Sender,
    /// The name of the operator, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
}

/// The data of `read`: one side has read all earlier messages. The event has no number and is not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Read {
    /// The time up to which everything was read (RFC 3339).
    pub at: String,
    /// Who has read: the visitor if left out, or an operator.
    #[serde(default = "visitor", skip_serializing_if = "is_visitor")]
    pub sender: Sender,
}

const fn visitor() -> Sender {
    Sender::Visitor
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out a reference"
)]
const fn is_visitor(sender: &Sender) -> bool {
    matches!(sender, Sender::Visitor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        attachment::MediaType,
        ids::{AttachmentId, ConversationId, MessageId},
    };

    #[test]
    fn who_has_read_is_the_visitor_unless_somebody_else_is_named() {
        let visitors = Read {
            at: "2026-01-01T00:00:00.000Z".into(),
            sender: Sender::Visitor,
        };
        let wire = json!({ "at": "2026-01-01T00:00:00.000Z" });
        assert_eq!(json!(visitors), wire);
        assert_eq!(serde_json::from_value::<Read>(wire).unwrap(), visitors);
        let operators = Read {
            sender: Sender::Operator,
            ..visitors
        };
        assert_eq!(json!(operators)["sender"], "operator");
    }

    #[test]
    fn the_wire_format_is_that_of_a_message_with_more_fields() {
        let mut thread = ThreadMessage::from(Message {
            id: MessageId::new(1, [0; 10]),
            conversation_id: ConversationId::new(0, [0; 10]),
            sender: Sender::Operator,
            text: "Hello.".into(),
            created_at: "2026-01-01T00:00:00.000Z".into(),
            client_message_id: None,
            citations: Vec::new(),
            grounding: None,
            unanswered: false,
            stopped: false,
            verdict: None,
        });
        let plain = json!({
            "id": "00000000-0001-7000-8000-000000000000",
            "conversation_id": "00000000-0000-7000-8000-000000000000",
            "sender": "operator",
            "text": "Hello.",
            "created_at": "2026-01-01T00:00:00.000Z",
            "unanswered": false,
            "stopped": false,
        });
        assert_eq!(json!(thread), plain);
        thread.operator_name = Some("Ada".into());
        thread.offer_handoff = true;
        thread.attachments.push(Attachment {
            id: AttachmentId::new(0, [0; 10]),
            name: "lamp.png".into(),
            media_type: MediaType::Png,
            bytes: 67,
        });
        let mut whole = plain;
        whole["operator_name"] = "Ada".into();
        whole["offer_handoff"] = true.into();
        whole["attachments"] = json!(thread.attachments);
        assert_eq!(json!(thread), whole);
        assert_eq!(
            serde_json::from_value::<ThreadMessage>(whole.clone()).unwrap(),
            thread
        );
        assert_eq!(
            serde_json::from_value::<Message>(whole).unwrap(),
            thread.message
        );
    }
}
