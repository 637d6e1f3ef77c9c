//! What models wrote for a project, what that cost, and how often they failed, by day (UTC).

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::timestamp::day,
    platform::{DbError, Platform},
    store::model_days::{self, ModelDay, ModelFailures},
};

/// The number of days in the report.
const DAYS: u64 = 90;
/// The most rows that are read. Each day has few models and reasons.
const ROWS: u32 = 2_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// What models wrote, and how often they failed.
#[derive(Clone, Debug)]
pub struct Days {
    /// What each model wrote on each day.
    pub written: Vec<ModelDay>,
    /// How often visitors got the extractive answer instead on each day, and why.
    pub failures: Vec<ModelFailures>,
}

/// What models wrote in the last [`DAYS`] days, today included.
pub async fn days(platform: &Platform, project_id: ProjectId) -> Result<Days, DbError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let (first, last) = (day(now.saturating_sub((DAYS - 1) * DAY_MS)), day(now));
    let range = (first.as_str(), last.as_str());
    Ok(Days {
        written: model_days::days(db, project_id, range, ROWS).await?,
        failures: model_days::failures(db, project_id, range, ROWS).await?,
    })
}
