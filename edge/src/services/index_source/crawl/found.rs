//! What the pages and sitemaps of a source lead to.

use porchlight_knowledge::{
    page_address::{
        self,
        crawl_scope::{CrawlScope, may_be_page},
    },
    source_limits::{CRAWL_DEPTH, SITEMAP_DEPTH},
};
use url::Url;

use super::{super::failure::Failure, Crawl, outcome};
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
        let pages = sitemap.pages.iter().filter_map(|page| at.join(page).ok());
        let found = self.within(pages.collect(), 0, 1);
        self.found_pages.extend(found);
        self.further += sitemap.left_out;
        if page.depth < SITEMAP_DEPTH {
            let further = sitemap
                .sitemaps
                .iter()
                .filter_map(|further| at.join(further).ok())
                .filter_map(|further| {
                    let scope = self.scope.as_ref()?;
                    scope
                        .has_site_of(&further)
                        .then(|| scope.respelled(&further))
                })
                .filter(|further| page_address::check(further, self.hosts).is_ok())
                .map(|further| FoundPage::at(further, page.depth + 1, 0));
            self.found_sitemaps.extend(further);
        }
        outcome(page, PageState::Done)
    }

    /// Those of `urls` that belong to the source; those too deep with the reason why they are left out.
    pub(super) fn within(&self, urls: Vec<Url>, depth: u32, listed: u8) -> Vec<FoundPage> {
        let too_deep = (depth > CRAWL_DEPTH).then_some(Failure::TooDeep(CRAWL_DEPTH));
        urls.into_iter()
            .filter_map(|url| {
                let scope = self.scope.as_ref()?;
                (page_address::check(&url, self.hosts).is_ok()
                    && may_be_page(&url)
                    && scope.contains(&url))
                .then(|| scope.respelled(&url))
            })
            .map(|url| FoundPage {
                failure_code: too_deep.as_ref().map(Failure::code),
                failure_reason: too_deep.as_ref().map(ToString::to_string),
                ..FoundPage::at(url, depth, listed)
            })
            .collect()
    }
}
