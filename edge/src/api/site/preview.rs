//! `POST /api/v1/preview`: previews the answer to a question, or the text that would be read at an address.

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
    /// The address of a page to read instead. It needs the permission to add sources.
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
    /// The limits of `confidence` for answering a question, and for pointing to the closest page.
    limits: ConfidenceLimits,
    /// What a model did, null if none was asked and the answer consists of your pages' sentences.
    model: Option<PreviewModel>,
    /// The time from the question to the end of the answer, in milliseconds.
    milliseconds: u64,
}

/// The lowest confidence for each kind of answer, 0 to 1.
#[derive(Serialize, ToSchema)]
pub struct ConfidenceLimits {
    /// The lowest confidence at which the question is answered.
    answer: f64,
    /// The lowest confidence at which the closest page is named, with a word of caution. Below it, visitors are told
    /// that there is no answer.
    point: f64,
}

impl ConfidenceLimits {
    /// The limits for the owner's `carefulness`.
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
    /// Why visitors get the pages' own sentences instead, null if they do not.
    failure: Option<PreviewFailure>,
    /// Whether the model had been asked the same before, so that its earlier answer is shown again.
    repeated: bool,
    /// The number of tokens that it read.
    input_tokens: u64,
    /// The number of tokens that it wrote.
    output_tokens: u64,
    /// What the tokens cost, in dollars; null if no price is known.
    cost: Option<f64>,
    /// The sentences that visitors do not see, because your pages do not support them.
    held_back: Vec<HeldBackSentence>,
}

/// Why a model did not write the answer.
#[derive(Serialize, ToSchema)]
pub struct PreviewFailure {
    reason: FailureReason,
    /// What you can do about it.
    message: &'static str,
}

/// A sentence that the model wrote and that visitors do not see.
#[derive(Serialize, ToSchema)]
pub struct HeldBackSentence {
    text: String,
    #[schema(value_type = HeldBackReason)]
    reason: &'static str,
}

names! {
    /// The part of a sentence that the passages do not support.
    #[derive(ToSchema)]
    pub enum HeldBackReason {
        /// The sentence has nothing that can be checked.
        Nothing = "nothing",
        /// A number, or what it counts.
        Number = "number",
        /// A name.
        Name = "name",
        /// A currency or a percent sign.
        Sign = "sign",
        /// A negation: the sentence says no where the passages say yes, or the other way round.
        Negation = "negation",
        /// A word that limits or generalises, such as "only" or "always".
        Limit = "limit",
        /// An address.
        Link = "link",
        /// Too many words that the passages do not have.
        Words = "words",
        /// The sentence repeats an earlier one.
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
    /// Other addresses at which one of your sources says the same.
    also_at: Vec<String>,
    /// The text, as Markdown.
    text: String,
    /// How well it matches the question, 0 to 1; null in the preview of a page.
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

/// The text that would be read at an address.
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
    /// Why nothing can be read there, null if something can.
    failure: Option<FailureBody>,
}

impl PreviewedPageBody {
    fn of(asked: String, read: Result<PagePreview, Failure>) -> Result<Self, ApiError> {
        let page = match read {
            Ok(page) => page,
            Err(Failure::Address(error)) => return Err(error.into()),
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

/// The requested preview.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum PreviewedBody {
    /// The answer to a question.
    Answer(PreviewBody),
    /// The text of the page at an address.
    Page(PreviewedPageBody),
}

/// Previews the answer to a question and the passages behind it, or the text that would be read at an address. Nothing
/// is stored, and no credit is used.
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
