//! A visitor judges an answer, and its owner is told.

use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::Verdict,
};

use super::events;
use crate::{
    domain::event::{self, EventKind},
    platform::{DbError, Platform, PlatformError},
    store::{conversations::Conversation, exchanges, messages},
};

/// Why nothing was judged.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackError {
    /// The conversation has no answer yet.
    #[error("There is no answer in this conversation yet.")]
    NoAnswer,
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Judges the latest answer of `conversation`. The same verdict again changes nothing.
pub async fn judge_latest(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    verdict: Verdict,
) -> Result<(), FeedbackError> {
    let ids: [ConversationId; 1] = [conversation.id];
    let exchange = exchanges::latest(&*platform.db, project_id, &ids)
        .await?
        .pop();
    let answer = exchange
        .and_then(|exchange| exchange.answer)
        .ok_or(FeedbackError::NoAnswer)?;
    if answer.verdict == Some(verdict) {
        return Ok(());
    }
    let now = platform.clock.now();
    let mut statements = vec![messages::judge(
        project_id,
        conversation.id,
        answer.id,
        Some(verdict),
        None,
    )];
    if !conversation.is_test() {
        let data = event::judged(conversation.id, verdict);
        let kind = EventKind::ConversationFeedback;
        statements.push(events::record(project_id, kind, &data, now)?);
    }
    platform.db.batch(statements).await?;
    Ok(())
}
