//! Excerpts of passages whose heading or alternative is the question itself.

use porchlight_languages::Asking;

use super::{
    excerpt::{Excerpt, excerpt, from},
    part::Part,
    part_reading::read_part,
    unit::{self, Unit},
};
use crate::{
    passage::Passage,
    retrieval::{ASKS_THE_SAME, Retrieved, ScoredPassage, words},
};

/// Excerpts of the passages that have the question as an alternative. If no word of the question is found, the `first`
/// of them.
pub(super) fn of_exact<'a>(
    retrieved: &'a Retrieved,
    first: &'a ScoredPassage,
    question: &str,
    parts: &[Part],
    asking: Option<&Asking>,
) -> Vec<Excerpt<'a>> {
    if !is_heading(question, &first.passage) {
        // A long section is several passages, which have the same alternatives.
        let exact = (retrieved.passages.iter())
            .take_while(|scored| scored.score.total >= ASKS_THE_SAME)
            .map(|scored| (1.0, unit::units(scored, &retrieved.query, asking)));
        let excerpts = of_question(&exact.collect::<Vec<_>>(), parts, asking);
        if !excerpts.is_empty() {
            return excerpts;
        }
    }
    let begin = beginning(retrieved, first);
    let units = unit::units(begin, &retrieved.query, asking);
    let chosen = from(&units, 0).into_iter();
    chosen
        .filter_map(|at| units.get(at).map(|unit| excerpt(unit, parts.first())))
        .collect()
}

/// The first passage of the section that `scored` belongs to, among those found by the same words.
fn beginning<'a>(retrieved: &'a Retrieved, scored: &'a ScoredPassage) -> &'a ScoredPassage {
    let section = |one: &ScoredPassage| (one.passage.document_id, one.passage.title_path.clone());
    let whole = section(scored);
    (retrieved.passages.iter())
        .take_while(|one| one.score.total >= ASKS_THE_SAME)
        .filter(|one| section(one) == whole)
        .min_by_key(|one| one.passage.id)
        .unwrap_or(scored)
}

/// Whether the question is the heading of the passage, rather than an alternative.
fn is_heading(question: &str, passage: &Passage) -> bool {
    (passage.title_path.last()).is_some_and(|title| words::words(title) == words::words(question))
}

/// An excerpt about the question's words from a passage whose alternative is the question. Empty if it has none of
/// these words.
fn of_question<'a>(
    passages: &[(f64, Vec<Unit<'a>>)],
    parts: &[Part],
    asking: Option<&Asking>,
) -> Vec<Excerpt<'a>> {
    let says = |part: &&Part| {
        let mut units = passages.iter().flat_map(|(_, units)| units);
        units.any(|unit| !unit.is_question && !unit.words_for(part).is_empty())
    };
    let Some(part) = parts.first().filter(says) else {
        return Vec::new();
    };
    let part = Part {
        is_exact: true,
        ..part.clone()
    };
    read_part(&part, passages, false, asking).excerpts
}
