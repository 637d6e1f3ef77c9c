//! Sources, as the owner adds, removes and rereads them.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_knowledge::{
    extract::{FileKind, pdf},
    page_address::{self, AddressError, HostPolicy},
    source_limits::{
        ALTERNATIVES, ANSWER_CHARS, FILE_BYTES, FILE_NAME_CHARS, QUESTION_CHARS,
        SOURCES_PER_PROJECT,
    },
};
use porchlight_shared::ids::{ProjectId, SourceId};

use super::index_source::StoredAnswer;
use crate::{
    domain::job::Job,
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        documents, pages,
        sources::{self, Source, SourceKind, SourceToBe},
    },
};

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
        /// The text, or the bytes of a PDF in base64.
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

/// Why a source was not added or changed. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The address may not be fetched.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The project has a source of this kind at this address.
    #[error("This address is a source already. Fetch it again instead.")]
    Exists(SourceId),
    /// The project has the most sources that it may have.
    #[error(
        "A project has at most {SOURCES_PER_PROJECT} sources. Delete one first, or use a sitemap."
    )]
    TooMany,
    /// The file has no name.
    #[error("The file's name is missing or longer than {FILE_NAME_CHARS} characters.")]
    FileName,
    /// The extension of the file is unknown.
    #[error("The file's name must end in .md, .html, .txt or .pdf.")]
    FileKind,
    /// The file is too large.
    #[error("The file is larger than {} KB.", FILE_BYTES / 1024)]
    FileTooLarge,
    /// The content of the PDF is not base64 of a PDF.
    #[error("The content of a .pdf is the file in base64, and this is not.")]
    FileNotPdf,
    /// The file is empty.
    #[error("The file is empty.")]
    FileEmpty,
    /// The question is missing or too long.
    #[error("The question is missing or longer than {QUESTION_CHARS} characters.")]
    Question,
    /// The answer is missing or too long.
    #[error("The answer is missing or longer than {ANSWER_CHARS} characters.")]
    Answer,
    /// There are too many other phrasings, or one is too long.
    #[error(
        "There may be {ALTERNATIVES} other ways to ask, each of at most {QUESTION_CHARS} characters."
    )]
    Alternatives,
    /// The project has no such source.
    #[error("There is no such source.")]
    NotFound,
    /// A file or a pair has no address to read again.
    #[error("Only sources with an address can be fetched again. Delete this one and add it anew.")]
    NoAddress,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

impl SourceError {
    /// The stable code, in `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(error) => error.code(),
            Self::Exists(_) => "source_exists",
            Self::TooMany => "too_many_sources",
            Self::FileName => "invalid_file_name",
            Self::FileKind => "unknown_file_kind",
            Self::FileTooLarge => "file_too_large",
            Self::FileNotPdf => "invalid_pdf",
            Self::FileEmpty => "file_empty",
            Self::Question => "invalid_question",
            Self::Answer => "invalid_answer",
            Self::Alternatives => "invalid_alternatives",
            Self::NotFound => "source_not_found",
            Self::NoAddress => "source_has_no_address",
            Self::Db(_) | Self::Platform(_) => "internal",
        }
    }
}

/// Checks and stores a source, and queues it for reading.
pub async fn create(
    platform: &Platform,
    project_id: ProjectId,
    new: NewSource,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let id = SourceId::new(now, random_bytes()?);
    let source = checked(platform, id, new)?;
    if let Some(url) = &source.url
        && let Some(existing) = sources::by_url(db, project_id, source.kind, url).await?
    {
        return Err(SourceError::Exists(existing.id));
    }
    if !sources::insert(db, project_id, source, now).await? {
        return Err(SourceError::TooMany);
    }
    let source = sources::by_id(db, project_id, id)
        .await?
        .ok_or(SourceError::NotFound)?;
    send(platform, project_id, id).await?;
    Ok(source)
}

/// Removes a source with its documents and passages.
pub async fn delete(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), SourceError> {
    let db = &platform.project(project_id);
    if sources::by_id(db, project_id, source_id).await?.is_none() {
        return Err(SourceError::NotFound);
    }
    let mut statements = documents::delete_of_source(project_id, source_id);
    statements.push(pages::delete_of_source(project_id, source_id));
    statements.push(sources::delete(project_id, source_id));
    db.batch(statements).await?;
    Ok(())
}

/// Queues a source to be read again. Until then its earlier content stays in the index.
pub async fn rescrape(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Source, SourceError> {
    let db = &platform.project(project_id);
    let source = sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)?;
    if !source.kind.has_address() {
        return Err(SourceError::NoAddress);
    }
    sources::restart(db, project_id, source_id, platform.clock.now()).await?;
    send(platform, project_id, source_id).await?;
    sources::by_id(db, project_id, source_id)
        .await?
        .ok_or(SourceError::NotFound)
}

async fn send(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), PlatformError> {
    let job = Job::IndexSourceV1 {
        project_id,
        source_id,
    };
    platform.jobs.send(job).await
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
                Some(FileKind::Pdf) => checked_pdf(&content)?,
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

/// The bytes as base64 without line breaks, which many programs insert.
fn checked_pdf(content: &str) -> Result<String, SourceError> {
    let packed: String = content.split_ascii_whitespace().collect();
    let bytes = BASE64
        .decode(&packed)
        .map_err(|_| SourceError::FileNotPdf)?;
    if bytes.len() > FILE_BYTES {
        return Err(SourceError::FileTooLarge);
    }
    if !pdf::is_pdf(&bytes) {
        return Err(SourceError::FileNotPdf);
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
