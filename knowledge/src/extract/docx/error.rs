//! Errors of Word documents.

use crate::{archive::ArchiveError, source_limits::WORD_TEXT_BYTES};

/// Why a Word document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// Its archive cannot be read.
    #[error("{0} Open it in Word, and save it as .docx again.")]
    Archive(#[from] ArchiveError),
    /// There is no document in it.
    #[error("The file is not a Word document. Save it as .docx; the older .doc is not read.")]
    NoDocument,
    /// Its XML is malformed or nested too deeply.
    #[error("The Word document is damaged. Open it in Word, and save it as .docx again.")]
    Damaged,
    /// It has more text than [`WORD_TEXT_BYTES`].
    #[error("The Word document has more than {} MB of text. Split it.", WORD_TEXT_BYTES / 1024 / 1024)]
    TooLong,
}

impl WordError {
    /// The stable code of the error, in `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoDocument => "not_word",
            Self::Archive(ArchiveError::TooLarge | ArchiveError::TooManyFiles) | Self::TooLong => {
                "word_too_long"
            }
            Self::Archive(_) | Self::Damaged => "word_damaged",
        }
    }
}
