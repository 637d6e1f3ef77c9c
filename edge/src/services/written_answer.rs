//! An answer: written by a model and checked sentence by sentence, or made of the pages' own sentences.
//!
//! *Invariant:* nothing that a model writes is handed on before it has been checked. Whatever goes wrong with a model,
//! there is an answer in the same turn.

use std::{cell::Cell, ops::ControlFlow};

use porchlight_knowledge::{
    grounding::{WEAK, check::Checker, checked_answer::CheckedAnswer},
    passage::Passage,
    retrieval::Retrieved,
};
use porchlight_shared::{
    ids::{ConversationId, ProjectId},
    message::{Evidence, Sender},
};

use super::{
    generation::{self, Generated},
    model::{self, ProjectModel},
    model_answers,
    stop::Stop,
};
use crate::{
    domain::{
        model::{
            completion::Usage,
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

mod checked;

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
enum WritingOutcome {
    /// It wrote this, and failed in the middle if there is a reason.
    Answered(Answer, Option<FailureReason>),
    /// It has read the passages and says that they do not answer.
    NotCovered,
    /// It wrote nothing that can be shown.
    Failed(FailureReason),
}

/// Where the text of a try came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextSource {
    /// The model was asked.
    Model,
    /// It had been asked the same before.
    Kept,
    /// The day's limit was reached, and it was not asked.
    Nothing,
}

/// A model's try.
struct Tried {
    outcome: WritingOutcome,
    source: TextSource,
    usage: Usage,
    /// Keeps the text for the next visitor who asks the same.
    kept: Vec<Statement>,
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
    let begun = platform.clock.now();
    let tried = generate(platform, &model, asked, request, stop, on_piece).await?;
    let took = model_days::ModelRequest {
        answered: matches!(tried.outcome, WritingOutcome::Answered(..)),
        repeated: tried.source == TextSource::Kept,
        input_tokens: tried.usage.input,
        output_tokens: tried.usage.output,
        milliseconds: platform.clock.now().saturating_sub(begun),
    };
    let mut counts = tried.kept;
    if tried.source != TextSource::Nothing {
        counts.push(model_days::wrote(
            asked.project_id,
            &today,
            model.choice.model(),
            took,
        ));
    }
    match tried.outcome {
        WritingOutcome::Answered(answer, failure) => {
            counts.extend(failure.map(failed));
            Ok(WrittenAnswer { answer, counts })
        }
        WritingOutcome::NotCovered => {
            let mut uncovered = retrieved.clone();
            uncovered.grounding.evidence = Evidence::None;
            uncovered.grounding.confidence = uncovered.grounding.confidence.min(WEAK / 2.0);
            let request = AnswerRequest {
                retrieved: &uncovered,
                ..request
            };
            extractive(platform, request, on_piece, counts).await
        }
        WritingOutcome::Failed(reason) => {
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

/// The passages that a model gets, best first.
fn passages_to_read(retrieved: &Retrieved) -> Vec<&Passage> {
    let matching = retrieved.passages.iter();
    matching
        .filter(|scored| scored.score.total > 0.0)
        .map(|scored| &scored.passage)
        .take(PASSAGES)
        .collect()
}

async fn generate(
    platform: &Platform,
    model: &ProjectModel,
    asked: Asked<'_>,
    request: AnswerRequest<'_>,
    stop: &Stop,
    on_piece: &mut OnPiece<'_>,
) -> Result<Tried, WritingError> {
    let retrieved = request.retrieved;
    let passages = passages_to_read(retrieved);
    let earlier = earlier(platform, asked).await?;
    let language = retrieved.language.tag();
    let material = Material {
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
    };
    // What is written goes on from what was said before, and fits no other conversation.
    let hash = earlier
        .is_empty()
        .then(|| model_answers::prompt_hash(&model.choice, material));
    let kept = match &hash {
        Some(hash) => model_answers::text(platform, asked.project_id, hash).await?,
        None => None,
    }
    .filter(|text| checked::passes(text, &passages, request.company));
    if kept.is_none() && is_day_used_up(platform, model, asked.project_id).await? {
        return Ok(Tried {
            outcome: WritingOutcome::Failed(FailureReason::Budget),
            source: TextSource::Nothing,
            usage: Usage::default(),
            kept: Vec::new(),
        });
    }
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
    let mut whole = String::new();
    let mut take = |text: &str| {
        whole.push_str(text);
        let shown = checked.push(text);
        if show(&shown).is_break() || checked.is_over() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let (source, generated) = if let Some(text) = &kept {
        // Whoever has left needs no more of it, and there is no request to end.
        let _ = take(text);
        (TextSource::Kept, Ok(Generated::default()))
    } else {
        let messages = prompt::prompt(material);
        let within = model.first_word_ms;
        let generated =
            generation::generate(platform, &model.choice, &messages, within, stop, &mut take).await;
        (TextSource::Model, generated)
    };
    let stopped = stop.get() || left.get();
    let is_at_its_end = generated.as_ref().is_ok_and(|generated| !generated.cut_off);
    if !stopped && !checked.is_over() && is_at_its_end {
        let rest = checked.end();
        // Nothing comes after the rest that could be ended.
        let _ = show(&rest);
    }
    let (failure, generated) = match generated {
        Ok(generated) => (None, generated),
        Err(failure) => (Some(failure.reason), Generated::default()),
    };
    let outcome = if !checked.sentences().is_empty() || stopped {
        WritingOutcome::Answered(checked::answer(&checked, &passages, retrieved), failure)
    } else if checked.is_refusal() {
        WritingOutcome::NotCovered
    } else {
        WritingOutcome::Failed(failure.unwrap_or(FailureReason::Unsupported))
    };
    let is_whole = source == TextSource::Model && is_at_its_end && !stopped && !generated.stopped;
    let keep = |hash: &str| model_answers::keep(platform, asked.project_id, hash, &whole);
    let kept = match (hash, &outcome) {
        (Some(hash), WritingOutcome::Answered(_, None))
            if is_whole && checked.failed().is_empty() =>
        {
            vec![keep(&hash)]
        }
        _ => Vec::new(),
    };
    Ok(Tried {
        outcome,
        source,
        usage: generated.usage,
        kept,
    })
}

/// Whether the model has written as many answers today as the owner allows.
async fn is_day_used_up(
    platform: &Platform,
    model: &ProjectModel,
    project_id: ProjectId,
) -> Result<bool, DbError> {
    let Some(limit) = model.answers_per_day else {
        return Ok(false);
    };
    let today = day(platform.clock.now());
    let written = model_days::answers_on(&platform.project(project_id), project_id, &today).await?;
    Ok(written >= u64::from(limit))
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
