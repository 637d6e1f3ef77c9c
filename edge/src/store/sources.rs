//! Sources: where a project's knowledge comes from, and how far reading it has come.

use porchlight_knowledge::source_limits::{PAGES_PER_SOURCE, SOURCES_PER_PROJECT};
use porchlight_shared::{
    ids::{ProjectId, SourceId},
    names,
};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, execute, fetch_all, fetch_optional};

names! {
    /// What a source is.
    #[derive(utoipa::ToSchema)]
    pub enum SourceKind {
        /// One page.
        Page = "page",
        /// The pages that a sitemap names.
        Sitemap = "sitemap",
        /// The pages below an address.
        Site = "site",
        /// A file's text.
        File = "file",
        /// A question-and-answer pair.
        Answer = "answer",
    }
}

impl SourceKind {
    /// Whether it is read from an address, and thus can be read again.
    pub const fn has_address(self) -> bool {
        matches!(self, Self::Page | Self::Sitemap | Self::Site)
    }
}

names! {
    /// How far a source is.
    #[derive(utoipa::ToSchema)]
    pub enum SourceStatus {
        /// It waits in the queue.
        Pending = "pending",
        /// It is being read.
        Indexing = "indexing",
        /// All of it can be found.
        Indexed = "indexed",
        /// It could not be read; what an earlier time read is still found.
        Failed = "failed",
    }
}

/// A source without its content. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// What the owner sees: the address, the file's name, the question.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
    /// How far it is.
    pub status: SourceStatus,
    /// Why it failed: a stable code.
    pub failure_code: Option<String>,
    /// Why it failed, and what the owner can do: a sentence or two.
    pub failure_reason: Option<String>,
    /// What limits left out of the last reading, and what the owner can do: a few sentences.
    pub notice: Option<String>,
    /// Pages or files found so far.
    pub documents_found: u64,
    /// How many of them are dealt with.
    pub documents_done: u64,
    /// When it was added.
    pub created_at: u64,
    /// When anything of this row changed last.
    pub updated_at: u64,
    /// When all of it was read last.
    pub indexed_at: Option<u64>,
    /// How many times it was asked to be read.
    pub crawl: u64,
    /// The next step of the running crawl.
    pub step: u64,
    /// The address below which the crawl stays.
    pub scope: Option<String>,
    /// Pages that the running crawl found without room for them.
    pub pages_left_out: u64,
    /// The same, of addresses with parameters.
    pub parameters_left_out: u64,
    /// The same, of sitemaps.
    pub sitemaps_left_out: u64,
}

/// A source to be.
#[derive(Clone, Debug)]
pub struct SourceToBe {
    /// Its id.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// What the owner sees.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
    /// A file's text, or a pair as JSON.
    pub content: Option<String>,
}

const ADD: &str = "
    INSERT INTO sources (id, project_id, kind, name, url, content, created_at, updated_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7
    WHERE (SELECT count(*) FROM sources WHERE project_id = ?2) < ?8";

/// Adds a source that is to be read. False if the project has [`SOURCES_PER_PROJECT`] already.
pub async fn insert(
    db: &ProjectDb,
    project_id: ProjectId,
    source: SourceToBe,
    now: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(ADD)
        .bind(source.id)
        .bind(project_id)
        .bind(source.kind.name())
        .bind(source.name)
        .bind(source.url)
        .bind(source.content)
        .bind(now)
        .bind(SOURCES_PER_PROJECT);
    Ok(execute(db, statement).await? > 0)
}

macro_rules! source_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, name, url, status, failure_code, failure_reason, documents_found, documents_done,
                    created_at, updated_at, indexed_at, crawl, step, scope, notice, pages_left_out, parameters_left_out,
                    sitemaps_left_out FROM sources ",
            $rest
        )
    };
}

/// The project's sources, newest first; at most [`SOURCES_PER_PROJECT`] there are.
pub async fn list(db: &ProjectDb, project_id: ProjectId) -> Result<Vec<Source>, DbError> {
    const LIST: &str = source_columns!("WHERE project_id = ?1 ORDER BY created_at DESC, id DESC");
    fetch_all(db, Statement::new(LIST).bind(project_id)).await
}

/// One source.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Option<Source>, DbError> {
    const BY_ID: &str = source_columns!("WHERE project_id = ?1 AND id = ?2");
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(source_id)).await
}

/// The source of that kind at that address.
pub async fn by_url(
    db: &ProjectDb,
    project_id: ProjectId,
    kind: SourceKind,
    url: &str,
) -> Result<Option<Source>, DbError> {
    const BY_URL: &str = source_columns!("WHERE project_id = ?1 AND kind = ?2 AND url = ?3");
    let statement = Statement::new(BY_URL)
        .bind(project_id)
        .bind(kind.name())
        .bind(url);
    fetch_optional(db, statement).await
}

const CONTENT: &str = "SELECT content FROM sources WHERE project_id = ?1 AND id = ?2";

/// A file's text, or a pair as JSON.
pub async fn content(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Option<String>, DbError> {
    #[derive(Deserialize)]
    struct ContentRow {
        content: Option<String>,
    }
    let statement = Statement::new(CONTENT).bind(project_id).bind(source_id);
    let row: Option<ContentRow> = fetch_optional(db, statement).await?;
    Ok(row.and_then(|row| row.content))
}

const RESTART: &str = "
    UPDATE sources SET status = 'pending', crawl = crawl + 1, step = 0, failure_code = NULL, failure_reason = NULL,
      notice = NULL, documents_found = 0, documents_done = 0, updated_at = ?3
    WHERE project_id = ?1 AND id = ?2";

/// Asks for a source to be read once more; a crawl that runs is broken off.
pub async fn restart(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    now: u64,
) -> Result<(), DbError> {
    let statement = Statement::new(RESTART)
        .bind(project_id)
        .bind(source_id)
        .bind(now);
    execute(db, statement).await.map(drop)
}

const BEGIN: &str = "
    UPDATE sources SET status = 'indexing', step = 0, scope = ?4, updated_at = ?5,
      pages_left_out = 0, parameters_left_out = 0, sitemaps_left_out = 0
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'pending'";

/// The crawl begins.
pub fn begin(project_id: ProjectId, source: &Source, scope: Option<&str>, now: u64) -> Statement {
    Statement::new(BEGIN)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(scope)
        .bind(now)
}

const SET_SCOPE: &str = "
    UPDATE sources SET scope = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3";

/// The crawl stays below `scope` from now on.
pub fn set_scope(project_id: ProjectId, source: &Source, scope: &str) -> Statement {
    Statement::new(SET_SCOPE)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(scope)
}

const REPETITION: &str = "SELECT repetition FROM sources WHERE project_id = ?1 AND id = ?2";

/// What its pages share, as JSON.
pub async fn repetition(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<Option<String>, DbError> {
    #[derive(Deserialize)]
    struct RepetitionRow {
        repetition: Option<String>,
    }
    let statement = Statement::new(REPETITION).bind(project_id).bind(source_id);
    let row: Option<RepetitionRow> = fetch_optional(db, statement).await?;
    Ok(row.and_then(|row| row.repetition))
}

const SET_REPETITION: &str = "
    UPDATE sources SET repetition = ?4 WHERE project_id = ?1 AND id = ?2 AND crawl = ?3";

/// Keeps what its pages share.
pub fn set_repetition(project_id: ProjectId, source: &Source, repetition: &str) -> Statement {
    Statement::new(SET_REPETITION)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(repetition)
}

const SET_PROGRESS: &str = "
    UPDATE sources SET documents_found = counted.found, documents_done = min(counted.done, counted.found), updated_at = ?4
    FROM (SELECT min(count(*), ?5) AS found, coalesce(sum(state <> 'waiting'), 0) AS done FROM pages
      WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page'
        AND (failure_code IS NULL OR failure_code NOT IN ('duplicate', 'page_limit', 'too_deep', 'excluded'))) AS counted
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'indexing'";

/// Counts the pages of the crawl anew.
pub fn set_progress(project_id: ProjectId, source: &Source, now: u64) -> Statement {
    Statement::new(SET_PROGRESS)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
        .bind(PAGES_PER_SOURCE)
}

const FINISH_STEP: &str = "
    UPDATE sources SET step = ?4 + 1
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND step <= ?4 AND status = 'indexing'";

/// Step `step` is done: should its job come again, it finds nothing to do.
pub async fn finish_step(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
    step: u64,
) -> Result<(), DbError> {
    let statement = Statement::new(FINISH_STEP)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(step);
    execute(db, statement).await.map(drop)
}

const FINISH: &str = "
    UPDATE sources SET status = 'indexed', failure_code = NULL, failure_reason = NULL, updated_at = ?4,
      indexed_at = ?4, notice = ?5, documents_found = max(documents_found, 1), documents_done = max(documents_found, 1)
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status IN ('pending', 'indexing')";

/// The crawl has ended well; `notice` says what limits left out.
pub fn finish(project_id: ProjectId, source: &Source, notice: Option<&str>, now: u64) -> Statement {
    Statement::new(FINISH)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
        .bind(notice)
}

const FAIL: &str = "
    UPDATE sources SET status = 'failed', failure_code = ?4, failure_reason = ?5, updated_at = ?6
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status IN ('pending', 'indexing')";

/// The crawl has found nothing that could be read.
pub fn fail(
    project_id: ProjectId,
    source: &Source,
    code: &str,
    reason: &str,
    now: u64,
) -> Statement {
    Statement::new(FAIL)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(code)
        .bind(reason)
        .bind(now)
}

const DELETE: &str = "DELETE FROM sources WHERE project_id = ?1 AND id = ?2";

/// Removes the row; documents, pages and passages go before it.
pub fn delete(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(source_id)
}

const STUCK: &str = "
    SELECT project_id, id, status, crawl, step FROM sources
    WHERE status IN ('pending', 'indexing') AND updated_at < ?1 ORDER BY updated_at LIMIT ?2";

/// A source whose job was lost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StuckSource {
    /// Its project.
    pub project_id: ProjectId,
    /// Its id.
    pub id: SourceId,
    /// Whether it waits to be read or was being read.
    pub status: SourceStatus,
    /// Which time of reading it.
    pub crawl: u64,
    /// The step that did not come.
    pub step: u64,
}

/// Sources of all projects in which nothing has happened since `before` (Unix milliseconds), at most `limit`.
pub async fn stuck(db: &ProjectDb, before: u64, limit: u32) -> Result<Vec<StuckSource>, DbError> {
    fetch_all(db, Statement::new(STUCK).bind(before).bind(limit)).await
}
