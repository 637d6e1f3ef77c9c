//! What a unit says about a question.

use std::collections::HashSet;

use porchlight_languages::Asking;

use super::{
    part::{AskedKind, Part},
    unit::Unit,
};
use crate::phrases::{has, tokens};

/// What a unit gains by negating, if the question does, as a share of all that the question weighs.
const NEGATION_SHARE: f64 = 0.4;
/// How much more the first passage of a page says about a question that has no more words than the page's title.
const INTRODUCTION: f64 = 1.6;
/// What the beginning of a section gains whose headings say all that was asked, as a share of what the question weighs.
const BEGINNING_SHARE: f64 = 0.6;
/// What a unit says that shares no word with the question: enough to prefer the first of a passage.
const OPENING_GAIN: f64 = 0.05;
/// What a unit gains by being of the kind that is asked for, as a share of all that the question weighs.
const KIND_SHARE: f64 = 0.35;

/// How much of `part` stands anywhere in a passage or above it, 0 to 1.
pub(super) fn covered_by(part: &Part, units: &[Unit<'_>]) -> f64 {
    let words: HashSet<&str> = units
        .iter()
        .flat_map(|unit| unit.words.iter().chain(&unit.title_words))
        .map(String::as_str)
        .collect();
    part.weight_of(&words) / part.total.max(f64::MIN_POSITIVE)
}

/// What `unit` says about `part`.
pub(super) fn gain(unit: &Unit<'_>, part: &Part, asking: Option<&Asking>) -> f64 {
    let words = unit.words_for(part);
    let said = part.weight_of(&words);
    let opening = if unit.place == 0 { 1.1 } else { 1.0 };
    // What stands above it need not be said again, and is not said of one unit alone.
    let above: HashSet<&str> = unit.title_words.iter().map(String::as_str).collect();
    let above = part.weight_of(&above);
    let begins = if unit.place_in_section == 0 && above >= 0.99 * part.total {
        BEGINNING_SHARE * part.total
    } else {
        0.0
    };
    let above = 0.2 * above + begins;
    let kind = if is_of_kind(unit, part, asking) {
        KIND_SHARE * part.total
    } else {
        0.0
    };
    let negated = match asking {
        Some(asking) if part.is_negated => {
            let text = unit.shown(part).join(" ");
            has(
                asking.negations,
                &tokens(&text, asking.spaced),
                asking.spaced,
            )
        }
        _ => false,
    };
    let negation = if negated {
        NEGATION_SHARE * part.total
    } else {
        0.0
    };
    (said + above + kind + negation + OPENING_GAIN) * opening
}

/// How much more the unit says because the title alone says all of `part`, and it stands right below it.
pub(super) fn introduction(unit: &Unit<'_>, part: &Part) -> f64 {
    let above: HashSet<&str> = unit.title_words.iter().map(String::as_str).collect();
    let introduces = part.kind == AskedKind::Other
        && !part.is_negated
        && unit.passage.title_path.len() <= 1
        && unit.section == 0
        && part.weight_of(&above) >= 0.99 * part.total;
    if introduces { INTRODUCTION } else { 1.0 }
}

/// Whether `unit` has what `part` asks for: a number, an amount, a word that allows or forbids.
pub(super) fn is_of_kind(unit: &Unit<'_>, part: &Part, asking: Option<&Asking>) -> bool {
    let Some(asking) = asking else { return false };
    let text = unit.shown(part).join(" ");
    let says = |phrases: &[&str]| has(phrases, &tokens(&text, asking.spaced), asking.spaced);
    let has_digit = text.chars().any(char::is_numeric);
    match part.kind {
        AskedKind::Cost => {
            text.contains(['€', '$', '£', '¥', '元']) && has_digit || says(asking.free)
        }
        AskedKind::Quantity => has_digit || says(asking.numbers),
        AskedKind::Definition => unit.place == 0,
        AskedKind::YesNo => says(asking.modals),
        AskedKind::Other => false,
    }
}
