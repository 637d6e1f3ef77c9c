//! A turn of a conversation: the visitor's message, and the answer.

use std::ops::ControlFlow;

use porchlight_shared::{
    chat_event::{ChatEvent, Delta},
    ids::MessageId,
    message::{Evidence, Message, Sender},
};

use super::{
    events,
    follow_up::{self, FoundPassages},
    small_talk::{self, Heard},
    stop::Stop,
    written_answer::{self, Asked, WritingError},
};
use crate::{
    domain::conversation::turn_request::{KnownConversation, PendingQuestion, TurnRequest},
    domain::{
        conversation::thread::ThreadMessage,
        deliveries::event::{self, EventKind},
        timestamp::{month, rfc3339},
    },
    platform::{
        DbError, Platform, PlatformError, Statement,
        answer_provider::{AnswerRequest, ProviderError},
        random_bytes,
    },
    store::{
        conversations, credits,
        messages::{self, said},
    },
};

/// Why a turn failed.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The provider could not write the answer.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl From<WritingError> for TurnError {
    fn from(error: WritingError) -> Self {
        match error {
            WritingError::Db(error) => error.into(),
            WritingError::Provider(error) => error.into(),
        }
    }
}

/// The state of the visitor's message after posting.
pub enum Posted {
    /// The message is stored, and waits for its answer.
    Unanswered {
        /// The visitor's message, as it was stored.
        message: ThreadMessage,
        /// The message was not posted before.
        is_new: bool,
    },
    /// The message was posted before. Holds its answer.
    Answered(ThreadMessage),
}

/// Who answers the visitor's message, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The bot, as the room has just read.
    Bot,
    /// The bot, if nothing was decided or said since the conversation was read before the turn.
    BotUnlessChanged(KnownConversation),
    /// A person, as the room has just read.
    Person,
}

/// Stores the visitor's message once, and with it what `also` says. If it goes to a person, the owner gets an event.
/// `None` if the conversation has changed, and no message is stored.
pub async fn post(
    platform: &Platform,
    turn: &TurnRequest,
    by: AnsweredBy,
    also: Vec<Statement>,
) -> Result<Option<Posted>, TurnError> {
    let TurnRequest {
        project_id,
        session_id,
        conversation_id,
        client_message_id,
        ..
    } = *turn;
    let known = match by {
        AnsweredBy::BotUnlessChanged(known) => Some(known),
        AnsweredBy::Bot | AnsweredBy::Person => None,
    };
    // Nothing can have been posted before where nothing was said.
    if known.is_none_or(|known| known.message_count > 0)
        && let Some(earlier) = posted_before(platform, turn).await?
    {
        // Who answers may have changed since that reading.
        return Ok(known.is_none().then_some(earlier));
    }
    let now = platform.clock.now();
    let message = visitors_message(turn, MessageId::new(now, random_bytes()?), now);
    let mut statements = conversations::begin_or_touch(
        project_id,
        session_id,
        turn.named_session,
        conversation_id,
        turn.page_url.clone(),
        turn.test,
        now,
    );
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
    if by == AnsweredBy::Person && !turn.test {
        let data = event::sent(turn.shown_session(), &message);
        statements.push(events::record(
            project_id,
            EventKind::MessageSent,
            &data,
            now,
        )?);
    }
    statements.extend(also);
    let changed = platform.project(project_id).batch(statements).await?;
    if known.is_some() && changed.get(posts) == Some(&0) {
        return Ok(None);
    }
    Ok(Some(Posted::Unanswered {
        message,
        is_new: true,
    }))
}

/// The state of a message that was posted before. Only the room posts, one message at a time.
async fn posted_before(
    platform: &Platform,
    turn: &TurnRequest,
) -> Result<Option<Posted>, TurnError> {
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
    let answer = messages::answer_to(db, project_id, conversation_id, id).await?;
    Ok(Some(answer.map_or_else(
        || Posted::Unanswered {
            message: visitors_message(turn, id, platform.clock.now()),
            is_new: false,
        },
        Posted::Answered,
    )))
}

fn visitors_message(turn: &TurnRequest, id: MessageId, now: u64) -> ThreadMessage {
    Message {
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
    }
    .into()
}

/// Writes the answer to what was `asked` under the id `id`, publishes it as it grows, and stores it. Ends early, with
/// what is there, once `stop` is set.
pub async fn answer(
    platform: &Platform,
    asked: &PendingQuestion,
    id: MessageId,
    stop: &Stop,
    publish: &dyn Fn(ChatEvent),
) -> Result<(), TurnError> {
    let PendingQuestion { turn, question, .. } = asked;
    let question = *question;
    let (asks, opening) = match small_talk::read(platform, asked, id).await? {
        Heard::Question { text, opening } => (text, opening),
        Heard::SmallTalk(reply) => {
            let now = platform.clock.now();
            let mut statements = messages::answer(turn.project_id, question, &reply, now);
            if reply.message.unanswered && !turn.test {
                statements.extend(announced(turn, &reply, now)?);
            }
            platform.project(turn.project_id).batch(statements).await?;
            publish(ChatEvent::Delta(Delta {
                text: reply.message.text.clone(),
            }));
            publish(ChatEvent::Message(*reply));
            return Ok(());
        }
    };
    let locale = turn.locale.as_deref();
    let FoundPassages {
        retrieved,
        previous,
    } = follow_up::retrieve(platform, asked, asks).await?;
    let opening = opening.map_or_else(String::new, |opening| format!("{opening}\n\n"));
    if !opening.is_empty() {
        publish(ChatEvent::Delta(Delta {
            text: opening.clone(),
        }));
    }
    let request = AnswerRequest {
        question: asks,
        previous: previous.as_deref(),
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
    let whose = Asked {
        project_id: turn.project_id,
        conversation_id: Some(turn.conversation_id),
        page_url: turn.page_url.as_deref(),
    };
    let written = written_answer::write(platform, whose, request, stop, &mut on_piece).await?;
    let answer = written.answer;
    let mut grounding = answer.grounding;
    let evidence = grounding.evidence;
    for sentence in &mut grounding.sentences {
        let before = opening.chars().count();
        sentence.start += before;
        sentence.end += before;
    }
    if !answer.citations.is_empty() {
        publish(ChatEvent::Citations(answer.citations.clone()));
    }
    let now = platform.clock.now();
    let message = Message {
        id,
        conversation_id: turn.conversation_id,
        sender: Sender::Assistant,
        text: opening + &answer.text,
        created_at: rfc3339(now),
        client_message_id: None,
        citations: answer.citations,
        grounding: Some(grounding),
        unanswered: answer.unanswered,
        stopped: stop.get(),
        verdict: None,
    };
    let offer_handoff = if message.unanswered {
        second_in_a_row(platform, turn).await?
    } else {
        evidence == Evidence::Weak && !asked.is_queued && turn.people.is_some()
    };
    let message = ThreadMessage {
        message,
        operator_name: None,
        offer_handoff,
    };
    let mut statements = messages::answer(turn.project_id, question, &message, now);
    statements.extend(written.counts);
    if !turn.test {
        statements.push(credits::spend(turn.project_id, &month(now)));
        statements.extend(announced(turn, &message, now)?);
    }
    platform.project(turn.project_id).batch(statements).await?;
    publish(ChatEvent::Message(message));
    Ok(())
}

/// Whether the previous answer found nothing either or got a thumbs down, and a person can be offered.
async fn second_in_a_row(platform: &Platform, turn: &TurnRequest) -> Result<bool, TurnError> {
    if turn.people.is_none() {
        return Ok(false);
    }
    let db = &platform.project(turn.project_id);
    Ok(said::failed_last(db, turn.project_id, turn.conversation_id).await?)
}

/// The events that tell the owner of an answer.
fn announced(
    turn: &TurnRequest,
    answer: &ThreadMessage,
    now: u64,
) -> Result<Vec<Statement>, PlatformError> {
    let answered = event::answered(turn.shown_session(), &turn.question, &answer.message);
    let sent = event::sent(turn.shown_session(), answer);
    let mut events = vec![
        (EventKind::ConversationCreated, &answered),
        (EventKind::MessageSent, &sent),
    ];
    if answer.message.unanswered {
        events.insert(1, (EventKind::ConversationUnanswered, &answered));
    }
    events
        .into_iter()
        .map(|(kind, data)| events::record(turn.project_id, kind, data, now))
        .collect()
}
