//! The requests to a room in addition to turns, and their outcome. The Worker and the room exchange both.

use porchlight_shared::{attachment::Attachment, chat_event::Status, ids::ClientMessageId};
use serde::{Deserialize, Serialize};

use crate::domain::conversation::{
    holder::{Assignment, HandBackTo, Operator},
    thread::{Read, ThreadMessage, Typing},
};

/// An action in a room, other than a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum RoomAction {
    /// The visitor asks for a person.
    AskForPerson {
        /// The e-mail address for a reply, once the visitor has left.
        email: Option<String>,
        /// Whether an e-mail address from before is kept.
        #[serde(default)]
        keeps_email: bool,
    },
    /// A person takes the conversation, or shows that they are still there.
    TakeOver {
        /// The person who takes it.
        operator: Operator,
    },
    /// A person leaves the conversation.
    HandBack {
        /// The next holder.
        to: HandBackTo,
    },
    /// The conversation is resolved.
    Resolve,
    /// A person writes. They take the conversation if nobody holds it.
    Reply {
        /// The text, as Markdown.
        text: String,
        /// The author, if the request names them. Otherwise it is the holder of the conversation, or else `fallback`.
        operator: Option<Operator>,
        /// The author if the request names nobody and nobody holds the conversation.
        fallback: Operator,
        /// The client's id of the message. If a message with this id exists, it is not written again.
        #[serde(default)]
        client_message_id: Option<ClientMessageId>,
        /// The files of the message.
        #[serde(default)]
        attachments: Vec<Attachment>,
    },
    /// Somebody is typing.
    Typing(Typing),
    /// One side has read messages.
    Read(Read),
}

/// The state of the conversation after a [`RoomAction`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomOutcome {
    /// The holder of the conversation, with the sentence for the visitor.
    pub status: Status,
    /// The person who holds the conversation.
    pub operator: Option<Operator>,
    /// When their lease ends, in Unix milliseconds.
    pub lease_until: Option<u64>,
    /// The message that was written, if one was.
    pub message: Option<ThreadMessage>,
}

impl RoomOutcome {
    /// The outcome when the conversation has this `assignment`, with `text` for the visitor.
    pub fn of(assignment: &Assignment, text: String) -> Self {
        Self {
            status: assignment.status(text),
            operator: assignment.operator().cloned(),
            lease_until: assignment.lease_until(),
            message: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use porchlight_shared::message::Sender;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_between_worker_and_room_is_pinned() {
        let ada = || Operator {
            id: "ada".into(),
            name: None,
        };
        for (action, wire) in one_of_each! {
            RoomAction::AskForPerson { .. } => (
                RoomAction::AskForPerson {
                    email: Some("me@shop.example".into()),
                    keeps_email: true,
                },
                json!({ "action": "ask_for_person", "email": "me@shop.example", "keeps_email": true }),
            ),
            RoomAction::TakeOver { .. } => (
                RoomAction::TakeOver { operator: ada() },
                json!({ "action": "take_over", "operator": { "id": "ada", "name": null } }),
            ),
            RoomAction::HandBack { .. } => (
                RoomAction::HandBack {
                    to: HandBackTo::Bot,
                },
                json!({ "action": "hand_back", "to": "bot" }),
            ),
            RoomAction::Resolve => (RoomAction::Resolve, json!({ "action": "resolve" })),
            RoomAction::Reply { .. } => (
                RoomAction::Reply {
                    text: "Hello".into(),
                    operator: None,
                    fallback: ada(),
                    client_message_id: None,
                    attachments: Vec::new(),
                },
                json!({
                    "action": "reply",
                    "text": "Hello",
                    "operator": null,
                    "fallback": { "id": "ada", "name": null },
                    "client_message_id": null,
                    "attachments": [],
                }),
            ),
            RoomAction::Typing(_) => (
                RoomAction::Typing(Typing {
                    sender: Sender::Visitor,
                    operator_name: None,
                }),
                json!({ "action": "typing", "sender": "visitor" }),
            ),
            RoomAction::Read(_) => (
                RoomAction::Read(Read {
                    at: "2026-01-01T00:00:00.000Z".into(),
                    sender: Sender::Visitor,
                }),
                json!({ "action": "read", "at": "2026-01-01T00:00:00.000Z" }),
            ),
        } {
            assert_eq!(json!(action), wire);
            assert_eq!(serde_json::from_value::<RoomAction>(wire).unwrap(), action);
        }
    }
}
