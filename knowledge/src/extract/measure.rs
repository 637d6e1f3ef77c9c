//! Measures the length of texts, and finds the ends of sentences, in any script.

use super::super::sentences::{marks::Marks, short_last_word};

/// The length of one word. A Chinese, Japanese or Korean character counts half a word.
pub(super) const WORD: usize = 2;
/// This many characters count as one unit, so that text without spaces (an address, a line of base64) is long, too.
const CHARS_PER_UNIT: usize = 5;

/// The length of `text`, in halves of a word.
pub(super) fn length(text: &str) -> usize {
    let mut length = 0;
    let mut chars = 0;
    let mut in_word = false;
    for c in text.chars() {
        chars += 1;
        if is_cjk(c) {
            length += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            if !in_word {
                length += WORD;
            }
            in_word = true;
        } else if !matches!(c, '\'' | '’' | '-' | '_') {
            in_word = false;
        }
    }
    length.max(chars / CHARS_PER_UNIT)
}

/// Han, kana and Hangul: scripts without spaces, or with one syllable per character.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "approx", "bzw", "ca", "cf", "dr", "etc", "inc", "jr", "mr", "mrs", "ms", "no", "nr", "p",
    "sr", "sra", "st", "tel", "usw", "vs",
];

/// The sentences of `text`, each with the white space after it. Joined, they are `text`. Links and code are never
/// split.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut marks = Marks::new(text);
    while let Some((at, c)) = chars.next() {
        if matches!(c, '[' | '!' | '`' | '*')
            && let Some((end, _)) = marks.whole(at)
        {
            while chars.next_if(|(next, _)| *next < end).is_some() {}
            continue;
        }
        let wide = matches!(c, '。' | '！' | '？');
        if !(wide || c == '\n' || matches!(c, '.' | '!' | '?' | '…' | '؟' | '।')) {
            continue;
        }
        if c == '.' && abbreviated(text.get(start..at).unwrap_or_default()) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, closing)) = chars.peek() {
            if !is_closing(closing) {
                break;
            }
            end = next + closing.len_utf8();
            chars.next();
        }
        let rest = text.get(end..).unwrap_or_default();
        let after = rest.trim_start();
        let spaced = after.len() < rest.len();
        let begins = after.chars().next().is_none_or(|c| !c.is_lowercase());
        if c == '\n' || wide || (spaced && begins) {
            let end = text.len() - after.len();
            if let Some(sentence) = text.get(start..end) {
                sentences.push(sentence);
            }
            start = end;
            while chars.peek().is_some_and(|&(next, _)| next < end) {
                chars.next();
            }
        }
    }
    if let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        sentences.push(rest);
    }
    sentences
}

fn abbreviated(before: &str) -> bool {
    let Some(word) = short_last_word(before) else {
        return false;
    };
    let initials = |word: &str| {
        word.split('.')
            .all(|part| part.chars().count() <= 1 && part.chars().all(char::is_alphabetic))
    };
    (!word.is_empty() && initials(word)) || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '"'
            | '\''
            | ')'
            | ']'
            | '”'
            | '’'
            | '»'
            | '」'
            | '』'
            | '）'
            | '。'
            | '！'
            | '？'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = sentences(text);
        assert_eq!(found.concat(), text);
        let found: Vec<&str> = found.into_iter().map(str::trim).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_full_stop_ends_a_sentence_but_not_in_an_abbreviation_or_a_number() {
        check(
            "It costs 4.50 euros, e.g. for Dr. Smith. Sign in at shop.example. Done!",
            &[
                "It costs 4.50 euros, e.g. for Dr. Smith.",
                "Sign in at shop.example.",
                "Done!",
            ],
        );
    }

    #[test]
    fn a_text_without_spaces_is_not_read_back_at_each_full_stop() {
        let text = "a.".repeat(500_000);
        assert_eq!(sentences(&text), [text.as_str()]);
    }

    #[test]
    fn links_and_code_stay_whole() {
        check(
            "See [it. Or not](https://x.example) now. Type `a. B` here. End.",
            &[
                "See [it. Or not](https://x.example) now.",
                "Type `a. B` here.",
                "End.",
            ],
        );
    }

    #[test]
    fn closing_quotes_belong_to_the_sentence() {
        check(
            "She said “Stop!” Then (really?) he went.",
            &["She said “Stop!”", "Then (really?) he went."],
        );
    }

    #[test]
    fn chinese_sentences_end_without_a_space() {
        check(
            "请检查设备。“是否开机？”然后重试！",
            &["请检查设备。", "“是否开机？”", "然后重试！"],
        );
    }

    #[test]
    fn a_line_break_ends_a_sentence() {
        check("One Street\nBerlin", &["One Street", "Berlin"]);
    }

    #[test]
    fn words_count_two_and_wide_characters_one() {
        assert_eq!(length("don’t sign-in twice"), 6);
        assert_eq!(length("重置密码 now"), 6);
        assert_eq!(length(&"x".repeat(500)), 100);
    }
}
