//! Finds passages by meaning, if the deployment has an embedding model. Jobs make vectors once passages are indexed,
//! and a question finds passages by their words and by their vectors.
//!
//! *Invariant:* if an embedding model fails, passages are found by their words, as without one. A question reads the
//! sign bits of at most [`PASSAGES`] vectors, and all bytes of [`NEAR`].

use futures::{
    future::{Either, select},
    pin_mut,
};
use porchlight_knowledge::{
    passage::Passage,
    retrieval::{Retrieved, language::Language},
    sentences,
};
use porchlight_shared::ids::ProjectId;

use super::retrieve;
use crate::{
    domain::{
        embedding::{self, EmbeddingModels, packed},
        job::Job,
        model::failure::{FailureReason, ModelFailure},
        timestamp::day,
    },
    platform::{DbError, Platform, PlatformError, Statement},
    providers::embedding::{Embedded, embed, rerank},
    store::{
        model_days::{self, ModelRequest},
        passages::vectors::{self, UnembeddedPassage, VectorToStore},
    },
};

/// The most passages of a project for which vectors are searched.
pub const PASSAGES: u32 = 2_000;
/// The number of passages for which one job makes vectors, in one request.
pub const PASSAGES_PER_STEP: u32 = 32;
/// The most characters of a passage that a model reads, headings included.
pub const TEXT_CHARS: usize = 2_000;
/// How long a visitor's question waits for its vector, and for the reranker, in milliseconds.
pub const QUESTION_MS: u64 = 1_500;
/// How long a job waits for vectors, in milliseconds.
const STEP_MS: u64 = 30_000;
/// After this time, a job that makes a project's vectors counts as lost, in milliseconds. It may wait twice.
const LEASE_MS: u64 = 2 * STEP_MS + 10_000;
/// The number of passages with the nearest sign bits whose full vectors are compared.
const NEAR: usize = 40;
/// The most projects for which one sweep requests vectors.
const PROJECTS: u32 = 100;

/// Why vectors were not made. The queue tries again.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelFailure),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Queues a job for the project's passages without vectors, if the deployment has a model.
pub async fn begin(platform: &Platform, project_id: ProjectId) -> Result<(), PlatformError> {
    if platform.config.embedding.is_none() {
        return Ok(());
    }
    platform
        .jobs
        .send(Job::EmbedPassagesV1 { project_id })
        .await
}

/// Makes vectors for the next passages, and queues a job for the rest.
pub async fn step(platform: &Platform, project_id: ProjectId) -> Result<(), VectorError> {
    let Some(models) = &platform.config.embedding else {
        return Ok(());
    };
    let db = &platform.project(project_id);
    let begun = platform.clock.now();
    let until = begun + LEASE_MS;
    if !vectors::take_lease(db, project_id, begun, until).await? {
        // The job that has the lease looks for more passages when it is done.
        return Ok(());
    }
    let made = make(platform, models, project_id).await;
    // A failure must not block others, so the lease ends: the queue tries again.
    vectors::end_lease(db, project_id, until).await?;
    let had_work = made?;
    let model = models.embedding.model();
    // Passages may have come while this chain had the lease, and their own job has ended without it.
    if had_work
        || !vectors::without(db, project_id, model, 1, PASSAGES)
            .await?
            .is_empty()
    {
        begin(platform, project_id).await?;
    }
    Ok(())
}

/// Makes vectors for the next passages. False if no passages are without vectors.
async fn make(
    platform: &Platform,
    models: &EmbeddingModels,
    project_id: ProjectId,
) -> Result<bool, VectorError> {
    let db = &platform.project(project_id);
    let model = models.embedding.model();
    let mut waiting = vectors::without(db, project_id, model, PASSAGES_PER_STEP, PASSAGES).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let texts: Vec<String> = waiting.iter().map(text_of_waiting).collect();
    let begun = platform.clock.now();
    let embedded = match in_time(platform, STEP_MS, ask(platform, models, &texts)).await {
        // One text is too much for the model. Each is tried alone, so that the others get their vectors.
        Err(failure) if failure.reason == FailureReason::Refused => {
            waiting.truncate(1);
            let first = texts.get(..1).unwrap_or_default();
            match in_time(platform, STEP_MS, ask(platform, models, first)).await {
                Err(failure) if failure.reason == FailureReason::Refused => Embedded {
                    vectors: vec![Vec::new()],
                    tokens: 0,
                },
                alone => alone?,
            }
        }
        all => all?,
    };
    let stored: Vec<VectorToStore> = waiting
        .iter()
        .zip(&embedded.vectors)
        .map(|(passage, vector)| {
            let vector = packed::pack(vector);
            VectorToStore {
                number: passage.number,
                id: passage.id,
                signs: vector.as_ref().map(|vector| vector.signs.clone()),
                bytes: vector.map(|vector| vector.bytes),
            }
        })
        .collect();
    let counted = counted(platform, project_id, model, embedded.tokens, begun);
    db.batch(vec![vectors::put(project_id, model, &stored), counted])
        .await?;
    Ok(true)
}

/// Counts a finished request to `model` that began at `begun`.
fn counted(
    platform: &Platform,
    project_id: ProjectId,
    model: &str,
    tokens: u64,
    begun: u64,
) -> Statement {
    let now = platform.clock.now();
    let price = platform.config.prices.of(model);
    let took = ModelRequest {
        input_tokens: tokens,
        milliseconds: now.saturating_sub(begun),
        cost_micros: price.map_or(0, |price| price.micros(tokens, 0)),
        ..ModelRequest::default()
    };
    model_days::wrote(project_id, &day(now), model, took)
}

/// Queues the vectors that a lost job has not made.
pub async fn sweep(platform: &Platform) -> Result<(), VectorError> {
    let Some(models) = &platform.config.embedding else {
        return Ok(());
    };
    let model = models.embedding.model();
    for db in platform.every_project() {
        for project_id in vectors::projects_without(&db, model, PROJECTS, PASSAGES).await? {
            begin(platform, project_id).await?;
        }
    }
    Ok(())
}

/// Adds passages to those `found` by words for `question`, which continues the question `previous`, and sorts all of
/// them.
pub async fn improve(
    platform: &Platform,
    project_id: ProjectId,
    question: &str,
    previous: Option<&str>,
    found: &mut Retrieved,
) {
    let Some(models) = &platform.config.embedding else {
        return;
    };
    let asked = match previous {
        Some(previous) => format!("{previous} {question}"),
        None => question.to_owned(),
    };
    let mut requests = Vec::new();
    let language = found.language;
    let near = nearest(
        platform,
        models,
        project_id,
        &asked,
        language,
        &mut requests,
    )
    .await;
    if let Ok(nearest) = near {
        found.passages = embedding::join(&found.passages, nearest, retrieve::PASSAGES);
    }
    if let Some(reranker) = models.reranker.as_deref() {
        requests.extend(reorder(platform, project_id, reranker, &asked, found).await);
    }
    if let Err(error) = platform.project(project_id).batch(requests).await {
        log::error!("requests of {project_id} to an embedding model are not counted: {error}");
    }
}

/// Sorts the passages by the reranker. Returns the statement that counts the request, if one was answered.
async fn reorder(
    platform: &Platform,
    project_id: ProjectId,
    reranker: &str,
    asked: &str,
    found: &mut Retrieved,
) -> Option<Statement> {
    let texts: Vec<String> = found
        .passages
        .iter()
        .map(|scored| text(&scored.passage.title_path, &scored.passage.text))
        .collect();
    if texts.len() < 2 {
        return None;
    }
    let begun = platform.clock.now();
    let ranked = rerank(platform.ai.as_deref(), reranker, asked, &texts);
    let scores = in_time(platform, QUESTION_MS, ranked).await.ok()?;
    found.passages = embedding::reorder(&found.passages, &scores);
    // Workers AI does not report the tokens of a reranker.
    Some(counted(platform, project_id, reranker, 0, begun))
}

/// The passages in the question's language with the nearest vectors, nearest first. Adds the statement that counts the
/// request.
async fn nearest(
    platform: &Platform,
    models: &EmbeddingModels,
    project_id: ProjectId,
    question: &str,
    language: Language,
    requests: &mut Vec<Statement>,
) -> Result<Vec<Passage>, VectorError> {
    let db = &platform.project(project_id);
    let model = models.embedding.model();
    let kept = vectors::signs(db, project_id, model, PASSAGES).await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let texts = [question.to_owned()];
    let begun = platform.clock.now();
    let embedded = in_time(platform, QUESTION_MS, ask(platform, models, &texts)).await?;
    requests.push(counted(platform, project_id, model, embedded.tokens, begun));
    let Some(asked) = embedded.vectors.first() else {
        return Ok(Vec::new());
    };
    let signs = packed::signs(asked);
    let mut near: Vec<(u32, u64)> = kept
        .iter()
        .filter_map(|kept| {
            let differing = packed::differing_signs(&signs, &kept.signs)?;
            Some((differing, kept.number))
        })
        .collect();
    near.sort_unstable();
    near.truncate(NEAR);
    let numbers: Vec<u64> = near.into_iter().map(|(_, number)| number).collect();
    let mut passages: Vec<(f64, Passage)> = vectors::of_numbers(db, project_id, &numbers)
        .await?
        .into_iter()
        .filter(|(passage, _)| {
            let of_passage = Language::of_passages(&passage.language);
            of_passage == Language::Other || of_passage == language
        })
        .filter_map(|(passage, bytes)| Some((packed::cosine(asked, &bytes)?, passage)))
        .collect();
    passages.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    passages.truncate(retrieve::PASSAGES);
    Ok(passages.into_iter().map(|(_, passage)| passage).collect())
}

async fn ask(
    platform: &Platform,
    models: &EmbeddingModels,
    texts: &[String],
) -> Result<Embedded, ModelFailure> {
    let ai = platform.ai.as_deref();
    embed(&*platform.http, ai, &models.embedding, texts).await
}

/// The result of `work`, if it comes within `milliseconds`.
async fn in_time<T>(
    platform: &Platform,
    milliseconds: u64,
    work: impl Future<Output = Result<T, ModelFailure>>,
) -> Result<T, ModelFailure> {
    pin_mut!(work);
    match select(work, platform.clock.sleep(milliseconds)).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(FailureReason::Slow.into()),
    }
}

fn text_of_waiting(passage: &UnembeddedPassage) -> String {
    let headings: Vec<String> = serde_json::from_str(&passage.headings).unwrap_or_default();
    if headings.is_empty() {
        text(std::slice::from_ref(&passage.title), &passage.text)
    } else {
        text(&headings, &passage.text)
    }
}

/// The text of a passage for the model.
fn text(headings: &[String], markdown: &str) -> String {
    let whole = format!(
        "{}\n{}",
        headings.join(" › "),
        sentences::searchable(markdown)
    );
    whole.chars().take(TEXT_CHARS).collect()
}
