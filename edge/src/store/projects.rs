//! Projects.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{Db, DbError, Statement, fetch_optional};

/// A project as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// `ProjectSettings` as JSON.
    pub settings: String,
    /// Rises with every change of the settings.
    pub settings_version: u64,
    /// A JSON array of origins.
    pub allowed_origins: String,
}

const BY_SLUG: &str = "
    SELECT id, slug, name, settings, settings_version, allowed_origins FROM projects WHERE slug = ?1";

/// The project that `slug` names.
pub async fn by_slug(db: &dyn Db, slug: &str) -> Result<Option<Project>, DbError> {
    fetch_optional(db, Statement::new(BY_SLUG).bind(slug)).await
}

const BY_ID: &str = "
    SELECT id, slug, name, settings, settings_version, allowed_origins FROM projects WHERE id = ?1";

/// One project.
pub async fn by_id(db: &dyn Db, project_id: ProjectId) -> Result<Option<Project>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id)).await
}
