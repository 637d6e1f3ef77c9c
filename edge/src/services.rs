//! Operations of more than one step.

pub mod turn;
