//! New readings that would remove passages of a document. They wait until the end of the reading.

use porchlight_knowledge::passage::ExtractedPassage;
use porchlight_shared::ids::{DocumentId, ProjectId, SourceId};
use serde::Deserialize;

use super::super::sources::Source;
use super::versions::{PASSAGES_BYTES, StoredPassage, passages};
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

const STAGE: &str = "
    INSERT OR REPLACE INTO staged_documents (project_id, document_id, source_id, title, language, content_hash, passages,
                                             passage_count)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM documents WHERE project_id = ?1 AND id = ?2)";

/// The new reading of a document.
#[derive(Clone, Copy, Debug)]
pub struct DocumentToStage<'a> {
    /// The document.
    pub id: DocumentId,
    /// The title of the document.
    pub title: &'a str,
    /// The declared language, as a BCP 47 tag.
    pub language: Option<&'a str>,
    /// A hash of the content.
    pub content_hash: &'a str,
    /// The passages, in reading order.
    pub passages: &'a [ExtractedPassage],
}

/// Sets aside a reading. `None` if it does not fit into a row.
pub fn stage(
    project_id: ProjectId,
    source_id: SourceId,
    document: &DocumentToStage<'_>,
) -> Option<Statement> {
    let stored: Vec<StoredPassage> = document.passages.iter().map(StoredPassage::from).collect();
    let stored = serde_json::json!(stored).to_string();
    if stored.len() > PASSAGES_BYTES {
        return None;
    }
    let statement = Statement::new(STAGE)
        .bind(project_id)
        .bind(document.id)
        .bind(source_id)
        .bind(document.title)
        .bind(document.language)
        .bind(document.content_hash)
        .bind(stored)
        .bind(u64::try_from(document.passages.len()).unwrap_or(u64::MAX));
    Some(statement)
}

const DELETE: &str = "DELETE FROM staged_documents WHERE project_id = ?1 AND document_id = ?2";

/// Deletes the set-aside reading of a document.
pub fn delete(project_id: ProjectId, document_id: DocumentId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(document_id)
}

const DELETE_OF_SOURCE: &str =
    "DELETE FROM staged_documents WHERE project_id = ?1 AND source_id = ?2";

/// Deletes all set-aside readings of a source.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE_OF_SOURCE)
        .bind(project_id)
        .bind(source_id)
}

const FORGET_LAST: &str = "
    DELETE FROM staged_documents WHERE project_id = ?1 AND source_id = ?2 AND EXISTS (
      SELECT 1 FROM sources WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'pending')";

/// Deletes the readings that the last crawl set aside, unless this crawl has begun already.
pub fn forget_last(project_id: ProjectId, source: &Source) -> Statement {
    Statement::new(FORGET_LAST)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
}

#[derive(Deserialize)]
struct StagedRow {
    id: DocumentId,
    key: String,
    url: Option<String>,
    version: u32,
    title: String,
    language: Option<String>,
    content_hash: String,
    passages: String,
}

/// A document, with its set-aside reading.
#[derive(Clone, Debug)]
pub struct StagedDocument {
    /// The id of the document.
    pub id: DocumentId,
    /// The address, or the name of the file.
    pub key: String,
    /// The address; `None` for a file.
    pub url: Option<String>,
    /// The version in service.
    pub version: u32,
    /// The title in the reading.
    pub title: String,
    /// The language in the reading.
    pub language: Option<String>,
    /// A hash of the content of the reading.
    pub content_hash: String,
    /// The passages of the reading, in reading order.
    pub passages: Vec<ExtractedPassage>,
}

const LIST: &str = "
    SELECT documents.id, documents.key, documents.url, documents.version, staged_documents.title,
      staged_documents.language, staged_documents.content_hash, staged_documents.passages
    FROM staged_documents JOIN documents ON documents.id = staged_documents.document_id
    WHERE staged_documents.project_id = ?1 AND staged_documents.source_id = ?2
    ORDER BY staged_documents.document_id LIMIT ?3";

/// At most `limit` documents of the source with a set-aside reading.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    limit: u32,
) -> Result<Vec<StagedDocument>, DbError> {
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(source_id)
        .bind(limit);
    let rows: Vec<StagedRow> = fetch_all(db, statement).await?;
    let staged = rows.into_iter().map(|row| StagedDocument {
        id: row.id,
        key: row.key,
        url: row.url,
        version: row.version,
        title: row.title,
        language: row.language,
        content_hash: row.content_hash,
        passages: passages(&row.passages),
    });
    Ok(staged.collect())
}

const STAGED_LOSS: &str = "
    SELECT coalesce(sum(max(0, (SELECT count(*) FROM passages
        WHERE passages.project_id = ?1 AND passages.document_id = staged_documents.document_id)
      - staged_documents.passage_count)), 0) AS staged,
      (SELECT coalesce(sum((SELECT count(*) FROM passages
          WHERE passages.project_id = ?1 AND passages.document_id = documents.id)), 0)
        FROM source_changes JOIN documents
          ON documents.source_id = source_changes.source_id AND documents.key = source_changes.key
        WHERE source_changes.project_id = ?1 AND source_changes.source_id = ?2 AND source_changes.kind = 'gone') AS gone,
      (SELECT count(*) FROM passages WHERE project_id = ?1 AND source_id = ?2) AS in_service
    FROM staged_documents WHERE project_id = ?1 AND source_id = ?2";

/// The passages that the end of a reading would remove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct StagedLoss {
    /// Passages that set-aside readings would remove.
    pub staged: u64,
    /// Passages of documents that disappeared but are still in service.
    pub gone: u64,
    /// The passages of the source that are in service now.
    pub in_service: u64,
}

impl StagedLoss {
    /// The number of passages that would be left.
    pub const fn left(&self) -> u64 {
        self.in_service.saturating_sub(self.staged + self.gone)
    }
}

/// How many passages would be removed, and how many there are. Documents that disappeared must have been recorded
/// before.
pub async fn loss(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<StagedLoss, DbError> {
    let statement = Statement::new(STAGED_LOSS).bind(project_id).bind(source_id);
    let mut rows: Vec<StagedLoss> = fetch_all(db, statement).await?;
    Ok(rows.pop().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn what_is_set_aside_is_found_by_index() {
        check_searches(LIST, 3).await;
        check_searches(STAGED_LOSS, 2).await;
        check_searches(DELETE_OF_SOURCE, 2).await;
        check_searches(FORGET_LAST, 3).await;
    }
}
