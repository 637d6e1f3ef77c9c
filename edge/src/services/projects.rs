//! Creates and changes projects, and updates the copies that visitors read.

use porchlight_shared::ids::{AuditId, OrganizationId, ProjectId};
use serde_json::{Value, json};

use super::published_project::{self, is_slug};
use crate::{
    domain::credentials::origin,
    platform::{
        DbError, DirectoryData, Platform, PlatformError, ProjectDb, Statement, random_bytes,
    },
    store::{
        audit::{self, NewAudit},
        projects::{self, NewProject, Project},
    },
};

/// The longest name of a project, in characters.
pub const NAME_CHARS: usize = 100;
/// The most origins that may show a project's widget.
pub const ORIGINS: usize = 50;
/// The longest slug derived from a name, in characters. Random digits follow if it is taken.
const NAMED_SLUG_CHARS: usize = 48;

/// Why a project was not created or changed. The messages are for the owner, except those of the last three.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The name is empty or too long.
    #[error(
        "A name has 1 to {NAME_CHARS} characters, and no line breaks or other control characters."
    )]
    Name,
    /// The text is not a slug.
    #[error("A slug has 1 to 64 lower-case letters, digits, hyphens and underscores.")]
    Slug,
    /// Another project has the slug.
    #[error("The slug is taken. Choose another.")]
    SlugTaken,
    /// The text is not an origin, or there are too many.
    #[error("{0}")]
    Origin(String),
    /// The project was changed since it was read.
    #[error(
        "Somebody else has changed this at the same time. Read it again and repeat the change."
    )]
    Changed,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The copy for visitors could not be created.
    #[error(transparent)]
    Published(#[from] published_project::ReadError),
}

/// A project to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedProject {
    /// The organization that will own it.
    pub organization_id: OrganizationId,
    /// The name for people.
    pub name: String,
    /// The slug for addresses. `None`: derived from the name.
    pub slug: Option<String>,
    /// The origins that may show the widget.
    pub allowed_origins: Vec<String>,
    /// `ProjectSettings` as JSON.
    pub settings: Value,
}

/// Creates `wanted` for `actor` (`root`, or the id of a key).
pub async fn create(
    platform: &Platform,
    wanted: WantedProject,
    actor: &str,
) -> Result<Project, ProjectError> {
    let now = platform.clock.now();
    let (id, slug, statements) = prepare(platform, &wanted, actor, now).await?;
    let changed = platform.directory().batch(statements).await?;
    if changed.first() != Some(&1) {
        return Err(ProjectError::SlugTaken);
    }
    let project = projects::by_id(platform.directory(), id).await?;
    project.ok_or_else(|| PlatformError(format!("project {slug} vanished")).into())
}

/// The id, the slug and the statements that store `wanted` and record the change, if it is valid.
pub async fn prepare(
    platform: &Platform,
    wanted: &WantedProject,
    actor: &str,
    now: u64,
) -> Result<(ProjectId, String, Vec<Statement<DirectoryData>>), ProjectError> {
    let name = check_name(&wanted.name)?;
    let slug = match &wanted.slug {
        Some(slug) if is_slug(slug) => slug.clone(),
        Some(_) => return Err(ProjectError::Slug),
        None => free_slug(platform, name).await?,
    };
    if projects::by_slug(platform.directory(), &slug)
        .await?
        .is_some()
    {
        return Err(ProjectError::SlugTaken);
    }
    let origins = check_origins(&wanted.allowed_origins)?;
    published_project::forget_miss(platform, &slug);
    let id = ProjectId::new(now, random_bytes()?);
    let insert = projects::insert(
        &NewProject {
            id,
            organization_id: wanted.organization_id,
            slug: &slug,
            name,
            settings: wanted.settings.to_string(),
            allowed_origins: json!(origins).to_string(),
        },
        now,
    );
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id: wanted.organization_id,
            project_id: Some(id),
            actor,
            action: "project.created",
            target: &id.to_string(),
            detail: json!({ "slug": slug, "name": name }),
        },
        now,
    );
    Ok((id, slug, vec![insert, record]))
}

/// Stores the owner's settings in `project`, unless it was changed in between, and updates the copy for visitors.
/// `changed` are the names of the fields, for the record of changes.
pub async fn save(
    platform: &Platform,
    project: &Project,
    changed: &[&str],
    from_to: Value,
    actor: &str,
) -> Result<Project, ProjectError> {
    let now = platform.clock.now();
    let target = project.id.to_string();
    let entry = NewAudit {
        id: AuditId::new(now, random_bytes()?),
        organization_id: project.organization_id,
        project_id: Some(project.id),
        actor,
        action: "project.updated",
        target: &target,
        detail: json!({ "fields": changed, "changes": from_to }),
    };
    if !projects::update(platform.directory(), project, &entry, now).await? {
        return Err(ProjectError::Changed);
    }
    let saved = projects::by_id(platform.directory(), project.id)
        .await?
        .ok_or_else(|| PlatformError("the project vanished".into()))?;
    published_project::republish(platform, saved.clone()).await?;
    Ok(saved)
}

/// The databases with data of the organization's projects, or of the `only` one that the caller may see, each once.
pub async fn databases(
    platform: &Platform,
    organization_id: OrganizationId,
    only: Option<ProjectId>,
) -> Result<Vec<ProjectDb>, DbError> {
    let ids = match only {
        Some(id) => vec![id],
        None => projects::ids_of_organization(platform.directory(), organization_id).await?,
    };
    let mut databases: Vec<ProjectDb> = Vec::new();
    for id in ids {
        let db = platform.project(id);
        if !databases.iter().any(|known| known.is(&db)) {
            databases.push(db);
        }
    }
    Ok(databases)
}

/// The name without surrounding white space, if it is valid.
pub fn check_name(name: &str) -> Result<&str, ProjectError> {
    let name = name.trim();
    if (1..=NAME_CHARS).contains(&name.chars().count()) && !name.contains(char::is_control) {
        Ok(name)
    } else {
        Err(ProjectError::Name)
    }
}

/// The origins in the form that browsers send, if all of them are valid.
pub fn check_origins(origins: &[String]) -> Result<Vec<String>, ProjectError> {
    if origins.len() > ORIGINS {
        return Err(ProjectError::Origin(format!(
            "At most {ORIGINS} origins can be allowed."
        )));
    }
    origins
        .iter()
        .map(|text| {
            origin::parse(text).ok_or_else(|| {
                ProjectError::Origin(format!(
                    "{text:?} is not an origin. Write it like https://shop.example, without a path."
                ))
            })
        })
        .collect()
}

async fn free_slug(platform: &Platform, name: &str) -> Result<String, ProjectError> {
    let slug = slug_of(name);
    if projects::by_slug(platform.directory(), &slug)
        .await?
        .is_none()
    {
        return Ok(slug);
    }
    let [a, b, c] = random_bytes::<3>()?;
    Ok(format!("{slug}-{a:02x}{b:02x}{c:02x}"))
}

fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(NAMED_SLUG_CHARS);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "chatbot".into()
    } else {
        slug.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_slug() {
        for (name, slug) in [
            ("Acme Inc.", "acme-inc"),
            ("  Lantern & Oak  ", "lantern-oak"),
            ("日本語", "chatbot"),
            ("---", "chatbot"),
            ("ÉTÉ 24", "t-24"),
        ] {
            assert_eq!(slug_of(name), slug, "{name}");
            assert!(is_slug(slug));
        }
    }
}
