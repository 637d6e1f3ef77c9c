//! Sessions of the inbox: a person signs in with a key of the project, and a signed cookie identifies them
//! from then on.
//!
//! *Invariant:* every request loads the key of its session again, and asks whether somebody has signed out of it. So the
//! session ends with the key and with signing out, whoever has a copy of the cookie, and allows no more than the key does.

use porchlight_shared::ids::{AuditId, ConsoleSessionId};
use serde_json::json;

use crate::{
    domain::{
        credentials::{
            api_key::{self, KeyKind},
            console_token::{self, CONSOLE_SECONDS, ConsoleClaims, ConsoleTokenError},
            scope::Scope,
        },
        settings::plan::Feature,
    },
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        api_keys::{self, Credential},
        audit::{self, NewAudit},
        console_sessions,
    },
};

/// The most ended sessions that one sweep forgets.
const PRUNED: u32 = 500;

/// The scopes that a key needs to sign in.
const SCOPES: [Scope; 2] = [Scope::ReadConversations, Scope::WriteConversations];

/// Why there is no session. The messages are for the operator, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The key is unknown, revoked or expired.
    #[error("This key opens nothing. Check that you have copied it whole, or ask for a new one.")]
    Key,
    /// The key is of a kind that cannot sign in.
    #[error("This is not a live key. The inbox needs one that begins with sk_live_.")]
    Kind,
    /// The key opens a whole organization rather than a project.
    #[error("This key opens a whole organization. The inbox needs a key of one project.")]
    Project,
    /// The key lacks a scope.
    #[error(
        "This key lacks the scope {0}. The inbox needs one with conversations:read and conversations:write."
    )]
    Scope(&'static str),
    /// The plan does not include the inbox.
    #[error("{0}")]
    Plan(&'static str),
    /// The deployment has no root secret to sign with.
    #[error(
        "This deployment has no root secret, so nobody can sign in. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// The token is invalid or has expired.
    #[error(transparent)]
    Token(#[from] ConsoleTokenError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// A session that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSession {
    /// The token for the cookie.
    pub token: String,
    /// What the session may do.
    pub credential: Credential,
}

/// Begins a session with `key`, and records it.
pub async fn sign_in(platform: &Platform, key: &str) -> Result<ConsoleSession, ConsoleError> {
    let root = root(platform)?;
    let now = platform.clock.now();
    let hash = api_key::stored_hash(key.trim()).ok_or(ConsoleError::Key)?;
    let credential = api_keys::open(platform.directory(), &hash, now)
        .await?
        .ok_or(ConsoleError::Key)?;
    may_answer(&credential)?;
    let record = record(platform, &credential, "console.signed_in")?;
    platform.directory().batch(vec![record]).await?;
    let claims = ConsoleClaims {
        key_id: credential.id,
        session_id: ConsoleSessionId::new(now, random_bytes()?),
        ends_at: now / 1_000 + CONSOLE_SECONDS,
    };
    Ok(ConsoleSession {
        token: console_token::issue(root, &claims),
        credential,
    })
}

/// What the session of `token` may do now: read and write conversations, and nothing else that its key may do. A
/// script that gets into the page therefore cannot create a key that outlives the session.
pub async fn resume(platform: &Platform, token: &str) -> Result<Credential, ConsoleError> {
    let now = platform.clock.now();
    let claims = console_token::verify(root(platform)?, token, now)?;
    let credential = api_keys::resume(platform.directory(), claims, now)
        .await?
        .ok_or(ConsoleTokenError)?;
    let scopes = SCOPES
        .into_iter()
        .filter(|scope| scope.is_in(&credential.scopes))
        .collect();
    Ok(Credential {
        scopes,
        ..credential
    })
}

/// Ends the session of `token`, if it was one, and records that.
pub async fn sign_out(platform: &Platform, token: &str) -> Result<(), ConsoleError> {
    let credential = match resume(platform, token).await {
        Ok(credential) => credential,
        Err(ConsoleError::Token(_) | ConsoleError::NoRootSecret) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut statements = vec![record(platform, &credential, "console.signed_out")?];
    if let Some(claims) = credential.session {
        let end = console_sessions::end(claims.session_id, claims.ends_at * 1_000);
        statements.push(end);
    }
    platform.directory().batch(statements).await?;
    Ok(())
}

/// Forgets ended sessions whose cookies have expired.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let prune = console_sessions::prune(platform.clock.now(), PRUNED);
    platform.directory().batch(vec![prune]).await?;
    Ok(())
}

fn may_answer(credential: &Credential) -> Result<(), ConsoleError> {
    if credential.kind != KeyKind::Live {
        return Err(ConsoleError::Kind);
    }
    if credential.project_id.is_none() {
        return Err(ConsoleError::Project);
    }
    if let Some(missing) = SCOPES
        .into_iter()
        .find(|scope| !scope.is_in(&credential.scopes))
    {
        return Err(ConsoleError::Scope(missing.name()));
    }
    if credential.plan.has(Feature::Analytics) {
        Ok(())
    } else {
        Err(ConsoleError::Plan(Feature::Analytics.refusal()))
    }
}

fn root(platform: &Platform) -> Result<&[u8], ConsoleError> {
    let root = platform.config.root_secret.as_deref();
    root.ok_or(ConsoleError::NoRootSecret)
}

fn record(
    platform: &Platform,
    credential: &Credential,
    action: &'static str,
) -> Result<Statement<DirectoryData>, PlatformError> {
    let now = platform.clock.now();
    let key = credential.id.to_string();
    let entry = NewAudit {
        id: AuditId::new(now, random_bytes()?),
        organization_id: credential.organization_id,
        project_id: credential.project_id,
        actor: &key,
        action,
        target: &key,
        detail: json!({}),
    };
    Ok(audit::record(&entry, now))
}
