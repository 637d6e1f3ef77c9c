//! An answer: written by a model and checked sentence by sentence, or made of the pages' own sentences.
//!
//! *Invariant:* nothing that a model writes is passed on before it has been checked. Whatever goes wrong with a model,
//! there is an answer in the same turn.

use std::{cell::Cell, ops::ControlFlow};

use futures::future::try_join;
use porchlight_knowledge::grounding::{
    check::{Checker, Fault},
    checked_answer::CheckedAnswer,
};
use porchlight_shared::{ids::ProjectId, message::Evidence};

use super::{
    generation::{self, FailedGeneration, Generated},
    model::{self, ProjectModel},
    model_answers,
    model_budget::{self, Wanting},
    stop::Stop,
};
use crate::{
    domain::{
        conversation::attributes::Attributes,
        conversation::turn_request::EarlierMessage,
        model::{
            completion::Usage,
            failure::FailureReason,
            prompt::{self, Material},
        },
        timestamp::day,
    },
    platform::{
        DbError, Platform, Statement,
        answer_provider::{Answer, AnswerRequest, OnPiece, ProviderError},
    },
    store::{model::ModelSettings, model_days},
};

mod checked;
mod material;
mod model_try;

use material::{earlier, passages_to_read};
pub use model_try::ModelTry;

/// The context of a question, in addition to its [`AnswerRequest`].
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The project.
    pub project_id: ProjectId,
    /// The earlier messages, newest first.
    pub earlier: &'a [EarlierMessage],
    /// The owner's model settings, if they were read already.
    pub chosen: Option<&'a ModelSettings>,
    /// The page that the visitor is on.
    pub page_url: Option<&'a str>,
    /// What that page says about the visitor.
    pub attributes: Option<&'a Attributes>,
    /// Instructions for the model, instead of the project's.
    pub instructions: Option<&'a str>,
    /// The person for whom the answer is generated.
    pub by: Wanting,
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

/// An answer, and how it was made.
pub struct WrittenAnswer {
    /// The answer.
    pub answer: Answer,
    /// The statements that count requests to models, for the batch that stores the answer.
    pub counts: Vec<Statement>,
    /// Why the pages' own sentences replaced the model's answer, if they did.
    pub failure: Option<FailureReason>,
    /// What a model did for it. `None` if no model was asked.
    pub tried: Option<ModelTry>,
}

/// The outcome of asking a model.
enum WritingOutcome {
    /// It wrote this answer. With a reason, it failed in the middle.
    Answered(Answer, Option<FailureReason>),
    /// It says that the passages do not answer the question.
    NotCovered,
    /// It wrote nothing that can be shown.
    Failed(FailureReason),
}

/// Where the model's text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextSource {
    /// The model was asked.
    Model,
    /// The model had been asked the same before.
    Kept,
    /// A budget was used up, so the model was not asked.
    Nothing,
}

struct Tried {
    outcome: WritingOutcome,
    source: TextSource,
    usage: Usage,
    /// The sentences that were held back, with the reasons.
    held_back: Vec<(String, Fault)>,
    /// The statements that keep the text for the next visitor who asks the same.
    kept: Vec<Statement>,
}

impl Tried {
    /// The outcome if a budget is used up.
    const NOTHING: Self = Self {
        outcome: WritingOutcome::Failed(FailureReason::Budget),
        source: TextSource::Nothing,
        usage: Usage {
            input: 0,
            output: 0,
        },
        held_back: Vec::new(),
        kept: Vec::new(),
    };
}

/// Writes the answer to `request`, and passes each checked piece of its text to `on_piece`. Ends early, with the text
/// so far, once `stop` is set.
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
    let model = match asked.chosen {
        _ if !has_passages => None,
        Some(chosen) => model::used(platform, asked.project_id, chosen),
        None => model::of(platform, asked.project_id).await?,
    };
    let Some(mut model) = model else {
        return extractive(platform, request, on_piece, Vec::new()).await;
    };
    if let Some(instructions) = asked.instructions {
        instructions.clone_into(&mut model.instructions);
    }
    let today = day(platform.clock.now());
    let failed = |reason| model_days::failed(asked.project_id, &today, reason);
    let begun = platform.clock.now();
    let tried = generate(platform, &model, asked, request, stop, on_piece).await?;
    let took = model_days::ModelRequest {
        asked: tried.source == TextSource::Model && tried.usage.input > 0,
        answered: matches!(tried.outcome, WritingOutcome::Answered(..)),
        repeated: tried.source == TextSource::Kept,
        input_tokens: tried.usage.input,
        output_tokens: tried.usage.output,
        milliseconds: platform.clock.now().saturating_sub(begun),
        cost_micros: model.price.map_or(0, |price| {
            price.micros(tried.usage.input, tried.usage.output)
        }),
    };
    let about = Some(ModelTry {
        repeated: tried.source == TextSource::Kept,
        usage: tried.usage,
        cost_micros: model.price.map(|_| took.cost_micros),
        held_back: tried.held_back,
        choice: model.choice.clone(),
    });
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
            Ok(WrittenAnswer {
                answer,
                counts,
                failure: None,
                tried: about,
            })
        }
        WritingOutcome::NotCovered => {
            let mut uncovered = retrieved.clone();
            uncovered.grounding.evidence = Evidence::None;
            uncovered.grounding.confidence = 0.0;
            let request = AnswerRequest {
                retrieved: &uncovered,
                ..request
            };
            let written = extractive(platform, request, on_piece, counts).await?;
            Ok(WrittenAnswer {
                tried: about,
                ..written
            })
        }
        WritingOutcome::Failed(reason) => {
            counts.push(failed(reason));
            let written = extractive(platform, request, on_piece, counts).await?;
            Ok(WrittenAnswer {
                failure: Some(reason),
                tried: about,
                ..written
            })
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
    Ok(WrittenAnswer {
        answer,
        counts,
        failure: None,
        tried: None,
    })
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
    let earlier = earlier(asked.earlier);
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
        attributes: asked.attributes,
        question: request.question,
    };
    // An answer that continues a conversation, or that is for this visitor, fits no other conversation.
    let is_for_all = earlier.is_empty() && asked.attributes.is_none_or(Attributes::is_empty);
    let hash = is_for_all.then(|| model_answers::prompt_hash(&model.choice, material));
    let (kept, is_used_up) = kept_and_used_up(platform, model, asked, hash.as_deref()).await?;
    let kept = kept.filter(|text| checked::passes(text, &passages, request.company));
    if kept.is_none()
        && (is_used_up
            || model_budget::is_share_used_up(platform, model, asked.project_id, asked.by).await?)
    {
        return Ok(Tried::NOTHING);
    }
    let question = [request.question, request.previous.unwrap_or_default()].join(" ");
    let checker = Checker::new(&passages, request.company, &[]).with_question(&question);
    let mut answer = CheckedAnswer::new(checker);
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
        let shown = answer.push(text);
        if show(&shown).is_break() || answer.is_over() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let (source, generated) = if let Some(text) = &kept {
        // If the listener has left, the rest is not needed, and there is no request to end.
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
    if !stopped && !answer.is_over() && is_at_its_end {
        let rest = answer.end();
        // Nothing after the rest could be ended.
        let _ = show(&rest);
    }
    let (failure, generated) = ended(generated);
    let outcome = if !answer.sentences().is_empty() || stopped {
        let written = checked::answer(&answer, &passages, retrieved, request.limits);
        WritingOutcome::Answered(written, failure)
    } else if answer.is_refusal() {
        WritingOutcome::NotCovered
    } else {
        WritingOutcome::Failed(failure.unwrap_or(FailureReason::Unsupported))
    };
    let is_whole = source == TextSource::Model && is_at_its_end && !stopped && !generated.stopped;
    let keep = |hash: &str| model_answers::keep(platform, asked.project_id, hash, &whole);
    let kept = match (hash, &outcome) {
        (Some(hash), WritingOutcome::Answered(_, None))
            if is_whole && answer.failed().is_empty() =>
        {
            vec![keep(&hash)]
        }
        _ => Vec::new(),
    };
    Ok(Tried {
        outcome,
        source,
        usage: generated.usage,
        held_back: answer.failed().to_vec(),
        kept,
    })
}

/// Why a generation failed, if it did, and what it used in any case.
fn ended(generated: Result<Generated, FailedGeneration>) -> (Option<FailureReason>, Generated) {
    match generated {
        Ok(generated) => (None, generated),
        Err(failed) => {
            let generated = Generated {
                usage: failed.usage,
                ..Generated::default()
            };
            (Some(failed.failure.reason), generated)
        }
    }
}

/// The model's text for the same prompt, and whether a budget is used up.
async fn kept_and_used_up(
    platform: &Platform,
    model: &ProjectModel,
    asked: Asked<'_>,
    hash: Option<&str>,
) -> Result<(Option<String>, bool), DbError> {
    let kept = async {
        match hash {
            Some(hash) => model_answers::text(platform, asked.project_id, hash).await,
            None => Ok(None),
        }
    };
    let used_up = model_budget::is_used_up(platform, model, asked.project_id, asked.by);
    // In parallel: each is a journey to the database, and visitors wait.
    try_join(kept, used_up).await
}
