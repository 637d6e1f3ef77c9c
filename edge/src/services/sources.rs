//! The owner adds, removes and rereads sources.

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

/// What an owner wants to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewSource {
    /// One page.
    Page {
        /// Its address.
        url: String,
    },
    /// The pages that a sitemap names.
    Sitemap {
        /// Its address.
        url: String,
    },
    /// The pages below an address.
    Site {
        /// The address.
        url: String,
    },
    /// A file's content.
    File {
        /// Its name; the ending says how it is written.
        filename: String,
        /// Its text, or the bytes of a PDF in base64.
        content: String,
    },
    /// A question-and-answer pair.
    Answer {
        /// The question.
        question: String,
        /// The answer, as Markdown.
        answer: String,
        /// Other ways to ask.
        alternatives: Vec<String>,
    },
}

/// Why a source was not added or changed. The text is for the owner, but for the last two.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The address is not read.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The same address is a source of the same kind already.
    #[error("This address is a source already. Fetch it again instead.")]
    Exists(SourceId),
    /// The project is full.
    #[error(
        "A project has at most {SOURCES_PER_PROJECT} sources. Delete one first, or use a sitemap."
    )]
    TooMany,
    /// A file needs a name.
    #[error("The file's name is missing or longer than {FILE_NAME_CHARS} characters.")]
    FileName,
    /// The ending of the file's name is not known.
    #[error("The file's name must end in .md, .html, .txt or .pdf.")]
    FileKind,
    /// The file is too large.
    #[error("The file is larger than {} KB.", FILE_BYTES / 1024)]
    FileTooLarge,
    /// The content of a PDF is something else.
    #[error("The content of a .pdf is the file in base64, and this is not.")]
    FileNotPdf,
    /// The file holds nothing.
    #[error("The file is empty.")]
    FileEmpty,
    /// The question is missing.
    #[error("The question is missing or longer than {QUESTION_CHARS} characters.")]
    Question,
    /// The answer is missing.
    #[error("The answer is missing or longer than {ANSWER_CHARS} characters.")]
    Answer,
    /// Too many other ways to ask, or one that is no question.
    #[error(
        "There may be {ALTERNATIVES} other ways to ask, each of at most {QUESTION_CHARS} characters."
    )]
    Alternatives,
    /// Not there, or another project's.
    #[error("There is no such source.")]
    NotFound,
    /// A file or a pair.
    #[error("Only sources with an address can be fetched again. Delete this one and add it anew.")]
    NoAddress,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

impl SourceError {
    /// The stable code.
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

/// Checks and adds a source, and sends it to be read.
pub async fn add(
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
    if !sources::add(db, project_id, source, now).await? {
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

/// Sends a source to be read again. What was read before stays in service until then.
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

/// The bytes in base64 without line breaks, which many programs put in.
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
