//! What can be wanted of a room beside a turn, and what comes of it. Both travel between the Worker and the room.

use porchlight_shared::{chat_event::Status, ids::ClientMessageId};
use serde::{Deserialize, Serialize};

use crate::domain::conversation::{
    holder::{Assignment, HandBackTo, Operator},
    thread::{Read, ThreadMessage, Typing},
};

/// What somebody wants of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum RoomAction {
    /// The visitor wants a person.
    AskForPerson {
        /// Where a reply reaches the visitor.
        email: Option<String>,
        /// The address of this deployment, for links.
        public_url: Option<String>,
    },
    /// A person takes the conversation, or shows that they are still there.
    TakeOver {
        /// Who.
        operator: Operator,
    },
    /// A person leaves.
    HandBack {
        /// To whom it goes.
        to: HandBackTo,
    },
    /// It is settled.
    Resolve,
    /// A person writes; they take the conversation if nobody has it.
    Reply {
        /// What.
        text: String,
        /// Who, if it is said; else who holds the conversation, else `fallback`.
        operator: Option<Operator>,
        /// Who it is if it is not said and nobody holds the conversation.
        fallback: Operator,
        /// The address of this deployment, for links.
        public_url: Option<String>,
        /// What the operator's side calls the message: the same again is not written again.
        #[serde(default)]
        client_message_id: Option<ClientMessageId>,
    },
    /// Somebody is writing.
    Typing(Typing),
    /// The visitor has read what was said.
    Read(Read),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomOutcome {
    /// Who speaks, with the sentence for the visitor.
    pub status: Status,
    /// The person who holds the conversation.
    pub operator: Option<Operator>,
    /// Until when, in Unix milliseconds.
    pub lease_until: Option<u64>,
    /// What was written.
    pub message: Option<ThreadMessage>,
}

impl RoomOutcome {
    /// Who speaks after `assignment`, with `text` for the visitor.
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
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_between_worker_and_room_is_pinned() {
        for (action, wire) in [
            (
                RoomAction::HandBack {
                    to: HandBackTo::Bot,
                },
                json!({ "action": "hand_back", "to": "bot" }),
            ),
            (RoomAction::Resolve, json!({ "action": "resolve" })),
            (
                RoomAction::TakeOver {
                    operator: Operator {
                        id: "ada".into(),
                        name: None,
                    },
                },
                json!({ "action": "take_over", "operator": { "id": "ada", "name": null } }),
            ),
        ] {
            assert_eq!(json!(action), wire);
            assert_eq!(serde_json::from_value::<RoomAction>(wire).unwrap(), action);
        }
    }
}
