//! What tests say of the passages of a text.

use crate::passage::ExtractedPassage;

/// Checks passages against their headings, with ` > ` between them, and their texts.
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
