//! Sessions, to which conversations belong.

use porchlight_shared::ids::{ProjectId, SessionId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

/// A session, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// The id of the session.
    pub id: SessionId,
    /// The visitor's e-mail address, in lower case, if the owner's server has signed it.
    pub email: Option<String>,
    /// Tokens from before this time open nothing, in Unix milliseconds.
    pub revoked_before: u64,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
}

const BY_ID: &str =
    "SELECT id, email, revoked_before, created_at FROM sessions WHERE project_id = ?1 AND id = ?2";

/// Reads one session of the project. [`read`] parses the row.
pub fn of_id(project_id: ProjectId, id: SessionId) -> Statement {
    Statement::new(BY_ID).bind(project_id).bind(id)
}

/// Parses the session; `None` if it is not stored.
pub fn read(ran: Ran) -> Result<Option<Session>, DbError> {
    ran.first()
}

/// One session of the project, if it is stored.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SessionId,
) -> Result<Option<Session>, DbError> {
    read(db.run_one(of_id(project_id, id)).await?)
}

const BEGIN: &str = "
    INSERT INTO sessions (project_id, id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Creates the session, if it is new.
pub fn begin(project_id: ProjectId, id: SessionId, now: u64) -> Statement {
    Statement::new(BEGIN).bind(project_id).bind(id).bind(now)
}

const IDENTIFY: &str = "
    INSERT INTO sessions (project_id, id, email, identified_at, created_at) VALUES (?1, ?2, ?3, ?4, ?4)
    ON CONFLICT DO UPDATE SET email = excluded.email, identified_at = excluded.identified_at";

/// Creates the session of a visitor whose address was signed at `now`, or records the signature.
pub fn identify(project_id: ProjectId, id: SessionId, email: &str, now: u64) -> Statement {
    Statement::new(IDENTIFY)
        .bind(project_id)
        .bind(id)
        .bind(email)
        .bind(now)
}

const MOVE_CONVERSATIONS: &str =
    "UPDATE conversations SET session_id = ?3 WHERE project_id = ?1 AND session_id = ?2";
const MOVE_LEADS: &str =
    "UPDATE leads SET session_id = ?3 WHERE project_id = ?1 AND session_id = ?2";

/// Moves everything of the guest `from` to the session `to`.
pub fn hand_over(project_id: ProjectId, from: SessionId, to: SessionId) -> Vec<Statement> {
    [MOVE_CONVERSATIONS, MOVE_LEADS]
        .into_iter()
        .map(|sql| Statement::new(sql).bind(project_id).bind(from).bind(to))
        .collect()
}

const REVOKE: &str = "
    INSERT INTO sessions (project_id, id, created_at, revoked_before) VALUES (?1, ?2, ?3, ?3 + 1)
    ON CONFLICT DO UPDATE SET revoked_before = excluded.revoked_before";

/// Ends the session. Tokens that were made up to `now` open nothing any more.
pub fn revoke(project_id: ProjectId, id: SessionId, now: u64) -> Statement {
    Statement::new(REVOKE).bind(project_id).bind(id).bind(now)
}

const FORGET_EMAILS: &str = "
    UPDATE sessions SET email = NULL, identified_at = NULL
    WHERE project_id = ?1 AND email IS NOT NULL AND identified_at < ?2
      AND NOT EXISTS (SELECT 1 FROM conversations WHERE project_id = ?1 AND session_id = sessions.id)";

/// Deletes the addresses of visitors who have no conversations left, and whose address the owner's server has not
/// signed since `before` (Unix milliseconds).
pub fn forget_emails(project_id: ProjectId, before: u64) -> Statement {
    Statement::new(FORGET_EMAILS).bind(project_id).bind(before)
}
