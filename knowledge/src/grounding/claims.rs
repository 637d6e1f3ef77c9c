//! The claims of a text: its numbers, names, links, and meaningful words.

use std::collections::BTreeSet;

use super::claim_words;
use crate::retrieval::{
    language::Language,
    terms::Stemming,
    words::{self, Word},
};

/// How many words on either side of a number show what it counts.
const NEAR_WORDS: usize = 5;

/// A number, and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The value, without thousands separators and trailing zeros after the decimal point.
    pub(super) value: String,
    /// The stem of the word after the number.
    pub(super) unit: Option<String>,
    /// The stems of the words around it.
    pub(super) near: BTreeSet<String>,
    /// Those of them before it, back to the previous number.
    pub(super) before: BTreeSet<String>,
}

/// The claims of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    /// The stems of meaningful words.
    pub(super) stems: BTreeSet<String>,
    /// All stems and folded words.
    pub(super) all: BTreeSet<String>,
    pub(super) numbers: Vec<Number>,
    /// Folded names: words with a capital letter inside a sentence, or with both letters and digits.
    pub(super) names: BTreeSet<String>,
    pub(super) signs: BTreeSet<char>,
    /// Whether it has a negation.
    pub(super) negated: bool,
    /// Whether it starts with yes or no.
    pub(super) decides: bool,
    /// The results of [`claim_words::limit`] for its words.
    pub(super) limits: Vec<&'static [&'static str]>,
}

impl Claims {
    /// Reads plain text.
    pub(super) fn of(text: &str, language: Language) -> Self {
        let stemming = Stemming::new(language);
        let mut claims = Self {
            signs: text.chars().filter(|c| is_sign(*c)).collect(),
            ..Self::default()
        };
        let mut tokens: Vec<(String, bool)> = Vec::new();
        for (place, raw) in raw_words(text).enumerate() {
            if let Some(value) = number(raw) {
                tokens.push((value, true));
                if raw.chars().any(char::is_alphabetic) {
                    claims.take_word(raw, place, language, &stemming, &mut tokens);
                }
            } else {
                claims.take_word(raw, place, language, &stemming, &mut tokens);
            }
        }
        claims.count(&tokens, language);
        claims
    }

    fn take_word(
        &mut self,
        raw: &str,
        place: usize,
        language: Language,
        stemming: &Stemming,
        tokens: &mut Vec<(String, bool)>,
    ) {
        for word in words::words(raw) {
            match word {
                Word::Unspaced(run) => {
                    self.negated |= claim_words::is_negation(language, &run);
                    for pair in words::pairs(&run) {
                        self.all.insert(pair.to_owned());
                        self.stems.insert(pair.to_owned());
                        tokens.push((pair.to_owned(), false));
                    }
                }
                Word::Spaced(word) => {
                    let folded = words::fold(&word);
                    let stem = stemming.stem(&word);
                    self.negated |= claim_words::is_negation(language, &folded);
                    self.decides |= place == 0 && claim_words::decides(language, &folded);
                    self.limits.extend(claim_words::limit(language, &folded));
                    if let Some(digits) = claim_words::digits(language, &folded) {
                        tokens.push((digits.to_owned(), true));
                    } else if !claim_words::is_plain(language, &folded)
                        && !claim_words::is_negation(language, &folded)
                    {
                        self.stems.insert(stem.clone());
                        tokens.push((stem.clone(), false));
                    }
                    if is_name(raw, place, language) {
                        self.names.insert(folded.clone());
                    }
                    self.all.insert(stem);
                    self.all.insert(folded);
                }
            }
        }
    }

    fn count(&mut self, tokens: &[(String, bool)], language: Language) {
        for (index, (value, is_number)) in tokens.iter().enumerate() {
            if !is_number {
                continue;
            }
            let from = index.saturating_sub(NEAR_WORDS);
            let near = tokens
                .iter()
                .skip(from)
                .take(index - from + NEAR_WORDS + 1)
                .filter(|(_, is_number)| !is_number)
                .map(|(stem, _)| stem.clone())
                .collect();
            let before = tokens
                .iter()
                .take(index)
                .skip(from)
                .rev()
                // A number that belongs to a name, as in "City 1", does not end it.
                .take_while(|(value, is_number)| !is_number || value.len() == 1)
                .filter(|(_, is_number)| !is_number)
                .map(|(stem, _)| stem.clone())
                .collect();
            let unit = tokens.get(index + 1).filter(|(_, is_number)| !is_number);
            self.numbers.push(Number {
                value: value.clone(),
                unit: unit
                    .map(|(stem, _)| stem.clone())
                    .filter(|_| language.is_spaced()),
                near,
                before,
            });
        }
    }

    /// Whether the text has a number that is meaningful by itself: a time, a size, a phone number. A single digit may
    /// just number a line.
    pub(super) fn has_telling_number(&self) -> bool {
        self.numbers.iter().any(|number| number.value.len() > 1)
    }

    /// Whether the text has this number.
    pub(super) fn has_number(&self, value: &str) -> bool {
        self.numbers.iter().any(|number| number.value == value)
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '%' | '°')
}

/// Words, including punctuation inside numbers and names.
fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '/' | '(' | ')' | '–' | '—' | '"' | '“' | '”')
    })
    .flat_map(|word| {
        // "30-day" is a number and a word.
        let begins_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        word.split(move |c| begins_with_digit && c == '-')
    })
    .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(c)))
    .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// The value of a word that starts with a number. Times and versions keep their form.
fn number(raw: &str) -> Option<String> {
    let text: String = raw
        .trim_start_matches(|c: char| is_sign(c) || c == '+' || c == '-')
        .chars()
        .map_while(|c| {
            let digit = c.to_digit(10);
            digit
                .and_then(|digit| char::from_digit(digit, 10))
                .or_else(|| {
                    let full_width = ('０'..='９').contains(&c);
                    if full_width {
                        char::from_digit(u32::from(c) - u32::from('０'), 10)
                    } else {
                        matches!(c, '.' | ',' | ':' | '\'' | '’' | '\u{a0}').then_some(c)
                    }
                })
        })
        .collect();
    let text = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(plain_number(text))
}

fn plain_number(text: &str) -> String {
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else {
        return text.to_owned();
    };
    if separators.is_empty() {
        let trimmed = text.trim_start_matches('0');
        return if trimmed.is_empty() { "0" } else { trimmed }.to_owned();
    }
    if separators.contains(&':') {
        return text.strip_suffix(":00").unwrap_or(text).to_owned();
    }
    let whole = |groups: &[&str]| groups.concat();
    let is_thousands = first.len() <= 3
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && separators.iter().all(|c| Some(c) == separators.first());
    if is_thousands {
        return whole(&groups);
    }
    let (start, _) = groups.split_at(groups.len() - 1);
    let fraction = last.trim_end_matches('0');
    if separators.len() > 1 && separators.iter().all(|c| *c == '.') {
        // A version, or a date.
        return text.to_owned();
    }
    if fraction.is_empty() {
        whole(start)
    } else {
        format!("{}.{fraction}", whole(start))
    }
}

/// Whether a word is a name. German capitalises every noun, so there only mixed words are names.
fn is_name(raw: &str, place: usize, language: Language) -> bool {
    let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = raw.chars().filter(|c| c.is_uppercase()).count();
    let has_digit = raw.chars().any(char::is_numeric);
    let begins = raw.chars().next().is_some_and(char::is_uppercase);
    let mixed = letters > 1 && (capitals > 1 || (has_digit && !raw.starts_with(char::is_numeric)));
    mixed || (begins && place > 0 && letters > 1 && language != Language::German)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_number(raw: &str, expected: &str) {
        assert_eq!(number(raw).as_deref(), Some(expected), "{raw}");
    }

    #[test]
    fn one_number_has_one_value_however_it_is_written() {
        for raw in ["1000", "1,000", "1.000", "1’000", "$1,000", "1,000."] {
            check_number(raw, "1000");
        }
        check_number("2.50", "2.5");
        check_number("2,5", "2.5");
        check_number("€4.00", "4");
        check_number("5:00", "5");
        check_number("17:30", "17:30");
        check_number("30th", "30");
        check_number("1.2.3", "1.2.3");
        check_number("30%", "30");
        check_number("３０日", "30");
        assert_eq!(number("abc"), None);
    }

    #[test]
    fn claims_are_read() {
        let claims = Claims::of(
            "You can't return lamps to Berlin after thirty days for $4.",
            Language::English,
        );
        assert!(claims.negated && !claims.decides);
        assert_eq!(claims.names.iter().collect::<Vec<_>>(), ["berlin"]);
        let numbers: Vec<(&str, Option<&str>)> = claims
            .numbers
            .iter()
            .map(|number| (number.value.as_str(), number.unit.as_deref()))
            .collect();
        assert_eq!(numbers, [("30", Some("day")), ("4", None)]);
        assert!(claims.signs.contains(&'$'));
        assert_eq!(claims.limits.len(), 1, "after");
        assert!(claims.stems.contains("lamp") && !claims.stems.contains("you"));
    }

    #[test]
    fn a_word_between_hyphens_is_one_with_its_number() {
        let claims = Claims::of("A 30-day period", Language::English);
        assert_eq!(claims.numbers[0].value, "30");
        assert_eq!(claims.numbers[0].unit.as_deref(), Some("day"));
    }
}
