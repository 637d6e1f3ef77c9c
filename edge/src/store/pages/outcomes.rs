//! What became of the pages of a crawl.

use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};

use super::super::sources::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// How a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// It is to be tried again.
    Waiting,
    /// It was read.
    Done,
    /// There is nothing to read, which is no fault.
    Skipped,
    /// It could not be read.
    Failed,
}

/// What became of a taken page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageOutcome {
    /// Its address.
    pub url: String,
    /// How it ended.
    pub state: PageState,
    /// The times it counts as tried.
    pub attempts: u64,
    /// Where it was found in the end; `None` leaves what is known.
    pub document_key: Option<String>,
    /// A hash of what was read.
    pub text_hash: Option<String>,
    /// What the server calls the version that was read, as JSON; none: the next crawl reads the page whole.
    pub validators: Option<String>,
    /// Why it was not read, or not wholly: a stable code.
    pub failure_code: Option<&'static str>,
    /// Why it was not read, or not wholly: a sentence.
    pub failure_reason: Option<String>,
}

const RECORD: &str = "
    UPDATE pages SET state = outcome.value ->> 'state', attempts = outcome.value ->> 'attempts',
      document_key = coalesce(outcome.value ->> 'document_key', document_key),
      text_hash = outcome.value ->> 'text_hash',
      validators = outcome.value ->> 'validators',
      failure_code = outcome.value ->> 'failure_code', failure_reason = outcome.value ->> 'failure_reason'
    FROM json_each(?4) AS outcome
    WHERE pages.project_id = ?1 AND pages.source_id = ?2 AND pages.crawl = ?3
      AND pages.url = outcome.value ->> 'url' AND (pages.state = 'waiting' OR outcome.value ->> 'state' = 'done')";

/// Writes down what became of taken pages. Where two deliveries of a job took the same page, one that read it counts.
pub fn record(project_id: ProjectId, source: &Source, outcomes: &[PageOutcome]) -> Statement {
    Statement::new(RECORD)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(serde_json::json!(outcomes).to_string())
}

/// How many pages of the crawl are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PageCounts {
    /// Pages that were read.
    pub done: u64,
    /// Pages named by sitemaps.
    pub listed: u64,
    /// Pages whose end was left out.
    pub cut: u64,
    /// Pages that were left out because they are too many.
    pub over_limit: u64,
    /// How many of them have parameters in their address.
    pub over_limit_parameters: u64,
    /// Pages that were left out because they are too far from the start.
    pub too_deep: u64,
}

const COUNTS: &str = "
    SELECT coalesce(sum(state = 'done'), 0) AS done, coalesce(sum(listed), 0) AS listed,
      coalesce(sum(state = 'done' AND failure_code IS 'too_many_passages'), 0) AS cut,
      coalesce(sum(failure_code IS 'page_limit'), 0) AS over_limit,
      coalesce(sum(failure_code IS 'page_limit' AND listed = 0 AND instr(url, '?') > 0), 0) AS over_limit_parameters,
      coalesce(sum(failure_code IS 'too_deep'), 0) AS too_deep
    FROM pages WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page'";

/// Counts the crawl's pages.
pub async fn counts(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
) -> Result<PageCounts, DbError> {
    let statement = Statement::new(COUNTS)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl);
    Ok(fetch_optional(db, statement).await?.unwrap_or_default())
}

/// How many pages were not read for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LeftOutCount {
    /// The reason's stable code.
    pub code: String,
    /// How many.
    pub count: u64,
}

const LEFT_OUT: &str = "
    SELECT failure_code AS code, count(*) AS count FROM pages
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state IN ('failed', 'skipped')
      AND failure_code IS NOT NULL
    GROUP BY failure_code ORDER BY count(*) DESC, failure_code";

/// Counts what the crawl did not read by reason, the most frequent first.
pub async fn left_out(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
) -> Result<Vec<LeftOutCount>, DbError> {
    let statement = Statement::new(LEFT_OUT)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl);
    fetch_all(db, statement).await
}

/// A page that was not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PageProblem {
    /// Its address.
    pub url: String,
    /// A stable code.
    pub failure_code: String,
    /// A sentence.
    pub failure_reason: String,
}

const PROBLEMS: &str = "
    SELECT pages.url, pages.failure_code, pages.failure_reason
    FROM pages JOIN sources ON sources.id = pages.source_id AND sources.crawl = pages.crawl
    WHERE pages.project_id = ?1 AND pages.source_id = ?2 AND pages.failure_code IS NOT NULL
      AND pages.state IN ('failed', 'skipped')
    ORDER BY pages.state, pages.kind DESC, pages.depth, pages.url LIMIT ?3";

/// Pages of the newest crawl that were not read: those that failed, then those with nothing to read, each nearest to
/// the start first.
pub async fn problems(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    limit: u64,
) -> Result<Vec<PageProblem>, DbError> {
    let statement = Statement::new(PROBLEMS)
        .bind(project_id)
        .bind(source_id)
        .bind(limit);
    fetch_all(db, statement).await
}

/// A page that the running crawl has read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReadPage {
    /// The key of its document.
    pub document_key: String,
    /// A hash of what was read.
    pub text_hash: Option<String>,
}

const READ: &str = "
    SELECT document_key, text_hash FROM pages
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state = 'done'
      AND document_key IS NOT NULL";

/// What the running crawl has read so far; at most
/// [`PAGES_PER_SOURCE`](porchlight_knowledge::source_limits::PAGES_PER_SOURCE) pages.
pub async fn read(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
) -> Result<Vec<ReadPage>, DbError> {
    let statement = Statement::new(READ)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl);
    fetch_all(db, statement).await
}

const READ_AGAIN: &str = "
    UPDATE pages SET state = 'waiting', attempts = 0, text_hash = NULL, validators = NULL, failure_code = NULL, failure_reason = NULL
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state = 'done'
      AND (SELECT step FROM sources WHERE project_id = ?1 AND id = ?2) <= ?4";

/// Puts the pages that were read back into the frontier, if the crawl is not past the source's step.
pub fn read_again(project_id: ProjectId, source: &Source) -> Statement {
    Statement::new(READ_AGAIN)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(source.step)
}

const LEAVE_OUT_WAITING: &str = "
    UPDATE pages SET state = 'skipped', failure_code = ?4, failure_reason = ?5
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state = 'waiting'
      AND (SELECT step FROM sources WHERE project_id = ?1 AND id = ?2) <= ?6";

/// Leaves out all pages that wait still, for one reason, if the crawl is not past the source's step.
pub fn leave_out_waiting(
    project_id: ProjectId,
    source: &Source,
    code: &str,
    reason: &str,
) -> Statement {
    Statement::new(LEAVE_OUT_WAITING)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(code)
        .bind(reason)
        .bind(source.step)
}
