//! Alternative phrasings that an owner added to a section of a page, in addition to those that the page itself has.

use porchlight_shared::ids::{DocumentId, PassageId, ProjectId, SourceId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// An alternative phrasing, and the section that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AddedAlternative {
    /// The headings of the section, as a JSON array.
    pub headings: String,
    /// The alternative phrasing.
    pub alternative: String,
    /// A hash of the passage's text; `None` if the alternative was added before hashes were stored.
    pub passage_hash: Option<String>,
    /// The number of passages before it in the section.
    pub passages_before: u32,
}

const OF_DOCUMENT: &str = "
    SELECT headings, alternative, passage_hash, passages_before FROM added_alternatives
    WHERE project_id = ?1 AND source_id = ?2 AND document_key = ?3 ORDER BY added_at, alternative";

/// The alternatives added to the source's document with this key.
pub async fn of_document(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    key: &str,
) -> Result<Vec<AddedAlternative>, DbError> {
    let statement = Statement::new(OF_DOCUMENT)
        .bind(project_id)
        .bind(source_id)
        .bind(key);
    fetch_all(db, statement).await
}

const OF_DOCUMENT_ID: &str = "
    SELECT headings, alternative, passage_hash, passages_before FROM added_alternatives
    WHERE project_id = ?1 AND (source_id, document_key) IN (
      SELECT source_id, key FROM documents WHERE id = ?2 AND +project_id = ?1)
    ORDER BY added_at, alternative";

/// The alternatives added to the document, whatever its source is.
pub async fn of_document_id(
    db: &ProjectDb,
    project_id: ProjectId,
    document_id: DocumentId,
) -> Result<Vec<AddedAlternative>, DbError> {
    let statement = Statement::new(OF_DOCUMENT_ID)
        .bind(project_id)
        .bind(document_id);
    fetch_all(db, statement).await
}

const MOVE_TO_SECTION: &str = "
    UPDATE OR REPLACE added_alternatives SET headings = ?5
    WHERE project_id = ?1 AND source_id = ?2 AND document_key = ?3 AND headings = ?4";

/// Moves the alternatives of one section of a document to another section. `from` and `to` are JSON arrays of headings.
pub fn move_to_section(
    project_id: ProjectId,
    (source_id, key): (SourceId, &str),
    from: &str,
    to: &str,
) -> Statement {
    Statement::new(MOVE_TO_SECTION)
        .bind(project_id)
        .bind(source_id)
        .bind(key)
        .bind(from)
        .bind(to)
}

const MOVE_TO_DOCUMENT: &str = "
    UPDATE OR REPLACE added_alternatives SET source_id = ?3, document_key = ?4
    WHERE project_id = ?1 AND (source_id, document_key) IN (
      SELECT source_id, key FROM documents WHERE id = ?2 AND +project_id = ?1)";

/// Moves the alternatives of a document to the document of another source that replaces it.
pub fn move_to_document(
    project_id: ProjectId,
    superseded: DocumentId,
    (source_id, key): (SourceId, &str),
) -> Statement {
    Statement::new(MOVE_TO_DOCUMENT)
        .bind(project_id)
        .bind(superseded)
        .bind(source_id)
        .bind(key)
}

const LEAVE_TO_FINDERS: &str = "
    UPDATE OR REPLACE added_alternatives SET source_id = pages.source_id
    FROM pages
    WHERE added_alternatives.project_id = ?1 AND added_alternatives.source_id = ?2
      AND pages.project_id = ?1 AND pages.source_id = ?3
      AND coalesce(pages.document_key, pages.url) = added_alternatives.document_key";

/// Moves the alternatives of a source that is being removed to another source, for the pages that the other one leads
/// to.
pub fn leave_to(project_id: ProjectId, source_id: SourceId, finder: SourceId) -> Statement {
    Statement::new(LEAVE_TO_FINDERS)
        .bind(project_id)
        .bind(source_id)
        .bind(finder)
}

const ADD: &str = "
    INSERT INTO added_alternatives (project_id, source_id, document_key, headings, alternative, added_at, passage_hash,
                                    passages_before)
    SELECT ?1, ?2, ?3, ?4, value, ?6, ?7, ?8 FROM json_each(?5) WHERE true
    ON CONFLICT DO UPDATE SET passage_hash = excluded.passage_hash, passages_before = excluded.passages_before";

/// Adds `alternatives` to the passage at `place`, at `now`.
pub fn add(
    project_id: ProjectId,
    place: &PassagePlace,
    passage_hash: &str,
    alternatives: &[String],
    now: u64,
) -> Statement {
    Statement::new(ADD)
        .bind(project_id)
        .bind(place.source_id)
        .bind(place.key.as_str())
        .bind(place.headings.as_str())
        .bind(serde_json::json!(alternatives).to_string())
        .bind(now)
        .bind(passage_hash)
        .bind(place.passages_before)
}

// A row without a source violates a constraint, so it makes the batch fail.
const ONLY_AT_VERSION: &str = "
    INSERT INTO added_alternatives (project_id, source_id, document_key, headings, alternative, added_at)
    SELECT ?1, NULL, '', '', '', 0
    WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = ?2 AND +project_id = ?1 AND version = ?3)";

/// Makes the batch fail, without changes, if the document was read again since its version was `version`.
pub fn only_at_version(project_id: ProjectId, document_id: DocumentId, version: u32) -> Statement {
    Statement::new(ONLY_AT_VERSION)
        .bind(project_id)
        .bind(document_id)
        .bind(version)
}

/// The position of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PassagePlace {
    /// The passage's source.
    pub source_id: SourceId,
    /// The key of the passage's document.
    pub key: String,
    /// The document's address.
    pub url: Option<String>,
    /// The document's title.
    pub title: String,
    /// The document's declared language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The document's version.
    pub version: u32,
    /// The headings of the passage, as a JSON array.
    pub headings: String,
    /// The passage's text.
    pub text: String,
    /// The number of passages before it in its section.
    pub passages_before: u32,
}

const PLACE: &str = "
    SELECT documents.source_id, documents.key, documents.url, documents.title, documents.language, documents.version,
           passages.headings, passages.text,
           (SELECT count(*) FROM passages AS earlier WHERE earlier.project_id = ?1 AND earlier.document_id = ?2
             AND earlier.headings = passages.headings AND earlier.position < passages.position) AS passages_before
    FROM passages CROSS JOIN documents ON documents.id = ?2 AND +documents.project_id = ?1
    WHERE passages.project_id = ?1 AND passages.document_id = ?2 AND passages.id = ?3";

/// The position of the document's passage.
pub async fn place(
    db: &ProjectDb,
    project_id: ProjectId,
    document_id: DocumentId,
    passage_id: PassageId,
) -> Result<Option<PassagePlace>, DbError> {
    let statement = Statement::new(PLACE)
        .bind(project_id)
        .bind(document_id)
        .bind(passage_id);
    fetch_optional(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn alternatives_are_found_by_index() {
        check_searches(OF_DOCUMENT, 3).await;
        check_searches(PLACE, 3).await;
        check_searches(OF_DOCUMENT_ID, 2).await;
        check_searches(MOVE_TO_SECTION, 5).await;
        check_searches(MOVE_TO_DOCUMENT, 4).await;
        check_searches(LEAVE_TO_FINDERS, 3).await;
    }
}
