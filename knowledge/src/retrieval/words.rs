//! The words of a text (NFKC, lower case), and the parts of words.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The longest word, in characters. The rest of a longer one (a key, an address, noise) is dropped.
pub const WORD_CHARS: usize = 40;
/// The length of a gram, in characters.
const GRAM_CHARS: usize = 4;

/// A run of letters, marks and digits of one kind of script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A word between spaces or punctuation.
    Spaced(String),
    /// A run in a script without spaces between words.
    Unspaced(String),
}

/// The words of `text` in order, in lower case.
pub fn words(text: &str) -> Vec<Word> {
    let normalized = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        ComposingNormalizerBorrowed::new_nfkc().normalize(text)
    };
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

/// The overlapping pairs of characters in a run. A single character is returned by itself.
pub fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(index, _)| index).collect();
    let count = starts.len().saturating_sub(1).max(1);
    (0..count).filter_map(move |index| {
        let start = *starts.get(index)?;
        let end = starts.get(index + 2).copied().unwrap_or(run.len());
        run.get(start..end)
    })
}

/// The 4-grams of a folded word. Empty if it is not longer than one gram.
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

/// Whether `word` is an elided article or pronoun ("l’", "d’", "qu’"). It counts as a separate word without meaning.
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

/// Whether `character` is from a script without spaces between words, or is treated like one.
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

    #[test]
    fn a_long_word_is_cut() {
        let long = "a".repeat(1_000);
        assert_eq!(words(&long), [Word::Spaced("a".repeat(WORD_CHARS))]);
    }
}
