//! The identity secret of a project, and how long its signatures are valid. Every change is recorded.

use porchlight_shared::ids::{AuditId, OrganizationId, ProjectId};
use serde_json::{Value, json};

use crate::{
    domain::credentials::{
        derived_secret,
        identity::{LONGEST_WINDOW_MS, SHORTEST_WINDOW_MS},
    },
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        audit::{self, NewAudit},
        projects::{self, Project},
    },
};

/// How the owner's server signs visitors in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentitySettings {
    /// Whether the project has an identity secret.
    pub enabled: bool,
    /// How far the time in a signature may be from the current time, in milliseconds.
    pub window_ms: u64,
}

/// Why nothing was changed. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum IdentitySecretError {
    /// The window is too short or too long.
    #[error("The window is 5 to 60 minutes.")]
    Window,
    /// The deployment has no root secret to derive secrets from.
    #[error("This deployment has no root secret. Set it: wrangler secret put ROOT_SECRET.")]
    NoRootSecret,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// How visitors of the project are signed in.
pub async fn settings(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<IdentitySettings, IdentitySecretError> {
    let project = record(platform, project_id).await?;
    Ok(IdentitySettings {
        enabled: project.identity_generation > 0,
        window_ms: project.identity_window_ms,
    })
}

/// Sets how far the time in a signature may be from the current time.
pub async fn set_window(
    platform: &Platform,
    organization_id: OrganizationId,
    project_id: ProjectId,
    window_ms: u64,
    actor: &str,
) -> Result<IdentitySettings, IdentitySecretError> {
    if !(SHORTEST_WINDOW_MS..=LONGEST_WINDOW_MS).contains(&window_ms) {
        return Err(IdentitySecretError::Window);
    }
    let whose = (organization_id, project_id);
    let detail = json!({ "fields": ["identityWindow"] });
    let entry = entry(platform, whose, actor, "identity.updated", detail)?;
    let set = projects::set_identity_window(project_id, window_ms);
    platform.directory().batch(vec![set, entry]).await?;
    settings(platform, project_id).await
}

/// Creates the next secret. The previous one is invalid from now on.
pub async fn rotate(
    platform: &Platform,
    organization_id: OrganizationId,
    project_id: ProjectId,
    actor: &str,
) -> Result<String, IdentitySecretError> {
    let root = platform
        .config
        .root_secret
        .as_deref()
        .ok_or(IdentitySecretError::NoRootSecret)?;
    let whose = (organization_id, project_id);
    let entry = entry(platform, whose, actor, "identity.rotated", json!({}))?;
    let rotate = projects::rotate_identity(project_id, platform.clock.now());
    platform.directory().batch(vec![rotate, entry]).await?;
    let generation = record(platform, project_id).await?.identity_generation;
    Ok(derived_secret::identity(root, project_id, generation))
}

async fn record(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<Project, IdentitySecretError> {
    let project = projects::by_id(platform.directory(), project_id).await?;
    Ok(project.ok_or_else(|| PlatformError("a key without its project".into()))?)
}

fn entry(
    platform: &Platform,
    (organization_id, project_id): (OrganizationId, ProjectId),
    actor: &str,
    action: &'static str,
    detail: Value,
) -> Result<Statement<DirectoryData>, PlatformError> {
    let now = platform.clock.now();
    Ok(audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id,
            project_id: Some(project_id),
            actor,
            action,
            target: &project_id.to_string(),
            detail,
        },
        now,
    ))
}
