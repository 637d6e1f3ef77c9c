//! Turns a visitor's request into a turn: checks the question, and finds or creates the session and the conversation.

use futures::StreamExt;
use porchlight_shared::{
    attachment,
    chat_event::{ChatEvent, Holder},
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    ids::{AttachmentId, ClientMessageId, ConversationId, MessageId, SessionId},
    limits::{CHAT_VIEW_MESSAGES, message_chars},
    message::Sender,
    sse::Decoder,
};

use super::{
    asking_record::{self, ReadForAsking, WantedConversation, conversation_begun_by},
    attachments::{self, AttachmentError},
    busy,
    credits::{self, CreditError, Spender},
    published_project::PublishedProject,
    sessions::{self, SessionError},
    small_talk,
};
use crate::domain::conversation::{
    attributes::{self, Attributes},
    follow,
    turn_request::{EarlierMessage, KnownConversation, TurnRequest},
    visited_page,
};
use crate::{
    domain::credentials::{
        guest_session::GuestSession,
        session_token::{Claims, TokenError},
    },
    platform::{DbError, EventStream, Platform, PlatformError, RoomError, random_bytes},
    store::{conversations::Conversation, messages, sessions::Session},
};

/// A running turn.
pub struct StartedTurn {
    /// The events of the turn, in SSE format.
    pub stream: EventStream,
    /// The session token that the client should use from now on.
    pub new_token: Option<String>,
}

/// Why a question was refused.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// There is no message from the visitor, or it is empty.
    #[error("no question")]
    QuestionMissing,
    /// The question is longer than its reader takes: the bot or a person.
    #[error("a question of {length} characters, where {most} are read")]
    QuestionTooLong {
        /// The length of the question, in characters.
        length: usize,
        /// The longest allowed question, in characters.
        most: usize,
    },
    /// The request has more than [`CHAT_VIEW_MESSAGES`] messages.
    #[error("too many messages")]
    ViewTooLong,
    /// The request needs a token, because the session exists already, or because browsers may not begin it.
    #[error("no token for a known session")]
    TokenMissing,
    /// The token does not open this session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The session has no such conversation.
    #[error("no such conversation")]
    ConversationNotFound,
    /// A file of the message does not exist, or no person would see it.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// The project has no credits left.
    #[error(transparent)]
    Credits(#[from] CreditError),
    /// The question is stored, but the database was too busy for the answer.
    #[error("too busy for an answer")]
    Busy,
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

/// Asks `project` the question in the last message of `request`. `attributes` are what the page says about the visitor.
pub async fn ask(
    platform: &Platform,
    project: &PublishedProject,
    request: ChatRequest,
    attributes: Attributes,
) -> Result<StartedTurn, AskError> {
    let asked = ask_now(platform, project, request, attributes).await;
    note_busy(platform, project, asked.as_ref().err()).await;
    asked
}

/// Counts a question that was refused because the platform was busy.
pub async fn note_busy(
    platform: &Platform,
    project: &PublishedProject,
    refused: Option<&AskError>,
) {
    if let Some(error) = refused {
        busy::note(platform, project.id, &error.to_string()).await;
    }
}

async fn ask_now(
    platform: &Platform,
    project: &PublishedProject,
    request: ChatRequest,
    attributes: Attributes,
) -> Result<StartedTurn, AskError> {
    let text = last_question(&request.messages)?.to_owned();
    // This check comes before the first read.
    if request.attachments.is_empty() {
        check_question(&text, Holder::Operator)?;
    }
    let claims = (request.session_token.as_deref())
        .map(|token| sessions::claims(platform, token))
        .transpose()?;
    let wanted = WantedConversation::of(platform, project, &request)?;
    let read = asking_record::read(platform, project, &request, wanted).await?;
    let new_token = admit(platform, project, &request, claims, &read)?;
    let (conversation_id, known) = conversation(&request, wanted, &read)?;
    let question = Question {
        session_id: request.session_id,
        conversation_id,
        known,
        earlier: read.earlier,
        used: read.used,
        client_message_id: request.client_message_id,
        text,
        page_url: request.page_url,
        attributes,
        locale: request.locale,
        attachments: request.attachments,
    };
    Ok(StartedTurn {
        stream: run_turn(platform, project, question).await?,
        new_token,
    })
}

/// A question in a conversation, from a session that was admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The session of the visitor.
    pub session_id: SessionId,
    /// The session's conversation for the question.
    pub conversation_id: ConversationId,
    /// The conversation, as read from the database.
    pub known: KnownConversation,
    /// The earlier messages, newest first, if they were read together with the conversation.
    pub earlier: Option<Vec<EarlierMessage>>,
    /// The number of answers that the project has had this month, if it was read.
    pub used: Option<u32>,
    /// The client's id of the message.
    pub client_message_id: Option<ClientMessageId>,
    /// The text of the question.
    pub text: String,
    /// The page that the visitor is on.
    pub page_url: Option<String>,
    /// What the page says about the visitor.
    pub attributes: Attributes,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: Option<String>,
    /// The files of the message.
    pub attachments: Vec<AttachmentId>,
}

/// Asks `project` the `question`, and returns the events of the turn.
pub async fn begin_turn(
    platform: &Platform,
    project: &PublishedProject,
    question: Question,
) -> Result<EventStream, AskError> {
    let begun = run_turn(platform, project, question).await;
    note_busy(platform, project, begun.as_ref().err()).await;
    begun
}

async fn run_turn(
    platform: &Platform,
    project: &PublishedProject,
    question: Question,
) -> Result<EventStream, AskError> {
    let (id, holder) = (question.conversation_id, question.known.holder);
    if !question.attachments.is_empty() && !follow::is_followed(holder) {
        return Err(AttachmentError::NoPerson.into());
    }
    let (ids, message) = (&question.attachments, question.client_message_id);
    let sent = attachments::to_send(platform, project.id, id, Sender::Visitor, ids, message);
    let attachments = sent.await?;
    let text = match question.text.trim() {
        "" => attachment::names(&attachments),
        _ => question.text,
    };
    let text = check_question(&text, holder)?;
    let is_out_of_answers = !small_talk::costs_nothing(&text, question.locale.as_deref())
        && !has_answers_left(platform, project, &question.known, question.used).await?;
    let visitor_locale = question.locale.as_deref().and_then(attributes::language);
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
        earlier: question.earlier,
        carefulness: project.people.carefulness,
        people: project.people_to_ask_for(),
        client_message_id: question.client_message_id,
        question: text,
        attachments,
        page_url: question
            .page_url
            .as_deref()
            .map(visited_page::without_secrets),
        attributes: question.attributes,
        visitor_locale,
        locale,
        is_out_of_answers,
        test: false,
    };
    Ok(platform.rooms.turn(turn).await?)
}

/// Whether the project has credits for the question. If not, the turn says so, and the visitor does not get an error.
async fn has_answers_left(
    platform: &Platform,
    project: &PublishedProject,
    known: &KnownConversation,
    used: Option<u32>,
) -> Result<bool, AskError> {
    match credits::check(platform, project, known, used, Spender::Public).await {
        Ok(()) => Ok(true),
        Err(CreditError::UsedUp(_) | CreditError::ShareUsedUp(_)) => Ok(false),
        Err(CreditError::Db(error)) => Err(error.into()),
        Err(CreditError::Platform(error)) => Err(error.into()),
    }
}

/// Waits for the end of the turn. Returns the message of its error, if it had one.
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

/// Asks without waiting for the answer, which is stored nevertheless. Returns the id of the visitor's message.
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

/// The question without surrounding white space, if its length is allowed in a conversation with this `holder`.
pub fn check_question(text: &str, holder: Holder) -> Result<String, AskError> {
    let question = text.trim();
    let most = message_chars(holder);
    match question.chars().count() {
        0 => Err(AskError::QuestionMissing),
        length if length > most => Err(AskError::QuestionTooLong { length, most }),
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

/// Admits the session, by its token or because it is new. Returns a new token if one is due.
fn admit(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
    claims: Option<Claims>,
    read: &ReadForAsking,
) -> Result<Option<String>, AskError> {
    let session = request.session_id;
    let Some(claims) = claims else {
        if let Some(known) = &read.session
            && !is_first_message_again(platform, project, request, known, read)
        {
            return Err(AskError::TokenMissing);
        }
        let guest = GuestSession::chosen(session).ok_or(AskError::TokenMissing)?;
        let issued = sessions::begin_guest(platform, project.id, guest)?;
        return Ok(Some(issued.token));
    };
    // This check comes before anything from the record of that session is used.
    if claims.project != project.id || claims.sub != session {
        return Err(SessionError::Token(TokenError::Invalid).into());
    }
    let open = sessions::opened(&claims, read.session.clone())?;
    Ok(sessions::renew_if_due(platform, &open)?.map(|issued| issued.token))
}

/// Whether this is the first message again, because the first answer was lost, and the token with it. Both ids are
/// random and nobody else has them, and the session must have begun just now with this very message.
fn is_first_message_again(
    platform: &Platform,
    project: &PublishedProject,
    request: &ChatRequest,
    known: &Session,
    read: &ReadForAsking,
) -> bool {
    let Some(message) = request.client_message_id else {
        return false;
    };
    let begun = conversation_begun_by(project, request.session_id, message);
    let is_guest = known.email.is_none() && known.revoked_before == 0;
    let since = platform.clock.now().saturating_sub(FIRST_ANSWER_LOST_MS);
    let began_with_it = (read.conversation.as_ref())
        .is_some_and(|read| read.id == begun && read.created_at == known.created_at);
    is_guest && known.created_at >= since && began_with_it
}

/// The conversation of the message: the one that the request names; for a first message a new one; otherwise the latest
/// one of the session.
fn conversation(
    request: &ChatRequest,
    wanted: WantedConversation,
    read: &ReadForAsking,
) -> Result<(ConversationId, KnownConversation), AskError> {
    let known = |conversation: &Option<Conversation>| {
        (conversation.as_ref()).map_or(KnownConversation::NEW, Conversation::known)
    };
    match (wanted, &read.latest) {
        (WantedConversation::Named(id), _) => match &read.conversation {
            Some(conversation) if conversation.session_id == request.session_id => {
                Ok((id, conversation.known()))
            }
            _ => Err(AskError::ConversationNotFound),
        },
        (WantedConversation::LatestOr(_), Some(latest)) => Ok((latest.id, latest.known())),
        (WantedConversation::LatestOr(id) | WantedConversation::BegunBy(id), _) => {
            Ok((id, known(&read.conversation)))
        }
    }
}
