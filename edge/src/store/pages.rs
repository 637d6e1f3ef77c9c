//! Pages: what a crawl has found, and what became of it. The rows that wait are the crawl's frontier.

use porchlight_knowledge::source_limits::{PAGES_PER_SOURCE, SITEMAPS_PER_SOURCE};
use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};

use super::sources::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// What stands at a page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// Something to read.
    Page,
    /// A list of what there is to read.
    Sitemap,
}

/// A page that a crawl has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundPage {
    /// Its address, normalised.
    pub url: String,
    /// Links from the start, or nesting of sitemaps.
    pub depth: u32,
    /// Whether a sitemap names it: 0 or 1.
    pub listed: u8,
}

const ADD: &str = "
    INSERT INTO pages (source_id, url, project_id, kind, crawl, depth, listed)
    SELECT ?1, found.value ->> 'url', ?2, ?3, ?4, found.value ->> 'depth', found.value ->> 'listed'
    FROM json_each(?5) AS found
    WHERE NOT EXISTS (SELECT 1 FROM pages
      WHERE source_id = ?1 AND url = found.value ->> 'url' AND crawl = ?4)
    ORDER BY found.key
    LIMIT max(0, ?6 - (SELECT count(*) FROM pages
      WHERE project_id = ?2 AND source_id = ?1 AND crawl = ?4 AND kind = ?3))
    ON CONFLICT (source_id, url) DO UPDATE SET kind = excluded.kind, crawl = excluded.crawl, depth = excluded.depth,
      listed = excluded.listed, state = 'waiting', attempts = 0, failure_code = NULL, failure_reason = NULL
      WHERE pages.crawl < excluded.crawl";

/// Most bytes of rows that one statement carries, as JSON; D1 takes 2 MB in a parameter.
const STATEMENT_BYTES: usize = 1_000_000;
/// Most bytes of a row besides its address, as JSON.
const ROW_BYTES: usize = 50;

/// Puts what was found into the frontier, up to [`PAGES_PER_SOURCE`] pages and [`SITEMAPS_PER_SOURCE`] sitemaps. What
/// the crawl knows already stays as it is. What is too much for one statement is left out.
pub fn insert(
    project_id: ProjectId,
    source: &Source,
    kind: PageKind,
    found: &[FoundPage],
) -> Statement {
    let mut bytes = 0;
    let found: Vec<&FoundPage> = found
        .iter()
        .take_while(|page| {
            bytes += page.url.len() + ROW_BYTES;
            bytes <= STATEMENT_BYTES
        })
        .collect();
    let (kind, limit) = match kind {
        PageKind::Page => ("page", PAGES_PER_SOURCE),
        PageKind::Sitemap => ("sitemap", SITEMAPS_PER_SOURCE),
    };
    Statement::new(ADD)
        .bind(source.id)
        .bind(project_id)
        .bind(kind)
        .bind(source.crawl)
        .bind(serde_json::json!(found).to_string())
        .bind(limit)
}

/// A page that was taken to be read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TakenPage {
    /// Its address.
    pub url: String,
    /// What stands there.
    pub kind: PageKind,
    /// Links from the start, or nesting of sitemaps.
    pub depth: u32,
    /// The times it was taken in this crawl, this one too.
    pub attempts: u64,
    /// Where an earlier crawl found it in the end.
    pub document_key: Option<String>,
}

// A page that was taken and has no outcome may have been what ended its job: it is taken alone, after all others.
const TAKE: &str = "
    WITH waiting AS (
      SELECT url, attempts, depth, attempts > 0 AND failure_code IS NULL AS suspect
      FROM pages WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND state = 'waiting'
        AND (kind = 'sitemap' OR NOT EXISTS (SELECT 1 FROM pages
          WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'sitemap' AND state = 'waiting')))
    UPDATE pages SET attempts = attempts + 1
    WHERE source_id = ?2 AND url IN (
      SELECT url FROM waiting WHERE suspect = (SELECT min(suspect) FROM waiting)
      ORDER BY attempts, depth, url
      LIMIT CASE (SELECT min(suspect) FROM waiting) WHEN 0 THEN ?4 ELSE 1 END)
    RETURNING url, kind, depth, attempts, document_key";

/// Takes up to `limit` pages that wait: sitemaps first, then those nearest to the start.
pub async fn take(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
    limit: u64,
) -> Result<Vec<TakenPage>, DbError> {
    let statement = Statement::new(TAKE)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(limit);
    let mut taken: Vec<TakenPage> = fetch_all(db, statement).await?;
    taken.sort_by(|a, b| (a.attempts, a.depth, &a.url).cmp(&(b.attempts, b.depth, &b.url)));
    Ok(taken)
}

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
    /// Why it was not read: a stable code.
    pub failure_code: Option<&'static str>,
    /// Why it was not read: a sentence.
    pub failure_reason: Option<String>,
}

const RECORD: &str = "
    UPDATE pages SET state = outcome.value ->> 'state', attempts = outcome.value ->> 'attempts',
      document_key = coalesce(outcome.value ->> 'document_key', document_key),
      failure_code = outcome.value ->> 'failure_code', failure_reason = outcome.value ->> 'failure_reason'
    FROM json_each(?4) AS outcome
    WHERE pages.project_id = ?1 AND pages.source_id = ?2 AND pages.crawl = ?3
      AND pages.url = outcome.value ->> 'url'";

/// Writes down what became of taken pages.
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
    /// Pages found in all.
    pub pages: u64,
}

const COUNTS: &str = "
    SELECT coalesce(sum(state = 'done'), 0) AS done, coalesce(sum(listed), 0) AS listed, count(*) AS pages
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

const DELETE_OF_SOURCE: &str = "DELETE FROM pages WHERE project_id = ?1 AND source_id = ?2";

/// Forgets the pages of a source.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE_OF_SOURCE)
        .bind(project_id)
        .bind(source_id)
}
