//! Pages: what a crawl has found, with the outcomes. The rows that wait are the crawl's frontier.

use std::collections::HashMap;

use porchlight_knowledge::{
    page_address::{self, spelling},
    source_limits::{
        ADDRESSES_PER_SOURCE, LEFT_OUT_PER_SOURCE, PARAMETERS_PER_SOURCE, SITEMAPS_PER_SOURCE,
    },
};
use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};
use url::Url;

use super::sources::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

pub mod outcomes;

/// The kind of content at a page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// A page to read.
    Page,
    /// A list of pages to read.
    Sitemap,
}

/// A page that a crawl has found, a file of a folder, or a row of a table that is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundPage {
    /// The normalised address, the path, or the position of the row.
    pub url: String,
    /// The form that all spellings of its address share.
    pub variant: String,
    /// The number of links from the start, the nesting of sitemaps or folders, or the line of a row.
    pub depth: u32,
    /// 1 if a sitemap lists it.
    pub listed: u8,
    /// When it last changed, according to its sitemap.
    pub lastmod: Option<String>,
    /// The stable code of the reason why it is left out, if it is.
    pub failure_code: Option<&'static str>,
    /// The sentence for the reason why it is left out, if it is.
    pub failure_reason: Option<String>,
}

impl FoundPage {
    /// A page at `url` that waits to be read.
    pub fn at(url: Url, depth: u32, listed: u8) -> Self {
        let url = page_address::normalised(url);
        Self {
            variant: spelling::page(&url),
            url: url.into(),
            depth,
            listed,
            lastmod: None,
            failure_code: None,
            failure_reason: None,
        }
    }

    fn group(&self, kind: PageKind) -> PageGroup {
        if kind == PageKind::Sitemap {
            PageGroup::Sitemaps
        } else if self.failure_code.is_some() {
            PageGroup::LeftOut
        } else if self.listed == 0 && self.url.contains('?') {
            PageGroup::Parameters
        } else {
            PageGroup::Pages
        }
    }
}

/// Pages that share a limit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PageGroup {
    Sitemaps,
    /// Pages with a plain address, or listed by a sitemap.
    Pages,
    /// Pages whose address has parameters. There may be any number of those.
    Parameters,
    /// Pages that are stored only with the reason why they are not read.
    LeftOut,
}

macro_rules! found_columns {
    ($($rest:expr),+) => {
        concat!(
            "FROM json_each(?5) AS found
             WHERE NOT EXISTS (SELECT 1 FROM pages
               WHERE source_id = ?1 AND url = found.value ->> 'url' AND crawl = ?4
                 AND (failure_code IS NOT 'too_deep' OR found.value ->> 'failure_code' IS NOT NULL))",
            $($rest),+
        )
    };
}

macro_rules! of_crawl {
    ($count:literal, $which:literal) => {
        concat!(
            "(SELECT count(",
            $count,
            ") FROM pages
              WHERE project_id = ?2 AND source_id = ?1 AND crawl = ?4 AND kind = ?3 AND ",
            $which,
            ")"
        )
    };
}

macro_rules! add {
    ($there:expr) => {
        concat!(
            "INSERT INTO pages (source_id, url, project_id, kind, crawl, depth, listed, variant, state, failure_code,
                                failure_reason, lastmod)
             SELECT ?1, found.value ->> 'url', ?2, ?3, ?4, found.value ->> 'depth', found.value ->> 'listed',
               found.value ->> 'variant', iif(found.value ->> 'failure_code' IS NULL, 'waiting', 'skipped'),
               found.value ->> 'failure_code', found.value ->> 'failure_reason', found.value ->> 'lastmod' ",
            found_columns!(" ORDER BY found.key LIMIT max(0, ?6 - ", $there, ")"),
            " ON CONFLICT (source_id, url) DO UPDATE SET kind = excluded.kind, crawl = excluded.crawl,
                depth = excluded.depth, listed = excluded.listed, variant = excluded.variant, state = excluded.state,
                attempts = 0, text_hash = NULL, failure_code = excluded.failure_code,
                failure_reason = excluded.failure_reason, lastmod = excluded.lastmod
              WHERE pages.crawl < excluded.crawl OR pages.failure_code = 'too_deep'"
        )
    };
}

// A sitemap lists each page once. Links are found again and again, so only the largest count of one step is kept for
// them.
macro_rules! count_left_out {
    ($column:literal, $there:expr) => {
        concat!(
            "UPDATE sources SET ",
            $column,
            " = (
               SELECT CASE WHEN ?8 THEN sources.",
            $column,
            " + left_out ELSE max(sources.",
            $column,
            ", left_out) END
               FROM (SELECT max(0, ?7 + count(*) - max(0, ?6 - ",
            $there,
            ")) AS left_out ",
            found_columns!(")) WHERE project_id = ?2 AND id = ?1 AND crawl = ?4")
        )
    };
}

macro_rules! there_are {
    (pages) => {
        of_crawl!(
            "DISTINCT variant",
            "(listed = 1 OR instr(url, '?') = 0) AND
          (failure_code IS NULL OR failure_code NOT IN ('too_deep', 'excluded', 'other_host', 'row_left_out'))"
        )
    };
    (parameters) => {
        of_crawl!(
            "*",
            "listed = 0 AND instr(url, '?') > 0 AND
          (failure_code IS NULL OR failure_code NOT IN ('too_deep', 'excluded', 'other_host', 'row_left_out'))"
        )
    };
    (left_out) => {
        of_crawl!(
            "*",
            "failure_code IN ('too_deep', 'excluded', 'other_host', 'row_left_out')"
        )
    };
    (sitemaps) => {
        of_crawl!("*", "1")
    };
}

const ADD_PAGES: &str = add!(there_are!(pages));
const ADD_PARAMETERS: &str = add!(there_are!(parameters));
const ADD_LEFT_OUT: &str = add!(there_are!(left_out));
const ADD_SITEMAPS: &str = add!(there_are!(sitemaps));
const COUNT_PAGES: &str = count_left_out!("pages_left_out", there_are!(pages));
const COUNT_PARAMETERS: &str = count_left_out!("parameters_left_out", there_are!(parameters));
const COUNT_SITEMAPS: &str = count_left_out!("sitemaps_left_out", there_are!(sitemaps));

impl PageGroup {
    /// The statement that adds pages, the one that counts those without room, and the most pages of the group.
    const fn statements(self) -> (&'static str, Option<&'static str>, u64) {
        match self {
            Self::Sitemaps => (ADD_SITEMAPS, Some(COUNT_SITEMAPS), SITEMAPS_PER_SOURCE),
            Self::Pages => (ADD_PAGES, Some(COUNT_PAGES), ADDRESSES_PER_SOURCE),
            Self::Parameters => (
                ADD_PARAMETERS,
                Some(COUNT_PARAMETERS),
                PARAMETERS_PER_SOURCE,
            ),
            Self::LeftOut => (ADD_LEFT_OUT, None, LEFT_OUT_PER_SOURCE),
        }
    }
}

/// The most bytes of rows in one statement, as JSON. D1 accepts 2 MB in a parameter.
const STATEMENT_BYTES: usize = 1_000_000;
/// The most bytes of a row without its addresses and its reason, as JSON.
const ROW_BYTES: usize = 120;

/// The statements that add the found pages to the frontier, as far as there is room, for one batch. Pages that the
/// crawl knows already stay as they are. Pages without room are counted for the owner. `further` is the number of pages
/// that were not even parsed.
pub fn insert(
    project_id: ProjectId,
    source: &Source,
    kind: PageKind,
    found: &[FoundPage],
    further: usize,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    for group in [
        PageGroup::Sitemaps,
        PageGroup::Pages,
        PageGroup::Parameters,
        PageGroup::LeftOut,
    ] {
        let of_group: Vec<&FoundPage> = found
            .iter()
            .filter(|page| page.group(kind) == group)
            .collect();
        if of_group.is_empty() {
            continue;
        }
        let mut bytes = 0;
        let carried: Vec<&FoundPage> = of_group
            .iter()
            .copied()
            .take_while(|page| {
                let reason = page.failure_reason.as_ref().map_or(0, String::len);
                bytes += page.url.len() + page.variant.len() + reason + ROW_BYTES;
                bytes <= STATEMENT_BYTES
            })
            .collect();
        let (add, count, room) = group.statements();
        let further = of_group.len() - carried.len()
            + if group == PageGroup::Pages {
                further
            } else {
                0
            };
        let kind = match kind {
            PageKind::Page => "page",
            PageKind::Sitemap => "sitemap",
        };
        let rows = serde_json::json!(carried).to_string();
        let bound = |sql| {
            Statement::new(sql)
                .bind(source.id)
                .bind(project_id)
                .bind(kind)
                .bind(source.crawl)
                .bind(rows.as_str())
                .bind(room)
        };
        let listed = of_group.iter().any(|page| page.listed == 1);
        statements.extend(count.map(|count| {
            bound(count)
                .bind(u64::try_from(further).unwrap_or(u64::MAX))
                .bind(u64::from(listed))
        }));
        statements.push(bound(add));
    }
    statements
}

/// A page that was taken to be read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TakenPage {
    /// The address of the page.
    pub url: String,
    /// The kind of content at the address.
    pub kind: PageKind,
    /// The number of links from the start, or the nesting of sitemaps.
    pub depth: u32,
    /// The number of times it was taken in this crawl, including this one.
    pub attempts: u64,
    /// The key of its document in an earlier crawl.
    pub document_key: Option<String>,
    /// The server's version of the page at its last reading, as JSON.
    pub validators: Option<String>,
    /// When it last changed, according to the sitemap of this crawl.
    pub lastmod: Option<String>,
    /// The form that all spellings of its address share.
    variant: Option<String>,
    /// 1 if it has parameters, and no sitemap lists it.
    has_parameters: u8,
}

// A page that was taken but has no outcome may have killed its job, so it is taken alone, after all others. Addresses
// with parameters come after plain ones, and those with the same path are spread out.
const TAKE: &str = "
    WITH waiting AS (
      SELECT url, attempts, depth, attempts > 0 AND failure_code IS NULL AS suspect,
        listed = 0 AND instr(url, '?') > 0 AS has_parameters,
        row_number() OVER (PARTITION BY coalesce(variant, url)
          ORDER BY attempts, listed = 0 AND instr(url, '?') > 0, depth, length(url), url) AS place
      FROM pages WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND state = 'waiting'
        AND (kind = 'sitemap' OR NOT EXISTS (SELECT 1 FROM pages
          WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'sitemap' AND state = 'waiting')))
    UPDATE pages SET attempts = attempts + 1
    WHERE source_id = ?2 AND url IN (
      SELECT url FROM waiting WHERE suspect = (SELECT min(suspect) FROM waiting)
      ORDER BY attempts, has_parameters, place, depth, url
      LIMIT CASE (SELECT min(suspect) FROM waiting) WHEN 0 THEN ?4 ELSE 1 END)
    RETURNING url, kind, depth, attempts, document_key, validators, lastmod, variant,
      listed = 0 AND instr(url, '?') > 0 AS has_parameters";

/// Takes up to `limit` pages that wait: sitemaps first, then plain addresses, those closest to the start first.
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
    taken.sort_by(|a, b| {
        let rank = |page: &TakenPage| (page.attempts, page.has_parameters, page.depth);
        rank(a).cmp(&rank(b)).then_with(|| a.url.cmp(&b.url))
    });
    // The statement returns the rows in no order, and a step may not finish all the pages that it took.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut ranked: Vec<(usize, TakenPage)> = Vec::with_capacity(taken.len());
    for page in taken {
        let variant = page.variant.as_ref().unwrap_or(&page.url);
        let place = seen.entry(variant.clone()).or_default();
        *place += 1;
        ranked.push((*place, page));
    }
    ranked.sort_by_key(|(place, page)| (page.attempts, page.has_parameters, *place));
    Ok(ranked.into_iter().map(|(_, page)| page).collect())
}

const DELETE_OF_SOURCE: &str = "DELETE FROM pages WHERE project_id = ?1 AND source_id = ?2";

/// Deletes the pages of a source.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE_OF_SOURCE)
        .bind(project_id)
        .bind(source_id)
}

const FORGET_VALIDATORS: &str = "
    UPDATE pages SET validators = NULL WHERE project_id = ?1 AND source_id = ?2 AND validators IS NOT NULL";

const FORGET_DATES: &str = "
    UPDATE pages SET validators = json_remove(validators, '$.listed')
    WHERE project_id = ?1 AND source_id = ?2 AND validators IS NOT NULL";

/// Makes the next crawl ask the server about every page, whatever its sitemap says about changes.
pub fn forget_dates(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(FORGET_DATES)
        .bind(project_id)
        .bind(source_id)
}

/// Makes the next crawl read every page, whatever its server says about changes.
pub fn forget_validators(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(FORGET_VALIDATORS)
        .bind(project_id)
        .bind(source_id)
}
