//! Files of messages: their rows are in the database, their content is in the store of files.
//!
//! *Invariant:* a row is written before its file and deleted after it, so that no file is without a row. The next sweep
//! deletes files that were not sent within [`UNSENT_MS`], and erased ones.

use porchlight_shared::{
    attachment::Attachment,
    ids::{AttachmentId, ClientMessageId, ConversationId, ProjectId},
    limits::{CONVERSATION_ATTACHMENTS, MESSAGE_ATTACHMENTS},
    message::Sender,
};

use super::shares::{self, Taker};
use crate::{
    domain::conversation::{
        attachment::{file_name, media_type, without_metadata},
        follow,
    },
    platform::{DELETED_FILES, DbError, Files, Platform, PlatformError, random_bytes},
    store::{attachments, conversations::Conversation},
};

/// How long a file waits to be sent, in milliseconds: 1 day.
pub const UNSENT_MS: u64 = 24 * 60 * 60 * 1_000;

/// Why a file was not accepted or not found. The messages are for the client.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// The deployment cannot store files.
    #[error("This deployment takes no files.")]
    NotConfigured,
    /// No person would see it.
    #[error("Files are for people. Ask for a person first.")]
    NoPerson,
    /// The file is empty.
    #[error("The file is empty.")]
    Empty,
    /// The type of the file is not supported.
    #[error("This is not a PNG, JPEG, GIF, WebP or PDF file.")]
    Type,
    /// The conversation already has the most files from this side.
    #[error(
        "A conversation can have {CONVERSATION_ATTACHMENTS} files from each side, and it already has that many."
    )]
    TooMany,
    /// The quota is used up for this number of seconds.
    #[error("There are too many at the moment. Please wait, and try again.")]
    UsedUp(u32),
    /// The message names more files than allowed.
    #[error(
        "A message can have {MESSAGE_ATTACHMENTS} files. Send the others with the next message."
    )]
    TooManyInMessage,
    /// There is no such file.
    #[error("There is no such file in this conversation.")]
    NotFound,
    /// A named file cannot be sent with the message.
    #[error(
        "There is no such file to send. A file can be sent with one message, in the conversation to which you \
         uploaded it."
    )]
    NotToSend,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

fn files(platform: &Platform) -> Result<&dyn Files, AttachmentError> {
    (platform.files.as_deref()).ok_or(AttachmentError::NotConfigured)
}

fn key(project_id: ProjectId, id: AttachmentId) -> String {
    format!("{project_id}/{id}")
}

/// Stores a file called `name` for the next message in the conversation. It is from the visitor at the address
/// `visitor`, or else from an operator.
pub async fn keep(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    visitor: Option<&str>,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Attachment, AttachmentError> {
    let files = files(platform)?;
    if visitor.is_some() && !follow::is_followed(conversation.holder) {
        return Err(AttachmentError::NoPerson);
    }
    if bytes.is_empty() {
        return Err(AttachmentError::Empty);
    }
    let media_type = media_type(&bytes).ok_or(AttachmentError::Type)?;
    let bytes = without_metadata(media_type, bytes);
    if let Some(address) = visitor {
        let taker = Taker {
            project_id,
            session_id: conversation.session_id,
            address,
        };
        shares::take(platform, shares::ATTACHMENTS, taker)
            .await?
            .map_err(AttachmentError::UsedUp)?;
    }
    let now = platform.clock.now();
    let attachment = Attachment {
        id: AttachmentId::new(now, random_bytes()?),
        name: file_name(name, media_type),
        media_type,
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
    };
    let sender = visitor.map_or(Sender::Operator, |_| Sender::Visitor);
    let db = &platform.project(project_id);
    if !attachments::insert(db, project_id, conversation.id, sender, &attachment, now).await? {
        return Err(AttachmentError::TooMany);
    }
    files.put(key(project_id, attachment.id), bytes).await?;
    Ok(attachment)
}

/// The file `id` of the conversation.
pub async fn find(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: &str,
) -> Result<Attachment, AttachmentError> {
    files(platform)?;
    let id = id.parse().map_err(|_| AttachmentError::NotFound)?;
    let db = &platform.project(project_id);
    let found = attachments::of_conversation(db, project_id, conversation_id, id).await?;
    found.ok_or(AttachmentError::NotFound)
}

/// The content of a file.
pub async fn content(
    platform: &Platform,
    project_id: ProjectId,
    id: AttachmentId,
) -> Result<Vec<u8>, AttachmentError> {
    let content = files(platform)?.get(key(project_id, id)).await?;
    content.ok_or(AttachmentError::NotFound)
}

/// The files of `sender` for the client's message `message`. They must be from the sender, and must not belong to
/// another message.
pub async fn to_send(
    platform: &Platform,
    project_id: ProjectId,
    conversation_id: ConversationId,
    sender: Sender,
    ids: &[AttachmentId],
    message: Option<ClientMessageId>,
) -> Result<Vec<Attachment>, AttachmentError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    if ids.len() > MESSAGE_ATTACHMENTS {
        return Err(AttachmentError::TooManyInMessage);
    }
    let db = &platform.project(project_id);
    let found = attachments::to_send(db, project_id, conversation_id, sender, ids, message).await?;
    // A file that is named twice counts once.
    if !(ids.iter()).all(|id| found.iter().any(|file| file.id == *id)) {
        return Err(AttachmentError::NotToSend);
    }
    Ok(found)
}

/// Deletes files that were erased, and files that were not sent in time.
pub async fn sweep(platform: &Platform) -> Result<(), PlatformError> {
    let Some(files) = &platform.files else {
        return Ok(());
    };
    let before = platform.clock.now().saturating_sub(UNSENT_MS);
    for db in platform.every_project() {
        let unsent = attachments::unsent(&db, before, DELETED_FILES).await?;
        if !unsent.is_empty() {
            let keys = unsent.iter().map(|file| key(file.project_id, file.id));
            files.delete(keys.collect()).await?;
            db.batch(vec![attachments::forget(&unsent)]).await?;
        }
    }
    Ok(())
}
