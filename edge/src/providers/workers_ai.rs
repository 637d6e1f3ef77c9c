//! Models of Workers AI, through the platform's binding.

use super::completion::Completion;
use crate::{
    domain::model::{
        completion::{ChatMessage, CompletionRequest},
        failure::{FailureReason, ModelFailure},
    },
    platform::Ai,
};

/// Sends the request to the binding. Returns when the binding has accepted it.
pub async fn open(
    ai: Option<&dyn Ai>,
    model: &str,
    messages: Vec<ChatMessage>,
) -> Result<Completion, ModelFailure> {
    let ai = ai.ok_or_else(|| ModelFailure {
        reason: FailureReason::Unreachable,
        detail: "this deployment has no binding AI".into(),
    })?;
    let request = CompletionRequest::to_workers_ai(model, messages);
    ai.run(model, &request)
        .await
        .map(Completion::new)
        .map_err(|error| ModelFailure::of_error(&error.0))
}
