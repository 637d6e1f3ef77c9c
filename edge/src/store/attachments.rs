//! Files of messages. A row without a message is of a file that was not sent yet, or was erased. Either is deleted with
//! its file after a while.

use porchlight_shared::{
    attachment::Attachment,
    ids::{AttachmentId, ClientMessageId, ConversationId, ProjectId},
    limits::CONVERSATION_ATTACHMENTS,
    message::Sender,
};
use serde::Deserialize;

use crate::{
    domain::conversation::thread::ThreadMessage,
    platform::db::{DbError, ProjectDb, Statement, changes, fetch_all, fetch_optional},
};

/// The attachments of a row of `messages`, as JSON.
macro_rules! attached {
    () => {
        "(SELECT json_group_array(json_object('id', id, 'name', name, 'mediaType', media_type, 'bytes', bytes))
          FROM attachments WHERE message_id = messages.id) AS attachments"
    };
}
pub(super) use attached;

/// Parses the result of [`attached!`].
pub fn attached_to(json: Option<&str>) -> Vec<Attachment> {
    json.and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

const INSERT: &str = "
    INSERT INTO attachments (project_id, conversation_id, sender, id, name, media_type, bytes, created_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
    WHERE (SELECT count(*) FROM attachments WHERE project_id = ?1 AND conversation_id = ?2 AND sender = ?3) < ?9
    RETURNING id";

/// Stores a file of `sender`, unless they already have [`CONVERSATION_ATTACHMENTS`] in the conversation.
pub async fn insert(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    sender: Sender,
    attachment: &Attachment,
    now: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(INSERT)
        .bind(project_id)
        .bind(conversation_id)
        .bind(sender.name())
        .bind(attachment.id)
        .bind(attachment.name.as_str())
        .bind(attachment.media_type.name())
        .bind(attachment.bytes)
        .bind(now)
        .bind(CONVERSATION_ATTACHMENTS);
    changes(db, statement).await
}

const OF_CONVERSATION: &str = "
    SELECT id, name, media_type AS mediaType, bytes FROM attachments
    WHERE project_id = ?1 AND conversation_id = ?2 AND id = ?3";

/// The conversation's file with this id.
pub async fn of_conversation(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: AttachmentId,
) -> Result<Option<Attachment>, DbError> {
    let statement = Statement::new(OF_CONVERSATION)
        .bind(project_id)
        .bind(conversation_id)
        .bind(id);
    fetch_optional(db, statement).await
}

const TO_SEND: &str = "
    SELECT id, name, media_type AS mediaType, bytes FROM attachments
    WHERE project_id = ?1 AND conversation_id = ?2 AND sender = ?3 AND id IN (SELECT value FROM json_each(?4))
      AND (message_id IS NULL OR message_id IN (
        SELECT id FROM messages WHERE project_id = ?1 AND conversation_id = ?2 AND client_message_id = ?5))
    ORDER BY rowid";

/// The files of `sender` in the conversation with one of `ids` that were not sent, or were sent with the client's
/// message `message`, in the order of their upload.
pub async fn to_send(
    db: &ProjectDb,
    project_id: ProjectId,
    conversation_id: ConversationId,
    sender: Sender,
    ids: &[AttachmentId],
    message: Option<ClientMessageId>,
) -> Result<Vec<Attachment>, DbError> {
    let statement = Statement::new(TO_SEND)
        .bind(project_id)
        .bind(conversation_id)
        .bind(sender.name())
        .bind(serde_json::json!(ids).to_string())
        .bind(message);
    fetch_all(db, statement).await
}

const SEND: &str = "
    UPDATE attachments SET message_id = ?3
    WHERE project_id = ?1 AND conversation_id = ?2 AND message_id IS NULL
      AND id IN (SELECT value FROM json_each(?4))";

/// Assigns its files to a message, except files that already belong to another. `None` if it has no files.
pub fn send(project_id: ProjectId, thread: &ThreadMessage) -> Option<Statement> {
    let ids: Vec<AttachmentId> = thread.attachments.iter().map(|one| one.id).collect();
    let statement = Statement::new(SEND)
        .bind(project_id)
        .bind(thread.message.conversation_id)
        .bind(thread.message.id)
        .bind(serde_json::json!(ids).to_string());
    (!ids.is_empty()).then_some(statement)
}

const UNSENT: &str = "
    SELECT id, project_id FROM attachments WHERE message_id IS NULL AND created_at < ?1 ORDER BY created_at LIMIT ?2";

/// A file to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct UnsentFile {
    /// The id of the file.
    pub id: AttachmentId,
    /// The project of the file.
    pub project_id: ProjectId,
}

/// Files of all projects in this database that were erased, or were not sent since `before`: at most `limit`.
pub async fn unsent(db: &ProjectDb, before: u64, limit: u32) -> Result<Vec<UnsentFile>, DbError> {
    fetch_all(db, Statement::new(UNSENT).bind(before).bind(limit)).await
}

const FORGET: &str = "
    DELETE FROM attachments WHERE message_id IS NULL AND id IN (SELECT value FROM json_each(?1))";

/// Deletes the rows of files that were deleted.
pub fn forget(files: &[UnsentFile]) -> Statement {
    let ids: Vec<AttachmentId> = files.iter().map(|file| file.id).collect();
    Statement::new(FORGET).bind(serde_json::json!(ids).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn files_are_found_by_index() {
        for sql in [INSERT, OF_CONVERSATION, TO_SEND, SEND, UNSENT, FORGET] {
            check_searches(sql, 9).await;
        }
    }
}
