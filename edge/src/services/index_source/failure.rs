//! Why a page or a source could not be read, in words for its owner.

use porchlight_knowledge::{
    extract::{charset::UnknownCharset, pdf::PdfError},
    page_address::AddressError,
    robots::AGENT,
    sitemap::SitemapError,
    source_limits::{FETCH_TIMEOUT_MS, PAGE_BYTES, PDF_BYTES, REDIRECTS},
};

use crate::platform::HttpError;

const MEGABYTE: usize = 1024 * 1024;

/// Why something could not be read. The text says what the owner can do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// 404.
    #[error("The server says that there is no such page (404). Check the address in a browser.")]
    NotFound,
    /// 410.
    #[error(
        "The server says that the page is gone for good (410). Remove the source or change its address."
    )]
    Gone,
    /// 401, 403, 407, 451.
    #[error(
        "The server does not let Porchlight read the page ({0}). Allow the user agent {AGENT}, or add the text as a file."
    )]
    Forbidden(u16),
    /// 429.
    #[error("The server asks for fewer requests (429). Try again later.")]
    Busy,
    /// 500 and above.
    #[error("The server answered with an error ({0}). Try again when the page opens in a browser.")]
    ServerError(u16),
    /// Another status that is no page.
    #[error(
        "The server answered with the status {0} instead of a page. Check the address in a browser."
    )]
    UnexpectedStatus(u16),
    /// More than a page may have.
    #[error("The page is larger than {} MB, or the PDF larger than {} MB. Split it, or add the part that matters as a file.", PAGE_BYTES / MEGABYTE, PDF_BYTES / MEGABYTE)]
    TooLarge,
    /// An image, an archive or the like.
    #[error(
        "There is no web page, Markdown, text or PDF at this address but {0}. Add its content as a file."
    )]
    NotText(String),
    /// A charset that nobody knows.
    #[error(
        "The page is written in a character set that Porchlight does not know ({0}). Serve it as UTF-8."
    )]
    UnknownCharset(String),
    /// Compressed twice, or without saying so.
    #[error(
        "The server sends the page compressed without saying so. Set Content-Encoding, or switch compression off."
    )]
    ContentEncoding,
    /// No answer in time.
    #[error("The server did not answer within {} seconds. Try again later, or add the text as a file.", FETCH_TIMEOUT_MS / 1000)]
    Timeout,
    /// No connection.
    #[error("The server cannot be reached. Check the host's name and its certificate.")]
    Unreachable,
    /// An address that is not asked.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A redirect to an address that is not asked.
    #[error("The page redirects to an address that Porchlight does not read. {0}")]
    RedirectAddress(AddressError),
    /// Redirects without end.
    #[error(
        "The page redirects more than {REDIRECTS} times. Use the address at which it ends up in a browser."
    )]
    TooManyRedirects,
    /// A redirect without an address.
    #[error("The server redirects without saying where to. Check the address in a browser.")]
    BrokenRedirect,
    /// Forbidden by robots.txt.
    #[error(
        "The site's robots.txt forbids this page. Allow the user agent {AGENT} there, or add the text as a file."
    )]
    RobotsDisallowed,
    /// robots.txt could not be read.
    #[error(
        "The site's robots.txt cannot be read, so nothing of the site is read for now. It must answer with 200 or 404."
    )]
    RobotsUnreachable,
    /// Nothing to quote.
    #[error(
        "There is no text to quote here: nothing is left without menus, links and footers. Text that only JavaScript draws is not seen; put the text into <main>."
    )]
    NoText,
    /// A PDF that cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The page leads away.
    #[error(
        "The page redirects out of the source, to {0}. Add that address as a source of its own."
    )]
    LeftSource(String),
    /// Not a sitemap.
    #[error("The sitemap cannot be used: {0}.")]
    SitemapInvalid(SitemapError),
    /// A sitemap without pages of its own site.
    #[error("The sitemap names no page of its own site.")]
    SitemapEmpty,
    /// The platform gave up on it, several times.
    #[error("Reading took too long each time. Add the part that matters as a file.")]
    GaveUp,
}

impl Failure {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Forbidden(_) => "forbidden",
            Self::Busy => "busy",
            Self::ServerError(_) => "server_error",
            Self::UnexpectedStatus(_) => "unexpected_status",
            Self::TooLarge => "too_large",
            Self::NotText(_) => "not_text",
            Self::UnknownCharset(_) => "unknown_charset",
            Self::ContentEncoding => "content_encoding",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Address(error) | Self::RedirectAddress(error) => error.code(),
            Self::TooManyRedirects => "too_many_redirects",
            Self::BrokenRedirect => "broken_redirect",
            Self::RobotsDisallowed => "robots_disallowed",
            Self::RobotsUnreachable => "robots_unreachable",
            Self::NoText => "no_text",
            Self::Pdf(error) => error.code(),
            Self::LeftSource(_) => "left_source",
            Self::SitemapInvalid(_) => "sitemap_invalid",
            Self::SitemapEmpty => "sitemap_empty",
            Self::GaveUp => "gave_up",
        }
    }

    /// Whether another try may go better; until then the page is thought to be as it was.
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::ServerError(_)
                | Self::Timeout
                | Self::Unreachable
                | Self::RobotsUnreachable
        )
    }

    /// Whether there is nothing to read where a crawl came along, which is no fault.
    pub const fn is_no_fault(&self) -> bool {
        matches!(
            self,
            Self::NoText
                | Self::Pdf(_)
                | Self::LeftSource(_)
                | Self::NotText(_)
                | Self::RobotsDisallowed
        )
    }
}

/// The codes of failures after which what was read before stays.
pub(super) const PASSING_CODES: &[&str] = &[
    "busy",
    "server_error",
    "timeout",
    "unreachable",
    "robots_unreachable",
    "gave_up",
];

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Timeout => Self::Timeout,
            HttpError::TooLarge => Self::TooLarge,
            HttpError::Unreachable(_) => Self::Unreachable,
        }
    }
}

impl From<UnknownCharset> for Failure {
    fn from(UnknownCharset(label): UnknownCharset) -> Self {
        Self::UnknownCharset(label)
    }
}

impl From<SitemapError> for Failure {
    fn from(error: SitemapError) -> Self {
        Self::SitemapInvalid(error)
    }
}
