//! Events: the statement that records one in the batch of its change, the list for clients that pull them, and the
//! deletion of old ones.

use porchlight_shared::ids::{EventId, ProjectId};
use serde_json::Value;

use super::links::{self, Told};
use crate::{
    domain::{
        credentials::link_token::LinkMaker, deliveries::event::EventKind,
        settings::project_settings::ProjectSettings,
    },
    platform::{DbError, Platform, PlatformError, Statement, random_bytes},
    store::{
        events::{self, Event},
        projects,
    },
};

/// The most events that one job deletes.
pub const PRUNED: usize = 1_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// The statement that records an event of `kind` in the project at `now` (Unix milliseconds).
pub fn record(
    project_id: ProjectId,
    kind: EventKind,
    data: &Value,
    now: u64,
) -> Result<Statement, PlatformError> {
    let id = EventId::new(now, random_bytes()?);
    Ok(events::record(project_id, id, kind.name(), data, now))
}

/// An event for a client that pulls events.
#[derive(Clone, Debug, PartialEq)]
pub struct PulledEvent {
    /// The event, as stored.
    pub event: Event,
    /// The data of the event, with a link if the caller's key may answer.
    pub data: Value,
}

/// Up to `limit` events of the project after number `after`, in order, for `maker`.
pub async fn pull(
    platform: &Platform,
    project_id: ProjectId,
    maker: LinkMaker,
    after: u64,
    limit: u32,
) -> Result<Vec<PulledEvent>, DbError> {
    let events = events::after(&platform.project(project_id), project_id, after, limit).await?;
    let mut pulled: Vec<PulledEvent> = events
        .into_iter()
        .map(|event| PulledEvent {
            data: serde_json::from_str(&event.data).unwrap_or_default(),
            event,
        })
        .collect();
    let mut told: Vec<Told<'_>> = pulled
        .iter_mut()
        .map(|pulled| Told {
            data: &mut pulled.data,
            happened_at: pulled.event.created_at,
        })
        .collect();
    links::add(platform, project_id, maker, &mut told).await?;
    Ok(pulled)
}

/// Deletes up to [`PRUNED`] events whose time is over. Returns how many.
pub async fn prune(platform: &Platform, project_id: ProjectId) -> Result<usize, DbError> {
    let project = projects::by_id(platform.directory(), project_id).await?;
    let settings = project
        .and_then(|project| serde_json::from_str::<ProjectSettings>(&project.settings).ok())
        .unwrap_or_default();
    let kept = u64::from(settings.people.event_days) * DAY_MS;
    let before = platform.clock.now().saturating_sub(kept);
    let db = &platform.project(project_id);
    let limit = u32::try_from(PRUNED).unwrap_or(u32::MAX);
    let old = events::old(db, project_id, before, limit).await?;
    if !old.is_empty() {
        db.batch(events::delete(project_id, &old)).await?;
    }
    Ok(old.len())
}
