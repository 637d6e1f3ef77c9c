//! A visitor's request becomes a turn: checks the question, and finds or creates the session and the conversation.

use futures::StreamExt;
use porchlight_shared::{
    chat_event::ChatEvent,
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    ids::{ClientMessageId, ConversationId, MessageId, SessionId},
    limits::{CHAT_VIEW_MESSAGES, QUESTION_CHARS},
    sse::Decoder,
};

use super::{
    credits::{self, CreditError, Spender},
    published_project::PublishedProject,
    sessions::{self, SessionError},
    small_talk,
};
use crate::domain::conversation::{
    turn_request::{KnownConversation, TurnRequest},
    visited_page,
};
use crate::{
    domain::credentials::{derived_id, guest_session::GuestSession, session_token::TokenError},
    platform::{DbError, EventStream, Platform, PlatformError, RoomError, random_bytes},
    store::{self, conversations, messages},
};

/// A turn that runs.
pub struct StartedTurn {
    /// The events of the turn, in SSE format.
    pub stream: EventStream,
    /// The session token that the client should use from now on.
    pub new_token: Option<String>,
}

/// Why a question was refused.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no message of the visitor, or it is empty.
    #[error("no question")]
    QuestionMissing,
    /// The question has more than [`QUESTION_CHARS`] characters. Holds how many.
    #[error("a question of {0} characters")]
    QuestionTooLong(usize),
    /// The request has more than [`CHAT_VIEW_MESSAGES`] messages.
    #[error("too many messages")]
    ViewTooLong,
    /// The session exists already, or no browser may begin it, so the request needs its token.
    #[error("no token for a known session")]
    TokenMissing,
    /// The token does not open this session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The session has no such conversation.
    #[error("no such conversation")]
    ConversationNotFound,
    /// There is no answer left.
    #[error(transparent)]
    Credits(#[from] CreditError),
    /// The room refused the question.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// How long after its start a session accepts its first message again without a token, in milliseconds: 10 minutes.
pub const FIRST_ANSWER_LOST_MS: u64 = 10 * 60 * 1_000;

/// Asks `project` the question in the last message of `request`.
pub async fn ask(
    platform: &Platform,
    project: &PublishedProject,
    request: ChatRequest,
) -> Result<StartedTurn, AskError> {
    let text = check_question(last_question(&request.messages)?)?;
    let new_token = admit(platform, project, &request).await?;
    let (conversation_id, known) = conversation(platform, project, &request).await?;
    let question = Question {
        session_id: request.session_id,
        conversation_id,
        known,
        client_message_id: request.client_message_id,
        text,
        page_url: request.page_url,
        locale: request.locale,
    };
    Ok(StartedTurn {
        stream: begin_turn(platform, project, question).await?,
        new_token,
    })
}

/// A question in a conversation, of a session that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The session that asks.
    pub session_id: SessionId,
    /// The conversation of the session in which it asks.
    pub conversation_id: ConversationId,
    /// What was read of that conversation.
    pub known: KnownConversation,
    /// The client's id of the message.
    pub client_message_id: Option<ClientMessageId>,
    /// The text, already checked.
    pub text: String,
    /// The page that the visitor is on.
    pub page_url: Option<String>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
}

/// Asks `project` the `question`, and returns the events of the turn.
pub async fn begin_turn(
    platform: &Platform,
    project: &PublishedProject,
    question: Question,
) -> Result<EventStream, AskError> {
    let text = check_question(&question.text)?;
    let is_out_of_answers = !small_talk::costs_nothing(&text, question.locale.as_deref())
        && !has_answers_left(platform, project, &question.known).await?;
    let locale = if project.settings.ai_language == "auto" {
        question.locale
    } else {
        Some(project.settings.ai_language.clone())
    };
    let turn = TurnRequest {
        project_id: project.id,
        company: project.settings.company.clone(),
        session_id: question.session_id,
        named_session: None,
        conversation_id: question.conversation_id,
        known: Some(question.known),
        people: project.people_to_ask_for(),
        client_message_id: question.client_message_id,
        question: text,
        page_url: question
            .page_url
            .as_deref()
            .map(visited_page::without_secrets),
        locale,
        is_out_of_answers,
        test: false,
    };
    Ok(platform.rooms.turn(turn).await?)
}

/// Whether a visitor's question can be answered. Where it cannot, the turn says so: a visitor is not left with an error.
async fn has_answers_left(
    platform: &Platform,
    project: &PublishedProject,
    known: &KnownConversation,
) -> Result<bool, AskError> {
    match credits::check(platform, project, known, Spender::Public).await {
        Ok(()) => Ok(true),
        Err(CreditError::UsedUp(_) | CreditError::ShareUsedUp(_)) => Ok(false),
        Err(CreditError::Db(error)) => Err(error.into()),
        Err(CreditError::Platform(error)) => Err(error.into()),
    }
}

/// Waits for the end of the turn, and returns the message of its error, if there was one.
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

/// Asks without waiting for the answer, which is written all the same. Returns the id of the visitor's message.
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

/// The question without surrounding white space, if it has an allowed length.
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

/// Lets the session in, by its token or because it is new. Returns a new token if one is due.
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
        let guest = GuestSession::chosen(session).ok_or(AskError::TokenMissing)?;
        let issued = sessions::begin_guest(platform, project.id, guest)?;
        return Ok(Some(issued.token));
    };
    let open = sessions::open(platform, token).await?;
    if open.project_id != project.id || open.id != session {
        return Err(SessionError::Token(TokenError::Invalid).into());
    }
    Ok(sessions::renew_if_due(platform, &open)?.map(|issued| issued.token))
}

/// Whether the first message is sent again because the first answer, and the token with it, were lost. Both ids are
/// random and known to nobody else, and the session must have begun just now with this very message.
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

/// The conversation of the message: the one that the request names, or else a new one for a first message, or else the
/// latest one of the session.
async fn conversation(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
) -> Result<(ConversationId, KnownConversation), AskError> {
    let db = &platform.project(project.id);
    if let Some(id) = request.conversation_id {
        let known = conversations::by_id(db, project.id, id).await?;
        return match known {
            Some(conversation) if conversation.session_id == request.session_id => {
                Ok((id, conversation.known()))
            }
            _ => Err(AskError::ConversationNotFound),
        };
    }
    let latest = if request.messages.len() > 1 {
        conversations::latest_of_session(db, project.id, request.session_id, false).await?
    } else {
        None
    };
    match (latest, request.client_message_id) {
        (Some(conversation), _) => Ok((conversation.id, conversation.known())),
        (None, Some(message)) => {
            let id = conversation_begun_by(project, request.session_id, message);
            let begun = conversations::by_id(db, project.id, id).await?;
            let known = begun.map_or(KnownConversation::NEW, |begun| begun.known());
            Ok((id, known))
        }
        (None, None) => Ok((
            ConversationId::new(platform.clock.now(), random_bytes()?),
            KnownConversation::NEW,
        )),
    }
}

/// The conversation that a first message begins. Its id is derived from the message's id, so a retry that overtakes
/// the first try reaches the same room.
fn conversation_begun_by(
    project: &PublishedProject,
    session: SessionId,
    message: ClientMessageId,
) -> ConversationId {
    let name = format!("conversation {} {session} {message}", project.id);
    ConversationId::from_uuid(derived_id::of_name(&name))
}
