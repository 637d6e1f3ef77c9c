//! Changes of a project's settings. Visitors get them with the next page.

use serde_json::{Map, Value, json};

use super::{
    changes,
    keys::KeyMaker,
    projects::{self, ProjectError},
};
use crate::{
    domain::{
        credentials::scope::Scope,
        saved_question::RunCause,
        settings::{
            patch::{self, PatchError, Patched},
            project_settings::ProjectSettings,
            setting::{self, Group},
        },
    },
    platform::Platform,
    store::{
        projects::{self as store, Project},
        question_runs,
    },
};

/// The settings that affect answers.
const IN_ANSWERS: [&str; 3] = ["aiLanguage", "carefulness", "company"];

/// The project's name, which is changed with its settings.
const NAME: &str = "name";

/// The most characters of a value in the record of changes.
const RECORDED_CHARS: usize = 200;

/// Why the settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value is not allowed.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// The recipient of the owner's e-mails can answer visitors, which the key cannot.
    #[error(
        "notifyEmail gets links for answering visitors. To change it, use a key with the scope {}.",
        Scope::WriteConversations.name()
    )]
    ScopeOfMaker,
    /// The settings were never changed.
    #[error("These settings were never changed, so there is nothing to undo.")]
    NothingToUndo,
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

/// Like [`change`], but also renames the project if there is a `name`.
pub async fn change_named(
    platform: &Platform,
    mut project: Project,
    name: Option<String>,
    fields: &Map<String, Value>,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    let before = project.clone();
    let mut updated = Vec::new();
    if let Some(name) = &name {
        projects::check_name(name)?.clone_into(&mut project.name);
        updated.push(NAME);
    }
    if updated.is_empty() || !fields.is_empty() {
        updated.extend(patch(&mut project, fields)?);
    }
    save(platform, project, updated, &before, key).await
}

/// Sets those `fields` of `project` that exist, for `key`, and publishes the result. Nothing changes if a value is
/// invalid, if the key may not set it, or if the project was changed since it was read.
pub async fn change(
    platform: &Platform,
    mut project: Project,
    fields: &Map<String, Value>,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    let before = project.clone();
    let updated = patch(&mut project, fields)?;
    save(platform, project, updated, &before, key).await
}

fn patch(
    project: &mut Project,
    fields: &Map<String, Value>,
) -> Result<Vec<&'static str>, SettingsError> {
    let Patched {
        updated,
        settings,
        allowed_origins,
    } = patch::apply(&project.settings, fields, project.plan)?;
    project.settings = settings.to_string();
    if let Some(origins) = allowed_origins {
        project.allowed_origins = json!(projects::check_origins(&origins)?).to_string();
    }
    Ok(updated)
}

/// Undoes the latest change of a project's settings. Undoing twice brings it back.
pub async fn undo(
    platform: &Platform,
    mut project: Project,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    let before = store::before(platform.directory(), project.id)
        .await
        .map_err(ProjectError::from)?;
    let before = before.ok_or(SettingsError::NothingToUndo)?;
    let read = |text: &str| -> Result<Value, SettingsError> {
        serde_json::from_str(text).map_err(|error| PatchError::Stored(error.to_string()).into())
    };
    let (now, then) = (read(&project.settings)?, read(&before.settings)?);
    let renamed = (project.name != before.name).then_some(NAME);
    let updated = setting::all()
        .filter(|setting| {
            if setting.group == Group::Record {
                return project.allowed_origins != before.allowed_origins;
            }
            let path = setting.path();
            value(&now, &path) != value(&then, &path)
        })
        .map(|setting| setting.name)
        .chain(renamed)
        .collect();
    let undone = project.clone();
    project.name = before.name;
    project.settings = before.settings;
    project.allowed_origins = before.allowed_origins;
    save(platform, project, updated, &undone, key).await
}

fn value<'a>(settings: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter()
        .try_fold(settings, |place, name| place.get(name))
}

/// The old and new values of the settings called `names`, for the record of changes. The owner's e-mail address is left
/// out: addresses are deleted with their people, but the record stays.
fn from_to(before: &Project, after: &Project, names: &[&'static str]) -> Value {
    let read = |project: &Project| -> Value {
        serde_json::from_str(&project.settings).unwrap_or_default()
    };
    let (then, now) = (read(before), read(after));
    let changed = setting::all()
        .filter(|setting| names.contains(&setting.name) && setting.name != "notifyEmail");
    let changed = changed.map(|setting| {
        let of = |project: &Project, settings: &Value| match setting.group {
            Group::Record => project.allowed_origins.clone(),
            _ => match value(settings, &setting.path()) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            },
        };
        (setting.name, of(before, &then), of(after, &now))
    });
    let renamed = (names.contains(&NAME)).then(|| (NAME, before.name.clone(), after.name.clone()));
    let changed = changed.chain(renamed).map(|(name, from, to)| {
        let (from, to) = (shortened(&from), shortened(&to));
        (name, from.into(), to.into())
    });
    changes::from_to(changed.collect())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(RECORDED_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Stores and publishes the changed settings of a project. `before` is the project without the change.
async fn save(
    platform: &Platform,
    project: Project,
    updated: Vec<&'static str>,
    before: &Project,
    key: &KeyMaker,
) -> Result<ChangedSettings, SettingsError> {
    if notify_email(&project) != notify_email(before)
        && !Scope::WriteConversations.is_in(&key.scopes)
    {
        return Err(SettingsError::ScopeOfMaker);
    }
    let from_to = from_to(before, &project, &updated);
    let project = projects::save(platform, &project, &updated, from_to, &key.name).await?;
    if updated.iter().any(|field| IN_ANSWERS.contains(field)) {
        let now = platform.clock.now();
        let changed = question_runs::note_change(project.id, RunCause::Settings, now);
        let noted = platform.project(project.id).batch(vec![changed]).await;
        noted.map_err(ProjectError::from)?;
    }
    Ok(ChangedSettings { updated, project })
}

/// The e-mail address at which the owner of `project` is notified of visitors who ask for a person.
pub fn notify_email(project: &Project) -> Option<String> {
    let settings: ProjectSettings = serde_json::from_str(&project.settings).ok()?;
    Some(settings.notify_email).filter(|address| !address.is_empty())
}
