//! Slow or fallible work, done from the queue. A job may run twice and must not mind.

use crate::{
    domain::job::Job,
    domain::reports::topics::QUESTIONS,
    platform::{DbError, Platform, PlatformError, RoomError},
    services::{
        deliveries::{self, DeliveryError},
        erasure,
        group_topics::{GroupError, group_topics},
        index_source::{self, IndexError},
        upkeep::{self, UpkeepError},
    },
};

pub mod sweep;

/// Why a job failed; the queue tries it again.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Indexing failed.
    #[error("indexing: {0}")]
    Index(#[from] IndexError),
    /// Grouping failed.
    #[error("grouping: {0}")]
    Group(#[from] GroupError),
    /// Upkeep failed.
    #[error("upkeep: {0}")]
    Upkeep(#[from] UpkeepError),
    /// A delivery was not settled.
    #[error("delivery: {0}")]
    Delivery(#[from] DeliveryError),
    /// A room failed.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The record failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Does `job`.
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
            // More than one job forgets at a time: the next one goes on.
            if upkeep::forget(platform, project_id).await? > 0 {
                platform
                    .jobs
                    .send(Job::ForgetConversationsV1 { project_id })
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
            // More than one job groups at a time: the next one goes on.
            if group_topics(platform, project_id).await? == QUESTIONS {
                platform
                    .jobs
                    .send(Job::GroupTopicsV1 { project_id })
                    .await?;
            }
        }
    }
    Ok(())
}

/// Says of `job`, which was tried too often, what its owner can see.
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
        // Tomorrow's job does today's work, too, and what was not delivered comes due again.
        Job::GroupTopicsV1 { .. }
        | Job::ForgetConversationsV1 { .. }
        | Job::DeliverEventsV1 { .. }
        | Job::DeliverV1 { .. } => {}
    }
    Ok(())
}
