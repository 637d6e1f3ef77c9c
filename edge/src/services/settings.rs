//! Changes to a project's settings, which visitors get with the next page.

use serde_json::{Map, Value, json};

use super::{
    keys::KeyMaker,
    projects::{self, ProjectError},
};
use crate::{
    domain::{
        credentials::scope::Scope,
        settings::{
            patch::{self, PatchError, Patched},
            project_settings::ProjectSettings,
        },
    },
    platform::Platform,
    store::projects::Project,
};

/// Why the settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value is not allowed.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// Who is e-mailed can answer visitors, which the key cannot.
    #[error(
        "notifyEmail gets links with which to answer visitors. Changing it takes a key with the scope {}.",
        Scope::WriteConversations.name()
    )]
    ScopeOfMaker,
    /// The project could not be stored or published.
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// Settings after a change.
#[derive(Debug)]
pub struct ChangedSettings {
    /// The names of the fields that were set.
    pub updated: Vec<&'static str>,
    /// The project with its new settings.
    pub project: Project,
}

/// Like [`change`], and also renames the project if there is a `name`.
pub async fn change_named(
    platform: &Platform,
    mut project: Project,
    name: Option<String>,
    fields: &Map<String, Value>,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    let Some(name) = name else {
        return change(platform, project, fields, key).await;
    };
    name_of(&mut project, &name)?;
    if fields.is_empty() {
        let updated = vec!["name"];
        let project = projects::save(platform, &project, &updated, &key.name).await?;
        return Ok(ChangedSettings { updated, project });
    }
    change(platform, project, fields, key).await
}

fn name_of(project: &mut Project, name: &str) -> Result<(), ProjectError> {
    projects::check_name(name)?.clone_into(&mut project.name);
    Ok(())
}

/// Sets those `fields` of `project` that exist, for `key`, and publishes the result. Nothing changes if a value is invalid
/// or not the key's to set, or if the project was changed since it was read.
pub async fn change(
    platform: &Platform,
    mut project: Project,
    fields: &Map<String, Value>,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    let Patched {
        updated,
        settings,
        allowed_origins,
    } = patch::apply(&project.settings, fields, project.plan)?;
    let mailbox = notify_email(&project);
    project.settings = settings.to_string();
    if notify_email(&project) != mailbox && !Scope::WriteConversations.is_in(&key.scopes) {
        return Err(SettingsError::ScopeOfMaker);
    }
    if let Some(origins) = allowed_origins {
        project.allowed_origins = json!(projects::check_origins(&origins)?).to_string();
    }
    let project = projects::save(platform, &project, &updated, &key.name).await?;
    Ok(ChangedSettings { updated, project })
}

/// The address at which the owner of `project` hears of visitors who ask for a person.
pub fn notify_email(project: &Project) -> Option<String> {
    let settings: ProjectSettings = serde_json::from_str(&project.settings).ok()?;
    Some(settings.notify_email).filter(|address| !address.is_empty())
}
