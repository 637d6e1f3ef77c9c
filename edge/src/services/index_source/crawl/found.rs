//! The pages that the pages and sitemaps of a source lead to.

use std::collections::HashMap;

use porchlight_knowledge::{
    page_address::{
        self,
        crawl_scope::{CrawlScope, may_be_page},
    },
    source_limits::SITEMAP_DEPTH,
};
use url::Url;

use super::{super::failure::Failure, Crawl, later, outcome};
use crate::store::{
    pages::{
        FoundPage, TakenPage,
        outcomes::{PageOutcome, PageState},
    },
    sources::SourceKind,
};

impl Crawl<'_, '_> {
    pub(super) async fn sitemap(&mut self, page: &TakenPage, url: &Url) -> PageOutcome {
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
            self.scope = Some(CrawlScope::site_of(&at));
            self.new_scope = Some(at.clone());
        }
        let mut dates = HashMap::new();
        let mut pages = Vec::new();
        for listed in &sitemap.pages {
            if let Ok(page) = at.join(&listed.address) {
                dates.extend(listed.lastmod.clone().map(|date| (page.clone(), date)));
                pages.push(page);
            }
        }
        let Some(mut found) = self.within(pages, 0, 1).await else {
            return later(page);
        };
        for page in &mut found {
            page.1.lastmod = dates.remove(&page.0);
        }
        let found = found.into_iter().map(|(_, page)| page);
        if page.depth < SITEMAP_DEPTH {
            let further: Vec<Url> = sitemap
                .sitemaps
                .iter()
                .filter_map(|further| at.join(further).ok())
                .filter(|further| page_address::check(further, self.hosts).is_ok())
                .collect();
            if !self.check_spellings(&further).await {
                return later(page);
            }
            let further = further
                .iter()
                .filter_map(|further| self.respelled(further)?.ok())
                .map(|further| FoundPage::at(further, page.depth + 1, 0));
            let further: Vec<FoundPage> = further.collect();
            self.found_sitemaps.extend(further);
        }
        self.found_pages.extend(found);
        self.further += sitemap.left_out;
        outcome(page, PageState::Done)
    }

    /// Those of `urls` that belong to the source, each as written and as it is read. Pages that the owner's patterns
    /// exclude, that are too deep, or that are at a similar host with pages of its own have the reason why they are
    /// left out. `None` if the next step has to find out.
    pub(super) async fn within(
        &mut self,
        urls: Vec<Url>,
        depth: u32,
        listed: u8,
    ) -> Option<Vec<(Url, FoundPage)>> {
        let in_scope = |url: &Url| {
            page_address::check(url, self.hosts).is_ok()
                && may_be_page(url)
                && self.scope.as_ref().is_some_and(|scope| scope.contains(url))
        };
        let urls: Vec<Url> = urls.into_iter().filter(in_scope).collect();
        if !self.check_spellings(&urls).await {
            return None;
        }
        let most_links = self.rules.most_links();
        let too_deep = (depth > most_links).then_some(Failure::TooDeep(most_links));
        let mut found = Vec::new();
        for url in urls {
            let Some(respelled) = self.respelled(&url) else {
                continue;
            };
            let (read_at, left_out) = match respelled {
                Ok(respelled) => {
                    let excluded = self.rules.exclusion(&respelled).map(Failure::from);
                    (respelled, excluded.or_else(|| too_deep.clone()))
                }
                Err(failure) => (url.clone(), Some(failure)),
            };
            let page = FoundPage {
                failure_code: left_out.as_ref().map(Failure::code),
                failure_reason: left_out.as_ref().map(ToString::to_string),
                ..FoundPage::at(read_at, depth, listed)
            };
            found.push((url, page));
        }
        Some(found)
    }
}
