//! The widget's own sentences, by key. The owner's texts take precedence.
//!
//! The embed document brings the sentences of the visitor's language, so that nobody downloads another.

pub mod speaker;

pub use porchlight_languages::Key;
use porchlight_shared::{settings::Texts, settings_table};

/// The widget's own sentences in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences(Vec<String>);

impl Sentences {
    /// The sentences in the order of [`Key`].
    pub const fn new(sentences: Vec<String>) -> Self {
        Self(sentences)
    }

    /// A sentence.
    pub fn get(&self, key: Key) -> &str {
        self.0.get(key as usize).map_or("", String::as_str)
    }

    /// A sentence with `value` in the place of its `{}`.
    pub fn with_value(&self, key: Key, value: &str) -> String {
        fill(self.get(key), value)
    }

    /// The sentences that the embed document brings for a language.
    #[cfg(test)]
    pub(crate) fn of(language: porchlight_languages::DisplayLanguage) -> Self {
        let sentences = language.widget().iter();
        Self(sentences.map(|sentence| (*sentence).to_owned()).collect())
    }
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
    use porchlight_languages::DisplayLanguage;

    use super::*;

    #[test]
    fn a_sentence_is_found_by_its_key() {
        let english = Sentences::of(DisplayLanguage::English);
        for (position, &key) in Key::ALL.iter().enumerate() {
            assert_eq!(
                english.get(key),
                DisplayLanguage::English.widget()[position]
            );
        }
        assert_eq!(english.get(Key::Send), "Send");
        assert_eq!(english.with_value(Key::SomebodySaid, "Ada"), "Ada said:");
        assert_eq!(
            Sentences::of(DisplayLanguage::German).get(Key::Send),
            "Senden"
        );
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
