//! Splits text into the word pieces in the word table.
//!
//! Works like BERT's uncased tokenizer: lower case without accents, words between spaces and punctuation, each word
//! split greedily into the longest known pieces (Wu et al., "Google's Neural Machine Translation System", 2016, section
//! 4.1). Leaves out punctuation, and words with characters or pieces that the table does not have.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::{
    word_table::{Piece, WordTable},
    words,
};

/// The longest word that is split, in bytes. Longer ones are keys, addresses or noise.
const WORD_BYTES: usize = 100;
/// The prefix of pieces inside a word.
const INSIDE: &str = "##";

/// The words of `text` in order, each with its lower-case spelling and its pieces.
pub fn words_of(table: &WordTable, text: &str) -> Vec<(String, Vec<Piece>)> {
    let mut found = Vec::new();
    each_word(text, |word| {
        if let Some(pieces) = pieces_of(table, word) {
            found.push((word.to_owned(), pieces));
        }
    });
    found
}

/// Calls `read` with each word of `text`, in lower case and without accents.
pub fn each_word(text: &str, mut read: impl FnMut(&str)) {
    if text.is_ascii() {
        for word in text.split(|character: char| !character.is_ascii_alphanumeric()) {
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                read(&word.to_ascii_lowercase());
            } else if !word.is_empty() {
                read(word);
            }
        }
        return;
    }
    let mut word = String::new();
    let mut take = |character: char, word: &mut String| {
        for character in character.to_lowercase() {
            match character {
                // Accents, and invisible characters.
                '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
                _ if character.is_alphanumeric() && !words::is_unspaced(character) => {
                    word.push(character);
                }
                _ if !word.is_empty() => {
                    read(word);
                    word.clear();
                }
                _ => {}
            }
        }
    };
    DecomposingNormalizerBorrowed::new_nfd()
        .normalize_iter(text.chars())
        .for_each(|character| take(character, &mut word));
    take(' ', &mut word);
}

/// The pieces of a word in the form of [`each_word`], if the table has all of them.
pub fn pieces_of(table: &WordTable, word: &str) -> Option<Vec<Piece>> {
    if !word.is_ascii() || word.len() > WORD_BYTES {
        return None;
    }
    let (first, mut end) = table.longest(word.as_bytes())?;
    let mut pieces = vec![first];
    let mut inside = String::new();
    while let Some(rest) = word.get(end..).filter(|rest| !rest.is_empty()) {
        inside.clear();
        inside.push_str(INSIDE);
        inside.push_str(rest);
        let (piece, length) = table.longest(inside.as_bytes())?;
        if length <= INSIDE.len() {
            return None;
        }
        pieces.push(piece);
        end += length - INSIDE.len();
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::super::word_table::tests::served;
    use super::*;

    #[derive(serde::Deserialize)]
    struct Sample {
        text: String,
        words: Vec<Vec<String>>,
        vector: Vec<f32>,
    }

    /// Compares with the output of `table/pack.py`, which uses another tokenizer and other arithmetic.
    #[test]
    fn words_and_vectors_are_those_that_the_table_was_made_with() {
        let table = served();
        let samples: Vec<Sample> =
            serde_json::from_str(include_str!("../../table/samples.json")).unwrap();
        for sample in samples {
            let words = words_of(&table, &sample.text);
            let expected: Vec<Vec<Piece>> = (sample.words.iter())
                .map(|pieces| (pieces.iter().map(|piece| table.piece(piece).unwrap())).collect())
                .collect();
            let pieces: Vec<Vec<Piece>> = words.into_iter().map(|(_, pieces)| pieces).collect();
            assert_eq!(pieces, expected, "{}", sample.text);

            let mut vector = vec![0.0; table.dimensions()];
            for piece in pieces.concat() {
                table.add(piece, 1.0, &mut vector);
            }
            let length = vector
                .iter()
                .map(|number| number * number)
                .sum::<f32>()
                .sqrt();
            for (number, expected) in vector.iter().zip(sample.vector) {
                assert!((number / length - expected).abs() < 1e-4, "{}", sample.text);
            }
        }
    }

    fn check(text: &str, expected: &[&str]) {
        let words = words_of(&served(), text);
        let spelled: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(spelled, expected, "{text}");
    }

    #[test]
    fn letters_are_small_and_without_accents() {
        check("Café RESET, e-mail!", &["cafe", "reset", "e", "mail"]);
        check("pass\u{ad}word", &["password"]);
    }

    #[test]
    fn what_the_table_cannot_know_is_left_out() {
        check("密码 password пароль 123", &["password", "123"]);
        check(&"a".repeat(200), &[]);
        check("", &[]);
        check("\0 “–” 🎉", &[]);
    }
}
