//! Indexes a source.
//!
//! ```text
//! IndexSourceV1 ─► start ─┬─ file, answer ───────────────────────────────────────► indexed | failed
//!                         └─ page, sitemap, site, folder ─► frontier ─► step 0 ─► IndexPagesV1, step 1 ─► … ─► finish
//! ```
//!
//! *Invariant:* a job may run twice, or after its source was deleted or queued again, and then changes nothing. The
//! passages of a document are replaced in one batch. Pages that a failed crawl did not reach stay in the index. Changes
//! that would remove passages wait until the end of the crawl.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use porchlight_knowledge::{
    extract::{self, Content, FileKind, Format},
    page_address::{self, AddressError, spelling},
    passage::ExtractedDocument,
    source_limits::{PAGES_PER_SOURCE, PAGES_PER_STEP, RETRY_AFTER_MS},
};
use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::failure::IndexError;
use self::{
    crawl::Crawl,
    end::{end, fail, finish},
    failure::Failure,
    fetch::Fetcher,
    keep::{FetchedDocument, keep},
};
use super::sources::settings::header_of;
use crate::{
    domain::job::Job,
    platform::Platform,
    store::{
        pages::{self, FoundPage, PageKind, outcomes},
        sources::{self, Source, SourceKind, SourceStatus, running},
    },
};

mod crawl;
mod end;
pub mod failure;
mod fetch;
mod folder;
mod keep;
mod left_out;
pub mod notice;
mod pace;
pub mod page_preview;
mod read_pages;
mod rendering;
mod repetition;
pub mod site_page;
mod validators;

/// A question-and-answer pair, as stored in JSON.
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
    fetcher.header = header_of(platform, project_id, &source).await?;
    if source.status == SourceStatus::Pending {
        let job = Job::IndexSourceV1 {
            project_id,
            source_id,
        };
        let Some(claim) = pace::claim(platform, project_id, &source, job).await? else {
            return Ok(());
        };
        let begun = match source.kind {
            SourceKind::File if folder::is_folder(&source) => {
                folder::begin(platform, project_id, &source).await?
            }
            SourceKind::File | SourceKind::Answer => {
                return index_content(platform, project_id, &source).await;
            }
            SourceKind::Page => begin_at(platform, project_id, &source, PageKind::Page).await?,
            SourceKind::Sitemap => {
                begin_at(platform, project_id, &source, PageKind::Sitemap).await?
            }
            SourceKind::Site => begin_site(platform, project_id, &source, &mut fetcher).await?,
        };
        let delay_ms = fetcher.delay_ms().unwrap_or_default();
        if begun.is_err() || delay_ms > 0 {
            let mut statements = vec![running::set_crawl_delay(project_id, &source, delay_ms)];
            let rest_ms = pace::kept(delay_ms);
            statements.extend(pace::release(
                platform, project_id, &source, &claim, rest_ms,
            ));
            platform.project(project_id).batch(statements).await?;
        }
        if let Err(failure) = begun {
            return fail(platform, project_id, &source, &failure).await;
        }
        if delay_ms > 0 {
            let first = Job::IndexPagesV1 {
                project_id,
                source_id,
                crawl: source.crawl,
                step: 0,
            };
            return pace::send(platform, first, pace::kept(delay_ms)).await;
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

/// Marks a source as failed, because its job failed too often.
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
    let this = Job::IndexPagesV1 {
        project_id,
        source_id,
        crawl,
        step,
    };
    let Some(claim) = pace::claim(platform, project_id, &source, this).await? else {
        return Ok(());
    };
    // Uses the step of this job, because the step before may not count as done yet.
    let source = Source { step, ..source };
    fetcher.header = header_of(platform, project_id, &source).await?;
    let counts = outcomes::counts(db, project_id, &source).await?;
    let room = PAGES_PER_SOURCE.saturating_sub(counts.done);
    let taken = if room == 0 {
        Vec::new()
    } else {
        pages::take(db, project_id, &source, room.min(PAGES_PER_STEP)).await?
    };
    let mut last = Vec::new();
    if taken.is_empty() {
        let (read_again, mut statements) = repetition::end(platform, project_id, &source).await?;
        if read_again {
            last = statements;
        } else {
            statements.extend(pace::release(platform, project_id, &source, &claim, 0));
            db.batch(statements).await?;
            if finish(platform, project_id, &source).await? {
                return Ok(());
            }
        }
    } else if folder::is_folder(&source) {
        folder::read(platform, project_id, &source, taken).await?;
    } else {
        let crawl = Crawl::new(platform, project_id, &source, &mut fetcher).await?;
        if let Some(failure) = crawl.read(taken).await? {
            let reason = (failure.code(), &*failure.to_string());
            last.push(outcomes::leave_out_waiting(
                project_id, &source, reason, true,
            ));
        }
    }
    // The next job is sent before this step counts as done. If we stop in between, this step runs again. Pages that
    // wait for another try do so from the moment the step is done, so that a repeated delivery of it does not end the
    // crawl.
    let next = Job::IndexPagesV1 {
        project_id,
        source_id,
        crawl,
        step: step + 1,
    };
    let delay_ms = fetcher.delay_ms().unwrap_or(source.crawl_delay_ms);
    if delay_ms != source.crawl_delay_ms {
        last.push(running::set_crawl_delay(project_id, &source, delay_ms));
    }
    let rest_ms = match fetcher.wait_ms {
        Some(wait_ms) => wait_ms.min(RETRY_AFTER_MS),
        None if fetcher.pages_asked > 0 => pace::kept(delay_ms),
        None => 0,
    };
    last.extend(pace::release(
        platform, project_id, &source, &claim, rest_ms,
    ));
    pace::send(platform, next, rest_ms).await?;
    last.push(running::finish_step(project_id, &source, step));
    db.batch(last).await?;
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
    let mut statements = running::begin(project_id, source, None, now);
    statements.extend(pages::insert(project_id, source, kind, &[start], 0));
    platform.project(project_id).batch(statements).await?;
    Ok(Ok(()))
}

/// The scope of a site begins at the address that its start redirects to, because sites move between `example.com` and
/// `www.example.com`.
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
    if start.as_ref().is_err_and(Failure::may_pass) && fetcher.wait_ms.is_none() {
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
    let mut statements = running::begin(project_id, source, Some(scope.as_str()), now);
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
            Some(FileKind::Docx) => Content::Docx(BASE64.decode(&content).unwrap_or_default()),
            Some(FileKind::Text(format)) => Content::Text(format, content),
            Some(FileKind::Folder) | None => Content::Text(Format::Text, content),
        })
    };
    let read = match read {
        Ok(read) => read,
        Err(error) => return fail(platform, project_id, source, &Failure::from(error)).await,
    };
    let rows = left_out::rows(&read, None);
    db.batch(pages::insert(project_id, source, PageKind::Page, &rows, 0))
        .await?;
    if read.passages.is_empty() {
        return fail(platform, project_id, source, &Failure::NoText).await;
    }
    let document = FetchedDocument {
        key: &source.name,
        url: None,
        fallback_title: &source.name,
        read: &read,
        superseded: Vec::new(),
    };
    keep(platform, project_id, source, &document, &[]).await?;
    let notice = notice::of_file(&read);
    end(platform, project_id, source, Ok(notice)).await
}
