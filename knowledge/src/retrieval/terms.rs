//! The terms of the index. Passages and questions go through the same code, so they always agree.
//!
//! In a script with spaces, each word has its stem and, except in English, its character 4-grams, which find compounds
//! and inflections that the stemmer misses. In a script without spaces, a run has overlapping character pairs.
//! Diacritics are folded last, because stemmers need them.

use std::{borrow::Cow, fmt::Write as _};

use porchlight_shared::ids::ProjectId;
use rust_stemmers::Stemmer;
use sha2::{Digest, Sha256};

use super::{
    language::Language,
    words::{Word, fold, grams, pairs, words},
};

/// The kind of a term. Kinds never match each other, because each has its own mark before the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// The stem of a word, or a pair of characters in a script without spaces.
    Stem,
    /// Four consecutive characters of a word.
    Gram,
    /// The spelling of a word, if it differs from the stem.
    Word,
}

impl TermKind {
    /// The character between the project's prefix and the term. The tokenizer of the index keeps exactly these.
    pub const fn mark(self) -> char {
        match self {
            Self::Stem => '.',
            Self::Gram => '~',
            Self::Word => '=',
        }
    }
}

/// The prefix of all terms of a project: 60 bits of a hash of its id, as 12 letters and digits.
///
/// Two projects with the same prefix would share document frequencies, but could not see each other's passages.
pub fn project_prefix(project_id: ProjectId) -> String {
    let hash = Sha256::digest(project_id.to_string());
    let mut prefix = String::with_capacity(12);
    for byte in hash.iter().take(12) {
        let digit = u32::from(byte % 32);
        prefix.push(char::from_digit(digit, 32).unwrap_or('0'));
    }
    prefix
}

/// Produces the terms of texts in one language.
pub struct Stemming {
    language: Language,
    stemmer: Option<Stemmer>,
}

impl Stemming {
    /// A stemmer for texts in `language`.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            stemmer: language.stemmer().map(Stemmer::create),
        }
    }

    /// The stem of `word`, without diacritics.
    pub fn stem(&self, word: &str) -> String {
        let stem = self
            .stemmer
            .as_ref()
            .map_or(Cow::Borrowed(word), |stemmer| stemmer.stem(word));
        fold(&stem)
    }

    /// Appends the terms of `text` to `terms`, each after a space, and adds each word that differs from its stem to
    /// `spelled`. Returns the number of words.
    pub fn append(&self, text: &str, terms: &mut String, spelled: &mut Vec<String>) -> u32 {
        let mut length = 0;
        for word in words(text) {
            match word {
                Word::Unspaced(run) => {
                    for pair in pairs(&run) {
                        append(terms, TermKind::Stem, pair);
                        length += 1;
                    }
                }
                Word::Spaced(word) => {
                    let folded = fold(&word);
                    let stem = self.stem(&word);
                    append(terms, TermKind::Stem, &stem);
                    length += 1;
                    if self.language.has_grams() && !self.language.is_stop_word(&folded) {
                        for gram in grams(&folded) {
                            append(terms, TermKind::Gram, gram);
                        }
                    }
                    if folded != stem {
                        spelled.push(folded);
                    }
                }
            }
        }
        length
    }
}

/// Appends one term to `terms`, after a space.
pub fn append(terms: &mut String, kind: TermKind, term: &str) {
    // Writing to a String cannot fail.
    let _ = write!(terms, " {}{term}", kind.mark());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, text: &str, expected: &str) {
        let mut terms = String::new();
        Stemming::new(language).append(text, &mut terms, &mut Vec::new());
        assert_eq!(terms.trim(), expected);
    }

    #[test]
    fn english_words_are_stemmed() {
        check(
            Language::English,
            "Resetting PASSWORDS, don’t panic!",
            ".reset .password .dont .panic",
        );
        check(Language::English, "E-mails or emails", ".email .or .email");
    }

    #[test]
    fn other_languages_add_grams_and_lose_their_diacritics() {
        check(
            Language::Spanish,
            "contraseña",
            ".contrasen ~cont ~ontr ~ntra ~tras ~rase ~asen ~sena",
        );
        check(Language::German, "Größe", ".gross ~gros ~ross ~osse");
        check(Language::French, "l’état", ".etat");
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        check(Language::Chinese, "更改邮箱。", ".更改 .改邮 .邮箱");
        check(Language::Japanese, "Wi-Fi設定", ".wi .fi .設定");
        check(Language::Chinese, "税", ".税");
        check(Language::Korean, "비밀번호", ".비밀 .밀번 .번호");
    }

    #[test]
    fn forms_of_the_same_character_are_one() {
        check(Language::English, "ＡＢＣ ①", ".abc .1");
        check(Language::Japanese, "ｶﾞｲﾄﾞ", ".ガイ .イド");
    }

    #[test]
    fn punctuation_and_nul_are_no_words() {
        check(Language::English, "\0 \" * ( ) : ^ -- 🎉 ~ . =", "");
    }
}
