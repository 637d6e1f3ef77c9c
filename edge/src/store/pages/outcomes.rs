//! The outcomes of the pages of a crawl.

use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};

use super::super::sources::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// The state of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// It waits for another try.
    Waiting,
    /// It was read.
    Done,
    /// It has nothing to read, which is not a fault.
    Skipped,
    /// It could not be read.
    Failed,
}

/// The outcome of a taken page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageOutcome {
    /// The address of the page.
    pub url: String,
    /// The new state of the page.
    pub state: PageState,
    /// The number of attempts that count.
    pub attempts: u64,
    /// The key of its document. `None` keeps the stored one.
    pub document_key: Option<String>,
    /// A hash of the text.
    pub text_hash: Option<String>,
    /// The server's version of the reading, as JSON. `None`: the next crawl reads the page in full.
    pub validators: Option<String>,
    /// The stable code of the reason why it was not read, or only in part.
    pub failure_code: Option<&'static str>,
    /// The sentence for the reason why it was not read, or only in part.
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

/// Records the outcomes of taken pages. If two deliveries of a job took the same page, the one that read it wins.
pub fn record(project_id: ProjectId, source: &Source, outcomes: &[PageOutcome]) -> Statement {
    Statement::new(RECORD)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(serde_json::json!(outcomes).to_string())
}

/// The number of pages of the crawl in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PageCounts {
    /// Pages that were read.
    pub done: u64,
    /// Pages named by sitemaps.
    pub listed: u64,
    /// Pages that were cut because they are too long.
    pub cut: u64,
    /// Pages that were left out because there are too many.
    pub over_limit: u64,
    /// The number of those with parameters in their address.
    pub over_limit_parameters: u64,
    /// Pages that were left out because they are too many links from the start.
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

/// The number of pages that were not read for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LeftOutCount {
    /// The stable code of the reason.
    pub code: String,
    /// The number of pages.
    pub count: u64,
}

const LEFT_OUT: &str = "
    SELECT failure_code AS code, count(*) AS count FROM pages
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state IN ('failed', 'skipped')
      AND failure_code IS NOT NULL
    GROUP BY failure_code ORDER BY count(*) DESC, failure_code";

/// Counts by reason what the crawl did not read, the most frequent reason first.
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
    /// The address of the page.
    pub url: String,
    /// The stable code of the reason.
    pub failure_code: String,
    /// The sentence for the reason.
    pub failure_reason: String,
}

const PROBLEMS: &str = "
    SELECT pages.url, pages.failure_code, pages.failure_reason
    FROM pages JOIN sources ON sources.id = pages.source_id AND sources.crawl = pages.crawl
    WHERE pages.project_id = ?1 AND pages.source_id = ?2 AND pages.failure_code IS NOT NULL
      AND pages.state IN ('failed', 'skipped')
    ORDER BY pages.state, pages.kind DESC, pages.depth, pages.url LIMIT ?3";

/// Pages of the newest crawl that were not read: first those that failed, then those with nothing to read, in the order
/// of their distance from the start.
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
    /// A hash of the text.
    pub text_hash: Option<String>,
}

const READ: &str = "
    SELECT document_key, text_hash FROM pages
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state = 'done'
      AND document_key IS NOT NULL";

/// The pages that the running crawl has read so far; at most
/// [`PAGES_PER_SOURCE`](porchlight_knowledge::source_limits::PAGES_PER_SOURCE).
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

/// Puts the pages that were read back into the frontier, unless the crawl is past the source's step.
pub fn read_again(project_id: ProjectId, source: &Source) -> Statement {
    Statement::new(READ_AGAIN)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(source.step)
}

const LEAVE_OUT_WAITING: &str = "
    UPDATE pages SET state = iif(?7, 'failed', 'skipped'), failure_code = ?4, failure_reason = ?5
    WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page' AND state = 'waiting'
      AND (SELECT step FROM sources WHERE project_id = ?1 AND id = ?2) <= ?6";

/// Leaves out all pages that still wait, for one reason, unless the crawl is past the source's step. If the reason
/// `may_pass`, the pages count as failed instead, so that their previous text stays.
pub fn leave_out_waiting(
    project_id: ProjectId,
    source: &Source,
    (code, reason): (&str, &str),
    may_pass: bool,
) -> Statement {
    Statement::new(LEAVE_OUT_WAITING)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(code)
        .bind(reason)
        .bind(source.step)
        .bind(may_pass)
}
