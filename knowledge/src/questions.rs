//! Recognises questions by their mark, by a particle at the end, or by their first word.

use std::sync::LazyLock;

use std::collections::HashSet;

/// The longest question, in bytes. Longer texts are not examined.
const QUESTION_BYTES: usize = 600;
/// The fewest words of a question without a mark. "When" and "How much" alone are headings of columns.
const LEAST_WORDS: usize = 3;
/// The fewest characters of such a question in a language without spaces.
const LEAST_CHARS: usize = 4;
/// The fewest words of such a question if it starts with a verb, as commands do, too.
const LEAST_WORDS_AFTER_VERB: usize = 4;
/// Words that start yes-or-no questions in one language and statements in another.
const AMBIGUOUS: &[&str] = &["il", "es", "am", "è", "é"];
/// Particles at the end of questions, in languages that need no question mark.
const ENDINGS: &[&str] = &[
    "ますか",
    "ですか",
    "ませんか",
    "でしょうか",
    "ましたか",
    "のか",
    "吗",
    "嗎",
    "呢",
    "怎么办",
    "怎麼辦",
    "까",
    "까요",
    "나요",
    "가요",
];
/// Words that start a question, in lower case, for languages whose file lists none.
const OPENERS: &[&str] = &[
    // Arabic
    "كيف",
    "متى",
    "أين",
    "ماذا",
    "هل",
    "لماذا",
    "كم",
    // Danish, Norwegian, Swedish
    "hvordan",
    "hvornår",
    "hvorfor",
    "hvilken",
    "hvilke",
    "hvem",
    "hvad",
    "hva",
    "når",
    "hur",
    "varför",
    "vilken",
    "vilka",
    "vem",
    "vad",
    // Finnish
    "miten",
    "milloin",
    "missä",
    "miksi",
    "kuka",
    "kuinka",
    "mikä",
    // Greek
    "πώς",
    "πότε",
    "πού",
    "γιατί",
    "ποιος",
    "πόσο",
    "πόσα",
    // Hungarian
    "hogyan",
    "mikor",
    "hol",
    "miért",
    "mennyi",
    "mennyibe",
    "melyik",
    // Polish and Czech
    "jak",
    "kiedy",
    "gdzie",
    "dlaczego",
    "ile",
    "czy",
    "kto",
    "jakie",
    "jaka",
    "jaki",
    "kdy",
    "kde",
    "proč",
    "kolik",
    // Romanian
    "cum",
    "când",
    "unde",
    "cât",
    "câte",
    // Russian and Ukrainian
    "как",
    "когда",
    "где",
    "почему",
    "сколько",
    "кто",
    "какой",
    "какая",
    "какие",
    "можно",
    "куда",
    "коли",
    "скільки",
    // Turkish
    "nasıl",
    "nerede",
    "neden",
    "kaç",
    "hangi",
    "niçin",
    // Japanese
    "なぜ",
    "どうして",
    "どうやって",
    // Chinese, in traditional characters
    "怎麼",
    "什麼",
    "為什麼",
];

/// Whether a text ends with a question mark of any script, possibly followed by closing marks.
pub(crate) fn is_marked(text: &str) -> bool {
    let text = text.trim_end_matches(['*', '"', '”', '’', ')', '»', '」', '_', ' ']);
    text.ends_with(['?', '？', '؟', '⁇', '⁈', '‽'])
        || text.ends_with([';', '\u{37e}']) && text.chars().any(is_greek)
}

/// Whether a text has a question mark or a question particle at its end.
pub(crate) fn asks_plainly(text: &str) -> bool {
    is_short(text) && {
        let text = text.trim_matches(['*', ' ']);
        // A symbol may come after the mark.
        let is_symbol = |c: char| !c.is_alphanumeric() && !c.is_ascii() && !is_mark(c);
        is_marked(text.trim_end_matches(|c: char| is_symbol(c) || c == ' ')) || has_ending(text)
    }
}

/// Whether a text is a question by its mark, its last particle or its first word.
pub(crate) fn asks(text: &str) -> bool {
    asks_plainly(text) || is_short(text) && begins_as_question(text.trim_matches(['*', ' ']))
}

fn is_short(text: &str) -> bool {
    text.len() <= QUESTION_BYTES && !text.contains('\n')
}

fn is_mark(c: char) -> bool {
    matches!(c, '?' | '？' | '؟' | '⁇' | '⁈' | '‽')
}

const fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn has_ending(text: &str) -> bool {
    let text = text.trim_end_matches(['。', '．', '.', ' ', '」', '）', ')']);
    ENDINGS.iter().any(|ending| text.ends_with(ending)) && text.chars().count() >= LEAST_CHARS
}

fn begins_as_question(text: &str) -> bool {
    if text.ends_with(['.', '!', ':', ',', '。', '！', '：', '…']) {
        return false;
    }
    let text = text.trim_start_matches(['¿', '"', '“', '„', '«', '「']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default().to_lowercase();
    if OPENING.words.contains(first.as_str()) {
        return words.len() >= LEAST_WORDS;
    }
    if OPENING.verbs.contains(first.as_str()) {
        let is_order = words
            .get(1)
            .is_some_and(|next| *next == "not" || next.starts_with(|c: char| c.is_ascii_digit()));
        return words.len() >= LEAST_WORDS_AFTER_VERB && !is_order;
    }
    OPENING.unspaced.iter().any(|word| first.starts_with(word))
        && text.chars().count() >= LEAST_CHARS
}

/// The words that start questions, in all languages.
static OPENING: LazyLock<OpeningWords> = LazyLock::new(|| {
    let mut opening = OpeningWords::default();
    for language in porchlight_languages::ASKING {
        let words = (language.openers.iter()).filter(|word| !language.yes_no.contains(word));
        if language.spaced {
            let verbs = language.yes_no.iter();
            opening
                .verbs
                .extend(verbs.filter(|verb| !AMBIGUOUS.contains(verb)));
        }
        for word in words.filter(|word| !word.contains(' ')) {
            if language.spaced {
                opening.words.insert(word);
            } else {
                opening.unspaced.push(word);
            }
        }
    }
    for word in OPENERS {
        if word.chars().all(char::is_alphabetic) && word.chars().any(is_unspaced) {
            opening.unspaced.push(word);
        } else {
            opening.words.insert(word);
        }
    }
    opening
});

#[derive(Default)]
struct OpeningWords {
    words: HashSet<&'static str>,
    verbs: HashSet<&'static str>,
    /// For languages without spaces: how questions start.
    unspaced: Vec<&'static str>,
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_by_its_mark_its_ending_or_its_first_word() {
        for text in [
            "Is it free?",
            "Is it free? 🤔",
            "**Is it free?**",
            "(Is it free?)",
            "無料ですか？",
            "هل هي مجانية؟",
            "Είναι δωρεάν;",
        ] {
            assert!(is_marked(text) || asks_plainly(text), "{text}");
        }
        for text in ["無料プランはありますか。", "可以退货吗", "무료인가요"] {
            assert!(asks_plainly(text), "{text}");
        }
        for text in [
            "How long may a clip be",
            "Wie lang darf ein Clip sein",
            "Cómo puedo pagar la factura",
            "Как оплатить заказ",
            "如何退货",
            "Can I pay by invoice",
            "Hvordan betaler jeg",
        ] {
            assert!(asks(text) && !asks_plainly(text), "{text}");
        }
        for text in [
            "Delivery",
            "When",
            "How much",
            "Do not bend it here",
            "May 2024 release notes",
            "Do bend it",
            "How it works.",
            "int a = b;",
            "確かに。",
            "Pay by invoice",
        ] {
            assert!(!asks(text), "{text}");
        }
        assert!(!asks(&format!("How {}", "long ".repeat(200))));
    }
}
