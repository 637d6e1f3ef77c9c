//! `/api/v1/analytics`: the numbers of a project.

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadAnalytics},
        query::Params,
    },
    domain::{
        reports::range::{NamedRange, ReportRange, time_zone},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::analytics::{self, AnalyticsRange, Credits, percent},
};

const DEFAULT_RANGE: &str = "30d";

/// The time range.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RangeQuery {
    /// `1d`, `7d`, `30d`, `90d`, `365d` (whole days, today included) or `all`.
    #[param(example = "7d", default = "30d")]
    range: Option<String>,
    /// A date or a time (RFC 3339), instead of a named range. Accurate to a quarter of an hour.
    #[param(example = "2027-01-01")]
    from: Option<String>,
    /// A date, which is included, or a time, which is not.
    #[param(example = "2027-01-31")]
    to: Option<String>,
    /// The time zone in which days begin, from the IANA time zone database.
    #[param(example = "Europe/Berlin", default = "UTC")]
    timezone: Option<String>,
}

impl RangeQuery {
    fn read(
        &self,
        platform: &Platform,
        project: &OwnedProject<ReadAnalytics>,
    ) -> Result<AnalyticsRange, ApiError> {
        let zone = time_zone(self.timezone.as_deref())?;
        let named = NamedRange {
            range: self.range.as_deref(),
            from: self.from.as_deref(),
            to: self.to.as_deref(),
        };
        Ok(AnalyticsRange {
            project_id: project.id,
            test: project.test,
            range: ReportRange::read(named, DEFAULT_RANGE, &zone, platform.clock.now())?,
            zone,
        })
    }
}

/// The numbers of a range.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "range": "30d", "totalQuestions": 412, "satisfactionRate": 88, "helpfulCount": 73, "totalFeedback": 83,
    "handoffCount": 19, "handoffRate": 7, "weekOverWeekChange": 12, "unansweredCount": 31,
    "busyCount": 0,
    "credits": { "used": 380, "limit": 10000, "remaining": 9620, "resetsAt": "2027-02-01T00:00:00.000Z" },
}))]
pub struct OverviewBody {
    /// The name of the range, or `custom` with `from` and `to`.
    #[schema(value_type = String)]
    range: &'static str,
    /// The number of visitors' questions.
    total_questions: u64,
    /// The share of thumbs up among all verdicts, in percent; 0 if there are no verdicts.
    satisfaction_rate: u64,
    /// The number of thumbs up.
    helpful_count: u64,
    /// The number of thumbs up and down.
    total_feedback: u64,
    /// The number of conversations in which the visitor asked for a person.
    handoff_count: u64,
    /// The share of conversations with a handoff among those that began in the range, in percent, at most 100.
    handoff_rate: u64,
    /// How far the questions of the last seven days (today included) differ from the seven days before, in percent. If
    /// there were none before, 100 if there is any question and 0 otherwise.
    week_over_week_change: i64,
    /// The number of questions that the pages did not answer.
    unanswered_count: u64,
    /// The number of questions for which the database was too busy. They were answered with 503 or with the event
    /// `error`.
    busy_count: u64,
    /// The credits of this calendar month (UTC).
    credits: CreditsBody,
}

/// The answers of this calendar month (UTC): each one uses a credit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreditsBody {
    /// The number of credits that were used.
    used: u32,
    /// The number of credits that the plan includes, null if it has no limit.
    limit: Option<u32>,
    /// The number of credits that are left, null if there is no limit.
    remaining: Option<u32>,
    /// When the next month begins.
    resets_at: String,
}

impl From<Credits> for CreditsBody {
    fn from(credits: Credits) -> Self {
        Self {
            used: credits.used,
            limit: credits.limit,
            remaining: credits
                .limit
                .map(|limit| limit.saturating_sub(credits.used)),
            resets_at: rfc3339(credits.resets_at),
        }
    }
}

/// Returns the numbers of a range at a glance.
#[utoipa::path(
    get, path = "/api/v1/analytics/overview", tag = "Analytics", params(RangeQuery),
    responses(
        (status = 200, body = OverviewBody),
        (status = 400, description = "There is no such range or time zone.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn overview(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
    Params(query): Params<RangeQuery>,
) -> Result<Json<OverviewBody>, ApiError> {
    let query = query.read(&platform, &project)?;
    let overview = analytics::overview(&platform, &query, project.plan).await?;
    let sums = overview.sums;
    let total_feedback = sums.helpful + sums.unhelpful;
    let credits = overview.credits;
    Ok(Json(OverviewBody {
        range: query.range.name,
        total_questions: sums.questions,
        satisfaction_rate: percent(sums.helpful, total_feedback),
        helpful_count: sums.helpful,
        total_feedback,
        handoff_count: sums.handoffs,
        handoff_rate: percent(sums.handoffs, sums.conversations).min(100),
        week_over_week_change: overview.week_over_week_change,
        unanswered_count: sums.unanswered,
        busy_count: overview.busy,
        credits: credits.into(),
    }))
}

/// The questions of each day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "range": "7d", "activity": [{ "date": "2027-01-25", "questions": 14 }, { "date": "2027-01-26", "questions": 0 }],
    "busyDays": [{ "date": "2027-01-25", "count": 2 }],
}))]
pub struct ActivityBody {
    /// The name of the range, or `custom` with `from` and `to`.
    #[schema(value_type = String)]
    range: &'static str,
    /// Every day of the range, oldest first, at most 3,660. `all` begins with the first question.
    activity: Vec<DayBody>,
    /// The days on which the database was too busy for a question, oldest first.
    busy_days: Vec<BusyDayBody>,
}

/// A day and its questions.
#[derive(Serialize, ToSchema)]
#[schema(as = ActivityDay)]
pub struct DayBody {
    /// The date as YYYY-MM-DD, in the time zone of the query.
    date: String,
    /// The number of questions on this day.
    questions: u64,
}

/// A day on which the database was too busy for a question.
#[derive(Serialize, ToSchema)]
#[schema(as = BusyDay)]
pub struct BusyDayBody {
    /// The date as YYYY-MM-DD, in the time zone of the query.
    date: String,
    /// The number of such questions.
    count: u64,
}

/// Returns the number of questions on each day.
#[utoipa::path(
    get, path = "/api/v1/analytics/activity", tag = "Analytics", params(RangeQuery),
    responses(
        (status = 200, body = ActivityBody),
        (status = 400, description = "There is no such range or time zone.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn activity(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
    Params(query): Params<RangeQuery>,
) -> Result<Json<ActivityBody>, ApiError> {
    let query = query.read(&platform, &project)?;
    let activity = analytics::activity(&platform, &query).await?;
    // Busy days are a list of their own, because clients expect a date and one number in each day.
    let busy_days = (activity.iter().filter(|day| day.busy > 0))
        .map(|day| BusyDayBody {
            date: day.date.to_string(),
            count: day.busy,
        })
        .collect();
    let days = activity.into_iter().map(|day| DayBody {
        date: day.date.to_string(),
        questions: day.questions,
    });
    Ok(Json(ActivityBody {
        range: query.range.name,
        activity: days.collect(),
        busy_days,
    }))
}
