//! Answers in the owner's own words: the excerpts that `knowledge` finds in the passages, each with the mark of its
//! citation. No model, no delay, nothing invented.
//!
//! There are three kinds of answer: the excerpts; the closest pages as links with a line each, if the excerpts may not
//! answer the question; and that the pages do not cover it.

use std::fmt::Write as _;

use async_trait::async_trait;
use porchlight_knowledge::{
    passage::Passage,
    reading::{self, Excerpt},
    retrieval::{Retrieved, ScoredPassage},
    sentences::{self, BlockKind},
    text_fragment,
};
use porchlight_languages::{AnswerTexts, fill};
use porchlight_shared::message::{Citation, Evidence, Grounding};

use crate::{
    domain::{answer_texts::answer_texts, cited_passage},
    platform::answer_provider::{Answer, AnswerProvider, AnswerRequest, OnPiece, ProviderError},
};

mod pieces;

pub use self::pieces::pieces;

/// The most pages that are offered if there is no answer.
const CLOSEST: usize = 3;
/// The least score of the best passage of a close page.
const CLOSE_SCORE: f64 = 0.2;
/// The least share of the best page's score for a close page.
const CLOSE_SHARE: f64 = 0.5;
/// The provider that needs no model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extractive;

#[async_trait(?Send)]
impl AnswerProvider for Extractive {
    async fn answer(
        &self,
        request: AnswerRequest<'_>,
        on_piece: &mut OnPiece<'_>,
    ) -> Result<Answer, ProviderError> {
        let mut answer = compose(request);
        let mut written = 0;
        for piece in pieces(&answer.text) {
            written += piece.len();
            if on_piece(piece).is_break() {
                break;
            }
        }
        answer.text.truncate(written);
        Ok(answer)
    }
}

/// The whole answer.
pub fn compose(request: AnswerRequest<'_>) -> Answer {
    let retrieved = request.retrieved;
    let texts = answer_texts(retrieved.language, request.locale);
    let AnswerRequest {
        question, previous, ..
    } = request;
    let (reading, grounding) = reading::answer(retrieved, question, previous, request.limits);
    match grounding.evidence {
        Evidence::Strong if !reading.excerpts.is_empty() => {
            let mut text = String::new();
            let citations = write(&reading.excerpts, &mut text);
            Answer {
                text,
                citations,
                unanswered: false,
                grounding,
            }
        }
        Evidence::Strong | Evidence::Weak => unsure(&request, grounding.confidence, texts),
        Evidence::None => not_covered(retrieved, texts, request.company),
    }
}

/// The closest pages, with a line of each.
fn unsure(request: &AnswerRequest<'_>, confidence: f64, texts: &AnswerTexts) -> Answer {
    let retrieved = request.retrieved;
    let mut text = String::from(texts.weak);
    text.push('\n');
    let mut citations = Vec::new();
    let mut n = 0;
    for scored in closest(retrieved) {
        let line = reading::nearest_line(retrieved, request.question, request.previous, scored);
        let Some(line) = line else { continue };
        n += 1;
        let excerpt = Excerpt {
            passage: &scored.passage,
            starts_block: true,
            place: 0,
            parts: vec![line],
            is_list: false,
            length: 0.0,
        };
        let cited = citation(&scored.passage, n, &[&[&excerpt]]);
        // Writing to a String cannot fail.
        let _ = write!(text, "\n- {}: {line} [{n}]", title_of(&scored.passage));
        citations.push(cited);
    }
    if citations.is_empty() {
        return not_covered(retrieved, texts, request.company);
    }
    Answer {
        text,
        citations,
        unanswered: false,
        grounding: Grounding {
            evidence: Evidence::Weak,
            confidence,
            sentences: Vec::new(),
        },
    }
}

/// The pages do not cover the question. A refusal cites nothing, but still offers a next step.
fn not_covered(retrieved: &Retrieved, texts: &AnswerTexts, company: &str) -> Answer {
    let mut text = fill(texts.none, &[("company", company)]);
    let mut begun = false;
    for scored in closest(retrieved).filter(|scored| scored.score.total >= CLOSE_SCORE) {
        if scored.passage.url.is_none() {
            continue;
        }
        if !begun {
            let _ = writeln!(text, " {}", texts.closest);
            begun = true;
        }
        let _ = write!(text, "\n- {}", title_of(&scored.passage));
    }
    Answer {
        text,
        citations: Vec::new(),
        unanswered: true,
        grounding: Grounding {
            evidence: Evidence::None,
            ..retrieved.grounding.clone()
        },
    }
}

/// The best passage of each of the closest documents.
fn closest(retrieved: &Retrieved) -> impl Iterator<Item = &ScoredPassage> {
    let best = (retrieved.passages.first()).map_or(0.0, |first| first.score.total);
    let mut met = Vec::new();
    (retrieved.passages.iter())
        .filter(move |scored| scored.score.total >= CLOSE_SHARE * best)
        .filter(|scored| reading::is_readable(retrieved, scored))
        .filter(move |scored| {
            let is_new = !met.contains(&scored.passage.document_id);
            met.push(scored.passage.document_id);
            is_new
        })
        .take(CLOSEST)
}

/// The title of a passage's page, as a link if it has an address.
fn title_of(passage: &Passage) -> String {
    let title = passage.title_path.last().map_or("…", String::as_str);
    let title = title.replace(['[', ']'], "");
    match &passage.url {
        Some(url) => {
            let link = text_fragment::link(url, passage.anchor.as_deref(), &[]);
            format!("[{title}]({link})")
        }
        None => format!("**{title}**"),
    }
}

/// Writes the quotations with their marks. Returns the citations of the marks.
fn write(quotations: &[Excerpt<'_>], text: &mut String) -> Vec<Citation> {
    let mut cited: Vec<&Passage> = Vec::new();
    let mut marks: Vec<Marked<'_>> = Vec::new();
    let mut previous: Option<&Excerpt<'_>> = None;
    let mut following = quotations.iter().skip(1);
    for excerpt in quotations {
        let known = cited
            .iter()
            .position(|passage| passage.id == excerpt.passage.id);
        let n = known.unwrap_or(cited.len()) + 1;
        if known.is_none() {
            cited.push(excerpt.passage);
        }
        if let Some(previous) = previous {
            let next_block = excerpt.starts_block && excerpt.place == previous.place + 1;
            let new_paragraph = previous.passage.id != excerpt.passage.id
                || excerpt.is_list
                || previous.is_list
                || next_block;
            text.push_str(if new_paragraph { "\n\n" } else { " " });
        }
        // Consecutive quotations from one passage have one mark, after the last.
        let next = following.next();
        let runs_on = next.is_some_and(|next| next.passage.id == excerpt.passage.id);
        match marks.last_mut() {
            Some(last) if previous.is_some_and(|one| one.passage.id == excerpt.passage.id) => {
                last.excerpts.push(excerpt);
            }
            _ => marks.push(Marked {
                n,
                excerpts: vec![excerpt],
            }),
        }
        previous = Some(excerpt);
        write_excerpt(excerpt, n, !runs_on, text);
    }
    cited
        .iter()
        .zip(1..)
        .map(|(passage, n)| {
            let of_passage = marks.iter().filter(|mark| mark.n == n);
            let marked: Vec<_> = of_passage.map(|mark| mark.excerpts.as_slice()).collect();
            citation(passage, n, &marked)
        })
        .collect()
}

/// A mark, with the quotations that it is for.
struct Marked<'a> {
    n: usize,
    excerpts: Vec<&'a Excerpt<'a>>,
}

/// Writes an excerpt. Its mark is where a reader looks for it: after the sentence, or after a list's last item, but
/// never in code or a table.
fn write_excerpt(excerpt: &Excerpt<'_>, n: usize, is_marked: bool, text: &mut String) {
    let kind_of = |part: &str| sentences::blocks(part).first().map(|block| block.kind);
    let mut marked = !is_marked;
    for (number, part) in excerpt.parts.iter().enumerate() {
        if number > 0 {
            // A lead-in and its list are two blocks.
            let first_item = number == 1
                && kind_of(excerpt.parts.first().copied().unwrap_or_default())
                    == Some(BlockKind::Paragraph);
            text.push_str(if first_item { "\n\n" } else { "\n" });
        }
        text.push_str(part.trim_end());
        let is_last = number + 1 == excerpt.parts.len();
        if is_last
            && !marked
            && matches!(kind_of(part), Some(BlockKind::Paragraph | BlockKind::Item))
        {
            write_mark(" ", n, text);
            marked = true;
        }
    }
    if !marked {
        write_mark("\n\n", n, text);
    }
}

fn write_mark(before: &str, n: usize, text: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{before}[{n}]");
}

/// `marks` has the excerpts of each mark of the citation.
fn citation(passage: &Passage, n: usize, marks: &[&[&Excerpt<'_>]]) -> Citation {
    let quoted = marks.iter().copied().flatten();
    let targets: Vec<String> = quoted
        .filter_map(|excerpt| excerpt.parts.first().map(|part| sentences::plain(part)))
        .collect();
    let marks: Vec<Vec<&str>> = marks
        .iter()
        .map(|excerpts| {
            let parts = excerpts.iter().flat_map(|excerpt| &excerpt.parts);
            parts.copied().collect()
        })
        .collect();
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    cited_passage::cite(passage, n, &marks, &targets)
}

#[cfg(test)]
mod tests;
