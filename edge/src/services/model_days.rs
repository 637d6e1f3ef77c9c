//! What models wrote for a project, what it cost, and how often they did not, by day (UTC).

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::timestamp::day,
    platform::{DbError, Platform},
    store::model_days::{self, ModelDay, ModelFailures},
};

/// The days that are told of.
const DAYS: u64 = 90;
/// The most rows that are read: each day has few models and reasons.
const ROWS: u32 = 2_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// What models wrote, and how often they did not.
#[derive(Clone, Debug)]
pub struct Days {
    /// What each model wrote on each day.
    pub written: Vec<ModelDay>,
    /// How often the extractive answer took a model's place on each day, and why.
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
