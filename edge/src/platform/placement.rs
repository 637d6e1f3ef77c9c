//! The database of each project's data.

use porchlight_shared::ids::ProjectId;

use super::db::ProjectDb;

/// The databases of projects. A project stays where it is.
pub trait Placement: Send + Sync {
    /// The database with this project's data. The lookup may be delayed until the first statement.
    fn of(&self, project_id: ProjectId) -> ProjectDb;
    /// All databases with data of projects, each once.
    fn all(&self) -> Vec<ProjectDb>;
}

/// All projects in one database.
pub struct Together(pub ProjectDb);

impl Placement for Together {
    fn of(&self, _project_id: ProjectId) -> ProjectDb {
        self.0.clone()
    }

    fn all(&self) -> Vec<ProjectDb> {
        vec![self.0.clone()]
    }
}
