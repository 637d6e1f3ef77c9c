//! The vectors of passages.

use porchlight_knowledge::passage::Passage;
use porchlight_shared::ids::{DocumentId, PassageId, ProjectId};
use serde::{Deserialize, Serialize};

use crate::platform::db::{DbError, ProjectDb, Statement, changes, execute, fetch_all};

/// A passage without a vector of the model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UnembeddedPassage {
    /// The passage's number. Another passage may get it once this one is deleted.
    pub number: u64,
    /// The passage's id. No other passage ever gets it.
    pub id: PassageId,
    /// Its document's title.
    pub title: String,
    /// The headings, as a JSON array.
    pub headings: String,
    /// The text, as Markdown.
    pub text: String,
}

const WITHOUT: &str = "
    SELECT number, id, title, headings, text FROM (
      SELECT number, id, title, headings, text FROM passages WHERE project_id = ?1 AND vector_model IS NULL
      UNION ALL
      SELECT number, id, title, headings, text FROM passages WHERE project_id = ?1 AND vector_model < ?2
      UNION ALL
      SELECT number, id, title, headings, text FROM passages WHERE project_id = ?1 AND vector_model > ?2
    )
    WHERE (SELECT coalesce(sum(passages), 0) FROM passage_statistics WHERE project_id = ?1) <= ?4
    LIMIT ?3";

/// At most `limit` passages without a vector of `model`, if the project has at most `most` passages. Empty for a larger
/// one.
pub async fn without(
    db: &ProjectDb,
    project_id: ProjectId,
    model: &str,
    limit: u32,
    most: u32,
) -> Result<Vec<UnembeddedPassage>, DbError> {
    let statement = Statement::new(WITHOUT)
        .bind(project_id)
        .bind(model)
        .bind(limit)
        .bind(most);
    fetch_all(db, statement).await
}

/// A vector to store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VectorToStore {
    /// The passage's number.
    pub number: u64,
    /// The passage's id.
    pub id: PassageId,
    /// The sign bits, in base64. `None` if the model has no vector for this text.
    pub signs: Option<String>,
    /// The bytes, in base64.
    pub bytes: Option<String>,
}

const PUT: &str = "
    UPDATE passages SET vector_model = ?2, vector_signs = new.value ->> 'signs', vector_bytes = new.value ->> 'bytes'
    FROM json_each(?3) AS new
    WHERE passages.number = new.value ->> 'number' AND passages.id = new.value ->> 'id' AND +passages.project_id = ?1";

/// Stores vectors of `model`. Vectors of passages that were replaced meanwhile are dropped.
pub fn put(project_id: ProjectId, model: &str, vectors: &[VectorToStore]) -> Statement {
    Statement::new(PUT)
        .bind(project_id)
        .bind(model)
        .bind(serde_json::json!(vectors).to_string())
}

const TAKE_LEASE: &str = "
    INSERT INTO vector_leases (project_id, until) VALUES (?1, ?3)
    ON CONFLICT DO UPDATE SET until = excluded.until WHERE until <= ?2
    RETURNING project_id";

/// Lets one chain of jobs make the project's vectors until `until`. False if another one does so at `now`.
pub async fn take_lease(
    db: &ProjectDb,
    project_id: ProjectId,
    now: u64,
    until: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(TAKE_LEASE)
        .bind(project_id)
        .bind(now)
        .bind(until);
    changes(db, statement).await
}

const END_LEASE: &str = "DELETE FROM vector_leases WHERE project_id = ?1 AND until = ?2";

/// Ends the lease that was taken until `until`.
pub async fn end_lease(db: &ProjectDb, project_id: ProjectId, until: u64) -> Result<(), DbError> {
    let statement = Statement::new(END_LEASE).bind(project_id).bind(until);
    execute(db, statement).await.map(drop)
}

// Runs once a day, and only if a model is set.
const PROJECTS_WITHOUT: &str = "
    SELECT project_id AS id FROM passage_statistics GROUP BY project_id
    HAVING sum(passages) <= ?3 AND EXISTS (
      SELECT 1 FROM passages INDEXED BY passages_by_vector WHERE passages.project_id = passage_statistics.project_id
        AND (vector_model IS NULL OR vector_model <> ?1))
    LIMIT ?2";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// At most `limit` projects in this database with at most `most` passages, of which one has no vector of `model`.
pub async fn projects_without(
    db: &ProjectDb,
    model: &str,
    limit: u32,
    most: u32,
) -> Result<Vec<ProjectId>, DbError> {
    let statement = Statement::new(PROJECTS_WITHOUT)
        .bind(model)
        .bind(limit)
        .bind(most);
    let rows: Vec<ProjectRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The sign bits of a passage's vector.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VectorSigns {
    /// The passage's number.
    pub number: u64,
    /// The sign bits, in base64.
    pub signs: String,
}

const SIGNS: &str = "
    SELECT number, vector_signs AS signs FROM passages
    WHERE project_id = ?1 AND vector_model = ?2 AND vector_signs IS NOT NULL
      AND (SELECT coalesce(sum(passages), 0) FROM passage_statistics WHERE project_id = ?1) <= ?3
    LIMIT ?3";

/// The sign bits of all vectors of `model`, if the project has at most `most` passages. Empty for a larger one.
pub async fn signs(
    db: &ProjectDb,
    project_id: ProjectId,
    model: &str,
    most: u32,
) -> Result<Vec<VectorSigns>, DbError> {
    let statement = Statement::new(SIGNS)
        .bind(project_id)
        .bind(model)
        .bind(most);
    fetch_all(db, statement).await
}

const OF_NUMBERS: &str = "
    SELECT passages.id, passages.document_id, passages.version, passages.title, passages.headings, passages.text,
           passages.url, passages.anchor, passages.language, passages.vector_bytes AS bytes
    FROM json_each(?2) AS wanted CROSS JOIN passages
      ON passages.number = wanted.value AND +passages.project_id = ?1
    WHERE passages.vector_bytes IS NOT NULL";

/// These passages, with the bytes of their vectors in base64.
pub async fn of_numbers(
    db: &ProjectDb,
    project_id: ProjectId,
    numbers: &[u64],
) -> Result<Vec<(Passage, String)>, DbError> {
    #[derive(Deserialize)]
    struct NearPassageRow {
        id: PassageId,
        document_id: DocumentId,
        version: u32,
        title: String,
        headings: String,
        text: String,
        url: Option<String>,
        anchor: Option<String>,
        language: String,
        bytes: String,
    }
    let statement = Statement::new(OF_NUMBERS)
        .bind(project_id)
        .bind(serde_json::json!(numbers).to_string());
    let rows: Vec<NearPassageRow> = fetch_all(db, statement).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let headings: Vec<String> = serde_json::from_str(&row.headings).unwrap_or_default();
            let passage = Passage {
                id: row.id,
                document_id: row.document_id,
                version: row.version,
                title_path: if headings.is_empty() {
                    vec![row.title]
                } else {
                    headings
                },
                text: row.text,
                url: row.url,
                anchor: row.anchor,
                language: row.language,
            };
            (passage, row.bytes)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn vectors_are_found_by_index() {
        for sql in [SIGNS, OF_NUMBERS, PUT, END_LEASE] {
            check_searches(sql, 3).await;
        }
        let steps_of = steps(WITHOUT, 4).await;
        let searches = steps_of
            .iter()
            .filter(|step| step.starts_with("SEARCH passages USING INDEX"));
        assert_eq!(searches.count(), 3, "{steps_of:?}");
        let steps_of = steps(PROJECTS_WITHOUT, 3).await;
        assert!(
            steps_of
                .iter()
                .any(|step| step.contains("passages_by_vector")),
            "{steps_of:?}"
        );
    }
}
