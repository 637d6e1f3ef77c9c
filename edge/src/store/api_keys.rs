//! API keys. Only their hashes are stored.

use porchlight_shared::ids::{KeyId, OrganizationId, ProjectId};
use serde::Deserialize;

use crate::{
    domain::{
        credentials::{
            api_key::KeyKind, console_token::ConsoleClaims, credential_id::CredentialId,
            scope::Scope,
        },
        settings::plan::Plan,
    },
    platform::db::{
        DbError, DirectoryData, DirectoryDb, Statement, execute, fetch_all, fetch_optional,
    },
};

/// A valid key, or a person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The key or the person.
    pub id: CredentialId,
    /// The organization of the key or person.
    pub organization_id: OrganizationId,
    /// The organization's plan.
    pub plan: Plan,
    /// The only project that it opens. `None`: all projects of the organization.
    pub project_id: Option<ProjectId>,
    /// The kind of key, which limits its scopes.
    pub kind: KeyKind,
    /// What the key or person may do.
    pub scopes: Vec<Scope>,
    /// When it expires, in Unix milliseconds. `None`: never.
    pub expires_at: Option<u64>,
    /// The session of the inbox in which a person acts. `None` for a key.
    pub session: Option<ConsoleClaims>,
}

#[derive(Deserialize)]
struct CredentialRow {
    id: KeyId,
    organization_id: OrganizationId,
    plan: Plan,
    project_id: Option<ProjectId>,
    kind: KeyKind,
    scopes: String,
    expires_at: Option<u64>,
    last_used_at: Option<u64>,
}

impl TryFrom<CredentialRow> for Credential {
    type Error = DbError;

    fn try_from(row: CredentialRow) -> Result<Self, DbError> {
        Ok(Self {
            id: CredentialId::Key(row.id),
            organization_id: row.organization_id,
            plan: row.plan,
            project_id: row.project_id,
            kind: row.kind,
            scopes: scopes(&row.scopes)?,
            expires_at: row.expires_at,
            session: None,
        })
    }
}

macro_rules! open {
    ($named:literal) => {
        concat!(
            "SELECT api_keys.id, api_keys.organization_id, organizations.plan, api_keys.project_id, api_keys.kind,
                    api_keys.scopes, api_keys.expires_at, api_keys.last_used_at
             FROM api_keys JOIN organizations ON organizations.id = api_keys.organization_id
             WHERE ",
            $named,
            " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)"
        )
    };
}

const BY_HASH: &str = open!("hash = ?1");
const BY_ID: &str = open!("api_keys.id = ?1");
const TOUCH: &str = "UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1";

/// The time of the last use is stored to the minute, in milliseconds, so that a busy key does not cause a write for
/// each request.
const TOUCH_AFTER_MS: u64 = 60_000;

/// The credential of the key with this hash at `now` (Unix milliseconds). Records that the key was used.
///
/// The lookup is by the hash of a random key, so its timing reveals nothing about stored keys.
pub async fn open(db: &DirectoryDb, hash: &str, now: u64) -> Result<Option<Credential>, DbError> {
    let statement = Statement::new(BY_HASH).bind(hash).bind(now);
    let row: Option<CredentialRow> = fetch_optional(db, statement).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if row
        .last_used_at
        .is_none_or(|used| used + TOUCH_AFTER_MS <= now)
    {
        execute(db, Statement::new(TOUCH).bind(row.id).bind(now)).await?;
    }
    row.try_into().map(Some)
}

/// What the key with this id may do now, for things that were made with it. This does not count as a use of the key.
pub async fn in_force(
    db: &DirectoryDb,
    id: KeyId,
    now: u64,
) -> Result<Option<Credential>, DbError> {
    let statement = Statement::new(BY_ID).bind(id).bind(now);
    let row: Option<CredentialRow> = fetch_optional(db, statement).await?;
    row.map(Credential::try_from).transpose()
}

/// A key, as its owner sees it: never the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The id of the key, to list and revoke it.
    pub id: KeyId,
    /// The only project that it opens. `None`: all projects of the organization.
    pub project_id: Option<ProjectId>,
    /// The kind of key, which limits its scopes.
    pub kind: KeyKind,
    /// The key's last digits, by which its owner recognises it.
    pub ending: String,
    /// The owner's name for the key.
    pub name: String,
    /// What the key may do.
    pub scopes: Vec<Scope>,
    /// When it was created, in Unix milliseconds.
    pub created_at: u64,
    /// When it expires, in Unix milliseconds. `None`: never.
    pub expires_at: Option<u64>,
    /// When it was revoked, in Unix milliseconds. `None` if it was not.
    pub revoked_at: Option<u64>,
    /// When it was last used, in Unix milliseconds, to the minute. `None` if never.
    pub last_used_at: Option<u64>,
}

#[derive(Deserialize)]
struct KeyRow {
    id: KeyId,
    project_id: Option<ProjectId>,
    kind: KeyKind,
    ending: String,
    name: String,
    scopes: String,
    created_at: u64,
    expires_at: Option<u64>,
    revoked_at: Option<u64>,
    last_used_at: Option<u64>,
}

/// The most keys of an organization, or of one of its projects, that are not revoked. More cannot be created.
pub const KEYS: u32 = 100;
/// The most revoked keys in a list.
pub const REVOKED_KEYS: u32 = 100;
/// How long a revoked key is listed, in milliseconds: 90 days.
pub const REVOKED_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

macro_rules! keys {
    ($revoked:literal) => {
        concat!(
            "SELECT id, project_id, kind, ending, name, scopes, created_at, expires_at, revoked_at, last_used_at
             FROM api_keys WHERE organization_id = ?1 AND (?2 IS NULL OR project_id = ?2) AND revoked_at ",
            $revoked
        )
    };
}

const LIST: &str = concat!(
    keys!("IS NULL"),
    " UNION ALL SELECT * FROM (",
    keys!("> ?3 ORDER BY revoked_at DESC LIMIT ?4"),
    ") ORDER BY created_at DESC, id DESC"
);

/// The keys of an organization, or of one of its projects, newest first: all that are not revoked, and the last
/// [`REVOKED_KEYS`] that were revoked within [`REVOKED_MS`] before `now`.
pub async fn list(
    db: &DirectoryDb,
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
    now: u64,
) -> Result<Vec<ApiKey>, DbError> {
    let statement = Statement::new(LIST)
        .bind(organization_id)
        .bind(project_id)
        .bind(now.saturating_sub(REVOKED_MS))
        .bind(REVOKED_KEYS);
    let rows: Vec<KeyRow> = fetch_all(db, statement).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ApiKey {
                id: row.id,
                project_id: row.project_id,
                kind: row.kind,
                ending: row.ending,
                name: row.name,
                scopes: scopes(&row.scopes)?,
                created_at: row.created_at,
                expires_at: row.expires_at,
                revoked_at: row.revoked_at,
                last_used_at: row.last_used_at,
            })
        })
        .collect()
}

#[derive(Deserialize)]
struct CountRow {
    number: u32,
}

const COUNT: &str = "
    SELECT count(*) AS number FROM api_keys
    WHERE organization_id = ?1 AND (?2 IS NULL OR project_id = ?2) AND revoked_at IS NULL";

/// How many keys an organization, or one of its projects, has that are not revoked.
pub async fn count(
    db: &DirectoryDb,
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
) -> Result<u32, DbError> {
    let statement = Statement::new(COUNT).bind(organization_id).bind(project_id);
    let row: Option<CountRow> = fetch_optional(db, statement).await?;
    Ok(row.map_or(0, |row| row.number))
}

/// A key to store.
pub struct NewKey<'a> {
    /// The id of the key's row.
    pub id: KeyId,
    /// The organization that owns the key.
    pub organization_id: OrganizationId,
    /// The only project that it opens. `None`: all projects of the organization.
    pub project_id: Option<ProjectId>,
    /// The kind of key, which limits its scopes.
    pub kind: KeyKind,
    /// The SHA-256 of the key, in lower-case hexadecimal digits.
    pub hash: String,
    /// The key's last digits.
    pub ending: &'a str,
    /// The owner's name for the key.
    pub name: &'a str,
    /// What the key may do.
    pub scopes: &'a [Scope],
    /// When it expires, in Unix milliseconds. `None`: never.
    pub expires_at: Option<u64>,
}

const INSERT: &str = "
    INSERT INTO api_keys (id, organization_id, project_id, kind, hash, ending, name, scopes, created_at, expires_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// Stores a key, created at `now`.
pub fn insert(key: &NewKey<'_>, now: u64) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(key.id)
        .bind(key.organization_id)
        .bind(key.project_id)
        .bind(key.kind.name())
        .bind(key.hash.as_str())
        .bind(key.ending)
        .bind(key.name)
        .bind(serde_json::json!(key.scopes).to_string())
        .bind(now)
        .bind(key.expires_at)
}

const REVOKE: &str = "
    UPDATE api_keys SET revoked_at = ?4
    WHERE organization_id = ?1 AND (?2 IS NULL OR project_id = ?2) AND id = ?3 AND revoked_at IS NULL";

/// Revokes a key of an organization, or of one of its projects. From `now` on it opens nothing.
pub fn revoke(
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
    id: KeyId,
    now: u64,
) -> Statement<DirectoryData> {
    Statement::new(REVOKE)
        .bind(organization_id)
        .bind(project_id)
        .bind(id)
        .bind(now)
}

const REVOKE_REPORTING: &str = "
    UPDATE api_keys SET revoked_at = ?2
    WHERE project_id = ?1 AND scopes = '[\"reporting:read\"]' AND revoked_at IS NULL";

/// Revokes the project's key for reports, because there is one at a time.
pub fn revoke_reporting(project_id: ProjectId, now: u64) -> Statement<DirectoryData> {
    Statement::new(REVOKE_REPORTING).bind(project_id).bind(now)
}

fn scopes(json: &str) -> Result<Vec<Scope>, DbError> {
    serde_json::from_str(json).map_err(|error| DbError(format!("scopes of a key: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::steps;

    #[tokio::test]
    async fn keys_are_listed_and_counted_without_those_that_were_revoked_long_ago() {
        for (sql, parameters) in [(LIST, 4), (COUNT, 2)] {
            let read = steps(sql, parameters).await;
            let mut of_keys = read
                .iter()
                .filter(|step| step.contains("api_keys"))
                .peekable();
            assert!(of_keys.peek().is_some(), "{read:?}");
            for step in of_keys {
                assert!(step.contains("revoked_at"), "{step}");
            }
        }
    }
}
