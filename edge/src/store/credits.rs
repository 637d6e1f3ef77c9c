//! Credits: how many answers a project has had in a month.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

const USED: &str = "SELECT used FROM credits WHERE project_id = ?1 AND month = ?2";

#[derive(Deserialize)]
struct Used {
    used: u32,
}

/// Reads how many were used in `month` (`YYYY-MM`); [`read`] makes a number of its rows.
pub fn used_in(project_id: ProjectId, month: &str) -> Statement {
    Statement::new(USED).bind(project_id).bind(month)
}

/// How many were used.
pub fn read(ran: Ran) -> Result<u32, DbError> {
    let row: Option<Used> = ran.first()?;
    Ok(row.map_or(0, |row| row.used))
}

/// The same, read by itself.
pub async fn used(db: &ProjectDb, project_id: ProjectId, month: &str) -> Result<u32, DbError> {
    read(db.run_one(used_in(project_id, month)).await?)
}

const SPEND: &str = "
    INSERT INTO credits (project_id, month, used) VALUES (?1, ?2, 1)
    ON CONFLICT DO UPDATE SET used = used + 1";

/// Counts one answer: a statement for the batch that stores it.
pub fn spend(project_id: ProjectId, month: &str) -> Statement {
    Statement::new(SPEND).bind(project_id).bind(month)
}
