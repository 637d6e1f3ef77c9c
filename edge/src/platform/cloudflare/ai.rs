//! [`Ai`] on the binding of Workers AI.

use async_trait::async_trait;
use futures::StreamExt as _;
use worker::{
    Env,
    js_sys::Reflect,
    wasm_bindgen::{JsCast as _, JsValue},
};

use crate::{
    domain::{embedding::BindingInput, model::completion::CompletionRequest},
    platform::{Ai, ByteStream, HttpError, PlatformError},
};

const AI: &str = "AI";

pub(super) struct Binding(worker::Ai);

impl Binding {
    /// The deployment's binding, if it has one. Anything with a method `run` is accepted, so that another Worker can
    /// replace it where there is no account.
    pub(super) fn of(env: &Env) -> Option<Self> {
        let binding = Reflect::get(env, &JsValue::from_str(AI)).ok()?;
        binding
            .is_object()
            .then(|| Self(binding.unchecked_into::<worker::Ai>()))
    }
}

#[async_trait(?Send)]
impl Ai for Binding {
    async fn run(
        &self,
        model: &str,
        request: &CompletionRequest,
    ) -> Result<ByteStream, PlatformError> {
        let stream = self
            .0
            .run_bytes(model, request)
            .await
            .map_err(|error| PlatformError(error.to_string()))?;
        Ok(Box::pin(stream.map(|chunk| {
            chunk.map_err(|error| HttpError::Unreachable(error.to_string()))
        })))
    }

    async fn value(
        &self,
        model: &str,
        input: &BindingInput<'_>,
    ) -> Result<serde_json::Value, PlatformError> {
        self.0
            .run(model, input)
            .await
            .map_err(|error| PlatformError(error.to_string()))
    }
}
