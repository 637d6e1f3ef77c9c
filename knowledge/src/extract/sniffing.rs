//! Detects the type of a body from its first bytes, for servers that declare a wrong type.

/// How much of a body is examined, in bytes.
const BEGINNING_BYTES: usize = 1024;
/// How binary files start that a server may declare as a page: pictures, archives, audio, fonts, programs.
const BINARY: &[&[u8]] = &[
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"OggS",
    b"ID3",
    b"wOFF",
    b"wOF2",
    b"\x7fELF",
    b"\0asm",
];
/// The root elements of lists of pages.
const LISTS: &[&str] = &["<urlset", "<sitemapindex", "<rss", "<feed", "<rdf:RDF"];
/// The XML namespace of pages.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The first bytes of a body, without byte order mark and leading white space.
pub(super) fn beginning(body: &[u8]) -> &[u8] {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let body = body.trim_ascii_start();
    body.get(..BEGINNING_BYTES).unwrap_or(body)
}

pub(super) fn is_pdf(beginning: &[u8]) -> bool {
    beginning.starts_with(b"%PDF-")
}

/// Whether this is a binary file or a list of pages.
pub(super) fn is_no_page(beginning: &[u8]) -> bool {
    BINARY.iter().any(|sign| beginning.starts_with(sign))
        || LISTS
            .iter()
            .any(|list| root(&text(beginning)).starts_with(list))
}

/// Whether this is HTML with a start that no plain text has.
pub(super) fn is_html(beginning: &[u8]) -> bool {
    let root = text(beginning).to_ascii_lowercase();
    ["<!doctype html", "<html>", "<html "]
        .iter()
        .any(|sign| root.starts_with(sign))
}

/// Whether this is XHTML, which browsers show as a page.
pub(super) fn is_xhtml(beginning: &[u8]) -> bool {
    let text = text(beginning);
    text.split("<html").nth(1).is_some_and(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.contains(XHTML)
    })
}

fn text(beginning: &[u8]) -> String {
    String::from_utf8_lossy(beginning).into_owned()
}

/// The text from its root element on.
fn root(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with("<?") || rest.starts_with("<!--") {
        let Some((_, after)) = rest.split_once('>') else {
            return "";
        };
        rest = after.trim_start();
    }
    rest
}
