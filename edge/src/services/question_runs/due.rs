//! Automatic runs. Each begins in a job of its own, because the number of statements in an invocation is limited.

use porchlight_shared::ids::ProjectId;

use super::{APART_MS, DraftSettings, QUIET_MS, RUNS_WINDOW_MS, RunError};
use crate::{
    domain::{job::Job, saved_question::RunCause, settings::plan::Feature},
    platform::Platform,
    store::{projects, question_runs},
};

/// The most projects whose runs one sweep begins.
const PROJECTS: u32 = 20;

/// Sends a job for each run that is due.
pub async fn sweep(platform: &Platform) -> Result<(), RunError> {
    let now = platform.clock.now();
    let since = [QUIET_MS, APART_MS, RUNS_WINDOW_MS].map(|ago| now.saturating_sub(ago));
    for db in platform.every_project() {
        for due in question_runs::due(&db, since, PROJECTS).await? {
            let job = Job::BeginQuestionRunV1 {
                project_id: due.project_id,
                cause: due.cause,
            };
            platform.jobs.send(job).await?;
        }
    }
    Ok(())
}

/// Begins a run that is due.
pub async fn begin(
    platform: &Platform,
    project_id: ProjectId,
    cause: RunCause,
) -> Result<(), RunError> {
    let project = projects::by_id(platform.directory(), project_id).await?;
    if !project.is_some_and(|project| project.plan.has(Feature::Analytics)) {
        // Owners who cannot see runs on their plan get none.
        return forget(platform, project_id).await;
    }
    match super::begin(platform, project_id, cause, DraftSettings::default()).await {
        // The running one does not include the latest changes; a later sweep checks again.
        Ok(_) | Err(RunError::Running | RunError::TooOften(_)) => Ok(()),
        Err(RunError::Nothing) => forget(platform, project_id).await,
        Err(error) => Err(error),
    }
}

async fn forget(platform: &Platform, project_id: ProjectId) -> Result<(), RunError> {
    let clear = question_runs::clear_due(project_id);
    platform.project(project_id).batch(vec![clear]).await?;
    Ok(())
}
