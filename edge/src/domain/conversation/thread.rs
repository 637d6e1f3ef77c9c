//! A thread of messages, and those that the visitor has not seen.

use std::borrow::Cow;

pub use porchlight_shared::thread::{Read, ThreadMessage, Typing};
use porchlight_shared::{attachment, message::Sender};

use crate::domain::timestamp::rfc3339;

/// The text of a message where its files are not shown: with their names, unless there are no files.
pub fn text_with_names(thread: &ThreadMessage) -> Cow<'_, str> {
    let text = thread.message.text.as_str();
    match attachment::names(&thread.attachments) {
        names if names.is_empty() || names == text => text.into(),
        names => format!("{text}\n{names}").into(),
    }
}

/// The people's replies that the visitor has probably not seen: those after the visitor's last message and after
/// `seen_until` (Unix milliseconds). Until then, the visitor has read replies or got them by e-mail.
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
        // The times have the same width, so they compare as strings.
        one.message.sender == Sender::Operator && one.message.created_at > seen_until
    })
}
