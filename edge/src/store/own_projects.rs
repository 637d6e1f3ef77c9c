//! The projects of one person, who is a separate person in each, with the same e-mail address.

use porchlight_shared::ids::PersonId;
use serde::Deserialize;

use super::people::PROJECTS;
use crate::{
    domain::credentials::role::Role,
    platform::db::{DbError, DirectoryDb, Statement, fetch_all},
};

/// A project of a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OwnProject {
    /// The slug of the project.
    pub slug: String,
    /// The project's name for people.
    pub name: String,
    /// The person's role in the project.
    pub role: Role,
}

const OWN_PROJECTS: &str = "
    SELECT projects.slug, projects.name, people.role
    FROM people AS this
      JOIN people ON people.folded_email = this.folded_email AND people.removed_at IS NULL
      JOIN projects ON projects.id = people.project_id
    WHERE this.id = ?1 AND this.removed_at IS NULL AND (people.id = ?1 OR ?2)
    ORDER BY people.id = ?1 DESC, people.mailbox_at DESC, people.created_at LIMIT ?3";

/// At most [`PROJECTS`] projects of the person `id`, their own first. With `everywhere`, the others follow: first those
/// where they most recently used a link from an e-mail, then those where they were invited first.
pub async fn list(
    db: &DirectoryDb,
    id: PersonId,
    everywhere: bool,
) -> Result<Vec<OwnProject>, DbError> {
    let statement = Statement::new(OWN_PROJECTS)
        .bind(id)
        .bind(everywhere)
        .bind(PROJECTS);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_projects_of_a_person_are_found_by_index() {
        check_searches(OWN_PROJECTS, 3).await;
    }
}
