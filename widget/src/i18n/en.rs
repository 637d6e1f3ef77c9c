//! English.

use super::Key;

pub(super) const fn text(key: Key) -> &'static str {
    match key {
        Key::OpenChat => "Open chat",
        Key::CloseChat => "Close chat",
        Key::UnreadOne => "1 new message",
        Key::UnreadMany => "{} new messages",
        Key::Online => "AI assistant, answers at once",
        Key::WaitingForPerson => "A person was asked for",
        Key::PersonIsHere => "A person is answering",
        Key::PersonFrom => "A person from {}",
        Key::PersonJoined => "{} is answering you now.",
        Key::PersonLeft => "{} has left. You get automatic answers again.",
        Key::PersonWillCome => {
            "{} had to leave. Another person will come; until then you get automatic answers."
        }
        Key::Settled => "This conversation is settled. Write again whenever you like.",
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
        Key::Stopped => "This answer was stopped.",
        Key::CharactersLeft => "{} characters left",
        Key::TooLong => "Too long by {} characters",
        Key::Suggestions => "Suggested questions",
        Key::NewMessages => "New messages",
        Key::Sources => "Sources",
        Key::SourceNumber => "Source {}",
        Key::OpenSource => "Read on the page",
        Key::Close => "Close",
        Key::Copy => "Copy",
        Key::Copied => "Copied",
        Key::Helpful => "Helpful",
        Key::NotHelpful => "Not helpful",
        Key::Thanks => "Thank you for telling us.",
        Key::VerdictFailed => "Your rating could not be saved. Please try again.",
        Key::Failed => "Something went wrong, and there is no answer yet.",
        Key::NetworkFailed => "The connection was lost.",
        Key::Offline => "You are offline. Your question is kept.",
        Key::RateLimited => "Many questions at once. Please try again in {} seconds.",
        Key::RateLimitedSoon => "Many questions at once. Please try again in a moment.",
        Key::NotAllowedHere => "The chat is not available on this page.",
        Key::Retry => "Try again",
        Key::Edit => "Edit question",
        Key::LeadOffer => "Before we begin",
        Key::LeadHint => "So that we can get back to you.",
        Key::LeadSend => "Continue",
        Key::LeadSkip => "Skip",
        Key::FieldName => "Your name",
        Key::FieldPhone => "Phone number",
        Key::Optional => "{} (optional)",
        Key::FieldMissing => "This is needed.",
        Key::PhoneInvalid => "Please check the phone number.",
        Key::DetailsFailed => "Your details are not saved yet.",
        Key::HandoffOffer => "Would you like to talk to a person?",
        Key::HandoffHint => {
            "Leave your e-mail address, and the reply reaches you even when you are gone."
        }
        Key::EmailPlaceholder => "E-mail address",
        Key::EmailSend => "Ask for a person",
        Key::EmailSkip => "Without e-mail",
        Key::EmailInvalid => "Please check the e-mail address.",
        Key::HandoffSent => "Your request was passed on.",
        Key::HandoffByEmail => "The reply can come to your e\u{2011}mail address.",
        Key::HandoffWithoutEmail => {
            "Without an e\u{2011}mail address, a reply reaches you only here."
        }
        Key::HandoffFailed => "That did not work. Please try again.",
        Key::HandoffNeedsQuestion => {
            "Write your question first, then it can be passed on to a person."
        }
        Key::AnotherConversation => "A new conversation has begun.",
        Key::PoweredBy => "Powered by",
    }
}
