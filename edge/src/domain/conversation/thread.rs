//! A thread of messages, and which of them the visitor has not seen.

pub use porchlight_shared::thread::{Read, ThreadMessage, Typing};

use porchlight_shared::message::Sender;

use crate::domain::timestamp::rfc3339;

/// The replies of people that the visitor has not seen as far as is known: those after the visitor's last message and
/// after `seen_until` (Unix milliseconds), up to which the visitor has read replies or got them by e-mail.
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
        // The times have the same width, so they compare as text.
        one.message.sender == Sender::Operator && one.message.created_at > seen_until
    })
}
