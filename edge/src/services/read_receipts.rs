//! The visitor has read what people wrote: it needs no e-mail any more, and whoever wrote it may know.

use porchlight_shared::{chat_event::Holder, ids::ProjectId};

use crate::domain::conversation::room_action::RoomAction;
use crate::{
    domain::{
        conversation::thread::{Read, ThreadMessage, unread_replies},
        timestamp::rfc3339,
    },
    platform::{DbError, Platform},
    store::conversations::{Conversation, of_session},
};

/// Notes that the visitor has seen everything that was said in the conversation until now.
pub async fn read(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
) -> Result<(), DbError> {
    let now = platform.clock.now();
    of_session::mark_read(
        &platform.project(project_id),
        project_id,
        conversation.id,
        now,
    )
    .await?;
    // Where no person is, nobody has written what was read, and the room need not be woken.
    if matches!(conversation.holder, Holder::Queue | Holder::Operator) {
        let read = RoomAction::Read(Read { at: rfc3339(now) });
        let told = platform.rooms.act(project_id, conversation.id, read).await;
        if let Err(error) = told {
            // It stands in the record, where it is seen with the next look.
            log::warn!("conversation {}: {error}", conversation.id);
        }
    }
    Ok(())
}

/// The same for a page that has just been shown with the conversation's `thread`, if there was something to read in it.
pub async fn shown(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    thread: &[ThreadMessage],
) -> Result<(), DbError> {
    let is_news = |until| unread_replies(thread, until).next().is_some();
    if is_news(conversation.seen_until) || is_news(Some(conversation.read_at)) {
        read(platform, project_id, conversation).await?;
    }
    Ok(())
}
