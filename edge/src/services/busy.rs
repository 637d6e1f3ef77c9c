//! Counts the questions for which the database was too busy. The count goes through the queue, which does not need the
//! database.

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::{hex::hex, job::Job},
    platform::{DbError, Platform, random_bytes, transient::Transient},
    store::busy,
};

/// The text that a listener gets if the database was too busy for an answer.
pub const BUSY: &str = "busy";

/// How long a busy moment is counted, in milliseconds: 400 days.
pub const KEPT_MS: u64 = 400 * 24 * 60 * 60 * 1_000;

/// Counts the failure `error` of a question, if it is a transient one.
pub async fn note(platform: &Platform, project_id: ProjectId, error: &str) {
    if Transient::of(error).is_none() {
        return;
    }
    let job = Job::NoteBusyV1 {
        project_id,
        at: platform.clock.now(),
        id: random_bytes::<16>().map_or_else(|_| String::new(), |bytes| hex(&bytes)),
    };
    if let Err(error) = platform.jobs.send(job).await {
        log::error!("a busy moment of {project_id} is not counted: {error}");
    }
}

/// Writes a counted failure to the database.
pub async fn write(
    platform: &Platform,
    project_id: ProjectId,
    at: u64,
    id: &str,
) -> Result<(), DbError> {
    let since = platform.clock.now().saturating_sub(KEPT_MS);
    let statements = busy::note(project_id, at, id, since);
    platform
        .project(project_id)
        .batch(statements)
        .await
        .map(drop)
}
