//! The shared types, read and written with the browser's JSON.
//!
//! Other crates use serde. Here its code for a dozen types would make up a third of what a visitor downloads, and the
//! browser has a parser anyway. `tests/wire.rs` checks that both read and write the same.

mod read;
mod write;

pub(crate) use read::listed_conversation;
pub use read::{
    ErrorBody, Fields, chat_event, citation, error_body, message, numbered_event, public_settings,
    status, transcript,
};
pub use write::{chat_request, feedback_request, handoff_request, lead, object, session_request};
