//! The terms of the index. Passages and questions go through the same code, so they always agree.
//!
//! A text becomes words (NFKC, lower case). In a script with spaces each word gives its stem and, outside English, its
//! character 4-grams (compounds and inflections that the stemmer misses); in a script without spaces a run gives
//! overlapping character pairs. Diacritics are folded last, because stemmers need them.

use std::{borrow::Cow, fmt::Write as _};

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use porchlight_shared::ids::ProjectId;
use rust_stemmers::Stemmer;
use sha2::{Digest, Sha256};

use super::language::Language;

/// The longest word, in characters. The rest of a longer one (a key, an address, noise) is dropped.
pub const WORD_CHARS: usize = 40;
/// The length of a gram, in characters.
const GRAM_CHARS: usize = 4;

/// The origin of a term. Kinds never match each other, because each has its own mark before the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// The stem of a word, or a pair of characters in a script without spaces.
    Stem,
    /// Four neighbouring characters of a word.
    Gram,
    /// A word as it is spelled, where that differs from its stem.
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

/// A run of letters, marks and digits in one way of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A word between spaces or punctuation.
    Spaced(String),
    /// A run in a script without spaces between words.
    Unspaced(String),
}

/// The prefix of all terms of a project: 60 bits of a hash of its id, as 12 letters and digits.
///
/// Two projects with the same prefix would share document frequencies, but never see each other's passages.
pub fn project_prefix(project_id: ProjectId) -> String {
    let hash = Sha256::digest(project_id.to_string());
    let mut prefix = String::with_capacity(12);
    for byte in hash.iter().take(12) {
        let digit = u32::from(byte % 32);
        prefix.push(char::from_digit(digit, 32).unwrap_or('0'));
    }
    prefix
}

/// The words of `text` in order, in lower case.
pub fn words(text: &str) -> Vec<Word> {
    let normalized = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut words = Vec::new();
    let mut current = String::new();
    let mut unspaced = false;
    let mut length = 0;
    let mut finish = |current: &mut String, unspaced: bool| {
        if !current.is_empty() {
            let word = std::mem::take(current);
            words.push(if unspaced {
                Word::Unspaced(word)
            } else {
                Word::Spaced(word)
            });
        }
    };
    for character in normalized.chars().flat_map(char::to_lowercase) {
        if matches!(character, '\'' | '’' | '\u{ad}') {
            if character != '\u{ad}' && is_elided(&current) {
                current.clear();
                length = 0;
            }
            continue;
        }
        if matches!(character, '-' | '\u{2010}' | '\u{2011}') && length == 1 && !unspaced {
            // "e-mail" is "email", "t-shirt" is "tshirt".
            continue;
        }
        if !is_word_character(character) {
            finish(&mut current, unspaced);
            length = 0;
            continue;
        }
        let without_spaces = is_unspaced(character);
        if without_spaces != unspaced {
            finish(&mut current, unspaced);
            unspaced = without_spaces;
            length = 0;
        }
        if unspaced || length < WORD_CHARS {
            current.push(character);
            length += 1;
        }
    }
    finish(&mut current, unspaced);
    words
}

/// The overlapping pairs of characters in a run. A single character stands for itself.
pub fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(index, _)| index).collect();
    let count = starts.len().saturating_sub(1).max(1);
    (0..count).filter_map(move |index| {
        let start = *starts.get(index)?;
        let end = starts.get(index + 2).copied().unwrap_or(run.len());
        run.get(start..end)
    })
}

/// The 4-grams of a folded word. None if it is no longer than one gram.
pub fn grams(word: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(index, _)| index)
        .chain([word.len()])
        .collect();
    let count = (starts.len() - 1).saturating_sub(GRAM_CHARS - 1);
    (0..if count > 1 { count } else { 0 })
        .filter_map(move |index| word.get(*starts.get(index)?..*starts.get(index + GRAM_CHARS)?))
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

    /// Appends the terms of `text` to `terms`, each after a space, and adds every word that is not its own stem to
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
    // Writing to a String does not fail.
    let _ = write!(terms, " {}{term}", kind.mark());
}

/// Removes the diacritics of Latin, Greek and Cyrillic, so that "contrasena" finds "contraseña".
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut folded = String::with_capacity(word.len());
    for character in DecomposingNormalizerBorrowed::new_nfd().normalize_iter(word.chars()) {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// Whether `word` is an article or pronoun that lost its vowel ("l’", "d’", "qu’"). It counts as a word of its own,
/// and carries no meaning.
fn is_elided(word: &str) -> bool {
    matches!(
        word,
        "l" | "d" | "j" | "m" | "t" | "s" | "n" | "c" | "qu" | "dell" | "all" | "un"
    )
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character,
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' |
            '\u{900}'..='\u{963}' | '\u{966}'..='\u{df3}' | '\u{e31}'..='\u{e4e}' |
            '\u{eb1}'..='\u{ecd}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | 'ー' | '々')
}

/// Whether `character` is from a script that is written without spaces between words, or is treated like one.
pub fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' |
        '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3006}' | '\u{3040}'..='\u{30ff}' |
        '\u{3100}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' |
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' |
        '\u{20000}'..='\u{323af}')
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

    #[test]
    fn a_long_word_is_cut() {
        let long = "a".repeat(1_000);
        assert_eq!(words(&long), [Word::Spaced("a".repeat(WORD_CHARS))]);
    }
}
