//! Folders that a program exported, packed into one file. Each file in it is a page of the source, and takes no
//! request.
//!
//! *Invariant:* a file of a folder stays with its source even if another source has the page at its address. Otherwise
//! nobody would find it again once the other source is removed.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_knowledge::{
    export_folder::{ExportFolder, FolderFileError},
    extract::FileKind,
    page_address::{self, HostPolicy},
    source_limits::{ATTEMPTS_PER_PAGE, STATEMENTS_PER_STEP, STEP_MS},
};
use porchlight_shared::ids::ProjectId;
use url::Url;

use super::{
    crawl::{later, outcome},
    failure::{Failure, IndexError},
    keep::{FetchedDocument, keep, text_hash},
    left_out,
    read_pages::ReadPages,
};
use crate::{
    platform::Platform,
    store::{
        documents::{self, Document},
        pages::{
            self, FoundPage, PageKind, TakenPage,
            outcomes::{self, PageOutcome, PageState},
        },
        sources::{self, Source, SourceKind, running},
    },
};

pub(super) fn is_folder(source: &Source) -> bool {
    source.kind == SourceKind::File
        && FileKind::of_file_name(&source.name) == Some(FileKind::Folder)
}

/// Puts the files of the folder into the frontier, or returns why it cannot be opened.
pub(super) async fn begin(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<Result<(), Failure>, IndexError> {
    let bytes = content(platform, project_id, source).await?;
    let mut folder = match ExportFolder::open(&bytes) {
        Ok(folder) => folder,
        Err(error) => return Ok(Err(Failure::Folder(error))),
    };
    let files = folder.files().into_iter().map(|file| {
        let left_out = file.left_out.map(Failure::FileLeftOut);
        FoundPage {
            variant: file.path.clone(),
            depth: u32::try_from(file.path.matches('/').count()).unwrap_or(u32::MAX),
            url: file.path,
            listed: 1,
            lastmod: None,
            failure_code: left_out.as_ref().map(Failure::code),
            failure_reason: left_out.as_ref().map(ToString::to_string),
        }
    });
    let files: Vec<FoundPage> = files.collect();
    let now = platform.clock.now();
    let mut statements = running::begin(project_id, source, None, now);
    statements.extend(pages::insert(project_id, source, PageKind::Page, &files, 0));
    platform.project(project_id).batch(statements).await?;
    Ok(Ok(()))
}

async fn content(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<Vec<u8>, IndexError> {
    let db = &platform.project(project_id);
    let content = sources::content(db, project_id, source.id).await?;
    Ok(BASE64
        .decode(content.unwrap_or_default())
        .unwrap_or_default())
}

/// Reads as many files as fit into this step, and records the outcome of each.
pub(super) async fn read(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    taken: Vec<TakenPage>,
) -> Result<(), IndexError> {
    let db = &platform.project(project_id);
    let began = platform.clock.now();
    let bytes = content(platform, project_id, source).await?;
    let mut folder = ExportFolder::open(&bytes);
    let keys: Vec<&str> = taken.iter().map(|file| file.url.as_str()).collect();
    let mut reading = FolderReading {
        platform,
        project_id,
        source,
        known: documents::by_keys(db, project_id, source.id, &keys).await?,
        read: ReadPages::new(outcomes::read(db, project_id, source).await?),
        statements: 0,
        rows: Vec::new(),
    };
    let mut ends = Vec::new();
    for file in &taken {
        let is_full = platform.clock.now().saturating_sub(began) > STEP_MS
            || reading.statements >= STATEMENTS_PER_STEP;
        ends.push(match &mut folder {
            _ if is_full => later(file),
            // The platform stopped us before, while we read it.
            _ if file.attempts > ATTEMPTS_PER_PAGE => failed(file, &Failure::GaveUp),
            Ok(folder) => reading.one(folder, file).await?,
            Err(error) => failed(file, &Failure::Folder(*error)),
        });
    }
    let now = platform.clock.now();
    let mut statements = vec![outcomes::record(project_id, source, &ends)];
    let rows = std::mem::take(&mut reading.rows);
    statements.extend(pages::insert(project_id, source, PageKind::Page, &rows, 0));
    statements.push(running::set_progress(project_id, source, now));
    db.batch(statements).await?;
    Ok(())
}

struct FolderReading<'s> {
    platform: &'s Platform,
    project_id: ProjectId,
    source: &'s Source,
    known: Vec<Document>,
    read: ReadPages,
    statements: usize,
    /// The rows of tables that are left out.
    rows: Vec<FoundPage>,
}

impl FolderReading<'_> {
    async fn one(
        &mut self,
        folder: &mut ExportFolder<'_>,
        file: &TakenPage,
    ) -> Result<PageOutcome, IndexError> {
        let document = match folder.read(&file.url) {
            Ok(document) => document,
            Err(error) => return Ok(failed(file, &error.into())),
        };
        self.rows.extend(left_out::rows(&document, Some(&file.url)));
        if document.passages.is_empty() {
            return Ok(failed(file, &Failure::NoText));
        }
        let text_hash = text_hash(&document);
        if let Some(key) = self.read.with_text(&text_hash)
            && key != file.url
        {
            return Ok(failed(file, &Failure::Duplicate(key.to_owned())));
        }
        let url = document.address.as_deref().and_then(address);
        let kept = FetchedDocument {
            key: &file.url,
            url: url.as_ref(),
            fallback_title: &file.url,
            read: &document,
            superseded: Vec::new(),
        };
        let used = keep(
            self.platform,
            self.project_id,
            self.source,
            &kept,
            &self.known,
        );
        self.statements += used.await?.statements;
        self.read.add(&file.url, Some(text_hash.clone()));
        let cut = document.is_cut.then_some(Failure::TooManyPassages);
        Ok(PageOutcome {
            document_key: Some(file.url.clone()),
            text_hash: Some(text_hash),
            failure_code: cut.as_ref().map(Failure::code),
            failure_reason: cut.as_ref().map(ToString::to_string),
            ..outcome(file, PageState::Done)
        })
    }
}

/// The address that an export gives for a page, if it is a public one.
fn address(written: &str) -> Option<Url> {
    page_address::parse(written, HostPolicy::Public).ok()
}

fn failed(file: &TakenPage, failure: &Failure) -> PageOutcome {
    PageOutcome {
        failure_code: Some(failure.code()),
        failure_reason: Some(failure.to_string()),
        ..outcome(file, PageState::Skipped)
    }
}

impl From<FolderFileError> for Failure {
    fn from(error: FolderFileError) -> Self {
        match error {
            FolderFileError::Archive(error) => Self::Folder(error),
            FolderFileError::Charset(error) => error.into(),
            FolderFileError::Extract(error) => error.into(),
        }
    }
}
