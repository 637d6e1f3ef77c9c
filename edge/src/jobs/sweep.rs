//! The sweep: sends lost jobs and those that were never sent again, sends the daily jobs, and deletes expired data.
//!
//! Jobs are idempotent and know their step, so an extra job changes nothing. This is the only job that goes through all
//! projects, one database after the other.

use jiff::tz::TimeZone;

use super::JobError;
use crate::domain::job::Job;
use crate::{
    domain::timestamp::date_in,
    platform::Platform,
    services::{
        attachments, console, deliveries, maintenance, model_answers, notices, people,
        question_runs, sign_in, vectors,
    },
    store::{
        activity,
        events::projects_with_events,
        idempotent_requests,
        maintenance::forgetting,
        sources::{SourceStatus, StuckSource, stuck},
        topics,
    },
};

/// A source without any progress for this long has lost its job, in milliseconds: 10 minutes. A job takes seconds, and
/// its retries are minutes apart.
pub const STUCK_MS: u64 = 10 * 60 * 1_000;
/// The most sources of one database that one sweep sends again.
const SOURCES: u32 = 20;

/// The key in KV of the day on which the daily jobs were last sent.
const DAY: &str = "sweep/day";
/// How long the key is kept, in seconds: 2 days, so that it outlives its day.
const DAY_KEPT_SECONDS: u32 = 2 * 24 * 60 * 60;
/// Projects with a question in this time get their topics grouped, in milliseconds: 2 days.
const ASKED_MS: u64 = 2 * 24 * 60 * 60 * 1_000;

/// Sends what is due, and returns the number of stuck sources.
pub async fn sweep(platform: &Platform) -> Result<usize, JobError> {
    let now = platform.clock.now();
    sweep_requests(platform, now).await?;
    console::sweep(platform).await?;
    sign_in::sweep(platform).await?;
    people::sweep(platform).await?;
    model_answers::sweep(platform).await?;
    attachments::sweep(platform).await?;
    notices::sweep(platform).await?;
    deliveries::sweep(platform).await?;
    send_days_work(platform, now).await?;
    question_runs::due::sweep(platform).await?;
    maintenance::recrawl(platform).await?;
    resend_stuck(platform).await
}

/// Stored responses to repeated requests are in the directory and with the projects.
async fn sweep_requests(platform: &Platform, now: u64) -> Result<(), JobError> {
    idempotent_requests::sweep(platform.directory(), now).await?;
    for db in platform.every_project() {
        if !platform.directory().is(&db) {
            idempotent_requests::sweep(&db, now).await?;
        }
    }
    Ok(())
}

/// Sends the daily jobs, once a day (UTC). Sending them twice, or not on some day, does no harm.
async fn send_days_work(platform: &Platform, now: u64) -> Result<(), JobError> {
    let today = date_in(now, &TimeZone::UTC).to_string();
    if platform.kv.get(DAY).await?.as_deref() == Some(&*today) {
        return Ok(());
    }
    for db in platform.every_project() {
        let mut asked = activity::asked_since(&db, now.saturating_sub(ASKED_MS)).await?;
        asked.extend(topics::projects_with_emptied(&db).await?);
        asked.sort_unstable();
        asked.dedup();
        for project_id in asked {
            platform
                .jobs
                .send(Job::GroupTopicsV1 { project_id })
                .await?;
        }
        for project_id in forgetting(&db).await? {
            platform
                .jobs
                .send(Job::ForgetConversationsV1 { project_id })
                .await?;
        }
        for project_id in projects_with_events(&db).await? {
            platform
                .jobs
                .send(Job::PruneEventsV1 { project_id })
                .await?;
        }
    }
    platform.kv.put(DAY, today, DAY_KEPT_SECONDS).await?;
    vectors::sweep(platform).await?;
    Ok(())
}

async fn resend_stuck(platform: &Platform) -> Result<usize, JobError> {
    let before = platform.clock.now().saturating_sub(STUCK_MS);
    let mut count = 0;
    for db in platform.every_project() {
        let sources = stuck(&db, before, SOURCES).await?;
        count += sources.len();
        for source in sources {
            platform.jobs.send(job(&source)).await?;
        }
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
