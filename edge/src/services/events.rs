//! The statement that records an event, for the batch of the change itself.

use porchlight_shared::ids::{EventId, ProjectId};
use serde_json::Value;

use crate::{
    domain::deliveries::event::EventKind,
    platform::{PlatformError, Statement, random_bytes},
    store::events,
};

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
