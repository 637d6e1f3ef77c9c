//! Hosts that are read: by one source of the project at a time, with the delay between two pages that robots.txt asks
//! for.

use porchlight_shared::ids::{ProjectId, SourceId};

use crate::platform::db::{DbError, ProjectDb, Statement, changes};

const CLAIM: &str = "
    INSERT INTO crawled_hosts (project_id, host, holder, free_at) VALUES (?1, ?2, ?3, ?5)
    ON CONFLICT (project_id, host) DO UPDATE SET holder = excluded.holder, free_at = excluded.free_at
      WHERE crawled_hosts.free_at <= ?4 OR crawled_hosts.holder = excluded.holder
    RETURNING host";

/// Claims the host for a step of the source, until it is released, but no longer than `until`. False if another source
/// has it, or if its delay is not over.
pub async fn claim(
    db: &ProjectDb,
    project_id: ProjectId,
    host: &str,
    source_id: SourceId,
    (now, until): (u64, u64),
) -> Result<bool, DbError> {
    let statement = Statement::new(CLAIM)
        .bind(project_id)
        .bind(host)
        .bind(source_id)
        .bind(now)
        .bind(until);
    changes(db, statement).await
}

const RELEASE: &str = "
    UPDATE crawled_hosts SET holder = NULL, free_at = ?4
    WHERE project_id = ?1 AND host = ?2 AND holder = ?3 AND free_at = ?5";

/// Keeps the host unclaimable until `free_at`, if the source still has the claim that lasts until `until`.
pub fn release(
    project_id: ProjectId,
    host: &str,
    (source_id, until): (SourceId, u64),
    free_at: u64,
) -> Statement {
    Statement::new(RELEASE)
        .bind(project_id)
        .bind(host)
        .bind(source_id)
        .bind(free_at)
        .bind(until)
}
