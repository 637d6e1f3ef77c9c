//! What was changed in a project, from where each change was made: the directory, or the project's own database.

use std::cmp::Reverse;

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::cursor::Cursor,
    platform::{DbError, Platform},
    store::audit::{self, AuditEntry, AuditFilter},
};

/// At most `limit` changes before `after`, newest first.
pub async fn of_project(
    platform: &Platform,
    project_id: ProjectId,
    filter: &AuditFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<AuditEntry>, DbError> {
    let db = platform.project(project_id);
    let mut entries = audit::list(&db, project_id, filter, after.clone(), limit).await?;
    if !platform.directory().is(&db) {
        entries.extend(audit::list(platform.directory(), project_id, filter, after, limit).await?);
        entries.sort_by_key(|entry| Reverse((entry.created_at, entry.id.to_string())));
        entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(entries)
}
