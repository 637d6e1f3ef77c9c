//! What is tested, measured and benchmarked from outside the crates.

pub mod evaluation;
pub mod speed;
