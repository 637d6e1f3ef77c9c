//! Indexes a source.
//!
//! ```text
//! IndexSourceV1 ─► start ─┬─ file, answer ───────────────────────────────────────► indexed | failed
//!                         └─ page, sitemap, site ─► frontier ─► step 0 ─► IndexPagesV1, step 1 ─► … ─► finish
//! ```
//!
//! *Invariant:* a job may come twice, or after its source was deleted or queued again, and then changes nothing. The
//! passages of a document are replaced in one batch. What a failed crawl did not reach stays in the index.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_knowledge::{
    extract::{self, Content, FileKind, Format},
    page_address::{self, AddressError, spelling},
    passage::ExtractedDocument,
    source_limits::{PAGES_PER_SOURCE, PAGES_PER_STEP},
};
use porchlight_shared::ids::{EventId, ProjectId, SourceId};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::failure::IndexError;
use self::{
    crawl::Crawl,
    failure::{Failure, PASSING_CODES},
    fetch::Fetcher,
    keep::{FetchedDocument, keep},
};
use super::deliveries;
use crate::{
    domain::{
        deliveries::event::{self, EventKind},
        job::Job,
    },
    platform::{Platform, random_bytes},
    store::{
        documents, events,
        pages::{self, FoundPage, PageKind, outcomes},
        sources::{self, Source, SourceKind, SourceStatus},
    },
};

mod crawl;
pub mod failure;
mod fetch;
mod keep;
mod notice;
pub mod page_preview;
mod read_pages;
mod repetition;

/// The most documents that one step removes. Each takes four statements.
const REMOVALS_PER_STEP: u64 = 8;

/// A question-and-answer pair as it is stored, in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAnswer {
    /// The question, as a visitor would ask it.
    pub question: String,
    /// The answer, as Markdown.
    pub answer: String,
    /// Other phrasings of the question.
    #[serde(default)]
    pub alternatives: Vec<String>,
}

/// Begins to read a pending source.
pub async fn start(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), IndexError> {
    let Some(source) = sources::by_id(&platform.project(project_id), project_id, source_id).await?
    else {
        return Ok(());
    };
    let mut fetcher = Fetcher::new(platform);
    if source.status == SourceStatus::Pending {
        let begun = match source.kind {
            SourceKind::File | SourceKind::Answer => {
                return index_content(platform, project_id, &source).await;
            }
            SourceKind::Page => begin_at(platform, project_id, &source, PageKind::Page).await?,
            SourceKind::Sitemap => {
                begin_at(platform, project_id, &source, PageKind::Sitemap).await?
            }
            SourceKind::Site => begin_site(platform, project_id, &source, &mut fetcher).await?,
        };
        if let Err(failure) = begun {
            return fail(platform, project_id, &source, &failure).await;
        }
    }
    run_step(platform, project_id, source_id, source.crawl, 0, fetcher).await
}

/// Runs the next step of a crawl.
pub async fn step(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
    crawl: u64,
    step: u64,
) -> Result<(), IndexError> {
    let fetcher = Fetcher::new(platform);
    run_step(platform, project_id, source_id, crawl, step, fetcher).await
}

/// Marks a source as failed, because its job has failed too often.
pub async fn give_up(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), IndexError> {
    match sources::by_id(&platform.project(project_id), project_id, source_id).await? {
        Some(source) => fail(platform, project_id, &source, &Failure::GaveUp).await,
        None => Ok(()),
    }
}

async fn run_step(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
    crawl: u64,
    step: u64,
    mut fetcher: Fetcher<'_>,
) -> Result<(), IndexError> {
    let db = &platform.project(project_id);
    let Some(source) = sources::by_id(db, project_id, source_id).await? else {
        return Ok(());
    };
    if source.crawl != crawl || source.status != SourceStatus::Indexing || step < source.step {
        return Ok(());
    }
    let counts = outcomes::counts(db, project_id, &source).await?;
    let room = PAGES_PER_SOURCE.saturating_sub(counts.done);
    let taken = if room == 0 {
        Vec::new()
    } else {
        pages::take(db, project_id, &source, room.min(PAGES_PER_STEP)).await?
    };
    if taken.is_empty() {
        let read_again = repetition::end(platform, project_id, &source).await?;
        if !read_again && finish(platform, project_id, &source).await? {
            return Ok(());
        }
    } else {
        let crawl = Crawl::new(platform, project_id, &source, &mut fetcher).await?;
        crawl.read(taken).await?;
    }
    // The next job is sent before this step counts as done. If we stop in between, this step runs again.
    let next = Job::IndexPagesV1 {
        project_id,
        source_id,
        crawl,
        step: step + 1,
    };
    platform.jobs.send(next).await?;
    sources::finish_step(db, project_id, &source, step).await?;
    Ok(())
}

/// Whether the crawl has begun.
type Begun = Result<(), Failure>;

async fn begin_at(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    kind: PageKind,
) -> Result<Begun, IndexError> {
    let url = match address(platform, source) {
        Ok(url) => url,
        Err(failure) => return Ok(Err(failure)),
    };
    let start = FoundPage::at(url, 0, 0);
    let now = platform.clock.now();
    let mut statements = vec![sources::begin(project_id, source, None, now)];
    statements.extend(pages::insert(project_id, source, kind, &[start], 0));
    platform.project(project_id).batch(statements).await?;
    Ok(Ok(()))
}

/// A site begins at the address that its start redirects to, as sites move between
/// `example.com` and `www.example.com`.
async fn begin_site(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    fetcher: &mut Fetcher<'_>,
) -> Result<Begun, IndexError> {
    let url = match address(platform, source) {
        Ok(url) => url,
        Err(failure) => return Ok(Err(failure)),
    };
    let mut start = fetcher.page(&url).await;
    if start.as_ref().is_err_and(Failure::may_pass) {
        start = fetcher.page(&url).await;
    }
    let at = match start {
        Ok(page) => page.url,
        Err(failure) => return Ok(Err(failure)),
    };
    let scope = if spelling::same_site(&url, &at) {
        spelling::at_site(&url, &at)
    } else if url.path() == "/" {
        origin_root(&at)
    } else {
        at.clone()
    };
    let sitemaps = match fetcher.robots(&at).await {
        Ok(robots) => robots.sitemaps,
        Err(failure) => return Ok(Err(failure)),
    };
    let mut sitemaps: Vec<Url> = sitemaps
        .iter()
        .filter_map(|sitemap| at.join(sitemap).ok())
        .filter(|sitemap| spelling::same_site(&scope, sitemap))
        .map(|sitemap| spelling::at_site(&sitemap, &scope))
        .collect();
    if sitemaps.is_empty() {
        sitemaps.extend(at.join("/sitemap.xml").ok());
    }
    let sitemaps: Vec<FoundPage> = sitemaps
        .into_iter()
        .map(|sitemap| FoundPage::at(sitemap, 0, 0))
        .collect();
    let start = [FoundPage::at(at, 0, 0)];
    let now = platform.clock.now();
    let mut statements = vec![sources::begin(
        project_id,
        source,
        Some(scope.as_str()),
        now,
    )];
    statements.extend(pages::insert(project_id, source, PageKind::Page, &start, 0));
    statements.extend(pages::insert(
        project_id,
        source,
        PageKind::Sitemap,
        &sitemaps,
        0,
    ));
    platform.project(project_id).batch(statements).await?;
    Ok(Ok(()))
}

fn address(platform: &Platform, source: &Source) -> Result<Url, Failure> {
    let url = source.url.as_deref().ok_or(AddressError::Unreadable)?;
    Ok(page_address::parse(url, fetch::host_policy(platform))?)
}

fn origin_root(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root
}

async fn index_content(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<(), IndexError> {
    let db = &platform.project(project_id);
    let content = sources::content(db, project_id, source.id)
        .await?
        .unwrap_or_default();
    let read = if source.kind == SourceKind::Answer {
        Ok(serde_json::from_str(&content).map_or_else(
            |_| ExtractedDocument::default(),
            |pair: StoredAnswer| {
                extract::question_and_answer(&pair.question, &pair.answer, pair.alternatives)
            },
        ))
    } else {
        extract::extract(match FileKind::of_file_name(&source.name) {
            Some(FileKind::Pdf) => Content::Pdf(BASE64.decode(&content).unwrap_or_default()),
            Some(FileKind::Text(format)) => Content::Text(format, content),
            None => Content::Text(Format::Text, content),
        })
    };
    let read = match read {
        Ok(read) => read,
        Err(error) => return fail(platform, project_id, source, &Failure::Pdf(error)).await,
    };
    if read.passages.is_empty() {
        return fail(platform, project_id, source, &Failure::NoText).await;
    }
    let document = FetchedDocument {
        key: &source.name,
        url: None,
        fallback_title: &source.name,
        read: &read,
    };
    keep(platform, project_id, source, &document, &[]).await?;
    let notice = notice::of_cut(u64::from(read.is_cut));
    end(platform, project_id, source, Ok(notice)).await
}

/// Ends the crawl. `false` if documents that it did not find again are still to be removed.
async fn finish(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<bool, IndexError> {
    let db = &platform.project(project_id);
    let limit = Failure::PageLimit;
    let left_out =
        outcomes::leave_out_waiting(project_id, source, limit.code(), &limit.to_string());
    db.batch(vec![left_out]).await?;
    let counts = outcomes::counts(db, project_id, source).await?;
    if counts.done == 0 {
        let problem = outcomes::problems(db, project_id, source.id, 1)
            .await?
            .pop();
        let (code, reason) = failure::of_crawl(source, problem);
        end(platform, project_id, source, Err((&code, &reason))).await?;
        return Ok(true);
    }
    let vanished =
        documents::vanished(db, project_id, source, PASSING_CODES, REMOVALS_PER_STEP).await?;
    if vanished.is_empty() {
        let notice = notice::of_crawl(source, &counts);
        end(platform, project_id, source, Ok(notice)).await?;
        return Ok(true);
    }
    let removals = vanished
        .iter()
        .flat_map(|document| documents::delete(project_id, document.id))
        .collect();
    db.batch(removals).await?;
    Ok(false)
}

async fn fail(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    failure: &Failure,
) -> Result<(), IndexError> {
    let reason = failure.to_string();
    end(platform, project_id, source, Err((failure.code(), &reason))).await
}

/// Records the end of the reading, successful with a notice of what limits left out, or failed with a code and a reason,
/// and tells the owner once.
async fn end(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    outcome: Result<Option<String>, (&str, &str)>,
) -> Result<(), IndexError> {
    let now = platform.clock.now();
    let failure = outcome.as_ref().err().copied();
    let (kind, change) = match &outcome {
        Ok(notice) => (
            EventKind::SourceIndexed,
            sources::finish(project_id, source, notice.as_deref(), now),
        ),
        Err((code, reason)) => (
            EventKind::SourceFailed,
            sources::fail(project_id, source, code, reason, now),
        ),
    };
    let data = event::read(source.id, &source.name, source.url.as_deref(), failure);
    let id = EventId::new(now, random_bytes()?);
    // This comes first, because it checks whether the source is still being read.
    let told = events::record_end_of_reading(project_id, source, id, kind.name(), &data, now);
    platform
        .project(project_id)
        .batch(vec![told, change])
        .await?;
    deliveries::begin(platform, project_id).await;
    Ok(())
}
