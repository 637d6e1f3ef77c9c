//! The actions of operators: checks their input, then leaves the decision to the room of the conversation.

use porchlight_shared::{
    attachment,
    ids::{
        AttachmentId, AuditId, ClientMessageId, ConversationId, NoteId, OrganizationId, ProjectId,
    },
    message::Sender,
};
use serde_json::json;

use super::attachments::{self, AttachmentError};
use crate::domain::conversation::room_action::{RoomAction, RoomOutcome};
use crate::{
    domain::{
        conversation::holder::{OPERATOR_CHARS, Operator},
        credentials::derived_id,
    },
    platform::{DbError, Platform, PlatformError, RoomError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        conversations,
        notes::{self, Note},
    },
};

/// The longest reply or note, in characters.
pub const REPLY_CHARS: usize = 4_000;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The text is empty or longer than [`REPLY_CHARS`].
    #[error("A text must have 1 to {REPLY_CHARS} characters.")]
    Text,
    /// The id or name of the operator is empty or longer than [`OPERATOR_CHARS`].
    #[error(
        "An operator's id and name have 1 to {OPERATOR_CHARS} characters, without line breaks or other control characters."
    )]
    Operator,
    /// A file of the reply does not exist.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// The room refused.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// The operator with this id and name, if both are valid.
pub fn operator(id: &str, name: Option<&str>) -> Result<Operator, OperatorError> {
    Ok(Operator {
        id: named(id)?,
        name: name.map(named).transpose()?,
    })
}

/// A person's name, or an operator's id, if it is valid.
pub fn named(text: &str) -> Result<String, OperatorError> {
    let text = text.trim();
    let fits = (1..=OPERATOR_CHARS).contains(&text.chars().count())
        && !text.contains(|c: char| c.is_control());
    fits.then(|| text.to_owned()).ok_or(OperatorError::Operator)
}

fn written(text: &str) -> Result<String, OperatorError> {
    let text = text.trim();
    (1..=REPLY_CHARS)
        .contains(&text.chars().count())
        .then(|| text.to_owned())
        .ok_or(OperatorError::Text)
}

/// A person's reply to a visitor.
pub struct NewReply<'a> {
    /// The text, at most [`REPLY_CHARS`] long. It may be empty if there are files.
    pub text: &'a str,
    /// The files of the reply.
    pub attachments: &'a [AttachmentId],
    /// The author. By default the holder of the conversation, or else `fallback`.
    pub operator: Option<Operator>,
    /// The author if the request names nobody and nobody holds the conversation.
    pub fallback: Operator,
    /// The client's id of the message. If a message with this id exists, it is not written again.
    pub client_message_id: Option<ClientMessageId>,
}

/// Writes to the visitor.
pub async fn reply(
    platform: &Platform,
    project_id: ProjectId,
    id: ConversationId,
    reply: NewReply<'_>,
) -> Result<RoomOutcome, OperatorError> {
    let client_message_id = (reply.client_message_id).map(|name| named_by_operator(id, name));
    let (sender, ids) = (Sender::Operator, reply.attachments);
    let sent = attachments::to_send(platform, project_id, id, sender, ids, client_message_id);
    let attachments = sent.await?;
    let text = match reply.text.trim() {
        "" => attachment::names(&attachments),
        text => text.to_owned(),
    };
    let action = RoomAction::Reply {
        text: written(&text)?,
        attachments,
        operator: reply.operator,
        fallback: reply.fallback,
        client_message_id,
    };
    Ok(platform.rooms.act(project_id, id, action).await?)
}

/// The stored id of a reply. Visitors' clients choose ids too, so operators' ids have their own range.
fn named_by_operator(id: ConversationId, name: ClientMessageId) -> ClientMessageId {
    ClientMessageId::from_uuid(derived_id::of_name(&format!("reply {id} {name}")))
}

/// Adds a note by `author`. Visitors never see it.
pub async fn note(
    platform: &Platform,
    project_id: ProjectId,
    id: ConversationId,
    author: &str,
    text: &str,
) -> Result<Note, OperatorError> {
    let now = platform.clock.now();
    let note = Note {
        id: NoteId::new(now, random_bytes()?),
        author: named(author)?,
        text: written(text)?,
        created_at: now,
    };
    platform
        .project(project_id)
        .batch(vec![notes::insert(project_id, id, &note)])
        .await?;
    Ok(note)
}

/// A conversation, and the actor who uses or revokes its links.
pub struct LinkUse<'a> {
    /// The organization, for the record of changes.
    pub organization_id: OrganizationId,
    /// The project of the conversation.
    pub project_id: ProjectId,
    /// The conversation that the links open.
    pub conversation_id: ConversationId,
    /// The id of a key, or `reply_link`.
    pub actor: &'a str,
}

/// Revokes all links to the conversation.
pub async fn end_links(platform: &Platform, whose: &LinkUse<'_>) -> Result<(), OperatorError> {
    let end = conversations::end_reply_links(whose.project_id, whose.conversation_id);
    let record = link_record(platform, whose, "reply_link.ended", "end")?;
    platform
        .project(whose.project_id)
        .batch(vec![end, record])
        .await?;
    Ok(())
}

/// Records that a link was used, and for what.
pub async fn link_used(
    platform: &Platform,
    whose: &LinkUse<'_>,
    what: &str,
) -> Result<(), OperatorError> {
    let record = link_record(platform, whose, "reply_link.used", what)?;
    platform
        .project(whose.project_id)
        .batch(vec![record])
        .await?;
    Ok(())
}

fn link_record(
    platform: &Platform,
    whose: &LinkUse<'_>,
    action: &'static str,
    what: &str,
) -> Result<Statement, PlatformError> {
    let now = platform.clock.now();
    let entry = NewAudit {
        id: AuditId::new(now, random_bytes()?),
        organization_id: whose.organization_id,
        project_id: Some(whose.project_id),
        actor: whose.actor,
        action,
        target: &whose.conversation_id.to_string(),
        detail: json!({ "what": what }),
    };
    Ok(audit::record(&entry, now))
}
