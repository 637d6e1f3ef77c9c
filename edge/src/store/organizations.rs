//! Organizations, which own projects.

use porchlight_shared::ids::OrganizationId;
use serde::Deserialize;

use crate::{
    domain::settings::plan::Plan,
    platform::db::{DbError, DirectoryData, DirectoryDb, Statement, fetch_optional},
};

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Organization {
    /// The id of the organization.
    pub id: OrganizationId,
    /// The name of the organization.
    pub name: String,
    /// The plan of the organization.
    pub plan: Plan,
}

const BY_ID: &str = "SELECT id, name, plan FROM organizations WHERE id = ?1";

/// One organization.
pub async fn by_id(db: &DirectoryDb, id: OrganizationId) -> Result<Option<Organization>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(id)).await
}

const INSERT: &str =
    "INSERT INTO organizations (id, name, plan, created_at) VALUES (?1, ?2, ?3, ?4)";

/// Stores an organization, created at `now`.
pub fn insert(organization: &Organization, now: u64) -> Statement<DirectoryData> {
    Statement::new(INSERT)
        .bind(organization.id)
        .bind(organization.name.as_str())
        .bind(organization.plan.name())
        .bind(now)
}

const SET_PLAN: &str = "UPDATE organizations SET plan = ?2 WHERE id = ?1";

/// Changes the plan of an organization.
pub fn set_plan(id: OrganizationId, plan: Plan) -> Statement<DirectoryData> {
    Statement::new(SET_PLAN).bind(id).bind(plan.name())
}
