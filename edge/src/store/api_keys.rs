//! API keys. Only their hashes are here.

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

/// A key that opens something now, or somebody who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The key or the person.
    pub id: CredentialId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// The organization's plan.
    pub plan: Plan,
    /// The only project that it opens; all of the organization's if none is named.
    pub project_id: Option<ProjectId>,
    /// What it is for.
    pub kind: KeyKind,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends, in Unix milliseconds.
    pub expires_at: Option<u64>,
    /// The session of the inbox in which a person acts.
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

/// The time of the last use is kept to the minute, in milliseconds, so that a busy key is not a busy writer.
const TOUCH_AFTER_MS: u64 = 60_000;

/// What the key with this hash opens at `now` (Unix milliseconds); notes that it was used.
///
/// The lookup is by the hash of a random key, so its timing says nothing about any stored key.
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

/// What the key with this id may do now, asked for something that was made with it. The key is not used by that.
pub async fn in_force(
    db: &DirectoryDb,
    id: KeyId,
    now: u64,
) -> Result<Option<Credential>, DbError> {
    let statement = Statement::new(BY_ID).bind(id).bind(now);
    let row: Option<CredentialRow> = fetch_optional(db, statement).await?;
    row.map(Credential::try_from).transpose()
}

/// A key as its owner sees it: never the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: KeyId,
    /// The only project that it opens.
    pub project_id: Option<ProjectId>,
    /// What it is for.
    pub kind: KeyKind,
    /// Its last digits.
    pub ending: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: u64,
    /// When it stops.
    pub expires_at: Option<u64>,
    /// When it was revoked.
    pub revoked_at: Option<u64>,
    /// When it was last used, to the minute.
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

/// Most keys in a list; more cannot be made.
pub const KEYS: u32 = 100;

const LIST: &str = "
    SELECT id, project_id, kind, ending, name, scopes, created_at, expires_at, revoked_at, last_used_at
    FROM api_keys WHERE organization_id = ?1 AND (?2 IS NULL OR project_id = ?2)
    ORDER BY created_at DESC, id DESC LIMIT ?3";

/// The keys of an organization, or of one of its projects, newest first, revoked ones among them.
pub async fn list(
    db: &DirectoryDb,
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
) -> Result<Vec<ApiKey>, DbError> {
    let statement = Statement::new(LIST)
        .bind(organization_id)
        .bind(project_id)
        .bind(KEYS);
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

/// A key to be stored.
pub struct NewKey<'a> {
    /// Its id.
    pub id: KeyId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// The only project that it opens; all of the organization's if none is named.
    pub project_id: Option<ProjectId>,
    /// What it is for.
    pub kind: KeyKind,
    /// The SHA-256 of the key, in lower-case hexadecimal digits.
    pub hash: String,
    /// The key's last digits.
    pub ending: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// When it stops, in Unix milliseconds.
    pub expires_at: Option<u64>,
}

const INSERT: &str = "
    INSERT INTO api_keys (id, organization_id, project_id, kind, hash, ending, name, scopes, created_at, expires_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// Stores a key, made at `now`.
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

/// Revokes a key of an organization, or of one of its projects: from `now` on it opens nothing.
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

/// Revokes the project's key for reports: there is one at a time.
pub fn revoke_reporting(project_id: ProjectId, now: u64) -> Statement<DirectoryData> {
    Statement::new(REVOKE_REPORTING).bind(project_id).bind(now)
}

fn scopes(json: &str) -> Result<Vec<Scope>, DbError> {
    serde_json::from_str(json).map_err(|error| DbError(format!("scopes of a key: {error}")))
}
