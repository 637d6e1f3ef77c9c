//! Who writes the answers, within which limits, and the effect on questions that visitors asked.

mod amounts;
mod bands;
mod carefulness;
mod chosen;
mod runs;
mod tone;
mod typed;

pub(crate) use self::{
    amounts::{dollars, percent, seconds},
    bands::{AskedLately, AskedQuestion, Band, Bands, SureLimits},
    carefulness::{CarefulnessEffect, CarefulnessEffects, ChangedQuestion, label, meaning},
    chosen::{Model, PROVIDERS, Trial},
    runs::{QuestionRun, RunDetail, Runs, SavedQuestions},
    tone::Tone,
    typed::{FieldName, TypedModel, are_alike},
};

#[cfg(test)]
mod tests;
