//! Finds phrases of the language files in a text, ignoring case, accents and apostrophes.

use crate::retrieval::words::fold;

/// A word of a text, or a character in a script without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word in folded form.
    pub text: String,
    /// Where it starts in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

/// The words of `text`, or its characters if the language is not `spaced`.
pub fn tokens(text: &str, spaced: bool) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open = false;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if matches!(character, '\'' | '’' | '‘') {
            continue;
        }
        if !character.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&character) {
            open = false;
            continue;
        }
        if !(open && spaced) {
            tokens.push(Token {
                text: String::new(),
                start,
                end,
            });
        }
        if let Some(token) = tokens.last_mut() {
            token.end = end;
            if character.is_ascii() {
                token.text.push(character.to_ascii_lowercase());
            } else {
                token.text += &fold(&character.to_lowercase().to_string());
            }
        }
        open = true;
    }
    tokens
}

/// The number of tokens of the longest phrase at the position `at`, or 0 if there is none. A `*` stands for any ending
/// of a word.
pub fn longest(phrases: &[&str], tokens: &[Token], at: usize, spaced: bool) -> usize {
    let here = tokens.get(at..).unwrap_or_default();
    phrases
        .iter()
        .filter_map(|phrase| stands(phrase, here, spaced))
        .max()
        .unwrap_or(0)
}

/// Whether any of the phrases occurs in `tokens`.
pub fn has(phrases: &[&str], tokens: &[Token], spaced: bool) -> bool {
    (0..tokens.len()).any(|at| longest(phrases, tokens, at, spaced) > 0)
}

/// The number of tokens of `phrase`, if `tokens` start with it.
fn stands(phrase: &str, tokens: &[Token], spaced: bool) -> Option<usize> {
    if !may_begin(phrase, tokens.first()?) {
        return None;
    }
    let mut count = 0;
    let mut matches = |form: &str| {
        let fits = tokens
            .get(count)
            .is_some_and(|token| match form.strip_suffix('*') {
                Some(stem) => token.text.starts_with(stem),
                None => token.text == form,
            });
        count += 1;
        fits
    };
    // Nearly all phrases are written in the form of tokens.
    let is_folded = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b' ' | b'*');
    if spaced && phrase.bytes().all(is_folded) {
        return phrase.split(' ').all(&mut matches).then_some(count);
    }
    let lower = phrase.to_lowercase();
    let fits = if spaced {
        let folded = fold(&lower).replace(['\'', '’'], "");
        folded.split(' ').all(&mut matches)
    } else {
        lower
            .chars()
            .filter(|character| character.is_alphanumeric())
            .all(|character| matches(&fold(&character.to_string())))
    };
    fits.then_some(count)
}

/// Whether `phrase` may start with `token`. Comparing the first letter excludes most phrases at hardly any cost.
fn may_begin(phrase: &str, token: &Token) -> bool {
    match phrase.chars().next() {
        Some(first) if first.is_ascii_lowercase() => token.text.starts_with(first),
        Some(first) if is_of_other_script(first) => !token.text.starts_with(|c: char| c.is_ascii()),
        first => first.is_some(),
    }
}

/// Whether a letter comes after the Unicode blocks of Latin letters.
fn is_of_other_script(letter: char) -> bool {
    letter > '\u{24f}' && !('\u{1e00}'..='\u{1eff}').contains(&letter) && letter.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_whatever_their_case_accents_and_apostrophes() {
        for (text, phrases, spaced, length) in [
            ("What’s up", &["whats up"][..], true, 2),
            ("Où es-tu ?", &["ou es tu"], true, 3),
            ("Ou es-tu ?", &["Où es tu"], true, 3),
            ("ay", &["ấy"], true, 1),
            ("eto ya", &["это я"], true, 0),
            ("Это я", &["это я"], true, 2),
            ("frustrating", &["frustrat*"], true, 1),
            ("hello there", &["hello", "hello there"], true, 2),
            ("你好！", &["你好"], false, 2),
            ("こんばんは", &["こんばんは"], false, 5),
            ("heather", &["he"], true, 0),
        ] {
            assert_eq!(
                longest(phrases, &tokens(text, spaced), 0, spaced),
                length,
                "{text}"
            );
        }
        assert!(has(&["und"], &tokens("Preis und Größe", true), true));
    }
}
