//! How long a stream of a conversation's events lasts.

use porchlight_shared::chat_event::Holder;
use serde::{Deserialize, Serialize};

/// When a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// When the running turn ends.
    Done,
    /// When the running turn ends, or if a person holds the conversation or was asked for, when that is over.
    PersonLeaves,
    /// When nothing has happened for some time.
    Quiet,
}

/// Whether a stream of a conversation that `holder` holds stays open while no answer is being written.
pub const fn is_followed(holder: Holder) -> bool {
    matches!(holder, Holder::Queue | Holder::Operator)
}
