//! Polite fetching: checks every address, also after each redirect, and asks robots.txt first.

use std::collections::HashMap;

use porchlight_knowledge::{
    extract::{Content, FileKind, Format, charset, html},
    inflate,
    page_address::{self, HostPolicy},
    robots::Robots,
    sitemap::Sitemap,
    source_limits::{
        FETCH_TIMEOUT_MS, PAGE_BYTES, PDF_BYTES, REDIRECTS, ROBOTS_BYTES, SITEMAP_BYTES,
    },
};
use url::Url;

use super::failure::Failure;
use crate::platform::{FetchLimits, Http, HttpError, HttpResponse, Platform};

/// A fetched page.
pub(super) struct FetchedPage {
    /// The address after all redirects, normalised.
    pub(super) url: Url,
    pub(super) content: Content,
}

/// Fetches pages within one job, and remembers each site's robots.txt.
pub(super) struct Fetcher<'p> {
    http: &'p dyn Http,
    hosts: HostPolicy,
    robots: HashMap<String, Result<Robots, Failure>>,
    /// The number of requests so far.
    pub(super) requests: u32,
}

impl<'p> Fetcher<'p> {
    pub(super) fn new(platform: &'p Platform) -> Self {
        Self {
            http: &*platform.http,
            hosts: host_policy(platform),
            robots: HashMap::new(),
            requests: 0,
        }
    }

    /// Fetches a page, also where another page sends its visitors on to it at once.
    pub(super) async fn page(&mut self, url: &Url) -> Result<FetchedPage, Failure> {
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            let fetched = self.one_page(&url).await?;
            let next = match &fetched.content {
                Content::Text(Format::Html, text) => html::redirect(text),
                _ => None,
            };
            let Some(next) = next.and_then(|next| fetched.url.join(&next).ok()) else {
                return Ok(fetched);
            };
            if page_address::normalised(next.clone()) == fetched.url {
                return Ok(fetched);
            }
            url = next;
        }
        Err(Failure::TooManyRedirects)
    }

    async fn one_page(&mut self, url: &Url) -> Result<FetchedPage, Failure> {
        let promises_pdf = FileKind::of_file_name(url.path()) == Some(FileKind::Pdf);
        let max_bytes = if promises_pdf { PDF_BYTES } else { PAGE_BYTES };
        let (url, response) = self.follow(url, max_bytes, Manners::AskRobots).await?;
        check_status(response.status)?;
        let content_type = response.content_type.as_deref();
        if response.body.starts_with(&inflate::GZIP) {
            return Err(Failure::ContentEncoding);
        }
        let kind = FileKind::of_answer(content_type, &response.body)
            .ok_or_else(|| Failure::NotText(described(content_type)))?;
        let content = match kind {
            FileKind::Pdf => Content::Pdf(response.body),
            FileKind::Text(_) if response.body.len() > PAGE_BYTES => return Err(Failure::TooLarge),
            FileKind::Text(format) => {
                Content::Text(format, charset::decode(&response.body, content_type)?)
            }
        };
        Ok(FetchedPage {
            url: page_address::normalised(url),
            content,
        })
    }

    /// Fetches a sitemap, and returns it with its address after all redirects.
    pub(super) async fn sitemap(&mut self, url: &Url) -> Result<(Url, Sitemap), Failure> {
        let (url, response) = self.follow(url, SITEMAP_BYTES, Manners::JustAsk).await?;
        check_status(response.status)?;
        Ok((url, Sitemap::parse(&response.body)?))
    }

    /// The rules of the origin of `url`. A missing file allows everything. One that cannot be read now forbids
    /// everything for now (RFC 9309, section 2.3.1).
    pub(super) async fn robots(&mut self, url: &Url) -> Result<Robots, Failure> {
        let origin = url.origin().ascii_serialization();
        if let Some(known) = self.robots.get(&origin) {
            return known.clone();
        }
        let found = self.fetch_robots(url).await;
        self.robots.insert(origin, found.clone());
        found
    }

    async fn fetch_robots(&mut self, url: &Url) -> Result<Robots, Failure> {
        let mut address = url.clone();
        address.set_path("/robots.txt");
        address.set_query(None);
        match Box::pin(self.follow(&address, ROBOTS_BYTES * 2, Manners::JustAsk)).await {
            Ok((_, response)) => match response.status {
                200..=299 => Ok(Robots::parse(&response.body)),
                429 | 500.. => Err(Failure::RobotsUnreachable),
                _ => Ok(Robots::default()),
            },
            Err(Failure::Timeout) => Err(Failure::RobotsUnreachable),
            // If nothing can be reached, that is what the owner should learn.
            Err(Failure::Unreachable) => Err(Failure::Unreachable),
            Err(Failure::Address(error)) => Err(Failure::Address(error)),
            Err(_) => Ok(Robots::default()),
        }
    }

    async fn follow(
        &mut self,
        url: &Url,
        max_bytes: usize,
        manners: Manners,
    ) -> Result<(Url, HttpResponse), Failure> {
        let limits = FetchLimits {
            timeout_ms: FETCH_TIMEOUT_MS,
            max_bytes,
        };
        let mut url = url.clone();
        for hop in 0..=REDIRECTS {
            if let Err(error) = page_address::check(&url, self.hosts) {
                return Err(if hop == 0 {
                    Failure::Address(error)
                } else {
                    Failure::RedirectAddress(error)
                });
            }
            if manners == Manners::AskRobots && !self.robots(&url).await?.allows(&url) {
                return Err(Failure::RobotsDisallowed);
            }
            self.requests += 1;
            let response = self.http.get(&url, limits).await.inspect_err(|error| {
                if let HttpError::Unreachable(detail) = error {
                    log::info!("{url}: {detail}");
                }
            })?;
            if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
                return Ok((url, response));
            }
            let location = response.location.ok_or(Failure::BrokenRedirect)?;
            url = url.join(&location).map_err(|_| Failure::BrokenRedirect)?;
        }
        Err(Failure::TooManyRedirects)
    }
}

/// The hosts that this deployment may fetch from.
pub(super) fn host_policy(platform: &Platform) -> HostPolicy {
    if platform.config.allow_loopback_sources {
        HostPolicy::PublicAndLoopback
    } else {
        HostPolicy::Public
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manners {
    /// Only if robots.txt allows it.
    AskRobots,
    /// Without asking: robots.txt itself, and sitemaps, which are meant for programs.
    JustAsk,
}

fn check_status(status: u16) -> Result<(), Failure> {
    match status {
        200..=299 => Ok(()),
        401 | 403 | 407 | 451 => Err(Failure::Forbidden(status)),
        404 => Err(Failure::NotFound),
        410 => Err(Failure::Gone),
        429 => Err(Failure::Busy),
        500.. => Err(Failure::ServerError(status)),
        _ => Err(Failure::UnexpectedStatus(status)),
    }
}

/// The content type for a reason. It comes from a stranger, so only plain characters are kept.
fn described(content_type: Option<&str>) -> String {
    let essence: String = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "/+.-".contains(*c))
        .take(60)
        .collect();
    if essence.is_empty() {
        "something unknown".to_owned()
    } else {
        essence
    }
}
