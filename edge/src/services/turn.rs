//! A turn of a conversation: the answer to the visitor's message.

use std::ops::ControlFlow;

use porchlight_knowledge::grounding::EvidenceLimits;
use porchlight_shared::{
    chat_event::{ChatEvent, Delta},
    ids::MessageId,
    message::{Evidence, Message, Sender},
};

use super::{
    deliveries, events,
    follow_up::{self, FoundPassages},
    model_budget::Wanting,
    posting::store,
    read_ahead::ReadAhead,
    retrieve::ProjectIndex,
    small_talk::{self, Heard},
    stop::Stop,
    vectors,
    written_answer::{self, Asked, WritingError},
};
use crate::{
    domain::conversation::turn_request::{EarlierMessage, PendingQuestion, TurnRequest},
    domain::{
        conversation::thread::ThreadMessage,
        deliveries::event::{self, EventKind},
        timestamp::{month, rfc3339},
    },
    platform::{
        DbError, Platform, PlatformError, Statement,
        answer_provider::{AnswerRequest, ProviderError},
        db::Ran,
        transient::Transient,
    },
    store::{credits, messages},
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

/// Where an answer is published.
pub struct Hearing<'a> {
    /// Set when the answer must end at its next piece.
    pub stop: &'a Stop,
    /// Publishes an event to all listeners.
    pub publish: &'a dyn Fn(ChatEvent),
    /// The statement that is stored with the answer, before its last two events.
    pub stored_with: &'a dyn Fn() -> Statement,
}

/// What to do after an answer was stored.
pub enum LeftToTell {
    /// Put these deliveries into the queue.
    Taken(Ran),
    /// Take the deliveries that were created with it: the batch's results were lost.
    Untaken,
    /// Nothing: the answer has no events.
    Untold,
    /// Nothing was stored: the question was answered before.
    HadAnswer,
}

/// Writes the answer to `asked` under the id `id`, publishes it as it grows, and stores it. Once it must stop, it ends
/// early with the text so far.
pub async fn answer(
    platform: &Platform,
    asked: &PendingQuestion,
    ahead: &ReadAhead,
    id: MessageId,
    hearing: &Hearing<'_>,
) -> Result<LeftToTell, TurnError> {
    let PendingQuestion { turn, question, .. } = asked;
    let Hearing { stop, publish, .. } = *hearing;
    let (asks, opening) = match small_talk::read(platform, asked, &ahead.earlier, id) {
        Heard::Question { text, opening } => (text, opening),
        Heard::SmallTalk(reply) => return say(platform, asked, *reply, hearing).await,
    };
    let locale = turn.locale.as_deref();
    let FoundPassages {
        retrieved,
        previous,
    } = find(platform, turn, ahead, asks).await?;
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
        limits: EvidenceLimits::of(turn.carefulness),
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
        earlier: &ahead.earlier,
        chosen: ahead.chosen.as_ref(),
        page_url: turn.page_url.as_deref(),
        attributes: Some(&turn.attributes),
        instructions: None,
        by: Wanting::Visitor(turn.session_id),
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
        second_in_a_row(turn, &ahead.earlier)
    } else {
        evidence == Evidence::Weak && !asked.is_queued && turn.people.is_some()
    };
    let message = ThreadMessage {
        message,
        operator_name: None,
        offer_handoff,
        attachments: Vec::new(),
    };
    let mut statements = messages::answer(turn.project_id, *question, &message, now);
    statements.extend(written.counts);
    if !turn.test {
        statements.push(credits::spend(turn.project_id, &month(now)));
        statements.extend(announced(turn, &message, now)?);
    }
    let (message, left) = store_answer(platform, asked, message, statements, hearing).await?;
    publish(ChatEvent::Message(message));
    Ok(left)
}

/// The passages for the text `asks` of `turn`, by words and by meaning.
async fn find(
    platform: &Platform,
    turn: &TurnRequest,
    ahead: &ReadAhead,
    asks: &str,
) -> Result<FoundPassages, DbError> {
    let table = platform.assets.word_table().await;
    let index = ProjectIndex {
        db: &platform.project(turn.project_id),
        table: table.as_deref(),
        project_id: turn.project_id,
        ahead: ahead.frequencies.as_ref(),
    };
    let (locale, page) = (turn.locale.as_deref(), turn.page_url.as_deref());
    let mut found = follow_up::retrieve(index, asks, locale, &ahead.earlier, page).await?;
    let previous = found.previous.as_deref();
    vectors::improve(
        platform,
        turn.project_id,
        asks,
        previous,
        &mut found.retrieved,
    )
    .await;
    Ok(found)
}

/// Runs the batch that stores `answer`, and returns the answer that is stored afterwards.
async fn store_answer(
    platform: &Platform,
    PendingQuestion { turn, question, .. }: &PendingQuestion,
    answer: ThreadMessage,
    mut statements: Vec<Statement>,
    hearing: &Hearing<'_>,
) -> Result<(ThreadMessage, LeftToTell), DbError> {
    let project_id = turn.project_id;
    // Small talk has no events for owners.
    let is_told = !turn.test && (answer.message.unanswered || answer.message.grounding.is_some());
    statements.push((hearing.stored_with)());
    if is_told {
        statements.push(deliveries::take(project_id, platform.clock.now()));
    }
    let ran = match store(platform, project_id, statements, answer.message.id).await {
        Ok(ran) => ran,
        // A room that was lost may have stored its answer nevertheless.
        Err(error) if Transient::of(&error.0).is_none() => {
            let db = &platform.project(project_id);
            let stored = messages::answer_to(db, project_id, turn.conversation_id, *question);
            let stored = stored.await?.ok_or(error)?;
            return Ok((stored, LeftToTell::HadAnswer));
        }
        Err(error) => return Err(error),
    };
    let left = match ran.map(|mut ran| ran.pop()) {
        _ if !is_told => LeftToTell::Untold,
        Some(Some(taken)) => LeftToTell::Taken(taken),
        Some(None) | None => LeftToTell::Untaken,
    };
    Ok((answer, left))
}

/// Stores and publishes a reply to a message that is not a question.
async fn say(
    platform: &Platform,
    asked: &PendingQuestion,
    reply: ThreadMessage,
    hearing: &Hearing<'_>,
) -> Result<LeftToTell, TurnError> {
    let PendingQuestion { turn, question, .. } = asked;
    let now = platform.clock.now();
    let mut statements = messages::answer(turn.project_id, *question, &reply, now);
    let is_told = reply.message.unanswered && !turn.test;
    if is_told {
        statements.extend(announced(turn, &reply, now)?);
    }
    // The number of the last event counts the text, too.
    (hearing.publish)(ChatEvent::Delta(Delta {
        text: reply.message.text.clone(),
    }));
    let (reply, left) = store_answer(platform, asked, reply, statements, hearing).await?;
    (hearing.publish)(ChatEvent::Message(reply));
    Ok(left)
}

/// Whether the previous answer also found nothing or got a thumbs down, and a person can be offered.
fn second_in_a_row(turn: &TurnRequest, earlier: &[EarlierMessage]) -> bool {
    let mut answers = earlier.iter().filter(|one| one.sender != Sender::Visitor);
    turn.people.is_some() && answers.next().is_some_and(|last| last.has_failed)
}

/// The events that report an answer to the owner.
fn announced(
    turn: &TurnRequest,
    answer: &ThreadMessage,
    now: u64,
) -> Result<Vec<Statement>, PlatformError> {
    let answered = event::answered(&turn.shown_session(), &turn.question, &answer.message);
    let sent = event::sent(&turn.shown_session(), answer);
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
