//! For how long somebody follows a conversation's events.

use serde::{Deserialize, Serialize};

/// When a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// With the turn.
    Done,
    /// With the turn, or when no person is in the conversation any more.
    PersonLeaves,
    /// When nothing has happened for a while.
    Quiet,
}
