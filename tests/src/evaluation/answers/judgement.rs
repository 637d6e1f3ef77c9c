//! Judges whether a reply is right.

use std::{error::Error, sync::LazyLock};

use porchlight_knowledge::sentences::plain;
use porchlight_languages::{AnswerTexts, OfferTexts, SmallTalkTexts};
use porchlight_shared::{message::Evidence, thread::ThreadMessage};
use regex::{Regex, RegexBuilder};
use serde::Serialize;

use super::{
    question::{Band, Question},
    site::{Reply, document_at},
};

/// How right a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Right and complete.
    Right,
    /// Part of what a right answer says.
    Partly,
    /// Nothing of it, or something that no right answer says.
    Wrong,
    /// No answer, but a link to a page that has one.
    Pointed,
    /// No answer, and no link to a page that has one.
    Refused,
}

/// A question and its judged reply.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was asked.
    pub question: Question,
    /// The reply.
    pub reply: Reply,
    /// The kind of the reply.
    pub band: Band,
    /// The judgement.
    pub outcome: Outcome,
    /// Whether the reply is in the question's language, as far as the site has that language.
    pub language: bool,
    /// The number of statements with a citation, and of those that cite a relevant document.
    pub statements: (usize, usize),
}

static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[(\d+)\]").ok());
static LINKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\]\((https?://[^)\s]+)\)").ok());

/// Judges the `reply` to `question`.
pub fn judge(question: &Question, reply: Reply) -> Result<Judged, Box<dyn Error>> {
    let message = &reply.message;
    let band = band_of(message);
    let text = shown(&message.message.text);
    let mut found = 0;
    for alternatives in &question.must {
        found += usize::from(finds_any(alternatives, &text)?);
    }
    let forbidden = finds_any(&question.must_not, &text)?;
    let complete = found == question.must.len();
    let outcome = if forbidden {
        Outcome::Wrong
    } else if band == Band::Answered {
        match (question.band.contains(&band), complete, found) {
            (true, true, _) => Outcome::Right,
            (true, false, 1..) => Outcome::Partly,
            _ => Outcome::Wrong,
        }
    } else if question.band.contains(&band) {
        Outcome::Right
    } else if !question.answerable {
        Outcome::Wrong
    } else if links(message).any(|document| question.relevant.contains(&document)) {
        Outcome::Pointed
    } else {
        Outcome::Refused
    };
    let language = in_language(question, message);
    let statements = statements(question, message);
    Ok(Judged {
        question: question.clone(),
        reply,
        band,
        outcome,
        language,
        statements,
    })
}

/// The kind of a reply, as a frontend sees it.
fn band_of(message: &ThreadMessage) -> Band {
    match &message.message.grounding {
        None if message.offer_handoff => Band::Person,
        None => Band::SmallTalk,
        Some(_) if message.message.unanswered => Band::NotCovered,
        Some(grounding) => match grounding.evidence {
            Evidence::Strong => Band::Answered,
            Evidence::Weak => Band::Unsure,
            Evidence::None => Band::NotCovered,
        },
    }
}

/// The text as shown to a visitor.
fn shown(markdown: &str) -> String {
    let without = match &*MARKS {
        Some(marks) => marks.replace_all(markdown, "").into_owned(),
        None => markdown.to_owned(),
    };
    plain(&without).replace('\u{a0}', " ")
}

fn finds_any(expressions: &[String], text: &str) -> Result<bool, regex::Error> {
    for expression in expressions {
        let expression = RegexBuilder::new(expression)
            .case_insensitive(true)
            .build()?;
        if expression.is_match(text) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The documents that the text links or cites.
fn links(message: &ThreadMessage) -> impl Iterator<Item = String> + '_ {
    links_to(message, "")
}

/// The documents among them whose address begins with `origin`.
fn links_to<'a>(message: &'a ThreadMessage, origin: &'a str) -> impl Iterator<Item = String> + 'a {
    let cited = message
        .message
        .citations
        .iter()
        .map(|citation| citation.url.as_str());
    let linked = LINKS.iter().flat_map(|links| {
        links
            .captures_iter(&message.message.text)
            .filter_map(|found| found.get(1).map(|url| url.as_str()))
    });
    cited
        .chain(linked)
        .filter(move |url| url.starts_with(origin))
        .map(document_at)
}

/// Whether each cited document is in the question's language or relevant, and a reply without citations is one of the
/// bot's phrases in that language. The docs exist in one language only.
fn in_language(question: &Question, message: &ThreadMessage) -> bool {
    // A link to another site inside a quoted sentence does not count as a page in another language.
    let site = format!("https://{}.example/", question.site);
    let mut cited = links_to(message, &site).peekable();
    if cited.peek().is_some() {
        let folder = format!("{}/", question.lang);
        return question.site == "docs"
            || cited.all(|one| one.starts_with(&folder) || question.relevant.contains(&one));
    }
    said_in(&question.lang).any(|text| message.message.text.contains(text))
}

/// How the bot's phrases in a language begin or end.
fn said_in(lang: &str) -> impl Iterator<Item = &'static str> {
    let answers = AnswerTexts::of(lang).map(|texts| [texts.none, texts.weak]);
    let offers = OfferTexts::of(lang).map(|texts| [texts.now, texts.later, texts.asked]);
    let small_talk = SmallTalkTexts::of(lang).map(|texts| {
        [
            texts.hello,
            texts.welcome,
            texts.goodbye,
            texts.who,
            texts.abilities,
            texts.fine,
            texts.sorry,
            texts.more,
        ]
    });
    answers
        .into_iter()
        .flatten()
        .chain(small_talk.into_iter().flatten())
        .chain(offers.into_iter().flatten())
        .filter_map(|text| text.split(['{', '}']).max_by_key(|part| part.len()))
}

fn statements(question: &Question, message: &ThreadMessage) -> (usize, usize) {
    let mut counts = (0, 0);
    let marks = MARKS
        .iter()
        .flat_map(|marks| marks.captures_iter(&message.message.text));
    for mark in marks {
        let number = mark
            .get(1)
            .and_then(|number| number.as_str().parse::<u32>().ok());
        let Some(citation) =
            (message.message.citations.iter()).find(|citation| Some(citation.n) == number)
        else {
            continue;
        };
        counts.0 += 1;
        counts.1 += usize::from(question.relevant.contains(&document_at(&citation.url)));
    }
    counts
}
