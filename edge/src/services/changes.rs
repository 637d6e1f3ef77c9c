//! The record of changes of a project. It combines the directory's entries with those of the project's own database.

use std::cmp::Reverse;

use porchlight_shared::ids::ProjectId;
use serde_json::{Map, Value, json};

use crate::{
    domain::cursor::Cursor,
    platform::{DbError, Platform},
    store::audit::{self, AuditEntry, AuditFilter},
};

/// The old and new values of `fields` by name, for the record. Unchanged fields are left out.
pub fn from_to(fields: Vec<(&str, Value, Value)>) -> Value {
    let changed = (fields.into_iter()).filter(|(_, from, to)| from != to);
    changed
        .map(|(name, from, to)| (name.to_owned(), json!({ "from": from, "to": to })))
        .collect::<Map<String, Value>>()
        .into()
}

/// The newest `limit` changes before `after`, newest first.
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
