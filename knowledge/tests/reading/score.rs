//! How much of a page's text was read (recall), and how much of what was read is the page's text (precision).

use std::ops::AddAssign;

use super::corpus::Page;

/// Counts of sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    /// Sentences to read that were read.
    pub(crate) found: usize,
    /// Sentences to read that were missed.
    pub(crate) missed: usize,
    /// Sentences to leave out that were read.
    pub(crate) wrong: usize,
}

impl Score {
    /// The score of a reader whose output for `page` is `text`.
    pub(crate) fn of(page: &Page, text: &str) -> Self {
        let text = words(text);
        let says = |sentence: &&String| text.contains(&words(sentence));
        let found = page.wanted.iter().filter(says).count();
        Self {
            found,
            missed: page.wanted.len() - found,
            wrong: page.unwanted.iter().filter(says).count(),
        }
    }

    /// The share of the sentences to read that were read.
    pub(crate) fn recall(self) -> f64 {
        share(self.found, self.missed)
    }

    /// The share of the sentences read that were to be read.
    pub(crate) fn precision(self) -> f64 {
        share(self.found, self.wrong)
    }

    /// The harmonic mean of both.
    pub(crate) fn f1(self) -> f64 {
        share(2 * self.found, self.missed + self.wrong)
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.wrong += other.wrong;
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a few thousand sentences are counted"
)]
fn share(part: usize, rest: usize) -> f64 {
    if part + rest == 0 {
        return 0.0;
    }
    part as f64 / (part + rest) as f64
}

/// The words and numbers of a text in lower case, with spaces around each. In scripts without spaces, each character
/// counts as a word, so that line breaks within sentences do not matter.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for c in text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}')) {
        let stands_alone = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
        if stands_alone && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
        if (stands_alone || !c.is_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}
