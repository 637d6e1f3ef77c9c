//! The owner's decision about a reading that would remove many passages.

use porchlight_knowledge::page_address::spelling;
use porchlight_shared::ids::{DocumentId, ProjectId, SourceId};
use url::Url;

use super::SourceError;
use crate::{
    domain::job::Job,
    platform::Platform,
    services::vectors,
    store::{
        documents::{self, KeptDocument, ReadDocument, staged, versions},
        passages::IndexedDocument,
        sources::{self, Source, SourceStatus, changes},
    },
};

/// The notice of a source whose owner has discarded changes.
const DISCARDED: &str = "You discarded what the last reading would have removed. The earlier version stays in \
                         service. If the next reading finds the same changes, it asks you again.";

/// Puts the waiting changes into service.
pub async fn accept(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let source = held(platform, project_id, source_id).await?;
    let accepted = changes::accept(project_id, &source, platform.clock.now());
    db.batch(vec![accepted]).await?;
    let job = Job::IndexPagesV1 {
        project_id,
        source_id,
        crawl: source.crawl,
        step: source.step,
    };
    platform.jobs.send(job).await?;
    by_id(platform, project_id, source_id).await
}

/// Discards the waiting changes. The previous reading stays in service.
pub async fn discard(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let source = held(platform, project_id, source_id).await?;
    let now = platform.clock.now();
    db.batch(vec![
        changes::discard(project_id, source_id),
        staged::delete_of_source(project_id, source_id),
        changes::end_without(project_id, &source, DISCARDED, now),
    ])
    .await?;
    by_id(platform, project_id, source_id).await
}

async fn held(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    let source = by_id(platform, project_id, source_id).await?;
    if source.status == SourceStatus::Held {
        Ok(source)
    } else {
        Err(SourceError::NothingHeld)
    }
}

async fn by_id(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    let source = sources::by_id(&platform.project(project_id), project_id, source_id).await?;
    source.ok_or(SourceError::NotFound)
}

/// Restores an earlier version of a document, the last one if none is named. It stays until the page's content changes
/// again.
pub async fn restore(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
    document_id: DocumentId,
    version: Option<u32>,
) -> Result<KeptDocument, SourceError> {
    let db = &platform.project(project_id);
    let document = documents::by_id(db, project_id, source_id, document_id)
        .await?
        .ok_or(SourceError::DocumentNotFound)?;
    let earlier = versions::list(db, project_id, document_id).await?;
    let earlier = earlier
        .into_iter()
        .find(|earlier| version.is_none_or(|version| version == earlier.version))
        .ok_or(SourceError::VersionNotFound)?;
    let passages = versions::passages_of(db, project_id, document_id, earlier.version)
        .await?
        .ok_or(SourceError::VersionNotFound)?;
    let url = document.url.as_deref().and_then(|url| Url::parse(url).ok());
    let variant = url.as_ref().map(spelling::document);
    let restored = ReadDocument {
        indexed: IndexedDocument {
            document_id,
            source_id,
            version: document.version.saturating_add(1),
            title: &earlier.title,
            url: document.url.as_deref(),
            language: earlier.language.as_deref(),
        },
        key: &document.key,
        variant: variant.as_deref(),
        // The hash is that of the last reading, so that the same content is not taken for a change.
        content_hash: &document.content_hash,
    };
    let mut statements = vec![versions::keep(project_id, document_id)];
    let now = platform.clock.now();
    statements.extend(documents::put(project_id, &restored, &passages, now));
    statements.push(staged::delete(project_id, document_id));
    db.batch(statements).await?;
    vectors::begin(platform, project_id).await?;
    documents::by_id(db, project_id, source_id, document_id)
        .await?
        .ok_or(SourceError::DocumentNotFound)
}
