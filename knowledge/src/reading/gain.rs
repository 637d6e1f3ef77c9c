//! How much a unit says about a question.

use std::collections::HashSet;

use porchlight_languages::Asking;

use super::{
    line::without_marker,
    part::{AskedKind, Part},
    unit::{Unit, UnitBody},
};
use crate::phrases::{has, tokens};

/// Bonus for a negation if the question has one, as a share of the question's total weight.
const NEGATION_SHARE: f64 = 0.4;
/// The factor for the first passage of a page if the question has no words beyond the page's title.
const INTRODUCTION: f64 = 1.6;
/// Bonus for the start of a section whose headings have everything that was asked, as a share of the question's weight.
const BEGINNING_SHARE: f64 = 0.6;
/// Bonus for restricting or negating if the question asks for yes or no, as a share of the question's weight. Pages
/// mention what is not possible where people ask for it.
const RESTRICTION_SHARE: f64 = 0.1;
/// The factor for the first unit of a passage, unless a number, a price or a permission is asked for.
const OPENING: f64 = 1.1;
/// The factor if the question is an alternative of the whole section.
const SECTION_OPENING: f64 = 1.5;
/// How much a word of the question counts if it is above a unit rather than in it.
const ABOVE_SHARE: f64 = 0.5;
/// The factor for a unit without the most meaningful word, in itself or in its headings.
const WITHOUT_FOCUS: f64 = 0.7;
/// How much words in other items of a list count, in addition to those of one item.
const OTHER_ITEMS: f64 = 0.5;
/// How much ordered steps count for a question that does not ask how to do something.
const NUMBERED_SHARE: f64 = 0.6;
/// The factor for steps that continue those of another passage, because nobody starts with the sixth.
const LATER_STEPS: f64 = 0.7;
/// Bonus for a meaning as close to the question's as possible, as a share of the question's weight.
const NEARNESS_SHARE: f64 = 0.9;
/// The gain of a unit without any word of the question: enough to prefer the first unit of a passage.
const OPENING_GAIN: f64 = 0.05;
/// Bonus for the kind of answer that is asked for, as a share of the question's total weight.
const KIND_SHARE: f64 = 0.35;

/// How much of `part` is anywhere in a passage or its headings, 0 to 1.
pub(super) fn covered_by(part: &Part, units: &[Unit<'_>]) -> f64 {
    let words: HashSet<&str> = units
        .iter()
        .flat_map(|unit| unit.words.iter().chain(&unit.title_words))
        .map(String::as_str)
        .collect();
    part.weight_of(&words) / part.total.max(f64::MIN_POSITIVE)
}

/// How much `unit` says about `part`.
pub(super) fn gain(unit: &Unit<'_>, part: &Part, asking: Option<&Asking>) -> f64 {
    let said = said(unit, part);
    let is_open = matches!(
        part.kind,
        AskedKind::Other | AskedKind::Definition | AskedKind::Steps
    );
    let opening = match (unit.place, part.is_exact) {
        (0, true) if is_led(unit) => SECTION_OPENING,
        (0, false) if is_open => OPENING,
        _ => 1.0,
    };
    let own = unit.words_for(part);
    let title: HashSet<&str> = unit.title_words.iter().map(String::as_str).collect();
    // Words in the headings need not be repeated, and do not apply to one unit only.
    let both = own.union(&title).copied().collect();
    let added = ABOVE_SHARE * (part.weight_of(&both) - part.weight_of(&own));
    let above = part.weight_of(&title);
    let begins = if unit.place_in_section == 0 && above >= 0.99 * part.total {
        BEGINNING_SHARE * part.total
    } else {
        0.0
    };
    let above = added + begins;
    let lacks_focus = part.words.len() > 1
        && (part.focus())
            .is_some_and(|stems| !stems.iter().any(|stem| both.contains(stem.as_str())));
    let focus = if lacks_focus { WITHOUT_FOCUS } else { 1.0 };
    let is_decided = part.kind == AskedKind::YesNo && part.is_exact;
    let kind = if is_of_kind(unit, part, asking) && !is_decided {
        KIND_SHARE * part.total
    } else {
        0.0
    };
    let decides = part.kind == AskedKind::YesNo && !part.is_exact;
    let negated = match asking {
        Some(asking) if part.is_negated || decides => {
            let text = unit.shown(part).join(" ");
            has(
                asking.negations,
                &tokens(&text, asking.spaced),
                asking.spaced,
            )
        }
        _ => false,
    };
    let negation = match (negated, part.is_negated) {
        (true, true) => NEGATION_SHARE * part.total,
        (true, false) => RESTRICTION_SHARE * part.total,
        (false, _) => 0.0,
    };
    let near = NEARNESS_SHARE * part.total * unit.nearness;
    let goes_on = unit.first_number().is_some_and(|first| first > 1);
    let later = if goes_on { LATER_STEPS } else { 1.0 };
    (said + above + kind + negation + near + OPENING_GAIN) * opening * focus * later
}

/// Whether a unit starts with a sentence. A long section continues in another passage, often with the rest of a table.
fn is_led(unit: &Unit<'_>) -> bool {
    match unit.body {
        UnitBody::Sentence => true,
        UnitBody::List { led } | UnitBody::Table { led } => led,
    }
}

/// The weight of the question's words in a unit. Words in one item count in full, and words that other items of its
/// list add count less, because a long list contains almost any word.
fn said(unit: &Unit<'_>, part: &Part) -> f64 {
    let all = part.weight_of(&unit.words_for(part));
    let UnitBody::List { led } = unit.body else {
        return all;
    };
    let (lead_in, items) = unit.lines.split_at(usize::from(led).min(unit.lines.len()));
    let lead_in = || lead_in.iter().flat_map(|line| &line.words);
    let best = (items.iter())
        .map(|item| {
            let words = lead_in().chain(&item.words).map(String::as_str);
            part.weight_of(&words.collect())
        })
        .fold(0.0, f64::max);
    let said = best + OTHER_ITEMS * (all - best);
    let tells_how = matches!(part.kind, AskedKind::Steps | AskedKind::Other);
    if unit.is_numbered() && !tells_how {
        NUMBERED_SHARE * said
    } else {
        said
    }
}

/// The factor for a unit right below the title, if the title alone has everything in `part`.
pub(super) fn introduction(unit: &Unit<'_>, part: &Part) -> f64 {
    let above: HashSet<&str> = unit.title_words.iter().map(String::as_str).collect();
    let introduces = part.kind == AskedKind::Other
        && !part.is_negated
        && unit.passage.title_path.len() <= 1
        && unit.section == 0
        && part.weight_of(&above) >= 0.99 * part.total;
    if introduces { INTRODUCTION } else { 1.0 }
}

/// Whether `unit` has what `part` asks for: a number, an amount, or a word that permits or forbids.
pub(super) fn is_of_kind(unit: &Unit<'_>, part: &Part, asking: Option<&Asking>) -> bool {
    let Some(asking) = asking else { return false };
    // The number of an item only counts items.
    let shown: Vec<&str> = (unit.shown(part).into_iter())
        .map(|line| match unit.body {
            UnitBody::List { .. } => without_marker(line),
            _ => line,
        })
        .collect();
    let text = shown.join(" ");
    let says = |phrases: &[&str]| has(phrases, &tokens(&text, asking.spaced), asking.spaced);
    let has_digit = has_number(&text);
    match part.kind {
        AskedKind::Cost => {
            text.contains(['€', '$', '£', '¥', '元']) && has_digit || says(asking.free)
        }
        AskedKind::Quantity => has_digit || says(asking.numbers),
        AskedKind::Definition => unit.place == 0,
        AskedKind::YesNo => says(asking.modals),
        AskedKind::Steps => unit.is_numbered(),
        AskedKind::Other => false,
    }
}

/// Whether a word of `text` starts with a digit. `v1` is a name.
fn has_number(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|character| {
        let goes_on = before.is_alphanumeric() || matches!(before, '_' | '/' | '-');
        before = character;
        character.is_numeric() && !goes_on
    })
}
