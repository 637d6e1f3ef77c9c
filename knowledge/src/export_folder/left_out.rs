//! Why a file of a folder is skipped, in words for its owner.

use crate::source_limits::{ARCHIVE_DEPTH, ARCHIVE_RATIO, PAGE_BYTES};

/// Why a file of a folder is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileLeftOut {
    /// It needs a password.
    #[error("The file is encrypted. Pack the folder without a password.")]
    Encrypted,
    /// Its path leads out of the folder, or is none.
    #[error("The path of the file leads out of the folder. Pack the folder again.")]
    Outside,
    /// It lies too deep.
    #[error("The file is nested in more than {ARCHIVE_DEPTH} folders. Move it up.")]
    TooDeep,
    /// Another file has the same path.
    #[error(
        "Another file of the archive has the same path, and only the first one is read. Rename one of them."
    )]
    Twice,
    /// It is larger than a page may be.
    #[error("The file is larger than {} MB. Split it.", PAGE_BYTES / 1024 / 1024)]
    TooLarge,
    /// It compresses better than any text that people write.
    #[error(
        "The file unpacks to more than {ARCHIVE_RATIO} times its size, which text never does. Add it as a file of \
         its own."
    )]
    TooTight,
    /// It is an archive itself.
    #[error("The file is an archive in the archive. Unpack it, and send it on its own.")]
    Nested,
    /// It is a wiki's menu or footer.
    #[error("The file is the menu, the header or the footer of every page.")]
    Frame,
    /// It is a picture, or another file without text to quote.
    #[error(
        "Files of this kind are not read. If it has text, save it as Markdown, HTML, text, CSV, PDF or Word \
         document."
    )]
    Kind,
    /// It is damaged and cannot be unpacked.
    #[error("The file is damaged. Export the folder again.")]
    Damaged,
    /// It is an unpublished draft.
    #[error("The article is a draft. Publish it, and export it again.")]
    Draft,
}

impl FileLeftOut {
    /// The stable code of the reason, in `snake_case`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "file_encrypted",
            Self::Outside => "file_outside",
            Self::TooDeep => "file_too_deep",
            Self::Twice => "file_twice",
            Self::TooLarge => "file_too_large",
            Self::TooTight => "file_too_tight",
            Self::Nested => "file_nested",
            Self::Frame => "file_frame",
            Self::Kind => "file_kind",
            Self::Damaged => "file_damaged",
            Self::Draft => "file_draft",
        }
    }
}
