//! Finds the words that answer in the passages found: one excerpt of one passage, or two if two things are asked.
//!
//! ```text
//! question ─► parts, each with what it asks for ─► the unit that says most about each ─► the units it depends on
//! ```
//! *Invariant:* the result is quotations only. Nothing here writes a word.

use porchlight_languages::{Asking, names};
use porchlight_shared::message::{Evidence, Grounding};

pub use self::excerpt::Excerpt;
use self::{beside::beside, exact::of_exact, part_reading::read_part, unit::Unit};
use crate::{
    grounding::{self, EvidenceLimits, ReadSignals},
    questions::is_marked,
    retrieval::{ASKS_THE_SAME, Retrieved, ScoredPassage, spelling},
    sentences::{self, BlockKind},
};

mod beside;
mod exact;
mod excerpt;
mod gain;
mod line;
mod part;
mod part_reading;
mod table;
mod unit;

/// How many passages an answer may be taken from.
const PASSAGES: usize = 6;
/// How many if two things are asked.
const PASSAGES_OF_TWO: usize = 8;
/// A passage that scores less than this share of the best score is ignored.
const PASSAGE_SHARE: f64 = 0.7;
/// The share if two things are asked, because the best passage is about one of them.
const PASSAGE_SHARE_OF_TWO: f64 = 0.35;
/// A passage in the question's language is read before others if it scores at least this share of the best score.
const OWN_LANGUAGE_SHARE: f64 = 0.35;
/// The factor by which an answer in another language than the question's fits less.
const FOREIGN: f64 = 0.8;
/// The result of reading.
#[derive(Clone, Debug, Default)]
pub struct Reading<'a> {
    /// The excerpts. Those for the first part of the question come first.
    pub excerpts: Vec<Excerpt<'a>>,
    /// How well they answer.
    pub signals: ReadSignals,
}

/// The answer to `question`, and how well it fits. Two questions are each answered from their own passages, if both can
/// be. `previous` is the question that this one continues, and `limits` are the owner's.
pub fn answer<'a>(
    retrieved: &'a Retrieved,
    question: &str,
    previous: Option<&str>,
    limits: EvidenceLimits,
) -> (Reading<'a>, Grounding) {
    of_both(retrieved, limits).unwrap_or_else(|| of_one(retrieved, question, previous, limits))
}

fn of_one<'a>(
    retrieved: &'a Retrieved,
    question: &str,
    previous: Option<&str>,
    limits: EvidenceLimits,
) -> (Reading<'a>, Grounding) {
    let reading = read(retrieved, question, previous);
    let found = &retrieved.grounding;
    let grounding = grounding::after_reading(found, limits, retrieved.signals, reading.signals);
    (reading, grounding)
}

/// The answer to both questions of a message, if both have one.
fn of_both(retrieved: &Retrieved, limits: EvidenceLimits) -> Option<(Reading<'_>, Grounding)> {
    let mut both = Reading::default();
    let mut confidence = 1.0_f64;
    for part in &retrieved.parts {
        let previous = part.previous.as_deref();
        let (reading, grounding) = of_one(&part.retrieved, &part.question, previous, limits);
        if grounding.evidence != Evidence::Strong || reading.excerpts.is_empty() {
            return None;
        }
        confidence = confidence.min(grounding.confidence);
        both.add(reading.excerpts);
        both.signals = reading.signals;
    }
    (!retrieved.parts.is_empty()).then(|| (both, limits.grounding(confidence)))
}

impl<'a> Reading<'a> {
    /// Adds excerpts without duplicates.
    fn add(&mut self, excerpts: Vec<Excerpt<'a>>) {
        for one in excerpts {
            let known = (self.excerpts.iter())
                .any(|other| other.parts == one.parts && other.passage.id == one.passage.id);
            if !known {
                self.excerpts.push(one);
            }
        }
    }
}

/// Reads the passages for `question`. `previous` is the question that it continues.
pub fn read<'a>(retrieved: &'a Retrieved, question: &str, previous: Option<&str>) -> Reading<'a> {
    let question = &spelling::respelled(question, &retrieved.repaired);
    let first = || {
        retrieved
            .passages
            .iter()
            .find(|scored| is_readable(retrieved, scored))
    };
    let best = first().map_or(0.0, |first| first.score.total);
    let asking = Asking::of(retrieved.language.tag());
    let parts = part::parts(question, previous, asking, &retrieved.query);
    if let Some(first) = first().filter(|first| first.score.total >= ASKS_THE_SAME)
        && parts.len() == 1
    {
        let excerpts = of_exact(retrieved, first, question, &parts, asking);
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
    reading.signals.lead = if parts.len() > 1 {
        // The best passages belong to different questions, and neither leads.
        0.5 * retrieved.signals.margin
    } else {
        lead(retrieved)
    };
    reading.signals.is_follow_up = previous.is_some();
    reading.signals.tells_story = previous.is_none() && part::tells_story(question, asking);
    reading.signals.is_of_kind = true;
    reading.signals.asks_kind = parts.iter().any(|part| part.kind.is_checked());
    reading.signals.is_one_word = retrieved.query.words.len() == 1 && parts.len() == 1;
    for part in &parts {
        let read = read_part(part, &candidates, parts.len() > 1, asking);
        reading.signals.fit += if parts.len() > 1 {
            0.5 * read.fit
        } else {
            read.fit
        };
        reading.signals.is_of_kind &= read.is_of_kind;
        let mut excerpts = read.excerpts;
        if parts.len() == 1 {
            excerpts.extend(beside(&excerpts, part, &candidates, read.fit, asking));
        }
        reading.add(excerpts);
    }
    // An excerpt in a language that was not asked in fits less if another passage comes nearer.
    let top = (retrieved.passages.first()).map_or(best, |first| first.score.total);
    reading.signals.fit *= (best / top.max(f64::MIN_POSITIVE)).min(1.0);
    if first().is_some_and(|first| !names(&[retrieved.language.tag()], &first.passage.language)) {
        reading.signals.fit *= FOREIGN;
    }
    reading
}

/// The two questions in `question`, if it has two in the language of `tag`.
pub fn two_questions<'a>(question: &'a str, tag: &str) -> Option<(&'a str, &'a str)> {
    part::split(question, Asking::of(tag)?)
}

/// Whether a passage is in the question's language, or no passage close to the best one is.
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

/// The line of a passage that is nearest to the question, or its first line.
pub fn nearest_line<'a>(
    retrieved: &'a Retrieved,
    question: &str,
    previous: Option<&str>,
    scored: &'a ScoredPassage,
) -> Option<&'a str> {
    let asking = Asking::of(retrieved.language.tag());
    let question = &spelling::respelled(question, &retrieved.repaired);
    let parts = part::parts(question, previous, asking, &retrieved.query);
    let units = unit::units(scored, &retrieved.query, asking);
    let nearest = (parts.first()).and_then(|part| part_reading::telling_line(part, units, asking));
    nearest
        .filter(|line| line.chars().count() <= LINE_CHARS)
        .or_else(|| first_line(scored))
}

/// The longest line that is shown from a passage without an excerpt, in characters.
const LINE_CHARS: usize = 300;

/// The first line of a passage, to help a visitor decide whether to read more: a sentence, or the first item if it has
/// only a list.
pub fn first_line(scored: &ScoredPassage) -> Option<&str> {
    let blocks = sentences::blocks(&scored.passage.text);
    let of = |kind| blocks.iter().filter(move |block| block.kind == kind);
    let lines = of(BlockKind::Paragraph).flat_map(|block| block.sentences.iter().copied());
    let items = of(BlockKind::Item).map(|block| line::without_marker(block.text).trim_start());
    let mut shown = lines.chain(items).filter(|line| !is_marked(line));
    shown.find(|line| line.chars().count() <= LINE_CHARS)
}
