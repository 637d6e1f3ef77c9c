//! Requests about the widget's settings.

use gloo_net::http::{Method, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{post, read, send};
use crate::{
    model::{
        appearance::{Saved, Settings, StoredSettings},
        start::SiteLook,
    },
    problem::Problem,
};

const SETTINGS: &str = "/api/v1/config";

/// The settings and their `ETag`.
pub(crate) async fn settings() -> Result<(StoredSettings, String), Problem> {
    tagged(send(Method::GET, SETTINGS, None, &[]).await?).await
}

/// Changes settings, unless they have changed since `tag`.
pub(crate) async fn save(changes: Settings, tag: &str) -> Result<(Saved, String), Problem> {
    let body = Some(Value::Object(changes));
    tagged(send(Method::PATCH, SETTINGS, body, &[("If-Match", tag)]).await?).await
}

/// Undoes the latest change, unless the settings have changed since `tag`.
pub(crate) async fn undo(tag: &str) -> Result<(Saved, String), Problem> {
    let path = format!("{SETTINGS}/undo");
    tagged(send(Method::POST, &path, None, &[("If-Match", tag)]).await?).await
}

/// The colours and logo of the website at `url`.
pub(crate) async fn site_look(url: &str) -> Result<SiteLook, Problem> {
    read(post("/api/v1/site-look", json!({ "url": url })).await?).await
}

async fn tagged<T: DeserializeOwned>(response: Response) -> Result<(T, String), Problem> {
    let tag = response.headers().get("ETag").unwrap_or_default();
    Ok((read(response).await?, tag))
}
