//! The steps of a run. One job at a time works on a step, so that no question is asked twice.

use porchlight_shared::ids::{ProjectId, QuestionRunId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, changes, fetch_optional};

const TAKE: &str = "
    UPDATE question_runs SET step = ?3, asking_until = ?5
    WHERE +project_id = ?1 AND id = ?2 AND state = 'running' AND (step < ?3 OR (step = ?3 AND asking_until <= ?4))
    RETURNING id";

/// Takes a step of a run at `now`, until it is done, but no longer than `until`. False if it is done, or if another job
/// has it.
pub async fn take(
    db: &ProjectDb,
    project_id: ProjectId,
    (run_id, step): (QuestionRunId, u64),
    now: u64,
    until: u64,
) -> Result<bool, DbError> {
    let statement = Statement::new(TAKE)
        .bind(project_id)
        .bind(run_id)
        .bind(step)
        .bind(now)
        .bind(until);
    changes(db, statement).await
}

const HAS: &str = "
    SELECT id FROM question_runs
    WHERE +project_id = ?1 AND id = ?2 AND state = 'running' AND step = ?3 AND asking_until > ?4";

/// Whether a job has taken this step and may still be working on it at `now`.
pub async fn is_taken(
    db: &ProjectDb,
    project_id: ProjectId,
    (run_id, step): (QuestionRunId, u64),
    now: u64,
) -> Result<bool, DbError> {
    #[derive(Deserialize)]
    struct RunRow {
        #[expect(dead_code, reason = "only whether there is one is asked")]
        id: QuestionRunId,
    }
    let statement = Statement::new(HAS)
        .bind(project_id)
        .bind(run_id)
        .bind(step)
        .bind(now);
    let row: Option<RunRow> = fetch_optional(db, statement).await?;
    Ok(row.is_some())
}

const END: &str = "
    UPDATE question_runs SET step = ?3 + ?4, asking_until = 0
    WHERE +project_id = ?1 AND id = ?2 AND step IN (?3, ?3 + 1)";

/// Ends a step that was taken. `is_done` says whether it is done; otherwise another job may take it.
pub fn end(
    project_id: ProjectId,
    (run_id, step): (QuestionRunId, u64),
    is_done: bool,
) -> Statement {
    Statement::new(END)
        .bind(project_id)
        .bind(run_id)
        .bind(step)
        .bind(is_done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn steps_are_found_by_index() {
        for sql in [TAKE, HAS, END] {
            check_searches(sql, 5).await;
        }
    }
}
