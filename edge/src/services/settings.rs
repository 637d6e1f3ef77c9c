//! An owner changes a project's settings; visitors see it with the next page.

use serde_json::{Map, Value, json};

use super::projects::{self, ProjectError};
use crate::{
    domain::settings::{
        patch::{self, PatchError, Patched},
        project_settings::ProjectSettings,
    },
    platform::Platform,
    store::projects::Project,
};

/// Why the settings stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// What was asked for cannot be.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// The project could not be changed.
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// Settings that were changed.
#[derive(Debug)]
pub struct ChangedSettings {
    /// The names of the fields that were set.
    pub updated: Vec<&'static str>,
    /// The project as it is now.
    pub project: Project,
}

/// The same, and gives the project another name if there is one.
pub async fn change_named(
    platform: &Platform,
    mut project: Project,
    name: Option<String>,
    fields: &Map<String, Value>,
    actor: &str,
) -> Result<ChangedSettings, SettingsError> {
    let Some(name) = name else {
        return change(platform, project, fields, actor).await;
    };
    name_of(&mut project, &name)?;
    if fields.is_empty() {
        let updated = vec!["name"];
        let project = projects::save(platform, &project, &updated, actor).await?;
        return Ok(ChangedSettings { updated, project });
    }
    change(platform, project, fields, actor).await
}

fn name_of(project: &mut Project, name: &str) -> Result<(), ProjectError> {
    projects::check_name(name)?.clone_into(&mut project.name);
    Ok(())
}

/// Sets the `fields` of `project` that can be set, for `actor` (the id of a key), and publishes the result. Nothing
/// changes if one of them is wrong, or if somebody has changed the project since it was read.
pub async fn change(
    platform: &Platform,
    mut project: Project,
    fields: &Map<String, Value>,
    actor: &str,
) -> Result<ChangedSettings, SettingsError> {
    let Patched {
        updated,
        settings,
        allowed_origins,
    } = patch::apply(&project.settings, fields, project.plan)?;
    project.settings = settings.to_string();
    if let Some(origins) = allowed_origins {
        project.allowed_origins = json!(projects::check_origins(&origins)?).to_string();
    }
    let project = projects::save(platform, &project, &updated, actor).await?;
    Ok(ChangedSettings { updated, project })
}

/// Where the owner of `project` is told of visitors who ask for a person.
pub fn notify_email(project: &Project) -> Option<String> {
    let settings: ProjectSettings = serde_json::from_str(&project.settings).ok()?;
    Some(settings.notify_email).filter(|address| !address.is_empty())
}
