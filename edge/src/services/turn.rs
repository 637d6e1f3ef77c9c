//! One turn of a conversation: the visitor's message, and the answer.

use std::{cell::Cell, ops::ControlFlow};

use porchlight_shared::{
    chat_event::{ChatEvent, Delta},
    ids::{ClientMessageId, ConversationId, MessageId, ProjectId, SessionId},
    message::{Message, Sender},
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        event::{self, EventKind},
        timestamp::{month, rfc3339},
    },
    platform::{DbError, Platform, PlatformError, Statement, random_bytes},
    providers::{AnswerRequest, ProviderError},
    services::{events, retrieve::retrieve},
    store::{conversations, credits, messages},
};

/// A visitor's message, checked and allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRequest {
    /// The project that is asked.
    pub project_id: ProjectId,
    /// The owner's name, for the refusal.
    pub company: String,
    /// Who asks.
    pub session_id: SessionId,
    /// The conversation; made if it is new.
    pub conversation_id: ConversationId,
    /// What the visitor's side calls the message.
    pub client_message_id: Option<ClientMessageId>,
    /// The question, at most [`porchlight_shared::limits::QUESTION_CHARS`] characters.
    pub question: String,
    /// The page that the visitor is on.
    pub page_url: Option<String>,
    /// The language of the answer, as a BCP 47 tag: the owner's choice, else the visitor's.
    pub locale: Option<String>,
    /// It is asked with a test key: it costs nothing, and nobody is told.
    #[serde(default)]
    pub test: bool,
}

/// Why a turn failed.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The answer could not be written.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// What became of the visitor's message.
pub enum Posted {
    /// It is in the record and waits for its answer.
    Unanswered {
        /// The visitor's message.
        question: MessageId,
    },
    /// It had been posted before, and answered so.
    Answered(Message),
}

/// Puts the visitor's message into the record, once.
pub async fn post(platform: &Platform, turn: &TurnRequest) -> Result<Posted, TurnError> {
    let TurnRequest {
        project_id,
        session_id,
        conversation_id,
        client_message_id,
        ..
    } = *turn;
    let now = platform.clock.now();
    let question = MessageId::new(now, random_bytes()?);
    let mut statements = conversations::spoken_in(
        project_id,
        session_id,
        conversation_id,
        turn.page_url.clone(),
        turn.test,
        now,
    );
    statements.push(messages::post(
        project_id,
        conversation_id,
        question,
        client_message_id,
        &turn.question,
        now,
    ));
    let posted = platform
        .db
        .batch(statements)
        .await?
        .last()
        .is_some_and(|&changed| changed > 0);
    let Some(client_message_id) = client_message_id.filter(|_| !posted) else {
        return Ok(Posted::Unanswered { question });
    };
    let earlier = messages::id_by_client_id(
        &*platform.db,
        project_id,
        conversation_id,
        client_message_id,
    )
    .await?;
    let question =
        earlier.ok_or_else(|| PlatformError("a message that is there cannot be found".into()))?;
    let answer = messages::answer_to(&*platform.db, project_id, conversation_id, question).await?;
    Ok(answer.map_or(Posted::Unanswered { question }, Posted::Answered))
}

/// Writes the answer to the visitor's message `question` under the id `id`, publishes it as it grows, and stores it.
/// Ends early, with what is there, once `stop` is set.
pub async fn answer(
    platform: &Platform,
    turn: &TurnRequest,
    question: MessageId,
    id: MessageId,
    stop: &Cell<bool>,
    publish: &dyn Fn(ChatEvent),
) -> Result<(), TurnError> {
    let locale = turn.locale.as_deref();
    let retrieved = retrieve(&*platform.db, turn.project_id, &turn.question, locale).await?;
    let request = AnswerRequest {
        question: &turn.question,
        company: &turn.company,
        locale,
        retrieved: &retrieved,
    };
    let mut on_piece = |piece: &str| {
        if stop.get() {
            return ControlFlow::Break(());
        }
        publish(ChatEvent::Delta(Delta {
            text: piece.to_owned(),
        }));
        ControlFlow::Continue(())
    };
    let answer = platform.provider.answer(request, &mut on_piece).await?;
    if !answer.citations.is_empty() {
        publish(ChatEvent::Citations(answer.citations.clone()));
    }
    let now = platform.clock.now();
    let message = Message {
        id,
        conversation_id: turn.conversation_id,
        sender: Sender::Assistant,
        text: answer.text,
        created_at: rfc3339(now),
        client_message_id: None,
        citations: answer.citations,
        grounding: Some(retrieved.grounding),
        unanswered: answer.unanswered,
        stopped: stop.get(),
        verdict: None,
    };
    let mut statements = messages::answer(turn.project_id, question, &message, now);
    if !turn.test {
        statements.push(credits::spend(turn.project_id, &month(now)));
        statements.extend(announced(turn, &message, now)?);
    }
    platform.db.batch(statements).await?;
    publish(ChatEvent::Message(message));
    Ok(())
}

/// What the owner is told of an answer.
fn announced(
    turn: &TurnRequest,
    answer: &Message,
    now: u64,
) -> Result<Vec<Statement>, PlatformError> {
    let answered = event::answered(turn.session_id, &turn.question, answer);
    let sent = event::sent(turn.session_id, answer);
    let mut events = vec![
        (EventKind::ConversationCreated, &answered),
        (EventKind::MessageSent, &sent),
    ];
    if answer.unanswered {
        events.insert(1, (EventKind::ConversationUnanswered, &answered));
    }
    events
        .into_iter()
        .map(|(kind, data)| events::record(turn.project_id, kind, data, now))
        .collect()
}
