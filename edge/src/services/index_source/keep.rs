//! Stores readings: unchanged documents stay as they are, changed ones are replaced in one batch. A reading that would
//! remove passages of a document is set aside until the end.

use porchlight_knowledge::{page_address::spelling, passage::ExtractedDocument, sentences};
use porchlight_shared::ids::{DocumentId, ProjectId};
use sha2::{Digest, Sha256};
use url::Url;

use super::failure::IndexError;
use crate::{
    domain::hex::hex,
    platform::{Platform, Statement, random_bytes},
    services::alternatives,
    store::{
        documents::{
            self, Document, ReadDocument,
            staged::{self, DocumentToStage},
            versions,
        },
        passages::IndexedDocument,
        sources::{
            Source,
            changes::{self, ChangeKind, SourceChange},
        },
    },
};

/// The version of reading and indexing. Increase it when they change, so that unchanged pages are indexed again at
/// their next reading.
pub(super) const READING: u32 = 4;

pub(super) struct FetchedDocument<'a> {
    /// The address, or the name of the file.
    pub(super) key: &'a str,
    pub(super) url: Option<&'a Url>,
    /// The title to use if the document has none.
    pub(super) fallback_title: &'a str,
    pub(super) read: &'a ExtractedDocument,
    /// The same page in other sources, which this one replaces.
    pub(super) superseded: Vec<DocumentId>,
}

pub(super) struct Kept {
    /// The number of database statements that it took.
    pub(super) statements: usize,
    /// Whether it waits for the end of the reading, while the earlier text stays in service.
    pub(super) is_set_aside: bool,
}

/// Stores the document unless it is unchanged. `known` are documents that were looked up already.
pub(super) async fn keep(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
    document: &FetchedDocument<'_>,
    known: &[Document],
) -> Result<Kept, IndexError> {
    let db = &platform.project(project_id);
    let mut statements_used = 0;
    let mut is_set_aside = false;
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
    let mut statements: Vec<Statement> = document
        .superseded
        .iter()
        .flat_map(|other| documents::delete(project_id, *other))
        .collect();
    let content_hash = hash(document);
    let passages = &document.read.passages;
    let title = title(document);
    let language = document.read.language.as_deref();
    let is_first_reading = source.indexed_at.is_none();
    let set_aside = before
        .as_ref()
        .filter(|before| !is_first_reading && before.loses(passages))
        .and_then(|before| {
            let read = DocumentToStage {
                id: before.id,
                title,
                language,
                content_hash: &content_hash,
                passages,
            };
            staged::stage(project_id, source.id, &read)
        });
    let is_unchanged = |before: &Document| before.content_hash == content_hash;
    if let Some(before) = before.as_ref().filter(|before| is_unchanged(before)) {
        if before.staged_hash.is_some() {
            statements.push(staged::delete(project_id, before.id));
            statements.push(changes::take_back(project_id, source.id, document.key));
        }
    } else {
        let now = platform.clock.now();
        let (document_id, version) = match &before {
            Some(before) => (before.id, before.version.saturating_add(1)),
            None => (DocumentId::new(now, random_bytes()?), 1),
        };
        if let Some(set_aside) = set_aside {
            statements.push(set_aside);
            is_set_aside = true;
        } else {
            let variant = document.url.map(spelling::document);
            let read = ReadDocument {
                indexed: IndexedDocument {
                    document_id,
                    source_id: source.id,
                    version,
                    title,
                    url: document.url.map(Url::as_str),
                    language,
                },
                key: document.key,
                variant: variant.as_deref(),
                content_hash: &content_hash,
            };
            if before.is_some() && !is_first_reading {
                statements.push(versions::keep(project_id, document_id));
            }
            let key = document.key;
            let others = document.superseded.iter().copied();
            let earlier: Vec<DocumentId> = before
                .iter()
                .map(|before| before.id)
                .chain(others)
                .collect();
            let of = (source.id, key);
            let (passages, moves) =
                alternatives::with_added(db, project_id, of, &earlier, passages).await?;
            statements_used += 1 + 2 * earlier.len();
            // These come before the removal of the passages that the alternatives were added to.
            statements.splice(0..0, moves);
            statements.extend(documents::put(project_id, &read, &passages, now));
            if before
                .as_ref()
                .is_some_and(|before| before.staged_hash.is_some())
            {
                statements.push(staged::delete(project_id, document_id));
            }
        }
        let change = change(document, before.as_ref());
        statements.push(changes::record(project_id, source.id, &change));
    }
    statements_used += statements.len();
    db.batch(statements).await?;
    Ok(Kept {
        statements: statements_used,
        is_set_aside,
    })
}

fn change(document: &FetchedDocument<'_>, before: Option<&Document>) -> SourceChange {
    let passages = document.read.passages.len();
    SourceChange {
        key: document.key.to_owned(),
        kind: before.map_or(ChangeKind::Added, |_| ChangeKind::Changed),
        passages_before: before.map_or(0, |before| before.passages),
        passages_after: u64::try_from(passages).unwrap_or(u64::MAX),
    }
}

fn title<'a>(document: &FetchedDocument<'a>) -> &'a str {
    if document.read.title.is_empty() {
        document.fallback_title
    } else {
        &document.read.title
    }
}

/// A hash of a document's text. It does not depend on the document's address or on the targets of its links.
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

/// A hash of what a search can find, not of the page's bytes, so that a new menu changes nothing.
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
        document.url.map(Url::as_str),
        document.read.language,
        passages
    ]);
    hex(&Sha256::digest(whole.to_string()))
}
