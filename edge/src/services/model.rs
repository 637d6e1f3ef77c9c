//! The language model that writes a project's answers: its settings, a test, and the choice for a turn.
//!
//! *Invariant:* an owner's key is sent only to the address that it was given for, and shown to nobody.

use std::ops::ControlFlow;

use porchlight_knowledge::page_address::AddressError;
use porchlight_shared::ids::{AuditId, OrganizationId, ProjectId};
use serde_json::json;
use url::Url;

use super::{
    generation::{self, FIRST_WORD_MS},
    published_project,
    stop::Stop,
    webhooks::{self, WebhookError},
};
use crate::{
    domain::{
        credentials::{derived_secret, sealed_text},
        model::{
            Endpoint, ModelChoice, OPENAI_BASE_URL, ProviderName, WORKERS_AI_MODEL,
            completion::{ChatMessage, ChatRole},
            failure::{FailureReason, ModelFailure},
            price::Price,
        },
        saved_question::RunCause,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        audit::{self, NewAudit},
        model::{self, ModelSettings},
        projects, question_runs,
    },
};

pub use wanted::{HIGHEST_BUDGET, INSTRUCTIONS_CHARS, KeyChange, WantedModel, WrongValue};

mod wanted;

/// Why nothing was done. The messages are for the owner, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The base URL is not allowed.
    #[error("baseUrl: {0}")]
    Address(#[from] AddressError),
    /// Without https the key could be read on its way.
    #[error("baseUrl must begin with https://.")]
    NotHttps,
    /// A text is too long, or missing.
    #[error("{}", .0.sentence)]
    Value(WrongValue),
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

/// The model of a project, and how to use it.
#[derive(Clone, Debug)]
pub struct ProjectModel {
    /// The model and its provider.
    pub choice: ModelChoice,
    /// The owner's instructions, in addition to the built-in rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds.
    pub first_word_ms: u32,
    /// The most questions in a day (UTC) for which the model is asked. `None`: no limit.
    pub answers_per_day: Option<u32>,
    /// The most answers in 24 hours that the model writes for one visitor. `None`: no limit.
    pub answers_per_visitor: Option<u32>,
    /// What the model may cost in a month (UTC), in dollars. `None`: no limit.
    pub budget_per_month: Option<f64>,
    /// What the model costs. `None` if unknown.
    pub price: Option<Price>,
}

/// The test of a model.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The model that was asked.
    pub choice: ModelChoice,
    /// The result of the test.
    pub outcome: Result<(), ModelFailure>,
    /// The time from the request to the end of the answer, in milliseconds.
    pub milliseconds: u64,
}

/// The project's settings, with defaults for what the owner has not chosen.
pub async fn settings(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<ModelSettings, DbError> {
    let set = model::of(&platform.project(project_id), project_id).await?;
    Ok(with_defaults(set))
}

/// The settings `chosen`, with defaults for what the owner has not chosen.
pub fn with_defaults(chosen: Option<ModelSettings>) -> ModelSettings {
    chosen.unwrap_or(ModelSettings {
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
        price_input: None,
        price_output: None,
        budget_per_month: None,
        answers_per_visitor: None,
    })
}

/// The model that writes the project's answers. `None`: they are extractive.
pub async fn of(
    platform: &Platform,
    project_id: ProjectId,
) -> Result<Option<ProjectModel>, DbError> {
    let settings = settings(platform, project_id).await?;
    Ok(used(platform, project_id, &settings))
}

/// The model that writes the answers of a project with these settings.
pub fn used(
    platform: &Platform,
    project_id: ProjectId,
    settings: &ModelSettings,
) -> Option<ProjectModel> {
    let choice = choice(platform, project_id, settings)?;
    let own = settings.price_input.zip(settings.price_output);
    let own = own.map(|(input, output)| Price { input, output });
    Some(ProjectModel {
        price: own.or_else(|| platform.config.prices.of(choice.model())),
        choice,
        instructions: settings.instructions.clone(),
        first_word_ms: settings.first_word_ms,
        answers_per_day: settings.answers_per_day,
        answers_per_visitor: settings.answers_per_visitor,
        budget_per_month: settings.budget_per_month,
    })
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
            // An address on this machine may have been allowed when it was set, but another deployment does not reach
            // it.
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

/// What a secret is sealed for: a project, and the origin that receives it.
fn place(project_id: ProjectId, base_url: &Url) -> String {
    format!("{project_id} {}", base_url.origin().ascii_serialization())
}

/// Sets the model of a project, for `actor` (the id of a key). Secrets that were given for another origin are deleted.
pub async fn set(
    platform: &Platform,
    (organization_id, project_id): (OrganizationId, ProjectId),
    wanted: WantedModel,
    actor: &str,
) -> Result<ModelSettings, ModelError> {
    wanted.check().map_err(ModelError::Value)?;
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
        KeyChange::Set(key) => (Some(seal(key.trim())?), sealed_text::last_four(key.trim())),
    };
    let (sealed_headers, header_names) = match wanted.headers {
        None if stays => (before.sealed_headers, before.header_names),
        None => (None, "[]".into()),
        Some(headers) => {
            let headers = wanted::checked_headers(&headers).map_err(ModelError::Value)?;
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
        price_input: wanted.price.map(|price| price.input),
        price_output: wanted.price.map(|price| price.output),
        budget_per_month: wanted.budget_per_month,
        answers_per_visitor: wanted.answers_per_visitor,
    };
    let is_unpriced =
        used(platform, project_id, &settings).is_some_and(|model| model.price.is_none());
    if wanted.budget_per_month.is_some() && is_unpriced {
        return Err(ModelError::Value(
            "budgetPerMonth needs the price of the model. Send price, too.".into(),
        ));
    }
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
    let changed = question_runs::note_change(project_id, RunCause::Model, now);
    platform
        .project(project_id)
        .batch(vec![set, record, changed])
        .await?;
    // Visitors see whether a model answers, so the published settings have to change.
    if let Some(project) = projects::by_id(platform.directory(), project_id).await? {
        published_project::republish(platform, project)
            .await
            .map_err(|error| PlatformError(error.to_string()))?;
    }
    Ok(settings)
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
            other => other.map(drop).map_err(|failed| failed.failure),
        },
        milliseconds: platform.clock.now().saturating_sub(begun),
    })
}
