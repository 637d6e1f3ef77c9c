//! `/api/v1/sources`: what Porchlight knows.

use axum::{Json, extract::State, http::StatusCode};
use porchlight_shared::ids::SourceId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    api::{
        body::SOURCE_BODY_BYTES,
        error::ApiError,
        owner::{OwnedBody, OwnedProject, ReadSources, WriteSources},
        query::Params,
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    services::sources::{self, NewSource, SourceError},
    store::sources::{Source, SourceKind, SourceStatus, list as list_sources},
};

/// A source as its owner sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceBody {
    id: SourceId,
    kind: SourceKind,
    name: String,
    url: Option<String>,
    status: SourceStatus,
    failure: Option<Failure>,
    progress: Progress,
    created_at: String,
    updated_at: String,
    indexed_at: Option<String>,
}

/// Why the last reading failed; what an earlier one read stays in service.
#[derive(Serialize)]
pub struct Failure {
    code: String,
    reason: String,
}

/// How far the reading is, in pages or files.
#[derive(Serialize)]
pub struct Progress {
    found: u64,
    done: u64,
}

impl From<Source> for SourceBody {
    fn from(source: Source) -> Self {
        let failure = source.failure_code.zip(source.failure_reason);
        Self {
            id: source.id,
            kind: source.kind,
            name: source.name,
            url: source.url,
            status: source.status,
            failure: failure.map(|(code, reason)| Failure { code, reason }),
            progress: Progress {
                found: source.documents_found,
                done: source.documents_done,
            },
            created_at: rfc3339(source.created_at),
            updated_at: rfc3339(source.updated_at),
            indexed_at: source.indexed_at.map(rfc3339),
        }
    }
}

/// `GET`: all of the project's sources.
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
) -> Result<Json<Value>, ApiError> {
    let sources = list_sources(&*platform.db, project.id).await?;
    let sources: Vec<SourceBody> = sources.into_iter().map(SourceBody::from).collect();
    Ok(Json(json!({ "sources": sources })))
}

/// The body of `POST`: an address, a file, or a question with its answer.
#[derive(Deserialize)]
pub struct AddBody {
    url: Option<String>,
    kind: Option<AddressKind>,
    filename: Option<String>,
    content: Option<String>,
    question: Option<String>,
    answer: Option<String>,
    #[serde(default)]
    alternatives: Vec<String>,
}

/// What an address leads to.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// One page.
    #[default]
    Page,
    /// A sitemap.
    Sitemap,
    /// The start of a site.
    Site,
}

impl AddBody {
    fn source(self) -> Option<NewSource> {
        if let Some(url) = self.url {
            return Some(match self.kind.unwrap_or_default() {
                AddressKind::Page => NewSource::Page { url },
                AddressKind::Sitemap => NewSource::Sitemap { url },
                AddressKind::Site => NewSource::Site { url },
            });
        }
        if let (Some(filename), Some(content)) = (self.filename, self.content) {
            return Some(NewSource::File { filename, content });
        }
        let (question, answer) = self.question.zip(self.answer)?;
        Some(NewSource::Answer {
            question,
            answer,
            alternatives: self.alternatives,
        })
    }
}

/// `POST`: adds a source; it is read in the background.
#[worker::send]
pub async fn add(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSources, AddBody, SOURCE_BODY_BYTES>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let new = body.source().ok_or_else(|| {
        ApiError::bad_request(
            "url_missing",
            "Send a url, or a filename with its content, or a question with its answer.",
        )
    })?;
    let source = sources::add(&platform, project.id, new).await?;
    let message = "Added. It is read now; GET /api/v1/sources shows when its status is indexed.";
    Ok((
        StatusCode::CREATED,
        Json(json!({ "source": SourceBody::from(source), "message": message })),
    ))
}

/// The query of `DELETE`.
#[derive(Deserialize)]
pub struct DeleteQuery {
    id: Option<String>,
}

/// `DELETE ?id=`: removes a source and everything read from it.
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSources>,
    Params(query): Params<DeleteQuery>,
) -> Result<Json<Value>, ApiError> {
    let id = query
        .id
        .ok_or_else(|| ApiError::bad_request("id_missing", "Name the source: ?id=<its id>."))?;
    sources::delete(&platform, project.id, source_id(&id)?).await?;
    Ok(Json(json!({ "deleted": true })))
}

/// The body of `POST …/rescrape`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RescrapeBody {
    source_id: Option<String>,
}

/// `POST …/rescrape`: reads a source again.
#[worker::send]
pub async fn rescrape(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSources, RescrapeBody>,
) -> Result<Json<Value>, ApiError> {
    let id = body
        .source_id
        .ok_or_else(|| ApiError::bad_request("source_id_missing", "Name the source: sourceId."))?;
    let source = sources::rescrape(&platform, project.id, source_id(&id)?).await?;
    Ok(Json(json!({
        "sourceId": source.id,
        "url": source.url,
        "status": "scraping",
        "message": "It is read again now. What was read before stays in service until then.",
    })))
}

/// What is no id at all is no source of anybody's.
fn source_id(text: &str) -> Result<SourceId, SourceError> {
    text.parse().map_err(|_| SourceError::NotFound)
}
