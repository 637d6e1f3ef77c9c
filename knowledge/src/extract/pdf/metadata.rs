//! The title in the metadata of a PDF.

use hayro_syntax::metadata::Metadata;

use crate::extract::charset::encoding::{UTF_8, UTF_16BE, WINDOWS_1252};

/// The title. Empty if there is none, or if it is not meant for readers.
pub(super) fn title(metadata: &Metadata) -> String {
    let title = metadata.title.as_deref().map(decoded).unwrap_or_default();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_made_by_a_program(&title) {
        String::new()
    } else {
        title
    }
}

/// A text string: UTF-16 or UTF-8 by its byte order mark, otherwise `PDFDocEncoding`, decoded as windows-1252, which is
/// close enough for titles.
fn decoded(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xfe, 0xff]) {
        UTF_16BE.decode(bytes)
    } else if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        UTF_8.decode(bytes)
    } else {
        WINDOWS_1252.decode(bytes)
    }
}

/// Whether a program generated the title, such as "Microsoft Word - prices.docx", "untitled" or "about:blank".
fn is_made_by_a_program(title: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".doc", ".docx", ".dvi", ".htm", ".html", ".indd", ".odt", ".pages", ".pdf", ".ppt",
        ".pptx", ".qxd", ".rtf", ".tex", ".txt", ".xls", ".xlsx",
    ];
    let title = title.to_lowercase();
    title.starts_with("microsoft ")
        || matches!(
            title.as_str(),
            "untitled"
                | "untitled document"
                | "(anonymous)"
                | "(unspecified)"
                | "about:blank"
                | "document"
                | "document1"
                | "blank page"
        )
        || ENDINGS.iter().any(|ending| title.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        let metadata = Metadata {
            title: Some(bytes.into()),
            ..Metadata::default()
        };
        assert_eq!(title(&metadata), expected);
    }

    #[test]
    fn a_title_is_read_in_every_encoding_of_the_format() {
        check(b"Care  guide", "Care guide");
        check(b"\xfe\xff\0P\0f\0l\0e\0g\0e\x20\x13", "Pflege–");
        check("\u{feff}Größe".as_bytes(), "Größe");
        check(b"Gr\xf6\xdfe", "Größe");
    }

    #[test]
    fn the_name_of_a_file_is_no_title() {
        check(b"Microsoft Word - prices.docx", "");
        check(b"manual.INDD", "");
        check(b"untitled", "");
        check(b"(anonymous)", "");
        check(b"", "");
    }
}
