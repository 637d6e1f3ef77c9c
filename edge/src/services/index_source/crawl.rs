//! A step of a crawl: reads a few pages, stores them, and adds the pages that they lead to.

use std::collections::HashSet;

use porchlight_knowledge::{
    extract::{self, Content, Format, pdf::PdfError},
    page_address::{self, HostPolicy, crawl_scope::CrawlScope},
    passage::ExtractedDocument,
    repetition::{blocks, leave_out},
    source_limits::{ATTEMPTS_PER_PAGE, FETCHES_PER_STEP, STATEMENTS_PER_STEP, STEP_MS},
};
use porchlight_shared::ids::ProjectId;
use url::Url;

use self::read_page::{OwnAddress, PageReading};
use super::{
    failure::{Failure, IndexError},
    fetch::{FetchedPage, Fetcher},
    keep::{FetchedDocument, keep, text_hash},
    read_pages::ReadPages,
    repetition::{self, Repetition},
};
use crate::{
    platform::{Platform, Statement},
    store::{
        documents::{self, Document},
        pages::{
            self, FoundPage, PageKind, TakenPage,
            outcomes::{self, PageOutcome, PageState},
        },
        sources::{self, Source, SourceKind},
    },
};

mod found;
mod own_address;
mod read_page;

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
    read: ReadPages,
    repetition: Repetition,
    statements: usize,
    outcomes: Vec<PageOutcome>,
    found_pages: Vec<FoundPage>,
    found_sitemaps: Vec<FoundPage>,
    /// Addresses of sitemaps that are beyond those taken from one.
    further: usize,
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
            _ => CrawlScope::site_of(&scope),
        });
        let db = &platform.project(project_id);
        let follows_links = source.kind == SourceKind::Site
            && outcomes::counts(db, project_id, source).await?.listed < SPEAKING_SITEMAP;
        let read = outcomes::read(db, project_id, source).await?;
        Ok(Self {
            platform,
            project_id,
            source,
            hosts: super::fetch::host_policy(platform),
            fetcher,
            scope,
            follows_links,
            known: Vec::new(),
            read: ReadPages::new(read),
            repetition: repetition::load(platform, project_id, source).await?,
            statements: 0,
            outcomes: Vec::new(),
            found_pages: Vec::new(),
            found_sitemaps: Vec::new(),
            further: 0,
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
        let mut statements = vec![outcomes::record(
            self.project_id,
            self.source,
            &self.outcomes,
        )];
        statements.extend(
            self.new_scope
                .as_ref()
                .map(|scope| sources::set_scope(self.project_id, self.source, scope.as_str())),
        );
        if repetition::compares(self.source) {
            let again = self.repetition.settle(false);
            let kept = repetition::store(self.project_id, self.source, &self.repetition, again);
            statements.extend(kept);
        }
        let found_pages = std::mem::take(&mut self.found_pages);
        let found_sitemaps = std::mem::take(&mut self.found_sitemaps);
        statements.extend(self.frontier(PageKind::Page, found_pages, self.further));
        statements.extend(self.frontier(PageKind::Sitemap, found_sitemaps, 0));
        statements.push(sources::set_progress(self.project_id, self.source, now));
        db.batch(statements).await?;
        Ok(())
    }

    fn frontier(
        &self,
        kind: PageKind,
        mut found: Vec<FoundPage>,
        further: usize,
    ) -> Vec<Statement> {
        let mut seen = HashSet::new();
        found.retain(|page| seen.insert((page.url.clone(), page.failure_code)));
        pages::insert(self.project_id, self.source, kind, &found, further)
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
        if let Some(key) = self.read.at(url) {
            return Ok(self.duplicate(page, key.to_owned()));
        }
        let fetched = match self.fetcher.page(url).await {
            Ok(fetched) => fetched,
            Err(failure) => return Ok(self.failed(page, &failure)),
        };
        let FetchedPage { url, content } = fetched;
        if let Some(scope) = &self.scope
            && !scope.contains(&url)
        {
            return Ok(self.failed(page, &Failure::LeftSource(url.to_string())));
        }
        if let Some(key) = self.read.at(&url) {
            return Ok(self.duplicate(page, key.to_owned()));
        }
        let mut reading = match self.extract(page, &url, content) {
            Ok(reading) => reading,
            Err(error) => {
                return Ok(PageOutcome {
                    document_key: Some(url.into()),
                    ..self.failed(page, &Failure::Pdf(error))
                });
            }
        };
        let whole = reading.document.passages.clone();
        // The start page keeps what it shares: opening hours and addresses stand on every page of many sites.
        if url.path() != "/" && self.source.url.as_deref() != Some(url.as_str()) {
            leave_out(&mut reading.document, self.repetition.repeated());
        }
        if reading.document.passages.is_empty() {
            reading.document.passages = whole;
        }
        if reading.document.passages.is_empty() {
            self.repetition.count(reading.blocks);
            let empty = if reading.needs_scripts {
                Failure::NeedsScripts
            } else {
                Failure::NoText
            };
            return Ok(PageOutcome {
                document_key: Some(url.into()),
                ..self.failed(page, &empty)
            });
        }
        let text_hash = text_hash(&reading.document);
        let own = match self.read.with_text(&text_hash) {
            Some(key) => OwnAddress::SameAs(key.to_owned()),
            None => self.own_address(page, url, &reading).await?,
        };
        let url = match own {
            OwnAddress::At(url) => url,
            OwnAddress::SameAs(key) => return Ok(self.duplicate(page, key)),
            OwnAddress::After(canonical) => {
                let failure = Failure::Duplicate(canonical.to_string());
                self.found_pages
                    .push(FoundPage::at(canonical, page.depth, 0));
                return Ok(PageOutcome {
                    failure_code: Some(failure.code()),
                    failure_reason: Some(failure.to_string()),
                    ..outcome(page, PageState::Waiting)
                });
            }
        };
        self.repetition.count(reading.blocks);
        self.store(page, url, &reading.document, text_hash).await
    }

    async fn store(
        &mut self,
        page: &TakenPage,
        url: Url,
        document: &ExtractedDocument,
        text_hash: String,
    ) -> Result<PageOutcome, IndexError> {
        let kept = FetchedDocument {
            key: url.as_str(),
            url: Some(url.as_str()),
            fallback_title: url.as_str(),
            read: document,
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
        self.read.add(url.as_str(), Some(text_hash.clone()));
        let cut = document.is_cut.then_some(Failure::TooManyPassages);
        Ok(PageOutcome {
            document_key: Some(url.into()),
            text_hash: Some(text_hash),
            failure_code: cut.as_ref().map(Failure::code),
            failure_reason: cut.as_ref().map(ToString::to_string),
            ..outcome(page, PageState::Done)
        })
    }

    fn duplicate(&self, page: &TakenPage, key: String) -> PageOutcome {
        PageOutcome {
            document_key: Some(key.clone()),
            ..self.failed(page, &Failure::Duplicate(key))
        }
    }

    fn extract(
        &mut self,
        page: &TakenPage,
        url: &Url,
        content: Content,
    ) -> Result<PageReading, PdfError> {
        let text = match content {
            Content::Text(Format::Html, text) => text,
            other => {
                let document = extract::extract(other)?;
                return Ok(PageReading {
                    blocks: blocks(&document),
                    document,
                    canonical: None,
                    needs_scripts: false,
                });
            }
        };
        let read = extract::html::read(&text);
        let base = read
            .base
            .as_deref()
            .and_then(|base| url.join(base).ok())
            .unwrap_or_else(|| url.clone());
        if self.follows_links {
            let links = read.links.iter().filter_map(|link| base.join(link).ok());
            let found = self.within(links.collect(), page.depth + 1, 0);
            self.found_pages.extend(found);
        }
        Ok(PageReading {
            blocks: blocks(&read.document),
            needs_scripts: read.needs_scripts,
            document: read.document,
            canonical: read.canonical.and_then(|address| base.join(&address).ok()),
        })
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
        text_hash: None,
        failure_code: None,
        failure_reason: None,
    }
}
