//! Posts a visitor's message once, and reads what the answer needs.

use porchlight_shared::{
    ids::{EventId, MessageId, ProjectId},
    message::{Message, Sender},
};

use super::{
    deliveries,
    read_ahead::{self, ReadAhead, ReadingList},
};
use crate::{
    domain::{
        conversation::{
            thread::ThreadMessage,
            turn_request::{KnownConversation, TurnRequest},
        },
        deliveries::event::{self, EventKind},
        timestamp::rfc3339,
    },
    platform::{
        DbError, Platform, PlatformError, Statement, db::Ran, random_bytes, transient::Transient,
    },
    store::{attachments, conversations, events, messages},
};

/// Why a message was not posted.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// The state of the visitor's message after posting.
pub enum Posted {
    /// The message is stored, and waits for its answer.
    Unanswered {
        /// The visitor's message, as it was stored.
        message: ThreadMessage,
        /// Whether the message was posted just now.
        is_new: bool,
        /// The data that was read for its answer.
        ahead: Box<ReadAhead>,
        /// The deliveries that were created with it, to be put into the queue.
        taken: Option<Ran>,
    },
    /// The message was posted and answered before. Holds its answer.
    Answered(ThreadMessage),
}

/// Whether the bot or a person answers the visitor's message, and how up to date that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The bot, according to a reading by the room just now.
    Bot,
    /// The bot, unless the conversation has changed since it was read before the turn.
    BotUnlessChanged(KnownConversation),
    /// A person, according to a reading by the room just now.
    Person,
}

/// Stores the visitor's message once, and executes `also` in the same batch. If it goes to a person, the owner gets an
/// event. `None` if the conversation has changed; then no message is stored.
pub async fn post(
    platform: &Platform,
    turn: &TurnRequest,
    by: AnsweredBy,
    also: Vec<Statement>,
) -> Result<Option<Posted>, PostError> {
    let TurnRequest {
        project_id,
        conversation_id,
        client_message_id,
        ..
    } = *turn;
    let known = match by {
        AnsweredBy::BotUnlessChanged(known) => Some(known),
        AnsweredBy::Bot | AnsweredBy::Person => None,
    };
    // With `known` the check is unnecessary: the conversation would have changed if the message had been posted.
    if known.is_none()
        && let Some(earlier) = posted_before(platform, turn, by).await?
    {
        return Ok(Some(earlier));
    }
    let now = platform.clock.now();
    let message = visitors_message(turn, MessageId::new(now, random_bytes()?), now);
    let list = (by != AnsweredBy::Person).then(|| ReadingList::of(turn, known));
    let mut statements = (list.as_ref()).map_or_else(Vec::new, |list| list.statements(turn));
    let reads = statements.len();
    statements.extend(conversations::begin_or_touch(
        project_id, turn, turn.test, now,
    ));
    let posts = statements.len();
    statements.push(messages::post(
        project_id,
        conversation_id,
        message.message.id,
        client_message_id,
        &turn.question,
        known,
        now,
    ));
    statements.extend(attachments::send(project_id, &message));
    let is_told = by == AnsweredBy::Person && !turn.test;
    if is_told {
        statements.push(telling(turn, &message, now));
    }
    let tells = is_told || !also.is_empty();
    statements.extend(also);
    if tells {
        statements.push(deliveries::take(project_id, now));
    }
    let id = message.message.id;
    let stored = match store(platform, project_id, statements, id).await {
        // A room that was lost may have posted it nevertheless.
        Err(error) if Transient::of(&error.0).is_none() => {
            return match posted_before(platform, turn, by).await? {
                None => Err(error.into()),
                earlier => Ok(earlier),
            };
        }
        stored => stored?,
    };
    let Some(mut ran) = stored else {
        return Ok(Some(Posted::Unanswered {
            message,
            is_new: true,
            ahead: Box::new(read_ahead::read(platform, turn, id).await?),
            taken: None,
        }));
    };
    if known.is_some() && ran.get(posts).is_some_and(|ran| ran.changed == 0) {
        return Ok(None);
    }
    let taken = if tells { ran.pop() } else { None };
    let ahead = match list {
        Some(list) => list.read(ran.into_iter().take(reads), id)?,
        None => ReadAhead::default(),
    };
    Ok(Some(Posted::Unanswered {
        message,
        is_new: true,
        ahead: Box::new(ahead),
        taken,
    }))
}

/// Runs the batch that stores the message `id`, once. `None` if it was run but the connection broke before the results
/// arrived.
pub async fn store(
    platform: &Platform,
    project_id: ProjectId,
    statements: Vec<Statement>,
    id: MessageId,
) -> Result<Option<Vec<Ran>>, DbError> {
    let db = platform.project(project_id);
    match db.run(statements.clone()).await {
        Err(error) if Transient::of(&error.0) == Some(Transient::Broken) => {
            log::warn!("looked whether it was stored: {error}");
            if messages::is_stored(&db, project_id, id).await? {
                return Ok(None);
            }
            db.run(statements).await.map(Some)
        }
        ran => ran.map(Some),
    }
}

/// The state of a message that was posted before. Only the room posts, and only one message at a time.
async fn posted_before(
    platform: &Platform,
    turn: &TurnRequest,
    by: AnsweredBy,
) -> Result<Option<Posted>, PostError> {
    let TurnRequest {
        project_id,
        conversation_id,
        ..
    } = *turn;
    let db = &platform.project(project_id);
    let Some(name) = turn.client_message_id else {
        return Ok(None);
    };
    let Some(id) = messages::id_by_client_id(db, project_id, conversation_id, name).await? else {
        return Ok(None);
    };
    if let Some(answer) = messages::answer_to(db, project_id, conversation_id, id).await? {
        return Ok(Some(Posted::Answered(answer)));
    }
    let now = platform.clock.now();
    let message = visitors_message(turn, id, now);
    let (ahead, taken) = match by {
        // The question waited for the bot, so no event was recorded for it. A person has taken over since.
        AnsweredBy::Person if !turn.test => {
            let tell = telling(turn, &message, now);
            let mut ran = db
                .run(vec![tell, deliveries::take(project_id, now)])
                .await?;
            (ReadAhead::default(), ran.pop())
        }
        AnsweredBy::Person => (ReadAhead::default(), None),
        AnsweredBy::Bot | AnsweredBy::BotUnlessChanged(_) => {
            (read_ahead::read(platform, turn, id).await?, None)
        }
    };
    Ok(Some(Posted::Unanswered {
        message,
        is_new: false,
        ahead: Box::new(ahead),
        taken,
    }))
}

/// Records the event for a message to a person, once: the event's id is the message's.
fn telling(turn: &TurnRequest, message: &ThreadMessage, now: u64) -> Statement {
    let data = event::sent(&turn.shown_session(), message);
    let id = EventId::from_uuid(message.message.id.as_uuid());
    let kind = EventKind::MessageSent.name();
    events::record_once(turn.project_id, id, kind, &data, now)
}

fn visitors_message(turn: &TurnRequest, id: MessageId, now: u64) -> ThreadMessage {
    let message = Message {
        id,
        conversation_id: turn.conversation_id,
        sender: Sender::Visitor,
        text: turn.question.clone(),
        created_at: rfc3339(now),
        client_message_id: turn.client_message_id,
        citations: Vec::new(),
        grounding: None,
        unanswered: false,
        stopped: false,
        verdict: None,
    };
    ThreadMessage {
        attachments: turn.attachments.clone(),
        ..message.into()
    }
}
