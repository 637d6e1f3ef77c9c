//! A second passage that answers a question as well as the first.

use porchlight_languages::Asking;

use super::{
    excerpt::Excerpt,
    part::{AskedKind, Part},
    part_reading::read_part,
    unit::Unit,
};

/// The most words of a question that may be about either of two passages.
const FEW_WORDS: usize = 2;
/// The share of the first passage's score from which another passage of the same document is shown with it.
const BESIDE_SHARE: f64 = 0.93;

/// An excerpt of the next passage of the same document, for a question of few words that asks for nothing in particular
/// and that the passage answers as well: "account locked" may be about either of two locks.
pub(super) fn beside<'a>(
    excerpts: &[Excerpt<'a>],
    part: &Part,
    candidates: &[(f64, Vec<Unit<'a>>)],
    fit: f64,
    asking: Option<&Asking>,
) -> Vec<Excerpt<'a>> {
    let is_open = matches!(part.kind, AskedKind::Other) && !part.is_negated;
    let Some(first) = excerpts
        .first()
        .filter(|_| is_open && part.words.len() <= FEW_WORDS)
    else {
        return Vec::new();
    };
    let of = |units: &[Unit<'a>]| units.first().map(|unit| unit.passage);
    let is_first = |(_, units): &&(f64, Vec<Unit<'a>>)| {
        of(units).is_some_and(|passage| passage.id == first.passage.id)
    };
    let nearness = candidates.iter().find(is_first).map_or(1.0, |one| one.0);
    let next = candidates.iter().find(|(other, units)| {
        *other >= BESIDE_SHARE * nearness
            && of(units).is_some_and(|passage| {
                passage.document_id == first.passage.document_id && passage.id != first.passage.id
            })
    });
    let read = next.map(|next| read_part(part, std::slice::from_ref(next), false, asking));
    read.filter(|read| read.fit >= fit)
        .map_or_else(Vec::new, |read| read.excerpts)
}
