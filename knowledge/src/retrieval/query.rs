//! A question as terms of the index.
//!
//! Any text is a valid question. Only terms made here reach the index, never the visitor's own characters in a query
//! language, and never more of them than the limits below.

use std::collections::HashSet;

use porchlight_languages::Asking;

use super::{
    language::{self, Language},
    terms::{Stemming, TermKind},
    words::{self, Word},
};
use crate::phrases;

/// The most words of a question that are looked up.
pub const QUESTION_WORDS: usize = 64;
/// The most grams of a question that are looked up.
pub const QUESTION_GRAMS: usize = 96;

/// A question as words and grams to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The likeliest language of the question.
    pub language: Language,
    /// The languages that it may be in: one, unless its words are ambiguous.
    pub own_languages: Vec<Language>,
    /// Whether the question's words or script show its language.
    pub shows_language: bool,
    /// The question's words without stop words and duplicates, in order. If it has only stop words, these are kept.
    pub words: Vec<QueryWord>,
    /// The grams of the words, without duplicates, for passages in languages with grams.
    pub grams: Vec<String>,
}

/// A word of a question. Any of its stems matches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The spelling of the word, without diacritics.
    pub spelled: String,
    /// Its stems in the possible languages of the question, likeliest first.
    pub stems: Vec<String>,
    /// Whether its spelling may be repaired: it is a whole word, not a pair of characters or a number.
    pub spellable: bool,
    /// Whether its stems are those of a similarly spelled word.
    pub repaired: bool,
}

impl Query {
    /// How many of its words are meaningful. None if the question has only stop words.
    pub fn telling(&self) -> usize {
        let words = self.words.iter();
        words
            .filter(|word| !self.language.is_stop_word(&word.spelled))
            .count()
    }
}

impl Query {
    /// The question with its spelling repaired: `respelled`, in which the words of `repaired` were replaced. Recognises
    /// words that only ask, which was impossible before, and marks the repaired words.
    #[must_use]
    pub fn reread(self, respelled: &str, repaired: &[(String, String)]) -> Self {
        let mut again = parse(respelled, Some(self.language.tag()));
        if again.language != self.language {
            return self;
        }
        for word in &mut again.words {
            word.repaired = (repaired.iter()).any(|(_, right)| *right == word.spelled);
        }
        Self {
            words: again.words,
            ..self
        }
    }
}

/// Reads a question. `locale` is the visitor's language, as a BCP 47 tag.
pub fn parse(question: &str, locale: Option<&str>) -> Query {
    let asked = language::of_question(question, locale);
    let languages = asked.likely;
    let language = languages.first().copied().unwrap_or(Language::English);
    let own_languages = languages.iter().copied().take(asked.open).collect();
    let stemmings: Vec<Stemming> = languages.into_iter().map(Stemming::new).collect();
    let all = question_words(question, &stemmings);
    let telling: Vec<QueryWord> = all
        .iter()
        .filter(|word| !language.is_stop_word(&word.spelled))
        .cloned()
        .collect();
    let asks = asking_words(question, language);
    let is_told = |word: &QueryWord| !asks.contains(&word.spelled);
    let telling = if telling.iter().any(is_told) {
        telling.into_iter().filter(is_told).collect()
    } else {
        telling
    };
    let words = distinct(if telling.is_empty() { all } else { telling });
    let grams = distinct_grams(&words);
    Query {
        language,
        own_languages,
        shows_language: asked.shown,
        words,
        grams,
    }
}

/// The folded words that only ask: "whats", and "big" in "how big".
fn asking_words(question: &str, language: Language) -> HashSet<String> {
    let Some(asking) = Asking::of(language.tag()).filter(|asking| asking.spaced) else {
        return HashSet::new();
    };
    let tokens = phrases::tokens(question, true);
    let mut asks = HashSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if asking.openers.contains(&token.text.as_str()) {
            asks.insert(token.text.clone());
        }
        let length = phrases::longest(asking.quantity, &tokens, at, true);
        // A phrase such as "open on" and a single word such as "size" are also the subject.
        if length > 1 && phrases::longest(asking.openers, &tokens, at, true) > 0 {
            let covered = tokens.iter().skip(at).take(length);
            asks.extend(covered.map(|token| token.text.clone()));
        }
    }
    asks
}

fn question_words(question: &str, stemmings: &[Stemming]) -> Vec<QueryWord> {
    let mut words = Vec::new();
    for word in words::words(question) {
        match word {
            Word::Spaced(word) => {
                let spelled = words::fold(&word);
                let mut stems: Vec<String> = Vec::new();
                let made = stemmings.iter().map(|stemming| stemming.stem(&word));
                for stem in made.chain([spelled.clone()]) {
                    if !stems.contains(&stem) {
                        stems.push(stem);
                    }
                }
                words.push(QueryWord {
                    spellable: spelled.chars().all(char::is_alphabetic),
                    spelled,
                    stems,
                    repaired: false,
                });
            }
            Word::Unspaced(run) => words.extend(words::pairs(&run).map(|pair| QueryWord {
                spelled: pair.to_owned(),
                stems: vec![pair.to_owned()],
                spellable: false,
                repaired: false,
            })),
        }
    }
    words
}

fn distinct(words: Vec<QueryWord>) -> Vec<QueryWord> {
    let mut seen = HashSet::new();
    words
        .into_iter()
        .filter(|word| seen.insert(word.stems.first().cloned()))
        .take(QUESTION_WORDS)
        .collect()
}

fn distinct_grams(words: &[QueryWord]) -> Vec<String> {
    let mut seen = HashSet::new();
    words
        .iter()
        .filter(|word| word.spellable)
        .flat_map(|word| words::grams(&word.spelled))
        .filter(|gram| seen.insert((*gram).to_owned()))
        .take(QUESTION_GRAMS)
        .map(str::to_owned)
        .collect()
}

/// The index key of a stem, without the project's prefix.
pub fn stem_key(stem: &str) -> String {
    format!("{}{stem}", TermKind::Stem.mark())
}

/// The index key of a gram, without the project's prefix.
pub fn gram_key(gram: &str) -> String {
    format!("{}{gram}", TermKind::Gram.mark())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, expected: &[&str]) {
        let query = parse(question, None);
        let stems: Vec<&str> = query
            .words
            .iter()
            .filter_map(|word| word.stems.first().map(String::as_str))
            .collect();
        assert_eq!(stems, expected, "{question}");
    }

    #[test]
    fn stop_words_are_left_out() {
        check("How do I reset my password?", &["reset", "password"]);
        check("Wie ändere ich mein Passwort?", &["and", "passwort"]);
    }

    #[test]
    fn a_question_of_stop_words_alone_keeps_them() {
        check("who are you", &["who", "are", "you"]);
    }

    #[test]
    fn a_repeated_word_counts_once() {
        check("refund refunds REFUND", &["refund"]);
    }

    #[test]
    fn any_text_is_a_question() {
        for nothing in ["", " ", "\0", "\"*^:()-+~.={}[]", "🎉🎉", "。！？"] {
            check(nothing, &[]);
        }
        check("\"refund\" OR NOT (title:*", &["refund", "titl"]);
        check("log\0data", &["log", "data"]);
    }

    #[test]
    fn a_long_question_is_bounded() {
        let numbers: Vec<String> = (0..300).map(|number| format!("word{number}")).collect();
        assert_eq!(parse(&numbers.join(" "), None).words.len(), QUESTION_WORDS);
        let characters: String = ('\u{4e00}'..).take(1_000).collect();
        assert_eq!(parse(&characters, None).words.len(), QUESTION_WORDS);
        let letters = "abcdefghijklmnopqrstuvwxyz ".repeat(37);
        assert!(parse(&letters, Some("de")).grams.len() <= QUESTION_GRAMS);
    }
}
