//! All limits on sources and on what is read from them, with their units.

/// The most sources of one project.
pub const SOURCES_PER_PROJECT: u64 = 500;
/// The most pages of one source.
pub const PAGES_PER_SOURCE: u64 = 500;
/// The most addresses of one source that are waiting or were read. Different spellings of a page count once.
pub const ADDRESSES_PER_SOURCE: u64 = 1_000;
/// How many additional addresses may have parameters (`?sort=price`) without being in a sitemap. They are read last.
pub const PARAMETERS_PER_SOURCE: u64 = 1_000;
/// The most addresses of one source that are stored with the reason why they were skipped.
pub const LEFT_OUT_PER_SOURCE: u64 = 500;
/// The most sitemaps of one source: indexes together with the sitemaps that they list.
pub const SITEMAPS_PER_SOURCE: u64 = 50;
/// The most links taken from one page.
pub const LINKS_PER_PAGE: usize = 1_000;
/// The largest page, in bytes after decompression.
pub const PAGE_BYTES: usize = 2 * 1024 * 1024;
/// The largest robots.txt that is read, in bytes. The rest is ignored (RFC 9309, section 2.5, asks for at
/// least 500 KiB).
pub const ROBOTS_BYTES: usize = 512 * 1024;
/// The largest sitemap, in bytes.
pub const SITEMAP_BYTES: usize = 5 * 1024 * 1024;
/// The deepest nesting of sitemap indexes: an index may list other indexes, but not a third level.
pub const SITEMAP_DEPTH: u32 = 2;
/// The most links between the start of a site and a page.
pub const CRAWL_DEPTH: u32 = 10;
/// The most include patterns, and the most exclude patterns, of one source.
pub const PATTERNS_PER_SOURCE: usize = 50;
/// The longest pattern, in characters.
pub const PATTERN_CHARS: usize = 200;
/// The longest address, in characters.
pub const ADDRESS_CHARS: usize = 2_000;
/// How long a server may take to send a page, in milliseconds.
pub const FETCH_TIMEOUT_MS: u32 = 10_000;
/// How long a browser may take to run a page's scripts, in milliseconds.
pub const RENDERING_TIMEOUT_MS: u32 = 15_000;
/// The most redirects for one page.
pub const REDIRECTS: u32 = 5;
/// The longest pause between two pages of a host, in milliseconds, even if `Crawl-delay` in robots.txt asks for more.
pub const CRAWL_DELAY_MS: u32 = 30_000;
/// The longest `Retry-After` of a host that a crawl waits for, in milliseconds: 5 minutes.
pub const RETRY_AFTER_MS: u32 = 5 * 60 * 1_000;
/// After this many days, a page is requested again even if its sitemap says that it has not changed.
pub const LASTMOD_DAYS: u64 = 30;
/// The most requests for one page, including redirects and the robots.txt of each host involved.
pub const FETCHES_PER_PAGE: u32 = 10;
/// How many times one crawl tries a page, if trying again may help.
pub const ATTEMPTS_PER_PAGE: u64 = 2;

/// The most pages that one job reads.
pub const PAGES_PER_STEP: u64 = 8;
/// The platform's limit on requests in one job.
pub const FETCHES_PER_JOB: u32 = 50;
/// After this many requests, a job starts no further page, because a page may take [`FETCHES_PER_PAGE`].
pub const FETCHES_PER_STEP: u32 = 40;
/// After this many database statements, a job starts no further page. The platform allows 50 per job.
pub const STATEMENTS_PER_STEP: usize = 24;
/// After this time, a job starts no further page, in milliseconds.
pub const STEP_MS: u64 = 25_000;

/// The largest uploaded file, in bytes: of a PDF, or of text in UTF-8.
pub const FILE_BYTES: usize = 1024 * 1024;
/// The largest PDF at an address, in bytes. For an uploaded PDF, [`FILE_BYTES`] applies.
pub const PDF_BYTES: usize = 8 * 1024 * 1024;
/// The most pages of a PDF.
pub const PDF_PAGES: usize = 500;
/// The most characters of a PDF, without spaces.
pub const PDF_CHARS: usize = 1_000_000;
/// The most work on one PDF, in steps. A drawing operation, a byte of shown text, and sixteen bytes of content are one
/// step each. Look-ups and nested drawings take several. An ordinary page takes about ten thousand.
pub const PDF_STEPS: usize = 20_000_000;
/// The most that a PDF may unpack to, in bytes, not counting pictures. A Worker has 128 MB of memory.
pub const PDF_UNPACKED_BYTES: usize = 64 * 1024 * 1024;
/// The most files in an archive, which is a folder or a Word document.
pub const ARCHIVE_FILES: usize = 2_000;
/// The most that is unpacked from one archive, in bytes. A Worker has 128 MB of memory.
pub const ARCHIVE_UNPACKED_BYTES: usize = 32 * 1024 * 1024;
/// The deepest nesting of folders in an archive.
pub const ARCHIVE_DEPTH: usize = 20;
/// The highest compression ratio of a file in an archive that unpacks to more than [`ARCHIVE_SMALL_BYTES`]. Repetitive
/// tables reach about 50, and files made to exhaust memory about 1,000.
pub const ARCHIVE_RATIO: u64 = 200;
/// A file in an archive that unpacks to less than this may have any compression ratio, in bytes.
pub const ARCHIVE_SMALL_BYTES: u64 = 64 * 1024;
/// The most text of a Word document, in bytes, including the markup for headings, lists and tables.
pub const WORD_TEXT_BYTES: usize = 2 * 1024 * 1024;
/// The most skipped rows that the notice about a file lists with reasons. The list of skipped pages has
/// [`LEFT_OUT_PER_SOURCE`].
pub const LEFT_OUT_PER_FILE: usize = 20;
/// The longest file name, in characters.
pub const FILE_NAME_CHARS: usize = 200;
/// The longest question of a question-and-answer pair, in characters.
pub const QUESTION_CHARS: usize = 500;
/// The longest answer of a question-and-answer pair, in characters.
pub const ANSWER_CHARS: usize = 8_000;
/// The most alternatives of one question.
pub const ALTERNATIVES: usize = 50;

/// The most passages of one document. Further ones are not indexed.
pub const PASSAGES_PER_DOCUMENT: usize = 400;
/// The most earlier versions of one document that are kept.
pub const VERSIONS_PER_DOCUMENT: u32 = 3;
/// The longest title or heading, in characters. The rest is cut off.
pub const HEADING_CHARS: usize = 200;
