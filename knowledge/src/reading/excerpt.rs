//! The units of a passage that are quoted.

use super::{
    part::Part,
    unit::{Unit, UnitBody},
};
use crate::passage::Passage;

/// An excerpt up to this length continues to the end of its paragraph. In words; a pair of characters counts as half.
pub(super) const EXCERPT_WORDS: f64 = 90.0;

/// Text that is quoted as it is.
#[derive(Clone, Debug)]
pub struct Excerpt<'a> {
    /// The passage that it is from.
    pub passage: &'a Passage,
    /// Whether it starts on a new line.
    pub starts_block: bool,
    /// Its position among the excerpts of its passage. Consecutive positions are adjacent in the text.
    pub place: usize,
    /// Sentences, list items and table rows, as written.
    pub parts: Vec<&'a str>,
    /// Whether its parts are on separate lines.
    pub is_list: bool,
    /// In words; a pair of characters counts as half.
    pub length: f64,
}

/// The units that are not questions.
pub(super) fn answers<'a>(units: &'a [Unit<'_>]) -> impl Iterator<Item = usize> + 'a {
    let numbered = units.iter().enumerate();
    numbered.filter_map(|(at, unit)| (!unit.is_question).then_some(at))
}

/// The units from `start` on, up to the length of an excerpt.
pub(super) fn from(units: &[Unit<'_>], start: usize) -> Vec<usize> {
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

pub(super) fn excerpt<'a>(unit: &Unit<'a>, part: Option<&Part>) -> Excerpt<'a> {
    let lines = part.map_or_else(|| unit.lines.iter().collect(), |part| unit.lines_for(part));
    Excerpt {
        passage: unit.passage,
        starts_block: unit.starts_block,
        place: unit.place,
        parts: lines.iter().map(|line| line.text).collect(),
        length: lines.iter().map(|line| line.length).sum(),
        is_list: unit.body != UnitBody::Sentence,
    }
}
