//! `POST /api/v1/preview`: previews the answer to a question, or what would be read at an address.

use axum::{Json, extract::State};
use porchlight_knowledge::{
    grounding::{EvidenceLimits, check::Fault},
    retrieval::ScoredPassage,
};
use porchlight_shared::{
    message::{Citation, Evidence},
    names,
    settings::Carefulness,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, PreviewAnswers, WriteSources},
        site::sources::FailureBody,
    },
    domain::model::{ProviderName, failure::FailureReason, price::dollars},
    platform::Platform,
    services::{
        index_source::{
            failure::Failure,
            page_preview::{PagePreview, preview_page},
        },
        preview,
        written_answer::ModelTry,
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
    /// From which `confidence` on a question is answered, and visitors are led to the closest page.
    limits: ConfidenceLimits,
    /// What a model did, null where none was asked: the answer is made of your pages' sentences.
    model: Option<PreviewModel>,
    /// From the question to the end of the answer, in milliseconds.
    milliseconds: u64,
}

/// From which confidence on something is done, 0 to 1.
#[derive(Serialize, ToSchema)]
pub struct ConfidenceLimits {
    /// The question is answered.
    answer: f64,
    /// The closest page is named, with a word of caution. Below it, visitors are told that there is no answer.
    point: f64,
}

impl ConfidenceLimits {
    /// Those of an owner's choice.
    pub const fn of(carefulness: Carefulness) -> Self {
        let EvidenceLimits { answer, point } = EvidenceLimits::of(carefulness);
        Self { answer, point }
    }
}

/// What a model did for an answer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewModel {
    provider: ProviderName,
    /// The name of the model.
    name: String,
    /// Why the pages' own sentences took its place, null if they did not.
    failure: Option<PreviewFailure>,
    /// It had been asked the same before, and what it wrote then was given again.
    repeated: bool,
    /// The tokens that it read.
    input_tokens: u64,
    /// The tokens that it wrote.
    output_tokens: u64,
    /// What they cost, in dollars; null if no price is known.
    cost: Option<f64>,
    /// The sentences that visitors do not see, because your pages do not say them.
    held_back: Vec<HeldBackSentence>,
}

/// Why a model did not write the answer.
#[derive(Serialize, ToSchema)]
pub struct PreviewFailure {
    reason: FailureReason,
    /// What can be done about it.
    message: &'static str,
}

/// A sentence that a model wrote and visitors do not see.
#[derive(Serialize, ToSchema)]
pub struct HeldBackSentence {
    text: String,
    #[schema(value_type = HeldBackReason)]
    reason: &'static str,
}

names! {
    /// What a sentence says that the passages do not.
    #[derive(ToSchema)]
    pub enum HeldBackReason {
        /// Nothing that could be checked.
        Nothing = "nothing",
        /// A number, or what it counts.
        Number = "number",
        /// A name.
        Name = "name",
        /// A currency or a percent sign.
        Sign = "sign",
        /// It says no where the passages say yes, or the other way round.
        Negation = "negation",
        /// A word that limits or widens, such as "only" or "always".
        Limit = "limit",
        /// An address.
        Link = "link",
        /// Too many other words.
        Words = "words",
        /// What was said before.
        Repeated = "repeated",
    }
}

impl From<Fault> for HeldBackReason {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Nothing => Self::Nothing,
            Fault::Number => Self::Number,
            Fault::Name => Self::Name,
            Fault::Sign => Self::Sign,
            Fault::Negation => Self::Negation,
            Fault::Limit => Self::Limit,
            Fault::Link => Self::Link,
            Fault::Words => Self::Words,
            Fault::Repeated => Self::Repeated,
        }
    }
}

impl PreviewModel {
    fn of(tried: ModelTry, failure: Option<FailureReason>) -> Self {
        Self {
            provider: tried.choice.provider(),
            name: tried.choice.model().to_owned(),
            failure: failure.map(|reason| PreviewFailure {
                reason,
                message: reason.advice(),
            }),
            repeated: tried.repeated,
            input_tokens: tried.usage.input,
            output_tokens: tried.usage.output,
            cost: tried.cost_micros.map(dollars),
            held_back: (tried.held_back.into_iter())
                .map(|(text, fault)| HeldBackSentence {
                    text,
                    reason: HeldBackReason::from(fault).name(),
                })
                .collect(),
        }
    }
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
    /// How well it matches the question, 0 to 1; null for a page that is only read.
    score: Option<f64>,
}

impl From<ScoredPassage> for PreviewPassage {
    fn from(scored: ScoredPassage) -> Self {
        Self {
            title: scored.passage.title_path.join(" › "),
            url: scored.passage.url,
            also_at: scored.also_at,
            text: scored.passage.text,
            score: Some(scored.score.total),
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
                score: None,
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
        limits: ConfidenceLimits::of(project.people.carefulness),
        model: (preview.tried).map(|tried| PreviewModel::of(tried, preview.failure)),
        milliseconds: preview.milliseconds,
    })))
}
