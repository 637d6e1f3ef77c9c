//! The limits that both sides of the wire must know, with their units.

/// The longest question, in characters (Unicode scalar values).
pub const QUESTION_CHARS: usize = 1_000;
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
