//! A quotable piece of a document: as it is extracted, and as it is quoted from the index.

use porchlight_shared::ids::{DocumentId, PassageId};

/// What was read out of one page or file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedDocument {
    /// The document's own title; empty if it has none.
    pub title: String,
    /// Its language as it declares it, as a BCP 47 tag.
    pub language: Option<String>,
    /// Its passages in reading order.
    pub passages: Vec<ExtractedPassage>,
}

/// A passage: short enough to quote, long enough to stand alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtractedPassage {
    /// The document's title and the headings that lead here, outermost first: `["Returns", "How long"]`.
    pub headings: Vec<String>,
    /// The text: Markdown with paragraphs, lists and tables, no headings, no pictures.
    pub text: String,
    /// The id of the nearest heading above in the page, for a link to it.
    pub anchor: Option<String>,
    /// Other ways to ask for it, from a question-and-answer pair.
    pub alternatives: Vec<String>,
}

/// A passage as it is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its id.
    pub id: PassageId,
    /// The document that it is from.
    pub document_id: DocumentId,
    /// The document's version that it was read from.
    pub version: u32,
    /// The document's title and the headings that lead to the passage, outermost first.
    pub title_path: Vec<String>,
    /// Markdown.
    pub text: String,
    /// Where the document can be read.
    pub url: Option<String>,
    /// The id of the nearest heading above it in the page.
    pub anchor: Option<String>,
    /// The language that it is in, a BCP 47 tag; empty if unknown.
    pub language: String,
}
