//! Passkeys of people. Only public keys are stored.

use porchlight_shared::ids::PersonId;
use serde::Deserialize;

use super::audit::{self, NewAudit};
use crate::{
    domain::credentials::passkey::{Challenge, NewPasskey},
    platform::db::{DbError, DirectoryData, DirectoryDb, Statement, fetch_all, fetch_optional},
};

/// The most passkeys of one holder.
pub const PASSKEYS: u32 = 20;
/// The most passkeys in a list: those of an address, and of its people in several projects.
const LISTED: u32 = 100;

/// The holder of passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyHolder {
    /// The holder's folded e-mail address.
    pub folded_email: String,
    /// One person. `None`: everyone with the address, in any project.
    pub person_id: Option<PersonId>,
}

/// A passkey, as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Passkey {
    /// The id of the credential, in base64url.
    pub id: String,
    /// The browser in which it was added; empty if unknown.
    pub name: String,
    /// When it was added, in Unix milliseconds.
    pub created_at: u64,
    /// When it was last used to sign in, in Unix milliseconds.
    pub used_at: Option<u64>,
}

/// Selects the passkeys of the address `?1`, or only those of the person `?2`, if given.
macro_rules! of_holder {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " WHERE folded_email = ?1 AND (?2 IS NULL OR person_id = ?2) ",
            $after
        )
    };
}

const LIST: &str = of_holder!(
    "SELECT id, name, created_at, used_at FROM passkeys",
    "ORDER BY person_id IS NOT NULL, created_at DESC, id LIMIT ?3"
);

/// The holder's passkeys: first those that open all of their projects, newest first.
pub async fn list(db: &DirectoryDb, holder: &PasskeyHolder) -> Result<Vec<Passkey>, DbError> {
    fetch_all(db, bound(LIST, holder).bind(LISTED)).await
}

/// The condition that the holder has fewer than `?4` passkeys, and that nobody has `?3`.
macro_rules! if_new {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " WHERE (SELECT count(*) FROM passkeys WHERE folded_email = ?1 AND person_id IS ?2) < ?4
                AND NOT EXISTS (SELECT 1 FROM passkeys WHERE passkeys.id = ?3) ",
            $after
        )
    };
}

const INSERT: &str = if_new!(
    "INSERT INTO passkeys (folded_email, person_id, id, public_key, sign_count, name, answered_at, created_at)
     SELECT ?1, ?2, ?3, ?5, ?6, ?7, ?8, ?9",
    "RETURNING id"
);

/// Stores a passkey that was added at `now` with the answer to `challenge`, unless it exists or there are too many.
pub fn insert(
    holder: &PasskeyHolder,
    new: &NewPasskey,
    name: &str,
    challenge: &Challenge,
    now: u64,
) -> Statement<DirectoryData> {
    bound(INSERT, holder)
        .bind(new.id.as_str())
        .bind(PASSKEYS)
        .bind(new.public_key.as_str())
        .bind(new.sign_count)
        .bind(name)
        .bind(challenge.made_at)
        .bind(now)
}

const RECORD_INSERT: &str = if_new!(
    "INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
     SELECT ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12",
    ""
);

/// Records that the passkey `id` is added, before [`insert`] in the same batch, and only if that will add it.
pub fn record_insert(
    holder: &PasskeyHolder,
    id: &str,
    entry: &NewAudit<'_>,
    now: u64,
) -> Statement<DirectoryData> {
    audit::values(
        bound(RECORD_INSERT, holder).bind(id).bind(PASSKEYS),
        entry,
        now,
    )
}

const RECORD_REMOVAL: &str = of_holder!(
    "INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
     SELECT ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE EXISTS (SELECT 1 FROM passkeys",
    "AND passkeys.id = ?3)"
);

/// Records that a passkey is removed, before [`remove`] in the same batch, and only if there is one.
pub fn record_removal(
    holder: &PasskeyHolder,
    id: &str,
    entry: &NewAudit<'_>,
    now: u64,
) -> Statement<DirectoryData> {
    audit::values(bound(RECORD_REMOVAL, holder).bind(id), entry, now)
}

const REMOVE: &str = of_holder!("DELETE FROM passkeys", "AND id = ?3 RETURNING id");

/// Removes one of the holder's passkeys.
pub fn remove(holder: &PasskeyHolder, id: &str) -> Statement<DirectoryData> {
    bound(REMOVE, holder).bind(id)
}

fn bound(sql: &'static str, holder: &PasskeyHolder) -> Statement<DirectoryData> {
    Statement::new(sql)
        .bind(holder.folded_email.as_str())
        .bind(holder.person_id)
}

/// A passkey that a browser presents, with its holder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShownPasskey {
    /// The folded e-mail address of its holder.
    pub folded_email: String,
    /// One person. `None`: everyone with the address, in any project.
    pub person_id: Option<PersonId>,
    /// The point on P-256, in base64url.
    pub public_key: String,
}

const BY_ID: &str = "SELECT folded_email, person_id, public_key FROM passkeys WHERE id = ?1";

/// The passkey with this id.
pub async fn by_id(db: &DirectoryDb, id: &str) -> Result<Option<ShownPasskey>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(id)).await
}

const USE: &str = "
    UPDATE passkeys SET sign_count = ?2, answered_at = ?3, used_at = ?4
    WHERE id = ?1 AND answered_at < ?3 AND (sign_count < ?2 OR sign_count = 0 AND ?2 = 0)
    RETURNING id";

/// Records at `now` that a passkey has answered `challenge`, if that is newer than the last one, and if the device's
/// count has increased. A count that has not may mean a copy.
pub fn answer(
    id: &str,
    sign_count: u32,
    challenge: &Challenge,
    now: u64,
) -> Statement<DirectoryData> {
    Statement::new(USE)
        .bind(id)
        .bind(sign_count)
        .bind(challenge.made_at)
        .bind(now)
}

const END_OF_REMOVED: &str = "
    DELETE FROM passkeys
    WHERE folded_email = (
        SELECT people.folded_email FROM people WHERE people.id = ?1 AND people.removed_at IS NOT NULL)
      AND (person_id = ?1 OR NOT EXISTS (
        SELECT 1 FROM people WHERE people.folded_email = passkeys.folded_email AND people.removed_at IS NULL))";

/// Deletes the passkeys of a person whom the same batch removes, and all of their address if nobody else has it.
pub fn end_of_removed(person_id: PersonId) -> Statement<DirectoryData> {
    Statement::new(END_OF_REMOVED).bind(person_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn passkeys_are_found_by_index() {
        for (sql, parameters) in [
            (LIST, 3),
            (INSERT, 9),
            (RECORD_INSERT, 12),
            (RECORD_REMOVAL, 11),
            (REMOVE, 3),
            (BY_ID, 1),
            (USE, 4),
            (END_OF_REMOVED, 1),
        ] {
            check_searches(sql, parameters).await;
        }
    }
}
