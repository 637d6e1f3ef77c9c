//! What models wrote for a project, and how often visitors got the extractive answer instead, by day (UTC).

use porchlight_shared::ids::ProjectId;
use serde::Deserialize;

use crate::{
    domain::model::failure::FailureReason,
    platform::db::{DbError, ProjectDb, Statement, fetch_all, fetch_optional},
};

/// The usage of one request to a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelRequest {
    /// Whether it was for an answer, and the prompt was used.
    pub asked: bool,
    /// Whether the answer was shown.
    pub answered: bool,
    /// Whether the text was a stored one, and the model was not asked.
    pub repeated: bool,
    /// The tokens of the prompt.
    pub input_tokens: u64,
    /// The tokens of the answer.
    pub output_tokens: u64,
    /// The time from the request to its end, in milliseconds.
    pub milliseconds: u64,
    /// What the tokens cost, in millionths of a dollar; 0 if no price is known.
    pub cost_micros: u64,
}

const WROTE: &str = "
    INSERT INTO model_days (project_id, day, model, answers, input_tokens, output_tokens, milliseconds, repeated,
                            cost_micros, asked, requests)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT DO UPDATE SET
      answers = answers + excluded.answers, input_tokens = input_tokens + excluded.input_tokens,
      output_tokens = output_tokens + excluded.output_tokens, milliseconds = milliseconds + excluded.milliseconds,
      repeated = repeated + excluded.repeated, cost_micros = cost_micros + excluded.cost_micros,
      asked = asked + excluded.asked, requests = requests + excluded.requests";

/// Counts a request to `model` on `day` (`YYYY-MM-DD`).
pub fn wrote(project_id: ProjectId, day: &str, model: &str, request: ModelRequest) -> Statement {
    Statement::new(WROTE)
        .bind(project_id)
        .bind(day)
        .bind(model)
        .bind(u32::from(request.answered && !request.repeated))
        .bind(request.input_tokens)
        .bind(request.output_tokens)
        .bind(if request.repeated {
            0
        } else {
            request.milliseconds
        })
        .bind(u32::from(request.repeated))
        .bind(request.cost_micros)
        .bind(u32::from(request.asked))
        .bind(u32::from(!request.repeated))
}

const FAILED: &str = "
    INSERT INTO model_failures (project_id, day, reason, count) VALUES (?1, ?2, ?3, 1)
    ON CONFLICT DO UPDATE SET count = count + 1";

/// Counts an answer on `day` that no model wrote.
pub fn failed(project_id: ProjectId, day: &str, reason: FailureReason) -> Statement {
    Statement::new(FAILED)
        .bind(project_id)
        .bind(day)
        .bind(reason.name())
}

const ANSWERS_ON: &str = "
    SELECT coalesce(sum(answers), 0) AS answers, coalesce(sum(asked), 0) AS asked FROM model_days
    WHERE project_id = ?1 AND day = ?2";

/// The number of answers that models should write on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AnswersOfDay {
    /// The number of answers that were written and shown.
    pub answers: u64,
    /// The number of requests for an answer.
    pub asked: u64,
}

/// The number of answers that models should write on `day`.
pub async fn answers_on(
    db: &ProjectDb,
    project_id: ProjectId,
    day: &str,
) -> Result<AnswersOfDay, DbError> {
    let statement = Statement::new(ANSWERS_ON).bind(project_id).bind(day);
    Ok(fetch_optional(db, statement).await?.unwrap_or_default())
}

const COST_IN: &str = "
    SELECT coalesce(sum(cost_micros), 0) AS micros FROM model_days
    WHERE project_id = ?1 AND day >= ?2 || '-01' AND day <= ?2 || '-31'";

#[derive(Deserialize)]
struct Cost {
    micros: u64,
}

/// What models cost in `month` (`YYYY-MM`), in millionths of a dollar.
pub async fn cost_in(db: &ProjectDb, project_id: ProjectId, month: &str) -> Result<u64, DbError> {
    let statement = Statement::new(COST_IN).bind(project_id).bind(month);
    let row: Option<Cost> = fetch_optional(db, statement).await?;
    Ok(row.map_or(0, |row| row.micros))
}

/// What a model wrote on a day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModelDay {
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// The name of the model.
    pub model: String,
    /// The number of answers that were written and shown.
    pub answers: u64,
    /// The number of answers that were shown again, without a request.
    pub repeated: u64,
    /// The number of requests to the model.
    pub requests: u64,
    /// The tokens of the prompts.
    pub input_tokens: u64,
    /// The tokens of the answers.
    pub output_tokens: u64,
    /// The total time of all requests, in milliseconds.
    pub milliseconds: u64,
    /// What the tokens cost, in millionths of a dollar.
    pub cost_micros: u64,
}

const DAYS: &str = "
    SELECT day, model, answers, repeated, requests, input_tokens, output_tokens, milliseconds, cost_micros
    FROM model_days
    WHERE project_id = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day, model LIMIT ?4";

/// What models wrote from `first` to `last`, by day; at most `limit` rows.
pub async fn days(
    db: &ProjectDb,
    project_id: ProjectId,
    (first, last): (&str, &str),
    limit: u32,
) -> Result<Vec<ModelDay>, DbError> {
    let statement = Statement::new(DAYS)
        .bind(project_id)
        .bind(first)
        .bind(last)
        .bind(limit);
    fetch_all(db, statement).await
}

/// How often models failed to write an answer on a day, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModelFailures {
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// Why the model gave no answer.
    pub reason: FailureReason,
    /// How often that happened on the day.
    pub count: u64,
}

const FAILURES: &str = "
    SELECT day, reason, count FROM model_failures
    WHERE project_id = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day, reason LIMIT ?4";

/// How often models failed to write an answer from `first` to `last`, by day and reason; at most `limit` rows.
pub async fn failures(
    db: &ProjectDb,
    project_id: ProjectId,
    (first, last): (&str, &str),
    limit: u32,
) -> Result<Vec<ModelFailures>, DbError> {
    let statement = Statement::new(FAILURES)
        .bind(project_id)
        .bind(first)
        .bind(last)
        .bind(limit);
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_days_of_a_project_are_found_by_index() {
        check_searches(ANSWERS_ON, 2).await;
        check_searches(COST_IN, 2).await;
        check_searches(DAYS, 4).await;
        check_searches(FAILURES, 4).await;
    }
}
