//! Letters and digits without Unicode's tables.

/// Prevents a line break before the next character.
pub(crate) const WORD_JOINER: char = '\u{2060}';

/// Whether a character is a letter or a digit.
///
/// Unicode's own tables are kilobytes that every visitor would load. Beyond ASCII this only excludes the blocks of
/// punctuation and symbols, so a rare sign in another block counts as a letter.
pub fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let sign = SIGNS
        .iter()
        .any(|(first, last)| (first..=last).contains(&&character));
    !sign || matches!(character, '\u{aa}' | '\u{b5}' | '\u{ba}')
}

/// The blocks of punctuation and symbols: first and last character.
const SIGNS: [(char, char); 13] = [
    ('\u{80}', '\u{bf}'),
    ('\u{d7}', '\u{d7}'),
    ('\u{f7}', '\u{f7}'),
    ('\u{2000}', '\u{2bff}'),
    ('\u{2e00}', '\u{2e7f}'),
    ('\u{3000}', '\u{3004}'),
    ('\u{3008}', '\u{3020}'),
    ('\u{fe10}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff0f}'),
    ('\u{ff1a}', '\u{ff20}'),
    ('\u{ff3b}', '\u{ff40}'),
    ('\u{ff5b}', '\u{ff65}'),
    ('\u{1f000}', '\u{1faff}'),
];
