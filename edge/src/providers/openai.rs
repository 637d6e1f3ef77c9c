//! Models behind an endpoint that speaks `OpenAI`'s chat completions.

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

/// How much of a refusal is read, in bytes.
const REFUSAL_BYTES: usize = 8 * 1024;

/// Asks the endpoint, and returns when it has accepted the request.
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
