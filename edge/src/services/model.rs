//! Which language model writes a project's answers: chosen, tried, and read for a turn.
//!
//! *Invariant:* a key that an owner has given goes to the address that it was given for, and is shown to nobody.

use std::ops::ControlFlow;

use porchlight_knowledge::page_address::AddressError;
use porchlight_shared::ids::{AuditId, OrganizationId, ProjectId};
use serde_json::json;
use url::Url;

use super::{
    generation::{self, FIRST_WORD_MS, FIRST_WORD_RANGE_MS},
    stop::Stop,
    webhooks::{self, WebhookError},
};
use crate::{
    domain::{
        credentials::{derived_secret, sealed_text},
        model::{
            Endpoint, HEADERS, Header, KEY_CHARS, MODEL_CHARS, ModelChoice, OPENAI_BASE_URL,
            ProviderName, WORKERS_AI_MODEL,
            completion::{ChatMessage, ChatRole},
            failure::{FailureReason, ModelFailure},
        },
        timestamp::day,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        audit::{self, NewAudit},
        model::{self, ModelSettings},
        model_days::{self, ModelDay, ModelFailures},
    },
};

/// The longest instructions, in characters.
pub const INSTRUCTIONS_CHARS: usize = 2_000;
/// Keys that are shorter are not shown at all, in characters.
const SHOWN_KEY_CHARS: usize = 12;

/// What becomes of the key that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyChange {
    /// The stored key stays.
    #[default]
    Keep,
    /// It is forgotten.
    Remove,
    /// Another takes its place.
    Set(String),
}

/// What an owner wants.
#[derive(Clone, Debug, Default)]
pub struct WantedModel {
    /// The provider; none: the deployment's.
    pub provider: Option<ProviderName>,
    /// The base URL of an endpoint; none: `OpenAI`'s.
    pub base_url: Option<String>,
    /// The name of the model; none: the provider's default.
    pub model: Option<String>,
    /// The key.
    pub key: KeyChange,
    /// Further headers: none leaves those that are there.
    pub headers: Option<Vec<(String, String)>>,
    /// What the model is to mind beside the rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds; none: [`FIRST_WORD_MS`].
    pub first_word_ms: Option<u32>,
    /// The most answers that are generated in a day (UTC); none: any number.
    pub answers_per_day: Option<u32>,
}

/// Why nothing was done. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The base URL is not allowed.
    #[error("baseUrl: {0}")]
    Address(#[from] AddressError),
    /// Without https the key could be read on its way.
    #[error("baseUrl begins with https://.")]
    NotHttps,
    /// A text is too long, or missing.
    #[error("{0}")]
    Value(String),
    /// The deployment has no root secret to seal the key under.
    #[error(
        "This deployment has no root secret to seal a key under. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// No model writes the project's answers.
    #[error("No model writes this project's answers. Choose a provider first.")]
    NoModel,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// The model of a project, and how it is to be used.
#[derive(Clone, Debug)]
pub struct ProjectModel {
    /// The model.
    pub choice: ModelChoice,
    /// What it is to mind beside the rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds.
    pub first_word_ms: u32,
    /// The most answers that are generated in a day (UTC); none: any number.
    pub answers_per_day: Option<u32>,
}

/// A model that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The model that was asked.
    pub choice: ModelChoice,
    /// How it went.
    pub outcome: Result<(), ModelFailure>,
    /// From the request to the end, in milliseconds.
    pub milliseconds: u64,
}

/// What the project's owner has chosen, with the defaults of what they have not.
pub async fn settings(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<ModelSettings, DbError> {
    let set = model::of(&platform.project(project_id), project_id).await?;
    Ok(set.unwrap_or(ModelSettings {
        provider: None,
        base_url: None,
        model: None,
        sealed_key: None,
        key_last_four: String::new(),
        sealed_headers: None,
        header_names: "[]".into(),
        instructions: String::new(),
        first_word_ms: FIRST_WORD_MS,
        answers_per_day: None,
    }))
}

/// The model that writes the project's answers; none: they are extractive.
pub async fn of(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<Option<ProjectModel>, DbError> {
    let settings = settings(platform, project_id).await?;
    Ok(
        choice(platform, project_id, &settings).map(|choice| ProjectModel {
            choice,
            instructions: settings.instructions,
            first_word_ms: settings.first_word_ms,
            answers_per_day: settings.answers_per_day,
        }),
    )
}

fn choice(
    platform: &Platform,
    project_id: ProjectId,
    settings: &ModelSettings,
) -> Option<ModelChoice> {
    let Some(provider) = &settings.provider else {
        return platform.config.model.clone();
    };
    match provider.parse().ok()? {
        ProviderName::Extractive => None,
        ProviderName::WorkersAi => Some(ModelChoice::WorkersAi {
            model: settings
                .model
                .clone()
                .unwrap_or_else(|| WORKERS_AI_MODEL.into()),
        }),
        ProviderName::OpenAi => {
            let base_url = settings.base_url.as_deref().unwrap_or(OPENAI_BASE_URL);
            // What was allowed when it was set may be on this machine, which another deployment does not reach.
            let base_url = webhooks::checked_url(platform, base_url).ok()?;
            let root = platform.config.root_secret.as_deref();
            let open = |sealed: &Option<String>| {
                let key = derived_secret::model_keys(root?);
                sealed_text::open(&key, &place(project_id, &base_url), sealed.as_deref()?)
            };
            let headers = open(&settings.sealed_headers);
            Some(ModelChoice::OpenAi(Endpoint {
                model: settings.model.clone().unwrap_or_default(),
                key: open(&settings.sealed_key),
                headers: headers
                    .and_then(|json| serde_json::from_str(&json).ok())
                    .unwrap_or_default(),
                base_url,
            }))
        }
    }
}

/// What a secret is sealed for: a project, and the origin that it goes to.
fn place(project_id: ProjectId, base_url: &Url) -> String {
    format!("{project_id} {}", base_url.origin().ascii_serialization())
}

/// Sets the model of a project, for `actor` (the id of a key). Secrets that were given for another origin are
/// forgotten.
pub async fn set(
    platform: &Platform,
    (organization_id, project_id): (OrganizationId, ProjectId),
    wanted: WantedModel,
    actor: &str,
) -> Result<ModelSettings, ModelError> {
    check(&wanted)?;
    let base_url = match &wanted.base_url {
        Some(text) => Some(
            webhooks::checked_url(platform, text).map_err(|error| match error {
                WebhookError::Address(error) => error.into(),
                _ => ModelError::NotHttps,
            })?,
        ),
        None => None,
    };
    let before = settings(platform, project_id).await?;
    let address = |url: Option<&str>| Url::parse(url.unwrap_or(OPENAI_BASE_URL)).ok();
    let target = address(base_url.as_ref().map(Url::as_str))
        .ok_or_else(|| ModelError::Value("baseUrl is not an address.".into()))?;
    let stays = address(before.base_url.as_deref())
        .is_some_and(|earlier| earlier.origin() == target.origin());
    let seal = |text: &str| -> Result<String, ModelError> {
        let root = platform.config.root_secret.as_deref();
        let key = derived_secret::model_keys(root.ok_or(ModelError::NoRootSecret)?);
        sealed_text::seal(&key, random_bytes()?, &place(project_id, &target), text)
            .ok_or_else(|| PlatformError("a key cannot be sealed".into()).into())
    };
    let (sealed_key, key_last_four) = match wanted.key {
        KeyChange::Keep if stays => (before.sealed_key, before.key_last_four),
        KeyChange::Keep | KeyChange::Remove => (None, String::new()),
        KeyChange::Set(key) => (Some(seal(key.trim())?), last_four(key.trim())),
    };
    let (sealed_headers, header_names) = match wanted.headers {
        None if stays => (before.sealed_headers, before.header_names),
        None => (None, "[]".into()),
        Some(headers) => {
            let headers = checked_headers(&headers)?;
            let names: Vec<&str> = headers.iter().map(|header| header.name.as_str()).collect();
            let sealed = if headers.is_empty() {
                None
            } else {
                Some(seal(&json!(headers).to_string())?)
            };
            (sealed, json!(names).to_string())
        }
    };
    let settings = ModelSettings {
        provider: wanted.provider.map(|provider| provider.name().to_owned()),
        base_url: base_url.map(String::from),
        model: wanted.model.map(|model| model.trim().to_owned()),
        sealed_key,
        key_last_four,
        sealed_headers,
        header_names,
        instructions: wanted.instructions.trim().to_owned(),
        first_word_ms: wanted.first_word_ms.unwrap_or(FIRST_WORD_MS),
        answers_per_day: wanted.answers_per_day,
    };
    let now = platform.clock.now();
    let record = audit::record(
        &NewAudit {
            id: AuditId::new(now, random_bytes()?),
            organization_id,
            project_id: Some(project_id),
            actor,
            action: "model.updated",
            target: &project_id.to_string(),
            detail: json!({ "provider": settings.provider, "baseUrl": settings.base_url, "model": settings.model }),
        },
        now,
    );
    let set = model::set(project_id, &settings, now);
    platform
        .project(project_id)
        .batch(vec![set, record])
        .await?;
    Ok(settings)
}

fn check(wanted: &WantedModel) -> Result<(), ModelError> {
    let [shortest, longest] = FIRST_WORD_RANGE_MS;
    let model = wanted.model.as_deref().map(str::trim);
    let is_long = |text: &str, most: usize| text.chars().count() > most;
    let problem = if model.is_some_and(|model| model.is_empty() || is_long(model, MODEL_CHARS)) {
        format!("model has 1 to {MODEL_CHARS} characters.")
    } else if wanted.provider == Some(ProviderName::OpenAi) && model.is_none() {
        "model is missing: an endpoint has no default.".into()
    } else if let KeyChange::Set(key) = &wanted.key
        && (key.trim().is_empty()
            || is_long(key, KEY_CHARS)
            || !key.trim().bytes().all(|byte| byte.is_ascii_graphic()))
    {
        format!("key has 1 to {KEY_CHARS} visible ASCII characters, or is null.")
    } else if is_long(&wanted.instructions, INSTRUCTIONS_CHARS) {
        format!("instructions has at most {INSTRUCTIONS_CHARS} characters.")
    } else if wanted
        .first_word_ms
        .is_some_and(|ms| !(shortest..=longest).contains(&ms))
    {
        format!("firstWordMs is {shortest} to {longest}.")
    } else {
        return Ok(());
    };
    Err(ModelError::Value(problem))
}

fn checked_headers(headers: &[(String, String)]) -> Result<Vec<Header>, ModelError> {
    let checked: Option<Vec<Header>> = headers
        .iter()
        .map(|(name, value)| Header::checked(name, value))
        .collect();
    checked.filter(|headers| headers.len() <= HEADERS).ok_or_else(|| {
        ModelError::Value(format!(
            "headers has at most {HEADERS} names of headers, each with a visible ASCII text; not those of the connection."
        ))
    })
}

fn last_four(key: &str) -> String {
    if key.len() < SHOWN_KEY_CHARS {
        return String::new();
    }
    key.get(key.len() - 4..).unwrap_or_default().to_owned()
}

/// The days that are told of.
const DAYS: u64 = 90;
/// The most rows that are read: each day has few models and reasons.
const ROWS: u32 = 2_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// What models wrote, and how often they did not.
#[derive(Clone, Debug)]
pub struct Days {
    /// What each model wrote on each day.
    pub written: Vec<ModelDay>,
    /// How often the extractive answer took a model's place on each day, and why.
    pub failures: Vec<ModelFailures>,
}

/// What models wrote in the last [`DAYS`] days, today included.
pub async fn days(platform: &Platform, project_id: ProjectId) -> Result<Days, DbError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    let (first, last) = (day(now.saturating_sub((DAYS - 1) * DAY_MS)), day(now));
    let range = (first.as_str(), last.as_str());
    Ok(Days {
        written: model_days::days(db, project_id, range, ROWS).await?,
        failures: model_days::failures(db, project_id, range, ROWS).await?,
    })
}

/// Asks the project's model for one word.
pub async fn test(platform: &Platform, project_id: ProjectId) -> Result<Trial, ModelError> {
    let model = of(platform, project_id).await?.ok_or(ModelError::NoModel)?;
    let begun = platform.clock.now();
    let message = ChatMessage {
        role: ChatRole::User,
        content: "Reply with the word OK and nothing else.".into(),
    };
    let mut said = false;
    let generated = generation::generate(
        platform,
        &model.choice,
        &[message],
        model.first_word_ms,
        &Stop::default(),
        &mut |text| {
            said |= !text.trim().is_empty();
            ControlFlow::Continue(())
        },
    )
    .await;
    Ok(Trial {
        choice: model.choice,
        outcome: match generated {
            Ok(_) if !said => Err(FailureReason::Empty.into()),
            other => other.map(drop),
        },
        milliseconds: platform.clock.now().saturating_sub(begun),
    })
}
