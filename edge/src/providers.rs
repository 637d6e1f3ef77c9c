//! The providers, which write the answers.

pub mod completion;
pub mod embedding;
pub mod extractive;
pub mod openai;
pub mod workers_ai;
