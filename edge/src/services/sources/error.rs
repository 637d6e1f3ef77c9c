//! Why a source was not added or changed.

use porchlight_knowledge::{
    page_address::AddressError,
    source_limits::{
        ALTERNATIVES, ANSWER_CHARS, FILE_BYTES, FILE_NAME_CHARS, QUESTION_CHARS,
        SOURCES_PER_PROJECT,
    },
};
use porchlight_shared::ids::SourceId;

use super::settings::SourceSettingsError;
use crate::platform::{DbError, PlatformError};

/// Why a source was not added or changed. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The address may not be fetched.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The project already has a source of this kind at this address.
    #[error("This address is a source already. Fetch it again instead.")]
    Exists(SourceId),
    /// The project has the most sources that are allowed.
    #[error(
        "A project has at most {SOURCES_PER_PROJECT} sources. Delete one first, or use a sitemap."
    )]
    TooMany,
    /// The file has no name.
    #[error("The file's name is missing or longer than {FILE_NAME_CHARS} characters.")]
    FileName,
    /// The extension of the file is unknown.
    #[error("The file's name must end in .md, .html, .txt, .csv, .docx, .pdf or .zip.")]
    FileKind,
    /// The file is too large.
    #[error("The file is larger than {} KB.", FILE_BYTES / 1024)]
    FileTooLarge,
    /// The content of the PDF is not base64 of a PDF.
    #[error("The content of a .pdf must be the file in base64.")]
    FileNotPdf,
    /// The content of the Word document is not base64 of one.
    #[error("The content of a .docx must be the file in base64.")]
    FileNotWord,
    /// The content of the archive is not base64 of one.
    #[error("The content of a .zip must be the file in base64.")]
    FileNotArchive,
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
        "You can give up to {ALTERNATIVES} other ways to ask, each of at most {QUESTION_CHARS} characters."
    )]
    Alternatives,
    /// The project has no such source.
    #[error("There is no such source.")]
    NotFound,
    /// A file or a pair has no address to read again.
    #[error("Only sources with an address can be fetched again. Delete this one and add it again.")]
    NoAddress,
    /// The source has no waiting changes.
    #[error("No changes of this source are waiting for your decision.")]
    NothingHeld,
    /// The source has no such document.
    #[error("The source has no such document.")]
    DocumentNotFound,
    /// The document has no such version.
    #[error("The document has no such earlier version.")]
    VersionNotFound,
    /// A setting for reading it is not allowed.
    #[error(transparent)]
    Settings(#[from] SourceSettingsError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

impl SourceError {
    /// The limits in the error's sentence, by name.
    pub fn limits(&self) -> Vec<(&'static str, u64)> {
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        match self {
            Self::Address(error) => {
                let limit = error.limit().map(|most| ("most", number(most)));
                limit.into_iter().collect()
            }
            Self::TooMany => vec![("most", SOURCES_PER_PROJECT)],
            Self::FileName => vec![("most", number(FILE_NAME_CHARS))],
            Self::FileTooLarge => vec![("bytes", number(FILE_BYTES))],
            Self::Question => vec![("most", number(QUESTION_CHARS))],
            Self::Answer => vec![("most", number(ANSWER_CHARS))],
            Self::Alternatives => vec![
                ("most", number(ALTERNATIVES)),
                ("characters", number(QUESTION_CHARS)),
            ],
            _ => Vec::new(),
        }
    }

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
            Self::FileNotWord => "invalid_docx",
            Self::FileNotArchive => "invalid_zip",
            Self::FileEmpty => "file_empty",
            Self::Question => "invalid_question",
            Self::Answer => "invalid_answer",
            Self::Alternatives => "invalid_alternatives",
            Self::NotFound => "source_not_found",
            Self::NoAddress => "source_has_no_address",
            Self::NothingHeld => "no_changes_held",
            Self::DocumentNotFound => "document_not_found",
            Self::VersionNotFound => "version_not_found",
            Self::Settings(error) => error.code(),
            Self::Db(_) | Self::Platform(_) => "internal",
        }
    }
}
