//! Requests about sources and their documents.

use gloo_net::http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use porchlight_shared::ids::{DocumentId, SourceId};
use serde_json::{json, to_value};

use super::{get, post, read, send};
use crate::{
    model::knowledge::{
        Changes, Documents, FullDocument, LeftOut, NewSource, OneSource, Source, Sources,
    },
    problem::Problem,
};

const SOURCES: &str = "/api/v1/sources";

pub(crate) async fn sources() -> Result<Vec<Source>, Problem> {
    Ok(get::<Sources>(SOURCES).await?.sources)
}

pub(crate) async fn source(id: SourceId) -> Result<Source, Problem> {
    Ok(get::<OneSource>(&path(id, "")).await?.source)
}

/// Adds a source. The server reads it in the background.
pub(crate) async fn add(new: &NewSource) -> Result<Source, Problem> {
    let body = to_value(new).map_err(|_| Problem::network())?;
    Ok(read::<OneSource>(post(SOURCES, body).await?).await?.source)
}

pub(crate) async fn read_again(id: SourceId) -> Result<(), Problem> {
    let body = json!({ "sourceId": id });
    post(&format!("{SOURCES}/rescrape"), body).await.map(drop)
}

/// Removes a source with its documents.
pub(crate) async fn delete(id: SourceId) -> Result<(), Problem> {
    let path = format!("{SOURCES}?id={id}");
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

pub(crate) async fn documents(id: SourceId, cursor: Option<&str>) -> Result<Documents, Problem> {
    let mut rest = "/documents".to_owned();
    if let Some(cursor) = cursor {
        rest.push_str("?cursor=");
        rest.extend(utf8_percent_encode(cursor, NON_ALPHANUMERIC));
    }
    get(&path(id, &rest)).await
}

pub(crate) async fn document(id: SourceId, document: DocumentId) -> Result<FullDocument, Problem> {
    get(&path(id, &format!("/documents/{document}"))).await
}

/// What the last reading changed.
pub(crate) async fn changes(id: SourceId) -> Result<Changes, Problem> {
    get(&path(id, "/changes")).await
}

/// Decides on pending changes: applies them, or keeps the old passages.
pub(crate) async fn decide(id: SourceId, accepts: bool) -> Result<Source, Problem> {
    let verb = if accepts { "accept" } else { "discard" };
    let decided = post(&path(id, &format!("/changes/{verb}")), json!({})).await?;
    Ok(read::<OneSource>(decided).await?.source)
}

/// The pages that the last reading skipped.
pub(crate) async fn left_out(id: SourceId) -> Result<LeftOut, Problem> {
    get(&path(id, "/left-out")).await
}

fn path(id: SourceId, rest: &str) -> String {
    format!("{SOURCES}/{id}{rest}")
}
