//! Slow or fallible work, done from the queue. A job may run twice and must not mind.

use porchlight_shared::ids::{ProjectId, SourceId};
use serde::{Deserialize, Serialize};

/// What travels through the queue, as one JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Job {
    /// Reads a source and puts its passages into the index.
    IndexSourceV1 {
        /// The source's project.
        project_id: ProjectId,
        /// The source.
        source_id: SourceId,
    },
}

/// TEMP
pub async fn run(
    _platform: &crate::platform::Platform,
    _job: Job,
) -> Result<(), crate::platform::PlatformError> {
    Ok(())
}
