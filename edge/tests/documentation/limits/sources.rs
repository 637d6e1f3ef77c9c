//! Limits of sources and of reading them.

use porchlight_edge::{domain::model::HEADER_CHARS, services::sources::settings};
use porchlight_knowledge::source_limits;

use super::Limits;
use crate::quantity::{bytes, characters, count, duration};

pub(super) fn source_limits() -> Limits {
    let mut limits = crawl_limits();
    limits.extend(document_limits());
    limits
}

fn crawl_limits() -> Limits {
    use source_limits::{
        ADDRESS_CHARS, ADDRESSES_PER_SOURCE, ATTEMPTS_PER_PAGE, CRAWL_DEPTH, FETCH_TIMEOUT_MS,
        FETCHES_PER_PAGE, LEFT_OUT_PER_SOURCE, LINKS_PER_PAGE, PAGE_BYTES, PAGES_PER_SOURCE,
        PARAMETERS_PER_SOURCE, PATTERN_CHARS, PATTERNS_PER_SOURCE, REDIRECTS, ROBOTS_BYTES,
        SITEMAP_BYTES, SITEMAP_DEPTH, SITEMAPS_PER_SOURCE, SOURCES_PER_PROJECT,
    };
    vec![
        ("Sources of one project", count(SOURCES_PER_PROJECT)),
        ("Pages of one source", count(PAGES_PER_SOURCE)),
        (
            "Addresses of one source waiting to be read",
            format!(
                "{}, and {} with parameters",
                count(ADDRESSES_PER_SOURCE),
                count(PARAMETERS_PER_SOURCE)
            ),
        ),
        (
            "Addresses left out of one source that are listed with the reason",
            count(LEFT_OUT_PER_SOURCE),
        ),
        (
            "Longest `Crawl-delay` in robots.txt that is honoured",
            duration(source_limits::CRAWL_DELAY_MS.into()),
        ),
        (
            "Longest `Retry-After` of a website that is honoured",
            format!(
                "{}, once for each page",
                duration(source_limits::RETRY_AFTER_MS.into())
            ),
        ),
        (
            "Days after which a page is fetched even if its sitemap says that it is unchanged",
            count(source_limits::LASTMOD_DAYS),
        ),
        (
            "Links followed from the start page of a site to a page",
            count(CRAWL_DEPTH),
        ),
        ("Links taken from one page", count(LINKS_PER_PAGE)),
        (
            "Patterns of pages to read, and of pages to leave out, of one source",
            format!(
                "{PATTERNS_PER_SOURCE} each, of {}",
                characters(PATTERN_CHARS)
            ),
        ),
        (
            "Hours after which a source is read again",
            count(settings::RECRAWL_HOURS),
        ),
        (
            "Value of a header that opens pages",
            characters(HEADER_CHARS),
        ),
        ("Size of one page, after decompression", bytes(PAGE_BYTES)),
        (
            "Time that a server may take to send a page",
            duration(FETCH_TIMEOUT_MS.into()),
        ),
        (
            "Time that a browser may take to run the scripts of a page",
            duration(source_limits::RENDERING_TIMEOUT_MS.into()),
        ),
        ("Redirects followed for one page", count(REDIRECTS)),
        (
            "Requests for one page, with redirects and robots.txt",
            count(FETCHES_PER_PAGE),
        ),
        (
            "Attempts for one page in one crawl",
            count(ATTEMPTS_PER_PAGE),
        ),
        ("Length of an address", characters(ADDRESS_CHARS)),
        ("Part of robots.txt that is read", bytes(ROBOTS_BYTES)),
        ("Size of one sitemap", bytes(SITEMAP_BYTES)),
        ("Sitemaps of one source", count(SITEMAPS_PER_SOURCE)),
        ("Nesting of sitemap indexes", count(SITEMAP_DEPTH)),
    ]
}

fn document_limits() -> Limits {
    use source_limits::{
        ALTERNATIVES, ARCHIVE_FILES, ARCHIVE_UNPACKED_BYTES, HEADING_CHARS, PASSAGES_PER_DOCUMENT,
        PDF_BYTES, PDF_CHARS, PDF_PAGES, PDF_UNPACKED_BYTES, WORD_TEXT_BYTES,
    };
    vec![
        (
            "Size of a PDF or a Word document at an address",
            bytes(PDF_BYTES),
        ),
        ("Pages of one PDF", count(PDF_PAGES)),
        ("Characters of one PDF, without spaces", count(PDF_CHARS)),
        (
            "Unpacked size of one PDF, without pictures",
            bytes(PDF_UNPACKED_BYTES),
        ),
        (
            "Unpacked size of one Word document, or of the texts of one folder",
            bytes(ARCHIVE_UNPACKED_BYTES),
        ),
        (
            "Parts of one Word document, and files of one folder",
            count(ARCHIVE_FILES),
        ),
        (
            "Nesting of folders in an exported folder",
            count(source_limits::ARCHIVE_DEPTH),
        ),
        (
            "Unpacked size of a file in a folder, as a multiple of its packed size",
            format!(
                "{}, or {}",
                count(source_limits::ARCHIVE_RATIO),
                bytes(usize::try_from(source_limits::ARCHIVE_SMALL_BYTES).unwrap())
            ),
        ),
        ("Text of one Word document", bytes(WORD_TEXT_BYTES)),
        ("Passages of one page or file", count(PASSAGES_PER_DOCUMENT)),
        (
            "Earlier versions of one document",
            count(source_limits::VERSIONS_PER_DOCUMENT),
        ),
        ("Length of a title or heading", characters(HEADING_CHARS)),
        (
            "Alternative phrasings of one section",
            format!("{ALTERNATIVES}, of {} each", characters(HEADING_CHARS)),
        ),
    ]
}

pub(super) fn file_limits() -> Limits {
    use source_limits::{
        ALTERNATIVES, ANSWER_CHARS, FILE_BYTES, FILE_NAME_CHARS, LEFT_OUT_PER_FILE, QUESTION_CHARS,
    };
    vec![
        (
            "File, PDF, Word document or ZIP file that you send",
            bytes(FILE_BYTES),
        ),
        (
            "Left-out rows of a CSV that the notice names",
            count(LEFT_OUT_PER_FILE),
        ),
        ("Name of a file", characters(FILE_NAME_CHARS)),
        (
            "Question of a question-and-answer pair",
            characters(QUESTION_CHARS),
        ),
        (
            "Answer of a question-and-answer pair",
            characters(ANSWER_CHARS),
        ),
        ("Alternative questions of a pair", count(ALTERNATIVES)),
    ]
}
