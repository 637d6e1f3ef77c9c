//! What a model did for an answer, for an owner who looks why it is as it is.

use porchlight_knowledge::grounding::check::Fault;

use crate::domain::model::{ModelChoice, completion::Usage};

/// What a model did for an answer, whether that was shown or not.
#[derive(Clone, Debug)]
pub struct ModelTry {
    /// The model.
    pub choice: ModelChoice,
    /// It had been asked the same before, and its text was kept.
    pub repeated: bool,
    /// The tokens that it took.
    pub usage: Usage,
    /// What they cost, in millionths of a dollar; none where no price is known.
    pub cost_micros: Option<u64>,
    /// The sentences that were held back, and why.
    pub held_back: Vec<(String, Fault)>,
}
