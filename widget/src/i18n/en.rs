//! English.

use super::Key;

pub(super) const fn text(key: Key) -> &'static str {
    match key {
        Key::OpenChat => "Open chat",
        Key::CloseChat => "Close chat",
        Key::UnreadOne => "1 new message",
        Key::UnreadMany => "{} new messages",
        Key::Online => "AI assistant, replies instantly",
        Key::WaitingForPerson => "Waiting for a person",
        Key::PersonIsHere => "You are talking to a person",
        Key::PersonFrom => "A person from {}",
        Key::PersonJoined => "{} is answering you now.",
        Key::PersonLeft => "{} has left. The assistant is answering again.",
        Key::PersonWillCome => {
            "{} had to leave. Someone else will join you. Until then, the assistant is answering."
        }
        Key::Resolved => "This conversation is resolved. You can write again at any time.",
        Key::SomebodyWrites => "{} is writing…",
        Key::Menu => "Options",
        Key::NewChat => "New chat",
        Key::TalkToPerson => "Talk to a person",
        Key::Messages => "Conversation",
        Key::YouSaid => "You:",
        Key::SomebodySaid => "{} said:",
        Key::Placeholder => "Ask a question…",
        Key::Send => "Send",
        Key::Stop => "Stop",
        Key::Typing => "Looking for an answer…",
        Key::Stopped => "You stopped this answer.",
        Key::CharactersLeft => "Characters left: {}",
        Key::TooLong => "Characters over the limit: {}",
        Key::Suggestions => "Suggested questions",
        Key::NewMessages => "New messages",
        Key::Sources => "Sources",
        Key::SourceNumber => "Source {}",
        Key::OpenSource => "Open page",
        Key::Close => "Close",
        Key::Copy => "Copy",
        Key::Copied => "Copied",
        Key::Helpful => "Helpful",
        Key::NotHelpful => "Not helpful",
        Key::Thanks => "Thanks for your feedback.",
        Key::VerdictFailed => "Your rating could not be saved. Please try again.",
        Key::Failed => "Something went wrong. We could not answer your question.",
        Key::NetworkFailed => "The connection was lost.",
        Key::Offline => "You are offline. Your question is saved.",
        Key::RateLimited => "Too many questions at once. Please try again in {} seconds.",
        Key::RateLimitedSoon => "Too many questions at once. Please try again in a moment.",
        Key::NotAllowedHere => "The chat is not available on this page.",
        Key::Retry => "Try again",
        Key::Edit => "Edit question",
        Key::LeadOffer => "Before we start",
        Key::LeadHint => "We use this to get back to you.",
        Key::LeadSend => "Continue",
        Key::LeadSkip => "Skip",
        Key::FieldName => "Your name",
        Key::FieldPhone => "Phone number",
        Key::Optional => "{} (optional)",
        Key::FieldMissing => "This is required.",
        Key::PhoneInvalid => "Please check your phone number.",
        Key::DetailsFailed => {
            "We could not save your details. We will try again with your next message."
        }
        Key::HandoffOffer => "Would you like to talk to a person?",
        Key::HandoffHint => {
            "Leave your email address to get the reply even if you leave this page."
        }
        Key::EmailPlaceholder => "Email address",
        Key::EmailSend => "Ask for a person",
        Key::EmailSkip => "Continue without email",
        Key::EmailInvalid => "Please check your email address.",
        Key::HandoffSent => "Your request was passed on.",
        Key::HandoffByEmail => "If you leave, we will email you the reply.",
        Key::HandoffWithoutEmail => "Without an email address, you can only get the reply here.",
        Key::HandoffFailed => "We could not send your request. Please try again.",
        Key::HandoffNeedsQuestion => {
            "Write your question first. Then we can pass it on to a person."
        }
        Key::AnotherConversation => "A new conversation has started.",
        Key::PoweredBy => "Powered by",
    }
}
