//! What is answered without a search, at once and at no credit: small talk, the wish for a person, and any question once
//! no answer is left.

use porchlight_knowledge::retrieval::query;
use porchlight_shared::{
    ids::MessageId,
    message::{Message, Sender},
};

use crate::{
    domain::{
        answer_texts::answer_texts,
        conversation::{
            handoff_words::{self, Offer},
            small_talk::{self, Reading, SmallTalk},
            thread::ThreadMessage,
            turn_request::PendingQuestion,
        },
        timestamp::rfc3339,
    },
    platform::{Platform, PlatformError},
    store::messages,
};

/// What a visitor's message turned out to be.
pub enum Heard<'a> {
    /// It is answered by this reply, which rests on no passage.
    SmallTalk(Box<ThreadMessage>),
    /// It asks something.
    Question {
        /// The message without the small talk that it began with.
        text: &'a str,
        /// What answers that small talk.
        opening: Option<&'static str>,
    },
}

/// Whether `message` is answered without a search, whatever was said before.
pub fn costs_nothing(message: &str, locale: Option<&str>) -> bool {
    matches!(small_talk::read(message, locale), Reading::Only(..))
}

/// Reads the message that was `asked`. The reply to it would have the id `id`.
pub async fn read<'a>(
    platform: &Platform,
    asked: &'a PendingQuestion,
    id: MessageId,
) -> Result<Heard<'a>, PlatformError> {
    let turn = &asked.turn;
    let reading = small_talk::read(&turn.question, turn.locale.as_deref());
    if let Reading::Only(kind, tag) = reading {
        if kind == SmallTalk::Agreement
            && is_offered(platform, asked).await?
            && let Some(offer) = offered(platform, asked, id, tag)
        {
            return Ok(Heard::SmallTalk(Box::new(offer)));
        }
        let mut reply = said(
            platform,
            asked,
            id,
            small_talk::reply(kind, tag, &turn.company),
        );
        reply.offer_handoff =
            kind == SmallTalk::Complaint && !asked.is_queued && turn.people.is_some();
        return Ok(Heard::SmallTalk(Box::new(reply)));
    }
    if let Some(tag) = handoff_words::asks_for_person(&turn.question)
        && let Some(offer) = offered(platform, asked, id, tag)
    {
        return Ok(Heard::SmallTalk(Box::new(offer)));
    }
    if turn.is_out_of_answers {
        return Ok(Heard::SmallTalk(Box::new(out_of_answers(
            platform, asked, id,
        ))));
    }
    Ok(match reading {
        Reading::Before(kind, tag, text) => Heard::Question {
            text,
            opening: small_talk::opening(kind, tag),
        },
        _ => Heard::Question {
            text: &turn.question,
            opening: None,
        },
    })
}

/// Offers a person in the language of the tag, if the project has people.
fn offered(
    platform: &Platform,
    asked: &PendingQuestion,
    id: MessageId,
    tag: &str,
) -> Option<ThreadMessage> {
    let people = asked.turn.people.as_ref()?;
    let offer = if asked.is_queued {
        Offer::Asked
    } else if people.is_open(platform.clock.now()) {
        Offer::Now
    } else {
        Offer::Later
    };
    let mut message = said(platform, asked, id, handoff_words::offer(tag, offer).into());
    message.offer_handoff = !asked.is_queued;
    Some(message)
}

/// Says that no answer is left, and offers a person.
fn out_of_answers(platform: &Platform, asked: &PendingQuestion, id: MessageId) -> ThreadMessage {
    let turn = &asked.turn;
    let language = query::parse(&turn.question, turn.locale.as_deref()).language;
    let texts = answer_texts(language, turn.locale.as_deref());
    let mut message = said(platform, asked, id, texts.used_up.into());
    message.message.unanswered = true;
    message.offer_handoff = !asked.is_queued && turn.people.is_some();
    message
}

/// Whether the latest answer offered a person, or found nothing, where every frontend offers one.
async fn is_offered(platform: &Platform, asked: &PendingQuestion) -> Result<bool, PlatformError> {
    let turn = &asked.turn;
    let db = &platform.project(turn.project_id);
    let recent = messages::recent(db, turn.project_id, turn.conversation_id, asked.question);
    let recent = recent
        .await
        .map_err(|error| PlatformError(error.to_string()))?;
    Ok(recent
        .first()
        .is_some_and(|last| last.offer_handoff || last.message.unanswered))
}

fn said(
    platform: &Platform,
    asked: &PendingQuestion,
    id: MessageId,
    text: String,
) -> ThreadMessage {
    Message {
        id,
        conversation_id: asked.turn.conversation_id,
        sender: Sender::Assistant,
        text,
        created_at: rfc3339(platform.clock.now()),
        client_message_id: None,
        citations: Vec::new(),
        grounding: None,
        unanswered: false,
        stopped: false,
        verdict: None,
    }
    .into()
}
