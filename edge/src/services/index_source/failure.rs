//! Reasons why a page or a source could not be read, in words for its owner.

use porchlight_knowledge::{
    archive::ArchiveError,
    export_folder::FileLeftOut,
    extract::{docx::WordError, pdf::PdfError},
    page_address::AddressError,
    robots::AGENT,
    sitemap::SitemapError,
    source_limits::{
        FETCH_TIMEOUT_MS, FETCHES_PER_PAGE, PAGE_BYTES, PAGES_PER_SOURCE, PASSAGES_PER_DOCUMENT,
        PDF_BYTES, REDIRECTS, RETRY_AFTER_MS,
    },
};
use url::Url;

pub(super) use self::words::links;
use self::words::{addresses, minutes};

use crate::{
    platform::{DbError, PlatformError},
    store::{
        pages::outcomes::PageProblem,
        sources::{Source, SourceKind},
    },
};

mod reasons;
mod words;

const MEGABYTE: usize = 1024 * 1024;

/// Why a job failed. The queue tries it again.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Why something could not be read. The message says what the owner can do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Status 404.
    #[error("The server says that there is no such page (404). Check the address in a browser.")]
    NotFound,
    /// Status 410.
    #[error(
        "The server says that the page is gone for good (410). Remove the source or change its address."
    )]
    Gone,
    /// Status 401, 403, 407 or 451.
    #[error(
        "The server does not let Porchlight read the page ({0}). Allow the user agent {AGENT}, give the source a header that opens the page, or add the text as a file."
    )]
    Forbidden(u16),
    /// Status 429.
    #[error("The server asks for fewer requests (429). Try again later.")]
    Busy,
    /// Status 429 or 503, and `Retry-After` in milliseconds.
    #[error(
        "The server asks to wait {} before the next request. Porchlight waits up to {}, and once for each page. It tries again when the source is next read.",
        minutes(*.0), minutes(RETRY_AFTER_MS)
    )]
    AsksToWait(u32),
    /// Status 500 or above.
    #[error("The server answered with an error ({0}). Try again when the page opens in a browser.")]
    ServerError(u16),
    /// Any other status without a page.
    #[error(
        "The server answered with the status {0} instead of a page. Check the address in a browser."
    )]
    UnexpectedStatus(u16),
    /// The page is larger than the limit.
    #[error("The page is larger than {} MB, or the PDF or Word document larger than {} MB. Split it, or add the part that matters as a file.", PAGE_BYTES / MEGABYTE, PDF_BYTES / MEGABYTE)]
    TooLarge,
    /// The address has an image, an archive or another type that is not read.
    #[error(
        "There is no web page, Markdown, text, CSV, PDF or Word document at this address but {0}. Add its content as a file."
    )]
    NotText(String),
    /// It is a sitemap or a feed.
    #[error(
        "There is a list of pages at this address, a sitemap or a feed. Add it with the kind \"sitemap\", and its pages are read."
    )]
    ListOfPages,
    /// The page decodes to nonsense.
    #[error(
        "The page is not readable text in the character set {0}. Serve it as UTF-8, and say so in Content-Type."
    )]
    WrongCharset(String),
    /// The page declares no character set, and none is recognised.
    #[error(
        "The page names no character set, and Porchlight does not recognise one. Serve it as UTF-8, and say so in Content-Type."
    )]
    UnknownCharset,
    /// The body is compressed twice, or without a header that says so.
    #[error(
        "The server sends the page compressed without saying so. Set Content-Encoding, or switch compression off."
    )]
    ContentEncoding,
    /// The server did not answer in time.
    #[error("The server did not answer within {} seconds. Try again later, or add the text as a file.", FETCH_TIMEOUT_MS / 1000)]
    Timeout,
    /// The host could not be reached.
    #[error("The server cannot be reached. Check the host's name and its certificate.")]
    Unreachable,
    /// The address may not be fetched.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The page redirects to an address that may not be fetched.
    #[error("The page redirects to an address that Porchlight does not read. {0}")]
    RedirectAddress(AddressError),
    /// The page redirects too often.
    #[error(
        "The page redirects more than {REDIRECTS} times. Use the address at which it ends up in a browser."
    )]
    TooManyRedirects,
    /// The page redirects between hosts so often that it takes too many requests.
    #[error(
        "Reading the page takes more than {FETCHES_PER_PAGE} requests, because it redirects from host to host. Use the address at which it ends up in a browser."
    )]
    TooManyRequests,
    /// A redirect names no address.
    #[error("The server redirects without saying where to. Check the address in a browser.")]
    BrokenRedirect,
    /// robots.txt forbids the page.
    #[error(
        "The site's robots.txt forbids this page. Allow the user agent {AGENT} there, or add the text as a file."
    )]
    RobotsDisallowed,
    /// robots.txt could not be read.
    #[error(
        "The site's robots.txt cannot be read, so nothing of the site is read for now. It must answer with 200 or 404."
    )]
    RobotsUnreachable,
    /// The page has no text to quote.
    #[error(
        "There is no text to quote here: nothing is left without menus, links and footers. Text that only JavaScript draws is not seen; put the text into <main>."
    )]
    NoText,
    /// The body is empty, with this status.
    #[error("The server sends an empty response ({0}). Check the address in a browser.")]
    Empty(u16),
    /// The page has no text of its own and frames these pages.
    #[error("The page only frames others, and has no text of its own. Add those instead: {}.", addresses(.0))]
    Frames(Vec<Url>),
    /// The page says that it does not exist, although the status says that it does.
    #[error(
        "The page says that it does not exist. Check the address in a browser, and let your server answer such addresses with 404."
    )]
    SaysNotFound,
    /// The server shows a bot check instead of the page.
    #[error(
        "The server shows a bot check instead of the page. Allow the user agent {AGENT} there, give the source a header that opens the page, or add the text as a file."
    )]
    ChecksForRobots,
    /// The page is a sign-in form.
    #[error(
        "The page is a sign-in form. Give the source a header that opens the page, or add the text as a file."
    )]
    AsksToSignIn,
    /// The page is empty until its scripts have run.
    #[error(
        "The page is empty until its scripts run in a browser, and Porchlight runs no scripts. Let your server send the text in the HTML, add the site's sitemap if that lists pages with text, or add the text as a file or over the API."
    )]
    NeedsScripts,
    /// The page is empty until its scripts have run, and the deployment has a browser that can render it.
    #[error(
        "The page is empty until its scripts run in a browser. Set render for this source, and a browser renders its pages; or let your server send the text in the HTML, add a sitemap of pages with text, or add the text as a file or over the API."
    )]
    NeedsRender,
    /// The browser that renders pages is not available or too busy.
    #[error(
        "The page is empty until its scripts run, and the browser that renders it did not respond or is too busy. It is tried again when the source is next read."
    )]
    RenderingBusy,
    /// The browser that renders pages refused.
    #[error(
        "The page is empty until its scripts run, and the browser that renders it refused ({0}). The person who runs this deployment should check the binding BROWSER, or RENDERING_TOKEN and RENDERING_ACCOUNT_ID."
    )]
    RenderingFailed(u16),
    /// The PDF cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The Word document cannot be read.
    #[error(transparent)]
    Word(#[from] WordError),
    /// The archive of a folder cannot be read.
    #[error("{0} Pack the folder again as ZIP, without a password and non-text files.")]
    Folder(ArchiveError),
    /// A file of a folder is not read.
    #[error(transparent)]
    FileLeftOut(FileLeftOut),
    /// A row of a table is not read, for this reason.
    #[error("The row is not read: {0}.")]
    RowLeftOut(&'static str),
    /// The page redirects to this address, which cannot be read.
    #[error("The page redirects to {0}. {1}")]
    Redirected(String, Box<Self>),
    /// The page redirects out of the source.
    #[error(
        "The page redirects out of the source, to {0}. Add that address as a source of its own."
    )]
    LeftSource(String),
    /// The page is another address of a page that is read.
    #[error("This is another address of {0}, which is read once.")]
    Duplicate(String),
    /// Another source keeps the page.
    #[error("Your source {0} has this page already, and a page is kept once.")]
    InOtherSource(String),
    /// The page's host looks like another spelling of the source's, and has pages of its own.
    #[error(
        "{0} has pages of its own and does not redirect to {1}. Add it as a source of its own, or let it redirect."
    )]
    OtherHost(String, String),
    /// The source has reached its limit of pages.
    #[error(
        "The source has {PAGES_PER_SOURCE} pages, which is the most. Add this one as a source of its own, or name it in a sitemap."
    )]
    PageLimit,
    /// The page is too many links away from the start.
    #[error(
        "The page is more than {} away from the start. Link to it from nearer, or add it as a source of its own.",
        links(*.0)
    )]
    TooDeep(u32),
    /// This pattern of the owner's excludes the page.
    #[error("The page is excluded by your pattern {0}. Change the source's exclude to read it.")]
    Excluded(String),
    /// None of the owner's patterns includes the page.
    #[error(
        "None of your patterns in include matches the page. Change the source's include to read it."
    )]
    NotIncluded,
    /// The page has more passages than the limit for a document.
    #[error(
        "The page has more than {PASSAGES_PER_DOCUMENT} passages, and what comes after them is not read. Split it."
    )]
    TooManyPassages,
    /// It is not a sitemap.
    #[error("The sitemap cannot be used: {0}. Check in a browser what is at the address.")]
    SitemapInvalid(SitemapError),
    /// The sitemap lists no pages of its own site.
    #[error(
        "The sitemap names no page of its own site. Add it under the host that its addresses name, or list pages in it."
    )]
    SitemapEmpty,
    /// The platform stopped the job several times.
    #[error("Reading took too long each time. Add the part that matters as a file.")]
    GaveUp,
}

impl Failure {
    /// The stable code, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Forbidden(_) => "forbidden",
            Self::Busy | Self::AsksToWait(_) => "busy",
            Self::ServerError(_) => "server_error",
            Self::UnexpectedStatus(_) => "unexpected_status",
            Self::TooLarge => "too_large",
            Self::NotText(_) => "not_text",
            Self::ListOfPages => "list_of_pages",
            Self::WrongCharset(_) | Self::UnknownCharset => "unknown_charset",
            Self::ContentEncoding => "content_encoding",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Address(error) | Self::RedirectAddress(error) => error.code(),
            Self::TooManyRedirects | Self::TooManyRequests => "too_many_redirects",
            Self::BrokenRedirect => "broken_redirect",
            Self::RobotsDisallowed => "robots_disallowed",
            Self::RobotsUnreachable => "robots_unreachable",
            Self::NoText => "no_text",
            Self::Empty(_) => "empty",
            Self::Frames(_) => "frames",
            Self::SaysNotFound => "says_not_found",
            Self::ChecksForRobots => "checks_for_robots",
            Self::AsksToSignIn => "asks_to_sign_in",
            Self::NeedsScripts | Self::NeedsRender => "needs_scripts",
            Self::RenderingBusy => "rendering_busy",
            Self::RenderingFailed(_) => "rendering_failed",
            Self::Pdf(error) => error.code(),
            Self::Word(error) => error.code(),
            Self::Folder(error) => error.code(),
            Self::FileLeftOut(reason) => reason.code(),
            Self::RowLeftOut(_) => "row_left_out",
            Self::Redirected(_, failure) => failure.code(),
            Self::LeftSource(_) => "left_source",
            Self::Duplicate(_) => "duplicate",
            Self::InOtherSource(_) => "in_other_source",
            Self::OtherHost(..) => "other_host",
            Self::PageLimit => "page_limit",
            Self::TooDeep(_) => "too_deep",
            Self::Excluded(_) | Self::NotIncluded => "excluded",
            Self::TooManyPassages => "too_many_passages",
            Self::SitemapInvalid(_) => "sitemap_invalid",
            Self::SitemapEmpty => "sitemap_empty",
            Self::GaveUp => "gave_up",
        }
    }

    /// The failure at the end of all redirects.
    fn at_the_end(&self) -> &Self {
        match self {
            Self::Redirected(_, failure) => failure.at_the_end(),
            failure => failure,
        }
    }

    /// This failure, of a page that was requested at `asked` and could not be read at `reached`.
    pub(super) fn after_redirects(self, asked: &Url, reached: Option<&Url>) -> Self {
        let reached = reached.filter(|reached| *reached != asked);
        match (reached, self) {
            (_, failure @ (Self::TooManyRedirects | Self::TooManyRequests | Self::Address(_)))
            | (None, failure) => failure,
            (Some(reached), failure) => Self::Redirected(reached.to_string(), Box::new(failure)),
        }
    }

    /// Whether another try may succeed. Until then the page counts as unchanged.
    pub fn may_pass(&self) -> bool {
        matches!(
            self.at_the_end(),
            Self::Busy
                | Self::AsksToWait(_)
                | Self::ChecksForRobots
                | Self::ServerError(_)
                | Self::Timeout
                | Self::Unreachable
                | Self::RobotsUnreachable
                | Self::RenderingBusy
        )
    }

    /// Whether the crawl found nothing to read, which is not a fault.
    pub fn is_no_fault(&self) -> bool {
        matches!(
            self.at_the_end(),
            Self::NoText
                | Self::Empty(_)
                | Self::Frames(_)
                | Self::AsksToSignIn
                | Self::NeedsScripts
                | Self::NeedsRender
                | Self::Pdf(_)
                | Self::Word(_)
                | Self::ListOfPages
                | Self::LeftSource(_)
                | Self::Duplicate(_)
                | Self::InOtherSource(_)
                | Self::Excluded(_)
                | Self::NotIncluded
                | Self::NotText(_)
                | Self::RobotsDisallowed
        )
    }
}

/// Why nothing of a source was read: a code, and a reason. It names a page that is not at the source's own address.
pub(super) fn of_crawl(source: &Source, problem: Option<PageProblem>) -> (String, String) {
    let failure = match problem {
        Some(problem) if source.url.as_ref() == Some(&problem.url) => {
            return (problem.failure_code, problem.failure_reason);
        }
        Some(problem) => {
            let reason = format!("{}: {}", problem.url, problem.failure_reason);
            return (problem.failure_code, reason);
        }
        None if source.kind == SourceKind::Sitemap => Failure::SitemapEmpty,
        None => Failure::NoText,
    };
    (failure.code().to_owned(), failure.to_string())
}

/// The codes of failures that leave earlier content in the index.
pub(super) const PASSING_CODES: &[&str] = &[
    "busy",
    "checks_for_robots",
    "server_error",
    "timeout",
    "unreachable",
    "robots_unreachable",
    "rendering_busy",
    "rendering_failed",
    "gave_up",
];
