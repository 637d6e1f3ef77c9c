//! A step of a crawl: reads a few pages, stores them, and adds the pages that they lead to.

use std::collections::HashSet;

use porchlight_knowledge::{
    extract::{self, Content, Format, pdf::PdfError},
    page_address::{
        self, HostPolicy,
        crawl_scope::{CrawlScope, may_be_page},
    },
    passage::ExtractedDocument,
    source_limits::{
        ATTEMPTS_PER_PAGE, CRAWL_DEPTH, FETCHES_PER_STEP, SITEMAP_DEPTH, STATEMENTS_PER_STEP,
        STEP_MS,
    },
};
use porchlight_shared::ids::ProjectId;
use url::Url;

use super::{
    failure::{Failure, IndexError},
    fetch::{FetchedPage, Fetcher},
    keep::{FetchedDocument, keep},
};
use crate::{
    platform::{Platform, Statement},
    store::{
        documents::{self, Document},
        pages::{self, FoundPage, PageKind, PageOutcome, PageState, TakenPage},
        sources::{self, Source, SourceKind},
    },
};

/// With fewer pages than this in its sitemap, the links of a site are followed too.
const SPEAKING_SITEMAP: u64 = 2;

/// A running step of a crawl.
pub(super) struct Crawl<'s, 'p> {
    platform: &'p Platform,
    project_id: ProjectId,
    source: &'s Source,
    fetcher: &'s mut Fetcher<'p>,
    hosts: HostPolicy,
    scope: Option<CrawlScope>,
    follows_links: bool,
    known: Vec<Document>,
    statements: usize,
    outcomes: Vec<PageOutcome>,
    found_pages: Vec<FoundPage>,
    found_sitemaps: Vec<FoundPage>,
    new_scope: Option<Url>,
}

impl<'s, 'p> Crawl<'s, 'p> {
    pub(super) async fn new(
        platform: &'p Platform,
        project_id: ProjectId,
        source: &'s Source,
        fetcher: &'s mut Fetcher<'p>,
    ) -> Result<Self, IndexError> {
        let scope = source
            .scope
            .as_deref()
            .and_then(|scope| Url::parse(scope).ok());
        let scope = scope.map(|scope| match source.kind {
            SourceKind::Site => CrawlScope::below(&scope),
            _ => CrawlScope::origin_of(&scope),
        });
        let follows_links = source.kind == SourceKind::Site
            && pages::counts(&platform.project(project_id), project_id, source)
                .await?
                .listed
                < SPEAKING_SITEMAP;
        Ok(Self {
            platform,
            project_id,
            source,
            hosts: super::fetch::host_policy(platform),
            fetcher,
            scope,
            follows_links,
            known: Vec::new(),
            statements: 0,
            outcomes: Vec::new(),
            found_pages: Vec::new(),
            found_sitemaps: Vec::new(),
            new_scope: None,
        })
    }

    /// Reads as many of the pages as fit into this step, and records the outcome of each.
    pub(super) async fn read(mut self, taken: Vec<TakenPage>) -> Result<(), IndexError> {
        let db = &self.platform.project(self.project_id);
        let began = self.platform.clock.now();
        let keys: Vec<&str> = taken
            .iter()
            .flat_map(|page| [Some(page.url.as_str()), page.document_key.as_deref()])
            .flatten()
            .collect();
        self.known = documents::by_keys(db, self.project_id, self.source.id, &keys).await?;
        for page in taken {
            let out_of_time = self.platform.clock.now().saturating_sub(began) > STEP_MS;
            if out_of_time
                || self.fetcher.requests >= FETCHES_PER_STEP
                || self.statements >= STATEMENTS_PER_STEP
            {
                let attempts = page.attempts.saturating_sub(1);
                self.outcomes.push(PageOutcome {
                    attempts,
                    ..outcome(&page, PageState::Waiting)
                });
                continue;
            }
            let outcome = self.one(&page).await?;
            self.outcomes.push(outcome);
        }
        let now = self.platform.clock.now();
        let mut statements = vec![pages::record(self.project_id, self.source, &self.outcomes)];
        statements.extend(
            self.new_scope
                .as_ref()
                .map(|scope| sources::set_scope(self.project_id, self.source, scope.as_str())),
        );
        let (found_pages, found_sitemaps) = (
            std::mem::take(&mut self.found_pages),
            std::mem::take(&mut self.found_sitemaps),
        );
        statements.extend(self.frontier(PageKind::Page, found_pages));
        statements.extend(self.frontier(PageKind::Sitemap, found_sitemaps));
        statements.push(sources::set_progress(self.project_id, self.source, now));
        db.batch(statements).await?;
        Ok(())
    }

    fn frontier(&self, kind: PageKind, mut found: Vec<FoundPage>) -> Option<Statement> {
        let mut seen = HashSet::new();
        found.retain(|page| seen.insert(page.url.clone()));
        (!found.is_empty()).then(|| pages::insert(self.project_id, self.source, kind, &found))
    }

    async fn one(&mut self, page: &TakenPage) -> Result<PageOutcome, IndexError> {
        // Taken before without an outcome, last time alone: the platform stopped us while we read it.
        if page.attempts > ATTEMPTS_PER_PAGE {
            return Ok(self.failed(page, &Failure::GaveUp));
        }
        let Ok(url) = page_address::parse(&page.url, self.hosts) else {
            return Ok(self.failed(
                page,
                &Failure::Address(page_address::AddressError::Unreadable),
            ));
        };
        match page.kind {
            PageKind::Sitemap => Ok(self.sitemap(page, &url).await),
            PageKind::Page => self.page(page, &url).await,
        }
    }

    async fn page(&mut self, page: &TakenPage, url: &Url) -> Result<PageOutcome, IndexError> {
        let fetched = match self.fetcher.page(url).await {
            Ok(fetched) => fetched,
            Err(failure) => return Ok(self.failed(page, &failure)),
        };
        if let Some(scope) = &self.scope
            && !scope.contains(&fetched.url)
        {
            return Ok(self.failed(page, &Failure::LeftSource(fetched.url.to_string())));
        }
        let FetchedPage { url, content } = fetched;
        let document = match self.extract(page, &url, content) {
            Ok(document) => document,
            Err(error) => {
                return Ok(PageOutcome {
                    document_key: Some(url.into()),
                    ..self.failed(page, &Failure::Pdf(error))
                });
            }
        };
        let key = url.as_str();
        if document.passages.is_empty() {
            return Ok(PageOutcome {
                document_key: Some(key.to_owned()),
                ..self.failed(page, &Failure::NoText)
            });
        }
        let kept = FetchedDocument {
            key,
            url: Some(key),
            fallback_title: key,
            read: &document,
        };
        let used = keep(
            self.platform,
            self.project_id,
            self.source,
            &kept,
            &self.known,
        )
        .await?;
        self.statements += used;
        Ok(PageOutcome {
            document_key: Some(key.to_owned()),
            ..outcome(page, PageState::Done)
        })
    }

    fn extract(
        &mut self,
        page: &TakenPage,
        url: &Url,
        content: Content,
    ) -> Result<ExtractedDocument, PdfError> {
        let text = match content {
            Content::Text(Format::Html, text) => text,
            other => return extract::extract(other),
        };
        let read = extract::html::read(&text);
        if self.follows_links && page.depth < CRAWL_DEPTH {
            let base = read
                .base
                .as_deref()
                .and_then(|base| url.join(base).ok())
                .unwrap_or_else(|| url.clone());
            let links = read.links.iter().filter_map(|link| base.join(link).ok());
            let found = self.within(links.collect(), page.depth + 1, 0);
            self.found_pages.extend(found);
        }
        Ok(read.document)
    }

    async fn sitemap(&mut self, page: &TakenPage, url: &Url) -> PageOutcome {
        let (at, sitemap) = match self.fetcher.sitemap(url).await {
            Ok(found) => found,
            // A site need not have a sitemap.
            Err(failure) if self.source.kind == SourceKind::Site && !failure.may_pass() => {
                log::info!("{url}: {failure}");
                return outcome(page, PageState::Skipped);
            }
            Err(failure) => return self.failed(page, &failure),
        };
        if self.scope.is_none() {
            self.scope = Some(CrawlScope::origin_of(&at));
            self.new_scope = Some(at.clone());
        }
        let pages = sitemap.pages.iter().filter_map(|page| at.join(page).ok());
        let found = self.within(pages.collect(), 0, 1);
        self.found_pages.extend(found);
        if page.depth < SITEMAP_DEPTH {
            let further = sitemap
                .sitemaps
                .iter()
                .filter_map(|further| at.join(further).ok())
                .filter(|further| {
                    page_address::check(further, self.hosts).is_ok()
                        && self
                            .scope
                            .as_ref()
                            .is_some_and(|scope| scope.has_origin_of(further))
                })
                .map(|further| FoundPage {
                    url: page_address::normalised(further).into(),
                    depth: page.depth + 1,
                    listed: 0,
                });
            self.found_sitemaps.extend(further);
        }
        outcome(page, PageState::Done)
    }

    /// Those of `urls` that the crawl may follow.
    fn within(&self, urls: Vec<Url>, depth: u32, listed: u8) -> Vec<FoundPage> {
        urls.into_iter()
            .filter(|url| {
                page_address::check(url, self.hosts).is_ok()
                    && may_be_page(url)
                    && self.scope.as_ref().is_some_and(|scope| scope.contains(url))
            })
            .map(|url| FoundPage {
                url: page_address::normalised(url).into(),
                depth,
                listed,
            })
            .collect()
    }

    /// The outcome of a failed page, which waits for another try if that may help.
    fn failed(&self, page: &TakenPage, failure: &Failure) -> PageOutcome {
        let comes_along = matches!(self.source.kind, SourceKind::Site | SourceKind::Sitemap)
            && page.kind == PageKind::Page;
        let state = if failure.may_pass() && page.attempts < ATTEMPTS_PER_PAGE {
            PageState::Waiting
        } else if comes_along && failure.is_no_fault() {
            PageState::Skipped
        } else {
            PageState::Failed
        };
        PageOutcome {
            failure_code: Some(failure.code()),
            failure_reason: Some(failure.to_string()),
            ..outcome(page, state)
        }
    }
}

fn outcome(page: &TakenPage, state: PageState) -> PageOutcome {
    PageOutcome {
        url: page.url.clone(),
        state,
        attempts: page.attempts,
        document_key: None,
        failure_code: None,
        failure_reason: None,
    }
}
