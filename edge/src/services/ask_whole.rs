//! A question from the owner's server: the same turn as a visitor's, streamed or awaited.

use futures::StreamExt;
use porchlight_shared::{
    chat_event::ChatEvent,
    ids::{ConversationId, ProjectId, SessionId},
    message::{Message, Sender},
    sse::Decoder,
};

use super::{
    ask::{AskError, check_credits, check_question},
    published_project,
};
use crate::domain::conversation::turn_request::TurnRequest;
use crate::{
    platform::{EventStream, Platform, PlatformError, random_bytes},
    store::conversations,
};

/// The answer while a person holds the conversation. Their reply comes later, in the event `message.sent`.
const WITH_PERSON: &str = "A person is answering in this conversation and has got your message.";

/// A question from the owner's server.
pub struct WholeQuestion {
    /// The text of the question.
    pub question: String,
    /// The conversation to continue, which must be the project's.
    pub conversation: Option<ConversationId>,
    /// The visitor to ask for, whose latest conversation continues. Without one, a new visitor asks.
    pub session: Option<SessionId>,
    /// The language to answer in, as a BCP 47 tag.
    pub language: Option<String>,
    /// The question comes with a test key: it costs nothing, and only test keys see it.
    pub test: bool,
}

/// Asks, and streams the events of the turn.
pub async fn stream(
    platform: &Platform,
    project_id: ProjectId,
    asked: WholeQuestion,
) -> Result<EventStream, AskError> {
    let question = check_question(&asked.question)?;
    let project = published_project::by_id(platform, project_id)
        .await
        .map_err(|error| PlatformError(error.to_string()))?
        .ok_or_else(|| PlatformError("a key without its project".into()))?;
    let now = platform.clock.now();
    let db = &platform.project(project_id);
    let continued = match (asked.conversation, asked.session) {
        (Some(id), _) => Some(
            conversations::by_id(db, project_id, id)
                .await?
                .filter(|conversation| conversation.is_test() == asked.test)
                .ok_or(AskError::ConversationNotFound)?,
        ),
        (None, Some(session)) => {
            conversations::latest_of_session(db, project_id, session, asked.test).await?
        }
        (None, None) => None,
    };
    let session = continued
        .as_ref()
        .map(|conversation| conversation.session_id)
        .or(asked.session);
    let conversation_id = match continued {
        Some(conversation) => conversation.id,
        None => ConversationId::new(now, random_bytes()?),
    };
    if !asked.test {
        check_credits(platform, &project, conversation_id).await?;
    }
    let turn = TurnRequest {
        project_id,
        company: project.config.company,
        session_id: match session {
            Some(session) => session,
            None => SessionId::new(now, random_bytes()?),
        },
        conversation_id,
        client_message_id: None,
        question,
        page_url: None,
        locale: asked.language.or_else(|| {
            (project.config.ai_language != "auto").then_some(project.config.ai_language)
        }),
        test: asked.test,
    };
    Ok(platform.rooms.turn(turn).await?)
}

/// Waits for the answer to `asked`, and returns it as it was stored.
pub async fn ask_whole(
    platform: &Platform,
    project_id: ProjectId,
    asked: WholeQuestion,
) -> Result<Message, AskError> {
    let mut stream = stream(platform, project_id, asked).await?;
    let mut decoder = Decoder::default();
    let mut answer = None;
    while let Some(bytes) = stream.next().await {
        for frame in decoder.push(&bytes?) {
            match frame.chat_event().map(|numbered| numbered.event) {
                Ok(ChatEvent::Message(message)) => answer = Some(message.message),
                Ok(ChatEvent::Error(error)) => {
                    return Err(PlatformError(format!("answer: {}", error.code)).into());
                }
                _ => {}
            }
        }
    }
    // A person will answer later, so there is nothing to quote.
    if let Some(asked) = answer
        .as_mut()
        .filter(|message| message.sender == Sender::Visitor)
    {
        WITH_PERSON.clone_into(&mut asked.text);
    }
    answer.ok_or_else(|| PlatformError("a turn that ended without its answer".into()).into())
}
