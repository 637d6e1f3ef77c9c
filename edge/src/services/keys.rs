//! API keys: created, shown once, revoked. Every change is recorded.

use porchlight_shared::{
    ids::{AuditId, KeyId, OrganizationId, ProjectId},
    limits,
};
use serde_json::json;

use crate::{
    domain::credentials::{
        api_key::{self, KeyKind},
        derived_secret,
        scope::Scope,
    },
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        api_keys::{self, KEYS, NewKey},
        audit::{self, NewAudit},
    },
};

/// The longest name of a key, in characters.
pub const NAME_CHARS: usize = limits::NAME_CHARS;

/// A key to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedKey {
    /// The organization that owns the key.
    pub organization_id: OrganizationId,
    /// The only project that the key opens. `None`: all projects of the organization.
    pub project_id: Option<ProjectId>,
    /// The kind, which limits its scopes.
    pub kind: KeyKind,
    /// The owner's name for the key.
    pub name: String,
    /// The scopes. Empty: all scopes of the kind.
    pub scopes: Vec<Scope>,
    /// When the key expires, in Unix milliseconds. `None`: with its maker, or never.
    pub expires_at: Option<u64>,
}

/// The person or key that makes a key. The new key may do no more than its maker, and expires no later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMaker {
    /// `root`, the id of a key or of a person, for the record of changes.
    pub name: String,
    /// The scopes of the maker.
    pub scopes: Vec<Scope>,
    /// When the maker expires, in Unix milliseconds.
    pub expires_at: Option<u64>,
}

impl KeyMaker {
    /// The deployer, with the root secret.
    pub fn root() -> Self {
        Self {
            name: "root".into(),
            scopes: vec![Scope::All],
            expires_at: None,
        }
    }
}

/// A new key. The key itself is available only now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedKey {
    /// The id of the key, to list and revoke it.
    pub id: KeyId,
    /// The key itself, which is not stored.
    pub key: String,
    /// The scopes of the key, all spelled out.
    pub scopes: Vec<Scope>,
}

/// Why a key was not created or revoked. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The name is empty or too long.
    #[error(
        "A key needs a name of 1 to {NAME_CHARS} characters, without line breaks or other control characters."
    )]
    Name,
    /// The kind cannot have the scope.
    #[error("A {0} key cannot have the scope {1}.")]
    Scope(&'static str, &'static str),
    /// Only secret keys can open a whole organization.
    #[error("A {0} key belongs to one project. Name it.")]
    Project(&'static str),
    /// The expiry is not in the future.
    #[error("The expiry is in the past.")]
    Expiry,
    /// The maker lacks the scope.
    #[error("You lack the scope {0}, so you cannot create a key that has it.")]
    ScopeOfMaker(&'static str),
    /// The maker expires earlier.
    #[error("A key cannot end later than the key that creates it. Set an earlier expiry, or none.")]
    ExpiryOfMaker,
    /// There are too many keys.
    #[error("There are {KEYS} keys already. Revoke one first.")]
    TooMany,
    /// There is no such key, or it is already revoked.
    #[error("There is no such key, or it is already revoked.")]
    NotFound,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Creates `wanted` for `maker`. By default, the key gets the scopes that its kind and its maker both may have, and
/// expires with its maker.
pub async fn create(
    platform: &Platform,
    wanted: WantedKey,
    maker: &KeyMaker,
) -> Result<CreatedKey, KeyError> {
    let now = platform.clock.now();
    let scopes = within(&wanted, check(&wanted, now)?, maker)?;
    let wanted = WantedKey {
        expires_at: wanted.expires_at.or(maker.expires_at),
        ..wanted
    };
    let directory = platform.directory();
    let existing = api_keys::count(directory, wanted.organization_id, wanted.project_id).await?;
    if existing >= KEYS {
        return Err(KeyError::TooMany);
    }
    let (made, mut statements) = prepare(platform, &wanted, scopes, &maker.name)?;
    // A project has one key for reports: a new one replaces it.
    if let (Some(project_id), [Scope::ReadReports]) = (wanted.project_id, made.scopes.as_slice()) {
        statements.insert(0, api_keys::revoke_reporting(project_id, now));
    }
    platform.directory().batch(statements).await?;
    Ok(made)
}

/// The new key with `scopes`, and the statements that store it and record the change. The caller has checked `wanted`.
pub fn prepare(
    platform: &Platform,
    wanted: &WantedKey,
    scopes: Vec<Scope>,
    actor: &str,
) -> Result<(CreatedKey, Vec<Statement<DirectoryData>>), KeyError> {
    let now = platform.clock.now();
    let key = api_key::make(wanted.kind, random_bytes()?, &mark(platform));
    let id = KeyId::new(now, random_bytes()?);
    let hash = api_key::stored_hash(&key)
        .ok_or_else(|| PlatformError("a key that is none was made".into()))?;
    let insert = api_keys::insert(
        &NewKey {
            id,
            organization_id: wanted.organization_id,
            project_id: wanted.project_id,
            kind: wanted.kind,
            hash,
            ending: api_key::ending(&key),
            name: wanted.name.trim(),
            scopes: &scopes,
            expires_at: wanted.expires_at,
        },
        now,
    );
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: wanted.organization_id,
            project_id: wanted.project_id,
            actor,
            action: "key.created",
            target: &id.to_string(),
            detail: json!({ "kind": wanted.kind, "name": wanted.name.trim(), "scopes": scopes }),
        },
        now,
    );
    Ok((CreatedKey { id, key, scopes }, vec![insert, record]))
}

/// Whether the mark in `key` proves that this deployment made it.
pub fn is_ours(platform: &Platform, key: &str) -> bool {
    api_key::is_marked(&mark(platform), key)
}

fn mark(platform: &Platform) -> [u8; 32] {
    derived_secret::key_marks(platform.config.naming_secret())
}

/// Revokes a key for `actor`. It opens nothing any more.
pub async fn revoke(
    platform: &Platform,
    organization_id: OrganizationId,
    project_id: Option<ProjectId>,
    id: KeyId,
    actor: &str,
) -> Result<(), KeyError> {
    let now = platform.clock.now();
    let keys = api_keys::list(platform.directory(), organization_id, project_id, now).await?;
    if !keys
        .iter()
        .any(|key| key.id == id && key.revoked_at.is_none())
    {
        return Err(KeyError::NotFound);
    }
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id,
            project_id,
            actor,
            action: "key.revoked",
            target: &id.to_string(),
            detail: json!({}),
        },
        now,
    );
    let revoke = api_keys::revoke(organization_id, project_id, id, now);
    platform.directory().batch(vec![revoke, record]).await?;
    Ok(())
}

/// Those of `scopes` that `maker` may give. A scope that was requested by name but that the maker lacks is refused.
fn within(
    wanted: &WantedKey,
    scopes: Vec<Scope>,
    maker: &KeyMaker,
) -> Result<Vec<Scope>, KeyError> {
    if let (Some(wanted), Some(end)) = (wanted.expires_at, maker.expires_at)
        && wanted > end
    {
        return Err(KeyError::ExpiryOfMaker);
    }
    let Some(missing) = scopes.iter().find(|scope| !scope.is_in(&maker.scopes)) else {
        return Ok(scopes);
    };
    let missing = missing.name();
    if !wanted.scopes.is_empty() {
        return Err(KeyError::ScopeOfMaker(missing));
    }
    let given: Vec<Scope> = if scopes.contains(&Scope::All) {
        maker.scopes.clone()
    } else {
        let both = scopes.into_iter();
        both.filter(|scope| scope.is_in(&maker.scopes)).collect()
    };
    if given.is_empty() {
        Err(KeyError::ScopeOfMaker(missing))
    } else {
        Ok(given)
    }
}

/// The scopes of `wanted`, all spelled out, if the key is valid.
fn check(wanted: &WantedKey, now: u64) -> Result<Vec<Scope>, KeyError> {
    let name = wanted.name.trim();
    if !(1..=NAME_CHARS).contains(&name.chars().count()) || name.contains(char::is_control) {
        return Err(KeyError::Name);
    }
    if wanted.expires_at.is_some_and(|expiry| expiry <= now) {
        return Err(KeyError::Expiry);
    }
    let bound: &[Scope] = match wanted.kind {
        KeyKind::Publishable => &[Scope::Chat, Scope::ReadSettings],
        KeyKind::Push => &[Scope::PushSales],
        KeyKind::Live | KeyKind::Test => &[Scope::All],
    };
    if !wanted.kind.is_secret() || wanted.kind == KeyKind::Push {
        if wanted.project_id.is_none() {
            return Err(KeyError::Project(wanted.kind.name()));
        }
        if let Some(foreign) = wanted.scopes.iter().find(|scope| !bound.contains(scope)) {
            return Err(KeyError::Scope(wanted.kind.name(), foreign.name()));
        }
    }
    Ok(if wanted.scopes.is_empty() {
        bound.to_vec()
    } else {
        wanted.scopes.clone()
    })
}
