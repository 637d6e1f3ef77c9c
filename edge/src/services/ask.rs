//! A visitor's request becomes a turn: the question is checked, the session and the conversation are found or made.

use futures::StreamExt;
use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    ids::{ClientMessageId, ConversationId, MessageId, SessionId},
    limits::{CHAT_VIEW_MESSAGES, QUESTION_CHARS},
    sse::Decoder,
};

use super::{
    published_project::PublishedProject,
    sessions::{self, SessionError},
};
use crate::domain::conversation::turn_request::TurnRequest;
use crate::{
    domain::{
        credentials::{
            derived_id,
            session_token::{GUEST_SECONDS, RENEW_AFTER_SECONDS, TokenError},
        },
        timestamp::month,
    },
    platform::{DbError, EventStream, Platform, PlatformError, RoomError, random_bytes},
    store::{self, conversations, credits, messages},
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
    #[error(transparent)]
    Session(#[from] SessionError),
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

/// How long after its beginning a session lets its first message in again without a token, in milliseconds: 10 minutes.
const FIRST_ANSWER_LOST_MS: u64 = 10 * 60 * 1_000;

/// Asks `project` what the last message of `request` asks.
pub async fn ask(
    platform: &Platform,
    project: &PublishedProject,
    request: ChatRequest,
) -> Result<Asked, AskError> {
    let text = check_question(last_question(&request.messages)?)?;
    let new_token = admit(platform, project, &request).await?;
    let conversation_id = conversation(platform, project, &request).await?;
    let question = Question {
        session_id: request.session_id,
        conversation_id,
        client_message_id: request.client_message_id,
        text,
        page_url: request.page_url,
        locale: request.locale,
    };
    Ok(Asked {
        stream: begin_turn(platform, project, question).await?,
        new_token,
    })
}

/// A question of a session that was let in, in a conversation of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub session_id: SessionId,
    /// Where.
    pub conversation_id: ConversationId,
    /// What the visitor's side calls the message.
    pub client_message_id: Option<ClientMessageId>,
    /// What is asked.
    pub text: String,
    /// The page that the visitor is on.
    pub page_url: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
}

/// Asks `project` the `question`; the events of its turn.
pub async fn begin_turn(
    platform: &Platform,
    project: &PublishedProject,
    question: Question,
) -> Result<EventStream, AskError> {
    let text = check_question(&question.text)?;
    check_credits(platform, project, question.conversation_id).await?;
    let locale = if project.config.ai_language == "auto" {
        question.locale
    } else {
        Some(project.config.ai_language.clone())
    };
    let turn = TurnRequest {
        project_id: project.id,
        company: project.config.company.clone(),
        session_id: question.session_id,
        conversation_id: question.conversation_id,
        client_message_id: question.client_message_id,
        question: text,
        page_url: question
            .page_url
            .map(|url| url.chars().take(PAGE_URL_CHARS).collect()),
        locale,
        test: false,
    };
    Ok(platform.rooms.turn(turn).await?)
}

/// Waits until the turn is over; what went wrong in it, if something did.
pub async fn hear_out(mut stream: EventStream) -> Result<Option<String>, PlatformError> {
    let mut decoder = Decoder::default();
    let mut failure = None;
    while let Some(bytes) = stream.next().await {
        for frame in decoder.push(&bytes?) {
            if let Ok(ChatEvent::Error(error)) = frame.chat_event().map(|numbered| numbered.event) {
                failure = Some(error.message);
            }
        }
    }
    Ok(failure)
}

/// Asks without waiting for the answer, which is written all the same; the id of the visitor's message.
pub async fn post(
    platform: &Platform,
    project: &PublishedProject,
    mut question: Question,
) -> Result<MessageId, AskError> {
    let client_message_id = match question.client_message_id {
        Some(id) => id,
        None => ClientMessageId::new(platform.clock.now(), random_bytes()?),
    };
    question.client_message_id = Some(client_message_id);
    let conversation_id = question.conversation_id;
    drop(begin_turn(platform, project, question).await?);
    let posted = messages::id_by_client_id(
        &platform.project(project.id),
        project.id,
        conversation_id,
        client_message_id,
    )
    .await?;
    posted.ok_or_else(|| PlatformError("a message that was posted cannot be found".into()).into())
}

/// Refuses if the project has had all answers of this month that its plan includes. Answers that are being written do
/// not count yet, so a few more than included may be had at once. What goes to a person costs no answer.
pub async fn check_credits(
    platform: &Platform,
    project: &PublishedProject,
    conversation_id: ConversationId,
) -> Result<(), AskError> {
    let Some(limit) = project.plan.allowance().credits_per_month else {
        return Ok(());
    };
    let db = &platform.project(project.id);
    let month = month(platform.clock.now());
    if credits::used(db, project.id, &month).await? < limit {
        return Ok(());
    }
    match conversations::by_id(db, project.id, conversation_id).await? {
        Some(conversation) if conversation.holder == Holder::Operator => Ok(()),
        _ => Err(AskError::CreditsUsedUp),
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
    request: &ChatRequest,
) -> Result<Option<String>, AskError> {
    let session = request.session_id;
    let Some(token) = request.session_token.as_deref() else {
        let known =
            store::sessions::by_id(&platform.project(project.id), project.id, session).await?;
        if let Some(known) = known
            && !is_first_message_again(platform, project, request, &known).await?
        {
            return Err(AskError::TokenMissing);
        }
        let issued = sessions::issue(platform, project.id, session, 0, GUEST_SECONDS)?;
        return Ok(Some(issued.token));
    };
    let open = sessions::open(platform, token).await?;
    if open.project_id != project.id || open.id != session {
        return Err(SessionError::Token(TokenError::Invalid).into());
    }
    // The session of a signed address goes on by a new signature only.
    let due =
        !open.identified && platform.clock.now() / 1_000 >= open.issued_at + RENEW_AFTER_SECONDS;
    if !due {
        return Ok(None);
    }
    let revoked_before = open.revoked_before;
    let issued = sessions::issue(platform, project.id, session, revoked_before, GUEST_SECONDS)?;
    Ok(Some(issued.token))
}

/// Whether a visitor whose first answer was lost on its way, and the token with it, sends the first message again. Both
/// names are random and known to nobody else, and the session must have begun with this very message just now.
async fn is_first_message_again(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
    known: &store::sessions::Session,
) -> Result<bool, AskError> {
    let Some(message) = request.client_message_id else {
        return Ok(false);
    };
    let begun = conversation_begun_by(project, request.session_id, message);
    if request.conversation_id.is_some_and(|id| id != begun) {
        return Ok(false);
    }
    let conversation =
        conversations::by_id(&platform.project(project.id), project.id, begun).await?;
    let is_guest = known.email.is_none() && known.revoked_before == 0;
    let since = platform.clock.now().saturating_sub(FIRST_ANSWER_LOST_MS);
    let began_with_it = conversation.is_some_and(|begun| begun.created_at == known.created_at);
    Ok(is_guest && known.created_at >= since && began_with_it)
}

/// The conversation that the message belongs to: the one that is named, else a new one for a first message, else the
/// session's latest.
async fn conversation(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
) -> Result<ConversationId, AskError> {
    let db = &platform.project(project.id);
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
/// the first try meets it in the same room.
fn conversation_begun_by(
    project: &PublishedProject,
    session: SessionId,
    message: ClientMessageId,
) -> ConversationId {
    let name = format!("conversation {} {session} {message}", project.id);
    ConversationId::from_uuid(derived_id::of_name(&name))
}
