//! [`Files`] on a bucket of R2, called by its own methods: the builders of the `worker` crate have options that are not
//! needed here.

use async_trait::async_trait;
use send_wrapper::SendWrapper;
use worker::{
    Env,
    js_sys::{Promise, Reflect, Uint8Array},
    wasm_bindgen::{JsCast as _, JsValue},
    wasm_bindgen_futures::JsFuture,
    worker_sys::{R2Bucket, R2ObjectBody},
};

use crate::platform::{Files, PlatformError};

const FILES: &str = "FILES";

pub(super) struct BucketBinding(SendWrapper<R2Bucket>);

impl BucketBinding {
    pub(super) fn of(env: &Env) -> Option<Self> {
        let binding = Reflect::get(env, &JsValue::from_str(FILES)).ok()?;
        binding
            .is_object()
            .then(|| Self(SendWrapper::new(binding.unchecked_into())))
    }
}

async fn outcome(called: Result<Promise, JsValue>) -> Result<JsValue, PlatformError> {
    let failure = |error| PlatformError(format!("R2: {error:?}"));
    JsFuture::from(called.map_err(failure)?)
        .await
        .map_err(failure)
}

#[async_trait(?Send)]
impl Files for BucketBinding {
    async fn put(&self, key: String, bytes: Vec<u8>) -> Result<(), PlatformError> {
        let bytes = Uint8Array::from(bytes.as_slice()).into();
        let put = self.0.put(key, bytes, JsValue::UNDEFINED);
        outcome(put).await.map(drop)
    }

    async fn get(&self, key: String) -> Result<Option<Vec<u8>>, PlatformError> {
        let found = outcome(self.0.get(key, JsValue::UNDEFINED)).await?;
        if found.is_null() {
            return Ok(None);
        }
        let body: R2ObjectBody = found.unchecked_into();
        let content = outcome(body.array_buffer()).await?;
        Ok(Some(Uint8Array::new(&content).to_vec()))
    }

    async fn delete(&self, keys: Vec<String>) -> Result<(), PlatformError> {
        let keys = keys.into_iter().map(JsValue::from).collect();
        outcome(self.0.delete_multiple(keys)).await.map(drop)
    }
}
