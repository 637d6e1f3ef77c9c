//! How much is asked and answered.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::get;
use crate::{
    model::numbers::{Activity, ActivityDay, Day, Overview},
    problem::Problem,
};

/// The numbers of the days from `from` to `to`, both included, where days begin in the time zone `zone`.
pub(crate) async fn overview(from: Day, to: Day, zone: &str) -> Result<Overview, Problem> {
    get(&path("overview", from, to, zone)).await
}

/// The questions on each of these days.
pub(crate) async fn activity(from: Day, to: Day, zone: &str) -> Result<Vec<ActivityDay>, Problem> {
    let activity: Activity = get(&path("activity", from, to, zone)).await?;
    Ok(activity.activity)
}

fn path(what: &str, from: Day, to: Day, zone: &str) -> String {
    let zone = utf8_percent_encode(zone, NON_ALPHANUMERIC);
    format!("/api/v1/analytics/{what}?from={from}&to={to}&timezone={zone}")
}
