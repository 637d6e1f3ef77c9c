//! The streamed text of a model.

use std::collections::VecDeque;

use futures::StreamExt as _;
use porchlight_shared::sse::Decoder;

use crate::{
    domain::model::{
        completion::{Chunk, Usage},
        failure::{FailureReason, ModelFailure},
        thinking::Thinking,
    },
    platform::{ByteStream, HttpError},
};

/// The longest response that is read, in bytes. Each word takes some hundred bytes of JSON.
const RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// A piece of a model's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// More text, never empty.
    Text(String),
    /// The text ends here because it reached the length limit.
    CutOff,
    /// The tokens so far.
    Usage(Usage),
}

/// A running completion. Dropping it ends the request.
pub struct Completion {
    body: ByteStream,
    decoder: Decoder,
    thinking: Thinking,
    ready: VecDeque<Result<Written, ModelFailure>>,
    bytes: usize,
    ended: bool,
}

impl Completion {
    /// Reads a completion from the body of a response.
    pub fn new(body: ByteStream) -> Self {
        Self {
            body,
            decoder: Decoder::default(),
            thinking: Thinking::default(),
            ready: VecDeque::new(),
            bytes: 0,
            ended: false,
        }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Written, ModelFailure>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.ended {
                return None;
            }
            match self.body.next().await {
                Some(Ok(bytes)) => self.read(&bytes),
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(of_http(&error)));
                }
                None => {
                    // The last event may lack the empty line that ends it.
                    self.read(b"\n\n");
                    self.ended = true;
                    let held = self.thinking.end();
                    if !held.is_empty() {
                        self.ready.push_back(Ok(Written::Text(held)));
                    }
                }
            }
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        if self.bytes > RESPONSE_BYTES {
            self.ended = true;
            let failure = ModelFailure::from(FailureReason::Broken);
            return self.ready.push_back(Err(failure));
        }
        for frame in self.decoder.push(bytes) {
            let Some(chunk) = Chunk::read(&frame.data) else {
                continue;
            };
            if let Some(error) = chunk.error {
                self.ended = true;
                let failure = ModelFailure::of_error(&error);
                return self.ready.push_back(Err(failure));
            }
            let text = self.thinking.push(&chunk.text);
            if !text.is_empty() {
                self.ready.push_back(Ok(Written::Text(text)));
            }
            if chunk.cut_off {
                self.ready.push_back(Ok(Written::CutOff));
            }
            self.ready
                .extend(chunk.usage.map(|usage| Ok(Written::Usage(usage))));
        }
    }
}

/// The failure for a connection that failed.
pub fn of_http(error: &HttpError) -> ModelFailure {
    let reason = match error {
        HttpError::Timeout => FailureReason::Timeout,
        HttpError::TooLarge => FailureReason::Broken,
        HttpError::Unreachable(_) => FailureReason::Unreachable,
    };
    reason.into()
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    async fn read(
        chunks: Vec<Result<&'static str, HttpError>>,
    ) -> Vec<Result<Written, ModelFailure>> {
        let bytes = chunks
            .into_iter()
            .map(|chunk| chunk.map(|text| text.as_bytes().to_vec()));
        let mut completion = Completion::new(Box::pin(stream::iter(bytes)));
        let mut written = Vec::new();
        while let Some(next) = completion.next().await {
            written.push(next);
        }
        written
    }

    #[tokio::test]
    async fn events_are_read_wherever_they_are_split() {
        let written = read(vec![
            Ok("data: {\"choices\":[{\"delta\":{\"content\":\"<think>x</th"),
            Ok(
                "ink>Hi\"}}]}\n\ndata: {\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n",
            ),
            Ok(": comment\n\ndata: [DONE]\n\n"),
        ]);
        let usage = Usage {
            input: 3,
            output: 1,
        };
        assert_eq!(
            written.await,
            [Ok(Written::Text("Hi".into())), Ok(Written::Usage(usage))]
        );
    }

    #[tokio::test]
    async fn the_last_event_needs_no_empty_line() {
        let written = read(vec![Ok("data: {\"response\":\"Hi\"}")]).await;
        assert_eq!(written, [Ok(Written::Text("Hi".into()))]);
    }

    #[tokio::test]
    async fn an_error_in_the_stream_ends_it() {
        let written = read(vec![Ok(
            "data: {\"error\":{\"message\":\"rate limit\"}}\n\ndata: {\"response\":\"Hi\"}\n\n",
        )])
        .await;
        let reasons: Vec<_> = written
            .into_iter()
            .map(|written| written.unwrap_err().reason)
            .collect();
        assert_eq!(reasons, [FailureReason::Quota]);
        let written = read(vec![Err(HttpError::Unreachable(String::new()))]).await;
        assert_eq!(written, [Err(FailureReason::Unreachable.into())]);
    }
}
