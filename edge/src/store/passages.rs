//! Passages and their index.
//!
//! Every change of passages is a list of statements for ONE batch, so that a document is never half replaced, and the
//! statistics for ranking always match the passages.

pub mod search;
pub mod vectors;

use std::collections::BTreeSet;

use porchlight_knowledge::{
    passage::ExtractedPassage,
    retrieval::{
        language::{self, Language},
        terms::{self, Stemming, TermKind},
    },
    sentences,
};
use porchlight_shared::ids::{DocumentId, PassageId, ProjectId, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

/// The most bytes of rows in one statement, as JSON. D1 accepts 2 MB in a parameter.
const STATEMENT_BYTES: usize = 500_000;
/// The most bytes of a document that are read to detect its language.
const LANGUAGE_BYTES: usize = 8_000;

/// The document of passages, as the index needs it.
#[derive(Clone, Copy, Debug)]
pub struct IndexedDocument<'a> {
    /// The id of the document.
    pub document_id: DocumentId,
    /// The source of the document.
    pub source_id: SourceId,
    /// Increases with every change of the text.
    pub version: u32,
    /// The title of the document.
    pub title: &'a str,
    /// The address; `None` for a file or a pair.
    pub url: Option<&'a str>,
    /// The declared language, as a BCP 47 tag. What the text itself shows takes precedence.
    pub language: Option<&'a str>,
}

/// A row of `passages`, with the number that joins it to its index entry.
#[derive(Serialize)]
struct PassageRow<'a> {
    id: PassageId,
    position: usize,
    headings: String,
    alternatives: String,
    text: &'a str,
    anchor: Option<&'a str>,
    title_length: f64,
    text_length: f64,
}

/// A row of `passage_terms`, without the project's prefix.
#[derive(Serialize)]
struct TermsRow {
    position: usize,
    title: String,
    text: String,
    words: String,
}

/// Replaces all passages of `document` with `passages`, which are in reading order. `now` is in Unix milliseconds.
pub fn replace(
    project_id: ProjectId,
    document: &IndexedDocument<'_>,
    passages: &[ExtractedPassage],
    now: u64,
) -> Vec<Statement> {
    let language = language_of(document, passages);
    let stemming = Stemming::new(language);
    let mut rows = Vec::with_capacity(passages.len());
    let mut terms_rows = Vec::with_capacity(passages.len());
    for (position, passage) in passages.iter().enumerate() {
        let (terms, title_length, text_length) =
            terms_of(&stemming, document.title, passage, position);
        terms_rows.push(terms);
        rows.push(PassageRow {
            id: passage_id(document, position, now),
            position,
            headings: serde_json::json!(passage.headings).to_string(),
            alternatives: serde_json::json!(passage.alternatives).to_string(),
            text: &passage.text,
            anchor: passage.anchor.as_deref(),
            title_length,
            text_length,
        });
    }

    let mut statements = remove_document(project_id, document.document_id);
    for rows in chunks(&rows) {
        statements.push(
            Statement::new(INSERT_PASSAGES)
                .bind(rows)
                .bind(project_id)
                .bind(document.source_id)
                .bind(document.document_id)
                .bind(document.version)
                .bind(document.title)
                .bind(document.url)
                .bind(language.tag()),
        );
    }
    let prefix = format!(" {}", terms::project_prefix(project_id));
    for rows in chunks(&terms_rows) {
        statements.push(
            Statement::new(INSERT_TERMS)
                .bind(rows)
                .bind(project_id)
                .bind(document.document_id)
                .bind(prefix.as_str()),
        );
    }
    statements.push(
        Statement::new(COUNT_DOCUMENT_IN)
            .bind(project_id)
            .bind(document.document_id),
    );
    statements
}

const TEXTS: &str = "
SELECT passages.text FROM documents
JOIN passages ON passages.project_id = documents.project_id AND passages.document_id = documents.id
WHERE documents.project_id = ?1 AND documents.source_id = ?2 AND documents.key = ?3 ORDER BY passages.position";

/// The texts of the passages of the source's document with this key, in reading order.
pub async fn texts(
    db: &ProjectDb,
    project_id: ProjectId,
    source_id: SourceId,
    key: &str,
) -> Result<Vec<String>, DbError> {
    #[derive(Deserialize)]
    struct TextRow {
        text: String,
    }
    let statement = Statement::new(TEXTS)
        .bind(project_id)
        .bind(source_id)
        .bind(key);
    let rows: Vec<TextRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Deletes all passages of a document.
pub fn remove_document(project_id: ProjectId, document_id: DocumentId) -> Vec<Statement> {
    [
        COUNT_DOCUMENT_OUT,
        DELETE_TERMS_OF_DOCUMENT,
        DELETE_DOCUMENT,
    ]
    .into_iter()
    .map(|sql| Statement::new(sql).bind(project_id).bind(document_id))
    .collect()
}

/// Deletes all passages of a source.
pub fn remove_source(project_id: ProjectId, source_id: SourceId) -> Vec<Statement> {
    [COUNT_SOURCE_OUT, DELETE_TERMS_OF_SOURCE, DELETE_SOURCE]
        .into_iter()
        .map(|sql| Statement::new(sql).bind(project_id).bind(source_id))
        .collect()
}

const INSERT_PASSAGES: &str = "
INSERT INTO passages (id, project_id, source_id, document_id, position, version, title, headings, text, url, anchor,
                      language, title_length, text_length, alternatives)
SELECT value ->> 'id', ?2, ?3, ?4, value ->> 'position', ?5, ?6, value ->> 'headings', value ->> 'text', ?7,
       value ->> 'anchor', ?8, value ->> 'title_length', value ->> 'text_length',
       value ->> 'alternatives'
FROM json_each(?1)";

// Terms are sent without the project's prefix, which would double their size. There is a space before each.
const INSERT_TERMS: &str = "
INSERT INTO passage_terms (rowid, title, text, words)
SELECT passages.number, replace(row.value ->> 'title', ' ', ?4), replace(row.value ->> 'text', ' ', ?4),
       replace(row.value ->> 'words', ' ', ?4)
FROM json_each(?1) AS row
JOIN passages ON passages.project_id = ?2 AND passages.document_id = ?3
             AND passages.position = row.value ->> 'position'";

const COUNT_DOCUMENT_IN: &str = "
INSERT INTO passage_statistics (project_id, language, passages, title_length, text_length)
SELECT project_id, language, count(*), sum(title_length), sum(text_length)
FROM passages WHERE project_id = ?1 AND document_id = ?2 GROUP BY project_id, language
ON CONFLICT DO UPDATE SET passages = passages + excluded.passages,
  title_length = title_length + excluded.title_length, text_length = text_length + excluded.text_length";

const COUNT_DOCUMENT_OUT: &str = "
INSERT INTO passage_statistics (project_id, language, passages, title_length, text_length)
SELECT project_id, language, -count(*), -sum(title_length), -sum(text_length)
FROM passages WHERE project_id = ?1 AND document_id = ?2 GROUP BY project_id, language
ON CONFLICT DO UPDATE SET passages = passages + excluded.passages,
  title_length = title_length + excluded.title_length, text_length = text_length + excluded.text_length";

const COUNT_SOURCE_OUT: &str = "
INSERT INTO passage_statistics (project_id, language, passages, title_length, text_length)
SELECT project_id, language, -count(*), -sum(title_length), -sum(text_length)
FROM passages WHERE project_id = ?1 AND source_id = ?2 GROUP BY project_id, language
ON CONFLICT DO UPDATE SET passages = passages + excluded.passages,
  title_length = title_length + excluded.title_length, text_length = text_length + excluded.text_length";

const DELETE_TERMS_OF_DOCUMENT: &str = "
DELETE FROM passage_terms
WHERE rowid IN (SELECT number FROM passages WHERE project_id = ?1 AND document_id = ?2)";

const DELETE_TERMS_OF_SOURCE: &str = "
DELETE FROM passage_terms
WHERE rowid IN (SELECT number FROM passages WHERE project_id = ?1 AND source_id = ?2)";

const DELETE_DOCUMENT: &str = "DELETE FROM passages WHERE project_id = ?1 AND document_id = ?2";

const DELETE_SOURCE: &str = "DELETE FROM passages WHERE project_id = ?1 AND source_id = ?2";

/// The id of a passage, unique without randomness: no other passage has this document, version and position. Ids of one
/// document are in reading order, so of passages with equal scores, the first one is read.
fn passage_id(document: &IndexedDocument<'_>, position: usize, now: u64) -> PassageId {
    let hash = Sha256::digest(format!(
        "{} {} {position}",
        document.document_id, document.version
    ));
    let mut random = [0; 10];
    for (to, from) in random.iter_mut().zip(hash) {
        *to = from;
    }
    // A UUID of version 7 keeps 12 bits of the first two bytes.
    let position = u16::try_from(position).unwrap_or(u16::MAX).min(0x0fff);
    let [first, second, ..] = &mut random;
    [*first, *second] = position.to_be_bytes();
    PassageId::new(now, random)
}

fn language_of(document: &IndexedDocument<'_>, passages: &[ExtractedPassage]) -> Language {
    let mut sample = document.title.to_owned();
    for passage in passages {
        if sample.len() > LANGUAGE_BYTES {
            break;
        }
        sample.push('\n');
        sample.push_str(&sentences::searchable(&passage.text));
    }
    language::detect(&sample)
        .or_else(|| document.language.and_then(Language::from_tag))
        .unwrap_or(Language::Other)
}

/// The parts of a stored passage that its entry in the index of words is made of.
#[cfg(not(target_arch = "wasm32"))]
pub struct IndexedPassage<'a> {
    /// The project of the passage.
    pub project_id: &'a str,
    /// The title of its document.
    pub title: &'a str,
    /// The headings, as a JSON array.
    pub headings: &'a str,
    /// Alternative phrasings of what it answers, as a JSON array.
    pub alternatives: &'a str,
    /// The text of the passage.
    pub text: &'a str,
    /// The tag of the language for which the terms are made.
    pub language: &'a str,
}

/// A passage's entry in the index of words.
#[cfg(not(target_arch = "wasm32"))]
pub struct IndexEntry {
    /// The terms of title and headings, with a space before each.
    pub title: String,
    /// The terms of the text, in the same form.
    pub text: String,
    /// The words as they are spelled.
    pub words: String,
    /// The prefix that replaces each of these spaces.
    pub prefix: String,
}

/// The entry of a stored passage, the same as [`replace`] makes.
#[cfg(not(target_arch = "wasm32"))]
pub fn index_entry(passage: &IndexedPassage<'_>) -> IndexEntry {
    let list = |json: &str| serde_json::from_str(json).unwrap_or_default();
    let extracted = ExtractedPassage {
        headings: list(passage.headings),
        alternatives: list(passage.alternatives),
        text: passage.text.to_owned(),
        ..ExtractedPassage::default()
    };
    let stemming = Stemming::new(Language::of_passages(passage.language));
    let (
        TermsRow {
            title, text, words, ..
        },
        ..,
    ) = terms_of(&stemming, passage.title, &extracted, 0);
    let project = passage.project_id.parse().map(terms::project_prefix);
    IndexEntry {
        title,
        text,
        words,
        prefix: format!(" {}", project.unwrap_or_default()),
    }
}

fn terms_of(
    stemming: &Stemming,
    document_title: &str,
    passage: &ExtractedPassage,
    position: usize,
) -> (TermsRow, f64, f64) {
    let mut title = String::new();
    let mut text = String::new();
    let mut spelled = Vec::new();
    let path = if passage.headings.is_empty() {
        document_title.to_owned()
    } else {
        passage.headings.join("\n")
    };
    let mut title_words = stemming.append(&path, &mut title, &mut spelled);
    for alternative in &passage.alternatives {
        title_words += stemming.append(alternative, &mut title, &mut spelled);
    }
    let searchable = sentences::searchable(&passage.text);
    let text_words = stemming.append(&searchable, &mut text, &mut spelled);

    let mut words = String::new();
    for word in spelled.into_iter().collect::<BTreeSet<_>>() {
        terms::append(&mut words, TermKind::Word, &word);
    }
    // Alternative phrasings must not make the title seem long, so its length is that of one phrasing.
    let phrasings = u32::try_from(passage.alternatives.len() + 1).unwrap_or(u32::MAX);
    let row = TermsRow {
        position,
        title,
        text,
        words,
    };
    (
        row,
        f64::from(title_words) / f64::from(phrasings),
        f64::from(text_words),
    )
}

/// JSON arrays of rows, each at most [`STATEMENT_BYTES`] long, or one row if that alone is longer.
fn chunks<T: Serialize>(rows: &[T]) -> Vec<String> {
    let mut chunks = Vec::new();
    let mut current = String::new();
    for row in rows {
        let row = serde_json::to_value(row).unwrap_or(Value::Null).to_string();
        if !current.is_empty() && current.len() + row.len() > STATEMENT_BYTES {
            chunks.push(format!("[{current}]"));
            current.clear();
        }
        if !current.is_empty() {
            current.push(',');
        }
        current.push_str(&row);
    }
    if !current.is_empty() {
        chunks.push(format!("[{current}]"));
    }
    chunks
}

#[cfg(test)]
mod tests;
