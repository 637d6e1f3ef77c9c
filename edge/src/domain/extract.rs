//! Pages and files to passages.
//!
//! ```text
//! bytes ─charset─► text ─┬─ html ─────► blocks ─passages─► ExtractedDocument
//!                        ├─ markdown ─► html
//!                        └─ text ─────► blocks
//! ```
//!
//! What must hold: any input gives a document, never a panic; a document without passages means that there was
//! nothing to read.

use super::passage::{ExtractedDocument, ExtractedPassage};

mod block;
pub mod charset;
pub mod html;
mod markdown;
mod measure;
mod passages;
mod text;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML of any version.
    Html,
    /// CommonMark with tables, strike-through, task lists and front matter.
    Markdown,
    /// Paragraphs with empty lines between them.
    Text,
}

impl Format {
    /// The format that a file's name promises: `.html`, `.htm`, `.xhtml`, `.md`, `.markdown`, `.mdx`, `.txt`, `.text`.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "md" | "markdown" | "mdx" => Some(Self::Markdown),
            "txt" | "text" => Some(Self::Text),
            _ => None,
        }
    }

    /// The format of a server's answer; `None` if it is not a text that we read.
    ///
    /// A server that names no type is believed to send HTML, unless there is a zero byte in the body.
    pub fn of_answer(content_type: Option<&str>, body: &[u8]) -> Option<Self> {
        let essence = content_type
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/plain" if !body.contains(&0) => Some(Self::Text),
            "" if !body.contains(&0) => Some(Self::Html),
            _ => None,
        }
    }
}

/// Reads `text`. The title is empty if the text has none.
pub fn extract(format: Format, text: &str) -> ExtractedDocument {
    match format {
        Format::Html => html::read(text).document,
        Format::Markdown => markdown::read(text),
        Format::Text => text::read(text),
    }
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
        assert_eq!(Format::of_file_name("Returns.MD"), Some(Format::Markdown));
        assert_eq!(Format::of_file_name("a.b.htm"), Some(Format::Html));
        assert_eq!(Format::of_file_name("notes.txt"), Some(Format::Text));
        assert_eq!(Format::of_file_name("price.pdf"), None);
        assert_eq!(Format::of_file_name("README"), None);
    }

    #[test]
    fn an_answer_is_read_by_its_type_and_refused_when_it_is_not_text() {
        let html = Some("Text/HTML; charset=utf-8");
        assert_eq!(Format::of_answer(html, b"<p>"), Some(Format::Html));
        assert_eq!(Format::of_answer(None, b"<p>"), Some(Format::Html));
        assert_eq!(Format::of_answer(None, b"\0\x01"), None);
        assert_eq!(Format::of_answer(Some("image/png"), b"x"), None);
        assert_eq!(Format::of_answer(Some("text/plain"), b"a\0"), None);
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
