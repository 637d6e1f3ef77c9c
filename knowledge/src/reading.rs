//! From the passages found to the words that answer: one excerpt of one passage, or two where two things are asked.
//!
//! ```text
//! question ─► parts, each with what it asks for ─► the unit that says most about each ─► what it does not stand without
//! ```
//! *Invariant:* what is read is quoted. Nothing here writes a word.

use std::collections::HashSet;

use porchlight_languages::{Asking, names};

use self::{
    gain::{covered_by, gain, introduction, is_of_kind},
    part::Part,
    unit::{Body, Unit},
};
use crate::{
    grounding::ReadSignals,
    passage::Passage,
    phrases::{has, tokens},
    retrieval::{EXACT_HEADING, Retrieved, ScoredPassage, words},
};

mod gain;
mod line;
mod part;
mod table;
mod unit;

/// Passages that an answer may be taken from.
const PASSAGES: usize = 4;
/// The same where two things are asked.
const PASSAGES_OF_TWO: usize = 8;
/// A passage that scores less than this share of the best one's score is left out.
const PASSAGE_SHARE: f64 = 0.7;
/// The same where two things are asked: the best passage is of one of them.
const PASSAGE_SHARE_OF_TWO: f64 = 0.35;
/// A passage in the question's language is read before others if it scores at least this share of the best one's score.
const OWN_LANGUAGE_SHARE: f64 = 0.35;
/// How much less an answer fits that is in another language than the question.
const FOREIGN: f64 = 0.8;
/// Length up to which an excerpt goes on to the end of its paragraph, in words (a character pair counts as half).
const EXCERPT_WORDS: f64 = 90.0;
/// A passage up to this length is quoted whole, in words.
const WHOLE_WORDS: f64 = 55.0;
/// How much better an excerpt fits that has the number, the price or the permission that was asked for.
const KIND_FIT: f64 = 0.15;
/// Another excerpt of the same passage must say at least this share of what the first one said, and something new.
const FURTHER_SHARE: f64 = 0.4;

/// Text that is quoted as it stands.
#[derive(Clone, Debug)]
pub struct Excerpt<'a> {
    /// Where it is from.
    pub passage: &'a Passage,
    /// Begins on a line of its own.
    pub starts_block: bool,
    /// Its place among the excerpts of its passage. Places that follow each other are neighbours in the text.
    pub place: usize,
    /// Sentences, items and rows, as written.
    pub parts: Vec<&'a str>,
    /// Its parts stand on lines of their own.
    pub is_list: bool,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Reading<'a> {
    /// In the order of reading: the first part of the question first.
    pub excerpts: Vec<Excerpt<'a>>,
    /// How far they answer.
    pub signals: ReadSignals,
}

/// Reads the passages for `question`. `previous` is the question that it goes on from.
pub fn read<'a>(retrieved: &'a Retrieved, question: &str, previous: Option<&str>) -> Reading<'a> {
    let first = || {
        retrieved
            .passages
            .iter()
            .find(|scored| is_readable(retrieved, scored))
    };
    let best = first().map_or(0.0, |first| first.score.total);
    let asking = Asking::of(retrieved.language.tag());
    let parts = part::parts(question, previous, asking, &retrieved.query);
    if let Some(first) = first().filter(|first| first.score.total >= EXACT_HEADING)
        && parts.len() == 1
    {
        let units = unit::units(first, &retrieved.query, asking);
        let excerpts = if is_heading(question, &first.passage) {
            Vec::new()
        } else {
            of_question(&units, &parts, asking)
        };
        let excerpts = if excerpts.is_empty() {
            let chosen = from(&units, 0).into_iter();
            chosen
                .filter_map(|at| units.get(at).map(|unit| excerpt(unit, parts.first())))
                .collect()
        } else {
            excerpts
        };
        if !excerpts.is_empty() {
            let signals = ReadSignals {
                is_heading: true,
                fit: 1.0,
                ..ReadSignals::default()
            };
            return Reading { excerpts, signals };
        }
    }
    let (most, share) = if parts.len() > 1 {
        (PASSAGES_OF_TWO, PASSAGE_SHARE_OF_TWO)
    } else {
        (PASSAGES, PASSAGE_SHARE)
    };
    let candidates: Vec<(f64, Vec<Unit<'a>>)> = (retrieved.passages.iter())
        .filter(|scored| is_readable(retrieved, scored))
        .take(most)
        .filter(|scored| scored.score.total >= share * best)
        .map(|scored| {
            let nearness = scored.score.total / best.max(f64::MIN_POSITIVE);
            (nearness, unit::units(scored, &retrieved.query, asking))
        })
        .collect();
    let mut reading = Reading::default();
    reading.signals.lead = lead(retrieved);
    reading.signals.is_follow_up = previous.is_some();
    reading.signals.is_of_kind = true;
    for part in &parts {
        let (excerpts, fit, is_of_kind) = read_part(part, &candidates, parts.len() > 1, asking);
        reading.signals.fit += if parts.len() > 1 { 0.5 * fit } else { fit };
        reading.signals.is_of_kind &= is_of_kind;
        for one in excerpts {
            let known = (reading.excerpts.iter())
                .any(|other| other.parts == one.parts && other.passage.id == one.passage.id);
            if !known {
                reading.excerpts.push(one);
            }
        }
    }
    // What is read although another passage comes nearer, in a language that was not asked in, fits less.
    let top = (retrieved.passages.first()).map_or(best, |first| first.score.total);
    reading.signals.fit *= (best / top.max(f64::MIN_POSITIVE)).min(1.0);
    if first().is_some_and(|first| !names(&[retrieved.language.tag()], &first.passage.language)) {
        reading.signals.fit *= FOREIGN;
    }
    reading
}

/// Whether the question is the heading of the passage. It may also be another way to ask for it.
fn is_heading(question: &str, passage: &Passage) -> bool {
    (passage.title_path.last()).is_some_and(|title| words::words(title) == words::words(question))
}

/// What a passage that is asked for in other words than its heading says of these words; nothing if it has none of them.
fn of_question<'a>(
    units: &[Unit<'a>],
    parts: &[Part],
    asking: Option<&Asking>,
) -> Vec<Excerpt<'a>> {
    let says = |part: &&Part| {
        (units.iter()).any(|unit| !unit.is_question && !unit.words_for(part).is_empty())
    };
    let Some(part) = parts.first().filter(says) else {
        return Vec::new();
    };
    read_part(part, &[(1.0, units.to_vec())], false, asking).0
}

/// Whether a passage is in the language of the question, or no passage that comes near the best one is.
pub fn is_readable(retrieved: &Retrieved, scored: &ScoredPassage) -> bool {
    let tag = retrieved.language.tag();
    let is_own = |scored: &ScoredPassage| names(&[tag], &scored.passage.language);
    let best = (retrieved.passages.first()).map_or(0.0, |first| first.score.total);
    let mut near = (retrieved.passages.iter())
        .filter(|scored| scored.score.total >= OWN_LANGUAGE_SHARE * best);
    is_own(scored) || !near.any(is_own)
}

/// How far the best passage scores above the next one.
fn lead(retrieved: &Retrieved) -> f64 {
    let mut scores = (retrieved.passages.iter()).map(|scored| scored.score.total);
    let best = scores.next().unwrap_or_default();
    best - scores.next().unwrap_or_default()
}

/// The first lines of a passage, for a visitor who decides whether to read on.
pub fn first_line(scored: &ScoredPassage) -> Option<&str> {
    let blocks = crate::sentences::blocks(&scored.passage.text);
    let sentences = blocks
        .iter()
        .filter(|block| block.kind == crate::sentences::BlockKind::Paragraph)
        .flat_map(|block| block.sentences.iter().copied());
    let mut sentences = sentences.filter(|sentence| !unit::is_question(sentence));
    sentences.find(|sentence| sentence.chars().count() <= 300)
}

fn read_part<'a>(
    part: &Part,
    candidates: &[(f64, Vec<Unit<'a>>)],
    is_one_of_two: bool,
    asking: Option<&Asking>,
) -> (Vec<Excerpt<'a>>, f64, bool) {
    let nearness = |(nearness, units): &(f64, Vec<Unit<'a>>)| {
        if is_one_of_two {
            0.4 * nearness + 0.6 * covered_by(part, units)
        } else {
            *nearness
        }
    };
    let mut best: Option<(f64, &Vec<Unit<'a>>, usize)> = None;
    for candidate in candidates {
        let weight = nearness(candidate).powi(2);
        for (at, unit) in candidate.1.iter().enumerate() {
            if unit.is_question {
                continue;
            }
            let value = gain(unit, part, asking) * weight * introduction(unit, part);
            if best.is_none_or(|(most, _, _)| value > most) {
                best = Some((value, &candidate.1, at));
            }
        }
    }
    let Some((_, units, at)) = best else {
        return (Vec::new(), 0.0, false);
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
    let excerpts = chosen
        .into_iter()
        .filter_map(|at| units.get(at).map(|unit| excerpt(unit, Some(part))))
        .collect();
    (excerpts, fit, is_asked_for)
}

/// The units to quote for the one at `at`: what it does not stand without, and what else its passage says.
fn complete(units: &[Unit<'_>], at: usize, part: &Part, asking: Option<&Asking>) -> Vec<usize> {
    let mut chosen = vec![at];
    let Some(unit) = units.get(at) else {
        return chosen;
    };
    let section = || units.iter().filter(|other| other.section == unit.section);
    let all: f64 = section().map(|unit| unit.length).sum();
    let has_table = section().any(|unit| matches!(unit.body, Body::Table { .. }));
    if all <= WHOLE_WORDS && !has_table {
        let whole = answers(units)
            .filter(|at| (units.get(*at)).is_some_and(|other| other.section == unit.section));
        return whole.collect();
    }
    match unit.body {
        Body::Sentence => {
            let before = at.checked_sub(1).and_then(|before| units.get(before));
            if unit.is_dependent
                && before.is_some_and(|before| before.block == unit.block && !before.is_question)
            {
                chosen.insert(0, at - 1);
            }
            let mut length = unit.length;
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
        Body::List { .. } | Body::Table { .. } => {
            // What is said after a list may take back what is in it.
            if let (Some(after), Some(asking)) = (units.get(at + 1), asking)
                && after.body == Body::Sentence
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

/// Whether a paragraph belongs to the one above it: it points back, or is about what was asked.
fn goes_on_from_above(unit: &Unit<'_>) -> bool {
    unit.body == Body::Sentence && (unit.is_dependent || !unit.words.is_empty())
}

/// Adds the unit that says most of what the chosen ones have not said, if it says enough.
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

/// The units that are no questions.
fn answers<'a>(units: &'a [Unit<'_>]) -> impl Iterator<Item = usize> + 'a {
    let numbered = units.iter().enumerate();
    numbered.filter_map(|(at, unit)| (!unit.is_question).then_some(at))
}

/// The units from `start` on, up to the length of an excerpt.
fn from(units: &[Unit<'_>], start: usize) -> Vec<usize> {
    let mut length = 0.0;
    answers(units)
        .skip_while(|at| *at < start)
        .take_while(|at| {
            let fits = length < EXCERPT_WORDS;
            length += units.get(*at).map_or(0.0, |unit| unit.length);
            fits
        })
        .collect()
}

fn excerpt<'a>(unit: &Unit<'a>, part: Option<&Part>) -> Excerpt<'a> {
    Excerpt {
        passage: unit.passage,
        starts_block: unit.starts_block,
        place: unit.place,
        parts: part.map_or_else(|| unit.all(), |part| unit.shown(part)),
        is_list: unit.body != Body::Sentence,
    }
}
