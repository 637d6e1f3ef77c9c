//! Which passages answer a question.
//!
//! ```text
//! question ─► language ─► query (terms, stop words out) ─► store: document frequencies, statistics
//!                                          │ unknown words ─► spelling ◄─ store: neighbours in the vocabulary
//!                                          ▼
//!                          store: candidates with counts ─► ranking ─► grounding (is there evidence at all?)
//! ```
//! What must hold: a project's ranking depends on that project's passages alone.

use porchlight_shared::message::Grounding;

use self::{
    language::Language,
    ranking::{Score, WeightedQuery},
};
use super::{grounding::Signals, passage::Passage};

pub mod language;
pub mod query;
pub mod ranking;
pub mod spelling;
pub mod terms;

/// What a passage scores at least whose heading is the question itself.
pub const EXACT_HEADING: f64 = 0.95;

/// What was found.
#[derive(Clone, Debug)]
pub struct Retrieved {
    /// The best first, as many as were asked for.
    pub passages: Vec<ScoredPassage>,
    /// Whether they answer.
    pub grounding: Grounding,
    /// What that rests on.
    pub signals: Signals,
    /// The language of the question.
    pub language: Language,
    /// The question's words and what each tells in this project.
    pub query: WeightedQuery,
}

/// A passage with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredPassage {
    /// The passage.
    pub passage: Passage,
    /// How well it matches.
    pub score: Score,
}
