//! Grounding and citations of a checked answer.

use porchlight_knowledge::{
    grounding::{
        EvidenceLimits,
        check::Checker,
        checked_answer::{CheckedAnswer, CheckedSentence},
    },
    passage::Passage,
    retrieval::Retrieved,
    sentences,
};
use porchlight_shared::message::{Citation, GroundedSentence, Grounding};

use crate::{domain::cited_passage, platform::answer_provider::Answer};

/// The part of the answer that passed.
pub(super) fn answer(
    checked: &CheckedAnswer<'_>,
    passages: &[&Passage],
    retrieved: &Retrieved,
    limits: EvidenceLimits,
) -> Answer {
    Answer {
        text: checked.text().to_owned(),
        citations: citations(checked, passages),
        unanswered: false,
        grounding: grounding(checked, passages, retrieved, limits),
    }
}

/// Whether every sentence of `text` still passes. The rules may have changed since it was stored.
pub(super) fn passes(text: &str, passages: &[&Passage], company: &str) -> bool {
    let mut checked = CheckedAnswer::new(Checker::new(passages, company, &[]));
    checked.push(text);
    checked.end();
    checked.failed().is_empty() && !checked.sentences().is_empty()
}

/// A checked answer is as confident as the search, but at least as confident as its sentences show.
fn grounding(
    checked: &CheckedAnswer<'_>,
    passages: &[&Passage],
    retrieved: &Retrieved,
    limits: EvidenceLimits,
) -> Grounding {
    let all_passed = checked.failed().is_empty();
    let least = if all_passed {
        limits.answer
    } else {
        limits.point
    };
    Grounding {
        sentences: checked
            .sentences()
            .iter()
            .map(|sentence| grounded(sentence, passages))
            .collect(),
        ..limits.grounding(retrieved.grounding.confidence.max(least))
    }
}

fn grounded(sentence: &CheckedSentence, passages: &[&Passage]) -> GroundedSentence {
    let quotes = sentence.supports.iter().filter_map(|support| {
        let text = &passages.get(support.passage)?.text;
        Some(sentences::plain(text.get(support.start..support.end)?))
    });
    GroundedSentence {
        start: sentence.start,
        end: sentence.end,
        citations: sentence.marks.clone(),
        quotes: quotes.collect(),
    }
}

/// The passages that the marks of a checked answer refer to, in order.
fn citations(checked: &CheckedAnswer<'_>, passages: &[&Passage]) -> Vec<Citation> {
    checked
        .cited()
        .iter()
        .zip(1..)
        .filter_map(|(place, n)| {
            let passage = passages.get(*place)?;
            let mut spans: Vec<(usize, usize)> = Vec::new();
            let mut marks: Vec<Vec<&str>> = Vec::new();
            let cite_it = |sentence: &&CheckedSentence| sentence.marks.contains(&n);
            for sentence in checked.sentences().iter().filter(cite_it) {
                let own = sentence
                    .supports
                    .iter()
                    .filter(|support| support.passage == *place);
                let own: Vec<_> = own.map(|support| (support.start, support.end)).collect();
                let parts = own
                    .iter()
                    .filter_map(|(start, end)| passage.text.get(*start..*end));
                marks.push(parts.collect());
                spans.extend(own);
            }
            spans.sort_unstable();
            spans.dedup();
            let targets: Vec<String> = spans
                .iter()
                .filter_map(|(start, end)| passage.text.get(*start..*end)?.lines().next())
                .map(sentences::plain)
                .collect();
            Some(cited_passage::cite(passage, n, &marks, &targets))
        })
        .collect()
}
