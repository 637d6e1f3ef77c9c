//! What a model did for an answer, for owners who check why it is as it is.

use porchlight_knowledge::grounding::check::Fault;

use crate::domain::model::{ModelChoice, completion::Usage};

/// What a model did for an answer, whether that was shown or not.
#[derive(Clone, Debug)]
pub struct ModelTry {
    /// The model that was asked.
    pub choice: ModelChoice,
    /// Whether it had been asked the same before, so that its stored text was used.
    pub repeated: bool,
    /// The tokens that it used.
    pub usage: Usage,
    /// What they cost, in millionths of a dollar; `None` if no price is known.
    pub cost_micros: Option<u64>,
    /// The sentences that were held back, with the reasons.
    pub held_back: Vec<(String, Fault)>,
}
