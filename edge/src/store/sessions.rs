//! Sessions: whom a conversation belongs to.

use porchlight_shared::ids::{ProjectId, SessionId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The visitor's e-mail address, in lower case, if the owner's server has signed for it.
    pub email: Option<String>,
    /// Tokens made before this time open nothing, in Unix milliseconds.
    pub revoked_before: u64,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
}

const BY_ID: &str =
    "SELECT id, email, revoked_before, created_at FROM sessions WHERE project_id = ?1 AND id = ?2";

/// Reads one session of the project; [`read`] makes of its row what it says.
pub fn of_id(project_id: ProjectId, id: SessionId) -> Statement {
    Statement::new(BY_ID).bind(project_id).bind(id)
}

/// The session that was read, if it is known.
pub fn read(ran: Ran) -> Result<Option<Session>, DbError> {
    ran.first()
}

/// One session of the project, if it is known.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: SessionId,
) -> Result<Option<Session>, DbError> {
    read(db.run_one(of_id(project_id, id)).await?)
}

const BEGIN: &str = "
    INSERT INTO sessions (project_id, id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Makes the session if it is new.
pub fn begin(project_id: ProjectId, id: SessionId, now: u64) -> Statement {
    Statement::new(BEGIN).bind(project_id).bind(id).bind(now)
}

const IDENTIFY: &str = "
    INSERT INTO sessions (project_id, id, email, identified_at, created_at) VALUES (?1, ?2, ?3, ?4, ?4)
    ON CONFLICT DO UPDATE SET email = excluded.email, identified_at = excluded.identified_at";

/// Makes the session of a visitor whose address was signed for at `now`.
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

/// Hands everything of the guest `from` over to the session `to`.
pub fn hand_over(project_id: ProjectId, from: SessionId, to: SessionId) -> Vec<Statement> {
    [MOVE_CONVERSATIONS, MOVE_LEADS]
        .into_iter()
        .map(|sql| Statement::new(sql).bind(project_id).bind(from).bind(to))
        .collect()
}

const REVOKE: &str = "
    INSERT INTO sessions (project_id, id, created_at, revoked_before) VALUES (?1, ?2, ?3, ?3 + 1)
    ON CONFLICT DO UPDATE SET revoked_before = excluded.revoked_before";

/// Ends the session: no token that was made up to `now` opens anything.
pub fn revoke(project_id: ProjectId, id: SessionId, now: u64) -> Statement {
    Statement::new(REVOKE).bind(project_id).bind(id).bind(now)
}

const FORGET_EMAILS: &str = "
    UPDATE sessions SET email = NULL, identified_at = NULL
    WHERE project_id = ?1 AND email IS NOT NULL AND identified_at < ?2
      AND NOT EXISTS (SELECT 1 FROM conversations WHERE project_id = ?1 AND session_id = sessions.id)";

/// Forgets the addresses of visitors of whom no conversation is left, and whom the owner's page has not vouched for
/// since `before` (Unix milliseconds).
pub fn forget_emails(project_id: ProjectId, before: u64) -> Statement {
    Statement::new(FORGET_EMAILS).bind(project_id).bind(before)
}
