//! Creates the first objects of a deployment: an organization, its project, their keys.

use porchlight_shared::ids::{AuditId, OrganizationId, ProjectId};
use serde_json::json;

use super::{
    keys::{self, KeyError, WantedKey},
    projects::{self, ProjectError, WantedProject},
};
use crate::{
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        settings::plan::Plan,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        audit::{self, NewAudit},
        organizations::{self, Organization},
        projects as project_store,
    },
};

/// The actor of changes made with the root secret, in the record of changes.
pub const ROOT: &str = "root";

/// An organization to set up, with its first project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The name of the organization.
    pub organization: String,
    /// The name of the project.
    pub project: String,
    /// The slug of the project. `None`: derived from the name.
    pub slug: Option<String>,
    /// The origins that may show the widget.
    pub allowed_origins: Vec<String>,
    /// The plan of the organization.
    pub plan: Plan,
}

/// The new organization. The keys themselves are available only now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The id of the organization.
    pub organization_id: OrganizationId,
    /// The id of the project.
    pub project_id: ProjectId,
    /// The slug of the project.
    pub slug: String,
    /// A live key for every project of the organization.
    pub organization_key: String,
    /// A live key for the project.
    pub project_key: String,
    /// A key for the project's web pages.
    pub publishable_key: String,
}

/// Why nothing was set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The project could not be created.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A key could not be created.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The organization or the project does not exist.
    #[error("There is no such organization, or the project is not its own.")]
    Owner,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Creates everything or nothing.
pub async fn set_up(platform: &Platform, setup: Setup) -> Result<Made, SetupError> {
    let now = platform.clock.now();
    let organization = Organization {
        id: OrganizationId::new(now, random_bytes()?),
        name: projects::check_name(&setup.organization)?.to_owned(),
        plan: setup.plan,
    };
    let wanted = WantedProject {
        organization_id: organization.id,
        name: setup.project,
        slug: setup.slug,
        allowed_origins: setup.allowed_origins,
        settings: json!({}),
    };
    let (project_id, slug, made_project) = projects::prepare(platform, &wanted, ROOT, now).await?;
    let mut statements = vec![organizations::insert(&organization, now)];
    statements.extend(made_project);
    let mut made = Vec::new();
    for (owner, kind, name, scopes) in [
        (None, KeyKind::Live, "organization", vec![Scope::All]),
        (Some(project_id), KeyKind::Live, "project", vec![Scope::All]),
        (
            Some(project_id),
            KeyKind::Publishable,
            "pages",
            vec![Scope::Chat, Scope::ReadSettings],
        ),
    ] {
        let wanted = WantedKey {
            organization_id: organization.id,
            project_id: owner,
            kind,
            name: name.into(),
            scopes: Vec::new(),
            expires_at: None,
        };
        let (key, stored) = keys::prepare(platform, &wanted, scopes, ROOT)?;
        made.push(key.key);
        statements.extend(stored);
    }
    platform.directory().batch(statements).await?;
    let mut made = made.into_iter();
    let mut next = || made.next().unwrap_or_default();
    Ok(Made {
        organization_id: organization.id,
        project_id,
        slug,
        organization_key: next(),
        project_key: next(),
        publishable_key: next(),
    })
}

/// Moves an organization to another plan.
pub async fn change_plan(
    platform: &Platform,
    id: OrganizationId,
    plan: Plan,
) -> Result<(), SetupError> {
    let now = platform.clock.now();
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: id,
            project_id: None,
            actor: ROOT,
            action: "organization.plan_changed",
            target: &id.to_string(),
            detail: json!({ "plan": plan }),
        },
        now,
    );
    platform
        .directory()
        .batch(vec![organizations::set_plan(id, plan), record])
        .await?;
    Ok(())
}

/// Checks that the organization of `wanted` exists and owns its project.
pub async fn check_owner(platform: &Platform, wanted: &WantedKey) -> Result<(), SetupError> {
    organizations::by_id(platform.directory(), wanted.organization_id)
        .await?
        .ok_or(SetupError::Owner)?;
    let Some(id) = wanted.project_id else {
        return Ok(());
    };
    let project = project_store::by_id(platform.directory(), id).await?;
    match project {
        Some(project) if project.organization_id == wanted.organization_id => Ok(()),
        _ => Err(SetupError::Owner),
    }
}
