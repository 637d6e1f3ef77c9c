//! Joins lines that were broken to fit the page.

use std::collections::HashSet;

use super::super::{super::measure::is_cjk, line::Line};

/// A line shorter than this share of its page's widest line was broken on purpose.
pub(super) const SHORT_LINE: f64 = 0.6;
const HYPHENS: [char; 2] = ['-', '\u{2010}'];

/// Joins lines. Knows which words the document itself writes with a hyphen.
pub(super) struct Joining {
    compounds: HashSet<String>,
}

impl Joining {
    pub(super) fn of(pages: &[Vec<Line>]) -> Self {
        let compounds = pages
            .iter()
            .flatten()
            .flat_map(|line| line.text.split_whitespace())
            .map(word)
            .filter(|word| word.contains(HYPHENS))
            .collect();
        Self { compounds }
    }

    /// Appends the line `next` to `text`. After a short line, the line break stays if a new thought starts.
    pub(super) fn join(&self, text: &mut String, next: &str, after_short_line: bool) {
        let is_lower = next.starts_with(char::is_lowercase);
        if text.ends_with('\u{ad}') {
            text.pop();
        } else if text.ends_with(HYPHENS) && ends_in_word(text) {
            if is_lower && !self.is_compound(text, next) {
                text.pop();
            }
        } else if text.ends_with(is_cjk) && next.starts_with(is_cjk) {
            // These scripts are written without spaces.
        } else if after_short_line && !is_lower && !text.ends_with([':', ',']) {
            text.push('\n');
        } else {
            text.push(' ');
        }
        text.push_str(next);
    }

    fn is_compound(&self, text: &str, next: &str) -> bool {
        let before = text.split_whitespace().next_back().unwrap_or_default();
        let after = next.split_whitespace().next().unwrap_or_default();
        self.compounds.contains(&word(&format!("{before}{after}")))
    }
}

/// Whether the sentence at the end of `text` is unfinished.
pub(super) fn is_open(text: &str) -> bool {
    !text.ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '”', ')'])
}

/// Whether `text` ends with a letter and a hyphen.
fn ends_in_word(text: &str) -> bool {
    text.trim_end_matches(HYPHENS)
        .ends_with(char::is_alphanumeric)
}

/// `text` in lower case, without the punctuation around it.
fn word(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use hayro_font::kurbo::Vec2;

    use super::*;

    fn check(document: &str, text: &str, next: &str, expected: &str) {
        let line = Line {
            text: document.into(),
            start: 0.0,
            end: 1.0,
            height: 0.0,
            size: 10.0,
            is_bold: false,
            direction: Vec2::new(1.0, 0.0),
            stops: Vec::new(),
            table: None,
        };
        let mut joined = text.to_owned();
        Joining::of(&[vec![line]]).join(&mut joined, next, false);
        assert_eq!(joined, expected);
    }

    #[test]
    fn a_hyphen_at_the_end_of_a_line_goes() {
        check("", "the war-", "ranty of", "the warranty of");
        check("", "the war\u{ad}", "ranty of", "the warranty of");
    }

    #[test]
    fn a_hyphen_of_the_word_itself_stays() {
        check(
            "(Two-factor)",
            "by two-",
            "factor codes",
            "by two-factor codes",
        );
        check("", "COVID-", "19", "COVID-19");
        check("", "North-", "South", "North-South");
    }

    #[test]
    fn a_dash_is_no_hyphen() {
        check("", "the lamp -", "and more", "the lamp - and more");
    }

    #[test]
    fn scripts_without_spaces_stay_without() {
        check("", "重置", "密码", "重置密码");
        check("", "Say", "so", "Say so");
    }
}
