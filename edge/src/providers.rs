//! Who writes the answers.

pub mod extractive;
