//! Links with which people sign in, and invitations. Only their hashes are stored.

use porchlight_shared::ids::{AuditId, PersonId};
use serde::Deserialize;

use crate::platform::db::{
    DbError, DirectoryData, DirectoryDb, Statement, changes, fetch_optional,
};

/// How long a link is kept after it expired, in milliseconds: 1 day, so that people who are late learn why it does not
/// work.
const KEPT_MS: u64 = 24 * 60 * 60 * 1_000;

/// A link to store.
pub struct NewSignInLink<'a> {
    /// The hash of the secret.
    pub hash: &'a str,
    /// The folded e-mail address of its recipient.
    pub folded_email: &'a str,
    /// The person who may use it. `None`: everyone with the address, in any project.
    pub person_id: Option<PersonId>,
    /// The hash of the browser's nonce. `None`: any browser.
    pub browser_hash: Option<&'a str>,
    /// When it expires, in Unix milliseconds.
    pub ends_at: u64,
}

const INSERT: &str = "
    INSERT INTO sign_in_links (hash, folded_email, person_id, browser_hash, created_at, ends_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";

/// Stores a link, created at `now`.
pub fn insert(new: &NewSignInLink<'_>, now: u64) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(new.hash)
        .bind(new.folded_email)
        .bind(new.person_id)
        .bind(new.browser_hash)
        .bind(now)
        .bind(new.ends_at)
}

/// A link, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SignInLink {
    /// The folded e-mail address of its recipient.
    pub folded_email: String,
    /// The person who may use it. `None`: everyone with the address, in any project.
    pub person_id: Option<PersonId>,
    /// The hash of the browser's nonce. `None`: any browser.
    pub browser_hash: Option<String>,
    /// When it expires, in Unix milliseconds.
    pub ends_at: u64,
    /// When it was used, in Unix milliseconds. `None` if it was not.
    pub used_at: Option<u64>,
}

const BY_HASH: &str = "
    SELECT folded_email, person_id, browser_hash, ends_at, used_at FROM sign_in_links WHERE hash = ?1";

/// The link with this hash. The lookup is by the hash of a random secret, so its timing reveals nothing about other
/// links.
pub async fn by_hash(db: &DirectoryDb, hash: &str) -> Result<Option<SignInLink>, DbError> {
    fetch_optional(db, Statement::new(BY_HASH).bind(hash)).await
}

const USE: &str = "
    UPDATE sign_in_links SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL AND ends_at > ?2 RETURNING hash";

/// Uses up the link with this hash. `false` if somebody else has used it, or if it has expired.
pub async fn use_up(db: &DirectoryDb, hash: &str, now: u64) -> Result<bool, DbError> {
    changes(db, Statement::new(USE).bind(hash).bind(now)).await
}

const USE_UP_ALL: &str =
    "UPDATE sign_in_links SET used_at = ?2 WHERE person_id = ?1 AND used_at IS NULL";

/// Uses up all links for a person who has joined, so that their makers and others who had them cannot use them.
pub fn use_up_all(person_id: PersonId, now: u64) -> Statement<DirectoryData> {
    Statement::new(USE_UP_ALL).bind(person_id).bind(now)
}

const USE_UP_ALL_OF_CHANGED: &str = "
    UPDATE sign_in_links SET used_at = ?2
    WHERE person_id = (SELECT people.id FROM people WHERE people.id = ?1 AND people.last_change = ?3) AND used_at IS NULL";

/// Uses up the links for a person whom `change` changes in the same batch, so that no link opens a role that its maker
/// could not give.
pub fn use_up_all_of_changed(
    person_id: PersonId,
    change: AuditId,
    now: u64,
) -> Statement<DirectoryData> {
    Statement::new(USE_UP_ALL_OF_CHANGED)
        .bind(person_id)
        .bind(now)
        .bind(change)
}

const END_OF: &str = "DELETE FROM sign_in_links WHERE person_id = ?1";

/// Ends the links for one person.
pub fn end_of(person_id: PersonId) -> Statement<DirectoryData> {
    Statement::new(END_OF).bind(person_id)
}

const END_OF_REMOVED: &str = "
    DELETE FROM sign_in_links WHERE person_id = (
      SELECT people.id FROM people WHERE people.id = ?1 AND people.removed_at IS NOT NULL)";

/// Ends the links for a person whom the same batch removes.
pub fn end_of_removed(person_id: PersonId) -> Statement<DirectoryData> {
    Statement::new(END_OF_REMOVED).bind(person_id)
}

const PRUNE: &str = "
    DELETE FROM sign_in_links WHERE hash IN (
      SELECT hash FROM sign_in_links WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2)";

/// Deletes at most `limit` links that expired [`KEPT_MS`] before `now`.
pub fn prune(now: u64, limit: u32) -> Statement<DirectoryData> {
    Statement::new(PRUNE)
        .bind(now.saturating_sub(KEPT_MS))
        .bind(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn links_are_found_by_index() {
        for (sql, parameters) in [
            (BY_HASH, 1),
            (USE, 2),
            (USE_UP_ALL, 2),
            (USE_UP_ALL_OF_CHANGED, 3),
            (END_OF, 1),
            (END_OF_REMOVED, 1),
            (PRUNE, 2),
        ] {
            check_searches(sql, parameters).await;
        }
    }
}
