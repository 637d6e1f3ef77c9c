//! Every limit on sources and on what is read from them, with its unit.

/// Most sources of one project.
pub const SOURCES_PER_PROJECT: u64 = 500;
/// Most pages of one source.
pub const PAGES_PER_SOURCE: u64 = 500;
/// Most sitemaps of one source, an index and what it names together.
pub const SITEMAPS_PER_SOURCE: u64 = 50;
/// Most links taken from one page.
pub const LINKS_PER_PAGE: usize = 1_000;
/// Largest page, in bytes after decompression.
pub const PAGE_BYTES: usize = 2 * 1024 * 1024;
/// Largest robots.txt that is read, in bytes; the rest counts as if it were not there (RFC 9309, section 2.5, wants at
/// least 500 KiB).
pub const ROBOTS_BYTES: usize = 512 * 1024;
/// Largest sitemap, in bytes.
pub const SITEMAP_BYTES: usize = 5 * 1024 * 1024;
/// Deepest nesting of sitemap indexes: an index may name indexes once more.
pub const SITEMAP_DEPTH: u32 = 2;
/// Most links followed from the start of a site to a page.
pub const CRAWL_DEPTH: u32 = 10;
/// Longest address, in characters.
pub const ADDRESS_CHARS: usize = 2_000;
/// Longest time that a server may take to send a page, in milliseconds.
pub const FETCH_TIMEOUT_MS: u32 = 10_000;
/// Most redirects followed for one page.
pub const REDIRECTS: u32 = 5;
/// Most times that a page is tried in one crawl, where trying again may help.
pub const ATTEMPTS_PER_PAGE: u64 = 2;

/// Most pages that one job takes.
pub const PAGES_PER_STEP: u64 = 8;
/// A job takes no further page once it has used this many of the platform's 50 requests to other servers.
pub const FETCHES_PER_STEP: u32 = 40;
/// A job takes no further page once it has used this many of the platform's 50 database statements.
pub const STATEMENTS_PER_STEP: usize = 32;
/// A job takes no further page after this long, in milliseconds.
pub const STEP_MS: u64 = 25_000;

/// Largest file, in bytes: of UTF-8, or of a PDF.
pub const FILE_BYTES: usize = 1024 * 1024;
/// Largest PDF at an address, in bytes. One that is sent as a file is a file like others.
pub const PDF_BYTES: usize = 8 * 1024 * 1024;
/// Most pages of a PDF.
pub const PDF_PAGES: usize = 500;
/// Most characters of a PDF, spaces not counted.
pub const PDF_CHARS: usize = 1_000_000;
/// Most work on one PDF: drawing operations, shown bytes, and sixteen bytes of content each count one, what is
/// looked up or drawn within more. An ordinary
/// page takes some ten thousand.
pub const PDF_STEPS: usize = 20_000_000;
/// Longest file name, in characters.
pub const FILE_NAME_CHARS: usize = 200;
/// Longest question of a question-and-answer pair, in characters.
pub const QUESTION_CHARS: usize = 500;
/// Longest answer of a question-and-answer pair, in characters.
pub const ANSWER_CHARS: usize = 8_000;
/// Most other ways to ask one question.
pub const ALTERNATIVES: usize = 50;

/// Most passages of one document; what follows is not indexed.
pub const PASSAGES_PER_DOCUMENT: usize = 400;
/// Longest title or heading, in characters; the rest is cut.
pub const HEADING_CHARS: usize = 200;
