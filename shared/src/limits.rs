//! The limits that both sides of the wire must know, with their units.

use crate::chat_event::Holder;

/// The longest question to the bot, in characters (Unicode scalar values).
pub const QUESTION_CHARS: usize = 1_000;
/// The longest message to a person, in characters: people are told whole stories.
pub const MESSAGE_TO_PERSON_CHARS: usize = 4_000;

/// The longest message of a visitor in a conversation that `holder` has, in characters.
#[must_use]
pub const fn message_chars(holder: Holder) -> usize {
    match holder {
        Holder::Operator => MESSAGE_TO_PERSON_CHARS,
        Holder::Bot | Holder::Queue | Holder::Resolved => QUESTION_CHARS,
    }
}

/// The largest JSON body of a chat request, in bytes.
pub const CHAT_BODY_BYTES: usize = 256 * 1024;
/// The most messages that a client may send with a request as its view of the conversation.
pub const CHAT_VIEW_MESSAGES: usize = 200;
/// The longest reason for a thumbs down, in characters.
pub const FEEDBACK_REASON_CHARS: usize = 500;
/// The longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, without the angle brackets).
pub const EMAIL_CHARS: usize = 254;
/// Seconds between two heartbeat comments on a quiet event stream.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// The most messages in one transcript; the newest are kept.
pub const TRANSCRIPT_MESSAGES: usize = 500;
