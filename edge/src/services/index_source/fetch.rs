//! Polite fetching: checks every address, also after each redirect, and asks robots.txt first.

use std::{collections::HashMap, sync::Arc};

use porchlight_knowledge::{
    extract::{Content, FileKind, Format, charset, html},
    inflate,
    page_address::{self, HostPolicy, link_header},
    robots::{Robots, robots_header},
    sitemap::Sitemap,
    source_limits::{
        FETCH_TIMEOUT_MS, FETCHES_PER_PAGE, PAGE_BYTES, PDF_BYTES, REDIRECTS, ROBOTS_BYTES,
        SITEMAP_BYTES,
    },
};
use url::Url;

use super::{
    super::sources::settings::SourceHeader,
    failure::Failure,
    validators::{PageVersion, ReadVersion},
};
use crate::{
    config::RenderingConfig,
    domain::deliveries::schedule::retry_after,
    platform::{Clock, FetchLimits, Http, HttpError, HttpResponse, PageBrowser, Platform},
};

pub(super) struct FetchedPage {
    /// The address after all redirects, normalised.
    pub(super) url: Url,
    /// The canonical address in the header `Link`.
    pub(super) canonical: Option<Url>,
    /// Whether the header `X-Robots-Tag` lets us follow its links.
    pub(super) leads_on: bool,
    /// The version of the page, if the server sends one.
    pub(super) version: Option<PageVersion>,
    pub(super) content: Content,
}

/// Fetches pages within one job, and remembers each site's robots.txt.
pub(super) struct Fetcher<'p> {
    pub(super) http: &'p dyn Http,
    hosts: HostPolicy,
    pub(super) user_agent: String,
    /// The service that renders pages that are empty until their scripts run.
    pub(super) rendering: Option<RenderingConfig>,
    /// The platform's own browser, which is preferred.
    pub(super) browser: Option<Arc<dyn PageBrowser>>,
    /// The header that opens the pages of one origin.
    pub(super) header: Option<SourceHeader>,
    robots: HashMap<String, Result<Robots, Failure>>,
    pub(super) requests: u32,
    /// The number of requests that were not for robots.txt.
    pub(super) pages_asked: u32,
    /// The last requested address, robots.txt aside: the end of the redirects, whatever the response was.
    pub(super) reached: Option<Url>,
    /// The `Retry-After` of a host that refused a request, in milliseconds.
    pub(super) wait_ms: Option<u32>,
    clock: &'p dyn Clock,
    /// The number of requests at which the page that is being read must stop.
    most_requests: u32,
}

impl<'p> Fetcher<'p> {
    pub(super) fn new(platform: &'p Platform) -> Self {
        Self {
            http: &*platform.http,
            hosts: host_policy(platform),
            user_agent: user_agent(platform),
            rendering: platform.config.rendering.clone(),
            browser: platform.browser.clone(),
            header: None,
            robots: HashMap::new(),
            requests: 0,
            pages_asked: 0,
            reached: None,
            wait_ms: None,
            clock: &*platform.clock,
            most_requests: FETCHES_PER_PAGE,
        }
    }

    /// Fetches a page, and follows it if it sends its visitors on at once.
    pub(super) async fn page(&mut self, url: &Url) -> Result<FetchedPage, Failure> {
        let page = self.page_since(url, None).await?;
        page.ok_or(Failure::UnexpectedStatus(304))
    }

    /// Fetches the page, unless the server says that it is still the known version.
    pub(super) async fn page_since(
        &mut self,
        url: &Url,
        read: Option<&ReadVersion>,
    ) -> Result<Option<FetchedPage>, Failure> {
        self.reached = None;
        let fetched = self.page_it_leads_to(url, read).await;
        fetched.map_err(|failure| failure.after_redirects(url, self.reached.as_ref()))
    }

    async fn page_it_leads_to(
        &mut self,
        url: &Url,
        read: Option<&ReadVersion>,
    ) -> Result<Option<FetchedPage>, Failure> {
        self.most_requests = self.requests + FETCHES_PER_PAGE;
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            let Some(fetched) = self.one_page(&url, read).await? else {
                return Ok(None);
            };
            let next = match &fetched.content {
                Content::Text(Format::Html, text) => html::redirect(text),
                _ => None,
            };
            let Some(next) = next.and_then(|next| fetched.url.join(&next).ok()) else {
                return Ok(Some(fetched));
            };
            if page_address::normalised(next.clone()) == fetched.url {
                return Ok(Some(fetched));
            }
            url = next;
        }
        Err(Failure::TooManyRedirects)
    }

    async fn one_page(
        &mut self,
        url: &Url,
        read: Option<&ReadVersion>,
    ) -> Result<Option<FetchedPage>, Failure> {
        let promised = FileKind::of_file_name(url.path());
        let is_large = matches!(promised, Some(FileKind::Pdf | FileKind::Docx));
        let max_bytes = if is_large { PDF_BYTES } else { PAGE_BYTES };
        let (url, response) = self
            .follow(url, max_bytes, Manners::AskRobots, read)
            .await?;
        if response.status == 304 && read.is_some() {
            return Ok(None);
        }
        self.check_status(response.status)?;
        if response.body.trim_ascii().is_empty() {
            return Err(Failure::Empty(response.status));
        }
        let version = PageVersion::of(&response);
        let content_type = response.content_type.as_deref();
        if response.body.starts_with(&inflate::GZIP) {
            return Err(Failure::ContentEncoding);
        }
        let kind =
            FileKind::of_answer(url.path(), content_type, &response.body).ok_or_else(|| {
                if Sitemap::parse(&response.body).is_ok() {
                    Failure::ListOfPages
                } else {
                    Failure::NotText(described(content_type))
                }
            })?;
        let content = match kind {
            FileKind::Pdf => Content::Pdf(response.body),
            FileKind::Docx => Content::Docx(response.body),
            FileKind::Folder => return Err(Failure::NotText(described(content_type))),
            FileKind::Text(_) if response.body.len() > PAGE_BYTES => return Err(Failure::TooLarge),
            FileKind::Text(format) => {
                Content::Text(format, charset::decode(&response.body, content_type)?)
            }
        };
        let link = response.link.as_deref().and_then(link_header::canonical);
        let forbids = response
            .robots
            .as_deref()
            .is_some_and(robots_header::forbids_following);
        Ok(Some(FetchedPage {
            leads_on: !forbids,
            canonical: link.and_then(|address| url.join(address).ok()),
            url: page_address::normalised(url),
            version,
            content,
        }))
    }

    /// Fetches a page that a person asked to have examined, so robots.txt does not apply.
    pub(super) async fn site_page(&mut self, url: &Url) -> Result<(Url, HttpResponse), Failure> {
        let (url, response) = self.follow(url, PAGE_BYTES, Manners::JustAsk, None).await?;
        self.check_status(response.status)?;
        Ok((url, response))
    }

    /// Fetches a sitemap, and returns it with its address after all redirects.
    pub(super) async fn sitemap(&mut self, url: &Url) -> Result<(Url, Sitemap), Failure> {
        self.most_requests = self.requests + FETCHES_PER_PAGE;
        let (url, response) = self
            .follow(url, SITEMAP_BYTES, Manners::JustAsk, None)
            .await?;
        self.check_status(response.status)?;
        Ok((url, Sitemap::parse(&response.body)?))
    }

    fn check_status(&self, status: u16) -> Result<(), Failure> {
        match (status, self.wait_ms) {
            (200..=299, _) => Ok(()),
            (401 | 403 | 407 | 451, _) => Err(Failure::Forbidden(status)),
            (404, _) => Err(Failure::NotFound),
            (410, _) => Err(Failure::Gone),
            (429 | 503, Some(wait_ms)) => Err(Failure::AsksToWait(wait_ms)),
            (429, None) => Err(Failure::Busy),
            (500.., _) => Err(Failure::ServerError(status)),
            _ => Err(Failure::UnexpectedStatus(status)),
        }
    }

    /// The rules of the origin of `url`. A missing file allows everything. A file that cannot be read now forbids
    /// everything for now (RFC 9309, section 2.3.1).
    pub(super) async fn robots(&mut self, url: &Url) -> Result<Robots, Failure> {
        let origin = url.origin().ascii_serialization();
        if let Some(known) = self.robots.get(&origin) {
            return known.clone();
        }
        let found = self.fetch_robots(url).await;
        if found != Err(Failure::TooManyRequests) {
            self.robots.insert(origin, found.clone());
        }
        found
    }

    /// The delay between two pages that robots.txt asks for, in milliseconds. `None` if no robots.txt was read so far.
    pub(super) fn delay_ms(&self) -> Option<u32> {
        let known = self.robots.values().flatten();
        known.map(|robots| robots.delay_ms).max()
    }

    async fn fetch_robots(&mut self, url: &Url) -> Result<Robots, Failure> {
        let mut address = url.clone();
        address.set_path("/robots.txt");
        address.set_query(None);
        match Box::pin(self.follow(&address, ROBOTS_BYTES * 2, Manners::AskAsStranger, None)).await
        {
            Ok((_, response)) => match response.status {
                200..=299 => Ok(Robots::parse(&response.body)),
                429 | 500.. => Err(Failure::RobotsUnreachable),
                _ => Ok(Robots::default()),
            },
            Err(Failure::Timeout) => Err(Failure::RobotsUnreachable),
            // If the whole host is unreachable, the owner should learn that.
            Err(Failure::Unreachable) => Err(Failure::Unreachable),
            Err(failure @ (Failure::Address(_) | Failure::TooManyRequests)) => Err(failure),
            Err(_) => Ok(Robots::default()),
        }
    }

    async fn follow(
        &mut self,
        url: &Url,
        max_bytes: usize,
        manners: Manners,
        read: Option<&ReadVersion>,
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
            if manners != Manners::AskAsStranger {
                self.reached = Some(url.clone());
            }
            if manners == Manners::AskRobots && !self.robots(&url).await?.allows(&url) {
                return Err(Failure::RobotsDisallowed);
            }
            if self.requests >= self.most_requests {
                return Err(Failure::TooManyRequests);
            }
            self.requests += 1;
            self.pages_asked += u32::from(manners != Manners::AskAsStranger);
            let mut headers = vec![("user-agent", self.user_agent.clone())];
            headers.extend(read.and_then(|read| read.condition(&url)));
            // Checked again at each hop, because the header is for one origin, wherever that redirects.
            if let Some(opened) = &self.header
                && opened.origin == url.origin()
                && manners != Manners::AskAsStranger
            {
                headers.push((&opened.header.name, opened.header.value.clone()));
            }
            let response = self
                .http
                .get(&url, &headers, limits)
                .await
                .inspect_err(|error| {
                    if let HttpError::Unreachable(detail) = error {
                        log::info!("{url}: {detail}");
                    }
                })?;
            if matches!(response.status, 429 | 503) {
                let after = response.retry_after.as_deref();
                let wait_ms = after.and_then(|after| retry_after(after, self.clock.now()));
                let wait_ms = wait_ms.map(|wait| u32::try_from(wait).unwrap_or(u32::MAX));
                self.wait_ms = self.wait_ms.max(wait_ms.filter(|wait| *wait > 0));
            }
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
    /// Without asking: for sitemaps, which are meant for programs, and for requests by a person.
    JustAsk,
    /// Without asking and without the source's header: for robots.txt itself, which is public.
    AskAsStranger,
}

/// The user agent, with the address of the deployer, for the owners of sites that it reads.
fn user_agent(platform: &Platform) -> String {
    let name = concat!("PorchlightBot/", env!("CARGO_PKG_VERSION"));
    match &platform.config.public_url {
        Some(url) => format!("{name} (+{url})"),
        None => name.to_owned(),
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
    match essence.as_str() {
        "" => "something unknown".to_owned(),
        "text/html" => "a binary file that is sent as text/html".to_owned(),
        _ => essence,
    }
}
