//! Checks the passages of a text in tests.

use crate::passage::ExtractedPassage;

/// Checks passages. `expected` has the headings joined by ` > `, and the text, of each.
pub(super) fn check_passages(passages: &[ExtractedPassage], expected: &[(&str, &str)]) {
    let found: Vec<(String, &str)> = passages
        .iter()
        .map(|passage| (passage.headings.join(" > "), &*passage.text))
        .collect();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(headings, text)| (&**headings, *text))
        .collect();
    assert_eq!(found, expected);
}
