//! Other servers, a webhook's address and a language model, which fail on request.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use porchlight_edge::platform::{
    ByteStream, Clock, FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest,
    StreamResponse,
};
use serde_json::json;

use super::{
    dice::Dice,
    fault::{Fault, Faults},
    time::VirtualTime,
};
use crate::{support::model_server::pieces, written_answers::GOOD};

/// The time limit for a webhook's address, in milliseconds.
const PATIENCE_MS: u64 = 15_000;

pub(super) struct Network {
    /// The ids of the events that arrived, in order, including repetitions.
    pub(super) received: Mutex<Vec<String>>,
    pub(super) faults: Arc<Faults>,
    pub(super) dice: Arc<Dice>,
    pub(super) time: Arc<VirtualTime>,
}

impl Network {
    /// The pieces that the model sends, the error with which it breaks off, if any, and whether it stalls.
    fn answer(&self) -> (Vec<Vec<u8>>, Option<HttpError>, bool) {
        let frame = |text: &String| {
            let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text } }] });
            format!("data: {chunk}\n\n").into_bytes()
        };
        let mut frames: Vec<Vec<u8>> = pieces(GOOD).iter().map(frame).collect();
        frames.push(b"data: [DONE]\n\n".to_vec());
        let middle = self.dice.between(0..=frames.len() as u64 - 1);
        let middle = usize::try_from(middle).unwrap();
        if self.faults.strikes(Fault::ModelStalls) {
            frames.truncate(middle);
            return (frames, None, true);
        }
        if self.faults.strikes(Fault::ModelGarbage) {
            frames.insert(
                middle,
                b"data: {\"choices\": [\xff\xfe\n\n<html>\0".to_vec(),
            );
        }
        if self.faults.strikes(Fault::ModelHalfFrame) {
            let half = frames[middle].len() / 2;
            frames[middle].truncate(half);
            frames.truncate(middle + 1);
        } else if self.faults.strikes(Fault::ModelWrongLength) {
            frames.truncate(middle);
            let error = HttpError::Unreachable("the body ended before its length".into());
            return (frames, Some(error), false);
        }
        (frames, None, false)
    }
}

#[async_trait(?Send)]
impl Http for Network {
    async fn get(
        &self,
        url: &url::Url,
        _headers: &[(&str, String)],
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn post(
        &self,
        _url: &url::Url,
        post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        if self.faults.strikes(Fault::ReceiverSlow) {
            self.time.sleep(PATIENCE_MS).await;
            return Err(HttpError::Timeout);
        }
        if self.faults.strikes(Fault::ReceiverFails) {
            return Ok(HttpResponse {
                status: 500,
                ..HttpResponse::default()
            });
        }
        let id = post.headers.iter().find(|(name, _)| *name == "webhook-id");
        let (_, id) = id.unwrap();
        self.received.lock().unwrap().push(id.clone());
        Ok(HttpResponse {
            status: 204,
            ..HttpResponse::default()
        })
    }

    async fn open(
        &self,
        _url: &url::Url,
        _request: StreamRequest,
    ) -> Result<StreamResponse, HttpError> {
        if self.faults.strikes(Fault::ModelRefuses) {
            return Ok(StreamResponse {
                status: 503,
                body: Box::pin(stream::empty()),
            });
        }
        let (frames, error, stalls) = self.answer();
        let time = Arc::clone(&self.time);
        let sent = stream::iter(frames).then(move |frame| {
            let time = Arc::clone(&time);
            async move {
                time.sleep(20).await;
                Ok(frame)
            }
        });
        let end: ByteStream = if stalls {
            Box::pin(stream::pending())
        } else {
            Box::pin(stream::iter(error.map(Err::<Vec<u8>, _>)))
        };
        Ok(StreamResponse {
            status: 200,
            body: Box::pin(sent.chain(end)),
        })
    }
}
