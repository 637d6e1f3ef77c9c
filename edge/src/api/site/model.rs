//! `/api/v1/model`: the language model that writes a project's answers.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use porchlight_shared::error::ErrorBody;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadAnalytics, ReadModel, WriteSettings},
    },
    domain::model::{ModelChoice, ProviderName, failure::FailureReason},
    platform::Platform,
    services::model::{self, KeyChange, WantedModel},
    store::model::ModelSettings,
};

/// The model that writes a project's answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "provider": "openai", "baseUrl": "https://api.openai.com/v1", "model": "gpt-5-mini", "keyLastFour": "x7Qa",
    "headerNames": [], "instructions": "Say you, not we.", "firstWordMs": 8000, "answersPerDay": 500,
    "deployment": { "provider": "workers_ai", "model": "@cf/zai-org/glm-4.7-flash" },
}))]
pub struct ModelBody {
    /// The provider; null for the deployment's.
    provider: Option<ProviderName>,
    /// The base URL of an endpoint; null for `OpenAI`'s own.
    base_url: Option<String>,
    /// The name of the model; null for the provider's default.
    model: Option<String>,
    /// The end of the key, empty if there is none or it is short.
    key_last_four: String,
    /// The names of further headers.
    header_names: Vec<String>,
    /// What the model is to mind beside the rules.
    instructions: String,
    /// How long the first word may take before the extractive answer takes its place, in milliseconds.
    first_word_ms: u32,
    /// The most answers that are generated in a day (UTC), null for any number.
    answers_per_day: Option<u32>,
    /// What the deployment uses for projects that have not chosen.
    deployment: DeploymentModel,
}

/// What a deployment uses for projects that have not chosen.
#[derive(Serialize, ToSchema)]
pub struct DeploymentModel {
    /// The provider.
    provider: ProviderName,
    /// The name of the model, null if answers are extractive.
    model: Option<String>,
}

/// The model to use. What is left out has its default, except the key and the headers, which stay as they are unless
/// the origin of the base URL changes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "provider": "openai", "model": "gpt-5-mini", "key": "sk-…" }))]
pub struct ModelPut {
    /// The provider; null for the deployment's.
    provider: Option<ProviderName>,
    /// The base URL of an endpoint, which is what stands before `/chat/completions`.
    base_url: Option<String>,
    /// The name of the model. An endpoint needs one.
    #[schema(max_length = 200)]
    model: Option<String>,
    /// The key, which is never shown again. Null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    key: KeyChange,
    /// Further headers, whose values are never shown again; at most 10.
    headers: Option<BTreeMap<String, String>>,
    /// What the model is to mind beside the rules: tone, what it does not talk about.
    #[serde(default)]
    #[schema(max_length = 2000)]
    instructions: String,
    /// How long the first word may take before the extractive answer takes its place, in milliseconds.
    #[schema(minimum = 500, maximum = 30000)]
    first_word_ms: Option<u32>,
    /// The most answers that are generated in a day (UTC).
    answers_per_day: Option<u32>,
}

/// Tells null, which removes, from what is left out.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<KeyChange, D::Error> {
    let key = Option::deserialize(value)?;
    Ok(key.map_or(KeyChange::Remove, KeyChange::Set))
}

/// How a model that was tried has answered.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "ok": false, "provider": "openai", "model": "gpt-5-mini", "milliseconds": 212, "reason": "key",
    "message": "The key is missing, wrong, or not allowed to use this model. Check the key.",
    "detail": "401 invalid_api_key Incorrect API key provided",
}))]
pub struct ModelTestBody {
    /// The model has answered.
    ok: bool,
    /// The provider that was asked.
    provider: ProviderName,
    /// The model that was asked.
    model: String,
    /// From the request to the end of the answer.
    milliseconds: u64,
    /// Why it has not answered, null if it has.
    reason: Option<FailureReason>,
    /// The result in words.
    message: &'static str,
    /// What the provider said, on one line; empty if nothing.
    detail: String,
}

fn body(platform: &Platform, settings: ModelSettings) -> ModelBody {
    let deployment = platform.config.model.as_ref();
    ModelBody {
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
        deployment: DeploymentModel {
            provider: deployment.map_or(ProviderName::Extractive, ModelChoice::provider),
            model: deployment.map(|choice| choice.model().to_owned()),
        },
    }
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
    Ok(Json(body(&platform, settings)))
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
    };
    let whose = (project.organization_id, project.id);
    let settings = model::set(&platform, whose, wanted, &project.key.to_string()).await?;
    Ok(Json(body(&platform, settings)))
}

/// Asks the project's model for one word, and says in words what is wrong if none comes. No credit is used.
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

/// What models wrote, and how often they did not, by day (UTC).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "days": [{
        "day": "2027-01-31", "model": "@cf/zai-org/glm-4.7-flash", "answers": 12, "repeated": 3, "inputTokens": 18000,
        "outputTokens": 1440, "averageMs": 1630,
    }],
    "failures": [{
        "day": "2027-01-31", "reason": "slow", "count": 3,
        "message": "The first word came later than you allow. Allow more time, or choose a faster model.",
    }],
}))]
pub struct ModelDaysBody {
    /// What each model wrote on each of the last 90 days on which it wrote something.
    days: Vec<ModelDayBody>,
    /// How often the extractive answer took a model's place on each of these days, and why.
    failures: Vec<ModelFailuresBody>,
}

/// What a model wrote on a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelDayBody {
    /// The day, as `YYYY-MM-DD`.
    day: String,
    /// The name of the model.
    model: String,
    /// The answers that were written and shown.
    answers: u64,
    /// The answers that were given again to a visitor who asked the same, without a request to the model.
    repeated: u64,
    /// The tokens of the prompts, as far as the provider told.
    input_tokens: u64,
    /// The tokens of the answers, as far as the provider told.
    output_tokens: u64,
    /// From request to end, on average for each shown answer, in milliseconds.
    average_ms: u64,
}

/// How often a model did not write the answer on a day.
#[derive(Serialize, ToSchema)]
pub struct ModelFailuresBody {
    /// The day, as `YYYY-MM-DD`.
    day: String,
    /// Why the model gave no answer.
    reason: FailureReason,
    /// How often that happened on the day.
    count: u64,
    /// What can be done about it.
    message: &'static str,
}

/// Returns what models wrote for the project in the last 90 days, and how often the extractive answer took their place.
#[utoipa::path(
    get, path = "/api/v1/model/days", tag = "Model", responses((status = 200, body = ModelDaysBody), KeyErrors),
)]
#[worker::send]
pub async fn days(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
) -> Result<Json<ModelDaysBody>, ApiError> {
    let days = model::days(&platform, project.id).await?;
    Ok(Json(ModelDaysBody {
        days: days
            .written
            .into_iter()
            .map(|day| ModelDayBody {
                average_ms: day.milliseconds / day.answers.max(1),
                day: day.day,
                model: day.model,
                answers: day.answers,
                repeated: day.repeated,
                input_tokens: day.input_tokens,
                output_tokens: day.output_tokens,
            })
            .collect(),
        failures: days
            .failures
            .into_iter()
            .map(|failures| ModelFailuresBody {
                day: failures.day,
                reason: failures.reason,
                count: failures.count,
                message: failures.reason.advice(),
            })
            .collect(),
    }))
}
