//! [`PageBrowser`] on the binding of Browser Rendering, by its method `quickAction`.

use async_trait::async_trait;
use send_wrapper::SendWrapper;
use worker::{
    AbortController, Env, Response,
    js_sys::{Function, JSON, Promise, Reflect},
    wasm_bindgen::{JsCast as _, JsValue},
    wasm_bindgen_futures::JsFuture,
    web_sys,
};

use super::response::{Excess, in_time, whole};
use crate::platform::{FetchLimits, HttpError, HttpResponse, PageBrowser};

const BROWSER: &str = "BROWSER";
const METHOD: &str = "quickAction";
const CONTENT: &str = "content";

pub(super) struct BrowserBinding(SendWrapper<JsValue>);

impl BrowserBinding {
    /// The deployment's binding, if it has one. Anything with the method is accepted, so that another Worker can
    /// replace it.
    pub(super) fn of(env: &Env) -> Option<Self> {
        let binding = Reflect::get(env, &JsValue::from_str(BROWSER)).ok()?;
        binding.is_object().then(|| Self(SendWrapper::new(binding)))
    }

    async fn answer(&self, request: &serde_json::Value) -> Result<Response, JsValue> {
        let method: Function = Reflect::get(&self.0, &JsValue::from_str(METHOD))?.dyn_into()?;
        let request = JSON::parse(&request.to_string())?;
        let asked = method.call2(&self.0, &JsValue::from_str(CONTENT), &request)?;
        let answer = JsFuture::from(Promise::resolve(&asked)).await?;
        Ok(answer.dyn_into::<web_sys::Response>()?.into())
    }
}

#[async_trait(?Send)]
impl PageBrowser for BrowserBinding {
    async fn draw(
        &self,
        request: &serde_json::Value,
        limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let answer = async {
            let response = self
                .answer(request)
                .await
                .map_err(|error| HttpError::Unreachable(format!("{error:?}")))?;
            whole(response, limits, Excess::Dropped).await
        };
        in_time(answer, limits, AbortController::default()).await
    }
}
