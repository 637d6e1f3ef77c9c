//! Which passages answer a question.
//!
//! ```text
//! question ─► language ─► query (terms, stop words out) ─► store: document frequencies, statistics
//!                                          │ unknown words ─► spelling ◄─ store: neighbours in the vocabulary
//!                                          ▼
//!                          store: candidates with counts ─► ranking ─► grounding (is there evidence at all?)
//!                                                              ▲
//!                          word table ─► word pieces ─► meaning (of English)
//! ```
//! *Invariant:* the ranking of a project depends on the passages of that project alone.

pub use self::ranking::EXACT_HEADING;

use porchlight_shared::message::Grounding;

use self::{
    language::Language,
    ranking::{Score, WeightedQuery},
};
use super::{grounding::Signals, passage::Passage};

pub mod language;
pub mod meaning;
pub mod query;
pub mod ranking;
pub mod spelling;
pub mod terms;
pub mod word_pieces;
pub mod word_table;
pub mod words;

/// The passages for a question, and how far they answer it.
#[derive(Clone, Debug)]
pub struct Retrieved {
    /// Best first, at most as many as were asked for.
    pub passages: Vec<ScoredPassage>,
    /// Whether the passages answer the question.
    pub grounding: Grounding,
    /// The signals behind [`grounding`](Self::grounding).
    pub signals: Signals,
    /// The likeliest language of the question.
    pub language: Language,
    /// The words of the question, weighted by how much each tells in this project.
    pub query: WeightedQuery,
}

/// A passage and how well it matches the question.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredPassage {
    /// The passage, as it is quoted.
    pub passage: Passage,
    /// The match, 0 to 1.
    pub score: Score,
}
