//! The times when the database was too busy for a visitor's question.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, fetch_all};

const NOTE: &str = "
    INSERT INTO busy_questions (project_id, at, id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
const FORGET: &str = "DELETE FROM busy_questions WHERE project_id = ?1 AND at < ?2";

/// Records, once for `id`, that a question at `at` (Unix milliseconds) got no answer. Deletes entries from before
/// `since`.
pub fn note(project_id: ProjectId, at: u64, id: &str, since: u64) -> Vec<Statement> {
    vec![
        Statement::new(NOTE).bind(project_id).bind(at).bind(id),
        Statement::new(FORGET).bind(project_id).bind(since),
    ]
}

const COUNT: &str = "
    SELECT (SELECT count(*) FROM busy_questions
            WHERE project_id = ?1 AND at >= json_extract(day.value, '$[0]')
              AND at < json_extract(day.value, '$[1]')) AS busy
    FROM json_each(?2) AS day ORDER BY day.key";

#[derive(Deserialize)]
struct BusyRow {
    busy: u64,
}

/// The number of such questions in each of `spans` (first moment, first moment after), in the same order.
pub async fn count(
    db: &ProjectDb,
    project_id: ProjectId,
    spans: &[(u64, u64)],
) -> Result<Vec<u64>, DbError> {
    let statement = Statement::new(COUNT)
        .bind(project_id)
        .bind(serde_json::json!(spans).to_string());
    let rows: Vec<BusyRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.busy).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn busy_moments_are_found_by_index() {
        for sql in [COUNT, FORGET] {
            check_searches(sql, 2).await;
        }
    }
}
