//! A quotable piece of a document, both as extracted and as quoted from the index.

use porchlight_shared::ids::{DocumentId, PassageId};

/// The content of one page or file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedDocument {
    /// The document's own title, empty if it has none.
    pub title: String,
    /// The language that the document declares, as a BCP 47 tag. None if it declares none.
    pub language: Option<String>,
    /// The passages, in reading order. At most [`PASSAGES_PER_DOCUMENT`](crate::source_limits::PASSAGES_PER_DOCUMENT).
    pub passages: Vec<ExtractedPassage>,
    /// Whether it has more passages than that. They are left out.
    pub is_cut: bool,
    /// Other parts that were not read, in order.
    pub left_out: Vec<LeftOut>,
    /// The address that the document declares for itself, as written. None if it declares none.
    pub address: Option<String>,
}

/// A part of a file that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// Its position, in words for the owner: "line 7".
    pub place: String,
    /// Why it was not read, as a phrase to put after a colon: "the answer is missing".
    pub reason: &'static str,
}

/// A passage: short enough to quote, long enough to stand alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedPassage {
    /// The document's title and the headings above the passage, outermost first: `["Returns", "How long"]`.
    pub headings: Vec<String>,
    /// Markdown with paragraphs, lists and tables, but no headings and no pictures.
    pub text: String,
    /// The id of the nearest heading above it in the page, for links. None if there is none.
    pub anchor: Option<String>,
    /// Alternatives, from a question-and-answer pair or from front matter. They are searched, never shown.
    pub alternatives: Vec<String>,
}

/// A passage with everything that a citation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The passage's id in the index. A new version of the document has new ids.
    pub id: PassageId,
    /// The document that contains the passage.
    pub document_id: DocumentId,
    /// The version of the document. It rises whenever its passages are replaced.
    pub version: u32,
    /// The document's title and the headings above the passage, outermost first.
    pub title_path: Vec<String>,
    /// In Markdown, as in [`ExtractedPassage::text`].
    pub text: String,
    /// The address of the document. None if it is not on the web.
    pub url: Option<String>,
    /// The id of the nearest heading above it in the page. None if there is none.
    pub anchor: Option<String>,
    /// The language of the passage as a BCP 47 tag, empty if unknown.
    pub language: String,
}
