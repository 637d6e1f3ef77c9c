//! Earlier versions of documents: the last ones that were replaced.

use porchlight_knowledge::{passage::ExtractedPassage, source_limits::VERSIONS_PER_DOCUMENT};
use porchlight_shared::ids::{DocumentId, ProjectId, SourceId};
use serde::{Deserialize, Serialize};

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// The most bytes of passages, as JSON, that one row contains. D1 accepts 2 MB in a row.
pub(super) const PASSAGES_BYTES: usize = 1_500_000;

/// A passage outside the index, as stored in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredPassage {
    headings: Vec<String>,
    text: String,
    anchor: Option<String>,
    #[serde(default)]
    alternatives: Vec<String>,
}

impl From<&ExtractedPassage> for StoredPassage {
    fn from(passage: &ExtractedPassage) -> Self {
        Self {
            headings: passage.headings.clone(),
            text: passage.text.clone(),
            anchor: passage.anchor.clone(),
            alternatives: passage.alternatives.clone(),
        }
    }
}

impl From<StoredPassage> for ExtractedPassage {
    fn from(stored: StoredPassage) -> Self {
        Self {
            headings: stored.headings,
            text: stored.text,
            anchor: stored.anchor,
            alternatives: stored.alternatives,
        }
    }
}

/// Parses the passages of a row, in reading order.
pub(super) fn passages(json: &str) -> Vec<ExtractedPassage> {
    let stored: Vec<StoredPassage> = serde_json::from_str(json).unwrap_or_default();
    stored.into_iter().map(ExtractedPassage::from).collect()
}

// A version replaces the oldest one. SQLite refuses values larger than D1 accepts, so the statement checks the length
// of the passages before it concatenates them.
const KEEP: &str = "
    WITH said AS (
      SELECT position, json_object('headings', json(headings), 'text', text, 'anchor', anchor,
        'alternatives', json(alternatives)) AS passage
      FROM passages WHERE project_id = ?1 AND document_id = ?2),
    size AS (SELECT coalesce(sum(length(CAST(passage AS BLOB)) + 1), 0) + 1 AS bytes FROM said)
    INSERT OR REPLACE INTO document_versions (project_id, document_id, slot, version, source_id, title, language, passages,
                                              passage_count, read_at)
    SELECT documents.project_id, documents.id, documents.version % ?3, documents.version, documents.source_id,
      documents.title, documents.language, kept.passages, kept.count, documents.updated_at
    FROM documents, (
      SELECT count(*) AS count, json_group_array(json(passage)) AS passages
      FROM (SELECT passage FROM said WHERE (SELECT bytes FROM size) <= ?4 ORDER BY position)) AS kept
    WHERE documents.project_id = ?1 AND documents.id = ?2 AND (SELECT bytes FROM size) <= ?4";

/// Stores the current version of the document, before another one replaces it. A version that does not fit into a row
/// is not stored.
pub fn keep(project_id: ProjectId, document_id: DocumentId) -> Statement {
    Statement::new(KEEP)
        .bind(project_id)
        .bind(document_id)
        .bind(VERSIONS_PER_DOCUMENT)
        .bind(u64::try_from(PASSAGES_BYTES).unwrap_or(u64::MAX))
}

/// An earlier version of a document. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DocumentVersion {
    /// The number of the version.
    pub version: u32,
    /// The document's title in that version.
    pub title: String,
    /// The declared language in that version, as a BCP 47 tag.
    pub language: Option<String>,
    /// The number of its passages.
    pub passage_count: u64,
    /// When it came into service.
    pub read_at: u64,
}

const LIST: &str = "
    SELECT version, title, language, passage_count, read_at FROM document_versions
    WHERE project_id = ?1 AND document_id = ?2 ORDER BY version DESC";

/// The document's earlier versions, newest first; at most [`VERSIONS_PER_DOCUMENT`].
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    document_id: DocumentId,
) -> Result<Vec<DocumentVersion>, DbError> {
    let statement = Statement::new(LIST).bind(project_id).bind(document_id);
    fetch_all(db, statement).await
}

const BY_NUMBER: &str = "
    SELECT passages FROM document_versions WHERE project_id = ?1 AND document_id = ?2 AND version = ?3";

/// The passages of one earlier version, in reading order.
pub async fn passages_of(
    db: &ProjectDb,
    project_id: ProjectId,
    document_id: DocumentId,
    version: u32,
) -> Result<Option<Vec<ExtractedPassage>>, DbError> {
    #[derive(Deserialize)]
    struct PassagesRow {
        passages: String,
    }
    let statement = Statement::new(BY_NUMBER)
        .bind(project_id)
        .bind(document_id)
        .bind(version);
    let row: Option<PassagesRow> = fetch_optional(db, statement).await?;
    Ok(row.map(|row| passages(&row.passages)))
}

const DELETE: &str = "DELETE FROM document_versions WHERE project_id = ?1 AND document_id = ?2";

/// Deletes the document's earlier versions.
pub fn delete(project_id: ProjectId, document_id: DocumentId) -> Statement {
    Statement::new(DELETE).bind(project_id).bind(document_id)
}

const DELETE_OF_SOURCE: &str =
    "DELETE FROM document_versions WHERE project_id = ?1 AND source_id = ?2";

/// Deletes the earlier versions of all documents of a source.
pub fn delete_of_source(project_id: ProjectId, source_id: SourceId) -> Statement {
    Statement::new(DELETE_OF_SOURCE)
        .bind(project_id)
        .bind(source_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn versions_are_found_by_index() {
        check_searches(LIST, 2).await;
        check_searches(BY_NUMBER, 3).await;
        check_searches(DELETE_OF_SOURCE, 2).await;
    }

    #[test]
    fn passages_are_stored_as_this_json() {
        let passage = ExtractedPassage {
            headings: vec!["A".into()],
            text: "B".into(),
            anchor: None,
            alternatives: Vec::new(),
        };
        let stored = r#"[{"headings":["A"],"text":"B","anchor":null,"alternatives":[]}]"#;
        let json = serde_json::to_string(&[StoredPassage::from(&passage)]).unwrap();
        assert_eq!(json, stored);
        assert_eq!(passages(stored), [passage]);
    }
}
