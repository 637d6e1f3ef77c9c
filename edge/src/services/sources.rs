//! Sources: adds, removes and rereads them.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_knowledge::{
    archive,
    extract::{FileKind, docx, pdf},
    page_address::{self, HostPolicy},
    source_limits::{ALTERNATIVES, ANSWER_CHARS, FILE_BYTES, FILE_NAME_CHARS, QUESTION_CHARS},
};
use porchlight_shared::ids::{ProjectId, SourceId};

pub use self::error::SourceError;
use self::settings::{Settled, WantedSettings};
use super::index_source::StoredAnswer;
use crate::{
    platform::{DbError, Platform, Statement, random_bytes},
    store::{
        added_alternatives, documents,
        maintenance::DueSource,
        pages,
        sources::{self, Source, SourceKind, SourceToBe, running, settings::SourceSettings},
    },
};

pub mod changes;
pub mod due;
mod error;
pub mod settings;
pub mod steering;

/// A source to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewSource {
    /// A single page.
    Page {
        /// The address of the page.
        url: String,
    },
    /// The pages in a sitemap.
    Sitemap {
        /// The address of the sitemap.
        url: String,
    },
    /// The pages below an address.
    Site {
        /// The address to start at.
        url: String,
    },
    /// The content of a file.
    File {
        /// The name of the file, whose extension says its format.
        filename: String,
        /// The text, or the bytes of a PDF, a Word document or an archive in base64.
        content: String,
    },
    /// A question-and-answer pair.
    Answer {
        /// The question, as a visitor would ask it.
        question: String,
        /// The answer, as Markdown.
        answer: String,
        /// Other phrasings of the question.
        alternatives: Vec<String>,
    },
}

/// Checks and stores a source, and queues it for reading.
pub async fn create(
    platform: &Platform,
    project_id: ProjectId,
    new: NewSource,
) -> Result<Source, SourceError> {
    create_with(platform, project_id, new, WantedSettings::default()).await
}

/// Does the same with settings for reading it.
pub async fn create_with(
    platform: &Platform,
    project_id: ProjectId,
    new: NewSource,
    wanted: WantedSettings,
) -> Result<Source, SourceError> {
    create_and(platform, project_id, new, wanted, |_| Vec::new()).await
}

/// Does the same with `also` in the same batch. The statements in `also` must be harmless if the source was not stored
/// because the project has the most sources allowed.
pub async fn create_and(
    platform: &Platform,
    project_id: ProjectId,
    new: NewSource,
    wanted: WantedSettings,
    also: impl FnOnce(SourceId) -> Vec<Statement>,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let id = SourceId::new(now, random_bytes()?);
    let source = checked(platform, id, new)?;
    let whose = Settled {
        project_id,
        source_id: id,
        kind: source.kind,
        url: source.url.as_deref(),
    };
    let settings = settings::changed(platform, whose, SourceSettings::default(), wanted)?;
    if let Some(url) = &source.url
        && let Some(existing) = sources::by_url(db, project_id, source.kind, url).await?
    {
        return Err(SourceError::Exists(existing.id));
    }
    if !sources::insert(db, project_id, source, settings, also(id), now).await? {
        return Err(SourceError::TooMany);
    }
    let source = sources::by_id(db, project_id, id)
        .await?
        .ok_or(SourceError::NotFound)?;
    due::send(platform, project_id, id).await?;
    Ok(source)
}

/// The most other sources that are read again once a source is removed, because they lead to its pages.
const FINDERS: u32 = 20;

/// Removes a source with its documents and passages. Its pages that other sources lead to are read for those.
pub async fn delete(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), SourceError> {
    let db = &platform.project(project_id);
    if sources::by_id(db, project_id, source_id).await?.is_none() {
        return Err(SourceError::NotFound);
    }
    let finders = documents::finders(db, project_id, source_id, FINDERS).await?;
    let leave = |finder: &SourceId| added_alternatives::leave_to(project_id, source_id, *finder);
    let mut statements: Vec<Statement> = finders.iter().map(leave).collect();
    statements.extend(documents::delete_of_source(project_id, source_id));
    statements.push(pages::delete_of_source(project_id, source_id));
    statements.push(sources::delete(project_id, source_id));
    let finders: Vec<DueSource> = finders
        .into_iter()
        .map(|id| DueSource { project_id, id })
        .collect();
    statements.push(running::restart(&finders, false, platform.clock.now()));
    db.batch(statements).await?;
    due::send_all(platform, &finders).await;
    Ok(())
}

/// Queues a source to be read again. Until it is done, the earlier content stays in the index.
pub async fn rescrape(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    forget_dates(platform, project_id, source_id).await?;
    read_again(platform, project_id, source_id, false).await
}

async fn forget_dates(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), DbError> {
    let db = &platform.project(project_id);
    let forgotten = pages::forget_dates(project_id, source_id);
    db.batch(vec![forgotten]).await.map(drop)
}

async fn read_again(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
    losses_are_accepted: bool,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let source = sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)?;
    if !source.kind.has_address() {
        return Err(SourceError::NoAddress);
    }
    let now = platform.clock.now();
    let wanted = DueSource {
        project_id,
        id: source_id,
    };
    let restarted = running::restart(&[wanted], losses_are_accepted, now);
    db.batch(vec![restarted]).await?;
    due::send(platform, project_id, source_id).await?;
    sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)
}

fn checked(platform: &Platform, id: SourceId, new: NewSource) -> Result<SourceToBe, SourceError> {
    match new {
        NewSource::Page { url } => at_address(platform, id, SourceKind::Page, &url),
        NewSource::Sitemap { url } => at_address(platform, id, SourceKind::Sitemap, &url),
        NewSource::Site { url } => at_address(platform, id, SourceKind::Site, &url),
        NewSource::File { filename, content } => {
            let filename = filename.trim();
            if filename.is_empty() || filename.chars().count() > FILE_NAME_CHARS {
                return Err(SourceError::FileName);
            }
            if content.trim().is_empty() {
                return Err(SourceError::FileEmpty);
            }
            let content = match FileKind::of_file_name(filename) {
                None => return Err(SourceError::FileKind),
                Some(FileKind::Text(_)) if content.len() > FILE_BYTES => {
                    return Err(SourceError::FileTooLarge);
                }
                Some(FileKind::Text(_)) => content,
                Some(FileKind::Pdf) => {
                    checked_bytes(&content, pdf::is_pdf, SourceError::FileNotPdf)?
                }
                Some(FileKind::Docx) => {
                    checked_bytes(&content, docx::is_docx, SourceError::FileNotWord)?
                }
                Some(FileKind::Folder) => {
                    checked_bytes(&content, archive::is_archive, SourceError::FileNotArchive)?
                }
            };
            Ok(SourceToBe {
                id,
                kind: SourceKind::File,
                name: filename.to_owned(),
                url: None,
                content: Some(content),
            })
        }
        NewSource::Answer {
            question,
            answer,
            alternatives,
        } => {
            let within = |text: &str, most: usize| {
                (!text.trim().is_empty() && text.chars().count() <= most)
                    .then(|| text.trim().to_owned())
            };
            let question = within(&question, QUESTION_CHARS).ok_or(SourceError::Question)?;
            let answer = within(&answer, ANSWER_CHARS).ok_or(SourceError::Answer)?;
            let alternatives: Vec<String> = alternatives
                .iter()
                .map(|text| within(text, QUESTION_CHARS).ok_or(SourceError::Alternatives))
                .collect::<Result<_, _>>()?;
            if alternatives.len() > ALTERNATIVES {
                return Err(SourceError::Alternatives);
            }
            let pair = StoredAnswer {
                question: question.clone(),
                answer,
                alternatives,
            };
            Ok(SourceToBe {
                id,
                kind: SourceKind::Answer,
                name: question,
                url: None,
                content: Some(serde_json::json!(pair).to_string()),
            })
        }
    }
}

/// The bytes as base64. Line breaks, which many programs insert, are removed.
fn checked_bytes(
    content: &str,
    is_kind: impl Fn(&[u8]) -> bool,
    otherwise: SourceError,
) -> Result<String, SourceError> {
    let packed: String = content.split_ascii_whitespace().collect();
    let Some(bytes) = BASE64.decode(&packed).ok().filter(|bytes| is_kind(bytes)) else {
        return Err(otherwise);
    };
    if bytes.len() > FILE_BYTES {
        return Err(SourceError::FileTooLarge);
    }
    Ok(packed)
}

fn at_address(
    platform: &Platform,
    id: SourceId,
    kind: SourceKind,
    url: &str,
) -> Result<SourceToBe, SourceError> {
    let hosts = if platform.config.allow_loopback_sources {
        HostPolicy::PublicAndLoopback
    } else {
        HostPolicy::Public
    };
    let url = String::from(page_address::parse(url, hosts)?);
    Ok(SourceToBe {
        id,
        kind,
        name: url.clone(),
        url: Some(url),
        content: None,
    })
}
