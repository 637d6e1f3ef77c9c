//! Events, for webhooks and for clients that pull them.
//!
//! *Invariant:* an event is written in the batch of the change that it reports, so that neither exists without the
//! other. A trigger numbers the events of each project, so a number reveals only how many events its own project had.

use porchlight_shared::ids::{EventId, ProjectId};
use serde::Deserialize;
use serde_json::Value;

use super::sources::Source;
use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional};

const INSERT: &str =
    "INSERT INTO events (id, project_id, type, data, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";

/// Records an event of type `kind` (`noun.verb`) at `now`.
pub fn record(
    project_id: ProjectId,
    id: EventId,
    kind: &'static str,
    data: &Value,
    now: u64,
) -> Statement {
    insert(INSERT, project_id, id, kind, data, now)
}

const INSERT_ONCE: &str = "
    INSERT INTO events (id, project_id, type, data, created_at)
    SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = ?1)";

/// As [`record`], unless an event with this id exists.
pub fn record_once(
    project_id: ProjectId,
    id: EventId,
    kind: &'static str,
    data: &Value,
    now: u64,
) -> Statement {
    insert(INSERT_ONCE, project_id, id, kind, data, now)
}

fn insert(
    sql: &'static str,
    project_id: ProjectId,
    id: EventId,
    kind: &'static str,
    data: &Value,
    now: u64,
) -> Statement {
    Statement::new(sql)
        .bind(id)
        .bind(project_id)
        .bind(kind)
        .bind(data.to_string())
        .bind(now)
}

const INSERT_END_OF_READING: &str = "
    INSERT INTO events (id, project_id, type, data, created_at)
    SELECT ?2, ?1, ?3, ?4, ?5 FROM sources
    WHERE project_id = ?1 AND id = ?6 AND crawl = ?7 AND status IN ('pending', 'indexing') AND step <= ?8";

/// Records an event about a source whose reading ends at `now`, unless it has already ended or is past the source's
/// step: a job may run twice.
pub fn record_end_of_reading(
    project_id: ProjectId,
    source: &Source,
    id: EventId,
    kind: &'static str,
    data: &Value,
    now: u64,
) -> Statement {
    Statement::new(INSERT_END_OF_READING)
        .bind(project_id)
        .bind(id)
        .bind(kind)
        .bind(data.to_string())
        .bind(now)
        .bind(source.id)
        .bind(source.crawl)
        .bind(source.step)
}

/// An event, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// The position in the order of the project's events.
    pub number: u64,
    /// The id, the same in every delivery.
    pub id: EventId,
    /// The type, as `noun.verb`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The data, as a JSON object.
    pub data: String,
    /// When it happened, in Unix milliseconds.
    pub created_at: u64,
}

const AFTER: &str = "
    SELECT position AS number, id, type, data, created_at FROM events
    WHERE project_id = ?1 AND position > ?2 ORDER BY position LIMIT ?3";

/// The project's events after the number `after`, in order.
pub async fn after(
    db: &ProjectDb,
    project_id: ProjectId,
    after: u64,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    let statement = Statement::new(AFTER)
        .bind(project_id)
        .bind(after)
        .bind(limit);
    fetch_all(db, statement).await
}

const LAST_NUMBER: &str = "SELECT last FROM event_numbers WHERE project_id = ?1";

#[derive(Deserialize)]
struct Last {
    last: u64,
}

/// The number of the project's last event, even if that was deleted; 0 if it has had none.
pub async fn last_number(db: &ProjectDb, project_id: ProjectId) -> Result<u64, DbError> {
    let last: Option<Last> =
        fetch_optional(db, Statement::new(LAST_NUMBER).bind(project_id)).await?;
    Ok(last.map_or(0, |last| last.last))
}

// Jumps from project to project, so that it reads two index entries for each, not all events.
const PROJECTS_WITH_EVENTS: &str = "
    WITH RECURSIVE found (id) AS (
      SELECT min(project_id) FROM events
      UNION ALL
      SELECT (SELECT min(project_id) FROM events WHERE project_id > found.id) FROM found WHERE id IS NOT NULL
    )
    SELECT id FROM found WHERE id IS NOT NULL";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
}

/// Projects in this database that have events.
pub async fn projects_with_events(db: &ProjectDb) -> Result<Vec<ProjectId>, DbError> {
    let rows: Vec<ProjectRow> = fetch_all(db, Statement::new(PROJECTS_WITH_EVENTS)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const OLD: &str = "
    SELECT id FROM (SELECT id, created_at FROM events WHERE project_id = ?1 ORDER BY number LIMIT ?3)
    WHERE created_at < ?2";

#[derive(Deserialize)]
struct IdRow {
    id: EventId,
}

/// Those of the project's first `limit` events that happened before `before` (Unix milliseconds).
pub async fn old(
    db: &ProjectDb,
    project_id: ProjectId,
    before: u64,
    limit: u32,
) -> Result<Vec<EventId>, DbError> {
    let statement = Statement::new(OLD)
        .bind(project_id)
        .bind(before)
        .bind(limit);
    let rows: Vec<IdRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const DELETE_DELIVERIES: &str = "
    DELETE FROM deliveries WHERE +project_id = ?1 AND event_id IN (SELECT value FROM json_each(?2))";
const DELETE: &str = "
    DELETE FROM events WHERE +project_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

/// Deletes events, with the rest of their deliveries.
pub fn delete(project_id: ProjectId, events: &[EventId]) -> Vec<Statement> {
    let ids = serde_json::json!(events).to_string();
    [DELETE_DELIVERIES, DELETE]
        .into_iter()
        .map(|sql| Statement::new(sql).bind(project_id).bind(ids.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn old_events_are_found_by_index() {
        for sql in [AFTER, OLD, DELETE_DELIVERIES, DELETE, INSERT_ONCE] {
            check_searches(sql, if sql == INSERT_ONCE { 5 } else { 3 }).await;
        }
        for step in steps(PROJECTS_WITH_EVENTS, 0).await {
            assert!(!step.contains("SCAN events"), "{step}");
        }
    }

    #[tokio::test]
    async fn the_last_number_is_looked_up_in_an_index() {
        assert_eq!(
            steps(LAST_NUMBER, 1).await,
            ["SEARCH event_numbers USING PRIMARY KEY (project_id=?)"]
        );
    }

    #[tokio::test]
    async fn events_come_in_the_order_of_their_index() {
        assert_eq!(
            steps(AFTER, 3).await,
            ["SEARCH events USING INDEX events_by_position (project_id=? AND position>?)"]
        );
    }
}
