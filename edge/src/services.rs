//! Operations of more than one step.

pub mod retrieve;
pub mod turn;
