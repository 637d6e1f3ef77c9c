//! Other spellings of a source's host: with and without `www.`, `http` and `https`.
//!
//! A spelling counts as the source's once one of its addresses redirects to the source or has the same text. A host
//! with other text is another site.

use std::collections::HashSet;

use porchlight_knowledge::{
    extract::{self, Content, Format},
    sentences,
    source_limits::{FETCHES_PER_JOB, FETCHES_PER_PAGE},
};
use serde_json::json;
use url::Url;

use super::{
    super::{failure::Failure, fetch::FetchedPage},
    Crawl,
};
use crate::{platform::Statement, store::sources::running};

impl Crawl<'_, '_> {
    /// The statement that keeps the checked spellings for the next step, if there are any.
    pub(super) fn kept_spellings(&self) -> Option<Statement> {
        let kept = (!self.spellings.is_empty()).then(|| json!(self.spellings).to_string())?;
        Some(running::set_spellings(self.project_id, self.source, &kept))
    }

    /// Checks once in a crawl where each host among `urls` leads that may be another spelling of the source's. `false`
    /// if this takes more requests than the step has left, so that the next step has to do it.
    pub(super) async fn check_spellings(&mut self, urls: &[Url]) -> bool {
        let Some(scope) = self.scope.clone() else {
            return true;
        };
        for url in urls.iter().filter(|url| scope.has_site_of(url)) {
            let origin = url.origin().ascii_serialization();
            if origin == scope.origin() || self.spellings.contains_key(&origin) {
                continue;
            }
            if self.fetcher.requests > FETCHES_PER_JOB - CHECKED_PAGES * FETCHES_PER_PAGE {
                return false;
            }
            let mut leads_here = self.leads_to(url, &scope.respelled(url)).await;
            if leads_here.is_none()
                && let Ok(root) = url.join("/")
            {
                leads_here = self.leads_to(&root, &scope.respelled(&root)).await;
            }
            // A host without a page of its own cannot be another site.
            self.spellings.insert(origin, leads_here.unwrap_or(true));
        }
        true
    }

    /// `url` in the spelling at which the source is read, or the reason why it is not one of its pages. `None` if it is
    /// on another site.
    pub(super) fn respelled(&self, url: &Url) -> Option<Result<Url, Failure>> {
        let scope = self.scope.as_ref()?;
        if !scope.has_site_of(url) {
            return None;
        }
        let origin = url.origin().ascii_serialization();
        Some(match self.spellings.get(&origin) {
            Some(false) => Err(Failure::OtherHost(origin, scope.origin())),
            _ => Ok(scope.respelled(url)),
        })
    }

    /// Whether the host of `url` redirects to the source, or has the same text as the source's page at `ours`. `None`
    /// if there are no two pages to compare.
    async fn leads_to(&mut self, url: &Url, ours: &Url) -> Option<bool> {
        let theirs = self.fetcher.page(url).await;
        let reached = self.fetcher.reached.as_ref().map(Url::origin);
        if reached == Some(ours.origin()) {
            return Some(true);
        }
        let theirs = theirs.ok()?;
        let ours = self.fetcher.page(ours).await.ok()?;
        if ours.url == theirs.url {
            return Some(true);
        }
        let (theirs, ours) = (sentences_of(theirs)?, sentences_of(ours)?);
        // At least half: a page may show the time, or a number that counts up.
        Some(theirs.intersection(&ours).count() * 2 >= theirs.len())
    }
}

/// The most pages that are read to check where a host leads.
const CHECKED_PAGES: u32 = 4;

/// The sentences of a page; `None` if it has no text.
fn sentences_of(page: FetchedPage) -> Option<HashSet<String>> {
    let document = match page.content {
        Content::Text(Format::Html, text) => extract::html::read(&text).document,
        content => extract::extract(content).ok()?,
    };
    let mut said = HashSet::new();
    for passage in &document.passages {
        let plain = sentences::plain(&passage.text);
        said.extend(sentences::sentences(&plain).into_iter().map(str::to_owned));
    }
    (!said.is_empty()).then_some(said)
}
