//! Texts for visitors in one language: the owner's own if there are any, else those of the language's file.
//!
//! A text's name is its table and key in `languages/en.toml` (`widget.send`), or, if it has a setting, the setting's
//! (`inputPlaceholder`). For such a text, the owner's words for the language come first, then the setting, which is for
//! every language.

use std::collections::BTreeMap;

use porchlight_languages::{
    ChatPageTexts, DisplayLanguage, EmailTexts, EmbedTexts, Key, OTHER_NAMES,
};
use porchlight_shared::{
    settings::{PublicSettings, Texts, TextsByLanguage},
    settings_table,
};

/// The most texts of the owner, in all languages.
pub const OWN_TEXTS: usize = 500;
/// The longest text of the owner for a language, in characters.
pub const OWN_TEXT_CHARS: usize = 500;
/// The name of the table with the texts of the widget's parts.
const PARTS: &str = "widget_parts.";
/// The settings that are texts but do not replace a sentence of the widget.
const SENTENCES: [&str; 2] = ["greeting", "bubbleText"];

macro_rules! texts_with_settings {
    ($(
        $(#[$doc:meta])*
        $field:ident $name:tt $(($key:ident))?: $type:ty = $default:expr, $rule:ident $([$($limits:tt)*])?;
    )*) => {
        /// The setting of a key: its name and its value.
        fn setting(texts: &Texts, key: Key) -> Option<(&'static str, &str)> {
            match key {
                $($(Key::$key => Some(($name, texts.$field.as_str())),)?)*
                _ => None,
            }
        }

        const SETTINGS: &[&str] = &[$($name),*];
    };
}

settings_table!(texts => texts_with_settings! {});

/// Whether there is a text with this name that owners may replace.
pub fn is_text(name: &str) -> bool {
    let texts = Texts::default();
    SETTINGS.contains(&name)
        || SENTENCES.contains(&name)
        || OTHER_NAMES.contains(&name)
        || (Key::NAMES.iter().zip(Key::ALL))
            .any(|(known, key)| *known == name && setting(&texts, *key).is_none())
}

/// The words for visitors who read one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wording<'a> {
    /// The language.
    pub language: DisplayLanguage,
    texts: Option<&'a TextsByLanguage>,
}

impl<'a> Wording<'a> {
    /// The words in `language`, with the owner's `texts`.
    pub const fn new(language: DisplayLanguage, texts: &'a TextsByLanguage) -> Self {
        Self {
            language,
            texts: Some(texts),
        }
    }

    /// Only our words.
    pub const fn ours(language: DisplayLanguage) -> Self {
        Self {
            language,
            texts: None,
        }
    }

    fn own(self, name: &str) -> Option<&'a str> {
        let own = self.texts?.get(self.language.tag())?;
        own.get(name).map(String::as_str)
    }

    /// A sentence of the widget, in a project with `texts` for every language.
    pub fn sentence(self, texts: &'a Texts, key: Key) -> &'a str {
        let own = match setting(texts, key) {
            Some((name, text)) => self.own(name).or((!text.is_empty()).then_some(text)),
            None => (Key::NAMES.get(key as usize)).and_then(|name| self.own(name)),
        };
        own.unwrap_or_else(|| self.language.text(key))
    }

    /// All sentences of the widget, in order. If the owner has replaced the sentence about who answers, it is the same
    /// with and without a model.
    pub fn widget(self, texts: &'a Texts) -> Vec<&'a str> {
        let mut all: Vec<&str> = (Key::ALL.iter())
            .map(|key| self.sentence(texts, *key))
            .collect();
        let online = self.sentence(texts, Key::Online);
        let with_model = Key::OnlineWithModel;
        if online != self.language.text(Key::Online)
            && let Some(text) = all.get_mut(with_model as usize)
        {
            *text = online;
        }
        all
    }

    /// The settings for the widget, with sentences in this language.
    pub fn settings(self, settings: &PublicSettings) -> PublicSettings {
        let mut settings = settings.clone();
        if let Some(own) = self.own("greeting") {
            own.clone_into(&mut settings.welcome_message);
        }
        if let Some(own) = self.own("bubbleText") {
            own.clone_into(&mut settings.invitation.bubble_text);
        }
        settings
    }

    /// The owner's texts for the widget's parts, by language and key. They include all languages, because a page may
    /// change its language.
    pub fn parts(self) -> BTreeMap<&'a str, BTreeMap<&'a str, &'a str>> {
        let all = self.texts.into_iter().flatten();
        all.map(|(tag, texts)| {
            let texts = texts.iter();
            let parts =
                texts.filter_map(|(name, text)| Some((name.strip_prefix(PARTS)?, text.as_str())));
            (tag.as_str(), parts.collect::<BTreeMap<_, _>>())
        })
        .filter(|(_, parts)| !parts.is_empty())
        .collect()
    }

    /// The texts of the embed document.
    pub fn embed_document(self) -> EmbedTexts<'a> {
        self.language.embed_document().with(&|name| self.own(name))
    }

    /// The texts of the chat page.
    pub fn chat_page(self) -> ChatPageTexts<'a> {
        self.language.chat_page().with(&|name| self.own(name))
    }

    /// The texts of e-mails.
    pub fn emails(self) -> EmailTexts<'a> {
        self.language.emails().with(&|name| self.own(name))
    }
}

#[cfg(test)]
mod tests {
    use porchlight_languages::DisplayLanguage::{English, French, German};

    use super::*;

    fn texts() -> TextsByLanguage {
        serde_json::from_value(serde_json::json!({
            "de": {
                "inputPlaceholder": "Frag uns",
                "widget.send": "Ab damit",
                "greeting": "Moin!",
                "embed_document.close": "Zu",
                "chat_page.send": "Los",
                "emails.replied": "{company} meldet sich",
                "widget_parts.download": "Sichern",
                "onlineText": "Immer da",
            },
        }))
        .unwrap()
    }

    #[test]
    fn the_language_comes_before_the_setting_and_that_before_ours() {
        let by_language = texts();
        let everywhere = Texts {
            input_placeholder: "Ask Acme".into(),
            ..Texts::default()
        };
        let german = Wording::new(German, &by_language);
        let french = Wording::new(French, &by_language);
        assert_eq!(german.sentence(&everywhere, Key::Placeholder), "Frag uns");
        assert_eq!(french.sentence(&everywhere, Key::Placeholder), "Ask Acme");
        assert_eq!(german.sentence(&everywhere, Key::Send), "Ab damit");
        assert_eq!(french.sentence(&everywhere, Key::Send), "Envoyer");
        let widget = german.widget(&everywhere);
        assert_eq!(widget[Key::Placeholder as usize], "Frag uns");
        assert_eq!(widget[Key::OnlineWithModel as usize], "Immer da");
        assert_eq!(widget.len(), Key::ALL.len());
    }

    #[test]
    fn every_table_has_the_owners_words() {
        let by_language = texts();
        let german = Wording::new(German, &by_language);
        assert_eq!(german.embed_document().close, "Zu");
        assert_eq!(german.chat_page().send, "Los");
        assert_eq!(german.emails().replied, "{company} meldet sich");
        let parts = BTreeMap::from([("download", "Sichern")]);
        assert_eq!(german.parts(), BTreeMap::from([("de", parts)]));
        let ours = Wording::ours(English);
        assert_eq!(ours.chat_page().send, English.chat_page().send);
        assert!(ours.parts().is_empty());
    }

    #[test]
    fn a_text_has_one_name() {
        for name in [
            "inputPlaceholder",
            "greeting",
            "bubbleText",
            "widget.send",
            "emails.why",
            "chat_page.you",
            "embed_document.open",
            "widget_parts.erase",
        ] {
            assert!(is_text(name), "{name}");
        }
        for name in ["widget.placeholder", "send", "answers.none", "widget.", ""] {
            assert!(!is_text(name), "{name}");
        }
    }
}
