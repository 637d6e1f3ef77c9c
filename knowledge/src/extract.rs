//! Pages and files to passages.
//!
//! ```text
//! bytes ─charset─► text ─┬─ html ─────► blocks ─passages─► ExtractedDocument
//!                        ├─ markdown ─► html
//!                        └─ text ─────► blocks
//! bytes ─pdf────────────────────────────► blocks
//! ```
//!
//! *Invariant:* any input gives a document, or for a PDF an error, but never a panic. A document without passages
//! means that there was nothing to read.

use self::pdf::PdfError;
use super::passage::{ExtractedDocument, ExtractedPassage};

mod block;
pub mod charset;
mod front_matter;
pub mod html;
mod markdown;
mod measure;
mod pairs;
mod passages;
pub mod pdf;
mod text;

/// The format of a decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML of any version.
    Html,
    /// CommonMark with tables, strike-through, task lists and front matter.
    Markdown,
    /// Paragraphs with empty lines between them.
    Text,
}

/// The kind of a file, before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Text in this format, still to be decoded.
    Text(Format),
    /// A PDF of any version.
    Pdf,
}

/// The content of a file, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Decoded text in this format.
    Text(Format, String),
    /// The bytes of a PDF.
    Pdf(Vec<u8>),
}

impl FileKind {
    /// The kind that a file name's extension promises: `.html`, `.htm`, `.xhtml`, `.md`, `.markdown`, `.mdx`, `.txt`,
    /// `.text` or `.pdf`, in either case. `None` for any other.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Text(Format::Html)),
            "md" | "markdown" | "mdx" => Some(Self::Text(Format::Markdown)),
            "txt" | "text" => Some(Self::Text(Format::Text)),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// The kind of a server's answer, or `None` if Porchlight does not read that kind.
    ///
    /// A body without a content type counts as HTML, unless it contains a zero byte.
    pub fn of_answer(content_type: Option<&str>, body: &[u8]) -> Option<Self> {
        let essence = content_type
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Self::Text(Format::Html)),
            "text/markdown" | "text/x-markdown" => Some(Self::Text(Format::Markdown)),
            "application/pdf" | "application/x-pdf" => Some(Self::Pdf),
            "" | "application/octet-stream" | "binary/octet-stream" if pdf::is_pdf(body) => {
                Some(Self::Pdf)
            }
            "text/plain" if !body.contains(&0) => Some(Self::Text(Format::Text)),
            "" if !body.contains(&0) => Some(Self::Text(Format::Html)),
            _ => None,
        }
    }
}

/// Reads `content` into passages. The title is empty if the document has none.
pub fn extract(content: Content) -> Result<ExtractedDocument, PdfError> {
    Ok(match content {
        Content::Text(Format::Html, text) => html::read(&text).document,
        Content::Text(Format::Markdown, text) => markdown::read(&text),
        Content::Text(Format::Text, text) => text::read(&text),
        Content::Pdf(bytes) => return pdf::read(bytes),
    })
}

/// A question-and-answer pair as a document of one passage.
pub fn question_and_answer(
    question: &str,
    answer: &str,
    alternatives: Vec<String>,
) -> ExtractedDocument {
    ExtractedDocument {
        title: question.to_owned(),
        language: None,
        is_cut: false,
        passages: vec![ExtractedPassage {
            headings: vec![question.to_owned()],
            text: answer.to_owned(),
            anchor: None,
            alternatives,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_promises_its_format() {
        let kind = FileKind::of_file_name;
        assert_eq!(kind("Returns.MD"), Some(FileKind::Text(Format::Markdown)));
        assert_eq!(kind("a.b.htm"), Some(FileKind::Text(Format::Html)));
        assert_eq!(kind("notes.txt"), Some(FileKind::Text(Format::Text)));
        assert_eq!(kind("price.PDF"), Some(FileKind::Pdf));
        assert_eq!(kind("prices.xlsx"), None);
        assert_eq!(kind("README"), None);
    }

    #[test]
    fn an_answer_is_read_by_its_type_and_refused_when_it_is_neither_text_nor_pdf() {
        let kind = FileKind::of_answer;
        let html = Some(FileKind::Text(Format::Html));
        assert_eq!(kind(Some("Text/HTML; charset=utf-8"), b"<p>"), html);
        assert_eq!(kind(None, b"<p>"), html);
        assert_eq!(kind(None, b"\0\x01"), None);
        assert_eq!(kind(Some("image/png"), b"x"), None);
        assert_eq!(kind(Some("text/plain"), b"a\0"), None);
        assert_eq!(kind(Some("application/pdf"), b"x"), Some(FileKind::Pdf));
        assert_eq!(
            kind(Some("application/octet-stream"), b"%PDF-1.7\0"),
            Some(FileKind::Pdf)
        );
        assert_eq!(kind(Some("application/octet-stream"), b"\x7fELF"), None);
    }

    #[test]
    fn a_question_with_its_answer_is_one_passage() {
        let document =
            question_and_answer("Do you ship?", "Yes.", vec!["Is there delivery?".into()]);
        assert_eq!(document.passages.len(), 1);
        assert_eq!(document.passages[0].headings, ["Do you ship?"]);
        assert_eq!(document.passages[0].alternatives, ["Is there delivery?"]);
    }
}
