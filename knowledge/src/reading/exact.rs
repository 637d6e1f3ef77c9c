//! What a passage says whose heading, or another way to ask for it, is the question itself.

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

/// What the passages say for which the question is another way to ask, the `first` of them if no word of it is found.
pub(super) fn of_exact<'a>(
    retrieved: &'a Retrieved,
    first: &'a ScoredPassage,
    question: &str,
    parts: &[Part],
    asking: Option<&Asking>,
) -> Vec<Excerpt<'a>> {
    if !is_heading(question, &first.passage) {
        // A long section is several passages, and each is asked for in the same words.
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

/// The first passage of the section that `scored` is a piece of, of those that were found by the same words.
fn beginning<'a>(retrieved: &'a Retrieved, scored: &'a ScoredPassage) -> &'a ScoredPassage {
    let section = |one: &ScoredPassage| (one.passage.document_id, one.passage.title_path.clone());
    let whole = section(scored);
    (retrieved.passages.iter())
        .take_while(|one| one.score.total >= ASKS_THE_SAME)
        .filter(|one| section(one) == whole)
        .min_by_key(|one| one.passage.id)
        .unwrap_or(scored)
}

/// Whether the question is the heading of the passage. It may also be another way to ask for it.
fn is_heading(question: &str, passage: &Passage) -> bool {
    (passage.title_path.last()).is_some_and(|title| words::words(title) == words::words(question))
}

/// What a passage that is asked for in other words than its heading says of these words; nothing if it has none of them.
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
