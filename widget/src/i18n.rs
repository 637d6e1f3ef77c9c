//! The widget's sentences, by key.
//!
//! The embed document contains the sentences of the visitor's language only, with the owner's own texts in place of
//! some.

pub mod speaker;

pub use porchlight_languages::Key;

/// The widget's sentences in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences(Vec<String>);

impl Sentences {
    /// Takes the sentences in the order of [`Key`].
    pub const fn new(sentences: Vec<String>) -> Self {
        Self(sentences)
    }

    /// The sentence for a key; empty if the document has none.
    pub fn get(&self, key: Key) -> &str {
        self.0.get(key as usize).map_or("", String::as_str)
    }

    /// A sentence whose `{}` is replaced by `value`.
    pub fn with_value(&self, key: Key, value: &str) -> String {
        fill(self.get(key), value)
    }

    /// A sentence in the form for a number, which replaces its `{}`. The sentence has the format `one=…|few=…|other=…`,
    /// with the categories of CLDR's plural rules.
    pub fn counted(&self, key: Key, category: &str, count: u32) -> String {
        let mut taken = "";
        for form in self.get(key).split('|') {
            let (name, text) = form.split_once('=').unwrap_or(("other", form));
            if name == category || (name == "other" && taken.is_empty()) {
                taken = text;
            }
        }
        fill(taken, &count.to_string())
    }

    /// The sentences that the embed document has for a language.
    #[cfg(test)]
    pub(crate) fn of(language: porchlight_languages::DisplayLanguage) -> Self {
        let sentences = language.widget().iter();
        Self(sentences.map(|sentence| (*sentence).to_owned()).collect())
    }
}

/// A sentence whose `{}` is replaced by `value`.
pub fn fill(sentence: &str, value: &str) -> String {
    match sentence.split_once('{') {
        Some((before, after)) => [before, value, after.strip_prefix('}').unwrap_or(after)].concat(),
        None => sentence.to_owned(),
    }
}

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
    fn a_sentence_with_a_number_has_the_form_of_its_category() {
        for (language, category, count, expected) in [
            (DisplayLanguage::English, "one", 1, "1 new message"),
            (DisplayLanguage::English, "other", 2, "2 new messages"),
            (DisplayLanguage::Polish, "few", 3, "3 nowe wiadomości"),
            (DisplayLanguage::Polish, "many", 5, "5 nowych wiadomości"),
            (DisplayLanguage::Arabic, "two", 2, "رسالتان جديدتان"),
            (DisplayLanguage::Japanese, "other", 7, "新着メッセージ 7 件"),
            // The browser knows more categories than the file.
            (DisplayLanguage::French, "many", 3, "3 nouveaux messages"),
        ] {
            let sentences = Sentences::of(language);
            let said = sentences.counted(Key::Unread, category, count);
            assert_eq!(said, expected);
        }
    }
}
