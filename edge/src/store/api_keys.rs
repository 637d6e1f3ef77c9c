//! API keys. Only their hashes are here.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{Db, DbError, Statement, fetch_optional};

const PROJECT_OF: &str = "
    SELECT project_id FROM api_keys
    WHERE hash = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)";

#[derive(Deserialize)]
struct Owner {
    project_id: ProjectId,
}

/// The project that the key with this hash opens at `now` (Unix milliseconds).
///
/// The lookup is by the hash of a 128-bit random key, so its timing says nothing about any stored key.
pub async fn project_of(db: &dyn Db, hash: &str, now: u64) -> Result<Option<ProjectId>, DbError> {
    let owner: Option<Owner> =
        fetch_optional(db, Statement::new(PROJECT_OF).bind(hash).bind(now)).await?;
    Ok(owner.map(|owner| owner.project_id))
}
