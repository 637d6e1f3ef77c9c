//! Documents: the pages and files of sources, as last read.

use porchlight_knowledge::passage::ExtractedPassage;
use porchlight_shared::ids::{DocumentId, ProjectId, SourceId};
use serde::Deserialize;

use super::{
    passages::{self, IndexedDocument},
    sources::{Source, changes},
};
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

pub mod staged;
pub mod versions;

/// What the database knows about a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Document {
    /// The id of the document.
    pub id: DocumentId,
    /// The address, or the name of the file.
    pub key: String,
    /// Increases with every change of the content.
    pub version: u32,
    /// A hash of the content.
    pub content_hash: String,
    /// The number of passages.
    pub passages: u64,
    /// A hash of the content that was set aside, if any.
    pub staged_hash: Option<String>,
}

impl Document {
    /// Whether it has more passages than the new reading.
    pub fn loses(&self, read: &[ExtractedPassage]) -> bool {
        u64::try_from(read.len()).is_ok_and(|read| read < self.passages)
    }
}

macro_rules! known_documents {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, version, content_hash,
               (SELECT count(*) FROM passages
                WHERE passages.project_id = documents.project_id AND passages.document_id = documents.id) AS passages,
               (SELECT content_hash FROM staged_documents WHERE staged_documents.project_id = documents.project_id
                AND staged_documents.document_id = documents.id) AS staged_hash
             FROM documents WHERE project_id = ?1 AND source_id = ?2 AND ",
            $rest
        )
    };
}

const BY_KEYS: &str = known_documents!("key IN (SELECT value FROM json_each(?3))");

/// The source's documents with these keys.
pub async fn by_keys(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    keys: &[&str],
) -> Result<Vec<Document>, DbError> {
    let statement = Statement::new(BY_KEYS)
        .bind(project_id)
        .bind(source_id)
        .bind(serde_json::json!(keys).to_string());
    fetch_all(db, statement).await
}

/// A document, as stored. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KeptDocument {
    /// The id of the document.
    pub id: DocumentId,
    /// The address, or the name of the file.
    pub key: String,
    /// The address; `None` for a file or a pair.
    pub url: Option<String>,
    /// The title of the document.
    pub title: String,
    /// The declared language, as a BCP 47 tag.
    pub language: Option<String>,
    /// A hash of the content.
    pub content_hash: String,
    /// Increases with every change of the content.
    pub version: u32,
    /// The number of passages.
    pub passages: u64,
    /// When it was first read.
    pub created_at: u64,
    /// When the content last changed.
    pub updated_at: u64,
}

macro_rules! kept_documents {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, url, title, language, content_hash, version, created_at, updated_at,
               (SELECT count(*) FROM passages
                WHERE passages.project_id = documents.project_id AND passages.document_id = documents.id) AS passages
             FROM documents WHERE project_id = ?1 AND source_id = ?2 AND ",
            $rest
        )
    };
}

/// The source's documents after the one with the id `after`, in the order of their ids. An empty `after` begins at the
/// start.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    after: &str,
    limit: u32,
) -> Result<Vec<KeptDocument>, DbError> {
    const LIST: &str = kept_documents!("id > ?3 ORDER BY id LIMIT ?4");
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(source_id)
        .bind(after)
        .bind(limit);
    fetch_all(db, statement).await
}

/// One document of the source.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    document_id: DocumentId,
) -> Result<Option<KeptDocument>, DbError> {
    const BY_ID: &str = kept_documents!("id = ?3");
    let statement = Statement::new(BY_ID)
        .bind(project_id)
        .bind(source_id)
        .bind(document_id);
    fetch_optional(db, statement).await
}

/// A passage, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KeptPassage {
    /// The headings above it, as a JSON array, outermost first.
    pub headings: String,
    /// The text, as Markdown.
    pub text: String,
    /// The address of its document.
    pub url: Option<String>,
    /// The id of the nearest heading above it.
    pub anchor: Option<String>,
    /// Alternative phrasings of what it answers, as a JSON array.
    pub alternatives: String,
}

const PASSAGES: &str = "
    SELECT headings, text, url, anchor, alternatives FROM passages
    WHERE project_id = ?1 AND document_id = ?2 ORDER BY position";

/// The document's passages, in reading order; at most
/// [`PASSAGES_PER_DOCUMENT`](porchlight_knowledge::source_limits::PASSAGES_PER_DOCUMENT).
pub async fn passages_of(
    db: &ProjectDb,
    project_id: ProjectId,
    document_id: DocumentId,
) -> Result<Vec<KeptPassage>, DbError> {
    let statement = Statement::new(PASSAGES).bind(project_id).bind(document_id);
    fetch_all(db, statement).await
}

/// A document to store with its passages.
#[derive(Clone, Copy, Debug)]
pub struct ReadDocument<'a> {
    /// The part of the document that the index needs.
    pub indexed: IndexedDocument<'a>,
    /// The address, or the name of the file.
    pub key: &'a str,
    /// The form that all spellings of its address at its origin share; `None` if it is not a page.
    pub variant: Option<&'a str>,
    /// A hash of the content.
    pub content_hash: &'a str,
}

const PUT: &str = "
    INSERT INTO documents (id, project_id, source_id, key, url, title, language, content_hash, version, created_at,
                           updated_at, variant)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11)
    ON CONFLICT (source_id, key) DO UPDATE SET url = excluded.url, title = excluded.title,
      language = excluded.language, content_hash = excluded.content_hash, version = excluded.version,
      updated_at = excluded.updated_at, variant = excluded.variant";

/// The statements that store the document and replace its passages, for one batch.
pub fn put(
    project_id: ProjectId,
    document: &ReadDocument<'_>,
    passages: &[ExtractedPassage],
    now: u64,
) -> Vec<Statement> {
    let indexed = &document.indexed;
    let row = Statement::new(PUT)
        .bind(indexed.document_id)
        .bind(project_id)
        .bind(indexed.source_id)
        .bind(document.key)
        .bind(indexed.url)
        .bind(indexed.title)
        .bind(indexed.language)
        .bind(document.content_hash)
        .bind(indexed.version)
        .bind(now)
        .bind(document.variant);
    let mut statements = vec![row];
    statements.extend(passages::replace(project_id, indexed, passages, now));
    statements
}

/// The same page in another source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OtherDocument {
    /// The document's id.
    pub id: DocumentId,
    /// The name of the other source.
    pub source_name: String,
    /// 1 if the other source keeps the page.
    priority: u8,
}

impl OtherDocument {
    /// Whether the page stays with the other source.
    pub const fn has_priority(&self) -> bool {
        self.priority == 1
    }
}

// Of two sources, the one for this page alone keeps it. Otherwise, the one that was added first does.
const IN_OTHER_SOURCES: &str = "
    SELECT documents.id, sources.name AS source_name,
      (sources.kind <> 'page', sources.id) < (?4 <> 'page', ?3) AS priority
    FROM documents JOIN sources ON sources.id = documents.source_id
    WHERE documents.project_id = ?1 AND documents.variant = ?2 AND documents.source_id <> ?3";

/// The page in other sources of the project. `variant` is the form that all spellings of its address at its origin
/// share.
pub async fn in_other_sources(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
    variant: &str,
) -> Result<Vec<OtherDocument>, DbError> {
    let statement = Statement::new(IN_OTHER_SOURCES)
        .bind(project_id)
        .bind(variant)
        .bind(source.id)
        .bind(source.kind.name());
    fetch_all(db, statement).await
}

const FINDERS: &str = "
    SELECT DISTINCT source_id AS id FROM pages
    WHERE project_id = ?1 AND source_id <> ?2
      AND (variant IN (SELECT substr(variant, instr(variant, ' ') + 1) FROM documents
          WHERE project_id = ?1 AND source_id = ?2)
        OR document_key IN (SELECT key FROM documents WHERE project_id = ?1 AND source_id = ?2))
    ORDER BY id LIMIT ?3";

/// At most `limit` other sources of the project that lead to pages of this one.
pub async fn finders(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    limit: u32,
) -> Result<Vec<SourceId>, DbError> {
    #[derive(Deserialize)]
    struct FinderRow {
        id: SourceId,
    }
    let statement = Statement::new(FINDERS)
        .bind(project_id)
        .bind(source_id)
        .bind(limit);
    let rows: Vec<FinderRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const VANISHED: &str = known_documents!(
    "key NOT IN (
      SELECT coalesce(document_key, url) FROM pages
      WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page'
        AND (state IN ('done', 'waiting') OR (state = 'failed' AND failure_code IN (SELECT value FROM json_each(?4)))))
    ORDER BY id LIMIT ?5"
);

/// Documents that the source's running crawl did not find again. This excludes documents whose page waits to be read,
/// and those whose page failed with one of `passing_codes`, which do not show whether the page still exists.
pub async fn vanished(
    db: &ProjectDb,
    project_id: ProjectId,
    source: &Source,
    passing_codes: &[&str],
    limit: u64,
) -> Result<Vec<Document>, DbError> {
    let statement = Statement::new(VANISHED)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(serde_json::json!(passing_codes).to_string())
        .bind(limit);
    fetch_all(db, statement).await
}

const DELETE: &str = "DELETE FROM documents WHERE project_id = ?1 AND id = ?2";

/// The statements that delete the document and its passages, for one batch.
pub fn delete(project_id: ProjectId, document_id: DocumentId) -> Vec<Statement> {
    let mut statements = passages::remove_document(project_id, document_id);
    statements.push(versions::delete(project_id, document_id));
    statements.push(staged::delete(project_id, document_id));
    statements.push(Statement::new(DELETE).bind(project_id).bind(document_id));
    statements
}

const DELETE_OF_SOURCE: &str = "DELETE FROM documents WHERE project_id = ?1 AND source_id = ?2";

/// The statements that delete all documents of a source and their passages, for one batch.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Vec<Statement> {
    let mut statements = passages::remove_source(project_id, source_id);
    statements.push(versions::delete_of_source(project_id, source_id));
    statements.push(staged::delete_of_source(project_id, source_id));
    statements.push(changes::delete_of_source(project_id, source_id));
    statements.push(
        Statement::new(DELETE_OF_SOURCE)
            .bind(project_id)
            .bind(source_id),
    );
    statements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_same_page_in_other_sources_is_found_by_index() {
        check_searches(IN_OTHER_SOURCES, 4).await;
        check_searches(FINDERS, 3).await;
    }
}
