//! The numbers of a project.

use jiff::{civil::Date, tz::TimeZone};
use porchlight_shared::ids::ProjectId;

use crate::{
    domain::{
        reports::range::ReportRange,
        settings::plan::Plan,
        timestamp::{date_in, first_moment, month},
    },
    platform::{DbError, Platform, ProjectDb},
    store::{
        activity::{self, Sums},
        busy, credits,
    },
};

/// The number of days in the trend. They are compared with as many days before.
const TREND_DAYS: i64 = 7;

/// The project and the time of a report.
#[derive(Clone, Debug)]
pub struct AnalyticsRange {
    /// The project to count in.
    pub project_id: ProjectId,
    /// Whether to count what test keys did, or everything else.
    pub test: bool,
    /// The days to count.
    pub range: ReportRange,
    /// The time zone in which days begin.
    pub zone: TimeZone,
}

/// The numbers of a project over a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The numbers of the whole range, summed.
    pub sums: Sums,
    /// How far the questions of the last seven days differ from the seven days before, in percent.
    pub week_over_week_change: i64,
    /// How often in the range the database was too busy for a question.
    pub busy: u64,
    /// The credits of this calendar month, whatever the range.
    pub credits: Credits,
}

/// The credits of a calendar month (UTC). Each answer uses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credits {
    /// The number of answers so far.
    pub used: u32,
    /// The number of answers that the plan includes. `None`: no limit.
    pub limit: Option<u32>,
    /// When the next month begins, in Unix milliseconds.
    pub resets_at: u64,
}

/// Reads the sums, the trend and the credits.
pub async fn overview(
    platform: &Platform,
    query: &AnalyticsRange,
    plan: Plan,
) -> Result<Overview, DbError> {
    let db = &platform.project(query.project_id);
    let now = platform.clock.now();
    let AnalyticsRange {
        project_id,
        test,
        ref range,
        ref zone,
    } = *query;
    let sums = activity::sums(db, project_id, test, range.from, range.to).await?;
    let weeks = ReportRange::two(TREND_DAYS, zone, now).map(|week| (week.from, week.to));
    let questions = activity::questions(db, project_id, test, &weeks).await?;
    let (this, before) = match questions.as_slice() {
        [this, before] => (*this, *before),
        _ => (0, 0),
    };
    Ok(Overview {
        sums,
        week_over_week_change: change(this, before),
        busy: (busy(db, query, &[(range.from, range.to)]).await?)
            .into_iter()
            .sum(),
        credits: credits(platform, project_id, plan).await?,
    })
}

/// The credits of this calendar month.
pub async fn credits(
    platform: &Platform,
    project_id: ProjectId,
    plan: Plan,
) -> Result<Credits, DbError> {
    let now = platform.clock.now();
    let db = &platform.project(project_id);
    Ok(Credits {
        used: credits::used(db, project_id, &month(now)).await?,
        limit: plan.allowance().credits_per_month,
        resets_at: next_month(now),
    })
}

/// How often the database was too busy in each of `spans`. Questions with test keys are not counted.
async fn busy(
    db: &ProjectDb,
    query: &AnalyticsRange,
    spans: &[(u64, u64)],
) -> Result<Vec<u64>, DbError> {
    if query.test {
        return Ok(vec![0; spans.len()]);
    }
    busy::count(db, query.project_id, spans).await
}

/// The numbers of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfProject {
    /// The day.
    pub date: Date,
    /// The number of questions.
    pub questions: u64,
    /// How often the database was too busy for a question.
    pub busy: u64,
}

/// The numbers of each day of the range, oldest first.
pub async fn activity(
    platform: &Platform,
    query: &AnalyticsRange,
) -> Result<Vec<DayOfProject>, DbError> {
    let db = &platform.project(query.project_id);
    let first = activity::first(db, query.project_id, query.test).await?;
    let days = query.range.days(first, &query.zone);
    let spans: Vec<(u64, u64)> = days.iter().map(|(_, from, to)| (*from, *to)).collect();
    let questions = activity::questions(db, query.project_id, query.test, &spans).await?;
    let busy = busy(db, query, &spans).await?;
    Ok(days
        .into_iter()
        .zip(questions)
        .zip(busy)
        .map(|(((date, ..), questions), busy)| DayOfProject {
            date,
            questions,
            busy,
        })
        .collect())
}

/// The share of `part` in `whole` in percent, rounded. 0 if `whole` is 0.
pub fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

/// The change from `before` to `this`, in percent. From 0 to any number it is 100.
fn change(this: u64, before: u64) -> i64 {
    if before == 0 {
        return if this == 0 { 0 } else { 100 };
    }
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    if this >= before {
        signed(percent(this - before, before))
    } else {
        -signed(percent(before - this, before))
    }
}

fn next_month(now: u64) -> u64 {
    let last = date_in(now, &TimeZone::UTC).last_of_month();
    last.tomorrow()
        .ok()
        .and_then(|first| first_moment(first, &TimeZone::UTC))
        .unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_and_nothing_has_none() {
        for (part, whole, expected) in [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 2, 50), (1, 200, 1)]
        {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn a_change_is_in_percent_of_the_week_before() {
        for (this, before, expected) in [
            (0, 0, 0),
            (5, 0, 100),
            (0, 5, -100),
            (15, 10, 50),
            (10, 15, -33),
            (300, 100, 200),
        ] {
            assert_eq!(change(this, before), expected, "{this} after {before}");
        }
    }

    #[test]
    fn credits_begin_anew_with_the_month() {
        // 2024-12-31T23:59:59.999Z
        assert_eq!(next_month(1_735_689_599_999), 1_735_689_600_000);
        assert_eq!(next_month(1_735_689_600_000), 1_738_368_000_000);
    }
}
