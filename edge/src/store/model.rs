//! The language model that an owner has chosen for a project.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

/// An owner's choice of model, as stored.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ModelSettings {
    /// The name of the provider. `None`: the deployment's.
    pub provider: Option<String>,
    /// The base URL of an endpoint.
    pub base_url: Option<String>,
    /// The name of the model. `None`: the provider's default.
    pub model: Option<String>,
    /// The key, sealed.
    pub sealed_key: Option<String>,
    /// The last characters of the key, by which its owner recognises it.
    pub key_last_four: String,
    /// Additional headers, as a JSON array, sealed.
    pub sealed_headers: Option<String>,
    /// The names of these headers, as a JSON array.
    pub header_names: String,
    /// The owner's instructions, in addition to the built-in rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds.
    pub first_word_ms: u32,
    /// The most questions in a day (UTC) for which the model is asked. `None`: no limit.
    pub answers_per_day: Option<u32>,
    /// The price of tokens that the model reads, in dollars for a million. `None`: the deployment's or the list's.
    pub price_input: Option<f64>,
    /// The price of tokens that it writes, in dollars for a million.
    pub price_output: Option<f64>,
    /// What the model may cost in a month (UTC), in dollars. `None`: no limit.
    pub budget_per_month: Option<f64>,
    /// The most answers in 24 hours that the model writes for one visitor. `None`: no limit.
    pub answers_per_visitor: Option<u32>,
}

const OF: &str = "
    SELECT provider, base_url, model, sealed_key, key_last_four, sealed_headers, header_names, instructions,
           first_word_ms, answers_per_day, price_input, price_output, budget_per_month, answers_per_visitor
    FROM model_settings WHERE project_id = ?1";

/// Reads the model settings of the project. [`read`] parses the rows.
pub fn chosen(project_id: ProjectId) -> Statement {
    Statement::new(OF).bind(project_id)
}

/// Parses the model settings; `None` if the owner has not chosen any.
pub fn read(ran: Ran) -> Result<Option<ModelSettings>, DbError> {
    ran.first()
}

/// Runs [`chosen`] as a query of its own.
pub async fn of(db: &ProjectDb, project_id: ProjectId) -> Result<Option<ModelSettings>, DbError> {
    read(db.run_one(chosen(project_id)).await?)
}

const SET: &str = "
    INSERT INTO model_settings
      (project_id, provider, base_url, model, sealed_key, key_last_four, sealed_headers, header_names, instructions,
       first_word_ms, answers_per_day, updated_at, price_input, price_output, budget_per_month, answers_per_visitor)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
    ON CONFLICT DO UPDATE SET
      provider = excluded.provider, base_url = excluded.base_url, model = excluded.model,
      sealed_key = excluded.sealed_key, key_last_four = excluded.key_last_four,
      sealed_headers = excluded.sealed_headers, header_names = excluded.header_names,
      instructions = excluded.instructions, first_word_ms = excluded.first_word_ms,
      answers_per_day = excluded.answers_per_day, updated_at = excluded.updated_at,
      price_input = excluded.price_input, price_output = excluded.price_output,
      budget_per_month = excluded.budget_per_month, answers_per_visitor = excluded.answers_per_visitor";

/// Sets all model settings at `now`.
pub fn set(project_id: ProjectId, settings: &ModelSettings, now: u64) -> Statement {
    Statement::new(SET)
        .bind(project_id)
        .bind(settings.provider.clone())
        .bind(settings.base_url.clone())
        .bind(settings.model.clone())
        .bind(settings.sealed_key.clone())
        .bind(settings.key_last_four.clone())
        .bind(settings.sealed_headers.clone())
        .bind(settings.header_names.clone())
        .bind(settings.instructions.clone())
        .bind(settings.first_word_ms)
        .bind(settings.answers_per_day)
        .bind(now)
        .bind(settings.price_input)
        .bind(settings.price_output)
        .bind(settings.budget_per_month)
        .bind(settings.answers_per_visitor)
}
