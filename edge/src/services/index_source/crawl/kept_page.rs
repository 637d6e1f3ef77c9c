//! Pages that a crawl keeps: new readings, and pages that have not changed since they were read.

use porchlight_knowledge::{page_address::spelling, passage::ExtractedDocument};
use porchlight_shared::ids::DocumentId;
use serde_json::json;
use url::Url;

use super::{
    super::{
        failure::{Failure, IndexError},
        keep::{FetchedDocument, keep},
        left_out,
        validators::ReadVersion,
    },
    Crawl, outcome,
};
use crate::store::{
    documents,
    pages::{
        TakenPage,
        outcomes::{PageOutcome, PageState},
    },
};

impl Crawl<'_, '_> {
    /// The last version of the page, if its document still exists and the crawl needs nothing but its text.
    pub(super) fn read_version(&self, page: &TakenPage) -> Option<ReadVersion> {
        let key = page.document_key.as_deref()?;
        let version = ReadVersion::stored(page.validators.as_deref()?)?;
        let is_kept = self.known.iter().any(|document| document.key == key);
        (is_kept && !self.follows_links).then_some(version)
    }

    /// Whether the sitemap says that the page has not changed since this version, and robots.txt still allows it.
    pub(super) async fn is_unchanged_as_listed(
        &mut self,
        page: &TakenPage,
        url: &Url,
        version: &ReadVersion,
    ) -> bool {
        let now = self.platform.clock.now();
        version.is_listed_as(page.lastmod.as_deref(), now)
            && self
                .fetcher
                .robots(url)
                .await
                .is_ok_and(|robots| robots.allows(url))
    }

    /// The outcome of a page that has not changed since this version was read.
    pub(super) fn unchanged(&mut self, page: &TakenPage, version: &ReadVersion) -> PageOutcome {
        let key = page.document_key.clone().unwrap_or_default();
        if self.read.has(&key) {
            return self.duplicate(page, key);
        }
        self.read.add(&key, Some(version.text_hash.clone()));
        self.repetition.pass_over();
        PageOutcome {
            document_key: Some(key),
            text_hash: Some(version.text_hash.clone()),
            validators: Some(json!(version).to_string()),
            ..outcome(page, PageState::Done)
        }
    }

    /// The documents of other sources that this page replaces, or the reason why it is not kept here.
    async fn superseded(
        &mut self,
        url: &Url,
    ) -> Result<Result<Vec<DocumentId>, Failure>, IndexError> {
        let db = &self.platform.project(self.project_id);
        self.statements += 1;
        let variant = spelling::document(url);
        let others =
            documents::in_other_sources(db, self.project_id, self.source, &variant).await?;
        Ok(match others.iter().find(|other| other.has_priority()) {
            Some(other) => Err(Failure::InOtherSource(other.source_name.clone())),
            None => Ok(others.into_iter().map(|other| other.id).collect()),
        })
    }

    pub(super) async fn store(
        &mut self,
        page: &TakenPage,
        url: Url,
        document: &ExtractedDocument,
        text_hash: String,
        version: ReadVersion,
    ) -> Result<PageOutcome, IndexError> {
        let superseded = match self.superseded(&url).await? {
            Ok(superseded) => superseded,
            Err(failure) => {
                return Ok(PageOutcome {
                    document_key: Some(url.into()),
                    ..self.failed(page, &failure)
                });
            }
        };
        let kept = FetchedDocument {
            key: url.as_str(),
            url: Some(&url),
            fallback_title: url.as_str(),
            read: document,
            superseded,
        };
        let stored = keep(
            self.platform,
            self.project_id,
            self.source,
            &kept,
            &self.known,
        )
        .await?;
        self.statements += stored.statements;
        self.read.add(url.as_str(), Some(text_hash.clone()));
        let cut = document.is_cut.then_some(Failure::TooManyPassages);
        self.found_pages
            .extend(left_out::rows(document, Some(url.as_str())));
        // A page with left-out parts is read each time, because each reading reports them. A set-aside text may never
        // come into service, so "not modified" must not keep the page from being read again.
        let is_whole = cut.is_none() && document.left_out.is_empty() && !stored.is_set_aside;
        let version = (is_whole && version.can_be_asked_for()).then_some(version);
        Ok(PageOutcome {
            document_key: Some(url.into()),
            text_hash: Some(text_hash),
            validators: version.map(|version| json!(version).to_string()),
            failure_code: cut.as_ref().map(Failure::code),
            failure_reason: cut.as_ref().map(ToString::to_string),
            ..outcome(page, PageState::Done)
        })
    }
}
