//! How long a stream of a conversation's events lasts.

use porchlight_shared::chat_event::Holder;
use serde::{Deserialize, Serialize};

/// When a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// At the end of the running turn.
    Done,
    /// At the end of the running turn, or, if a person holds the conversation or was asked for, once that is over.
    PersonLeaves,
    /// After some time without an event.
    Quiet,
}

/// Whether a stream of a conversation that `holder` holds stays open while no answer is being written.
pub const fn is_followed(holder: Holder) -> bool {
    matches!(holder, Holder::Queue | Holder::Operator)
}
