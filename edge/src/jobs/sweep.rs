//! The sweep: a job that was never sent, or lost, is sent again.
//!
//! Jobs are idempotent and know their step, so one too many changes nothing.

use super::{Job, JobError};
use crate::{
    platform::Platform,
    store::sources::{SourceStatus, StuckSource, stuck},
};

/// A source in which nothing has happened for so long has lost its job, in milliseconds: 10 minutes. A job takes
/// seconds, and its retries are minutes apart.
pub const STUCK_MS: u64 = 10 * 60 * 1_000;
/// Most sources that one sweep sends again.
const SOURCES: u32 = 20;

/// Sends the jobs of stuck sources again; returns how many.
pub async fn sweep(platform: &Platform) -> Result<usize, JobError> {
    let before = platform.clock.now().saturating_sub(STUCK_MS);
    let sources = stuck(&*platform.db, before, SOURCES).await?;
    let count = sources.len();
    for source in sources {
        platform.jobs.send(job(&source)).await?;
    }
    Ok(count)
}

fn job(source: &StuckSource) -> Job {
    let StuckSource {
        project_id,
        id: source_id,
        crawl,
        step,
        ..
    } = *source;
    if source.status == SourceStatus::Indexing {
        Job::IndexPagesV1 {
            project_id,
            source_id,
            crawl,
            step,
        }
    } else {
        Job::IndexSourceV1 {
            project_id,
            source_id,
        }
    }
}
