//! Limits that both sides of the wire must know, with their units.

use crate::chat_event::Holder;

/// The longest question to the bot, in characters (Unicode scalar values).
pub const QUESTION_CHARS: usize = 1_000;
/// The longest message to a person, in characters. Visitors tell people more than they ask the bot.
pub const MESSAGE_TO_PERSON_CHARS: usize = 4_000;

/// The longest message that a visitor may write, in characters. It depends on the conversation's holder.
#[must_use]
pub const fn message_chars(holder: Holder) -> usize {
    match holder {
        Holder::Operator => MESSAGE_TO_PERSON_CHARS,
        Holder::Bot | Holder::Queue | Holder::Resolved => QUESTION_CHARS,
    }
}

/// The largest JSON body of a chat request, in bytes.
pub const CHAT_BODY_BYTES: usize = 256 * 1024;
/// The most messages of the conversation that a client may send with a request.
pub const CHAT_VIEW_MESSAGES: usize = 200;
/// The largest attachment, in bytes: 5 MiB.
pub const ATTACHMENT_BYTES: usize = 5 * 1024 * 1024;
/// The most attachments of one message.
pub const MESSAGE_ATTACHMENTS: usize = 4;
/// The most attachments that the visitor may send in a conversation. Operators together may send as many.
pub const CONVERSATION_ATTACHMENTS: u32 = 20;
/// The longest reason for a thumbs down, in characters.
pub const FEEDBACK_REASON_CHARS: usize = 500;
/// The longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, without the angle brackets).
pub const EMAIL_CHARS: usize = 254;
/// Seconds between two heartbeat comments on a quiet event stream.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// The most messages in one transcript. Older ones are left out.
pub const TRANSCRIPT_MESSAGES: usize = 500;
/// The longest description of a webhook, in characters.
pub const WEBHOOK_DESCRIPTION_CHARS: usize = 200;
/// The longest name of a key or of a person, in characters.
pub const NAME_CHARS: usize = 100;
/// The longest instructions for a model, in characters.
pub const INSTRUCTIONS_CHARS: usize = 2_000;
/// The longest API key of a model's provider, in characters.
pub const MODEL_KEY_CHARS: usize = 500;
/// The longest interval between two readings of a source, and the longest period for which conversations are kept, in
/// days: ten years.
pub const UPKEEP_DAYS: u32 = 3_650;
/// The shortest and the longest timeout for the first word of a model's answer, in milliseconds.
pub const FIRST_WORD_RANGE_MS: [u32; 2] = [500, 30_000];
/// The most questions in the list of recent questions.
pub const LATEST_QUESTIONS: u32 = 200;
/// The longest search text for conversations or visitors, in characters.
pub const SEARCH_CHARS: usize = 200;
