//! What a model wrote is given again to the next visitor who asks the same.
//!
//! *Invariant:* the key is made of all that the model is given, so a change of a passage, of the instructions or of the
//! model asks it anew. What is kept was checked against the passages: it has no name, number or address of a visitor.

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

/// How long an answer is given again, in milliseconds: 7 days.
pub const REPEATED_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

/// Names what `model` is given to answer a question. Case, spaces and marks at its end make no difference.
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

/// What a model wrote for the prompt, if it is not too old.
pub async fn text(
    platform: &Platform,
    project_id: ProjectId,
    prompt_hash: &str,
) -> Result<Option<String>, DbError> {
    let since = platform.clock.now().saturating_sub(REPEATED_MS);
    let db = &platform.project(project_id);
    model_answers::text(db, project_id, prompt_hash, since).await
}

/// Keeps what a model wrote for the prompt.
pub fn keep(
    platform: &Platform,
    project_id: ProjectId,
    prompt_hash: &str,
    text: &str,
) -> Statement {
    model_answers::keep(project_id, prompt_hash, text, platform.clock.now())
}

/// Removes what is too old to be given again.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let since = platform.clock.now().saturating_sub(REPEATED_MS);
    for db in platform.every_project() {
        model_answers::sweep(&db, since).await?;
    }
    Ok(())
}
