//! A visitor asks for a person.

use porchlight_shared::ids::ConversationId;

use super::published_project::PublishedProject;
use crate::{
    platform::{Platform, RoomError},
    store::conversations,
};

const SENT: &str =
    "Thank you. A person from our team will read this conversation and get back to you.";

/// Puts the conversation into the queue and tells everybody who listens; returns the sentence for the visitor.
pub async fn ask_for_person(
    platform: &Platform,
    project: &PublishedProject,
    conversation_id: ConversationId,
    email: Option<String>,
) -> Result<String, RoomError> {
    let now = platform.clock.now();
    conversations::ask_for_person(&*platform.db, project.id, conversation_id, email, now)
        .await
        .map_err(|error| crate::platform::PlatformError(error.to_string()))?;
    let own = &project.config.texts.handoff_sent_text;
    let text = if own.is_empty() {
        SENT.to_owned()
    } else {
        own.clone()
    };
    platform
        .rooms
        .ask_for_person(project.id, conversation_id, text.clone())
        .await?;
    Ok(text)
}
