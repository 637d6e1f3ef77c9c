//! Answers without a search, at once and without using credits: small talk, requests for a person, and any question
//! once no credit is left.

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
            turn_request::{EarlierMessage, PendingQuestion, TurnRequest},
        },
        timestamp::rfc3339,
    },
    platform::Platform,
};

/// How a visitor's message was understood.
pub enum Heard<'a> {
    /// It gets this reply, which cites no passage.
    SmallTalk(Box<ThreadMessage>),
    /// It is a question.
    Question {
        /// The message without the small talk at its beginning.
        text: &'a str,
        /// The reply to that small talk.
        opening: Option<&'static str>,
    },
}

/// Whether `message` is answered without a search, whatever was said before.
pub fn costs_nothing(message: &str, locale: Option<&str>) -> bool {
    matches!(small_talk::read(message, locale), Reading::Only(..))
}

/// The text to search for to answer `turn`, if there is a search.
pub fn searched_text(turn: &TurnRequest) -> Option<&str> {
    let asks_for_person =
        turn.people.is_some() && handoff_words::asks_for_person(&turn.question).is_some();
    match small_talk::read(&turn.question, turn.locale.as_deref()) {
        Reading::Only(..) => None,
        _ if asks_for_person || turn.is_out_of_answers => None,
        Reading::Before(.., text) => Some(text),
        Reading::Question => Some(&turn.question),
    }
}

/// Reads the message that was `asked` after `earlier`. A reply to it gets the id `id`.
pub fn read<'a>(
    platform: &Platform,
    asked: &'a PendingQuestion,
    earlier: &[EarlierMessage],
    id: MessageId,
) -> Heard<'a> {
    let turn = &asked.turn;
    let reading = small_talk::read(&turn.question, turn.locale.as_deref());
    if let Reading::Only(kind, tag) = reading {
        if kind == SmallTalk::Agreement
            && earlier.first().is_some_and(|last| last.offers_person)
            && let Some(offer) = offered(platform, asked, id, tag)
        {
            return Heard::SmallTalk(Box::new(offer));
        }
        let mut reply = said(
            platform,
            asked,
            id,
            small_talk::reply(kind, tag, &turn.company),
        );
        reply.offer_handoff =
            kind == SmallTalk::Complaint && !asked.is_queued && turn.people.is_some();
        return Heard::SmallTalk(Box::new(reply));
    }
    if let Some(tag) = handoff_words::asks_for_person(&turn.question)
        && let Some(offer) = offered(platform, asked, id, tag)
    {
        return Heard::SmallTalk(Box::new(offer));
    }
    if turn.is_out_of_answers {
        return Heard::SmallTalk(Box::new(out_of_answers(platform, asked, id)));
    }
    match reading {
        Reading::Before(kind, tag, text) => Heard::Question {
            text,
            opening: small_talk::opening(kind, tag),
        },
        _ => Heard::Question {
            text: &turn.question,
            opening: None,
        },
    }
}

/// Offers a person in the language with this tag, if the project has people.
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

/// Says that no credit is left, and offers a person.
fn out_of_answers(platform: &Platform, asked: &PendingQuestion, id: MessageId) -> ThreadMessage {
    let turn = &asked.turn;
    let language = query::parse(&turn.question, turn.locale.as_deref()).language;
    let texts = answer_texts(language, turn.locale.as_deref());
    let mut message = said(platform, asked, id, texts.used_up.into());
    message.message.unanswered = true;
    message.offer_handoff = !asked.is_queued && turn.people.is_some();
    message
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
