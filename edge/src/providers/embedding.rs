//! Models for meaning: vectors from Workers AI or an endpoint with `OpenAI`'s embeddings API, and the order of passages
//! from a reranker of Workers AI.

use futures::StreamExt as _;
use serde_json::{Value, json};

use super::completion::of_http;
use crate::{
    domain::{
        embedding::{self, BindingInput, RerankedText},
        model::{
            Endpoint, ModelChoice,
            failure::{FailureReason, ModelFailure},
        },
    },
    platform::{Ai, Http, StreamRequest},
};

/// The longest answer that is read, in bytes: 4 MiB, for 32 vectors of 4,096 numbers.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// Vectors, and the tokens that they used, as far as the provider reported them.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    /// One for each text, in order.
    pub vectors: Vec<Vec<f32>>,
    /// The number of tokens that were read.
    pub tokens: u64,
}

/// Gets the vectors of `texts` from `model`.
pub async fn embed(
    http: &dyn Http,
    ai: Option<&dyn Ai>,
    model: &ModelChoice,
    texts: &[String],
) -> Result<Embedded, ModelFailure> {
    let answer = match model {
        ModelChoice::WorkersAi { model } => {
            ask_binding(ai, model, &BindingInput::Embed { text: texts }).await
        }
        ModelChoice::OpenAi(endpoint) => ask_endpoint(http, endpoint, texts).await,
    }?;
    let tokens = answer.pointer("/usage/prompt_tokens");
    Ok(Embedded {
        vectors: embedding::vectors(&answer, texts.len())
            .ok_or_else(|| ModelFailure::from(FailureReason::Broken))?,
        tokens: tokens.and_then(Value::as_u64).unwrap_or(0),
    })
}

/// Gets a score from the reranker `model` for how well each of `texts` answers `question`.
pub async fn rerank(
    ai: Option<&dyn Ai>,
    model: &str,
    question: &str,
    texts: &[String],
) -> Result<Vec<f64>, ModelFailure> {
    let input = BindingInput::Rerank {
        query: question,
        contexts: texts.iter().map(|text| RerankedText { text }).collect(),
        top_k: u32::try_from(texts.len()).unwrap_or(u32::MAX),
    };
    let answer = ask_binding(ai, model, &input).await?;
    embedding::rerank_scores(&answer, texts.len())
        .ok_or_else(|| ModelFailure::from(FailureReason::Broken))
}

async fn ask_binding(
    ai: Option<&dyn Ai>,
    model: &str,
    input: &BindingInput<'_>,
) -> Result<Value, ModelFailure> {
    let ai = ai.ok_or_else(|| ModelFailure::from(FailureReason::Unreachable))?;
    ai.value(model, input)
        .await
        .map_err(|error| ModelFailure::of_error(&error.0))
}

async fn ask_endpoint(
    http: &dyn Http,
    endpoint: &Endpoint,
    texts: &[String],
) -> Result<Value, ModelFailure> {
    let request = StreamRequest {
        headers: endpoint.request_headers("application/json"),
        body: json!({ "model": endpoint.model, "input": texts, "encoding_format": "float" })
            .to_string(),
    };
    let mut response = http
        .open(&endpoint.embeddings_url(), request)
        .await
        .map_err(|error| of_http(&error))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.body.next().await {
        bytes.extend(chunk.map_err(|error| of_http(&error))?);
        if bytes.len() > ANSWER_BYTES {
            return Err(FailureReason::Broken.into());
        }
    }
    if !(200..300).contains(&response.status) {
        return Err(ModelFailure::of_response(response.status, &bytes));
    }
    serde_json::from_slice(&bytes).map_err(|_| FailureReason::Broken.into())
}
