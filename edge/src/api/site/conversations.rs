//! `/api/v1/conversations`: what visitors asked and were answered.

use crate::{
    api::{error::ApiError, owner::OwnedProject},
    platform::Platform,
    store::conversations::{self, Conversation},
};

/// The project's conversation `id`, if the key may see it: test keys see what test keys began, and nothing else.
pub async fn owned<P>(
    platform: &Platform,
    project: &OwnedProject<P>,
    id: &str,
) -> Result<Conversation, ApiError> {
    let not_found = || {
        ApiError::not_found(
            "conversation_not_found",
            "There is no such conversation in this project.",
        )
    };
    let id = id.parse().map_err(|_| not_found())?;
    conversations::by_id(&*platform.db, project.id, id)
        .await?
        .filter(|conversation| conversation.is_test() == project.test)
        .ok_or_else(not_found)
}

/// 400 for a call that names no conversation.
pub fn conversation_id_missing() -> ApiError {
    ApiError::bad_request(
        "conversation_id_missing",
        "Name the conversation: conversationId.",
    )
}
