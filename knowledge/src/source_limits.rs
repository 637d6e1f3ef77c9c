//! Every limit on sources and on what is read from them, with its unit.

/// The most sources of one project.
pub const SOURCES_PER_PROJECT: u64 = 500;
/// The most pages of one source.
pub const PAGES_PER_SOURCE: u64 = 500;
/// The most addresses of one source that wait to be read or were read, counting spellings of one page once.
pub const ADDRESSES_PER_SOURCE: u64 = 1_000;
/// How many more may have parameters (`?sort=price`) without standing in a sitemap. They are read last.
pub const PARAMETERS_PER_SOURCE: u64 = 1_000;
/// The most addresses of one source that are kept with the reason why they are left out.
pub const LEFT_OUT_PER_SOURCE: u64 = 500;
/// The most sitemaps of one source, an index and the sitemaps that it names together.
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
/// How deep sitemap indexes may nest: an index may name other indexes once.
pub const SITEMAP_DEPTH: u32 = 2;
/// The most links between the start of a site and a page.
pub const CRAWL_DEPTH: u32 = 10;
/// The most patterns of pages to read, and of pages to leave out, of one source.
pub const PATTERNS_PER_SOURCE: usize = 50;
/// The longest pattern, in characters.
pub const PATTERN_CHARS: usize = 200;
/// The longest address, in characters.
pub const ADDRESS_CHARS: usize = 2_000;
/// How long a server may take to send a page, in milliseconds.
pub const FETCH_TIMEOUT_MS: u32 = 10_000;
/// How long a browser may take until a page's scripts have run, in milliseconds.
pub const RENDERING_TIMEOUT_MS: u32 = 15_000;
/// The most redirects for one page.
pub const REDIRECTS: u32 = 5;
/// The longest rest between two pages of a host, in milliseconds, whatever `Crawl-delay` in robots.txt asks for.
pub const CRAWL_DELAY_MS: u32 = 30_000;
/// The days after which a page is asked for again although its sitemap says that it has not changed.
pub const LASTMOD_DAYS: u64 = 30;
/// The most requests for one page, with its redirects and the robots.txt of each host on the way.
pub const FETCHES_PER_PAGE: u32 = 10;
/// How often one crawl tries a page, where another try may help.
pub const ATTEMPTS_PER_PAGE: u64 = 2;

/// The most pages that one job takes.
pub const PAGES_PER_STEP: u64 = 8;
/// The most requests of one job, which the platform sets.
pub const FETCHES_PER_JOB: u32 = 50;
/// The number of requests after which a job takes no further page, as the last one may take [`FETCHES_PER_PAGE`].
pub const FETCHES_PER_STEP: u32 = 40;
/// The number of database statements after which a job takes no further page. The platform allows 50 a job.
pub const STATEMENTS_PER_STEP: usize = 24;
/// The time after which a job takes no further page, in milliseconds.
pub const STEP_MS: u64 = 25_000;

/// The largest file, in bytes: of UTF-8, or of a PDF.
pub const FILE_BYTES: usize = 1024 * 1024;
/// The largest PDF at an address, in bytes. For a PDF sent as a file, [`FILE_BYTES`] applies.
pub const PDF_BYTES: usize = 8 * 1024 * 1024;
/// The most pages of a PDF.
pub const PDF_PAGES: usize = 500;
/// The most characters of a PDF, without spaces.
pub const PDF_CHARS: usize = 1_000_000;
/// The most work on one PDF, in steps. A drawing operation, a byte of shown text and sixteen bytes of content are one
/// step each; look-ups and nested drawings are several. An ordinary page takes some ten thousand.
pub const PDF_STEPS: usize = 20_000_000;
/// The most that a PDF may unpack to, in bytes, apart from pictures. A Worker has 128 MB of memory.
pub const PDF_UNPACKED_BYTES: usize = 64 * 1024 * 1024;
/// The most files of an archive, be it a folder or a Word document.
pub const ARCHIVE_FILES: usize = 2_000;
/// The most that is unpacked of an archive, in bytes. A Worker has 128 MB of memory.
pub const ARCHIVE_UNPACKED_BYTES: usize = 32 * 1024 * 1024;
/// The most folders around a file of an archive.
pub const ARCHIVE_DEPTH: usize = 20;
/// How many times as large as it is packed a file of an archive may be, if it unpacks to more than
/// [`ARCHIVE_SMALL_BYTES`]. Repetitive tables come to some 50 times; what is made to fill a memory, to 1,000.
pub const ARCHIVE_RATIO: u64 = 200;
/// A file of an archive that unpacks to less may be packed as tightly as it is, in bytes.
pub const ARCHIVE_SMALL_BYTES: u64 = 64 * 1024;
/// The most text of a Word document, in bytes, with its marks for headings, lists and tables.
pub const WORD_TEXT_BYTES: usize = 2 * 1024 * 1024;
/// The most rows of a file that its notice names with the reason why they are not read. The list of what was left out
/// has [`LEFT_OUT_PER_SOURCE`].
pub const LEFT_OUT_PER_FILE: usize = 20;
/// The longest file name, in characters.
pub const FILE_NAME_CHARS: usize = 200;
/// The longest question of a question-and-answer pair, in characters.
pub const QUESTION_CHARS: usize = 500;
/// The longest answer of a question-and-answer pair, in characters.
pub const ANSWER_CHARS: usize = 8_000;
/// The most alternative phrasings of one question.
pub const ALTERNATIVES: usize = 50;

/// The most passages of one document. The rest is not indexed.
pub const PASSAGES_PER_DOCUMENT: usize = 400;
/// The most earlier versions of one document that are kept.
pub const VERSIONS_PER_DOCUMENT: u32 = 3;
/// The longest title or heading, in characters. The rest is cut off.
pub const HEADING_CHARS: usize = 200;
