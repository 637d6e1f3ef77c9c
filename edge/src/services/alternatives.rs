//! Alternative phrasings that the owner adds to a section. They stay when the page is read again.

use std::collections::{BTreeSet, HashSet};

use porchlight_knowledge::{
    passage::ExtractedPassage,
    retrieval::words::{self, Word},
    sentences,
    source_limits::ALTERNATIVES,
};
use porchlight_shared::ids::{DocumentId, PassageId, ProjectId, SourceId};
use sha2::{Digest, Sha256};

use super::vectors;
use crate::{
    domain::{hex::hex, saved_question::RunCause},
    platform::{DbError, Platform, ProjectDb, Statement},
    store::{
        added_alternatives::{self, AddedAlternative},
        documents::{self, KeptPassage},
        passages::{self, IndexedDocument},
        question_runs,
    },
};

/// Adds to the newly read `passages` what the owner has added to the source's document `key`, and to the documents
/// `before` it. The statements move the additions to the sections where they belong now.
pub async fn with_added(
    db: &ProjectDb,
    project_id: ProjectId,
    (source_id, key): (SourceId, &str),
    before: &[DocumentId],
    passages: &[ExtractedPassage],
) -> Result<(Vec<ExtractedPassage>, Vec<Statement>), DbError> {
    let mut passages = passages.to_vec();
    let mut statements = Vec::new();
    let mut added = added_alternatives::of_document(db, project_id, source_id, key).await?;
    let mut earlier: Vec<ExtractedPassage> = Vec::new();
    for document_id in before {
        let of_other = added_alternatives::of_document_id(db, project_id, *document_id).await?;
        let is_new = |one: &AddedAlternative| !added.contains(one);
        let of_other: Vec<AddedAlternative> = of_other.into_iter().filter(is_new).collect();
        if !of_other.is_empty() {
            let to = (source_id, key);
            statements.push(added_alternatives::move_to_document(
                project_id,
                *document_id,
                to,
            ));
        }
        added.extend(of_other);
        if added.is_empty() {
            continue;
        }
        let kept = documents::passages_of(db, project_id, *document_id).await?;
        earlier.extend(kept.into_iter().map(extracted));
    }
    for added in &mut added {
        let headings: Vec<String> = serde_json::from_str(&added.headings).unwrap_or_default();
        let Some(heir) = heir(&headings, &earlier, &passages) else {
            continue;
        };
        let heir = serde_json::json!(heir).to_string();
        let of = (source_id, key);
        statements.push(added_alternatives::move_to_section(
            project_id,
            of,
            &added.headings,
            &heir,
        ));
        added.headings = heir;
    }
    merge(&mut passages, &added);
    Ok((passages, statements))
}

/// The headings that the section of `headings` has now, if they changed: those of the new section that shares the most
/// words with it.
fn heir(
    headings: &[String],
    earlier: &[ExtractedPassage],
    passages: &[ExtractedPassage],
) -> Option<Vec<String>> {
    if passages.iter().any(|passage| passage.headings == headings) {
        return None;
    }
    let words_of = |passages: &[ExtractedPassage], headings: &[String]| -> HashSet<String> {
        let section = passages
            .iter()
            .filter(|passage| passage.headings == headings);
        section
            .flat_map(|passage| words::words(&sentences::searchable(&passage.text)))
            .map(|word| match word {
                Word::Spaced(word) | Word::Unspaced(word) => word,
            })
            .collect()
    };
    let before = words_of(earlier, headings);
    let mut best: Option<(usize, &Vec<String>)> = None;
    // Compares each section once, because a long one has hundreds of passages.
    let sections: BTreeSet<&Vec<String>> = passages.iter().map(|new| &new.headings).collect();
    for section in sections {
        if (earlier.iter()).any(|earlier| earlier.headings == *section) {
            continue;
        }
        let now = words_of(passages, section);
        let shared = before.intersection(&now).count();
        let is_most = best.is_none_or(|(most, _)| shared > most);
        if 2 * shared >= before.len().max(now.len()) && shared > 0 && is_most {
            best = Some((shared, section));
        }
    }
    best.map(|(_, headings)| headings.clone())
}

fn extracted(kept: KeptPassage) -> ExtractedPassage {
    ExtractedPassage {
        headings: serde_json::from_str(&kept.headings).unwrap_or_default(),
        text: kept.text,
        anchor: kept.anchor,
        alternatives: serde_json::from_str(&kept.alternatives).unwrap_or_default(),
    }
}

/// Gives passages their added alternatives. A passage has at most [`ALTERNATIVES`].
fn merge(passages: &mut [ExtractedPassage], added: &[AddedAlternative]) {
    for added in added {
        let Some(passage) = passage_of(passages, added) else {
            continue;
        };
        let is_new = !passage.alternatives.contains(&added.alternative);
        if is_new && passage.alternatives.len() < ALTERNATIVES {
            passage.alternatives.push(added.alternative.clone());
        }
    }
}

/// The passage that an alternative was added to: the one with the same text in its section, else the one at the same
/// position. A text without headings is one section of many passages, and the alternative is for only one of them.
fn passage_of<'p>(
    passages: &'p mut [ExtractedPassage],
    added: &AddedAlternative,
) -> Option<&'p mut ExtractedPassage> {
    let headings: Vec<String> = serde_json::from_str(&added.headings).unwrap_or_default();
    let mut section: Vec<&mut ExtractedPassage> = passages
        .iter_mut()
        .filter(|passage| passage.headings == headings)
        .collect();
    let same = section
        .iter()
        .position(|passage| added.passage_hash.as_ref() == Some(&text_hash(&passage.text)));
    let before = usize::try_from(added.passages_before).unwrap_or(usize::MAX);
    let place = same.unwrap_or_else(|| before.min(section.len().saturating_sub(1)));
    (place < section.len()).then(|| section.swap_remove(place))
}

fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Adds `alternatives` to a passage, as far as it has room, and executes `also` in the same batch. Returns the given
/// alternatives that the passage has now; if there are none, nothing is written. `None` if there is no such passage.
pub async fn add(
    platform: &Platform,
    project_id: ProjectId,
    (document_id, passage_id): (DocumentId, PassageId),
    alternatives: &[String],
    also: Vec<Statement>,
) -> Result<Option<Vec<String>>, DbError> {
    let db = &platform.project(project_id);
    let place = added_alternatives::place(db, project_id, document_id, passage_id).await?;
    let Some(place) = place else {
        return Ok(None);
    };
    let now = platform.clock.now();
    let kept = documents::passages_of(db, project_id, document_id).await?;
    let mut read: Vec<ExtractedPassage> = kept.into_iter().map(extracted).collect();
    let passage_hash = text_hash(&place.text);
    let added: Vec<AddedAlternative> = alternatives
        .iter()
        .map(|alternative| AddedAlternative {
            headings: place.headings.clone(),
            alternative: alternative.clone(),
            passage_hash: Some(passage_hash.clone()),
            passages_before: place.passages_before,
        })
        .collect();
    merge(&mut read, &added);
    let has = added
        .first()
        .and_then(|added| passage_of(&mut read, added))
        .map_or_else(Vec::new, |passage| passage.alternatives.clone());
    let alternatives: Vec<String> = alternatives
        .iter()
        .filter(|alternative| has.contains(alternative))
        .cloned()
        .collect();
    if alternatives.is_empty() {
        return Ok(Some(alternatives));
    }
    let document = IndexedDocument {
        document_id,
        source_id: place.source_id,
        version: place.version,
        title: &place.title,
        url: place.url.as_deref(),
        language: place.language.as_deref(),
    };
    let mut statements = vec![
        added_alternatives::only_at_version(project_id, document_id, place.version),
        added_alternatives::add(project_id, &place, &passage_hash, &alternatives, now),
    ];
    statements.extend(passages::replace(project_id, &document, &read, now));
    statements.push(question_runs::note_change(
        project_id,
        RunCause::Sources,
        now,
    ));
    statements.extend(also);
    if let Err(error) = db.batch(statements).await {
        // The page was read again meanwhile. Its new passages stay, and their ids are different.
        let there = added_alternatives::place(db, project_id, document_id, passage_id).await?;
        return match there {
            Some(_) => Err(error),
            None => Ok(None),
        };
    }
    vectors::begin(platform, project_id)
        .await
        .map_err(|error| DbError(error.0))?;
    Ok(Some(alternatives))
}
