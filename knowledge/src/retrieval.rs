//! Finds the passages that answer a question.
//!
//! ```text
//! question ─► language ─► query (terms, no stop words) ─► store: document frequencies, statistics
//!                                          │ unknown words ─► spelling ◄─ store: neighbours in the vocabulary
//!                                          ▼
//!                          store: candidates with counts ─► ranking ─► grounding (is there evidence at all?)
//!                                                              ▲
//!                          word table ─► word pieces ─► meaning (of English)
//! ```
//! *Invariant:* the ranking of a project depends on the passages of that project alone.

pub use self::{
    phrasing::site_names,
    ranking::{ASKS_THE_SAME, EXACT_HEADING},
};

use porchlight_shared::message::Grounding;

use self::{
    language::Language,
    ranking::{Score, WeightedQuery},
};
use super::{
    grounding::{self, Signals},
    passage::Passage,
};

pub mod deeds;
pub mod language;
pub mod meaning;
mod near_words;
mod phrasing;
pub mod query;
pub mod ranking;
pub mod spelling;
pub mod terms;
pub mod word_pieces;
pub mod word_table;
pub mod words;

/// How many passages of each of two questions are read in addition to those for the whole message.
const PASSAGES_OF_PART: usize = 3;
/// The score of the best of them, as a share of the best score for the whole message.
const PART_SHARE: f64 = 0.95;

/// The passages for a question, and how well they answer it.
#[derive(Clone, Debug)]
pub struct Retrieved {
    /// Best first, at most as many as requested.
    pub passages: Vec<ScoredPassage>,
    /// Whether the passages answer the question.
    pub grounding: Grounding,
    /// The signals behind [`grounding`](Self::grounding).
    pub signals: Signals,
    /// The likeliest language of the question.
    pub language: Language,
    /// The question's words, weighted by how distinctive they are in this project.
    pub query: WeightedQuery,
    /// Each misspelled word of the question and its correction, both folded.
    pub repaired: Vec<(String, String)>,
    /// The two questions in this message, each with its own passages. Empty if there is only one.
    pub parts: Vec<RetrievedPart>,
}

/// One of two questions in one message, with the passages for it.
#[derive(Clone, Debug)]
pub struct RetrievedPart {
    /// The text of this question.
    pub question: String,
    /// The first question, if this one refers to it: "and how do I wash it?". None otherwise.
    pub previous: Option<String>,
    /// The passages for this question.
    pub retrieved: Retrieved,
}

impl Retrieved {
    /// Adds the best passages for each of the message's two questions.
    #[must_use]
    pub fn with_parts(mut self, parts: [RetrievedPart; 2]) -> Self {
        if (parts.iter()).any(|part| part.retrieved.passages.is_empty()) {
            return self;
        }
        self.parts = parts.to_vec();
        let parts = parts.map(|part| part.retrieved);
        let best = (self.passages.first()).map_or(0.0, |first| first.score.total);
        let [first, second] = &parts;
        let least = first.signals.margin.min(second.signals.margin);
        self.signals.margin = self.signals.margin.max(least);
        let confidence = first.grounding.confidence.min(second.grounding.confidence);
        if confidence > self.grounding.confidence {
            self.grounding = grounding::of_confidence(confidence);
        }
        for part in parts {
            let top = (part.passages.first()).map_or(0.0, |first| first.score.total);
            for mut scored in part.passages.into_iter().take(PASSAGES_OF_PART) {
                let share = scored.score.total / top.max(f64::MIN_POSITIVE);
                scored.score.total = best * share * PART_SHARE;
                let known =
                    (self.passages.iter_mut()).find(|other| other.passage.id == scored.passage.id);
                match known {
                    Some(known) => {
                        known.score.total = known.score.total.max(scored.score.total);
                    }
                    None => self.passages.push(scored),
                }
            }
        }
        (self.passages).sort_by(|left, right| right.score.total.total_cmp(&left.score.total));
        self
    }
}

/// A passage and its match with the question.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredPassage {
    /// The passage to quote.
    pub passage: Passage,
    /// How well it matches.
    pub score: Score,
    /// The addresses of other documents with the same text.
    pub also_at: Vec<String>,
    /// How near each of its sentences is in meaning, in order. Empty if unknown.
    pub nearness: Vec<SentenceNearness>,
}

/// How near a sentence of a passage is to the question in meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SentenceNearness {
    /// Where the sentence starts in the passage's text, in bytes.
    pub start: usize,
    /// How near it is as a whole, 0 to 1.
    pub whole: f64,
    /// How much of the question is in the sentence or in the headings above it, by the words themselves or by words
    /// close in meaning, 0 to 1.
    pub covered: f64,
}

/// The passages, best first, without duplicates: passages of other documents with the same text under the same headings
/// as a better one. That one gets their addresses.
pub fn once_each(passages: Vec<ScoredPassage>) -> Vec<ScoredPassage> {
    let mut kept: Vec<ScoredPassage> = Vec::with_capacity(passages.len());
    for scored in passages {
        let passage = &scored.passage;
        let same = kept.iter_mut().find(|other| {
            let other = &other.passage;
            other.document_id != passage.document_id
                && other.title_path == passage.title_path
                && other.text == passage.text
        });
        match same {
            Some(same) => {
                let addresses = passage.url.iter().chain(&scored.also_at);
                for url in addresses {
                    if same.passage.url.as_ref() != Some(url) && !same.also_at.contains(url) {
                        same.also_at.push(url.clone());
                    }
                }
            }
            None => kept.push(scored),
        }
    }
    kept
}
