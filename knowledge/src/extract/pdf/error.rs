//! Errors of PDFs.

use crate::source_limits::{PDF_CHARS, PDF_PAGES};

/// Why a PDF could not be read. The message is for the owner of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// It needs a password, or a key that Porchlight does not have.
    #[error("The PDF is protected by a password. Save it without one, and add it again.")]
    Encrypted,
    /// It is not a PDF, or only part of one.
    #[error(
        "The file is not a PDF, or it is damaged. Open it, save it as a PDF again, and add it once more."
    )]
    Damaged,
    /// It has only pictures of pages, or fonts that do not identify their letters.
    #[error(
        "The PDF has no text, only pictures of it. Run text recognition (OCR) on it, and add the result."
    )]
    NoText,
    /// It has more pages, characters or drawing operations than the limits allow.
    #[error(
        "The PDF is too long. At most {PDF_PAGES} pages and {PDF_CHARS} characters are read. Split it, and add the parts."
    )]
    TooLong,
}

impl PdfError {
    /// The stable code of the error, in `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "pdf_encrypted",
            Self::Damaged => "pdf_damaged",
            Self::NoText => "pdf_no_text",
            Self::TooLong => "pdf_too_long",
        }
    }
}
