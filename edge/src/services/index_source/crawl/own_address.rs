//! The address under which a page is kept.

use std::collections::HashSet;

use porchlight_knowledge::{
    page_address::{
        self,
        crawl_scope::{CrawlScope, may_be_page},
        spelling,
    },
    passage::ExtractedDocument,
    sentences,
    source_limits::ATTEMPTS_PER_PAGE,
};
use url::Url;

use super::{
    super::failure::IndexError,
    Crawl,
    read_page::{OwnAddress, PageReading},
};
use crate::store::{pages::TakenPage, passages};

impl Crawl<'_, '_> {
    /// The page's own canonical address, checked. It is accepted if it is another spelling of `url`, or if both pages
    /// say much the same: many sites give their start page as canonical on every page.
    pub(super) async fn own_address(
        &mut self,
        page: &TakenPage,
        url: Url,
        reading: &PageReading,
    ) -> Result<OwnAddress, IndexError> {
        let Some(canonical) = reading
            .canonical
            .as_ref()
            .filter(|canonical| {
                page_address::check(canonical, self.hosts).is_ok()
                    && spelling::same_site(canonical, &url)
            })
            .map(|canonical| page_address::normalised(spelling::at_site(canonical, &url)))
            .filter(|canonical| *canonical != url)
        else {
            return Ok(OwnAddress::At(url));
        };
        let plain = canonical.query().is_none() && url.query().is_none();
        if plain && spelling::page(&canonical) == spelling::page(&url) {
            return Ok(OwnAddress::At(canonical));
        }
        let in_scope = |scope: &CrawlScope| {
            scope.contains(&canonical)
                && may_be_page(&canonical)
                && self.rules.exclusion(&canonical).is_none()
        };
        if !self.scope.as_ref().is_some_and(in_scope) {
            return Ok(OwnAddress::At(url));
        }
        match self.read.at(&canonical).map(str::to_owned) {
            Some(key) if self.says_much_of(&key, &reading.document).await? => {
                Ok(OwnAddress::SameAs(key))
            }
            None if page.attempts < ATTEMPTS_PER_PAGE => Ok(OwnAddress::After(canonical)),
            _ => Ok(OwnAddress::At(url)),
        }
    }

    /// Whether the document `key` contains at least half of the sentences of `document`.
    async fn says_much_of(
        &mut self,
        key: &str,
        document: &ExtractedDocument,
    ) -> Result<bool, IndexError> {
        let db = &self.platform.project(self.project_id);
        self.statements += 1;
        let texts = passages::texts(db, self.project_id, self.source.id, key).await?;
        let plain: Vec<String> = texts.iter().map(|text| sentences::plain(text)).collect();
        let known: HashSet<&str> = plain
            .iter()
            .flat_map(|text| sentences::sentences(text))
            .collect();
        let (mut said, mut all) = (0, 0);
        for passage in &document.passages {
            for sentence in sentences::sentences(&sentences::plain(&passage.text)) {
                all += 1;
                said += usize::from(known.contains(sentence));
            }
        }
        Ok(said * 2 >= all)
    }
}
