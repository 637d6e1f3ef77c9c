//! A step of a crawl: reads a few pages, stores them, and adds the pages that they link to.

use std::collections::{BTreeMap, HashSet};

use porchlight_knowledge::{
    extract::{Content, Format},
    page_address::{self, HostPolicy, crawl_rules::CrawlRules, crawl_scope::CrawlScope},
    repetition::leave_out,
    source_limits::{
        ATTEMPTS_PER_PAGE, FETCHES_PER_STEP, RETRY_AFTER_MS, STATEMENTS_PER_STEP, STEP_MS,
    },
};
use porchlight_shared::ids::ProjectId;
use url::Url;

use self::read_page::{OwnAddress, PageReading, extract};
use super::{
    super::sources::settings::crawl_rules,
    failure::{Failure, IndexError},
    fetch::{FetchedPage, Fetcher},
    keep::text_hash,
    read_pages::ReadPages,
    repetition::{self, Repetition},
    validators::{PageVersion, ReadVersion},
};
use crate::{
    platform::{Platform, Statement},
    store::{
        documents::{self, Document},
        pages::{
            self, FoundPage, PageKind, TakenPage,
            outcomes::{self, PageOutcome, PageState},
        },
        sources::{Source, SourceKind, running},
    },
};

mod found;
mod kept_page;
mod own_address;
mod read_page;
mod spellings;

/// If a sitemap lists fewer pages than this, the links of the site are followed, too.
const SPEAKING_SITEMAP: u64 = 2;

pub(super) struct Crawl<'s, 'p> {
    platform: &'p Platform,
    project_id: ProjectId,
    source: &'s Source,
    fetcher: &'s mut Fetcher<'p>,
    hosts: HostPolicy,
    scope: Option<CrawlScope>,
    rules: CrawlRules,
    /// Other spellings of the source's origin, with whether they lead to the source.
    spellings: BTreeMap<String, bool>,
    follows_links: bool,
    known: Vec<Document>,
    read: ReadPages,
    repetition: Repetition,
    statements: usize,
    outcomes: Vec<PageOutcome>,
    found_pages: Vec<FoundPage>,
    found_sitemaps: Vec<FoundPage>,
    /// The number of addresses in sitemaps beyond the most that are taken from one.
    further: usize,
    new_scope: Option<Url>,
    /// Why the crawl sends no more requests to the host. None while it does.
    refusal: Option<Failure>,
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
            rules: crawl_rules(source.crawl_rules.as_deref()),
            spellings: known_spellings(source),
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
            refusal: None,
        })
    }

    /// Reads as many pages as fit into this step, and records the outcome of each. Returns the reason if the rest of
    /// the crawl must send no more requests to the host.
    pub(super) async fn read(
        mut self,
        taken: Vec<TakenPage>,
    ) -> Result<Option<Failure>, IndexError> {
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
            let delay_ms = self.fetcher.delay_ms();
            let host_rests =
                self.fetcher.pages_asked > 0 && delay_ms.unwrap_or(self.source.crawl_delay_ms) > 0;
            if out_of_time
                || host_rests
                || self.fetcher.wait_ms.is_some()
                || self.fetcher.requests >= FETCHES_PER_STEP
                || self.statements >= STATEMENTS_PER_STEP
            {
                self.outcomes.push(later(&page));
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
                .map(|scope| running::set_scope(self.project_id, self.source, scope.as_str())),
        );
        statements.extend(self.kept_spellings());
        if repetition::compares(self.source) {
            let again = self.repetition.settle(false);
            let kept = repetition::store(self.project_id, self.source, &self.repetition, again);
            statements.extend(kept);
        }
        let found_pages = std::mem::take(&mut self.found_pages);
        let found_sitemaps = std::mem::take(&mut self.found_sitemaps);
        statements.extend(self.frontier(PageKind::Page, found_pages, self.further));
        statements.extend(self.frontier(PageKind::Sitemap, found_sitemaps, 0));
        statements.push(running::set_progress(self.project_id, self.source, now));
        db.batch(statements).await?;
        Ok(self.refusal)
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
        // The page was taken before without an outcome, last time alone: the platform stopped us while we read it.
        if page.attempts > ATTEMPTS_PER_PAGE {
            return Ok(self.failed(page, &Failure::GaveUp));
        }
        let Ok(url) = page_address::parse(&page.url, self.hosts) else {
            return Ok(self.failed(
                page,
                &Failure::Address(page_address::AddressError::Unreadable),
            ));
        };
        let outcome = match page.kind {
            PageKind::Sitemap => self.sitemap(page, &url).await,
            PageKind::Page => self.page(page, &url).await?,
        };
        if let Some(wait_ms) = self.fetcher.wait_ms
            && (wait_ms > RETRY_AFTER_MS || outcome.state != PageState::Waiting)
        {
            self.refusal = Some(Failure::AsksToWait(wait_ms));
        }
        Ok(outcome)
    }

    async fn page(&mut self, page: &TakenPage, url: &Url) -> Result<PageOutcome, IndexError> {
        if let Some(key) = self.read.at(url) {
            return Ok(self.duplicate(page, key.to_owned()));
        }
        let read_version = self.read_version(page);
        if let Some(version) = &read_version
            && self.is_unchanged_as_listed(page, url, version).await
        {
            return Ok(self.unchanged(page, version));
        }
        let fetched = self.fetcher.page_since(url, read_version.as_ref());
        let FetchedPage {
            url,
            canonical,
            leads_on,
            version,
            content,
        } = match (fetched.await, read_version) {
            (Ok(Some(fetched)), _) => fetched,
            (Ok(None), Some(version)) => {
                let now = self.platform.clock.now();
                let version = version.listed(page.lastmod.as_deref(), now);
                return Ok(self.unchanged(page, &version));
            }
            (Ok(None), None) => return Ok(self.failed(page, &Failure::UnexpectedStatus(304))),
            (Err(failure), _) => return Ok(self.failed(page, &failure)),
        };
        if let Some(scope) = &self.scope
            && !scope.contains(&url)
        {
            return Ok(self.failed(page, &Failure::LeftSource(url.to_string())));
        }
        if let Some(key) = self.read.at(&url) {
            return Ok(self.duplicate(page, key.to_owned()));
        }
        let answered_at = url.clone();
        let mut reading = match extract(&url, content, self.follows_links) {
            Ok(reading) => PageReading {
                canonical: reading.canonical.or(canonical),
                ..reading
            },
            Err(error) => {
                return Ok(self.failed_at(page, url, &Failure::from(error)));
            }
        };
        let is_drawn = reading.needs_scripts && self.source.renders == 1;
        if is_drawn {
            match self.drawn(&url).await {
                Ok(drawn) => reading = drawn.unwrap_or(reading),
                Err(failure) => return Ok(self.failed_at(page, url, &failure)),
            }
        }
        if let Some(stand_in) = reading.stand_in {
            return Ok(self.failed_at(page, url, &stand_in.into()));
        }
        let mut links = std::mem::take(&mut reading.links);
        links.retain(|_| leads_on);
        let Some(found) = self.within(links, page.depth + 1, 0).await else {
            return Ok(later(page));
        };
        self.found_pages
            .extend(found.into_iter().map(|(_, page)| page));
        if let Some(exclusion) = self.rules.exclusion(&url) {
            return Ok(self.failed(page, &exclusion.into()));
        }
        let whole = reading.document.passages.clone();
        // The start page keeps its repeated blocks: many sites have their opening hours and address on every page.
        if url.path() != "/" && self.source.url.as_deref() != Some(url.as_str()) {
            leave_out(&mut reading.document, self.repetition.repeated());
        }
        if reading.document.passages.is_empty() {
            reading.document.passages = whole;
        }
        if reading.document.passages.is_empty() {
            self.repetition.count(std::mem::take(&mut reading.blocks));
            let empty = self.reason_for_no_text(reading);
            return Ok(self.failed_at(page, url, &empty));
        }
        let text_hash = text_hash(&reading.document);
        let own = match self.read.with_text(&text_hash) {
            Some(key) => OwnAddress::SameAs(key.to_owned()),
            None => self.own_address(page, url, &reading).await?,
        };
        let url = match own {
            OwnAddress::At(url) => url,
            OwnAddress::SameAs(key) => return Ok(self.duplicate(page, key)),
            OwnAddress::After(canonical) => return Ok(self.waits_for(page, canonical)),
        };
        self.repetition.count(reading.blocks);
        let version = match version {
            // The versions of the server and the sitemap are of the page without its scripts, and say nothing about
            // what the scripts show.
            _ if is_drawn => ReadVersion::new(&answered_at, PageVersion::default(), &text_hash),
            version => ReadVersion::new(&answered_at, version.unwrap_or_default(), &text_hash)
                .listed(page.lastmod.as_deref(), self.platform.clock.now()),
        };
        self.store(page, url, &reading.document, text_hash, version)
            .await
    }

    fn reason_for_no_text(&self, reading: PageReading) -> Failure {
        let can_be_drawn = self.fetcher.can_draw() && self.source.renders == 0;
        match (reading.needs_scripts, can_be_drawn) {
            _ if !reading.frames.is_empty() => Failure::Frames(reading.frames),
            (true, true) => Failure::NeedsRender,
            (true, false) => Failure::NeedsScripts,
            (false, _) => Failure::NoText,
        }
    }

    /// The page as it is read after a browser has rendered it.
    async fn drawn(&mut self, url: &Url) -> Result<Option<PageReading>, Failure> {
        let html = self.fetcher.rendered(url).await?;
        let content = html.map(|html| Content::Text(Format::Html, html));
        Ok(content.and_then(|content| extract(url, content, self.follows_links).ok()))
    }

    /// The outcome of a page whose canonical address is `canonical`, which has to be read first.
    fn waits_for(&mut self, page: &TakenPage, canonical: Url) -> PageOutcome {
        let failure = Failure::Duplicate(canonical.to_string());
        self.found_pages
            .push(FoundPage::at(canonical, page.depth, 0));
        PageOutcome {
            failure_code: Some(failure.code()),
            failure_reason: Some(failure.to_string()),
            ..outcome(page, PageState::Waiting)
        }
    }

    fn duplicate(&self, page: &TakenPage, key: String) -> PageOutcome {
        PageOutcome {
            document_key: Some(key.clone()),
            ..self.failed(page, &Failure::Duplicate(key))
        }
    }

    /// The outcome of a failed page that redirected to `url`.
    fn failed_at(&self, page: &TakenPage, url: Url, failure: &Failure) -> PageOutcome {
        PageOutcome {
            document_key: Some(url.into()),
            validators: None,
            ..self.failed(page, failure)
        }
    }

    /// The outcome of a failed page. It waits for another try if that may help. Its earlier text counts as read only if
    /// the failure may pass.
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
            validators: page.validators.clone().filter(|_| failure.may_pass()),
            failure_code: Some(failure.code()),
            failure_reason: Some(failure.to_string()),
            ..outcome(page, state)
        }
    }
}

/// The outcome of a page that is left to the next step. This attempt does not count.
pub(super) fn later(page: &TakenPage) -> PageOutcome {
    PageOutcome {
        attempts: page.attempts.saturating_sub(1),
        validators: page.validators.clone(),
        ..outcome(page, PageState::Waiting)
    }
}

pub(super) fn outcome(page: &TakenPage, state: PageState) -> PageOutcome {
    PageOutcome {
        url: page.url.clone(),
        state,
        attempts: page.attempts,
        document_key: None,
        text_hash: None,
        validators: None,
        failure_code: None,
        failure_reason: None,
    }
}

/// The other spellings of the host that the running crawl has checked so far, with whether they lead to the source.
fn known_spellings(source: &Source) -> BTreeMap<String, bool> {
    let known = source.spellings.as_deref();
    known
        .and_then(|known| serde_json::from_str(known).ok())
        .unwrap_or_default()
}
