//! Slow or fallible work, done from the queue.
//!
//! *Invariant:* every job is idempotent, because the queue may deliver it twice.

use crate::{
    domain::job::Job,
    domain::reports::topics::QUESTIONS,
    domain::saved_question::BreakReason,
    platform::{DbError, Platform, PlatformError, RoomError},
    services::{
        busy,
        deliveries::{self, DeliveryError},
        erasure, events,
        group_topics::{GroupError, group_topics},
        index_source::{self, IndexError},
        maintenance::{self, MaintenanceError},
        question_runs::{self, RunError},
        sign_in::{self, SignInError},
        vectors::{self, VectorError},
    },
};

pub mod sweep;

/// Why a job failed. The queue tries it again.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// A source could not be indexed, for a reason that may pass.
    #[error("indexing: {0}")]
    Index(#[from] IndexError),
    /// The questions of a project could not be grouped.
    #[error("grouping: {0}")]
    Group(#[from] GroupError),
    /// Saved questions could not be asked.
    #[error("saved questions: {0}")]
    Questions(#[from] RunError),
    /// Vectors could not be made.
    #[error("vectors: {0}")]
    Vectors(#[from] VectorError),
    /// A link to sign in could not be sent.
    #[error("sign-in link: {0}")]
    SignIn(#[from] SignInError),
    /// Old data could not be deleted.
    #[error("maintenance: {0}")]
    Maintenance(#[from] MaintenanceError),
    /// The outcome of a delivery could not be stored.
    #[error("delivery: {0}")]
    Delivery(#[from] DeliveryError),
    /// A room was unreachable or refused.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Runs `job` once. After an error, the queue runs it again.
pub async fn run(platform: &Platform, job: Job) -> Result<(), JobError> {
    match job {
        Job::IndexSourceV1 {
            project_id,
            source_id,
        } => index_source::start(platform, project_id, source_id).await?,
        Job::IndexPagesV1 {
            project_id,
            source_id,
            crawl,
            step,
        } => index_source::step(platform, project_id, source_id, crawl, step).await?,
        Job::ForgetConversationsV1 { project_id } => {
            // There are more conversations than one job erases, so the next job continues.
            if maintenance::forget(platform, project_id).await? > 0 {
                platform
                    .jobs
                    .send(Job::ForgetConversationsV1 { project_id })
                    .await?;
            }
        }
        Job::PruneEventsV1 { project_id } => {
            // There are more events than one job deletes, so the next job continues.
            if events::prune(platform, project_id).await? == events::PRUNED {
                platform
                    .jobs
                    .send(Job::PruneEventsV1 { project_id })
                    .await?;
            }
        }
        Job::EraseRoomsV1 {
            project_id,
            conversations,
        } => erasure::rooms(platform, project_id, &conversations).await?,
        Job::DeliverEventsV1 { project_id } => deliveries::hand_out(platform, project_id).await?,
        Job::DeliverV1 {
            project_id,
            delivery_id,
            attempt,
        } => deliveries::deliver(platform, project_id, delivery_id, attempt).await?,
        Job::GroupTopicsV1 { project_id } => {
            // There are more questions than one job groups, so the next job continues.
            if group_topics(platform, project_id).await? == QUESTIONS {
                platform
                    .jobs
                    .send(Job::GroupTopicsV1 { project_id })
                    .await?;
            }
        }
        Job::AskSavedQuestionsV1 {
            project_id,
            run_id,
            step,
        } => question_runs::step(platform, project_id, run_id, step).await?,
        Job::BeginQuestionRunV1 { project_id, cause } => {
            question_runs::due::begin(platform, project_id, cause).await?;
        }
        Job::NoteBusyV1 { project_id, at, id } => {
            busy::write(platform, project_id, at, &id).await?;
        }
        Job::SendSignInLinkV1 {
            id,
            email,
            browser,
            at,
        } => sign_in::send(platform, &id, &email, &browser, at).await?,
        Job::EmbedPassagesV1 { project_id } => vectors::step(platform, project_id).await?,
    }
    Ok(())
}

/// Records for the owner that `job` failed too often.
pub async fn give_up(platform: &Platform, job: Job) -> Result<(), JobError> {
    match job {
        Job::IndexSourceV1 {
            project_id,
            source_id,
        }
        | Job::IndexPagesV1 {
            project_id,
            source_id,
            ..
        } => index_source::give_up(platform, project_id, source_id).await?,
        Job::EraseRoomsV1 { conversations, .. } => {
            log::error!("rooms of erased conversations still hold events: {conversations:?}");
        }
        Job::AskSavedQuestionsV1 {
            project_id, run_id, ..
        } => {
            let reason = BreakReason::Failed;
            question_runs::give_up(platform, project_id, run_id, reason).await?;
        }
        Job::NoteBusyV1 { project_id, .. } => {
            log::error!("a busy moment of {project_id} is not counted");
        }
        Job::SendSignInLinkV1 { .. } => log::error!("a link to sign in was not sent"),
        // Tomorrow's job also does today's work. Undelivered events, passages without vectors and runs come due again.
        Job::GroupTopicsV1 { .. }
        | Job::BeginQuestionRunV1 { .. }
        | Job::ForgetConversationsV1 { .. }
        | Job::PruneEventsV1 { .. }
        | Job::DeliverEventsV1 { .. }
        | Job::DeliverV1 { .. }
        | Job::EmbedPassagesV1 { .. } => {}
    }
    Ok(())
}
