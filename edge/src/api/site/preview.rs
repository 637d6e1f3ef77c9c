//! `POST /api/v1/preview`: previews the answer to a question, or what would be read at an address.

use axum::{Json, extract::State};
use porchlight_knowledge::retrieval::ScoredPassage;
use porchlight_shared::message::{Citation, Evidence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, PreviewAnswers, WriteSources},
        site::sources::FailureBody,
    },
    platform::Platform,
    services::{
        index_source::{
            failure::Failure,
            page_preview::{PagePreview, preview_page},
        },
        preview,
    },
};

/// What to preview: the answer to a question, or an address.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "question": "What is your return policy?" }))]
pub struct PreviewQuestion {
    /// At most 1,000 characters.
    question: Option<String>,
    /// The address of a page to read instead, with the permission that adding a source takes.
    url: Option<String>,
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
#[serde(rename_all = "camelCase")]
pub struct PreviewPassage {
    /// The title of the document, followed by the headings above the passage.
    title: String,
    url: Option<String>,
    /// Other addresses at which a source of yours says the same.
    also_at: Vec<String>,
    /// The text, as Markdown.
    text: String,
}

impl From<ScoredPassage> for PreviewPassage {
    fn from(scored: ScoredPassage) -> Self {
        Self {
            title: scored.passage.title_path.join(" › "),
            url: scored.passage.url,
            also_at: scored.also_at,
            text: scored.passage.text,
        }
    }
}

/// What would be read at an address.
#[derive(Serialize, ToSchema)]
pub struct PreviewedPageBody {
    /// The address after all redirects.
    url: String,
    /// The title, empty if the page has none.
    title: String,
    /// The language that the page declares, as a BCP 47 tag.
    language: Option<String>,
    /// The passages that would be searched and quoted, at most 400.
    passages: Vec<PreviewPassage>,
    /// Why nothing can be read there.
    failure: Option<FailureBody>,
}

impl PreviewedPageBody {
    fn of(asked: String, read: Result<PagePreview, Failure>) -> Result<Self, ApiError> {
        let page = match read {
            Ok(page) => page,
            Err(Failure::Address(error)) => {
                return Err(ApiError::bad_request(error.code(), error.to_string()));
            }
            Err(failure) => {
                return Ok(Self {
                    url: asked,
                    title: String::new(),
                    language: None,
                    passages: Vec::new(),
                    failure: Some(FailureBody::from(&failure)),
                });
            }
        };
        let passages = page
            .document
            .passages
            .into_iter()
            .map(|passage| PreviewPassage {
                title: passage.headings.join(" › "),
                url: Some(match passage.anchor {
                    Some(anchor) => format!("{}#{anchor}", page.url),
                    None => page.url.clone(),
                }),
                also_at: Vec::new(),
                text: passage.text,
            });
        Ok(Self {
            passages: passages.collect(),
            title: page.document.title,
            language: page.document.language,
            failure: None,
            url: page.url,
        })
    }
}

/// The preview that was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum PreviewedBody {
    /// Of the answer to a question.
    Answer(PreviewBody),
    /// Of the page at an address.
    Page(PreviewedPageBody),
}

/// Previews the answer to a question and the passages behind it, or what would be read at an address. Nothing is stored,
/// and no credit is used.
#[utoipa::path(
    post, path = "/api/v1/preview", tag = "Sources", request_body = PreviewQuestion,
    responses((status = 200, body = PreviewedBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn preview(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<PreviewAnswers, PreviewQuestion>,
) -> Result<Json<PreviewedBody>, ApiError> {
    if let Some(url) = body.url {
        project.require::<WriteSources>()?;
        let read = preview_page(&platform, &url).await;
        let page = PreviewedPageBody::of(url, read)?;
        return Ok(Json(PreviewedBody::Page(page)));
    }
    let question = body.question.unwrap_or_default();
    let language = body.language.as_deref();
    let project = project.published(&platform).await?;
    let preview = preview::preview(&platform, &project, &question, language).await?;
    Ok(Json(PreviewedBody::Answer(PreviewBody {
        evidence: preview.answer.grounding.evidence,
        confidence: preview.answer.grounding.confidence,
        answer: preview.answer.text,
        citations: preview.answer.citations,
        passages: preview
            .passages
            .into_iter()
            .map(PreviewPassage::from)
            .collect(),
    })))
}
