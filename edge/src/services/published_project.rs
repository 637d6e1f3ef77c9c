//! A project as visitors see it: a copy of the record in KV, for fast reads.
//!
//! *Invariant:* the copy contains no secret, and losing it loses nothing, because a missing copy is rebuilt from the
//! record. One key holds one project with its version, so that a reader needs one read.

use porchlight_languages::DisplayLanguage;
use porchlight_shared::{
    ids::ProjectId,
    settings::{PublicSettings, TextsByLanguage},
};
use serde::{Deserialize, Serialize};

use super::guesses::{self, Look};
use crate::{
    domain::{
        model::ProviderName,
        settings::{
            plan::{Feature, Plan},
            project_settings::{PeopleSettings, ProjectSettings},
            wording::Wording,
        },
    },
    platform::{DbError, Platform, PlatformError},
    store::{
        model,
        projects::{self, Project},
    },
};

/// The longest slug, in characters.
pub const SLUG_CHARS: usize = 64;
/// How long a copy in KV lasts before it is rebuilt from the record, in seconds: 1 hour.
pub const COPY_SECONDS: u32 = 60 * 60;

/// The copy of a project in KV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedProject {
    /// The id of the project.
    pub id: ProjectId,
    /// The plan of its organization.
    #[serde(default)]
    pub plan: Plan,
    /// The origins whose pages may show the widget.
    pub allowed_origins: Vec<String>,
    /// The public settings, as the widget gets them.
    #[serde(rename = "config")]
    pub settings: PublicSettings,
    /// When and how the chat and people answer.
    #[serde(default)]
    pub people: PeopleSettings,
    /// The owner's own words by language.
    #[serde(default, skip_serializing_if = "TextsByLanguage::is_empty")]
    pub texts_by_language: TextsByLanguage,
}

impl PublishedProject {
    /// The words for visitors who read `language`.
    pub fn wording(&self, language: DisplayLanguage) -> Wording<'_> {
        Wording::new(language, &self.texts_by_language)
    }

    /// How people answer, if visitors can ask for one.
    pub fn people_to_ask_for(&self) -> Option<PeopleSettings> {
        self.settings.handoff.then(|| self.people.clone())
    }
}

/// Why a project could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The copy in KV could not be read or written.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// Too many slugs were guessed from the address.
    #[error("too many unknown slugs")]
    TooOften,
    /// The stored settings are invalid.
    #[error("settings of project {0}: {1}")]
    Settings(String, serde_json::Error),
}

/// The project with this slug, from its copy, or from the record if there is no copy yet. `address` is that of the
/// client, for the limit on guesses.
pub async fn by_slug(
    platform: &Platform,
    slug: &str,
    address: &str,
) -> Result<Option<PublishedProject>, ReadError> {
    if !is_slug(slug) {
        return Ok(None);
    }
    let name = key(slug);
    if platform.guesses.is_unknown(&name, platform.clock.now()) {
        return Ok(None);
    }
    // If the copy cannot be read, the record is read instead.
    let copy = platform.kv.get(&name).await.unwrap_or_else(|error| {
        log::warn!("{name} is read from the record: {error}");
        None
    });
    if let Some(published) = copy.and_then(|text| serde_json::from_str(&text).ok()) {
        guesses::note(platform, &name, true);
        return Ok(Some(published));
    }
    match guesses::look(platform, address, &name, false).await? {
        Look::Up => {}
        Look::Unknown => return Ok(None),
        Look::TooOften => return Err(ReadError::TooOften),
    }
    let project = projects::by_slug(platform.directory(), slug).await?;
    guesses::note(platform, &name, project.is_some());
    let Some(project) = project else {
        return Ok(None);
    };
    let published = with_model(platform, project).await?;
    if let Err(error) = publish(platform, &published).await {
        log::warn!("{name} has no copy: {error}");
    }
    Ok(Some(published))
}

/// A project, from the record.
pub async fn by_id(
    platform: &Platform,
    id: ProjectId,
) -> Result<Option<PublishedProject>, ReadError> {
    projects::by_id(platform.directory(), id)
        .await?
        .map(from_record)
        .transpose()
}

/// Replaces the copy of `project` after a change of its settings.
pub async fn republish(platform: &Platform, project: Project) -> Result<(), ReadError> {
    let published = with_model(platform, project).await?;
    publish(platform, &published).await?;
    Ok(())
}

/// The part of `project` that visitors get, with the deployment's features: a model for its answers, a store of files.
async fn with_model(platform: &Platform, project: Project) -> Result<PublishedProject, ReadError> {
    let db = &platform.project(project.id);
    let chosen = model::of(db, project.id).await?;
    let mut published = from_record(project)?;
    published.settings.model_answers = match chosen.and_then(|chosen| chosen.provider) {
        Some(provider) => provider != ProviderName::Extractive.name(),
        None => platform.config.model.is_some(),
    };
    published.settings.attachments = platform.files.is_some();
    Ok(published)
}

/// Writes the copy.
pub async fn publish(
    platform: &Platform,
    published: &PublishedProject,
) -> Result<(), PlatformError> {
    guesses::note(platform, &key(&published.settings.project), true);
    let text =
        serde_json::to_string(published).map_err(|error| PlatformError(error.to_string()))?;
    platform
        .kv
        .put(&key(&published.settings.project), text, COPY_SECONDS)
        .await
}

/// Deletes the note that no project has this slug, because one is being created.
pub fn forget_miss(platform: &Platform, slug: &str) {
    guesses::note(platform, &key(slug), true);
}

fn key(slug: &str) -> String {
    format!("project/{slug}")
}

/// Whether `slug` is a slug: 1 to [`SLUG_CHARS`] lower-case letters, digits, hyphens and underscores.
pub fn is_slug(slug: &str) -> bool {
    (1..=SLUG_CHARS).contains(&slug.len())
        && slug.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        })
}

/// The part of `project` that visitors get.
pub fn from_record(project: Project) -> Result<PublishedProject, ReadError> {
    let mut settings: ProjectSettings = serde_json::from_str(&project.settings)
        .map_err(|error| ReadError::Settings(project.slug.clone(), error))?;
    settings.show_branding |= !project.plan.has(Feature::Unbranded);
    let allowed_origins = serde_json::from_str(&project.allowed_origins)
        .map_err(|error| ReadError::Settings(project.slug.clone(), error))?;
    Ok(PublishedProject {
        id: project.id,
        plan: project.plan,
        allowed_origins,
        people: settings.people.clone(),
        texts_by_language: settings.texts_by_language.clone(),
        settings: settings.public_settings(&project.slug, &project.name, project.settings_version),
    })
}
