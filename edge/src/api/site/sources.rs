//! `/api/v1/sources`: the sources of a project.

use axum::{Json, extract::State};
use porchlight_shared::{error::ErrorBody, ids::SourceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::source_settings::{HeaderBody, SourceSettingsBody};
use crate::{
    api::{
        body::SOURCE_BODY_BYTES,
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSources, WriteSources},
        query::Params,
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    services::{
        index_source::{failure::Failure, notice},
        sources::{
            self, NewSource, SourceError,
            settings::{WantedSettings, crawl_rules},
        },
    },
    store::sources::{Source, SourceKind, SourceStatus, list as list_sources},
};

/// A source and its state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Source, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "kind": "page", "name": "https://shop.example/faq",
    "url": "https://shop.example/faq", "status": "indexed", "failure": null, "notice": null, "noticeCodes": [],
    "progress": { "found": 1, "done": 1 },
    "include": [], "exclude": [], "depth": null, "recrawlHours": null, "header": null, "render": false,
    "createdAt": "2027-01-31T09:30:00.000Z", "updatedAt": "2027-01-31T09:30:02.000Z",
    "indexedAt": "2027-01-31T09:30:02.000Z",
}))]
pub struct SourceBody {
    /// The id of the source.
    id: SourceId,
    /// The kind of the source.
    kind: SourceKind,
    /// The address, the name of the file, or the question.
    name: String,
    /// The address, null for a file or a pair.
    url: Option<String>,
    /// The state of the last reading.
    status: SourceStatus,
    /// Why the last reading failed.
    failure: Option<FailureBody>,
    /// What limits left out of the last reading, and what you can do, in a few sentences.
    notice: Option<String>,
    /// The codes of the sentences in `notice`, stable and in `snake_case`: `page_limit`, `too_deep`, `sitemap_limit`,
    /// `slow`, `cut`, `left_out`, `held`, `discarded`.
    notice_codes: Vec<&'static str>,
    /// The progress of the reading.
    progress: Progress,
    /// Patterns of the pages that are read, empty for all.
    include: Vec<String>,
    /// Patterns of the pages that are left out.
    exclude: Vec<String>,
    /// The most links from the start of a site to a page, null for 10.
    depth: Option<u32>,
    /// The hours after which it is read again: 0 for never, null for the project's setting.
    recrawl_hours: Option<u32>,
    /// The header that opens its pages.
    header: Option<HeaderBody>,
    /// Whether a browser renders its pages that are empty until their scripts run.
    render: bool,
    /// When it was added.
    created_at: String,
    /// When its status last changed.
    updated_at: String,
    /// When it was last read completely.
    indexed_at: Option<String>,
}

/// Why the last reading failed. Earlier content stays in the index.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceFailure)]
pub struct FailureBody {
    /// A code for programs, stable and in `snake_case`.
    code: String,
    /// A sentence for people that says what to do.
    reason: String,
}

impl From<&Failure> for FailureBody {
    fn from(failure: &Failure) -> Self {
        Self {
            code: failure.code().to_owned(),
            reason: failure.to_string(),
        }
    }
}

/// The progress of the reading, in pages or files.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceProgress)]
pub struct Progress {
    /// The number of pages or files found so far.
    found: u64,
    /// The number of them that have been read.
    done: u64,
}

impl From<Source> for SourceBody {
    fn from(source: Source) -> Self {
        let failure = source.failure_code.zip(source.failure_reason);
        let rules = crawl_rules(source.crawl_rules.as_deref());
        let header = source.header_name.map(|name| HeaderBody {
            name,
            last_four: source.header_last_four.unwrap_or_default(),
        });
        Self {
            id: source.id,
            kind: source.kind,
            name: source.name,
            url: source.url,
            status: source.status,
            notice_codes: source
                .notice
                .as_deref()
                .map(notice::codes)
                .unwrap_or_default(),
            notice: source.notice,
            failure: failure.map(|(code, reason)| FailureBody { code, reason }),
            progress: Progress {
                found: source.documents_found,
                done: source.documents_done,
            },
            include: rules.include(),
            exclude: rules.exclude(),
            depth: rules.depth(),
            recrawl_hours: source.recrawl_hours,
            header,
            render: source.renders == 1,
            created_at: rfc3339(source.created_at),
            updated_at: rfc3339(source.updated_at),
            indexed_at: source.indexed_at.map(rfc3339),
        }
    }
}

/// The sources of a project.
#[derive(Serialize, ToSchema)]
pub struct SourcesBody {
    /// The sources, at most 500.
    sources: Vec<SourceBody>,
}

/// Lists the project's sources.
#[utoipa::path(
    get, path = "/api/v1/sources", tag = "Sources", responses((status = 200, body = SourcesBody), KeyErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
) -> Result<Json<SourcesBody>, ApiError> {
    let sources = list_sources(&platform.project(project.id), project.id).await?;
    Ok(Json(SourcesBody {
        sources: sources.into_iter().map(SourceBody::from).collect(),
    }))
}

/// A source to add: an address, a file with its content, or a question with its answer.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSource, example = json!({ "url": "https://shop.example/faq" }))]
pub struct AddBody {
    /// The address to read.
    url: Option<String>,
    /// What is at the address.
    kind: Option<AddressKind>,
    /// The name of the file, which ends in .md, .html, .txt, .csv, .docx, .pdf or .zip.
    #[schema(max_length = 200)]
    filename: Option<String>,
    /// The text of the file, or a PDF, a Word document or a folder as ZIP in base64; at most 1 MiB before that.
    content: Option<String>,
    /// The question of a pair.
    #[schema(max_length = 500)]
    question: Option<String>,
    /// The answer of a pair, as Markdown.
    #[schema(max_length = 8000)]
    answer: Option<String>,
    /// Other phrasings of the question.
    #[serde(default)]
    #[schema(max_items = 50)]
    alternatives: Vec<String>,
    /// How the source is read.
    #[serde(flatten)]
    settings: SourceSettingsBody,
}

/// What is at an address.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// A single page.
    #[default]
    Page,
    /// A sitemap, whose pages are read.
    Sitemap,
    /// The start of a site, whose pages below it are read.
    Site,
}

impl AddBody {
    fn source(mut self) -> Option<(NewSource, WantedSettings)> {
        let settings = std::mem::take(&mut self.settings).into();
        Some((self.new_source()?, settings))
    }

    fn new_source(self) -> Option<NewSource> {
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

/// The new source.
#[derive(Serialize, ToSchema)]
pub struct AddedBody {
    /// The source, which has not been read yet.
    source: SourceBody,
    /// What happens next.
    #[schema(value_type = String)]
    message: &'static str,
}

/// Adds a source, which is read in the background.
#[utoipa::path(
    post, path = "/api/v1/sources", tag = "Sources", request_body = AddBody,
    responses((status = 200, body = AddedBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSources, AddBody, SOURCE_BODY_BYTES>,
) -> Result<Json<AddedBody>, ApiError> {
    let (new, settings) = body.source().ok_or_else(|| {
        ApiError::bad_request(
            "url_missing",
            "Send a url, or a filename with its content, or a question with its answer.",
        )
    })?;
    let source = sources::create_with(&platform, project.id, new, settings).await?;
    Ok(Json(AddedBody {
        source: source.into(),
        message: "Added. Porchlight is reading it; GET /api/v1/sources shows when its status is indexed.",
    }))
}

/// The object to remove.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeleteQuery {
    /// The id of the object.
    #[param(required)]
    id: Option<String>,
}

impl DeleteQuery {
    /// The id, or 400 if there is none. `noun` names the kind of object.
    pub fn id(self, noun: &str) -> Result<String, ApiError> {
        self.id.ok_or_else(|| {
            ApiError::bad_request("id_missing", format!("Name the {noun}: ?id=<its id>."))
        })
    }
}

/// The response to a removal.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "deleted": true }))]
pub struct DeletedBody {
    /// Always `true`.
    pub deleted: bool,
}

/// Removes a source and everything that was read from it.
#[utoipa::path(
    delete, path = "/api/v1/sources", tag = "Sources", params(DeleteQuery),
    responses(
        (status = 200, body = DeletedBody),
        (status = 400, description = "The query names no id.", body = ErrorBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSources>,
    Params(query): Params<DeleteQuery>,
) -> Result<Json<DeletedBody>, ApiError> {
    let id = query.id("source")?;
    sources::delete(&platform, project.id, source_id(&id)?).await?;
    Ok(Json(DeletedBody { deleted: true }))
}

/// The source to read again.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "sourceId": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b" }))]
pub struct RescrapeBody {
    /// The id of the source.
    #[schema(required)]
    source_id: Option<String>,
    /// The key, if it is not in the header.
    #[serde(rename = "apiKey")]
    #[expect(
        dead_code,
        reason = "read before the body is; it stands here for the documentation"
    )]
    api_key: Option<String>,
}

/// A source that will be read again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RescrapedBody {
    /// The id of the source.
    source_id: SourceId,
    /// The address of the source.
    url: String,
    /// Always `scraping`.
    #[schema(value_type = String)]
    status: &'static str,
    /// What happens next.
    #[schema(value_type = String)]
    message: &'static str,
}

/// Reads a source again. Until it is done, the earlier content stays in the index.
#[utoipa::path(
    post, path = "/api/v1/sources/rescrape", tag = "Sources", request_body = RescrapeBody,
    responses(
        (status = 200, body = RescrapedBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn rescrape(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSources, RescrapeBody>,
) -> Result<Json<RescrapedBody>, ApiError> {
    let id = body
        .source_id
        .ok_or_else(|| ApiError::bad_request("source_id_missing", "Name the source: sourceId."))?;
    let source = sources::rescrape(&platform, project.id, source_id(&id)?).await?;
    Ok(Json(RescrapedBody {
        source_id: source.id,
        url: source.url.unwrap_or_default(),
        status: "scraping",
        message: "The source is being read again. The earlier version stays in service until then.",
    }))
}

/// The id, or 404 for a text that is not an id.
fn source_id(text: &str) -> Result<SourceId, SourceError> {
    text.parse().map_err(|_| SourceError::NotFound)
}
