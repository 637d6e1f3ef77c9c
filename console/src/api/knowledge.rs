//! Sources and what was read of them.

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

/// All sources of the project.
pub(crate) async fn sources() -> Result<Vec<Source>, Problem> {
    Ok(get::<Sources>(SOURCES).await?.sources)
}

/// One source.
pub(crate) async fn source(id: SourceId) -> Result<Source, Problem> {
    Ok(get::<OneSource>(&path(id, "")).await?.source)
}

/// Adds a source, which is read in the background.
pub(crate) async fn add(new: &NewSource) -> Result<Source, Problem> {
    let body = to_value(new).map_err(|_| Problem::network())?;
    Ok(read::<OneSource>(post(SOURCES, body).await?).await?.source)
}

/// Reads a source again.
pub(crate) async fn read_again(id: SourceId) -> Result<(), Problem> {
    let body = json!({ "sourceId": id });
    post(&format!("{SOURCES}/rescrape"), body).await.map(drop)
}

/// Removes a source with everything that was read of it.
pub(crate) async fn delete(id: SourceId) -> Result<(), Problem> {
    let path = format!("{SOURCES}?id={id}");
    send(Method::DELETE, &path, None, &[]).await.map(drop)
}

/// A page of the documents of a source.
pub(crate) async fn documents(id: SourceId, cursor: Option<&str>) -> Result<Documents, Problem> {
    let mut rest = "/documents".to_owned();
    if let Some(cursor) = cursor {
        rest.push_str("?cursor=");
        rest.extend(utf8_percent_encode(cursor, NON_ALPHANUMERIC));
    }
    get(&path(id, &rest)).await
}

/// A document with its passages.
pub(crate) async fn document(id: SourceId, document: DocumentId) -> Result<FullDocument, Problem> {
    get(&path(id, &format!("/documents/{document}"))).await
}

/// What the last reading changed.
pub(crate) async fn changes(id: SourceId) -> Result<Changes, Problem> {
    get(&path(id, "/changes")).await
}

/// Decides on changes that wait: lets them in, or keeps what was there.
pub(crate) async fn decide(id: SourceId, accepts: bool) -> Result<Source, Problem> {
    let verb = if accepts { "accept" } else { "discard" };
    let decided = post(&path(id, &format!("/changes/{verb}")), json!({})).await?;
    Ok(read::<OneSource>(decided).await?.source)
}

/// The pages that the last reading left out.
pub(crate) async fn left_out(id: SourceId) -> Result<LeftOut, Problem> {
    get(&path(id, "/left-out")).await
}

fn path(id: SourceId, rest: &str) -> String {
    format!("{SOURCES}/{id}{rest}")
}
