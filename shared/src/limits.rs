//! Every limit that both sides of the wire must know, with its unit.

/// Longest question, in characters (Unicode scalar values).
pub const QUESTION_CHARS: usize = 1_000;
/// Largest JSON body of a chat request, in bytes.
pub const CHAT_BODY_BYTES: usize = 256 * 1024;
/// Most messages that a client may send along as its view of the conversation.
pub const CHAT_VIEW_MESSAGES: usize = 200;
/// Longest reason given with a thumbs down, in characters.
pub const FEEDBACK_REASON_CHARS: usize = 500;
/// Longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const EMAIL_CHARS: usize = 254;
/// Seconds between two heartbeat comments on a quiet event stream.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// Most messages in one transcript, newest kept.
pub const TRANSCRIPT_MESSAGES: usize = 500;
