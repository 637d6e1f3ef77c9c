//! Reads a question's session and conversation from the database, in one journey.

use porchlight_shared::{
    chat_request::ChatRequest,
    ids::{ClientMessageId, ConversationId, SessionId},
};

use super::published_project::PublishedProject;
use crate::{
    domain::{
        conversation::turn_request::EarlierMessage, credentials::derived_id, timestamp::month,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        conversations::{self, Conversation},
        credits,
        messages::said,
        sessions::{self, Session},
    },
};

/// The conversation that a request asks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedConversation {
    /// The one with this id.
    Named(ConversationId),
    /// The latest one of the session. If there is none, a new one with this id.
    LatestOr(ConversationId),
    /// The one that the first message begins, or has begun.
    BegunBy(ConversationId),
}

impl WantedConversation {
    /// The conversation that `request` asks in.
    pub fn of(
        platform: &Platform,
        project: &PublishedProject,
        request: &ChatRequest,
    ) -> Result<Self, PlatformError> {
        if let Some(id) = request.conversation_id {
            return Ok(Self::Named(id));
        }
        let begun = match request.client_message_id {
            Some(message) => conversation_begun_by(project, request.session_id, message),
            None => ConversationId::new(platform.clock.now(), random_bytes()?),
        };
        Ok(if request.messages.len() > 1 {
            Self::LatestOr(begun)
        } else {
            Self::BegunBy(begun)
        })
    }
}

/// Everything that was read for a request, at one moment.
pub struct ReadForAsking {
    /// The session.
    pub session: Option<Session>,
    /// The conversation that the request names or that its first message began.
    pub conversation: Option<Conversation>,
    /// The latest conversation of the session, if it was wanted.
    pub latest: Option<Conversation>,
    /// The number of answers that the project has had this month, if its plan limits them.
    pub used: Option<u32>,
    /// The earlier messages of a named conversation, newest first.
    pub earlier: Option<Vec<EarlierMessage>>,
}

/// Reads everything that a question needs, in one journey to the database.
pub async fn read(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
    wanted: WantedConversation,
) -> Result<ReadForAsking, DbError> {
    let (WantedConversation::Named(id)
    | WantedConversation::LatestOr(id)
    | WantedConversation::BegunBy(id)) = wanted;
    let is_limited = project.plan.allowance().credits_per_month.is_some();
    let mut statements = vec![
        sessions::of_id(project.id, request.session_id),
        conversations::of_id(project.id, id),
    ];
    if let WantedConversation::LatestOr(_) = wanted {
        statements.push(conversations::latest_of(
            project.id,
            request.session_id,
            false,
        ));
    }
    if is_limited {
        let month = month(platform.clock.now());
        statements.push(credits::used_in(project.id, &month));
    }
    if let WantedConversation::Named(id) = wanted {
        statements.push(said::latest(project.id, id));
    }
    let mut ran = (platform.project(project.id).run(statements).await?).into_iter();
    let mut next = || ran.next().unwrap_or_default();
    let (session, conversation) = (sessions::read(next())?, conversations::read(next())?);
    let latest = match wanted {
        WantedConversation::LatestOr(_) => conversations::read(next())?,
        WantedConversation::Named(_) | WantedConversation::BegunBy(_) => None,
    };
    Ok(ReadForAsking {
        session,
        conversation,
        latest,
        used: if is_limited {
            Some(credits::read(next())?)
        } else {
            None
        },
        earlier: match wanted {
            WantedConversation::Named(_) => Some(said::read(next(), None)?),
            WantedConversation::LatestOr(_) | WantedConversation::BegunBy(_) => None,
        },
    })
}

/// The conversation that a first message begins. Its id is derived from the message's id, so a retry that overtakes
/// the first try reaches the same room.
pub fn conversation_begun_by(
    project: &PublishedProject,
    session: SessionId,
    message: ClientMessageId,
) -> ConversationId {
    let name = format!("conversation {} {session} {message}", project.id);
    ConversationId::from_uuid(derived_id::of_name(&name))
}
