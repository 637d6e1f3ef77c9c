//! A visitor's request becomes a turn: the question is checked, the session and the conversation are found or made.

use porchlight_shared::{
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    ids::{ClientMessageId, ConversationId, SessionId},
    limits::{CHAT_VIEW_MESSAGES, QUESTION_CHARS},
};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::{published_project::PublishedProject, turn::TurnRequest};
use crate::{
    domain::{
        session_token::{self, Claims, RENEW_AFTER_SECONDS, TokenError},
        timestamp::month,
    },
    platform::{DbError, EventStream, Platform, PlatformError, RoomError, random_bytes},
    store::{conversations, credits},
};

/// Longest page address that is kept, in characters; a longer one is cut.
const PAGE_URL_CHARS: usize = 2_000;

/// A turn that runs.
pub struct Asked {
    /// Its events.
    pub stream: EventStream,
    /// A session token that the visitor's side should keep from now on.
    pub new_token: Option<String>,
}

/// Why a question was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no visitor's message, or it is empty.
    #[error("no question")]
    QuestionMissing,
    /// More than [`QUESTION_CHARS`] characters; how many there were.
    #[error("a question of {0} characters")]
    QuestionTooLong(usize),
    /// More than [`CHAT_VIEW_MESSAGES`] messages.
    #[error("too many messages")]
    ViewTooLong,
    /// The session has spoken before, so its token is needed.
    #[error("no token for a known session")]
    TokenMissing,
    /// The token does not open this session.
    #[error("token: {0:?}")]
    Token(TokenError),
    /// The session has no such conversation.
    #[error("no such conversation")]
    ConversationNotFound,
    /// The month's answers are used up.
    #[error("no credits left")]
    CreditsUsedUp,
    /// The room refused.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Asks `project` what the last message of `request` asks.
pub async fn ask(
    platform: &Platform,
    project: &PublishedProject,
    request: ChatRequest,
) -> Result<Asked, AskError> {
    let question = check_question(last_question(&request.messages)?)?;
    let new_token = admit(
        platform,
        project,
        request.session_id,
        request.session_token.as_deref(),
    )
    .await?;
    let conversation_id = conversation(platform, project, &request).await?;
    check_credits(platform, project).await?;
    let locale = if project.config.ai_language == "auto" {
        request.locale
    } else {
        Some(project.config.ai_language.clone())
    };
    let turn = TurnRequest {
        project_id: project.id,
        company: project.config.company.clone(),
        session_id: request.session_id,
        conversation_id,
        client_message_id: request.client_message_id,
        question,
        page_url: request
            .page_url
            .map(|url| url.chars().take(PAGE_URL_CHARS).collect()),
        locale,
        test: false,
    };
    Ok(Asked {
        stream: platform.rooms.turn(turn).await?,
        new_token,
    })
}

/// Refuses if the project has had all answers of this month that its plan includes. Answers that are being written do
/// not count yet, so a few more than included may be had at once.
pub async fn check_credits(
    platform: &Platform,
    project: &PublishedProject,
) -> Result<(), AskError> {
    let Some(limit) = project.plan.allowance().credits_per_month else {
        return Ok(());
    };
    let month = month(platform.clock.now());
    if credits::used(&*platform.db, project.id, &month).await? < limit {
        Ok(())
    } else {
        Err(AskError::CreditsUsedUp)
    }
}

/// The question without the white space around it, if it is one.
pub fn check_question(text: &str) -> Result<String, AskError> {
    let question = text.trim();
    match question.chars().count() {
        0 => Err(AskError::QuestionMissing),
        length if length > QUESTION_CHARS => Err(AskError::QuestionTooLong(length)),
        _ => Ok(question.to_owned()),
    }
}

fn last_question(messages: &[ViewMessage]) -> Result<&str, AskError> {
    if messages.len() > CHAT_VIEW_MESSAGES {
        return Err(AskError::ViewTooLong);
    }
    match messages.last() {
        Some(message) if message.role == ViewRole::User => Ok(&message.content),
        _ => Err(AskError::QuestionMissing),
    }
}

/// Lets the session in, by its token or because it is new; a new token where one is due.
async fn admit(
    platform: &Platform,
    project: &PublishedProject,
    session: SessionId,
    token: Option<&str>,
) -> Result<Option<String>, AskError> {
    let now = platform.clock.now();
    let secret = &platform.config.session_secret;
    let due = match token {
        Some(token) => {
            let claims = session_token::verify(secret, token, now).map_err(AskError::Token)?;
            check_claims(&claims, project, session)?;
            now / 1_000 >= claims.iat + RENEW_AFTER_SECONDS
        }
        None if conversations::session_exists(&*platform.db, project.id, session).await? => {
            return Err(AskError::TokenMissing);
        }
        None => true,
    };
    due.then(|| session_token::issue(secret, project.id, session, now))
        .transpose()
        .map_err(AskError::Token)
}

fn check_claims(
    claims: &Claims,
    project: &PublishedProject,
    session: SessionId,
) -> Result<(), AskError> {
    if claims.project == project.id && claims.sub == session {
        Ok(())
    } else {
        Err(AskError::Token(TokenError::Invalid))
    }
}

/// The conversation that the message belongs to: the one that is named, else a new one for a first message, else the
/// session's latest.
async fn conversation(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
) -> Result<ConversationId, AskError> {
    let db = &*platform.db;
    if let Some(id) = request.conversation_id {
        let known = conversations::by_id(db, project.id, id).await?;
        return match known {
            Some(conversation) if conversation.session_id == request.session_id => Ok(id),
            _ => Err(AskError::ConversationNotFound),
        };
    }
    let latest = if request.messages.len() > 1 {
        conversations::latest_of_session(db, project.id, request.session_id, false).await?
    } else {
        None
    };
    match (latest, request.client_message_id) {
        (Some(conversation), _) => Ok(conversation.id),
        (None, Some(message)) => Ok(conversation_begun_by(project, request.session_id, message)),
        (None, None) => Ok(ConversationId::new(platform.clock.now(), random_bytes()?)),
    }
}

/// The conversation that a first message begins. Its id follows from the message's, so that a retry that overtakes
/// the first try meets it in the same room. A UUID of version 8 (RFC 9562, section 5.8).
fn conversation_begun_by(
    project: &PublishedProject,
    session: SessionId,
    message: ClientMessageId,
) -> ConversationId {
    let digest = Sha256::digest(format!("conversation {} {session} {message}", project.id));
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(digest)
        .for_each(|(byte, digest)| *byte = digest);
    ConversationId::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
}
