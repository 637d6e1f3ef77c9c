//! Pages and files to passages.
//!
//! ```text
//! bytes ─charset─► text ─┬─ html ─────► blocks ─passages─► ExtractedDocument
//!                        ├─ markdown ─► html
//!                        ├─ adoc, rst ─► markdown
//!                        ├─ text ─────► blocks
//!                        └─ csv ──────► a passage for each row
//! bytes ─docx─► html, as above
//! bytes ─pdf────────────────────────────► blocks
//! ```
//!
//! *Invariant:* any input results in a document, or for a PDF or Word document in an error, but never in a panic. A
//! document without passages had nothing to read.

use self::{docx::WordError, pdf::PdfError};
use super::passage::{ExtractedDocument, ExtractedPassage};

mod asciidoc;
mod block;
pub mod charset;
mod csv;
pub mod docx;
mod front_matter;
pub mod html;
mod markdown;
mod measure;
mod pairs;
#[cfg(test)]
mod passage_check;
mod passages;
pub mod pdf;
mod rst;
mod sniffing;
mod text;

/// The format of a decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// HTML of any version.
    Html,
    /// CommonMark with tables, strikethrough, task lists and front matter.
    Markdown,
    /// Paragraphs with empty lines between them.
    Text,
    /// `AsciiDoc`.
    Asciidoc,
    /// reStructuredText.
    Rst,
    /// Records of questions and answers, separated by commas, semicolons or tabs (RFC 4180).
    Csv,
}

/// The kind of a file, before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Text in this format, not decoded yet.
    Text(Format),
    /// A PDF of any version.
    Pdf,
    /// A Word document of 2007 or later.
    Docx,
    /// A folder in a ZIP archive: see [`export_folder`](crate::export_folder).
    Folder,
}

/// The content of a file, ready for extraction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Decoded text in this format.
    Text(Format, String),
    /// The bytes of a PDF.
    Pdf(Vec<u8>),
    /// The bytes of a Word document.
    Docx(Vec<u8>),
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The PDF cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The Word document cannot be read.
    #[error(transparent)]
    Word(#[from] WordError),
}

/// The media type of Word documents.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Names of Markdown files for language models (llmstxt.org).
const LLMS_TXT: &[&str] = &["llms.txt", "llms-full.txt"];

impl FileKind {
    /// The kind that a file name's extension stands for: `.html`, `.htm`, `.xhtml`, `.md`, `.markdown`, `.mdx`,
    /// `.adoc`, `.rst`, `.txt`, `.text`, `.csv`, `.tsv`, `.docx`, `.pdf` or `.zip`, in upper or lower case. `None` for
    /// any other. `llms.txt` and `llms-full.txt` are Markdown.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if LLMS_TXT.iter().any(|llms| last.eq_ignore_ascii_case(llms)) {
            return Some(Self::Text(Format::Markdown));
        }
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Text(Format::Html)),
            "md" | "markdown" | "mdx" => Some(Self::Text(Format::Markdown)),
            "txt" | "text" => Some(Self::Text(Format::Text)),
            "adoc" | "asciidoc" => Some(Self::Text(Format::Asciidoc)),
            "rst" => Some(Self::Text(Format::Rst)),
            "csv" | "tsv" => Some(Self::Text(Format::Csv)),
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            "zip" => Some(Self::Folder),
            _ => None,
        }
    }

    /// The kind of a server's response. `None` if Porchlight does not read that kind.
    ///
    /// A body without a content type counts as HTML, unless it contains a zero byte. If the type says only that it is
    /// text or a file, the extension in `path` decides.
    pub fn of_answer(path: &str, content_type: Option<&str>, body: &[u8]) -> Option<Self> {
        let named = Self::of_file_name(path);
        let essence = content_type
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default();
        let beginning = sniffing::beginning(body);
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" if sniffing::is_pdf(beginning) => Some(Self::Pdf),
            "text/html" | "application/xhtml+xml" if sniffing::is_no_page(beginning) => None,
            "text/html" | "application/xhtml+xml" => Some(Self::Text(Format::Html)),
            "text/xml" | "application/xml" if sniffing::is_xhtml(beginning) => {
                Some(Self::Text(Format::Html))
            }
            "text/plain" if sniffing::is_html(beginning) => Some(Self::Text(Format::Html)),
            "text/markdown" | "text/x-markdown" => Some(Self::Text(Format::Markdown)),
            "text/csv" | "application/csv" | "text/tab-separated-values" => {
                Some(Self::Text(Format::Csv))
            }
            "application/pdf" | "application/x-pdf" => Some(Self::Pdf),
            WORD => Some(Self::Docx),
            "" | "application/octet-stream" | "binary/octet-stream" if pdf::is_pdf(body) => {
                Some(Self::Pdf)
            }
            "" | "application/octet-stream" | "binary/octet-stream" | "application/zip"
                if named == Some(Self::Docx) && docx::is_docx(body) =>
            {
                named
            }
            "text/plain"
            | "application/octet-stream"
            | "binary/octet-stream"
            | "application/vnd.ms-excel"
                if matches!(
                    named,
                    Some(Self::Text(
                        Format::Markdown | Format::Csv | Format::Asciidoc | Format::Rst
                    ))
                ) && !charset::has_zeros(body) =>
            {
                named
            }
            "text/plain" if !charset::has_zeros(body) => Some(Self::Text(Format::Text)),
            "" if !charset::has_zeros(body) => Some(Self::Text(Format::Html)),
            _ => None,
        }
    }
}

/// Extracts passages from `content`. The title is empty if the document has none.
pub fn extract(content: Content) -> Result<ExtractedDocument, ExtractError> {
    Ok(match content {
        // Line ends of the classic Mac OS.
        Content::Text(format, text) if text.contains('\r') && !text.contains('\n') => {
            extract(Content::Text(format, text.replace('\r', "\n")))?
        }
        Content::Text(Format::Html, text) => html::read(&text).document,
        Content::Text(Format::Markdown, text) => markdown::read(&text),
        Content::Text(Format::Text, text) => text::read(&text),
        Content::Text(Format::Asciidoc, text) => asciidoc::read(&text),
        Content::Text(Format::Rst, text) => rst::read(&text),
        Content::Text(Format::Csv, text) => csv::read(&text),
        Content::Pdf(bytes) => pdf::read(bytes)?,
        Content::Docx(bytes) => docx::read(&bytes)?,
    })
}

/// A question-and-answer pair, as a document with a single passage.
pub fn question_and_answer(
    question: &str,
    answer: &str,
    alternatives: Vec<String>,
) -> ExtractedDocument {
    ExtractedDocument {
        title: question.to_owned(),
        language: None,
        is_cut: false,
        left_out: Vec::new(),
        address: None,
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
        assert_eq!(kind("guide.Docx"), Some(FileKind::Docx));
        assert_eq!(kind("faq.csv"), Some(FileKind::Text(Format::Csv)));
        assert_eq!(
            kind("/docs/llms.txt"),
            Some(FileKind::Text(Format::Markdown))
        );
        assert_eq!(kind("Export.ZIP"), Some(FileKind::Folder));
        assert_eq!(kind("prices.xlsx"), None);
        assert_eq!(kind("README"), None);
    }

    #[test]
    fn an_answer_is_read_by_its_type_and_refused_when_it_is_neither_text_nor_pdf() {
        let kind = |content_type, body: &[u8]| FileKind::of_answer("/page", content_type, body);
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

    /// The path, the content type and the first bytes of an answer, and what it is.
    type Answer = (&'static str, &'static str, &'static [u8], Option<FileKind>);

    fn check_answers(answers: &[Answer]) {
        for (path, content_type, body, expected) in answers {
            assert_eq!(
                FileKind::of_answer(path, Some(content_type), body),
                *expected,
                "{path}"
            );
        }
    }

    #[test]
    fn the_name_tells_what_a_server_does_not() {
        check_answers(&[
            (
                "/docs/llms.txt",
                "text/plain",
                b"# Shop",
                Some(FileKind::Text(Format::Markdown)),
            ),
            (
                "/raw/returns.md",
                "text/plain; charset=utf-8",
                b"# Shop",
                Some(FileKind::Text(Format::Markdown)),
            ),
            (
                "/faq.csv",
                "application/vnd.ms-excel",
                b"a;b",
                Some(FileKind::Text(Format::Csv)),
            ),
            (
                "/faq",
                "text/csv",
                b"a;b",
                Some(FileKind::Text(Format::Csv)),
            ),
            (
                "/guide.docx",
                "application/zip",
                b"PK\x03\x04",
                Some(FileKind::Docx),
            ),
            (
                "/guide.docx",
                "application/octet-stream",
                b"PK\x03\x04",
                Some(FileKind::Docx),
            ),
            ("/guide.zip", "application/zip", b"PK\x03\x04", None),
        ]);
    }

    #[test]
    fn the_first_bytes_tell_what_a_server_does_not() {
        check_answers(&[
            ("/guide", "text/html", b"%PDF-1.7\n", Some(FileKind::Pdf)),
            ("/picture", "text/html", b"\x89PNG\r\n\x1a\n\0", None),
            (
                "/map",
                "text/html",
                b"<?xml version='1.0'?>\n<urlset>",
                None,
            ),
            (
                "/news",
                "text/html",
                b"\xef\xbb\xbf<rss version='2.0'>",
                None,
            ),
            (
                "/old",
                "text/html",
                b"<?xml version='1.0'?><!DOCTYPE html><html>",
                Some(FileKind::Text(Format::Html)),
            ),
            (
                "/old",
                "application/xml",
                b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
                Some(FileKind::Text(Format::Html)),
            ),
            (
                "/data",
                "application/xml",
                b"<?xml version='1.0'?><a>",
                None,
            ),
            (
                "/page",
                "text/plain",
                b"\n<!DOCTYPE html><p>",
                Some(FileKind::Text(Format::Html)),
            ),
            (
                "/page",
                "text/plain",
                b"HTML begins with <html>.",
                Some(FileKind::Text(Format::Text)),
            ),
            (
                "/page.html",
                "text/html",
                b"a;b",
                Some(FileKind::Text(Format::Html)),
            ),
            (
                "/notes.txt",
                "text/plain",
                b"L\0a\0m\0p\0s\0 \0a\0n\0d\0",
                Some(FileKind::Text(Format::Text)),
            ),
        ]);
    }

    #[test]
    fn lines_may_end_in_any_way() {
        for end in ["\n", "\r\n", "\r"] {
            for (format, text) in [
                (Format::Text, "One line.||Another."),
                (Format::Markdown, "One line.||Another."),
                (Format::Csv, "Question,Answer|One line?,Yes.|Another?,No."),
            ] {
                let text = text.replace('|', end);
                let document = extract(Content::Text(format, text.clone())).unwrap();
                let found = format!("{document:?}");
                assert!(!found.contains("line.Another"), "{found}");
                let texts: Vec<&str> = (document.passages.iter())
                    .map(|passage| passage.text.as_str())
                    .collect();
                assert!(
                    texts == ["One line.\n\nAnother."] || texts == ["Yes.", "No."],
                    "{text:?}: {found}"
                );
            }
        }
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
