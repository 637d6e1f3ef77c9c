//! The changes of the newest reading of a source, made or waiting.

use porchlight_shared::{
    ids::{ProjectId, SourceId},
    names,
};
use serde::Deserialize;

use super::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

names! {
    /// What happened to a document.
    #[derive(utoipa::ToSchema)]
    pub enum ChangeKind {
        /// It is new.
        Added = "added",
        /// Its content changed.
        Changed = "changed",
        /// The reading did not find it again.
        Gone = "gone",
    }
}

/// A document that a reading changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SourceChange {
    /// The address, or the name of the file.
    pub key: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The number of passages that it had.
    pub passages_before: u64,
    /// The number of passages that it has now, or would have.
    pub passages_after: u64,
}

// A page that is read twice in one reading is recorded once.
const RECORD: &str = "
    INSERT INTO source_changes (project_id, source_id, key, kind, passages_before, passages_after)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (project_id, source_id, key) DO UPDATE SET
      kind = iif(source_changes.kind = 'added', 'added', excluded.kind), passages_after = excluded.passages_after";

/// Records that the running reading changes a document.
pub fn record(project_id: ProjectId, source_id: SourceId, change: &SourceChange) -> Statement {
    Statement::new(RECORD)
        .bind(project_id)
        .bind(source_id)
        .bind(change.key.as_str())
        .bind(change.kind.name())
        .bind(change.passages_before)
        .bind(change.passages_after)
}

const TAKE_BACK: &str =
    "DELETE FROM source_changes WHERE project_id = ?1 AND source_id = ?2 AND key = ?3";

/// Deletes the record: the running reading does not change the document after all.
pub fn take_back(project_id: ProjectId, source_id: SourceId, key: &str) -> Statement {
    Statement::new(TAKE_BACK)
        .bind(project_id)
        .bind(source_id)
        .bind(key)
}

const RECORD_GONE: &str = "
    INSERT INTO source_changes (project_id, source_id, key, kind, passages_before, passages_after)
    SELECT ?1, ?2, key, 'gone', (SELECT count(*) FROM passages
        WHERE passages.project_id = ?1 AND passages.document_id = documents.id), 0
    FROM documents WHERE project_id = ?1 AND source_id = ?2 AND key NOT IN (
      SELECT coalesce(document_key, url) FROM pages
      WHERE project_id = ?1 AND source_id = ?2 AND crawl = ?3 AND kind = 'page'
        AND (state IN ('done', 'waiting') OR (state = 'failed' AND failure_code IN (SELECT value FROM json_each(?4)))))
    ON CONFLICT (project_id, source_id, key) DO UPDATE SET kind = 'gone', passages_after = 0";

/// Records the documents that the running crawl did not find again, as in
/// [`vanished`](crate::store::documents::vanished).
pub fn record_gone(project_id: ProjectId, source: &Source, passing_codes: &[&str]) -> Statement {
    Statement::new(RECORD_GONE)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(serde_json::json!(passing_codes).to_string())
}

const LIST: &str = "
    SELECT key, kind, passages_before, passages_after FROM source_changes
    WHERE project_id = ?1 AND source_id = ?2 ORDER BY kind DESC, key LIMIT ?3";

/// The changes of the newest reading, missing documents first, at most `limit`.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    limit: u32,
) -> Result<Vec<SourceChange>, DbError> {
    let statement = Statement::new(LIST)
        .bind(project_id)
        .bind(source_id)
        .bind(limit);
    fetch_all(db, statement).await
}

/// The number of documents that the newest reading changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ChangeCounts {
    /// Documents that are new.
    pub added: u64,
    /// Documents whose content changed.
    pub changed: u64,
    /// Documents that have fewer passages than before.
    pub shortened: u64,
    /// Documents that it did not find again.
    pub gone: u64,
    /// The passages of the documents that it did not find again.
    pub gone_passages: u64,
}

const COUNTS: &str = "
    SELECT coalesce(sum(kind = 'added'), 0) AS added, coalesce(sum(kind = 'changed'), 0) AS changed,
      coalesce(sum(kind = 'changed' AND passages_after < passages_before), 0) AS shortened,
      coalesce(sum(kind = 'gone'), 0) AS gone,
      coalesce(sum(iif(kind = 'gone', passages_before, 0)), 0) AS gone_passages
    FROM source_changes WHERE project_id = ?1 AND source_id = ?2";

/// Counts the changes of the newest reading.
pub async fn counts(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<ChangeCounts, DbError> {
    let statement = Statement::new(COUNTS).bind(project_id).bind(source_id);
    Ok(fetch_optional(db, statement).await?.unwrap_or_default())
}

const DELETE_OF_SOURCE: &str =
    "DELETE FROM source_changes WHERE project_id = ?1 AND source_id = ?2";

/// Deletes the changes of the last reading.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE_OF_SOURCE)
        .bind(project_id)
        .bind(source_id)
}

const FORGET_LAST: &str = "
    DELETE FROM source_changes WHERE project_id = ?1 AND source_id = ?2 AND EXISTS (
      SELECT 1 FROM sources WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'pending')";

/// Deletes the changes of the last reading, unless this crawl has begun already.
pub(super) fn forget_last(project_id: ProjectId, source: &Source) -> Statement {
    Statement::new(FORGET_LAST)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
}

const DISCARD: &str = "
    DELETE FROM source_changes WHERE project_id = ?1 AND source_id = ?2
      AND (kind = 'gone' OR key IN (SELECT documents.key FROM staged_documents
        JOIN documents ON documents.id = staged_documents.document_id
        WHERE staged_documents.project_id = ?1 AND staged_documents.source_id = ?2))";

/// Deletes the waiting changes. This must come before the set-aside readings are deleted.
pub fn discard(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DISCARD).bind(project_id).bind(source_id)
}

const HOLD: &str = "
    UPDATE sources SET status = 'held', notice = ?4, failure_code = NULL, failure_reason = NULL, updated_at = ?5
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'indexing' AND step <= ?6";

/// Makes the reading wait for the owner's decision. `notice` says why.
pub fn hold(project_id: ProjectId, source: &Source, notice: &str, now: u64) -> Statement {
    Statement::new(HOLD)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(notice)
        .bind(now)
        .bind(source.step)
}

const ACCEPT: &str = "
    UPDATE sources SET status = 'indexing', accepted_crawl = crawl, notice = NULL, updated_at = ?4
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'held'";

/// Lets the reading continue to its end.
pub fn accept(project_id: ProjectId, source: &Source, now: u64) -> Statement {
    Statement::new(ACCEPT)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(now)
}

const DROP: &str = "
    UPDATE sources SET status = 'indexed', notice = ?4, updated_at = ?5
    WHERE project_id = ?1 AND id = ?2 AND crawl = ?3 AND status = 'held'";

/// Ends the reading without the waiting changes.
pub fn end_without(project_id: ProjectId, source: &Source, notice: &str, now: u64) -> Statement {
    Statement::new(DROP)
        .bind(project_id)
        .bind(source.id)
        .bind(source.crawl)
        .bind(notice)
        .bind(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn changes_are_found_by_index() {
        check_searches(LIST, 3).await;
        check_searches(COUNTS, 2).await;
        check_searches(RECORD_GONE, 4).await;
        check_searches(DISCARD, 2).await;
        check_searches(FORGET_LAST, 3).await;
    }
}
