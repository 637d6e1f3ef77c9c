//! Projects.

use porchlight_shared::ids::{OrganizationId, ProjectId};
use serde::Deserialize;

use super::audit::{self, NewAudit};
use crate::{
    domain::{cursor::Cursor, settings::plan::Plan},
    platform::db::{DbError, DirectoryData, DirectoryDb, Statement, fetch_all, fetch_optional},
};

/// A project, as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct Project {
    /// The id of the project.
    pub id: ProjectId,
    /// The organization that owns it.
    pub organization_id: OrganizationId,
    /// The plan of its organization.
    pub plan: Plan,
    /// The slug, its name in addresses.
    pub slug: String,
    /// The name for people.
    pub name: String,
    /// `ProjectSettings` as JSON.
    pub settings: String,
    /// Increases with every change of the settings.
    pub settings_version: u64,
    /// The origins that may show the widget, as a JSON array.
    pub allowed_origins: String,
    /// The current generation of its identity secret; 0 if it has none.
    pub identity_generation: u32,
    /// How far a signed time may be from the current time, in milliseconds.
    pub identity_window_ms: u64,
    /// When it was created, in Unix milliseconds.
    pub created_at: u64,
    /// When it was last changed, in Unix milliseconds.
    pub updated_at: u64,
}

/// Selects the columns of [`Project`], with a condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT projects.id, projects.organization_id, organizations.plan, projects.slug, projects.name,
                    projects.settings, projects.settings_version, projects.allowed_origins,
                    projects.identity_generation, projects.identity_window_ms, projects.created_at, projects.updated_at
             FROM projects JOIN organizations ON organizations.id = projects.organization_id ",
            $condition
        )
    };
}

const BY_SLUG: &str = select!("WHERE projects.slug = ?1");

/// The project with this slug.
pub async fn by_slug(db: &DirectoryDb, slug: &str) -> Result<Option<Project>, DbError> {
    fetch_optional(db, Statement::new(BY_SLUG).bind(slug)).await
}

const BY_ID: &str = select!("WHERE projects.id = ?1");

/// One project.
pub async fn by_id(db: &DirectoryDb, project_id: ProjectId) -> Result<Option<Project>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id)).await
}

const OF_ORGANIZATION: &str = select!(
    "WHERE projects.organization_id = ?1 AND (?2 IS NULL OR projects.id = ?2)
       AND (?3 IS NULL OR (projects.created_at, projects.id) < (?3, ?4))
     ORDER BY projects.created_at DESC, projects.id DESC LIMIT ?5"
);

/// The organization's projects, newest first. `only` is the one project that the caller may see.
pub async fn of_organization(
    db: &DirectoryDb,
    organization_id: OrganizationId,
    only: Option<ProjectId>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Project>, DbError> {
    let (time, id) = after.map_or((None, None), |cursor| (Some(cursor.time), Some(cursor.id)));
    let statement = Statement::new(OF_ORGANIZATION)
        .bind(organization_id)
        .bind(only)
        .bind(time)
        .bind(id)
        .bind(limit);
    fetch_all(db, statement).await
}

const IDS_OF_ORGANIZATION: &str = "SELECT id FROM projects WHERE organization_id = ?1";

#[derive(Deserialize)]
struct IdRow {
    id: ProjectId,
}

/// The ids of all projects of the organization.
pub async fn ids_of_organization(
    db: &DirectoryDb,
    organization_id: OrganizationId,
) -> Result<Vec<ProjectId>, DbError> {
    let statement = Statement::new(IDS_OF_ORGANIZATION).bind(organization_id);
    let rows: Vec<IdRow> = fetch_all(db, statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A project to store.
pub struct NewProject<'a> {
    /// The id of the project.
    pub id: ProjectId,
    /// The organization that owns it.
    pub organization_id: OrganizationId,
    /// The slug, its name in addresses.
    pub slug: &'a str,
    /// The name for people.
    pub name: &'a str,
    /// `ProjectSettings` as JSON.
    pub settings: String,
    /// The origins that may show the widget, as a JSON array.
    pub allowed_origins: String,
}

const INSERT: &str = "
    INSERT INTO projects (id, organization_id, slug, name, settings, allowed_origins, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (slug) DO NOTHING";

/// Stores a project, created at `now`. Changes no row if its slug is taken.
pub fn insert(project: &NewProject<'_>, now: u64) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(project.id)
        .bind(project.organization_id)
        .bind(project.slug)
        .bind(project.name)
        .bind(project.settings.as_str())
        .bind(project.allowed_origins.as_str())
        .bind(now)
}

const KEEP_BEFORE: &str = "
    INSERT INTO settings_before (project_id, name, settings, allowed_origins, replaced_at)
    SELECT id, name, settings, allowed_origins, ?3 FROM projects WHERE id = ?1 AND settings_version = ?2
    ON CONFLICT DO UPDATE SET name = excluded.name, settings = excluded.settings,
      allowed_origins = excluded.allowed_origins, replaced_at = excluded.replaced_at";
const UPDATE: &str = "
    UPDATE projects SET name = ?3, settings = ?4, allowed_origins = ?5, settings_version = settings_version + 1,
      updated_at = ?6
    WHERE id = ?1 AND settings_version = ?2";
const RECORD_UPDATE: &str = "
    INSERT INTO audit (id, organization_id, project_id, actor, action, target, detail, created_at)
    SELECT ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
    WHERE EXISTS (SELECT 1 FROM projects WHERE id = ?1 AND settings_version = ?2)";

/// Replaces the owner's settings, unless somebody has changed them since `version`; then it returns `false`. The
/// replaced settings are kept until the next change. `entry` is recorded in the same batch.
pub async fn update(
    db: &DirectoryDb,
    project: &Project,
    entry: &NewAudit<'_>,
    now: u64,
) -> Result<bool, DbError> {
    let keep = Statement::new(KEEP_BEFORE)
        .bind(project.id)
        .bind(project.settings_version)
        .bind(now);
    let update = Statement::new(UPDATE)
        .bind(project.id)
        .bind(project.settings_version)
        .bind(project.name.as_str())
        .bind(project.settings.as_str())
        .bind(project.allowed_origins.as_str())
        .bind(now);
    let record = Statement::new(RECORD_UPDATE)
        .bind(project.id)
        .bind(project.settings_version);
    let record = audit::values(record, entry, now);
    let changed = db.batch(vec![keep, record, update]).await?;
    Ok(changed.last().is_some_and(|changed| *changed > 0))
}

/// The owner's settings before the latest change.
#[derive(Clone, Debug, Deserialize)]
pub struct SettingsBefore {
    /// The project's name.
    pub name: String,
    /// `ProjectSettings` as JSON.
    pub settings: String,
    /// The origins that may show the widget, as a JSON array.
    pub allowed_origins: String,
}

const BEFORE: &str =
    "SELECT name, settings, allowed_origins FROM settings_before WHERE project_id = ?1";

/// The owner's settings before the latest change, if there was one.
pub async fn before(
    db: &DirectoryDb,
    project_id: ProjectId,
) -> Result<Option<SettingsBefore>, DbError> {
    fetch_optional(db, Statement::new(BEFORE).bind(project_id)).await
}

const ROTATE_IDENTITY: &str = "
    UPDATE projects SET identity_generation = identity_generation + 1, updated_at = ?2 WHERE id = ?1";

/// Replaces the project's identity secret with the next one.
pub fn rotate_identity(project_id: ProjectId, now: u64) -> Statement<DirectoryData> {
    Statement::new(ROTATE_IDENTITY).bind(project_id).bind(now)
}

const SET_IDENTITY_WINDOW: &str = "UPDATE projects SET identity_window_ms = ?2 WHERE id = ?1";

/// Sets how far a signed time may be from the current time, in milliseconds.
pub fn set_identity_window(project_id: ProjectId, window_ms: u64) -> Statement<DirectoryData> {
    Statement::new(SET_IDENTITY_WINDOW)
        .bind(project_id)
        .bind(window_ms)
}
