//! `/api/v1/sources/{id}/documents`: what was read of a source, and what was left out of it.

use axum::{
    Json,
    extract::{Path, State},
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{DocumentId, ProjectId, SourceId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadSources},
        query::Params,
    },
    domain::{cursor::Cursor, timestamp::rfc3339},
    platform::Platform,
    services::sources::SourceError,
    store::{
        documents::{self, KeptDocument, KeptPassage},
        pages::outcomes,
        sources::{Source, by_id},
    },
};

/// The most documents in one response.
pub const DOCUMENTS: u32 = 100;
/// The number of documents in a response if the request does not say.
const DEFAULT_DOCUMENTS: u32 = 50;
/// The most left-out pages in the list.
pub const LEFT_OUT: u64 = 500;

/// A page or file, as last read.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Document, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c", "name": "https://shop.example/returns",
    "url": "https://shop.example/returns", "title": "Returns", "language": "en", "passageCount": 3, "version": 2,
    "createdAt": "2027-01-31T09:30:00.000Z", "updatedAt": "2027-02-07T09:30:00.000Z",
}))]
pub struct DocumentBody {
    /// The id of the document.
    id: DocumentId,
    /// Its address, the name of its file, or the question.
    name: String,
    /// Its address, null for a file or a pair.
    url: Option<String>,
    /// Its title.
    title: String,
    /// The language that it declares, as a BCP 47 tag.
    language: Option<String>,
    /// The number of its passages.
    passage_count: u64,
    /// Increases with every change of its content.
    version: u32,
    /// When it was first read.
    created_at: String,
    /// When its content last changed.
    updated_at: String,
}

impl From<KeptDocument> for DocumentBody {
    fn from(document: KeptDocument) -> Self {
        Self {
            id: document.id,
            name: document.key,
            url: document.url,
            title: document.title,
            language: document.language,
            passage_count: document.passages,
            version: document.version,
            created_at: rfc3339(document.created_at),
            updated_at: rfc3339(document.updated_at),
        }
    }
}

/// A passage, as it is searched and quoted.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentPassage)]
pub struct PassageBody {
    /// The title of the document and the headings above the passage, outermost first.
    headings: Vec<String>,
    /// The text, as Markdown.
    text: String,
    /// The address of the passage, with the anchor of its heading.
    url: Option<String>,
    /// Other ways to ask what it answers.
    alternatives: Vec<String>,
}

impl From<KeptPassage> for PassageBody {
    fn from(passage: KeptPassage) -> Self {
        let list = |json: &str| serde_json::from_str(json).unwrap_or_default();
        let url = passage.url.map(|url| match &passage.anchor {
            Some(anchor) => format!("{url}#{anchor}"),
            None => url,
        });
        Self {
            headings: list(&passage.headings),
            alternatives: list(&passage.alternatives),
            text: passage.text,
            url,
        }
    }
}

/// Which documents to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentsQuery {
    /// The `nextCursor` of the previous page.
    cursor: Option<String>,
    /// The most documents in the response.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

/// A page of the documents of a source.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentsBody {
    /// The documents, in the order in which they were first read.
    documents: Vec<DocumentBody>,
    /// The cursor of the next page, null on the last.
    next_cursor: Option<String>,
}

/// Lists what was read of a source.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/documents", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id."), DocumentsQuery),
    responses(
        (status = 200, body = DocumentsBody),
        (status = 400, description = "The query is not valid.", body = ErrorBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path(id): Path<String>,
    Params(query): Params<DocumentsQuery>,
) -> Result<Json<DocumentsBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let limit = query.limit.unwrap_or(DEFAULT_DOCUMENTS);
    if !(1..=DOCUMENTS).contains(&limit) {
        return Err(ApiError::limit_invalid(DOCUMENTS));
    }
    let filters = format!("documents {}", source.id);
    let after = query
        .cursor
        .map(|text| Cursor::decode(&text, &filters))
        .transpose()
        .map_err(|_| ApiError::cursor_invalid())?;
    let after = after.map(|cursor| cursor.id).unwrap_or_default();
    let db = &platform.project(project.id);
    let page = documents::list(db, project.id, source.id, &after, limit).await?;
    let next_cursor = page
        .last()
        .filter(|_| u32::try_from(page.len()) == Ok(limit))
        .map(|document| {
            Cursor {
                time: document.created_at,
                id: document.id.to_string(),
            }
            .encode(&filters)
        });
    Ok(Json(DocumentsBody {
        documents: page.into_iter().map(DocumentBody::from).collect(),
        next_cursor,
    }))
}

/// A document with its passages.
#[derive(Serialize, ToSchema)]
pub struct DocumentWithPassagesBody {
    /// The document.
    document: DocumentBody,
    /// Its passages, in reading order, at most 400.
    passages: Vec<PassageBody>,
}

/// Reads one document of a source with its passages, as they are searched and quoted.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/documents/{document}", tag = "Sources",
    params(
        ("id" = SourceId, Path, description = "The source's id."),
        ("document" = DocumentId, Path, description = "The document's id."),
    ),
    responses(
        (status = 200, body = DocumentWithPassagesBody),
        (status = 404, description = "There is no such source or document.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path((id, document)): Path<(String, String)>,
) -> Result<Json<DocumentWithPassagesBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let document = self::document(&platform, project.id, &source, &document).await?;
    let db = &platform.project(project.id);
    let passages = documents::passages_of(db, project.id, document.id).await?;
    Ok(Json(DocumentWithPassagesBody {
        document: document.into(),
        passages: passages.into_iter().map(PassageBody::from).collect(),
    }))
}

/// A page, a file of a folder or a row of a table that was not read, or a page with another canonical address.
#[derive(Serialize, ToSchema)]
#[schema(as = LeftOutPage)]
pub struct LeftOutPageBody {
    /// Its address, its path in the folder, or the position of the row.
    url: String,
    /// A code for programs, stable and in `snake_case`.
    code: String,
    /// A sentence for people that says what to do.
    reason: String,
}

/// The pages that were left out of a source.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutPagesBody {
    /// The pages, failed ones first, at most 500.
    left_out: Vec<LeftOutPageBody>,
}

/// Lists the pages that the last reading of a source found and left out, each with the reason.
#[utoipa::path(
    get, path = "/api/v1/sources/{id}/left-out", tag = "Sources",
    params(("id" = SourceId, Path, description = "The source's id.")),
    responses(
        (status = 200, body = LeftOutPagesBody),
        (status = 404, description = "There is no such source.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list_left_out(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSources>,
    Path(id): Path<String>,
) -> Result<Json<LeftOutPagesBody>, ApiError> {
    let source = source(&platform, project.id, &id).await?;
    let db = &platform.project(project.id);
    let problems = outcomes::problems(db, project.id, source.id, LEFT_OUT).await?;
    let left_out = problems.into_iter().map(|problem| LeftOutPageBody {
        url: problem.url,
        code: problem.failure_code,
        reason: problem.failure_reason,
    });
    Ok(Json(LeftOutPagesBody {
        left_out: left_out.collect(),
    }))
}

/// The project's source with this id. 404 for a text that is not an id.
pub(super) async fn source(
    platform: &Platform,
    project_id: ProjectId,
    id: &str,
) -> Result<Source, ApiError> {
    let found = match id.parse::<SourceId>() {
        Ok(id) => by_id(&platform.project(project_id), project_id, id).await?,
        Err(_) => None,
    };
    Ok(found.ok_or(SourceError::NotFound)?)
}

/// The source's document with this id. 404 for a text that is not an id.
pub(super) async fn document(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    id: &str,
) -> Result<KeptDocument, ApiError> {
    let db = &platform.project(project_id);
    let found = match id.parse::<DocumentId>() {
        Ok(id) => documents::by_id(db, project_id, source.id, id).await?,
        Err(_) => None,
    };
    Ok(found.ok_or(SourceError::DocumentNotFound)?)
}
