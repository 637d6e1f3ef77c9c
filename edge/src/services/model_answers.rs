//! Keeps a model's answer for the next visitor who asks the same.
//!
//! *Invariant:* the key covers everything that the model is given, so after a change of a passage, the instructions or
//! the model, it is asked again. The stored text was checked against the passages, so it contains no visitor's name,
//! number or address.

use porchlight_shared::ids::ProjectId;
use sha2::{Digest, Sha256};

use crate::{
    domain::{
        hex::hex,
        model::{
            ModelChoice,
            prompt::{self, Material},
        },
    },
    platform::{DbError, Platform, Statement},
    store::model_answers,
};

/// How long an answer is reused, in milliseconds: 7 days.
pub const REPEATED_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

/// A hash of what `model` is given to answer a question. Case, spaces and punctuation at the end of the question make
/// no difference.
pub fn prompt_hash(model: &ModelChoice, given: Material<'_>) -> String {
    let question = given
        .question
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let question = question.trim_end_matches(['?', '？', '؟', '!', '.', ' ']);
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    if let ModelChoice::OpenAi(endpoint) = model {
        add(endpoint.base_url.as_str());
    }
    add(model.model());
    for message in prompt::prompt(Material { question, ..given }) {
        add(&message.content);
    }
    hex(&hash.finalize())
}

/// The model's text for the prompt, if it is not too old.
pub async fn text(
    platform: &Platform,
    project_id: ProjectId,
    prompt_hash: &str,
) -> Result<Option<String>, DbError> {
    let since = platform.clock.now().saturating_sub(REPEATED_MS);
    let db = &platform.project(project_id);
    model_answers::text(db, project_id, prompt_hash, since).await
}

/// Stores the model's text for the prompt.
pub fn keep(
    platform: &Platform,
    project_id: ProjectId,
    prompt_hash: &str,
    text: &str,
) -> Statement {
    model_answers::keep(project_id, prompt_hash, text, platform.clock.now())
}

/// Deletes texts that are too old to be reused.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let since = platform.clock.now().saturating_sub(REPEATED_MS);
    for db in platform.every_project() {
        model_answers::sweep(&db, since).await?;
    }
    Ok(())
}
