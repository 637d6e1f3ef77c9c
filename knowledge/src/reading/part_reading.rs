//! The answer to one part of a question: the unit that says most, and the units it depends on.

use std::collections::HashSet;

use porchlight_languages::Asking;

use super::{
    excerpt::{EXCERPT_WORDS, Excerpt, answers, excerpt},
    gain::{covered_by, gain, introduction, is_of_kind},
    line::without_marker,
    part::Part,
    unit::{Unit, UnitBody},
};
use crate::{
    phrases::{has, tokens},
    sentences::{self, BlockKind},
};

/// A section or paragraph up to this length is quoted as a whole, in words.
const WHOLE_WORDS: f64 = 80.0;
/// How much better an excerpt fits if it has the number, price or permission that was asked for.
const KIND_FIT: f64 = 0.15;
/// If the best unit of another passage says at least this share of what the best says, both are quoted.
const TWICE_SHARE: f64 = 0.8;
/// The share if the other excerpt is short. If two passages may be meant, the visitor would miss the one left out.
const AS_MUCH_SHARE: f64 = 0.5;
/// An excerpt up to this length is short, in words.
const BESIDE_WORDS: f64 = 100.0;
/// Another excerpt of the same passage must say at least this share of what the first one says, and something new.
const FURTHER_SHARE: f64 = 0.25;

/// The result of reading one part of a question.
#[derive(Default)]
pub(super) struct PartReading<'a> {
    pub(super) excerpts: Vec<Excerpt<'a>>,
    /// See [`ReadSignals`](crate::grounding::ReadSignals).
    pub(super) fit: f64,
    pub(super) is_of_kind: bool,
}

pub(super) fn read_part<'a>(
    part: &Part,
    candidates: &[(f64, Vec<Unit<'a>>)],
    is_one_of_two: bool,
    asking: Option<&Asking>,
) -> PartReading<'a> {
    let best = best_units(part, candidates, is_one_of_two, asking);
    let Some((most, units, at)) = best.first().copied() else {
        return PartReading::default();
    };
    let chosen = complete(units, at, part, asking);
    let mut words: HashSet<&str> = HashSet::new();
    for unit in chosen.iter().filter_map(|at| units.get(*at)) {
        words.extend(unit.words_for(part));
        words.extend(unit.title_words.iter().map(String::as_str));
    }
    let said: f64 = part.weight_of(&words);
    let is_asked_for = chosen
        .iter()
        .filter_map(|at| units.get(*at))
        .any(|unit| is_of_kind(unit, part, asking));
    let kind = if is_asked_for { KIND_FIT } else { 0.0 };
    let fit = (said / part.total.max(f64::MIN_POSITIVE) + kind).min(1.0);
    let mut excerpts = quoted(units, &chosen, part);
    // A reader can tell better than we can which of two passages was meant.
    let next = best.get(1).filter(|_| !is_one_of_two && !part.is_exact);
    if let Some((value, units, at)) = next
        && *value >= AS_MUCH_SHARE * most
        && is_in_one_language(&excerpts, units)
    {
        let beside = quoted(units, &complete(units, *at, part, asking), part);
        if *value >= TWICE_SHARE * most || length(&beside) <= BESIDE_WORDS {
            excerpts.extend(beside);
        }
    }
    PartReading {
        excerpts,
        fit,
        is_of_kind: is_asked_for,
    }
}

/// The line of a passage that says most about `part`, if it is understandable alone: a sentence or a list item.
pub(super) fn telling_line<'a>(
    part: &Part,
    units: Vec<Unit<'a>>,
    asking: Option<&Asking>,
) -> Option<&'a str> {
    let passage = [(1.0, units)];
    let best = best_units(part, &passage, false, asking);
    let (_, units, at) = best.first().copied()?;
    let unit = units.get(at).filter(|unit| !unit.is_dependent)?;
    match unit.body {
        UnitBody::Sentence => {
            let line = unit.lines.first()?.text;
            let is_code = (sentences::blocks(line).first())
                .is_some_and(|block| block.kind == BlockKind::Code);
            (!is_code).then_some(line)
        }
        UnitBody::List { led } => {
            let items = unit.lines.iter().skip(usize::from(led));
            let said = items.map(|item| {
                (
                    part.weight_of(&item.words.iter().map(String::as_str).collect()),
                    item,
                )
            });
            let best = said.reduce(|most, next| if next.0 > most.0 { next } else { most });
            best.map(|(_, item)| without_marker(item.text).trim_start())
        }
        UnitBody::Table { .. } => None,
    }
}

/// For each passage, how much its best unit says about `part`, its units, and the index of the best. The best passage
/// comes first.
fn best_units<'c, 'a>(
    part: &Part,
    candidates: &'c [(f64, Vec<Unit<'a>>)],
    is_one_of_two: bool,
    asking: Option<&Asking>,
) -> Vec<(f64, &'c [Unit<'a>], usize)> {
    let mut best: Vec<(f64, &[Unit<'a>], usize)> = Vec::with_capacity(candidates.len());
    for (nearness, units) in candidates {
        let nearness = if is_one_of_two {
            0.4 * nearness + 0.6 * covered_by(part, units)
        } else {
            *nearness
        };
        let values = answers(units).filter_map(|at| {
            let unit = units.get(at)?;
            let value = gain(unit, part, asking) * nearness.powi(2) * introduction(unit, part);
            Some((value, units.as_slice(), at))
        });
        // The first of two that say equally much.
        best.extend(values.reduce(|most, next| if next.0 > most.0 { next } else { most }));
    }
    best.sort_by(|(left, ..), (right, ..)| right.total_cmp(left));
    best
}

/// Whether `units` are in the language of `excerpts`.
fn is_in_one_language(excerpts: &[Excerpt<'_>], units: &[Unit<'_>]) -> bool {
    let language = excerpts.first().map(|one| &one.passage.language);
    units.first().map(|unit| &unit.passage.language) == language
}

/// The length of excerpts in words; a pair of characters counts as half.
fn length(excerpts: &[Excerpt<'_>]) -> f64 {
    excerpts.iter().map(|excerpt| excerpt.length).sum()
}

fn quoted<'a>(units: &[Unit<'a>], chosen: &[usize], part: &Part) -> Vec<Excerpt<'a>> {
    let chosen = chosen.iter().filter_map(|at| units.get(*at));
    chosen.map(|unit| excerpt(unit, Some(part))).collect()
}

/// The units to quote with the one at `at`: those it depends on, and what else its passage says.
fn complete(units: &[Unit<'_>], at: usize, part: &Part, asking: Option<&Asking>) -> Vec<usize> {
    let mut chosen = vec![at];
    let Some(unit) = units.get(at) else {
        return chosen;
    };
    let section = || units.iter().filter(|other| other.section == unit.section);
    let all: f64 = section().map(|unit| unit.length).sum();
    let has_table = section().any(|unit| matches!(unit.body, UnitBody::Table { .. }));
    if all <= WHOLE_WORDS && !has_table {
        let whole = answers(units)
            .filter(|at| (units.get(*at)).is_some_and(|other| other.section == unit.section));
        return whole.collect();
    }
    match unit.body {
        UnitBody::Sentence => {
            let mut length = unit.length;
            for (before, earlier) in units.iter().enumerate().take(at).rev() {
                length += earlier.length;
                let is_paragraph = earlier.block == unit.block
                    && earlier.body == UnitBody::Sentence
                    && !earlier.is_question;
                let is_needed = unit.is_dependent && before + 1 == at;
                if !is_paragraph || (length > WHOLE_WORDS && !is_needed) {
                    length -= earlier.length;
                    break;
                }
                chosen.push(before);
            }
            for (next, after) in units.iter().enumerate().skip(at + 1) {
                length += after.length;
                let goes_on = after.section == unit.section
                    && !after.is_question
                    && (after.block == unit.block || goes_on_from_above(after));
                if !goes_on || length > EXCERPT_WORDS {
                    break;
                }
                chosen.push(next);
            }
        }
        UnitBody::List { .. } | UnitBody::Table { .. } => {
            // The sentence after a list may qualify the list.
            if let (Some(after), Some(asking)) = (units.get(at + 1), asking)
                && after.body == UnitBody::Sentence
                && !after.is_question
                && has(
                    asking.negations,
                    &tokens(&after.shown(part).join(" "), asking.spaced),
                    asking.spaced,
                )
            {
                chosen.push(at + 1);
            }
        }
    }
    further(units, &mut chosen, part, asking);
    chosen.sort_unstable();
    chosen
}

/// Whether a paragraph belongs to the one above: it refers back, or is about what was asked.
fn goes_on_from_above(unit: &Unit<'_>) -> bool {
    unit.body == UnitBody::Sentence && (unit.is_dependent || !unit.words.is_empty())
}

/// Adds the unit that says most beyond the chosen ones, if it says enough.
fn further(units: &[Unit<'_>], chosen: &mut Vec<usize>, part: &Part, asking: Option<&Asking>) {
    let first =
        (chosen.first().and_then(|at| units.get(*at))).map_or(0.0, |unit| gain(unit, part, asking));
    let mut said: HashSet<&str> = HashSet::new();
    for unit in chosen.iter().filter_map(|at| units.get(*at)) {
        said.extend(unit.words_for(part));
    }
    let before = part.weight_of(&said);
    let more = |unit: &Unit<'_>| {
        let mut both = said.clone();
        let words: Vec<String> = unit
            .words_for(part)
            .iter()
            .map(|word| (*word).to_owned())
            .collect();
        both.extend(words.iter().map(String::as_str));
        part.weight_of(&both) - before
    };
    let best = answers(units)
        .filter(|at| !chosen.contains(at))
        .filter_map(|at| units.get(at).map(|unit| (more(unit), at)))
        .max_by(|(left, left_at), (right, right_at)| {
            left.total_cmp(right).then(right_at.cmp(left_at))
        });
    if let Some((more, at)) = best
        && more >= FURTHER_SHARE * first
        && more > 0.0
    {
        chosen.push(at);
    }
}
