//! Stores what was read: unchanged documents stay as they are, changed ones are replaced in one batch.

use porchlight_knowledge::{passage::ExtractedDocument, sentences};
use porchlight_shared::ids::{DocumentId, ProjectId};
use sha2::{Digest, Sha256};

use super::failure::IndexError;
use crate::{
    domain::hex::hex,
    platform::{Platform, random_bytes},
    store::{
        documents::{self, Document, ReadDocument},
        passages::IndexedDocument,
        sources::Source,
    },
};

/// Raise it when reading or indexing changes, so that unchanged pages are indexed again when they are next read.
const READING: u32 = 2;

/// A document to store.
pub(super) struct FetchedDocument<'a> {
    /// Its address, or the name of its file.
    pub(super) key: &'a str,
    pub(super) url: Option<&'a str>,
    /// The title if the document has none.
    pub(super) fallback_title: &'a str,
    pub(super) read: &'a ExtractedDocument,
}

/// Stores the document unless it is unchanged. `known` are documents that were looked up already. Returns the number
/// of database statements.
pub(super) async fn keep(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    document: &FetchedDocument<'_>,
    known: &[Document],
) -> Result<usize, IndexError> {
    let db = &platform.project(project_id);
    let mut statements_used = 0;
    let mut before = known
        .iter()
        .find(|known| known.key == document.key)
        .cloned();
    if before.is_none() {
        statements_used += 1;
        before = documents::by_keys(db, project_id, source.id, &[document.key])
            .await?
            .pop();
    }
    let content_hash = hash(document);
    if before
        .as_ref()
        .is_some_and(|before| before.content_hash == content_hash)
    {
        return Ok(statements_used);
    }
    let now = platform.clock.now();
    let (document_id, version) = match before {
        Some(before) => (before.id, before.version.saturating_add(1)),
        None => (DocumentId::new(now, random_bytes()?), 1),
    };
    let title = title(document);
    let read = ReadDocument {
        indexed: IndexedDocument {
            document_id,
            source_id: source.id,
            version,
            title,
            url: document.url,
            language: document.read.language.as_deref(),
        },
        key: document.key,
        content_hash: &content_hash,
    };
    let statements = documents::put(project_id, &read, &document.read.passages, now);
    statements_used += statements.len();
    db.batch(statements).await?;
    Ok(statements_used)
}

fn title<'a>(document: &FetchedDocument<'a>) -> &'a str {
    if document.read.title.is_empty() {
        document.fallback_title
    } else {
        &document.read.title
    }
}

/// A hash of what a document says, wherever it stands and wherever its links lead.
pub(super) fn text_hash(read: &ExtractedDocument) -> String {
    let texts: Vec<_> = read
        .passages
        .iter()
        .map(|passage| (&passage.headings, sentences::searchable(&passage.text)))
        .collect();
    hex(&Sha256::digest(
        serde_json::json!([read.title, texts]).to_string(),
    ))
}

/// A hash of what can be found, not of the page's bytes: a new menu changes nothing.
fn hash(document: &FetchedDocument<'_>) -> String {
    let passages: Vec<_> = document
        .read
        .passages
        .iter()
        .map(|passage| {
            (
                &passage.headings,
                &passage.text,
                &passage.anchor,
                &passage.alternatives,
            )
        })
        .collect();
    let whole = serde_json::json!([
        READING,
        title(document),
        document.url,
        document.read.language,
        passages
    ]);
    hex(&Sha256::digest(whole.to_string()))
}
