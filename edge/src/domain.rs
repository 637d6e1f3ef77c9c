//! What Porchlight knows without asking anybody: pure, synchronous, given the time.

pub mod grounding;
pub mod passage;
pub mod retrieval;
