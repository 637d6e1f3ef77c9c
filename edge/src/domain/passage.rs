//! A quotable piece of a document, between extraction and the index.

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
