//! Which passages answer a question.
//!
//! ```text
//! question ─► language ─► query (terms, stop words out) ─► store: document frequencies, statistics
//!                                          │ unknown words ─► spelling ◄─ store: neighbours in the vocabulary
//!                                          ▼
//!                          store: candidates with counts ─► ranking ─► grounding (is there evidence at all?)
//! ```
//! What must hold: a project's ranking depends on that project's passages alone.

pub mod language;
pub mod query;
pub mod ranking;
pub mod spelling;
pub mod terms;
