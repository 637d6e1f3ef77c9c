//! Previews the answer to a question, for owners who check what their sources say. Nothing is stored.

use std::ops::ControlFlow;

use super::{
    ask::{AskError, check_question},
    model_budget::Wanting,
    published_project::PublishedProject,
    retrieve::retrieve,
    stop::Stop,
    vectors,
    written_answer::{self, Asked, ModelTry},
};
use crate::{
    domain::model::failure::FailureReason,
    platform::{
        Platform, PlatformError,
        answer_provider::{Answer, AnswerRequest},
    },
};
use porchlight_knowledge::{grounding::EvidenceLimits, retrieval::ScoredPassage};
use porchlight_shared::chat_event::Holder;

/// The most passages in the preview.
pub const PASSAGES: usize = 10;

/// An answer that was not sent, with its passages.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The answer that a visitor would get.
    pub answer: Answer,
    /// The passages that were considered, best first.
    pub passages: Vec<ScoredPassage>,
    /// Why the pages' own sentences replaced the model's answer, if they did.
    pub failure: Option<FailureReason>,
    /// What a model did for it. `None` if no model was asked.
    pub tried: Option<ModelTry>,
    /// The time from the question to the end of the answer, in milliseconds.
    pub milliseconds: u64,
}

/// Answers `question` from the project's sources, and stores nothing.
pub async fn preview(
    platform: &Platform,
    project: &PublishedProject,
    question: &str,
    language: Option<&str>,
) -> Result<Preview, AskError> {
    let mut previewed = answer(platform, project, question, language, Draft::default()).await?;
    previewed.passages.truncate(PASSAGES);
    Ok(previewed)
}

/// How to generate the previewed answer.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Instructions for the model, instead of the project's.
    pub instructions: Option<&'a str>,
    /// The person for whom the answer is generated.
    pub by: Wanting,
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Self {
            instructions: None,
            by: Wanting::Owner,
        }
    }
}

/// Answers like [`preview`] with all passages, as `draft` says.
pub async fn answer(
    platform: &Platform,
    project: &PublishedProject,
    question: &str,
    language: Option<&str>,
    draft: Draft<'_>,
) -> Result<Preview, AskError> {
    let begun = platform.clock.now();
    let question = check_question(question, Holder::Bot)?;
    let project_id = project.id;
    let mut retrieved = retrieve(
        &platform.project(project_id),
        platform.assets.word_table().await.as_deref(),
        project_id,
        &question,
        language,
    )
    .await?;
    vectors::improve(platform, project_id, &question, None, &mut retrieved).await;
    let request = AnswerRequest {
        question: &question,
        previous: None,
        company: &project.settings.company,
        locale: language,
        limits: EvidenceLimits::of(project.people.carefulness),
        retrieved: &retrieved,
    };
    let asked = Asked {
        project_id,
        earlier: &[],
        chosen: None,
        page_url: None,
        attributes: None,
        instructions: draft.instructions,
        by: draft.by,
    };
    let go_on = &mut |_: &str| ControlFlow::Continue(());
    let written = written_answer::write(platform, asked, request, &Stop::default(), go_on)
        .await
        .map_err(|error| PlatformError(error.to_string()))?;
    if !written.counts.is_empty() {
        platform.project(project_id).batch(written.counts).await?;
    }
    Ok(Preview {
        answer: written.answer,
        passages: retrieved.passages,
        failure: written.failure,
        tried: written.tried,
        milliseconds: platform.clock.now().saturating_sub(begun),
    })
}
