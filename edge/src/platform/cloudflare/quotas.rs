//! [`Quotas`] on Durable Objects: one object for each name.

use async_trait::async_trait;
use worker::{Method, Request, RequestInit, wasm_bindgen::JsValue};

use super::{Cloudflare, QUOTAS, failure};
use crate::{
    domain::sliding_window::{Decision, Quota},
    platform::{PlatformError, Quotas},
};

#[async_trait(?Send)]
impl Quotas for Cloudflare {
    async fn take(&self, name: &str, quota: Quota) -> Result<Decision, PlatformError> {
        let body = serde_json::to_string(&quota).map_err(failure)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_body(Some(JsValue::from_str(&body)));
        let request = Request::new_with_init("https://quota/", &init).map_err(failure)?;
        let counter = self
            .env
            .durable_object(QUOTAS)
            .and_then(|quotas| quotas.get_by_name(name))
            .map_err(failure)?;
        let mut response = counter.fetch_with_request(request).await.map_err(failure)?;
        response.json().await.map_err(failure)
    }
}
