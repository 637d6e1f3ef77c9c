//! How long visitors who asked for a person waited for a reply.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

const WAITS: &str = "
    SELECT (SELECT min(created_at) FROM messages
            WHERE project_id = ?1 AND conversation_id = conversations.id AND sender = 'operator'
              AND messages.created_at >= handoff_at) - handoff_at AS waited
    FROM conversations
    WHERE project_id = ?1 AND test = ?4 AND handoff_at IS NOT NULL AND created_at >= ?2
    ORDER BY created_at DESC LIMIT ?3";

#[derive(Deserialize)]
struct WaitRow {
    waited: Option<u64>,
}

/// How long each visitor waited for the first reply, in milliseconds, or `None` without one. Covers the newest `limit`
/// conversations since `since` (Unix milliseconds) in which a person was asked for.
pub async fn waits(
    db: &ProjectDb,
    project_id: ProjectId,
    test: bool,
    since: u64,
    limit: u32,
) -> Result<Vec<Option<u64>>, DbError> {
    let statement = Statement::new(WAITS)
        .bind(project_id)
        .bind(since)
        .bind(limit)
        .bind(test);
    let rows: Vec<WaitRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.waited).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn waits_are_found_by_index() {
        check_searches(WAITS, 4).await;
    }
}
