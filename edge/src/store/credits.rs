//! Credits: the number of answers that a project has had in a month.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

const USED: &str = "SELECT used FROM credits WHERE project_id = ?1 AND month = ?2";

#[derive(Deserialize)]
struct Used {
    used: u32,
}

/// Reads the number of credits used in `month` (`YYYY-MM`). [`read`] parses the rows.
pub fn used_in(project_id: ProjectId, month: &str) -> Statement {
    Statement::new(USED).bind(project_id).bind(month)
}

/// The number of used credits.
pub fn read(ran: Ran) -> Result<u32, DbError> {
    let row: Option<Used> = ran.first()?;
    Ok(row.map_or(0, |row| row.used))
}

/// Runs [`used_in`] as a query of its own.
pub async fn used(db: &ProjectDb, project_id: ProjectId, month: &str) -> Result<u32, DbError> {
    read(db.run_one(used_in(project_id, month)).await?)
}

const SPEND: &str = "
    INSERT INTO credits (project_id, month, used) VALUES (?1, ?2, 1)
    ON CONFLICT DO UPDATE SET used = used + 1";

/// The statement that counts one answer, for the batch that stores it.
pub fn spend(project_id: ProjectId, month: &str) -> Statement {
    Statement::new(SPEND).bind(project_id).bind(month)
}
