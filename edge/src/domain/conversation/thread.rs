//! A thread of messages, and what of it the visitor has not seen.

pub use porchlight_shared::thread::{Read, ThreadMessage, Typing};

use porchlight_shared::message::Sender;

use crate::domain::timestamp::rfc3339;

/// What people wrote that the visitor has seen in no way that is known: after the visitor's own last message, and after
/// `seen_until` (Unix milliseconds), up to which replies were read, or went out by e-mail where that counts.
pub fn unread_replies(
    thread: &[ThreadMessage],
    seen_until: Option<u64>,
) -> impl Iterator<Item = &ThreadMessage> {
    let seen_until = seen_until.map(rfc3339).unwrap_or_default();
    let after_visitor = thread
        .iter()
        .rposition(|one| one.message.sender == Sender::Visitor)
        .map_or(0, |position| position + 1);
    thread.iter().skip(after_visitor).filter(move |one| {
        // Times are written with the same width, so they compare as text.
        one.message.sender == Sender::Operator && one.message.created_at > seen_until
    })
}
