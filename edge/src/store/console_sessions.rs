//! Sessions of people in the inbox.

use porchlight_shared::ids::{ConsoleSessionId, PersonId, ProjectId};
use serde::Deserialize;

use super::{
    api_keys::Credential,
    audit::{self, NewAudit},
    people::{self, PersonCredentialRow},
};
use crate::{
    domain::credentials::console_token::ConsoleClaims,
    platform::db::{DbError, DirectoryData, DirectoryDb, Statement, fetch_all, fetch_optional},
};

/// The most sessions in a list. These are the newest.
pub const SESSIONS: u32 = 100;
/// The time of the last use is stored to the minute, in milliseconds, so that a busy inbox does not cause a write for
/// each request.
const TOUCH_AFTER_MS: u64 = 60_000;

/// A session that begins.
pub struct NewConsoleSession<'a> {
    /// The id of the session.
    pub id: ConsoleSessionId,
    /// The current project of the session.
    pub project_id: ProjectId,
    /// The person of the session.
    pub person_id: PersonId,
    /// Whether the person has proved that they receive the e-mails to their address. This counts in every project.
    pub has_mailbox: bool,
    /// The browser's name; empty if unknown.
    pub browser: &'a str,
    /// When it ends, in Unix milliseconds.
    pub ends_at: u64,
}

const INSERT: &str = "
    INSERT INTO console_sessions (id, project_id, person_id, has_mailbox, browser, created_at, last_used_at, ends_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)";

/// Stores a session that began at `now`.
pub fn insert(new: &NewConsoleSession<'_>, now: u64) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(new.id)
        .bind(new.project_id)
        .bind(new.person_id)
        .bind(new.has_mailbox)
        .bind(new.browser)
        .bind(now)
        .bind(new.ends_at)
}

/// A session that has not ended, with what its person may do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenConsoleSession {
    /// The id of the session.
    pub id: ConsoleSessionId,
    /// The person of the session.
    pub person_id: PersonId,
    /// What the session opens.
    pub credential: Credential,
    /// Whether the person has proved that they receive the e-mails to their address.
    pub has_mailbox: bool,
    /// When its person signed in, in Unix milliseconds.
    pub began_at: u64,
    last_used_at: u64,
}

#[derive(Deserialize)]
struct OpenRow {
    #[serde(flatten)]
    person: PersonCredentialRow,
    has_mailbox: u64,
    created_at: u64,
    last_used_at: u64,
    ends_at: u64,
}

impl OpenRow {
    fn opened(self, id: ConsoleSessionId) -> OpenConsoleSession {
        OpenConsoleSession {
            id,
            person_id: self.person.person_id,
            credential: self.person.credential(Some(ConsoleClaims {
                session_id: id,
                ends_at: self.ends_at / 1_000,
            })),
            has_mailbox: self.has_mailbox > 0,
            began_at: self.created_at,
            last_used_at: self.last_used_at,
        }
    }
}

/// The project for which a session is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionProject<'a> {
    /// The session's own project, which its person used last.
    Own,
    /// The project with this slug.
    Called(&'a str),
    /// The project with this id.
    This(ProjectId),
}

const OPEN: &str = "
    SELECT console_sessions.has_mailbox, console_sessions.created_at, console_sessions.last_used_at,
           console_sessions.ends_at,
           people.id AS person_id, people.project_id, projects.organization_id, organizations.plan, people.role
    FROM console_sessions
      JOIN people AS this ON this.id = console_sessions.person_id
      JOIN projects ON projects.id = CASE
        WHEN ?3 IS NULL THEN coalesce(?4, this.project_id) ELSE (SELECT id FROM projects WHERE slug = ?3) END
      JOIN organizations ON organizations.id = projects.organization_id
      JOIN people ON people.folded_email = this.folded_email AND people.project_id = projects.id
    WHERE console_sessions.id = ?1 AND console_sessions.ends_at > ?2
      AND this.removed_at IS NULL AND people.removed_at IS NULL
      AND (people.id = this.id OR (console_sessions.has_mailbox = 1 AND people.mailbox_at IS NOT NULL))";

/// The session with this id, if it has not ended at `now` and its person was not removed. In another project than its
/// own, it belongs to the person with the same address there, if they have used a link from an e-mail there. So two
/// pages of one browser can show two projects.
pub async fn open(
    db: &DirectoryDb,
    id: ConsoleSessionId,
    project: SessionProject<'_>,
    now: u64,
) -> Result<Option<OpenConsoleSession>, DbError> {
    let (slug, project_id) = match project {
        SessionProject::Own => (None, None),
        SessionProject::Called(slug) => (Some(slug), None),
        SessionProject::This(id) => (None, Some(id)),
    };
    let statement = Statement::new(OPEN)
        .bind(id)
        .bind(now)
        .bind(slug)
        .bind(project_id);
    let row: Option<OpenRow> = fetch_optional(db, statement).await?;
    Ok(row.map(|row| row.opened(id)))
}

const TOUCH: &str = "UPDATE console_sessions SET last_used_at = ?2 WHERE id = ?1";

/// Does the same, and records that the session was used and its person was seen.
pub async fn resume(
    db: &DirectoryDb,
    id: ConsoleSessionId,
    project: SessionProject<'_>,
    now: u64,
) -> Result<Option<OpenConsoleSession>, DbError> {
    let open = open(db, id, project, now).await?;
    if let Some(open) = &open
        && open.last_used_at + TOUCH_AFTER_MS <= now
    {
        let touch = Statement::new(TOUCH).bind(id).bind(now);
        db.batch(vec![touch, people::see(open.person_id, now)])
            .await?;
    }
    Ok(open)
}

/// A session, as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListedConsoleSession {
    /// The id of the session.
    pub id: ConsoleSessionId,
    /// The browser's name; empty if unknown.
    pub browser: String,
    /// When it began, in Unix milliseconds.
    pub created_at: u64,
    /// When it was last used, in Unix milliseconds, to the minute.
    pub last_used_at: u64,
}

/// Completes a statement on the sessions of the person `?1`. If `?2` is true, it includes sessions of the same mailbox
/// in other projects.
macro_rules! of_person {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " WHERE person_id IN (
                SELECT people.id FROM people WHERE people.id = ?1
                UNION
                SELECT others.id FROM people JOIN people AS others ON others.folded_email = people.folded_email
                WHERE people.id = ?1 AND ?2 AND others.removed_at IS NULL)
              AND (person_id = ?1 OR has_mailbox = 1) ",
            $after
        )
    };
}

const LIST: &str = of_person!(
    "SELECT id, browser, created_at, last_used_at FROM console_sessions",
    "AND ends_at > ?3 ORDER BY created_at DESC LIMIT ?4"
);

/// The sessions of a person that have not ended at `now`, newest first. With `everywhere`, it includes those in the
/// person's other projects.
pub async fn list(
    db: &DirectoryDb,
    person_id: PersonId,
    everywhere: bool,
    now: u64,
) -> Result<Vec<ListedConsoleSession>, DbError> {
    let statement = Statement::new(LIST)
        .bind(person_id)
        .bind(everywhere)
        .bind(now)
        .bind(SESSIONS);
    fetch_all(db, statement).await
}

const MOVE: &str = "UPDATE console_sessions SET project_id = ?2, person_id = ?3 WHERE id = ?1";

/// Switches a session to another project, in which its person is `person_id`.
pub fn move_to(
    id: ConsoleSessionId,
    project_id: ProjectId,
    person_id: PersonId,
) -> Statement<DirectoryData> {
    Statement::new(MOVE)
        .bind(id)
        .bind(project_id)
        .bind(person_id)
}

/// The sessions of a person to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichSessions {
    /// Only this one.
    One(ConsoleSessionId),
    /// All but this one.
    Others(ConsoleSessionId),
}

const END_ONE: &str = of_person!("DELETE FROM console_sessions", "AND id = ?3 RETURNING id");
const END_OTHERS: &str = of_person!("DELETE FROM console_sessions", "AND id <> ?3 RETURNING id");

/// Ends sessions of a person. With `everywhere`, it includes those in the person's other projects. Its batch must begin
/// with [`record_end`].
pub fn end(
    which: WhichSessions,
    person_id: PersonId,
    everywhere: bool,
) -> Statement<DirectoryData> {
    let (sql, id) = match which {
        WhichSessions::One(id) => (END_ONE, id),
        WhichSessions::Others(id) => (END_OTHERS, id),
    };
    Statement::new(sql)
        .bind(person_id)
        .bind(everywhere)
        .bind(id)
}

/// Adds an entry to the record of changes if there is a session that will be ended.
macro_rules! record_if_any {
    ($which:literal) => {
        of_person!(
            "INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
             SELECT ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
             WHERE EXISTS (SELECT 1 FROM console_sessions",
            $which
        )
    };
}

const RECORD_END_OF_ONE: &str = record_if_any!("AND id = ?3)");
const RECORD_END_OF_OTHERS: &str = record_if_any!("AND id <> ?3)");

/// Records at `now` that sessions end, before [`end`] in the same batch. Nothing is recorded if there are none.
pub fn record_end(
    which: WhichSessions,
    person_id: PersonId,
    everywhere: bool,
    entry: &NewAudit<'_>,
    now: u64,
) -> Statement<DirectoryData> {
    let (sql, id) = match which {
        WhichSessions::One(id) => (RECORD_END_OF_ONE, id),
        WhichSessions::Others(id) => (RECORD_END_OF_OTHERS, id),
    };
    let statement = Statement::new(sql)
        .bind(person_id)
        .bind(everywhere)
        .bind(id);
    audit::values(statement, entry, now)
}

const END_OF_REMOVED: &str = "
    DELETE FROM console_sessions WHERE person_id = (
      SELECT people.id FROM people WHERE people.id = ?1 AND people.removed_at IS NOT NULL)";

/// Ends the sessions of a person whom the same batch removes.
pub fn end_of_removed(person_id: PersonId) -> Statement<DirectoryData> {
    Statement::new(END_OF_REMOVED).bind(person_id)
}

const PRUNE: &str = "
    DELETE FROM console_sessions WHERE id IN (
      SELECT id FROM console_sessions WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2)";

/// Deletes at most `limit` sessions that have ended by `now`.
pub fn prune(now: u64, limit: u32) -> Statement<DirectoryData> {
    Statement::new(PRUNE).bind(now).bind(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn sessions_are_found_by_index() {
        for (sql, parameters) in [
            (OPEN, 4),
            (TOUCH, 2),
            (LIST, 4),
            (MOVE, 3),
            (END_ONE, 3),
            (END_OTHERS, 3),
            (RECORD_END_OF_ONE, 11),
            (RECORD_END_OF_OTHERS, 11),
            (END_OF_REMOVED, 1),
            (PRUNE, 2),
        ] {
            check_searches(sql, parameters).await;
        }
    }
}
