//! What a question would be answered, without asking it: for an owner who checks what their sources give.

use std::ops::ControlFlow;

use super::{
    ask::{AskError, check_question},
    published_project::PublishedProject,
    retrieve::retrieve,
    stop::Stop,
    written_answer::{self, Asked},
};
use crate::platform::{
    Platform, PlatformError,
    answer_provider::{Answer, AnswerRequest},
};
use porchlight_knowledge::retrieval::ScoredPassage;

/// The most passages that are shown.
pub const PASSAGES: usize = 10;

/// An answer that was not given, and its grounds.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The answer that a visitor would get.
    pub answer: Answer,
    /// The passages that were considered, best first.
    pub passages: Vec<ScoredPassage>,
}

/// Answers `question` from the project's sources, and stores nothing.
pub async fn preview(
    platform: &Platform,
    project: &PublishedProject,
    question: &str,
    language: Option<&str>,
) -> Result<Preview, AskError> {
    let question = check_question(question)?;
    let project_id = project.id;
    let retrieved = retrieve(
        &platform.project(project_id),
        platform.assets.word_table().await.as_deref(),
        project_id,
        &question,
        language,
    )
    .await?;
    let request = AnswerRequest {
        question: &question,
        previous: None,
        company: &project.settings.company,
        locale: language,
        retrieved: &retrieved,
    };
    let asked = Asked {
        project_id,
        conversation_id: None,
        page_url: None,
    };
    let go_on = &mut |_: &str| ControlFlow::Continue(());
    let written = written_answer::write(platform, asked, request, &Stop::default(), go_on)
        .await
        .map_err(|error| PlatformError(error.to_string()))?;
    if !written.counts.is_empty() {
        platform.project(project_id).batch(written.counts).await?;
    }
    let mut passages = retrieved.passages;
    passages.truncate(PASSAGES);
    Ok(Preview {
        answer: written.answer,
        passages,
    })
}
