//! Checks whether a page's text has what it states for machines.

use std::{cell::Cell, collections::HashSet};

use super::{
    super::super::{super::sentences::plain, measure::is_cjk},
    fact::Key,
};

/// The most text that is searched for facts, in bytes. After that, every fact counts as present in the text.
const SEARCHED_BYTES: usize = 50_000_000;
/// How many of the last digits identify a telephone number, without country and area codes.
const PHONE_DIGITS: usize = 7;
/// How pages write currencies (ISO 4217) other than by code, in lower case.
const CURRENCIES: &[(&str, &[&str])] = &[
    ("eur", &["€", "euro", "euros"]),
    ("usd", &["$", "dollar", "dollars"]),
    ("cad", &["$", "dollar", "dollars"]),
    ("aud", &["$", "dollar", "dollars"]),
    ("nzd", &["$", "dollar", "dollars"]),
    ("gbp", &["£", "pound", "pounds"]),
    ("chf", &["fr", "franken", "francs"]),
    ("jpy", &["¥", "円", "yen"]),
    ("cny", &["¥", "元"]),
    ("krw", &["₩", "원"]),
    ("inr", &["₹", "rs"]),
    ("pln", &["zł"]),
    ("czk", &["kč"]),
    ("sek", &["kr"]),
    ("nok", &["kr"]),
    ("dkk", &["kr"]),
    ("brl", &["$"]),
    ("mxn", &["$"]),
    ("try", &["₺", "tl"]),
];

/// A text to search for facts.
pub(super) struct Said {
    /// All letters and digits, in lower case.
    letters: String,
    /// The words and numbers, with spaces around each.
    words: String,
    /// The last digits of possible telephone numbers.
    phones: HashSet<String>,
    left: Cell<usize>,
}

impl Said {
    /// Prepares Markdown texts for searching.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut said = Self {
            letters: String::new(),
            words: String::from(" "),
            phones: HashSet::new(),
            left: Cell::new(SEARCHED_BYTES),
        };
        for text in texts {
            let text = plain(text);
            said.letters.push_str(&letters(&text));
            add_words(&text, &mut said.words);
            add_phones(&text, &mut said.phones);
        }
        said
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Whether the text has these letters, as returned by [`letters`], in a row.
    pub(super) fn says_letters(&self, wanted: &str) -> bool {
        !self.search(self.letters.len()) || self.letters.contains(wanted)
    }

    pub(super) fn says(&self, key: &Key) -> bool {
        match key {
            Key::Words(wanted) => self.says_words(wanted),
            Key::Price { amount, currency } => {
                let code = currency.to_lowercase();
                if code.is_empty() {
                    return self.says_words(amount);
                }
                let other = CURRENCIES
                    .iter()
                    .find(|(known, _)| *known == code)
                    .map_or(&[][..], |(_, other)| other);
                [code.as_str()]
                    .iter()
                    .chain(other)
                    .flat_map(|sign| [format!("{amount} {sign}"), format!("{sign} {amount}")])
                    .any(|price| self.says_words(&price))
            }
            Key::Phone(number) => match phone(number) {
                Some(end) => self.phones.contains(&end),
                None => self.says_words(number),
            },
        }
    }

    /// Whether the text has these words and numbers in a row.
    pub(super) fn says_words(&self, wanted: &str) -> bool {
        let mut words = String::from(" ");
        add_words(wanted, &mut words);
        words.len() > 1 && (!self.search(self.words.len()) || self.words.contains(&words))
    }

    /// Records the cost of a search. False if too much was searched already.
    fn search(&self, bytes: usize) -> bool {
        let rest = self.left.get().checked_sub(bytes);
        self.left.set(rest.unwrap_or_default());
        rest.is_some()
    }
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Adds words, numbers and currency signs, each followed by a space.
fn add_words(text: &str, words: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            let mut written = String::from(c);
            loop {
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    written.push(digit);
                }
                let mut ahead = chars.clone();
                let parts = ahead
                    .next()
                    .is_some_and(|c| matches!(c, '.' | ',' | '\'' | '’'));
                if !parts || !ahead.next().is_some_and(|c| c.is_ascii_digit()) {
                    break;
                }
                written.extend(chars.next());
            }
            words.push_str(&number(&written));
        } else if is_cjk(c) || matches!(c, '$' | '£' | '¥' | '\u{20a0}'..='\u{20cf}') {
            words.push(c);
        } else if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
            while let Some(next) = chars.next_if(|c| c.is_alphanumeric() && !is_cjk(*c)) {
                words.extend(next.to_lowercase());
            }
        } else {
            continue;
        }
        words.push(' ');
    }
}

/// A number in canonical form: `1,299.00`, `1.299` and `1299` are equal, and so are `09` and `9`.
fn number(written: &str) -> String {
    let (whole, part) = written
        .rsplit_once(|c: char| !c.is_ascii_digit())
        .filter(|(_, part)| part.len() <= 2)
        .unwrap_or((written, ""));
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    match part.trim_end_matches('0') {
        "" => digits.to_owned(),
        part => format!("{digits}.{part}"),
    }
}

/// The last digits of a telephone number. None if it is too short for one.
fn phone(number: &str) -> Option<String> {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().checked_sub(PHONE_DIGITS)?;
    Some(digits.iter().skip(from).collect())
}

/// Adds the last digits of every group of digits that has only separators between them.
fn add_phones(text: &str, phones: &mut HashSet<String>) {
    let runs = text.split(|c: char| {
        !(c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '+' | '-' | '/' | '(' | ')' | '.' | '–' | '‑'))
    });
    phones.extend(runs.filter_map(phone));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_a_whole() {
        let said = Said::of(
            ["We have 2000 customers, 49.90 € a lamp, $1,299.00 a sofa and 周一 to 周五."]
                .into_iter(),
        );
        let price = |amount: &str, currency: &str| Key::Price {
            amount: amount.to_owned(),
            currency: currency.to_owned(),
        };
        let words = |words: &str| Key::Words(words.to_owned());
        for key in [
            price("2000", ""),
            price("49,9", "EUR"),
            price("1299", "USD"),
            words("周五"),
        ] {
            assert!(said.says(&key), "{key:?}");
        }
        for key in [
            price("20.00", ""),
            price("200", ""),
            price("2000", "EUR"),
            price("49", "EUR"),
            words("amp"),
        ] {
            assert!(!said.says(&key), "{key:?}");
        }
    }

    #[test]
    fn a_telephone_number_is_the_same_however_it_is_grouped() {
        let said = Said::of(["Call 0316/12 34-567 or 0664 99."].into_iter());
        assert!(said.says(&Key::Phone("+43 316 1234567".into())));
        assert!(!said.says(&Key::Phone("+43 316 1234568".into())));
        assert!(said.says(&Key::Phone("0664 99".into())));
        assert!(!said.says(&Key::Phone("0664 9".into())));
    }
}
