//! Sources: where a project's knowledge comes from, and how far reading it has come.

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
        /// It was read, and would lose more than a third of its passages: it waits for the owner's word.
        Held = "held",
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
    /// Whether other spellings of its host lead to it, as the running crawl found: a JSON object.
    pub spellings: Option<String>,
    /// Its passages in service when the newest crawl began.
    pub passages_before: u64,
    /// The rest between two pages that robots.txt asks for, in milliseconds.
    pub crawl_delay_ms: u32,
    /// The crawl whose losses the owner has accepted.
    pub accepted_crawl: Option<u64>,
    /// Which of its pages are read, as JSON; none: all.
    pub crawl_rules: Option<String>,
    /// Hours after which it is read again; 0: never; none: as the project says.
    pub recrawl_hours: Option<u32>,
    /// Whether a browser draws its pages that are made by scripts: 0 or 1.
    pub renders: u8,
    /// The name of the header that opens its pages.
    pub header_name: Option<String>,
    /// The end of that header's value, empty if the value is short.
    pub header_last_four: Option<String>,
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
    INSERT INTO sources (id, project_id, kind, name, url, content, created_at, updated_at, crawl_rules, recrawl_hours,
                         header_name, header_last_four, sealed_header, renders)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?9, ?10, ?11, ?12, ?13, ?14
    WHERE (SELECT count(*) FROM sources WHERE project_id = ?2) < ?8";

/// Adds a source that is to be read, and does what `also` says in the same batch. False if the project has
/// [`SOURCES_PER_PROJECT`] already: then there is no such source, which `also` has to look for.
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
