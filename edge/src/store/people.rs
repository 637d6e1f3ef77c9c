//! The owner's people: who they are in a project, and what they may do there. Somebody with several projects is a
//! separate person in each, with the same e-mail address.

use porchlight_shared::ids::{AuditId, OrganizationId, PersonId, ProjectId};
use serde::Deserialize;
use serde_json::json;

use super::api_keys::Credential;
use crate::{
    domain::{
        credentials::{
            api_key::KeyKind, console_token::ConsoleClaims, credential_id::CredentialId, role::Role,
        },
        cursor::Cursor,
        settings::plan::Plan,
    },
    platform::db::{DbError, DirectoryData, DirectoryDb, Statement, fetch_all, fetch_optional},
};

/// The most people of one project. Only an owner whom the deployer adds can exceed it.
pub const PEOPLE: u32 = 100;
/// The number of people on a page of the list.
pub const PAGE: u32 = 100;
/// The most projects in the list of a person's projects.
pub const PROJECTS: u32 = 100;
/// How long the name and address of a removed person are kept, in milliseconds: 90 days.
pub const REMOVED_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

/// A person in a project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// The person's id, for this project only.
    pub id: PersonId,
    /// The project.
    pub project_id: ProjectId,
    /// The e-mail address, as it was written.
    pub email: String,
    /// The name; empty if unknown.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// When they were invited, in Unix milliseconds.
    pub created_at: u64,
    /// When they first signed in, in Unix milliseconds. `None`: not yet.
    pub joined_at: Option<u64>,
    /// When they last did something in the console, in Unix milliseconds, to the minute.
    pub seen_at: Option<u64>,
}

/// Selects the columns of [`Person`], with a condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT people.id, people.project_id, people.email, people.name, people.role, people.created_at,
                    people.joined_at, people.seen_at
             FROM people ",
            $condition
        )
    };
}

const OF_PROJECT: &str = select!(
    "WHERE project_id = ?1 AND removed_at IS NULL AND (?2 IS NULL OR (created_at, id) > (?2, ?3))
     ORDER BY created_at, id LIMIT ?4"
);

/// At most `limit` people of a project after `after`, in the order in which they were added.
pub async fn of_project(
    db: &DirectoryDb,
    project_id: ProjectId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Person>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let statement = Statement::new(OF_PROJECT)
        .bind(project_id)
        .bind(time)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

#[derive(Deserialize)]
struct CountRow {
    number: u32,
}

const COUNT: &str =
    "SELECT count(*) AS number FROM people WHERE project_id = ?1 AND removed_at IS NULL";

/// The number of people in a project.
pub async fn count(db: &DirectoryDb, project_id: ProjectId) -> Result<u32, DbError> {
    let row: Option<CountRow> = fetch_optional(db, Statement::new(COUNT).bind(project_id)).await?;
    Ok(row.map_or(0, |row| row.number))
}

const BY_ID: &str = select!("WHERE id = ?1 AND removed_at IS NULL");

/// One person.
pub async fn by_id(db: &DirectoryDb, id: PersonId) -> Result<Option<Person>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(id)).await
}

const BY_EMAIL: &str = select!(
    "WHERE folded_email = ?1 AND removed_at IS NULL
     ORDER BY mailbox_at DESC, created_at LIMIT ?2"
);

/// The people with the folded address `email`, in at most [`PROJECTS`] projects: first where they most recently used a
/// link from an e-mail, then where they were invited first. What others did in their name does not count.
pub async fn by_email(db: &DirectoryDb, email: &str) -> Result<Vec<Person>, DbError> {
    fetch_all(db, Statement::new(BY_EMAIL).bind(email).bind(PROJECTS)).await
}

const IN_PROJECT: &str =
    select!("WHERE folded_email = ?2 AND project_id = ?1 AND removed_at IS NULL");

/// The person with the folded address `email` in this project.
pub async fn in_project(
    db: &DirectoryDb,
    project_id: ProjectId,
    email: &str,
) -> Result<Option<Person>, DbError> {
    fetch_optional(db, Statement::new(IN_PROJECT).bind(project_id).bind(email)).await
}

const SELF_IN: &str = select!(
    "JOIN people AS this ON this.folded_email = people.folded_email
     WHERE this.id = ?1 AND this.removed_at IS NULL AND people.project_id = ?3 AND people.removed_at IS NULL
       AND (people.id = ?1 OR ?2)"
);

/// The person `id` in a project: in their own, themselves; in another, if `everywhere`, the person with the same
/// address.
pub async fn self_in(
    db: &DirectoryDb,
    id: PersonId,
    everywhere: bool,
    project_id: ProjectId,
) -> Result<Option<Person>, DbError> {
    let statement = Statement::new(SELF_IN)
        .bind(id)
        .bind(everywhere)
        .bind(project_id);
    fetch_optional(db, statement).await
}

/// A person to store, with the id of the entry in the record of changes.
pub struct NewPerson<'a> {
    /// The person.
    pub person: &'a Person,
    /// The address in the form for comparisons.
    pub folded_email: &'a str,
    /// The id of the entry in the record of changes.
    pub change: AuditId,
}

const INSERT: &str = "
    INSERT INTO people (id, project_id, email, folded_email, name, role, created_at, last_change)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT DO NOTHING RETURNING id";

/// Stores a person, unless somebody already has the address.
pub fn insert(new: &NewPerson<'_>) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(new.person.id)
        .bind(new.person.project_id)
        .bind(new.person.email.as_str())
        .bind(new.folded_email)
        .bind(new.person.name.as_str())
        .bind(new.person.role.name())
        .bind(new.person.created_at)
        .bind(new.change)
}

/// Ends a condition: the last owner who has joined stays an owner.
macro_rules! unless_last_owner {
    ($before:literal, $stays:literal, $after:literal) => {
        concat!(
            $before,
            " AND (role <> 'owner' OR joined_at IS NULL OR ",
            $stays,
            " EXISTS (
               SELECT 1 FROM people AS others
               WHERE others.project_id = ?1 AND others.id <> ?2 AND others.role = 'owner'
                 AND others.joined_at IS NOT NULL AND others.removed_at IS NULL)) ",
            $after
        )
    };
}

const CHANGE: &str = unless_last_owner!(
    "UPDATE people SET role = ?3, name = coalesce(?4, name), last_change = ?5
     WHERE project_id = ?1 AND id = ?2 AND removed_at IS NULL AND role = ?6",
    "?3 = 'owner' OR",
    "RETURNING id"
);

/// Changes a person's role, and their name if one is given, if they still have the role `before` and are not the last
/// owner. Without a name, a concurrent change of the name stays.
pub fn change(
    project_id: ProjectId,
    id: PersonId,
    role: Role,
    name: Option<&str>,
    change: AuditId,
    before: Role,
) -> Statement<DirectoryData> {
    Statement::new(CHANGE)
        .bind(project_id)
        .bind(id)
        .bind(role.name())
        .bind(name)
        .bind(change)
        .bind(before.name())
}

const REMOVE: &str = unless_last_owner!(
    "UPDATE people SET removed_at = ?3, last_change = ?4
     WHERE project_id = ?1 AND id = ?2 AND removed_at IS NULL AND role = ?5",
    "",
    "RETURNING id"
);

/// Removes a person, if they still have the role `before` and are not the last owner.
pub fn remove(
    project_id: ProjectId,
    id: PersonId,
    change: AuditId,
    before: Role,
    now: u64,
) -> Statement<DirectoryData> {
    Statement::new(REMOVE)
        .bind(project_id)
        .bind(id)
        .bind(now)
        .bind(change)
        .bind(before.name())
}

const JOIN: &str = "
    UPDATE people SET joined_at = coalesce(joined_at, ?2), seen_at = ?2,
                      mailbox_at = CASE WHEN ?3 THEN ?2 ELSE mailbox_at END
    WHERE id = ?1";

/// Records that a person has joined, and whether they have proved that they receive the e-mails to their address.
pub fn join(id: PersonId, has_mailbox: bool, now: u64) -> Statement<DirectoryData> {
    Statement::new(JOIN).bind(id).bind(now).bind(has_mailbox)
}

const SEE: &str = "UPDATE people SET seen_at = ?2 WHERE id = ?1";

/// Records that a person has done something.
pub fn see(id: PersonId, now: u64) -> Statement<DirectoryData> {
    Statement::new(SEE).bind(id).bind(now)
}

/// The identity of a person, who may have been removed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KnownPerson {
    /// The id of the person.
    pub id: PersonId,
    /// The e-mail address.
    pub email: String,
    /// The name; empty if unknown.
    pub name: String,
}

const KNOWN: &str = "
    SELECT id, email, name FROM people
    WHERE id IN (SELECT value FROM json_each(?2)) AND +project_id = ?1";

/// The people with `ids` in a project, including those who were removed lately.
pub async fn known(
    db: &DirectoryDb,
    project_id: ProjectId,
    ids: &[PersonId],
) -> Result<Vec<KnownPerson>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = json!(ids).to_string();
    fetch_all(db, Statement::new(KNOWN).bind(project_id).bind(ids)).await
}

const PRUNE: &str = "
    DELETE FROM people WHERE id IN (
      SELECT id FROM people WHERE removed_at IS NOT NULL AND removed_at <= ?1 LIMIT ?2)";

/// Deletes at most `limit` people who were removed [`REMOVED_MS`] before `now`.
pub fn prune(now: u64, limit: u32) -> Statement<DirectoryData> {
    Statement::new(PRUNE)
        .bind(now.saturating_sub(REMOVED_MS))
        .bind(limit)
}

/// What a person may do, apart from what only their session says.
#[derive(Clone, Debug, Deserialize)]
pub struct PersonCredentialRow {
    pub(super) person_id: PersonId,
    project_id: ProjectId,
    organization_id: OrganizationId,
    plan: Plan,
    role: Role,
}

impl PersonCredentialRow {
    /// The person as a credential, in `session` if there is one.
    pub fn credential(self, session: Option<ConsoleClaims>) -> Credential {
        Credential {
            id: CredentialId::Person(self.person_id),
            organization_id: self.organization_id,
            plan: self.plan,
            project_id: Some(self.project_id),
            kind: KeyKind::Live,
            scopes: self.role.scopes(),
            expires_at: None,
            session,
        }
    }
}

const CREDENTIAL: &str = "
    SELECT people.id AS person_id, people.project_id, projects.organization_id, organizations.plan, people.role
    FROM people
      JOIN projects ON projects.id = people.project_id
      JOIN organizations ON organizations.id = projects.organization_id
    WHERE people.id = ?1 AND people.removed_at IS NULL";

/// What a person may do now, for things that were made for them.
pub async fn credential(db: &DirectoryDb, id: PersonId) -> Result<Option<Credential>, DbError> {
    let row: Option<PersonCredentialRow> =
        fetch_optional(db, Statement::new(CREDENTIAL).bind(id)).await?;
    Ok(row.map(|row| row.credential(None)))
}

/// Runs a change of one person together with `more`. Returns whether the change was made.
pub async fn run(
    db: &DirectoryDb,
    change: Statement<DirectoryData>,
    more: Vec<Statement<DirectoryData>>,
) -> Result<bool, DbError> {
    let mut statements = vec![change];
    statements.extend(more);
    let ran = db.run(statements).await?;
    Ok(ran.first().is_some_and(|ran| !ran.rows.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn people_are_found_by_index() {
        for (sql, parameters) in [
            (OF_PROJECT, 4),
            (COUNT, 1),
            (BY_ID, 1),
            (BY_EMAIL, 2),
            (IN_PROJECT, 2),
            (SELF_IN, 3),
            (CHANGE, 6),
            (REMOVE, 5),
            (JOIN, 3),
            (SEE, 2),
            (KNOWN, 2),
            (PRUNE, 2),
            (CREDENTIAL, 1),
        ] {
            check_searches(sql, parameters).await;
        }
    }
}
