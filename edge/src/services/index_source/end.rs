//! The end of a reading: documents that it did not find are removed, set-aside texts come into service, and the owner
//! is notified.
//!
//! *Invariant:* a reading that would remove more than a third of a source's passages changes none of them until the
//! owner decides.

use porchlight_knowledge::{page_address::spelling, passage::ExtractedPassage};
use porchlight_shared::ids::{EventId, ProjectId};
use url::Url;

use super::{
    failure::{self, Failure, IndexError, PASSING_CODES},
    notice,
};
use crate::{
    domain::deliveries::event::{self, EventKind},
    platform::{Platform, Statement, random_bytes},
    services::{alternatives, deliveries, vectors},
    store::{
        documents::{
            self, ReadDocument,
            staged::{self, StagedDocument},
            versions,
        },
        events,
        pages::outcomes,
        passages::IndexedDocument,
        sources::{Source, changes, running},
    },
};

/// The most documents that one step removes. Each takes six statements.
const REMOVALS_PER_STEP: u64 = 5;
/// The most documents that one step replaces with set-aside texts. Each takes some ten statements.
const REPLACEMENTS_PER_STEP: u32 = 3;

/// Ends the crawl. `false` if documents are still to be removed or replaced.
pub(super) async fn finish(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<bool, IndexError> {
    let db = &platform.project(project_id);
    let limit = Failure::PageLimit;
    let left_out = outcomes::leave_out_waiting(
        project_id,
        source,
        (limit.code(), &limit.to_string()),
        false,
    );
    db.batch(vec![left_out]).await?;
    let counts = outcomes::counts(db, project_id, source).await?;
    if counts.done == 0 {
        let problem = outcomes::problems(db, project_id, source.id, 1)
            .await?
            .pop();
        let (code, reason) = failure::of_crawl(source, problem);
        end(platform, project_id, source, Err((&code, &reason))).await?;
        return Ok(true);
    }
    let gone = changes::record_gone(project_id, source, PASSING_CODES);
    db.batch(vec![gone]).await?;
    if source.accepted_crawl != Some(source.crawl) {
        let loss = staged::loss(db, project_id, source.id).await?;
        // More than a third of the passages from before would be lost.
        if loss.left() * 3 < source.passages_before * 2 {
            hold(platform, project_id, source, loss.left()).await?;
            return Ok(true);
        }
    }
    let vanished =
        documents::vanished(db, project_id, source, PASSING_CODES, REMOVALS_PER_STEP).await?;
    if !vanished.is_empty() {
        let removals = vanished
            .iter()
            .flat_map(|document| documents::delete(project_id, document.id))
            .collect();
        db.batch(removals).await?;
        return Ok(false);
    }
    let set_aside = staged::list(db, project_id, source.id, REPLACEMENTS_PER_STEP).await?;
    if !set_aside.is_empty() {
        let now = platform.clock.now();
        let mut replacements = Vec::new();
        for document in &set_aside {
            let (key, read) = (&document.key, &document.passages);
            let (of, before) = ((source.id, key.as_str()), [document.id]);
            let (passages, moves) =
                alternatives::with_added(db, project_id, of, &before, read).await?;
            replacements.extend(moves);
            replacements.extend(replace(project_id, source, document, &passages, now));
        }
        db.batch(replacements).await?;
        return Ok(false);
    }
    let left_out = outcomes::left_out(db, project_id, source).await?;
    let notice = notice::of_crawl(source, &counts, &left_out);
    end(platform, project_id, source, Ok(notice)).await?;
    Ok(true)
}

/// Puts set-aside texts into service.
fn replace(
    project_id: ProjectId,
    source: &Source,
    document: &StagedDocument,
    passages: &[ExtractedPassage],
    now: u64,
) -> Vec<Statement> {
    let url = document.url.as_deref().and_then(|url| Url::parse(url).ok());
    let variant = url.as_ref().map(spelling::document);
    let read = ReadDocument {
        indexed: IndexedDocument {
            document_id: document.id,
            source_id: source.id,
            version: document.version.saturating_add(1),
            title: &document.title,
            url: document.url.as_deref(),
            language: document.language.as_deref(),
        },
        key: &document.key,
        variant: variant.as_deref(),
        content_hash: &document.content_hash,
    };
    let mut statements = vec![versions::keep(project_id, document.id)];
    statements.extend(documents::put(project_id, &read, passages, now));
    statements.push(staged::delete(project_id, document.id));
    statements
}

async fn hold(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    left: u64,
) -> Result<(), IndexError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let counts = changes::counts(db, project_id, source.id).await?;
    let notice = notice::of_loss(source.passages_before, left, &counts);
    let data = event::held(
        source.id,
        &source.name,
        source.url.as_deref(),
        (source.passages_before, left),
    );
    let id = EventId::new(now, random_bytes()?);
    let kind = EventKind::SourceHeld.name();
    // This comes first, because it checks whether the source is still being read.
    let told = events::record_end_of_reading(project_id, source, id, kind, &data, now);
    let held = changes::hold(project_id, source, &notice, now);
    db.batch(vec![told, held]).await?;
    deliveries::begin(platform, project_id).await;
    vectors::begin(platform, project_id).await?;
    Ok(())
}

pub(super) async fn fail(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    failure: &Failure,
) -> Result<(), IndexError> {
    let reason = failure.to_string();
    end(platform, project_id, source, Err((failure.code(), &reason))).await
}

/// Records the end of the reading: successful with a notice of what limits left out, or failed with a code and a
/// reason. Notifies the owner once.
pub(super) async fn end(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    outcome: Result<Option<String>, (&str, &str)>,
) -> Result<(), IndexError> {
    let now = platform.clock.now();
    let failure = outcome.as_ref().err().copied();
    let (kind, change) = match &outcome {
        Ok(notice) => (
            EventKind::SourceIndexed,
            running::finish(project_id, source, notice.as_deref(), now),
        ),
        Err((code, reason)) => (
            EventKind::SourceFailed,
            running::fail(project_id, source, code, reason, now),
        ),
    };
    let data = event::read(source.id, &source.name, source.url.as_deref(), failure);
    let id = EventId::new(now, random_bytes()?);
    // This comes first, because it checks whether the source is still being read.
    let told = events::record_end_of_reading(project_id, source, id, kind.name(), &data, now);
    platform
        .project(project_id)
        .batch(vec![told, change])
        .await?;
    deliveries::begin(platform, project_id).await;
    vectors::begin(platform, project_id).await?;
    Ok(())
}
