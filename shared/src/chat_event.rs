//! Events of a conversation, as every follower receives them.
//!
//! ```text
//! visitor's side                                 edge
//!   POST /api/chat ─────────────────────────────►  turn      this answer has begun
//!                                              ◄─  delta ×n  more of its text
//!                                              ◄─  citations what the text rests on
//!                                              ◄─  message   the answer as it was stored
//!                                              ◄─  done      the turn is over
//! ```
//! `status` may come at any time and reports a new holder. If a turn fails, `error` replaces the rest of its events,
//! and `done` follows. Every event has a number, unique and rising within its conversation, which is sent as the SSE
//! id. Only `typing` and `read`, which may also come at any time, have none.

use serde::{Deserialize, Serialize, de::Error as _};

use crate::{
    ids::{ClientMessageId, ConversationId, MessageId},
    message::Citation,
    names,
    thread::{Read, ThreadMessage, Typing},
};

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($data:ty) = $name:tt,)+) => {
        /// An event of a conversation, named and encoded as on the wire.
        #[derive(Clone, Debug, PartialEq)]
        pub enum ChatEvent {$(
            $(#[$doc])*
            $variant($data),
        )+}

        names! {
            /// The SSE names of the events.
            pub enum EventName {$(
                $(#[$doc])*
                $variant = $name,
            )+}
        }

        impl ChatEvent {
            /// The SSE event name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)+
                }
            }

            /// The SSE data: one line of JSON. Fails if the data cannot be serialised.
            pub fn data(&self) -> Result<String, serde_json::Error> {
                match self {
                    $(Self::$variant(data) => serde_json::to_string(data),)+
                }
            }

            /// Parses an event from its SSE name and data. Fails if either is unknown or malformed.
            pub fn parse(name: &str, data: &str) -> Result<Self, serde_json::Error> {
                match name {
                    $($name => serde_json::from_str(data).map(Self::$variant),)+
                    other => Err(serde_json::Error::custom(format!("unknown event `{other}`"))),
                }
            }
        }
    };
}

events! {
    /// An answer has begun.
    Turn(Turn) = "turn",
    /// More text of the answer.
    Delta(Delta) = "delta",
    /// The citations for the marks `[1]`, `[2]`, … in the answer.
    Citations(Vec<Citation>) = "citations",
    /// The holder of the conversation has changed.
    Status(Status) = "status",
    /// A message as it was stored: the visitor's, an answer, or an operator's.
    Message(ThreadMessage) = "message",
    /// Somebody is typing. The event has no number and is not stored.
    Typing(Typing) = "typing",
    /// One side has read everything so far. The event has no number and is not stored.
    Read(Read) = "read",
    /// The turn failed.
    Error(StreamError) = "error",
    /// The turn is over.
    Done(Done) = "done",
}

/// The data of `turn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Turn {
    /// The conversation, which may be new.
    pub conversation_id: ConversationId,
    /// The id under which the answer will be stored.
    pub message_id: MessageId,
    /// The client's id of the message that this turn answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
    /// Whether the message was posted before. This is then the same turn again, not a second one.
    pub resumed: bool,
}

/// The data of `delta`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delta {
    /// The text to append.
    pub text: String,
}

names! {
    /// Who answers the visitor.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Holder {
        /// Porchlight answers.
        Bot = "bot",
        /// A person was asked for; Porchlight answers until one comes.
        Queue = "queue",
        /// A person answers.
        Operator = "operator",
        /// The conversation is resolved. The visitor's next message reopens it.
        Resolved = "resolved",
    }
}

/// The English text for a visitor who has asked for a person, if the owner has set no text of their own. The widget
/// shows it in the visitor's language.
pub const HANDOFF_SENT: &str =
    "Thank you. Your request was passed on to our team, together with this conversation.";

/// Like [`HANDOFF_SENT`], outside the owner's business hours.
pub const HANDOFF_OUT_OF_HOURS: &str = "Thank you. Nobody is here right now. Your request waits for our team, \
                                        together with this conversation.";

/// The data of `status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    /// The new holder.
    pub holder: Holder,
    /// A sentence for the visitor.
    pub text: String,
    /// The name of the person who answers, as visitors see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
}

/// The data of `error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamError {
    /// A stable code in `snake_case`, as in [`ErrorBody`](crate::error::ErrorBody).
    pub code: String,
    /// A sentence for the visitor.
    pub message: String,
    /// Whether sending the question again may help.
    pub retryable: bool,
}

/// The data of `done`: an empty object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Done {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Sender;

    #[test]
    fn every_name_is_pinned() {
        assert_eq!(
            EventName::ALL.map(EventName::name),
            [
                "turn",
                "delta",
                "citations",
                "status",
                "message",
                "typing",
                "read",
                "error",
                "done"
            ]
        );
    }

    fn check(event: ChatEvent, name: &str, data: &str) {
        assert_eq!(event.name(), name);
        assert_eq!(event.data().unwrap(), data);
        assert_eq!(ChatEvent::parse(name, data).unwrap(), event);
    }

    #[test]
    fn the_wire_format_of_every_event_is_pinned() {
        check(
            ChatEvent::Turn(Turn {
                conversation_id: ConversationId::new(0, [0; 10]),
                message_id: MessageId::new(1, [0; 10]),
                client_message_id: None,
                resumed: false,
            }),
            "turn",
            r#"{"conversation_id":"00000000-0000-7000-8000-000000000000","message_id":"00000000-0001-7000-8000-000000000000","resumed":false}"#,
        );
        check(
            ChatEvent::Delta(Delta {
                text: "a\nb".into(),
            }),
            "delta",
            r#"{"text":"a\nb"}"#,
        );
        check(ChatEvent::Citations(Vec::new()), "citations", "[]");
        check(
            ChatEvent::Status(Status {
                holder: Holder::Queue,
                text: "A person was asked for.".into(),
                operator_name: None,
            }),
            "status",
            r#"{"holder":"queue","text":"A person was asked for."}"#,
        );
        check(
            ChatEvent::Status(Status {
                holder: Holder::Operator,
                text: "Ada is answering you now.".into(),
                operator_name: Some("Ada".into()),
            }),
            "status",
            r#"{"holder":"operator","text":"Ada is answering you now.","operator_name":"Ada"}"#,
        );
        check(
            ChatEvent::Typing(Typing {
                sender: Sender::Visitor,
                operator_name: None,
            }),
            "typing",
            r#"{"sender":"visitor"}"#,
        );
        check(
            ChatEvent::Read(Read {
                at: "2026-01-01T00:00:00.000Z".into(),
                sender: Sender::Visitor,
            }),
            "read",
            r#"{"at":"2026-01-01T00:00:00.000Z"}"#,
        );
        check(
            ChatEvent::Error(StreamError {
                code: "interrupted".into(),
                message: "The answer broke off.".into(),
                retryable: true,
            }),
            "error",
            r#"{"code":"interrupted","message":"The answer broke off.","retryable":true}"#,
        );
        check(ChatEvent::Done(Done {}), "done", "{}");
    }

    #[test]
    fn an_unknown_event_is_an_error() {
        assert!(ChatEvent::parse("later", "{}").is_err());
    }
}
