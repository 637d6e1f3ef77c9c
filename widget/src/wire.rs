//! The shared types, read and written by the browser's own JSON.
//!
//! serde reads them everywhere else. Here its code for a dozen types would be a third of what a visitor has to load,
//! while the browser has a parser already. That both read the same is what `tests/wire.rs` is for: it takes what serde
//! writes.

mod read;
mod write;

pub use read::{
    Fields, chat_event, citation, error_body, message, numbered_event, status, transcript,
    widget_config,
};
pub use write::{chat_request, feedback_request, handoff_request, lead, object, session_request};
