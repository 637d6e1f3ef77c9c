//! The language model that an owner has chosen for a project.

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement};

/// What an owner has chosen, as it is stored.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ModelSettings {
    /// The name of the provider; none: the deployment's.
    pub provider: Option<String>,
    /// The base URL of an endpoint.
    pub base_url: Option<String>,
    /// The name of the model; none: the provider's default.
    pub model: Option<String>,
    /// The key, sealed.
    pub sealed_key: Option<String>,
    /// The end of the key, to recognise it by.
    pub key_last_four: String,
    /// Further headers, as a JSON list, sealed.
    pub sealed_headers: Option<String>,
    /// The names of these headers, as a JSON list.
    pub header_names: String,
    /// What the model is to mind beside the rules.
    pub instructions: String,
    /// How long the first word may take, in milliseconds.
    pub first_word_ms: u32,
    /// The most questions for which the model is asked in a day (UTC); none: any number.
    pub answers_per_day: Option<u32>,
    /// The price of tokens that the model reads, in dollars for a million; none: the deployment's or the list's.
    pub price_input: Option<f64>,
    /// The price of tokens that it writes.
    pub price_output: Option<f64>,
    /// What the model may cost in a month (UTC), in dollars; none: no limit.
    pub budget_per_month: Option<f64>,
    /// The most answers that are generated for a visitor in 24 hours; none: no limit.
    pub answers_per_visitor: Option<u32>,
}

const OF: &str = "
    SELECT provider, base_url, model, sealed_key, key_last_four, sealed_headers, header_names, instructions,
           first_word_ms, answers_per_day, price_input, price_output, budget_per_month, answers_per_visitor
    FROM model_settings WHERE project_id = ?1";

/// Reads what the project's owner has chosen; [`read`] makes of its rows what they say.
pub fn chosen(project_id: ProjectId) -> Statement {
    Statement::new(OF).bind(project_id)
}

/// What the owner has chosen, if anything.
pub fn read(ran: Ran) -> Result<Option<ModelSettings>, DbError> {
    ran.first()
}

/// The same, read by itself.
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

/// Sets everything, at `now`.
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
