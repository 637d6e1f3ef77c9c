//! PDF: from the positioned letters of pages to passages with page numbers.
//!
//! ```text
//! bytes ─hayro-syntax─► pages ─content─► glyphs ─line─► lines ─margins─► lines without running heads
//!                                       ─layout─► rows and columns ─blocks─► headings, paragraphs, lists, tables, page breaks
//! ```
//!
//! *Invariant:* any input results in a document or an error, never in a panic, and reading always ends. Every operation
//! on a page and every byte of its content counts against [`PDF_STEPS`], and everything that the library unpacks and
//! keeps counts against [`PDF_UNPACKED_BYTES`](super::super::source_limits::PDF_UNPACKED_BYTES). Compressed tables of
//! an encrypted file are not counted, because they can only be read after decryption.

use hayro_syntax::{LoadPdfError, Pdf};

use self::{content::Reader, unpacking::Unpacking};
use super::{
    super::{
        passage::ExtractedDocument,
        source_limits::{PDF_CHARS, PDF_PAGES, PDF_STEPS},
    },
    passages,
};

mod bidi;
mod blocks;
mod content;
mod error;
mod fonts;
mod layout;
mod line;
mod margins;
mod metadata;
mod unpacking;

pub use error::PdfError;

/// At most one in this many characters may be unknown. With more, the result is not text.
const UNKNOWN_SHARE: usize = 10;

/// Reads a PDF. The title is empty if it has none. Fails if the PDF is damaged, encrypted, too long, or has no text.
pub fn read(bytes: Vec<u8>) -> Result<ExtractedDocument, PdfError> {
    if unpacking::is_tangled(&bytes) {
        return Err(PdfError::Damaged);
    }
    let without_text = if has_end(&bytes) {
        PdfError::NoText
    } else {
        PdfError::Damaged
    };
    let mut unpacking = Unpacking::new();
    unpacking.of_structure(&bytes)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
        LoadPdfError::Invalid => PdfError::Damaged,
    })?;
    if pdf.pages().is_empty() {
        return Err(PdfError::Damaged);
    }
    if pdf.pages().len() > PDF_PAGES {
        return Err(PdfError::TooLong);
    }
    let mut reader = Reader::new(PDF_STEPS, PDF_CHARS, unpacking);
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        pages.push(reader.page(page)?);
    }
    if reader.chars == 0 || reader.unknown > reader.chars / UNKNOWN_SHARE {
        return Err(without_text);
    }
    margins::remove(&mut pages);
    let pages: Vec<_> = pages.into_iter().map(layout::resolved).collect();
    let title = metadata::title(pdf.metadata());
    let document = passages::build(title, None, blocks::build(&pages));
    if document.passages.is_empty() {
        return Err(without_text);
    }
    Ok(document)
}

/// Whether the end of the file is there. A truncated file has lost its table of pages.
fn has_end(bytes: &[u8]) -> bool {
    const END: &[u8] = b"%%EOF";
    bytes.windows(END.len()).rev().any(|window| window == END)
}

/// Whether `bytes` start like a PDF. Some programs write a few bytes before the signature.
pub fn is_pdf(bytes: &[u8]) -> bool {
    const SIGNATURE: &[u8] = b"%PDF-";
    /// How far into the file to look for the signature, in bytes.
    const LEAD_IN_BYTES: usize = 1024;
    bytes
        .get(..LEAD_IN_BYTES)
        .unwrap_or(bytes)
        .windows(SIGNATURE.len())
        .any(|window| window == SIGNATURE)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn what_is_no_pdf_is_damaged() {
        assert_eq!(read(Vec::new()), Err(PdfError::Damaged));
        assert_eq!(read(b"<html>".to_vec()), Err(PdfError::Damaged));
        assert_eq!(read(b"%PDF-1.7".to_vec()), Err(PdfError::Damaged));
    }

    /// A PDF with `pages` pages, each showing `content`, and with additional `objects`, numbered from 10.
    fn pdf(pages: usize, content: &str, objects: &[String]) -> Vec<u8> {
        let stream = |text: &str| format!("/Length {}>>\nstream\n{text}\nendstream", text.len());
        let mut text = format!(
            "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count {pages}/Kids[{}]>>\nendobj\n\
             3 0 obj\n<<{}\nendobj\n4 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n",
            "<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<</Font<</T 4 0 R>>/XObject<</F 10 0 R>>>>>>".repeat(pages),
            stream(content),
        );
        for (number, object) in (10..).zip(objects) {
            let inner = format!(
                "<</Type/XObject/Subtype/Form/Resources<</XObject<</F {} 0 R>>>>{}",
                number + 1,
                stream(object)
            );
            writeln!(text, "{number} 0 obj\n{inner}\nendobj").unwrap();
        }
        text += "trailer\n<</Root 1 0 R>>\n%%EOF\n";
        text.into_bytes()
    }

    const SENTENCE: &str = "BT /T 12 Tf 50 500 Td (The lamp has a warranty of five years.) Tj ET";

    #[test]
    fn pages_up_to_the_limit_are_read() {
        let document = read(pdf(1, SENTENCE, &[])).unwrap();
        assert_eq!(
            document.passages[0].text,
            "The lamp has a warranty of five years."
        );
        assert_eq!(document.passages[0].anchor.as_deref(), Some("page=1"));
        assert_eq!(
            read(pdf(PDF_PAGES + 1, SENTENCE, &[])),
            Err(PdfError::TooLong)
        );
    }

    #[test]
    fn forms_that_draw_each_other_end() {
        let tenfold = vec!["/F Do ".repeat(10); 9];
        assert_eq!(read(pdf(1, "/F Do", &tenfold)), Err(PdfError::TooLong));
        let endless: Vec<String> = (0..20).map(|_| "/F Do".to_owned()).collect();
        assert_eq!(
            read(pdf(1, &format!("{SENTENCE} /F Do"), &endless)).map(|read| read.passages.len()),
            Ok(1)
        );
    }

    #[test]
    fn a_file_without_an_end_is_damaged_and_no_picture() {
        let mut file = pdf(1, "0 0 9 9 re f", &[]);
        assert_eq!(read(file.clone()), Err(PdfError::NoText));
        file.truncate(file.len() - 6);
        assert_eq!(read(file), Err(PdfError::Damaged));
    }

    #[test]
    fn a_pdf_is_known_by_its_signature() {
        assert!(is_pdf(b"\n%PDF-1.4\n"));
        assert!(!is_pdf(b"PDF"));
    }
}
