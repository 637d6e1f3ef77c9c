//! Read receipts: a message that the visitor has read needs no e-mail, and its author may see that it was read.

use porchlight_shared::{
    chat_event::Holder,
    ids::{ConversationId, MessageId, ProjectId},
    message::Sender,
};

use crate::domain::conversation::room_action::RoomAction;
use crate::{
    domain::{
        conversation::thread::{Read, ThreadMessage, unread_replies},
        timestamp::rfc3339,
    },
    platform::{DbError, Platform},
    store::conversations::{self, Conversation, of_session},
};

/// Records that the visitor has read the conversation up to its message `last`, or everything so far.
pub async fn read(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    last: Option<MessageId>,
) -> Result<(), DbError> {
    let now = platform.clock.now();
    let until = last.map_or(now, |last| last.created_at().min(now));
    of_session::mark_read(
        &platform.project(project_id),
        project_id,
        conversation.id,
        until,
    )
    .await?;
    // If no person is there, no person wrote the messages, and the room need not wake up.
    if matches!(conversation.holder, Holder::Queue | Holder::Operator) {
        let read = RoomAction::Read(Read {
            at: rfc3339(until),
            sender: Sender::Visitor,
        });
        let told = platform.rooms.act(project_id, conversation.id, read).await;
        if let Err(error) = told {
            // It is in the database, and the next read finds it there.
            log::warn!("conversation {}: {error}", conversation.id);
        }
    }
    Ok(())
}

/// Records that an operator has read the conversation up to its message `last`, or everything so far, and tells the visitor.
pub async fn read_by_operator(
    platform: &Platform,
    project_id: ProjectId,
    id: ConversationId,
    last: Option<MessageId>,
) -> Result<(), DbError> {
    let now = platform.clock.now();
    let until = last.map_or(now, |last| last.created_at().min(now));
    let mark = conversations::mark_read_by_operator(project_id, id, until);
    let changed = platform.project(project_id).batch(vec![mark]).await?;
    if changed.first() == Some(&1) {
        let read = RoomAction::Read(Read {
            at: rfc3339(until),
            sender: Sender::Operator,
        });
        if let Err(error) = platform.rooms.act(project_id, id, read).await {
            // It is in the database, and the next read finds it there.
            log::warn!("conversation {id}: {error}");
        }
    }
    Ok(())
}

/// Does the same for a page that has just shown the `thread`, if it contains unread replies.
pub async fn shown(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    thread: &[ThreadMessage],
) -> Result<(), DbError> {
    let is_news = |until| unread_replies(thread, until).next().is_some();
    if is_news(conversation.seen_until) || is_news(Some(conversation.read_at)) {
        read(platform, project_id, conversation, None).await?;
    }
    Ok(())
}
