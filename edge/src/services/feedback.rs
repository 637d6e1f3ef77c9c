//! Visitors' verdicts on answers, and the event that reports them.

use porchlight_shared::{
    ids::{MessageId, ProjectId},
    message::Verdict,
};

use super::{deliveries, notices};
use crate::{
    domain::deliveries::event::{self, EventKind},
    platform::{DbError, Platform, PlatformError},
    store::{conversations::Conversation, exchanges, messages},
};

/// Why a verdict was not stored.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackError {
    /// The conversation has no such answer, or no answer yet.
    #[error("There is no such answer in this conversation.")]
    NoAnswer,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Stores the verdict on an answer of `conversation` with the visitor's reason, or withdraws it.
pub async fn judge(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    answer: MessageId,
    verdict: Option<Verdict>,
    reason: Option<String>,
) -> Result<(), FeedbackError> {
    let id = conversation.id;
    let before = messages::verdicts::verdict(&platform.project(project_id), project_id, id, answer)
        .await?
        .ok_or(FeedbackError::NoAnswer)?;
    let mut statements = vec![messages::verdicts::judge(
        project_id, id, answer, verdict, reason,
    )];
    if let Some(verdict) = verdict.filter(|_| verdict != before && !conversation.is_test()) {
        let data = event::judged(id, verdict);
        let kind = EventKind::ConversationFeedback;
        let now = platform.clock.now();
        statements.extend(notices::tell(platform, project_id, id, kind, &data, now).await?);
    }
    let is_told = statements.len() > 1;
    platform.project(project_id).batch(statements).await?;
    if is_told {
        deliveries::begin(platform, project_id).await;
    }
    Ok(())
}

/// Stores the verdict on the latest answer of `conversation`. The same verdict again changes nothing.
pub async fn judge_latest(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    verdict: Verdict,
) -> Result<(), FeedbackError> {
    let exchange = exchanges::latest(
        &platform.project(project_id),
        project_id,
        &[conversation.id],
    )
    .await?
    .pop();
    let answer = exchange
        .and_then(|exchange| exchange.answer)
        .ok_or(FeedbackError::NoAnswer)?;
    if answer.verdict == Some(verdict) {
        return Ok(());
    }
    judge(
        platform,
        project_id,
        conversation,
        answer.id,
        Some(verdict),
        None,
    )
    .await
}
