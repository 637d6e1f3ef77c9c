//! `POST /api/v1/preview`: previews the answer to a question, and the passages behind it.

use axum::{Json, extract::State};
use porchlight_knowledge::retrieval::ScoredPassage;
use porchlight_shared::message::{Citation, Evidence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, PreviewAnswers},
    },
    platform::Platform,
    services::preview,
};

/// The question to preview.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "question": "What is your return policy?" }))]
pub struct PreviewQuestion {
    /// At most 1,000 characters.
    question: String,
    /// The visitor's language, as a BCP 47 tag.
    language: Option<String>,
}

/// The answer that a visitor would get.
#[derive(Serialize, ToSchema)]
pub struct PreviewBody {
    /// Whether the pages answer the question.
    evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer the question.
    confidence: f64,
    /// The answer, as Markdown with citation marks, or a refusal if there is no evidence.
    answer: String,
    /// The citations that the marks refer to.
    citations: Vec<Citation>,
    /// The passages that were considered, best first; at most 10.
    passages: Vec<PreviewPassage>,
}

/// A passage that was considered.
#[derive(Serialize, ToSchema)]
pub struct PreviewPassage {
    /// The title of the document, followed by the headings above the passage.
    title: String,
    url: Option<String>,
    /// The text, as Markdown.
    text: String,
}

impl From<ScoredPassage> for PreviewPassage {
    fn from(scored: ScoredPassage) -> Self {
        Self {
            title: scored.passage.title_path.join(" › "),
            url: scored.passage.url,
            text: scored.passage.text,
        }
    }
}

/// Previews the answer to a question, and the passages behind it. Nothing is stored, and no credit is used.
#[utoipa::path(
    post, path = "/api/v1/preview", tag = "Sources", request_body = PreviewQuestion,
    responses((status = 200, body = PreviewBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn preview(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<PreviewAnswers, PreviewQuestion>,
) -> Result<Json<PreviewBody>, ApiError> {
    let language = body.language.as_deref();
    let project = project.published(&platform).await?;
    let preview = preview::preview(&platform, &project, &body.question, language).await?;
    Ok(Json(PreviewBody {
        evidence: preview.answer.grounding.evidence,
        confidence: preview.answer.grounding.confidence,
        answer: preview.answer.text,
        citations: preview.answer.citations,
        passages: preview
            .passages
            .into_iter()
            .map(PreviewPassage::from)
            .collect(),
    }))
}
