//! Checks whether a sentence combines its words as the passages do.

use super::{
    links,
    overlap::{Claimed, Coverage},
    prepared::Prepared,
    purposes::Purpose,
};
use crate::{retrieval::language::Language, sentences};

/// The share of a sentence's words, by weight, that a window must have.
const COVERED: f64 = 0.67;
/// The share for a sentence with a single missing word that is in no passage: the writer's own wording.
const COVERED_BUT_ONE: f64 = 0.58;
/// The share for pairs of characters instead of words.
const COVERED_UNSPACED: f64 = 0.55;
/// The fewest stems of a sentence that may have a word of the writer's own. Shorter ones say too little about what it
/// means.
const OWN_WORD_STEMS: usize = 4;

/// Whether the windows have enough of the words, and have adjacent words together. Words for which `is_known` is false
/// are the writer's own.
pub(super) fn is_of_passages(
    claimed: &Claimed,
    coverage: &Coverage,
    language: Language,
    windows: &[(&Prepared<'_>, &[usize])],
    is_known: impl Fn(&str) -> bool,
) -> bool {
    let claims = &claimed.claims;
    let least = if !language.is_spaced() {
        COVERED_UNSPACED
    } else if coverage.is_own_word() {
        COVERED_BUT_ONE
    } else {
        COVERED
    };
    let says_little = claims.stems.len() <= OWN_WORD_STEMS && claims.numbers.is_empty();
    let adds_to_little = language.is_spaced() && says_little && coverage.adds_a_word();
    coverage.share >= least
        && !adds_to_little
        && claimed.is_in_one_sentence(windows, &is_known)
        && !claimed.neighbours.are_apart(windows, &is_known)
        && (claimed.purposes.iter()).all(|purpose| is_said_for(purpose, windows, &is_known))
}

/// Whether the windows and their neighbours say that the means serves the end, as far as they have these words.
fn is_said_for(
    purpose: &Purpose,
    windows: &[(&Prepared<'_>, &[usize])],
    is_known: impl Fn(&str) -> bool,
) -> bool {
    let Purpose { means, end, object } = purpose;
    if !is_known(end) {
        return true;
    }
    let mut all = windows.iter();
    let object = object.as_deref().filter(|object| is_known(object));
    let has_object = object.is_none_or(|object| {
        (all.clone()).any(|(prepared, window)| prepared.joins_apart(window, end, object))
    });
    let nearest = means.iter().rev().find(|means| is_known(means));
    let has_means = nearest.is_none_or(|means| {
        (all.clone()).any(|(prepared, window)| prepared.joins(window, means, end))
    });
    let is_turned = |other: &Purpose| {
        means.contains(&other.end) && other.means.contains(end) && !means.contains(end)
    };
    let turned = all.any(|(prepared, window)| prepared.purposes(window).any(is_turned));
    has_object && has_means && !turned
}

/// Whether texts in quotation marks, such as the name of a button, are in a passage.
pub(super) fn has_labels(text: &str, passages: &[Prepared<'_>]) -> bool {
    let plain = sentences::plain(text);
    let squeezed = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    links::quoted(&plain).all(|label| {
        let label = label.trim_end_matches(['.', ',', '!', '?', ';', ':']);
        let label = squeezed(label);
        passages.iter().any(|prepared| {
            let passage = prepared.passage;
            squeezed(&sentences::plain(&passage.text)).contains(&label)
                || (passage.title_path.iter()).any(|title| squeezed(title).contains(&label))
        })
    })
}

/// Whether a sentence is about itself instead of a subject: "the answer is 3 years".
pub(super) fn is_about_itself(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    [
        "the answer is",
        "die antwort ist",
        "la respuesta es",
        "la réponse est",
    ]
    .iter()
    .any(|phrase| lower.contains(phrase))
}
