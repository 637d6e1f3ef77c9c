//! Other spellings of a source's host: `www.` and without, `http` and `https`.
//!
//! They count as the source's once one of their addresses has shown that it leads there: it redirects to it, or says the
//! same. A host whose pages say something else is another site.

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
    /// The statement that keeps what is known for the next step, if there is anything to keep.
    pub(super) fn kept_spellings(&self) -> Option<Statement> {
        let kept = (!self.spellings.is_empty()).then(|| json!(self.spellings).to_string())?;
        Some(running::set_spellings(self.project_id, self.source, &kept))
    }

    /// Asks each host among `urls` that may be another spelling of the source's, once a crawl, where it leads. `false` if
    /// that would take more requests than this step has left: then the next step is to ask.
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
            // A host that shows no page of its own has nothing else to lead to.
            self.spellings.insert(origin, leads_here.unwrap_or(true));
        }
        true
    }

    /// `url` in the spelling at which the source is read, or why it is none of its pages. `None` if it is on another
    /// site.
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

    /// Whether the host of `url` redirects to the source, where the page is at `ours`, or says the same. `None` if both
    /// have no page there to compare.
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

/// The most pages that are read to tell where a host leads.
const CHECKED_PAGES: u32 = 4;

/// The sentences of a page; none if it says nothing.
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
