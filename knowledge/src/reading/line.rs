//! A line of a passage, which is quoted as a whole.

use std::collections::HashSet;

/// The most list items or table rows that are quoted.
pub(super) const ITEMS: usize = 8;

/// A sentence, an item or a row.
#[derive(Clone, Debug)]
pub(super) struct UnitLine<'a> {
    pub(super) text: &'a str,
    /// The question's words in it.
    pub(super) words: HashSet<String>,
    /// In words; a pair of characters counts as half.
    pub(super) length: f64,
}

/// A list item without its marker.
pub(super) fn without_marker(line: &str) -> &str {
    let text = line.trim_start();
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let rest = rest.strip_prefix(['.', ')', '-', '*', '+']).unwrap_or(rest);
    if rest.starts_with(' ') { rest } else { line }
}
