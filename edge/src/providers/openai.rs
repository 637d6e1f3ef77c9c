//! Models behind an endpoint with `OpenAI`'s chat completions API.

use futures::StreamExt as _;

use super::completion::{Completion, of_http};
use crate::{
    domain::model::{
        Endpoint,
        completion::{ChatMessage, CompletionRequest},
        failure::{FailureReason, ModelFailure},
    },
    platform::{ByteStream, Http, StreamRequest},
};

/// The largest part of a refusal that is read, in bytes.
const REFUSAL_BYTES: usize = 8 * 1024;

/// Sends the request to the endpoint. Returns when the endpoint has accepted it.
pub async fn open(
    http: &dyn Http,
    endpoint: &Endpoint,
    messages: Vec<ChatMessage>,
) -> Result<Completion, ModelFailure> {
    let request = CompletionRequest::to_endpoint(&endpoint.model, messages);
    let body =
        serde_json::to_string(&request).map_err(|_| ModelFailure::from(FailureReason::Broken))?;
    let headers = endpoint.request_headers("text/event-stream");
    let request = StreamRequest { headers, body };
    let response = http
        .open(&endpoint.completions_url(), request)
        .await
        .map_err(|error| of_http(&error))?;
    if (200..300).contains(&response.status) {
        return Ok(Completion::new(response.body));
    }
    let refusal = beginning(response.body).await;
    Err(ModelFailure::of_response(response.status, &refusal))
}

async fn beginning(mut body: ByteStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Ok(chunk)) = body.next().await {
        bytes.extend(chunk);
        if bytes.len() >= REFUSAL_BYTES {
            bytes.truncate(REFUSAL_BYTES);
            break;
        }
    }
    bytes
}
