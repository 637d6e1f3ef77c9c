//! A question that is asked with a key: the same turn as a visitor's, streamed or awaited.

use futures::StreamExt;
use porchlight_shared::{
    chat_event::{ChatEvent, Holder},
    ids::{ConversationId, ProjectId, SessionId},
    message::{Message, Sender},
    sse::Decoder,
};

use super::{
    ask::{AskError, check_question, note_busy},
    busy::BUSY,
    credits::{self, Spender},
    published_project::PublishedProject,
    sessions::{self, IssuedToken, OpenSession},
    small_talk,
};
use crate::domain::{
    conversation::{
        attributes::{self, Attributes},
        turn_request::{KnownConversation, TurnRequest},
    },
    credentials::{guest_session::GuestSession, named_session::NamedSession},
};
use crate::{
    platform::{DbError, EventStream, Platform, PlatformError, ProjectDb, random_bytes},
    store::conversations::{self, Conversation},
};

/// The answer while a person holds the conversation. Their reply comes later, in the event `message.sent`.
const WITH_PERSON: &str = "A person is answering in this conversation and has got your message.";

/// A question that is asked with a key.
pub struct WholeQuestion {
    /// The text of the question.
    pub question: String,
    /// The language to answer in, as a BCP 47 tag.
    pub language: Option<String>,
    /// The caller, who determines the conversation.
    pub by: AskedBy,
}

/// The caller of a question with a key.
pub enum AskedBy {
    /// The owner's server, which reaches every conversation and names visitors.
    Server {
        /// The conversation to continue, which must be the project's.
        conversation: Option<ConversationId>,
        /// The visitor, whose latest conversation continues. `None`: a new visitor.
        named: Option<NamedSession>,
        /// Whether the key is a test key: the question costs nothing, and only test keys see it.
        test: bool,
    },
    /// A page with a key that anyone can read.
    Page {
        /// The session whose token the page sent. Its latest conversation continues. `None`: a new guest.
        session: Option<OpenSession>,
    },
}

/// A running turn.
pub struct AskedWhole {
    /// The events of the turn, in SSE format.
    pub stream: EventStream,
    /// The token of the page's session, to continue, judge and hand over with.
    pub token: Option<IssuedToken>,
}

/// An answer, as stored.
pub struct WholeAnswer {
    /// The answer.
    pub message: Message,
    /// The token of the page's session, to continue, judge and hand over with.
    pub token: Option<IssuedToken>,
}

/// The session and conversation of a question.
struct Place {
    session_id: SessionId,
    named_session: Option<String>,
    continued: Option<Conversation>,
    test: bool,
    token: Option<IssuedToken>,
}

/// Asks, and streams the events of the turn.
pub async fn stream(
    platform: &Platform,
    project: &PublishedProject,
    asked: WholeQuestion,
) -> Result<AskedWhole, AskError> {
    let begun = begin(platform, project, asked).await;
    note_busy(platform, project, begun.as_ref().err()).await;
    begun
}

async fn begin(
    platform: &Platform,
    project: &PublishedProject,
    asked: WholeQuestion,
) -> Result<AskedWhole, AskError> {
    // This check comes before the first read.
    check_question(&asked.question, Holder::Operator)?;
    let project_id = project.id;
    let spender = match asked.by {
        AskedBy::Server { .. } => Spender::Owner,
        AskedBy::Page { .. } => Spender::Public,
    };
    let place = place(platform, project_id, asked.by).await?;
    let (conversation_id, known) = match &place.continued {
        Some(conversation) => (conversation.id, conversation.known()),
        None => (
            ConversationId::new(platform.clock.now(), random_bytes()?),
            KnownConversation::NEW,
        ),
    };
    let question = check_question(&asked.question, known.holder)?;
    if !place.test && !small_talk::costs_nothing(&question, asked.language.as_deref()) {
        credits::check(platform, project, &known, None, spender).await?;
    }
    let turn = TurnRequest {
        project_id,
        carefulness: project.people.carefulness,
        people: project.people_to_ask_for(),
        known: Some(known),
        earlier: None,
        company: project.settings.company.clone(),
        session_id: place.session_id,
        named_session: place.named_session,
        conversation_id,
        client_message_id: None,
        question,
        attachments: Vec::new(),
        page_url: None,
        attributes: Attributes::default(),
        visitor_locale: asked.language.as_deref().and_then(attributes::language),
        locale: asked.language.or_else(|| {
            (project.settings.ai_language != "auto").then(|| project.settings.ai_language.clone())
        }),
        is_out_of_answers: false,
        test: place.test,
    };
    Ok(AskedWhole {
        stream: platform.rooms.turn(turn).await?,
        token: place.token,
    })
}

async fn place(platform: &Platform, project_id: ProjectId, by: AskedBy) -> Result<Place, AskError> {
    let now = platform.clock.now();
    let db = &platform.project(project_id);
    match by {
        AskedBy::Server {
            conversation,
            named,
            test,
        } => {
            let continued = match (conversation, &named) {
                (Some(id), _) => Some(
                    conversations::by_id(db, project_id, id)
                        .await?
                        .filter(|conversation| conversation.is_test() == test)
                        .ok_or(AskError::ConversationNotFound)?,
                ),
                (None, Some(named)) => latest(db, project_id, named, test).await?,
                (None, None) => None,
            };
            let (session_id, named_session) = match (&continued, named) {
                // Sessions from before names were stored get their name now.
                (Some(conversation), Some(named)) if conversation.session_id == named.id() => {
                    (named.id(), Some(named.shown().to_owned()))
                }
                (Some(conversation), _) => {
                    (conversation.session_id, conversation.named_session.clone())
                }
                (None, Some(named)) => (named.id(), Some(named.shown().to_owned())),
                (None, None) => (SessionId::new(now, random_bytes()?), None),
            };
            Ok(Place {
                session_id,
                named_session,
                continued,
                test,
                token: None,
            })
        }
        AskedBy::Page { session: None } => {
            let guest = GuestSession::new(now, random_bytes()?);
            Ok(Place {
                session_id: guest.id(),
                named_session: None,
                continued: None,
                test: false,
                token: Some(sessions::begin_guest(platform, project_id, guest)?),
            })
        }
        AskedBy::Page {
            session: Some(session),
        } => {
            let latest =
                conversations::latest_of_session(db, project_id, session.id, false).await?;
            Ok(Place {
                session_id: session.id,
                named_session: None,
                continued: latest,
                test: false,
                token: sessions::renew_if_due(platform, &session)?,
            })
        }
    }
}

/// The conversation that the name continues. Lists used to show the id of a named session; that id, as a name, stands
/// for the same session.
async fn latest(
    db: &ProjectDb,
    project_id: ProjectId,
    named: &NamedSession,
    test: bool,
) -> Result<Option<Conversation>, DbError> {
    if let Some(id) = named.shown_before() {
        let shown = conversations::latest_of_session(db, project_id, id, test).await?;
        if let Some(conversation) = shown.filter(|shown| shown.named_session.is_some()) {
            return Ok(Some(conversation));
        }
    }
    conversations::latest_of_session(db, project_id, named.id(), test).await
}

/// Waits for the answer to `asked`, and returns it as stored.
pub async fn ask_whole(
    platform: &Platform,
    project: &PublishedProject,
    asked: WholeQuestion,
) -> Result<WholeAnswer, AskError> {
    let AskedWhole { mut stream, token } = stream(platform, project, asked).await?;
    let mut decoder = Decoder::default();
    let mut answer = None;
    while let Some(bytes) = stream.next().await {
        for frame in decoder.push(&bytes?) {
            match frame.chat_event().map(|numbered| numbered.event) {
                Ok(ChatEvent::Message(message)) => answer = Some(message.message),
                Ok(ChatEvent::Error(error)) => {
                    return Err(match error.code.as_str() {
                        BUSY => AskError::Busy,
                        code => PlatformError(format!("answer: {code}")).into(),
                    });
                }
                _ => {}
            }
        }
    }
    // A person answers later, so there is nothing to quote.
    if let Some(asked) = answer
        .as_mut()
        .filter(|message| message.sender == Sender::Visitor)
    {
        WITH_PERSON.clone_into(&mut asked.text);
    }
    let message =
        answer.ok_or_else(|| PlatformError("a turn that ended without its answer".into()))?;
    Ok(WholeAnswer { message, token })
}
