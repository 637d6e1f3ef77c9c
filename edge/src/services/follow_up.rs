//! Finds the passages for a question that may continue an earlier one.
//!
//! A question with few telling words that refers back ("and to Switzerland?", "how long does it take?") is searched
//! together with the question before it, and the documents that the last answer cited come first.

use std::collections::HashSet;

use futures::future::try_join;
use porchlight_knowledge::{
    grounding,
    passage::Passage,
    retrieval::{
        ASKS_THE_SAME, Retrieved,
        query::{self, Query},
    },
};
use porchlight_shared::message::{Evidence, Sender};

use super::retrieve::{self, ProjectIndex, retrieve_each, retrieve_from};
use crate::{
    domain::conversation::{
        small_talk,
        turn_request::{CitedPage, EarlierMessage},
    },
    platform::DbError,
};

/// The most telling words of a question that refers back. A question with more says what it is about.
const REFERRING_WORDS: usize = 2;
/// The same limit for scripts without spaces, where each pair of characters counts as a word.
const REFERRING_PAIRS: usize = 8;
/// The most telling words of a question that may leave out its subject without referring back.
const ELLIPTIC_WORDS: usize = 1;
/// How much the confidence rises if the best passage is from a page that answered before.
const SAME_PAGE: f64 = 0.2;
/// The factor on a passage's score if the last answer cited its document.
const CITED_BEFORE: f64 = 1.25;
/// The factor on a passage's score if the visitor is on its page. Of two equally good passages, the page's comes first.
const ON_THIS_PAGE: f64 = 1.1;

/// The passages for a question, and the question that it continues.
pub struct FoundPassages {
    /// The passages that were found.
    pub retrieved: Retrieved,
    /// The question before, if this one continues it.
    pub previous: Option<String>,
}

/// Whether a question continues an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GoesOn {
    /// It says what it is about.
    No,
    /// It may leave out its subject.
    Perhaps,
    /// It refers back.
    Yes,
}

fn goes_on(query: &Query, asks: &str) -> GoesOn {
    let most = if query.language.is_spaced() {
        REFERRING_WORDS
    } else {
        REFERRING_PAIRS
    };
    let telling = query.telling();
    if telling <= most && small_talk::refers_back(asks, query.language.tag()) {
        GoesOn::Yes
    } else if telling <= ELLIPTIC_WORDS {
        GoesOn::Perhaps
    } else {
        GoesOn::No
    }
}

/// The keys that a search for the question `asks` looks up after `earlier`.
pub fn keys(asks: &str, locale: Option<&str>, earlier: &[EarlierMessage]) -> Vec<String> {
    let query = query::parse(asks, locale);
    let mut keys = retrieve::keys(&query);
    if goes_on(&query, asks) != GoesOn::No
        && let Some(exchange) = before(earlier)
    {
        keys.extend(retrieve::keys(&query::parse(&exchange.with(asks), locale)));
        keys.sort_unstable();
        keys.dedup();
    }
    keys
}

/// Finds the passages for the question `asks`, which was asked after `earlier` on the page `page_url`.
pub async fn retrieve(
    index: ProjectIndex<'_>,
    asks: &str,
    locale: Option<&str>,
    earlier: &[EarlierMessage],
    page_url: Option<&str>,
) -> Result<FoundPassages, DbError> {
    let mut found = find(index, asks, locale, earlier).await?;
    if let Some(page) = page_url {
        let is_on_page = |passage: &Passage| is_page(passage.url.as_deref(), page);
        raise(&mut found.retrieved, ON_THIS_PAGE, is_on_page);
    }
    Ok(found)
}

/// Whether `address`, a passage's, is that of the page. The fragment does not matter, nor does a query that the
/// passage's address lacks: campaigns add those.
fn is_page(address: Option<&str>, page: &str) -> bool {
    fn without(text: &str, from: char) -> &str {
        let before = text.split(from).next().unwrap_or_default();
        before.trim_end_matches('/')
    }
    address.is_some_and(|address| {
        let (address, page) = (without(address, '#'), without(page, '#'));
        address == page || address == without(page, '?')
    })
}

/// Multiplies the scores of the `meant` passages by `by`, and sorts all passages again.
fn raise(retrieved: &mut Retrieved, by: f64, mut meant: impl FnMut(&Passage) -> bool) {
    for scored in &mut retrieved.passages {
        if meant(&scored.passage) {
            // The limit keeps a raised heading from counting as the question itself.
            let raised = (scored.score.total * by).min(ASKS_THE_SAME - f64::EPSILON);
            scored.score.total = scored.score.total.max(raised);
        }
    }
    retrieved.passages.sort_by(|left, right| {
        (right.score.total.total_cmp(&left.score.total))
            .then_with(|| left.passage.id.cmp(&right.passage.id))
    });
}

async fn find(
    index: ProjectIndex<'_>,
    asks: &str,
    locale: Option<&str>,
    earlier: &[EarlierMessage],
) -> Result<FoundPassages, DbError> {
    let alone = |retrieved| FoundPassages {
        retrieved,
        previous: None,
    };
    let query = query::parse(asks, locale);
    let goes_on = goes_on(&query, asks);
    match (goes_on, before(earlier)) {
        (GoesOn::No, _) | (GoesOn::Perhaps, None) => {
            Ok(alone(retrieve_each(index, asks, locale).await?))
        }
        (GoesOn::Yes, None) => Ok(alone(retrieve_from(index, asks, locale).await?)),
        (GoesOn::Yes, Some(exchange)) => together(index, asks, locale, exchange).await,
        (GoesOn::Perhaps, Some(exchange)) => {
            // In parallel, because both take journeys to the database.
            let (retrieved, together) = try_join(
                retrieve_each(index, asks, locale),
                together(index, asks, locale, exchange),
            )
            .await?;
            let is_whole = retrieved.grounding.evidence == Evidence::Strong
                || retrieved.grounding.confidence >= together.retrieved.grounding.confidence;
            Ok(if is_whole { alone(retrieved) } else { together })
        }
    }
}

/// A question that was answered from passages, and the pages that its answer cited.
#[derive(Clone, Copy)]
struct CitedExchange<'a> {
    question: &'a str,
    cited: &'a [CitedPage],
}

impl CitedExchange<'_> {
    /// The text to search for if `asks` continues this question.
    fn with(self, asks: &str) -> String {
        format!("{asks} {}", self.question)
    }
}

/// The latest question that was answered from passages.
fn before(earlier: &[EarlierMessage]) -> Option<CitedExchange<'_>> {
    let mut earlier = earlier.iter();
    let answer = earlier.find(|message| message.is_grounded)?;
    let question = earlier.find(|message| message.sender == Sender::Visitor)?;
    Some(CitedExchange {
        question: &question.text,
        cited: &answer.cited,
    })
}

async fn together(
    index: ProjectIndex<'_>,
    asks: &str,
    locale: Option<&str>,
    exchange: CitedExchange<'_>,
) -> Result<FoundPassages, DbError> {
    let mut retrieved = retrieve_from(index, &exchange.with(asks), locale).await?;
    let tag = retrieved.language.tag();
    retrieved.query.stress(asks, tag);
    let mut cited_before = HashSet::new();
    raise(&mut retrieved, CITED_BEFORE, |passage| {
        let address = passage.url.as_deref();
        let is_cited = exchange.cited.iter().any(|citation| {
            let cited = citation.url.split('#').next();
            address.is_some_and(|address| Some(address) == cited)
                || (cited == Some("") && citation.title == passage.title_path.join(" › "))
        });
        if is_cited {
            cited_before.insert(passage.document_id);
        }
        is_cited
    });
    // If the best passage is again from the page that answered before, it is more likely to be what the visitor means.
    let first = retrieved.passages.first();
    if first.is_some_and(|first| cited_before.contains(&first.passage.document_id)) {
        let confidence = (retrieved.grounding.confidence + SAME_PAGE).min(1.0);
        retrieved.grounding = grounding::of_confidence(confidence);
    }
    Ok(FoundPassages {
        retrieved,
        previous: Some(exchange.question.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn a_passage_is_of_the_page_that_the_visitor_is_on() {
        let page = "https://shop.example/lamps/?utm_source=mail#top";
        for (address, is) in [
            ("https://shop.example/lamps", true),
            ("https://shop.example/lamps/#colours", true),
            ("https://shop.example/lamps?utm_source=mail", false),
            ("https://shop.example/lamps/?utm_source=mail", true),
            ("https://shop.example/lamps?page=2", false),
            ("https://shop.example/", false),
        ] {
            assert_eq!(is_page(Some(address), page), is, "{address}");
        }
        assert!(!is_page(None, page));
        assert!(!is_page(Some(""), page));
    }
}
