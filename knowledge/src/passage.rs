//! A quotable piece of a document: as it is extracted, and as it is quoted from the index.

use porchlight_shared::ids::{DocumentId, PassageId};

/// The result of reading one page or file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedDocument {
    /// The document's own title, empty if it has none.
    pub title: String,
    /// The language that the document declares, as a BCP 47 tag.
    pub language: Option<String>,
    /// Its passages, in reading order; at most [`PASSAGES_PER_DOCUMENT`](crate::source_limits::PASSAGES_PER_DOCUMENT).
    pub passages: Vec<ExtractedPassage>,
    /// Whether it has more passages than that, which are left out.
    pub is_cut: bool,
    /// What else of it is not read, in order.
    pub left_out: Vec<LeftOut>,
    /// Where it says that it stands, as written.
    pub address: Option<String>,
}

/// A part of a file that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line at which it begins, from 1.
    pub line: u64,
    /// Where it stands, as its owner finds it: "line 7".
    pub place: String,
    /// Why it is not read, after a colon: "the answer is missing".
    pub reason: &'static str,
}

/// A passage: short enough to quote, long enough to stand alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedPassage {
    /// The document's title and the headings that lead here, outermost first: `["Returns", "How long"]`.
    pub headings: Vec<String>,
    /// Markdown with paragraphs, lists and tables, but no headings and no pictures.
    pub text: String,
    /// The id of the nearest heading above it in the page, for a link.
    pub anchor: Option<String>,
    /// Other ways to ask for it, from a question-and-answer pair or from front matter. They are searched, never shown.
    pub alternatives: Vec<String>,
}

/// A passage with what a citation of it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The passage's row in the index; a new version of the document has new ones.
    pub id: PassageId,
    /// The document that the passage is from.
    pub document_id: DocumentId,
    /// The version of the document, which rises whenever its passages are replaced.
    pub version: u32,
    /// The document's title and the headings that lead to the passage, outermost first.
    pub title_path: Vec<String>,
    /// Markdown, as in [`ExtractedPassage::text`].
    pub text: String,
    /// The address of the document, if it can be read on the web.
    pub url: Option<String>,
    /// The id of the nearest heading above it in the page.
    pub anchor: Option<String>,
    /// The language of the passage as a BCP 47 tag, empty if unknown.
    pub language: String,
}
