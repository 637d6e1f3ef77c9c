//! The widget's own sentences, by key and language. The owner's texts stand before them.
//!
//! Another language is another file in `i18n/`, a variant of [`Language`] and an arm in [`text`]: a key that it lacks
//! does not compile.

mod de;
mod en;
pub mod speaker;

use porchlight_shared::{settings::Texts, settings_table};

/// A language that the widget speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language of a BCP 47 tag; English for one that the widget does not speak.
    pub fn from_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "de" => Self::German,
            _ => Self::English,
        }
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A sentence. `{}` in it stands for a number or a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key {$(
            $(#[$doc])*
            $name,
        )*}

        impl Key {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

keys! {
    /// The launcher's label while the panel is closed.
    OpenChat,
    /// The launcher's and the header's label while it is open.
    CloseChat,
    /// One unread answer.
    UnreadOne,
    /// `{}` unread answers.
    UnreadMany,
    /// Under the name in the header.
    Online,
    /// The same while a person was asked for.
    WaitingForPerson,
    /// The same while a person answers.
    PersonIsHere,
    /// A person without a name, of the owner `{}`.
    PersonFrom,
    /// `{}` answers from now on.
    PersonJoined,
    /// `{}` has left, and the assistant answers again.
    PersonLeft,
    /// `{}` has left, and somebody else will answer.
    PersonWillCome,
    /// The conversation is resolved.
    Resolved,
    /// `{}` is writing.
    SomebodyWrites,
    /// Opens the header's menu.
    Menu,
    /// In the menu.
    NewChat,
    /// In the menu, and the offer's button.
    TalkToPerson,
    /// The messages' label.
    Messages,
    /// Before the visitor's message, for screen readers.
    YouSaid,
    /// Before an answer by `{}`, for screen readers.
    SomebodySaid,
    /// In the empty composer.
    Placeholder,
    /// Sends the question.
    Send,
    /// Stops the answer.
    Stop,
    /// While an answer is on its way.
    Typing,
    /// Under an answer that the visitor stopped.
    Stopped,
    /// `{}` characters are left.
    CharactersLeft,
    /// `{}` characters too many.
    TooLong,
    /// The suggested questions' label.
    Suggestions,
    /// Goes to the end of the conversation.
    NewMessages,
    /// Over the list of sources.
    Sources,
    /// The label of the mark of source `{}`.
    SourceNumber,
    /// Links to the source.
    OpenSource,
    /// Closes a card or a form.
    Close,
    /// Copies an answer or code.
    Copy,
    /// After it was copied.
    Copied,
    /// Thumbs up.
    Helpful,
    /// Thumbs down.
    NotHelpful,
    /// After a verdict.
    Thanks,
    /// The verdict was not stored.
    VerdictFailed,
    /// The turn failed.
    Failed,
    /// The server could not be reached.
    NetworkFailed,
    /// The device has no network.
    Offline,
    /// Too many questions; `{}` seconds.
    RateLimited,
    /// Too many questions.
    RateLimitedSoon,
    /// The widget is not allowed on this page.
    NotAllowedHere,
    /// Sends the question again.
    Retry,
    /// Puts the question back into the composer.
    Edit,
    /// Over the form before the first message.
    LeadOffer,
    /// Under it, and under the offer of a person.
    LeadHint,
    /// Sends that form.
    LeadSend,
    /// Passes a form by.
    LeadSkip,
    /// Over the field for a name.
    FieldName,
    /// Over the field for a telephone number.
    FieldPhone,
    /// Over a field `{}` that may stay empty.
    Optional,
    /// A field must not stay empty, a tick not be left out.
    FieldMissing,
    /// The telephone number is not one.
    PhoneInvalid,
    /// Contact details were not stored.
    DetailsFailed,
    /// Over the e-mail field.
    HandoffOffer,
    /// Under the offer.
    HandoffHint,
    /// In the e-mail field.
    EmailPlaceholder,
    /// Asks for a person, with an address.
    EmailSend,
    /// Asks for a person, without one.
    EmailSkip,
    /// The address is not one.
    EmailInvalid,
    /// After a person was asked for.
    HandoffSent,
    /// Behind it, where an address was left.
    HandoffByEmail,
    /// Behind it, where none was.
    HandoffWithoutEmail,
    /// Asking for a person failed.
    HandoffFailed,
    /// A person can be asked for after a question.
    HandoffNeedsQuestion,
    /// Between an earlier conversation and the one that goes on.
    AnotherConversation,
    /// Under the composer.
    PoweredBy,
}

/// A sentence in a language.
pub const fn text(language: Language, key: Key) -> &'static str {
    match language {
        Language::English => en::text(key),
        Language::German => de::text(key),
    }
}

/// A sentence with something in the place of `{}`.
pub fn text_with(language: Language, key: Key, value: &str) -> String {
    fill(text(language, key), value)
}

/// A sentence with `value` in the place of its `{}`.
pub fn fill(sentence: &str, value: &str) -> String {
    match sentence.split_once('{') {
        Some((before, after)) => [before, value, after.strip_prefix('}').unwrap_or(after)].concat(),
        None => sentence.to_owned(),
    }
}

macro_rules! owners_texts {
    ($(
        $(#[$doc:meta])*
        $field:ident $name:tt $(($key:ident))?: $type:ty = $default:expr, $rule:ident $([$($limits:tt)*])?;
    )*) => {
        /// The owner's own words for a key.
        pub fn owners_text(texts: &Texts, key: Key) -> Option<&str> {
            let text = match key {
                $($(Key::$key => &texts.$field,)?)*
                _ => return None,
            };
            (!text.is_empty()).then_some(text)
        }
    };
}

settings_table!(texts => owners_texts! {});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence_with_its_place_for_a_value() {
        for language in Language::ALL {
            for &key in Key::ALL {
                let places = |language| text(language, key).matches("{}").count();
                assert!(!text(language, key).is_empty(), "{language:?} {key:?}");
                assert_eq!(
                    places(language),
                    places(Language::English),
                    "{language:?} {key:?}"
                );
            }
        }
    }

    #[test]
    fn languages_differ() {
        let same = |key: &&Key| text(Language::English, **key) == text(Language::German, **key);
        let same: Vec<_> = Key::ALL.iter().filter(same).collect();
        assert!(same.is_empty(), "not translated: {same:?}");
    }

    #[test]
    fn a_tag_names_its_language_whatever_its_region() {
        for (tag, language) in [
            ("de", Language::German),
            ("de-AT", Language::German),
            ("DE_ch", Language::German),
            ("en-GB", Language::English),
            ("xx", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn the_owners_words_come_first() {
        let texts = Texts {
            input_placeholder: "Ask Acme".into(),
            ..Texts::default()
        };
        assert_eq!(owners_text(&texts, Key::Placeholder), Some("Ask Acme"));
        assert_eq!(owners_text(&texts, Key::Typing), None);
        assert_eq!(owners_text(&texts, Key::Send), None);
    }
}
