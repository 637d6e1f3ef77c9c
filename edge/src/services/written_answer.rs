//! An answer: written by a model and checked sentence by sentence, or made of the pages' own sentences.
//!
//! *Invariant:* nothing that a model writes is handed on before it has been checked. Whatever goes wrong with a model,
//! there is an answer in the same turn.

use std::{cell::Cell, ops::ControlFlow};

use porchlight_knowledge::{
    grounding::{
        STRONG, WEAK,
        check::Checker,
        checked_answer::{CheckedAnswer, CheckedSentence},
    },
    passage::Passage,
    retrieval::Retrieved,
    sentences,
};
use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::{Citation, Evidence, GroundedSentence, Grounding, Sender},
};

use super::{
    generation::{self, Generated},
    model::{self, ProjectModel},
    stop::Stop,
};
use crate::{
    domain::{
        cited_passage,
        model::{
            failure::FailureReason,
            prompt::{self, EARLIER_MESSAGES, Earlier, Material, PASSAGES},
        },
        timestamp::day,
    },
    platform::{
        DbError, Platform, Statement,
        answer_provider::{Answer, AnswerRequest, OnPiece, ProviderError},
    },
    store::{messages::said, model_days},
};

/// Where a question belongs, beside what an [`AnswerRequest`] says.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The project.
    pub project_id: ProjectId,
    /// The conversation, if there is one yet.
    pub conversation_id: Option<ConversationId>,
    /// The page that the visitor is on.
    pub page_url: Option<&'a str>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The provider of last resort failed.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// An answer, and what it rests on.
pub struct WrittenAnswer {
    /// The answer.
    pub answer: Answer,
    /// What to count, for the batch that stores the answer.
    pub counts: Vec<Statement>,
}

/// What became of a model's try.
enum Outcome {
    /// It wrote this, and failed in the middle if there is a reason.
    Answered(Answer, Option<FailureReason>),
    /// It has read the passages and says that they do not answer.
    NotCovered,
    /// It wrote nothing that can be shown.
    Failed(FailureReason),
}

/// Writes the answer to `request`, and hands each checked piece of its text to `on_piece`. Ends early, with what is
/// there, once `stop` is set.
pub async fn write(
    platform: &Platform,
    asked: Asked<'_>,
    request: AnswerRequest<'_>,
    stop: &Stop,
    on_piece: &mut OnPiece<'_>,
) -> Result<WrittenAnswer, WritingError> {
    let retrieved = request.retrieved;
    let has_passages = retrieved
        .passages
        .iter()
        .any(|scored| scored.score.total > 0.0);
    let model = if has_passages {
        model::of(platform, asked.project_id).await?
    } else {
        None
    };
    let Some(model) = model else {
        return extractive(platform, request, on_piece, Vec::new()).await;
    };
    let today = day(platform.clock.now());
    let failed = |reason| model_days::failed(asked.project_id, &today, reason);
    if let Some(limit) = model.answers_per_day {
        let db = &platform.project(asked.project_id);
        let written = model_days::answers_on(db, asked.project_id, &today).await?;
        if written >= u64::from(limit) {
            let counts = vec![failed(FailureReason::Budget)];
            return extractive(platform, request, on_piece, counts).await;
        }
    }
    let begun = platform.clock.now();
    let (outcome, generated) = generate(platform, &model, asked, request, stop, on_piece).await?;
    let took = model_days::ModelRequest {
        answered: matches!(outcome, Outcome::Answered(..)),
        input_tokens: generated.usage.input,
        output_tokens: generated.usage.output,
        milliseconds: platform.clock.now().saturating_sub(begun),
    };
    let mut counts = vec![model_days::wrote(
        asked.project_id,
        &today,
        model.choice.model(),
        took,
    )];
    match outcome {
        Outcome::Answered(answer, failure) => {
            counts.extend(failure.map(failed));
            Ok(WrittenAnswer { answer, counts })
        }
        Outcome::NotCovered => {
            let mut uncovered = retrieved.clone();
            uncovered.grounding.evidence = Evidence::None;
            uncovered.grounding.confidence = uncovered.grounding.confidence.min(WEAK / 2.0);
            let request = AnswerRequest {
                retrieved: &uncovered,
                ..request
            };
            extractive(platform, request, on_piece, counts).await
        }
        Outcome::Failed(reason) => {
            counts.push(failed(reason));
            extractive(platform, request, on_piece, counts).await
        }
    }
}

async fn extractive(
    platform: &Platform,
    request: AnswerRequest<'_>,
    on_piece: &mut OnPiece<'_>,
    counts: Vec<Statement>,
) -> Result<WrittenAnswer, WritingError> {
    let answer = platform.provider.answer(request, on_piece).await?;
    Ok(WrittenAnswer { answer, counts })
}

async fn generate(
    platform: &Platform,
    model: &ProjectModel,
    asked: Asked<'_>,
    request: AnswerRequest<'_>,
    stop: &Stop,
    on_piece: &mut OnPiece<'_>,
) -> Result<(Outcome, Generated), WritingError> {
    let retrieved = request.retrieved;
    let passages: Vec<&Passage> = retrieved
        .passages
        .iter()
        .filter(|scored| scored.score.total > 0.0)
        .map(|scored| &scored.passage)
        .take(PASSAGES)
        .collect();
    let earlier = earlier(platform, asked).await?;
    let language = retrieved.language.tag();
    let messages = prompt::prompt(Material {
        company: request.company,
        instructions: &model.instructions,
        language: if language.is_empty() {
            request.locale.unwrap_or("en")
        } else {
            language
        },
        passages: &passages,
        earlier: &earlier,
        page_url: asked.page_url,
        question: request.question,
    });
    let mut checked = CheckedAnswer::new(Checker::new(&passages, request.company, &[]));
    let left = Cell::new(false);
    let mut show = |text: &str| {
        if text.is_empty() {
            return ControlFlow::Continue(());
        }
        let shown = on_piece(text);
        left.set(shown.is_break());
        shown
    };
    let generated = generation::generate(
        platform,
        &model.choice,
        &messages,
        model.first_word_ms,
        stop,
        &mut |text| {
            let shown = checked.push(text);
            if show(&shown).is_break() || checked.is_over() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    )
    .await;
    let stopped = stop.get() || left.get();
    if !stopped && !checked.is_over() && generated.is_ok() {
        let rest = checked.end();
        // Nothing comes after the rest that could be ended.
        let _ = show(&rest);
    }
    let (failure, generated) = match generated {
        Ok(generated) => (None, generated),
        Err(failure) => (Some(failure.reason), Generated::default()),
    };
    let outcome = if !checked.sentences().is_empty() || stopped {
        let answer = Answer {
            text: checked.text().to_owned(),
            citations: citations(&checked, &passages),
            unanswered: false,
            grounding: grounding(&checked, &passages, retrieved),
        };
        Outcome::Answered(answer, failure)
    } else if checked.is_refusal() {
        Outcome::NotCovered
    } else {
        Outcome::Failed(failure.unwrap_or(FailureReason::Unsupported))
    };
    Ok((outcome, generated))
}

/// The last messages before the question.
async fn earlier(platform: &Platform, asked: Asked<'_>) -> Result<Vec<Earlier>, DbError> {
    let Some(conversation_id) = asked.conversation_id else {
        return Ok(Vec::new());
    };
    let db = &platform.project(asked.project_id);
    // The question itself is stored already.
    let limit = EARLIER_MESSAGES + 1;
    let mut said = said::latest(db, asked.project_id, conversation_id, limit).await?;
    if said
        .last()
        .is_some_and(|last| last.sender == Sender::Visitor)
    {
        said.pop();
    }
    Ok(said
        .into_iter()
        .map(|said| Earlier {
            by_visitor: said.sender == Sender::Visitor,
            text: said.text,
        })
        .collect())
}

/// A checked answer is as sure as the search, and no less than its sentences are.
fn grounding(
    checked: &CheckedAnswer<'_>,
    passages: &[&Passage],
    retrieved: &Retrieved,
) -> Grounding {
    let all_passed = checked.failed().is_empty();
    let least = if all_passed { STRONG } else { WEAK };
    let confidence = retrieved.grounding.confidence.max(least);
    Grounding {
        evidence: if confidence >= STRONG {
            Evidence::Strong
        } else {
            Evidence::Weak
        },
        confidence,
        sentences: checked
            .sentences()
            .iter()
            .map(|sentence| grounded(sentence, passages))
            .collect(),
    }
}

fn grounded(sentence: &CheckedSentence, passages: &[&Passage]) -> GroundedSentence {
    let quotes = sentence.supports.iter().filter_map(|support| {
        let text = &passages.get(support.passage)?.text;
        Some(sentences::plain(text.get(support.start..support.end)?))
    });
    GroundedSentence {
        start: sentence.start,
        end: sentence.end,
        citations: sentence.marks.clone(),
        quotes: quotes.collect(),
    }
}

fn citations(checked: &CheckedAnswer<'_>, passages: &[&Passage]) -> Vec<Citation> {
    checked
        .cited()
        .iter()
        .zip(1..)
        .filter_map(|(place, n)| {
            let passage = passages.get(*place)?;
            let mut spans: Vec<(usize, usize)> = checked
                .sentences()
                .iter()
                .flat_map(|sentence| &sentence.supports)
                .filter(|support| support.passage == *place)
                .map(|support| (support.start, support.end))
                .collect();
            spans.sort_unstable();
            spans.dedup();
            let quotes: Vec<String> = spans
                .iter()
                .filter_map(|(start, end)| passage.text.get(*start..*end))
                .map(sentences::plain)
                .collect();
            let targets: Vec<String> = spans
                .iter()
                .filter_map(|(start, end)| passage.text.get(*start..*end)?.lines().next())
                .map(sentences::plain)
                .collect();
            Some(cited_passage::cite(passage, n, &quotes, &targets))
        })
        .collect()
}
