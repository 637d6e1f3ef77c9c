//! Automatic maintenance: how often sources are read again, and how long conversations are kept.

use porchlight_shared::ids::{ConversationId, ProjectId, SourceId};
use serde::{Deserialize, Serialize};

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

/// The days after which a source is read again, if its owner has not set them: the default of the table.
const RECRAWL_DAYS: u32 = 7;

/// An owner's maintenance settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Maintenance {
    /// The days after which a source is read again; 0 for never.
    pub recrawl_days: u32,
    /// The days for which a conversation is kept after its latest message. `None`: until somebody erases it.
    pub retention_days: Option<u32>,
}

impl Default for Maintenance {
    fn default() -> Self {
        Self {
            recrawl_days: RECRAWL_DAYS,
            retention_days: None,
        }
    }
}

const OF: &str = "SELECT recrawl_days, retention_days FROM upkeep WHERE project_id = ?1";

/// The maintenance settings of the project.
pub async fn of(db: &ProjectDb, project_id: ProjectId) -> Result<Maintenance, DbError> {
    let set = fetch_optional(db, Statement::new(OF).bind(project_id)).await?;
    Ok(set.unwrap_or_default())
}

const SET: &str = "
    INSERT INTO upkeep (project_id, recrawl_days, retention_days) VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET recrawl_days = excluded.recrawl_days, retention_days = excluded.retention_days";

/// Sets the maintenance of the project.
pub fn set(project_id: ProjectId, maintenance: Maintenance) -> Statement {
    Statement::new(SET)
        .bind(project_id)
        .bind(maintenance.recrawl_days)
        .bind(maintenance.retention_days)
}

/// The shortest time between two readings of a source, in milliseconds.
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

const DUE: &str = "
    SELECT sources.project_id, sources.id FROM sources LEFT JOIN upkeep ON upkeep.project_id = sources.project_id
    WHERE sources.status IN ('indexed', 'failed', 'held') AND sources.updated_at <= ?1 - ?2 AND sources.recrawl_hours IS NULL
      AND sources.kind IN ('page', 'sitemap', 'site') AND coalesce(upkeep.recrawl_days, ?4) > 0
      AND sources.updated_at <= ?1 - coalesce(upkeep.recrawl_days, ?4) * ?2
    ORDER BY sources.updated_at LIMIT ?3";

const HOUR_MS: u64 = 60 * 60 * 1_000;

const DUE_BY_HOURS: &str = "
    SELECT project_id, id FROM sources
    WHERE status IN ('indexed', 'failed', 'held') AND recrawl_hours > 0 AND updated_at <= ?1 - ?2
      AND updated_at <= ?1 - recrawl_hours * ?2
    ORDER BY updated_at LIMIT ?3";

/// A source that is due to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueSource {
    /// The project of the source.
    pub project_id: ProjectId,
    /// The id of the source.
    pub id: SourceId,
}

/// Sources of all projects in this database that are due to be read again at `now`, oldest first: at most `limit` with
/// hours of their own, and as many without.
pub async fn due_sources(db: &ProjectDb, now: u64, limit: u32) -> Result<Vec<DueSource>, DbError> {
    let by_hours = Statement::new(DUE_BY_HOURS)
        .bind(now)
        .bind(HOUR_MS)
        .bind(limit);
    let mut due: Vec<DueSource> = fetch_all(db, by_hours).await?;
    let by_days = Statement::new(DUE)
        .bind(now)
        .bind(DAY_MS)
        .bind(limit)
        .bind(RECRAWL_DAYS);
    let by_days: Vec<DueSource> = fetch_all(db, by_days).await?;
    due.extend(by_days);
    Ok(due)
}

const FORGETTING: &str = "SELECT project_id AS id FROM upkeep WHERE retention_days IS NOT NULL";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// The projects in this database with a retention period.
pub async fn forgetting(db: &ProjectDb) -> Result<Vec<ProjectId>, DbError> {
    let rows: Vec<ProjectRow> = fetch_all(db, Statement::new(FORGETTING)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const QUIET: &str = "
    SELECT id FROM conversations WHERE project_id = ?1 AND updated_at < ?2 ORDER BY updated_at LIMIT ?3";

#[derive(Deserialize)]
struct ConversationRow {
    id: ConversationId,
}

/// Conversations whose latest message is older than `before` (Unix milliseconds), oldest first, at most `limit`.
pub async fn quiet_conversations(
    db: &ProjectDb,
    project_id: ProjectId,
    before: u64,
    limit: u32,
) -> Result<Vec<ConversationId>, DbError> {
    let statement = Statement::new(QUIET)
        .bind(project_id)
        .bind(before)
        .bind(limit);
    let rows: Vec<ConversationRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const COUNT_QUIET: &str = "
    SELECT count(*) AS number FROM (
      SELECT 1 FROM conversations WHERE project_id = ?1 AND updated_at < ?2 LIMIT ?3)";

#[derive(Deserialize)]
struct CountRow {
    number: u32,
}

/// The number of such conversations, counted up to `limit`.
pub async fn count_quiet(
    db: &ProjectDb,
    project_id: ProjectId,
    before: u64,
    limit: u32,
) -> Result<u32, DbError> {
    let statement = Statement::new(COUNT_QUIET)
        .bind(project_id)
        .bind(before)
        .bind(limit);
    let row: Option<CountRow> = fetch_optional(db, statement).await?;
    Ok(row.map_or(0, |row| row.number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn what_is_due_is_found_by_index() {
        check_searches(DUE, 4).await;
        check_searches(DUE_BY_HOURS, 3).await;
        check_searches(QUIET, 3).await;
        check_searches(COUNT_QUIET, 3).await;
    }
}
