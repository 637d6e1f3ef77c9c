//! Queues sources to be read.

use porchlight_shared::ids::{ProjectId, SourceId};

use crate::{
    domain::job::Job,
    platform::{DbError, Platform, PlatformError, ProjectDb},
    store::{maintenance::DueSource, sources::running},
};

/// Queues sources that are due to be read again.
pub async fn rescrape(
    platform: &Platform,
    db: &ProjectDb,
    due: &[DueSource],
) -> Result<(), DbError> {
    if due.is_empty() {
        return Ok(());
    }
    db.batch(vec![running::restart(due, false, platform.clock.now())])
        .await?;
    send_all(platform, due).await;
    Ok(())
}

/// Queues sources that wait to be read. If that fails, the sweep queues them later.
pub(super) async fn send_all(platform: &Platform, due: &[DueSource]) {
    for source in due {
        if let Err(error) = send(platform, source.project_id, source.id).await {
            log::error!("source {}: {error}", source.id);
        }
    }
}

pub(super) async fn send(
    platform: &Platform,
    project_id: ProjectId,
    source_id: SourceId,
) -> Result<(), PlatformError> {
    let job = Job::IndexSourceV1 {
        project_id,
        source_id,
    };
    platform.jobs.send(job).await
}
