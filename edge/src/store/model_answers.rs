//! Answers of models, stored for the next visitor who asks the same.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Statement, execute, fetch_optional};

const TEXT: &str = "
    SELECT text FROM model_answers WHERE project_id = ?1 AND prompt_hash = ?2 AND written_at >= ?3";

#[derive(Deserialize)]
struct Row {
    text: String,
}

/// The model's text for the prompt, if it was written at `since` or later (Unix milliseconds).
pub async fn text(
    db: &ProjectDb,
    project_id: ProjectId,
    prompt_hash: &str,
    since: u64,
) -> Result<Option<String>, DbError> {
    let statement = Statement::new(TEXT)
        .bind(project_id)
        .bind(prompt_hash)
        .bind(since);
    let row: Option<Row> = fetch_optional(db, statement).await?;
    Ok(row.map(|row| row.text))
}

const KEEP: &str = "
    INSERT INTO model_answers (project_id, prompt_hash, text, written_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET text = excluded.text, written_at = excluded.written_at";

/// Stores the model's text for the prompt.
pub fn keep(project_id: ProjectId, prompt_hash: &str, text: &str, now: u64) -> Statement {
    Statement::new(KEEP)
        .bind(project_id)
        .bind(prompt_hash)
        .bind(text)
        .bind(now)
}

const SWEEP: &str = "DELETE FROM model_answers WHERE written_at < ?1";

/// Deletes texts from before `since` (Unix milliseconds).
pub async fn sweep(db: &ProjectDb, since: u64) -> Result<(), DbError> {
    execute(db, Statement::new(SWEEP).bind(since)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_answers_of_a_project_are_found_by_index() {
        check_searches(TEXT, 3).await;
        check_searches(SWEEP, 1).await;
    }
}
