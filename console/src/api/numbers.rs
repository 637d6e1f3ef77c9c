//! Requests about how much is asked and answered.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::get;
use crate::{
    model::numbers::{Activity, ActivityDay, Day, Overview},
    problem::Problem,
};

/// The numbers for the days `from` to `to`, both included, with days starting at midnight in the time zone `zone`.
pub(crate) async fn overview(from: Day, to: Day, zone: &str) -> Result<Overview, Problem> {
    get(&path("overview", from, to, zone)).await
}

/// The number of questions on each day, `from` and `to` included.
pub(crate) async fn activity(from: Day, to: Day, zone: &str) -> Result<Vec<ActivityDay>, Problem> {
    let activity: Activity = get(&path("activity", from, to, zone)).await?;
    Ok(activity.activity)
}

fn path(what: &str, from: Day, to: Day, zone: &str) -> String {
    let zone = utf8_percent_encode(zone, NON_ALPHANUMERIC);
    format!("/api/v1/analytics/{what}?from={from}&to={to}&timezone={zone}")
}
