//! `/api/v1/model`: the language model that writes a project's answers.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use porchlight_shared::{error::ErrorBody, ids::ProjectId};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadModel, WriteSettings},
    },
    domain::{
        model::{
            ModelChoice, ProviderName,
            budget::{AnswerStep, Budget},
            failure::FailureReason,
            price::Price,
        },
        settings::plan::Plan,
    },
    platform::Platform,
    services::{
        model::{self, KeyChange, WantedModel},
        model_budget::{self, ModelUsage},
    },
    store::model::ModelSettings,
};

/// The model that writes a project's answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "provider": "openai", "baseUrl": "https://api.openai.com/v1", "model": "gpt-5-mini", "keyLastFour": "x7Qa",
    "headerNames": [], "instructions": "Say you, not we.", "firstWordMs": 8000, "answersPerDay": 500,
    "answersPerVisitor": 30, "budgetPerMonth": 20.0, "price": { "input": 0.25, "output": 2.0 },
    "ownPrice": false,
    "usage": { "step": "generated", "usedUp": null, "answersToday": 41, "costThisMonth": 3.127 },
    "deployment": { "provider": "workers_ai", "model": "@cf/zai-org/glm-4.7-flash" },
}))]
pub struct ModelBody {
    /// The provider; null for the deployment's.
    provider: Option<ProviderName>,
    /// The base URL of an endpoint; null for `OpenAI`'s own.
    base_url: Option<String>,
    /// The name of the model; null for the provider's default.
    model: Option<String>,
    /// The last four characters of the key; empty if there is no key, or if it is short.
    key_last_four: String,
    /// The names of the additional headers.
    header_names: Vec<String>,
    /// Your instructions to the model, in addition to the built-in rules.
    instructions: String,
    /// How long the model may take for the first word, in milliseconds. After that, the visitor gets the extractive
    /// answer.
    first_word_ms: u32,
    /// The most questions in a day (UTC) for which the model is asked, null for no limit.
    answers_per_day: Option<u32>,
    /// The most answers in 24 hours that the model writes for one visitor, null for no limit.
    answers_per_visitor: Option<u32>,
    /// What the model may cost in a month (UTC), in dollars, null for no limit.
    budget_per_month: Option<f64>,
    /// What the model costs, in dollars for a million tokens: your own price, else the price that the deployment or the
    /// price list of Workers AI gives; null if no price is known.
    price: Option<Price>,
    /// Whether you have set the price.
    own_price: bool,
    /// How much of these limits is used.
    usage: UsageBody,
    /// The model that the deployment uses for projects that have not chosen one.
    deployment: DeploymentModel,
}

/// How much of the limits is used.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ModelUsage)]
pub struct UsageBody {
    /// Who or what answers visitors now.
    step: AnswerStep,
    /// The limit that has been reached, null if none has.
    used_up: Option<Budget>,
    /// The number of answers that models wrote today (UTC).
    answers_today: u64,
    /// What models cost this month (UTC), in dollars, as far as prices are known.
    cost_this_month: f64,
}

impl From<ModelUsage> for UsageBody {
    fn from(usage: ModelUsage) -> Self {
        Self {
            step: usage.step,
            used_up: usage.used_up,
            answers_today: usage.answers_today,
            cost_this_month: usage.cost_this_month,
        }
    }
}

/// The model that a deployment uses for projects that have not chosen one.
#[derive(Serialize, ToSchema)]
pub struct DeploymentModel {
    /// The provider.
    provider: ProviderName,
    /// The name of the model, null if answers are extractive.
    model: Option<String>,
}

/// The model to use. Omitted fields get their defaults, except the key and the headers: those stay unless the origin of
/// the base URL changes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "provider": "openai", "model": "gpt-5-mini", "key": "sk-…" }))]
pub struct ModelPut {
    /// The provider; null for the deployment's.
    provider: Option<ProviderName>,
    /// The base URL of an endpoint: the part before `/chat/completions`.
    base_url: Option<String>,
    /// The name of the model. An endpoint needs one.
    #[schema(max_length = 200)]
    model: Option<String>,
    /// The key. It is never shown again. Null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    key: KeyChange,
    /// Additional headers, at most 10. Their values are never shown again.
    headers: Option<BTreeMap<String, String>>,
    /// Your instructions to the model, in addition to the built-in rules: its tone, or subjects to avoid.
    #[serde(default)]
    #[schema(max_length = 2000)]
    instructions: String,
    /// How long the model may take for the first word, in milliseconds. After that, the visitor gets the extractive
    /// answer.
    #[schema(minimum = 500, maximum = 30000)]
    first_word_ms: Option<u32>,
    /// The most questions in a day (UTC) for which the model is asked.
    answers_per_day: Option<u32>,
    /// The most answers in 24 hours that the model writes for one visitor.
    answers_per_visitor: Option<u32>,
    /// What the model may cost in a month (UTC), in dollars. Its price must be known.
    #[schema(minimum = 0, maximum = 1_000_000)]
    budget_per_month: Option<f64>,
    /// What the model costs, in dollars for a million tokens. Without it, the price of the deployment or of the price
    /// list applies.
    price: Option<Price>,
}

/// Distinguishes null, which removes the key, from an omitted field.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<KeyChange, D::Error> {
    let key = Option::deserialize(value)?;
    Ok(key.map_or(KeyChange::Remove, KeyChange::Set))
}

/// The result of testing a model.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "ok": false, "provider": "openai", "model": "gpt-5-mini", "milliseconds": 212, "reason": "key",
    "message": "The key is missing, wrong, or not allowed to use this model. Check the key.",
    "detail": "401 invalid_api_key Incorrect API key provided",
}))]
pub struct ModelTestBody {
    /// Whether the model answered.
    ok: bool,
    /// The provider that was asked.
    provider: ProviderName,
    /// The model that was asked.
    model: String,
    /// The time from the request to the end of the answer.
    milliseconds: u64,
    /// Why the model did not answer, null if it did.
    reason: Option<FailureReason>,
    /// The result in words.
    message: &'static str,
    /// What the provider reported, on one line; empty if nothing.
    detail: String,
}

async fn body(
    platform: &Platform,
    (project_id, plan): (ProjectId, Plan),
    settings: ModelSettings,
) -> Result<Json<ModelBody>, ApiError> {
    let deployment = platform.config.model.as_ref();
    let used = model::used(platform, project_id, &settings);
    let usage = model_budget::usage(platform, project_id, plan, used.as_ref()).await?;
    Ok(Json(ModelBody {
        provider: settings
            .provider
            .as_deref()
            .and_then(|name| name.parse().ok()),
        base_url: settings.base_url,
        model: settings.model,
        key_last_four: settings.key_last_four,
        header_names: serde_json::from_str(&settings.header_names).unwrap_or_default(),
        instructions: settings.instructions,
        first_word_ms: settings.first_word_ms,
        answers_per_day: settings.answers_per_day,
        answers_per_visitor: settings.answers_per_visitor,
        budget_per_month: settings.budget_per_month,
        own_price: settings.price_input.is_some(),
        price: used.and_then(|model| model.price),
        usage: usage.into(),
        deployment: DeploymentModel {
            provider: deployment.map_or(ProviderName::Extractive, ModelChoice::provider),
            model: deployment.map(|choice| choice.model().to_owned()),
        },
    }))
}

/// Returns the model that writes the project's answers.
#[utoipa::path(
    get, path = "/api/v1/model", tag = "Model", responses((status = 200, body = ModelBody), KeyErrors),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadModel>,
) -> Result<Json<ModelBody>, ApiError> {
    let settings = model::settings(&platform, project.id).await?;
    body(&platform, (project.id, project.plan), settings).await
}

/// Sets the model that writes the project's answers.
#[utoipa::path(
    put, path = "/api/v1/model", tag = "Model", request_body = ModelPut,
    responses((status = 200, body = ModelBody), KeyErrors, BodyErrors),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    OwnedBody { project, body: put }: OwnedBody<WriteSettings, ModelPut>,
) -> Result<Json<ModelBody>, ApiError> {
    let wanted = WantedModel {
        provider: put.provider,
        base_url: put.base_url,
        model: put.model,
        key: put.key,
        headers: put.headers.map(|headers| headers.into_iter().collect()),
        instructions: put.instructions,
        first_word_ms: put.first_word_ms,
        answers_per_day: put.answers_per_day,
        answers_per_visitor: put.answers_per_visitor,
        budget_per_month: put.budget_per_month,
        price: put.price,
    };
    let whose = (project.organization_id, project.id);
    let settings = model::set(&platform, whose, wanted, &project.caller.to_string()).await?;
    body(&platform, (project.id, project.plan), settings).await
}

/// Asks the project's model for one word, and explains what is wrong if none comes. No credit is used.
#[utoipa::path(
    post, path = "/api/v1/model/test", tag = "Model",
    responses(
        (status = 200, body = ModelTestBody),
        (status = 409, description = "No model writes the project's answers.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn test(
    State(platform): State<Platform>,
    project: OwnedProject<WriteSettings>,
) -> Result<Json<ModelTestBody>, ApiError> {
    let trial = model::test(&platform, project.id).await?;
    let failure = trial.outcome.err();
    Ok(Json(ModelTestBody {
        ok: failure.is_none(),
        provider: trial.choice.provider(),
        model: trial.choice.model().to_owned(),
        milliseconds: trial.milliseconds,
        reason: failure.as_ref().map(|failure| failure.reason),
        message: failure
            .as_ref()
            .map_or("The model has answered.", |failure| failure.reason.advice()),
        detail: failure.map(|failure| failure.detail).unwrap_or_default(),
    }))
}
