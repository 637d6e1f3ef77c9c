//! Sources of a project's knowledge, and the state of reading them.

use porchlight_knowledge::source_limits::SOURCES_PER_PROJECT;
use porchlight_shared::{
    ids::{ProjectId, SourceId},
    names,
};
use serde::Deserialize;

use self::settings::SourceSettings;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

pub mod changes;
pub mod hosts;
pub mod running;
pub mod settings;

names! {
    /// The kind of a source.
    #[derive(utoipa::ToSchema)]
    pub enum SourceKind {
        /// One page.
        Page = "page",
        /// The pages that a sitemap lists.
        Sitemap = "sitemap",
        /// The pages below an address.
        Site = "site",
        /// The text of a file.
        File = "file",
        /// A question-and-answer pair.
        Answer = "answer",
    }
}

impl SourceKind {
    /// Whether it is read from an address, so that it can be read again.
    pub const fn has_address(self) -> bool {
        matches!(self, Self::Page | Self::Sitemap | Self::Site)
    }
}

names! {
    /// The state of a source.
    #[derive(utoipa::ToSchema)]
    pub enum SourceStatus {
        /// It waits in the queue.
        Pending = "pending",
        /// It is being read.
        Indexing = "indexing",
        /// It was read completely.
        Indexed = "indexed",
        /// It could not be read. Content from earlier readings stays in service.
        Failed = "failed",
        /// It was read, but would lose more than a third of its passages, and waits for the owner's decision.
        Held = "held",
    }
}

/// A source without its content. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// The id of the source.
    pub id: SourceId,
    /// The kind of the source.
    pub kind: SourceKind,
    /// The name for the owner: the address, the file's name, or the question.
    pub name: String,
    /// The address; `None` for a file or a pair.
    pub url: Option<String>,
    /// The state of the source.
    pub status: SourceStatus,
    /// The stable code of the reason why it failed.
    pub failure_code: Option<String>,
    /// Why it failed, and what the owner can do, in a sentence or two.
    pub failure_reason: Option<String>,
    /// What limits left out of the last reading, and what the owner can do, in a few sentences.
    pub notice: Option<String>,
    /// The number of pages or files found so far.
    pub documents_found: u64,
    /// The number of them with an outcome.
    pub documents_done: u64,
    /// When it was added.
    pub created_at: u64,
    /// When this row last changed.
    pub updated_at: u64,
    /// When it was last read completely.
    pub indexed_at: Option<u64>,
    /// The number of times that its reading was requested, which numbers its crawls.
    pub crawl: u64,
    /// The next step of the running crawl.
    pub step: u64,
    /// The address below which the crawl stays, if it has begun.
    pub scope: Option<String>,
    /// The number of pages that the running crawl found beyond the limit.
    pub pages_left_out: u64,
    /// The number of addresses with parameters beyond the limit.
    pub parameters_left_out: u64,
    /// The number of sitemaps beyond the limit.
    pub sitemaps_left_out: u64,
    /// Whether other spellings of its host lead to it, according to the running crawl, as a JSON object.
    pub spellings: Option<String>,
    /// The number of its passages in service when the newest crawl began.
    pub passages_before: u64,
    /// The delay between two pages that robots.txt asks for, in milliseconds.
    pub crawl_delay_ms: u32,
    /// The crawl whose losses the owner has accepted.
    pub accepted_crawl: Option<u64>,
    /// The rules for the pages to read, as JSON. `None`: all pages.
    pub crawl_rules: Option<String>,
    /// The hours after which it is read again; 0 for never. `None`: the project's setting.
    pub recrawl_hours: Option<u32>,
    /// 1 if a browser renders its pages that are empty until their scripts run.
    pub renders: u8,
    /// The name of the header that opens its pages.
    pub header_name: Option<String>,
    /// The last four characters of that header's value, empty if the value is short.
    pub header_last_four: Option<String>,
}

/// A source to store.
#[derive(Clone, Debug)]
pub struct SourceToBe {
    /// The id of the source.
    pub id: SourceId,
    /// The kind of the source.
    pub kind: SourceKind,
    /// The name for the owner.
    pub name: String,
    /// The address; `None` for a file or a pair.
    pub url: Option<String>,
    /// The text of a file, or a pair as JSON.
    pub content: Option<String>,
}

const ADD: &str = "
    INSERT INTO sources (id, project_id, kind, name, url, content, created_at, updated_at, crawl_rules, recrawl_hours,
                         header_name, header_last_four, sealed_header, renders)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?9, ?10, ?11, ?12, ?13, ?14
    WHERE (SELECT count(*) FROM sources WHERE project_id = ?2) < ?8";

/// Adds a source, which waits to be read, and executes `also` in the same batch. False if the project already has
/// [`SOURCES_PER_PROJECT`]. The source is then not stored, and `also` has to check for that itself.
pub async fn insert(
    db: &ProjectDb,
    project_id: ProjectId,
    source: SourceToBe,
    settings: SourceSettings,
    also: Vec<Statement>,
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
        .bind(SOURCES_PER_PROJECT)
        .bind(settings.crawl_rules)
        .bind(settings.recrawl_hours)
        .bind(settings.header_name)
        .bind(settings.header_last_four)
        .bind(settings.sealed_header)
        .bind(u32::from(settings.renders));
    let mut statements = vec![statement];
    statements.extend(also);
    let changed = db.batch(statements).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

macro_rules! source_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, name, url, status, failure_code, failure_reason, documents_found, documents_done,
                    created_at, updated_at, indexed_at, crawl, step, scope, notice, pages_left_out, parameters_left_out,
                    sitemaps_left_out, spellings, passages_before, crawl_delay_ms, accepted_crawl, crawl_rules, recrawl_hours, renders, header_name, header_last_four FROM sources ",
            $rest
        )
    };
}

/// The project's sources, newest first. There are at most [`SOURCES_PER_PROJECT`].
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

/// The source of this kind at this address.
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

/// The text of a file, or a pair as JSON.
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

const DELETE: &str = "DELETE FROM sources WHERE project_id = ?1 AND id = ?2";

/// Deletes the row. Documents, pages and passages must be deleted before.
pub fn delete(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(source_id)
}

const STUCK: &str = "
    SELECT project_id, id, status, crawl, step FROM sources
    WHERE status IN ('pending', 'indexing') AND updated_at < ?1 ORDER BY updated_at LIMIT ?2";

/// A source whose job was lost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StuckSource {
    /// The project of the source.
    pub project_id: ProjectId,
    /// The id of the source.
    pub id: SourceId,
    /// Whether it waits to be read, or was being read.
    pub status: SourceStatus,
    /// The number of its crawl.
    pub crawl: u64,
    /// The step whose job was lost.
    pub step: u64,
}

/// At most `limit` sources of all projects without progress since `before` (Unix milliseconds).
pub async fn stuck(db: &ProjectDb, before: u64, limit: u32) -> Result<Vec<StuckSource>, DbError> {
    fetch_all(db, Statement::new(STUCK).bind(before).bind(limit)).await
}
