//! Finds the passages for a question that may go on from what was said before.
//!
//! A question of few telling words that refers back ("and to Switzerland?", "how long does it take?") is searched
//! together with the question before it, and the documents that its answer cited come first.

use std::collections::HashSet;

use porchlight_knowledge::{
    grounding,
    retrieval::{EXACT_HEADING, Retrieved, query},
};
use porchlight_shared::message::{Citation, Evidence, Sender};

use super::retrieve::retrieve as search;
use crate::{
    domain::conversation::{small_talk, turn_request::PendingQuestion},
    platform::{DbError, Platform},
    store::messages,
};

/// The most telling words of a question that refers back. One with more says what it is about.
const REFERRING_WORDS: usize = 2;
/// The same in a script without spaces, where each pair of characters is one.
const REFERRING_PAIRS: usize = 8;
/// The most telling words of a question that may leave out what it is about without saying so.
const ELLIPTIC_WORDS: usize = 1;
/// How much more a word of the question counts than one of the question before.
const ASKED_NOW: f64 = 2.0;
/// By how much the confidence rises if the best passage is of a page that answered before.
const SAME_PAGE: f64 = 0.2;
/// By how much a passage's score rises if the answer before cited its document.
const CITED_BEFORE: f64 = 1.25;

/// The passages for a question, and what it goes on from.
pub struct FoundPassages {
    /// The passages.
    pub retrieved: Retrieved,
    /// The question before, if this one goes on from it.
    pub previous: Option<String>,
}

/// Finds the passages for the question `asks` of the message that was `asked`.
pub async fn retrieve(
    platform: &Platform,
    asked: &PendingQuestion,
    asks: &str,
) -> Result<FoundPassages, DbError> {
    let turn = &asked.turn;
    let locale = turn.locale.as_deref();
    let db = &platform.project(turn.project_id);
    let table = platform.assets.word_table().await;
    let query = query::parse(asks, locale);
    let most = if query.language.is_spaced() {
        REFERRING_WORDS
    } else {
        REFERRING_PAIRS
    };
    let telling = query.words.len();
    let refers = telling <= most && small_talk::refers_back(asks, query.language.tag());
    if !refers {
        let alone = search(db, table.as_deref(), turn.project_id, asks, locale).await?;
        let is_whole = telling > ELLIPTIC_WORDS || alone.grounding.evidence == Evidence::Strong;
        if is_whole {
            return Ok(FoundPassages {
                retrieved: alone,
                previous: None,
            });
        }
        let together = match before(platform, asked).await? {
            Some(exchange) => Some(together(platform, asked, asks, exchange).await?),
            None => None,
        };
        let better = together.filter(|together| {
            together.retrieved.grounding.confidence > alone.grounding.confidence
        });
        return Ok(better.unwrap_or(FoundPassages {
            retrieved: alone,
            previous: None,
        }));
    }
    match before(platform, asked).await? {
        Some(exchange) => together(platform, asked, asks, exchange).await,
        None => Ok(FoundPassages {
            retrieved: search(db, table.as_deref(), turn.project_id, asks, locale).await?,
            previous: None,
        }),
    }
}

/// A question that was answered from passages, and what the answer cited.
struct CitedExchange {
    question: String,
    citations: Vec<Citation>,
}

/// The latest exchange that was no small talk.
async fn before(
    platform: &Platform,
    asked: &PendingQuestion,
) -> Result<Option<CitedExchange>, DbError> {
    let turn = &asked.turn;
    let db = &platform.project(turn.project_id);
    let recent =
        messages::recent(db, turn.project_id, turn.conversation_id, asked.question).await?;
    let mut recent = recent.into_iter().map(|one| one.message);
    let Some(answer) = recent.find(|message| message.grounding.is_some()) else {
        return Ok(None);
    };
    let Some(question) = recent.find(|message| message.sender == Sender::Visitor) else {
        return Ok(None);
    };
    Ok(Some(CitedExchange {
        question: question.text,
        citations: messages::citations_of(db, turn.project_id, answer.id).await?,
    }))
}

async fn together(
    platform: &Platform,
    asked: &PendingQuestion,
    asks: &str,
    exchange: CitedExchange,
) -> Result<FoundPassages, DbError> {
    let turn = &asked.turn;
    let locale = turn.locale.as_deref();
    let both = format!("{asks} {}", exchange.question);
    let db = &platform.project(turn.project_id);
    let table = platform.assets.word_table().await;
    let mut retrieved = search(db, table.as_deref(), turn.project_id, &both, locale).await?;
    let now = query::parse(asks, Some(retrieved.language.tag()));
    for (stems, weight) in &mut retrieved.query.words {
        let is_asked = |stem: &String| now.words.iter().any(|word| word.stems.contains(stem));
        if stems.iter().any(is_asked) {
            *weight *= ASKED_NOW;
        }
    }
    let mut cited_before = HashSet::new();
    for scored in &mut retrieved.passages {
        let address = scored.passage.url.as_deref();
        let is_cited = exchange.citations.iter().any(|citation| {
            let cited = citation.url.split('#').next();
            address.is_some_and(|address| Some(address) == cited)
                || (cited == Some("") && citation.title == scored.passage.title_path.join(" › "))
        });
        if is_cited {
            cited_before.insert(scored.passage.document_id);
            // Not so much that its heading would count as the question itself.
            let raised = (scored.score.total * CITED_BEFORE).min(EXACT_HEADING - f64::EPSILON);
            scored.score.total = scored.score.total.max(raised);
        }
    }
    retrieved.passages.sort_by(|left, right| {
        (right.score.total.total_cmp(&left.score.total))
            .then_with(|| left.passage.id.cmp(&right.passage.id))
    });
    // What answers again from the page that answered before is likelier to be what is meant.
    let first = retrieved.passages.first();
    if first.is_some_and(|first| cited_before.contains(&first.passage.document_id)) {
        let confidence = (retrieved.grounding.confidence + SAME_PAGE).min(1.0);
        retrieved.grounding = grounding::of_confidence(confidence);
    }
    Ok(FoundPassages {
        retrieved,
        previous: Some(exchange.question),
    })
}
