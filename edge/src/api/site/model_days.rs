//! `/api/v1/model/days`: what models wrote for a project, and what that cost.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadAnalytics},
        reporting::export::{Format, csv_text},
    },
    domain::model::{failure::FailureReason, price::dollars},
    platform::Platform,
    services::model_days,
    store::model_days::ModelDay,
};

/// What models wrote, and how often they failed to, by day (UTC).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "days": [{
        "day": "2027-01-31", "model": "@cf/zai-org/glm-4.7-flash", "answers": 12, "repeated": 3, "requests": 13, "inputTokens": 18000,
        "outputTokens": 1440, "averageMs": 1630, "cost": 0.0017,
    }],
    "failures": [{
        "day": "2027-01-31", "reason": "slow", "count": 3,
        "message": "The first word came later than you allow. Allow more time, or choose a faster model.",
    }],
}))]
pub struct ModelDaysBody {
    /// The numbers of each model on each of the last 90 days on which it wrote something.
    days: Vec<ModelDayBody>,
    /// How often visitors got the extractive answer instead of a model's on each of these days, and why.
    failures: Vec<ModelFailuresBody>,
}

/// The numbers of one model on one day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelDayBody {
    /// The day, as `YYYY-MM-DD`.
    day: String,
    /// The name of the model.
    model: String,
    /// The number of answers that were written and shown.
    answers: u64,
    /// The number of answers that were shown again to a visitor who asked the same, without a request to the model.
    repeated: u64,
    /// The number of requests to the model: for answers, whether they were shown or not, or for vectors and the order
    /// of passages.
    requests: u64,
    /// The number of tokens in the prompts, as far as the provider reported them.
    input_tokens: u64,
    /// The number of tokens in the answers, as far as the provider reported them.
    output_tokens: u64,
    /// The average time of a request from start to end, in milliseconds.
    average_ms: u64,
    /// What the tokens cost, in dollars; null if no price was known.
    cost: Option<f64>,
}

impl From<ModelDay> for ModelDayBody {
    fn from(day: ModelDay) -> Self {
        let is_priced = day.cost_micros > 0 || day.input_tokens + day.output_tokens == 0;
        Self {
            average_ms: day.milliseconds / day.requests.max(1),
            cost: is_priced.then(|| dollars(day.cost_micros)),
            day: day.day,
            model: day.model,
            answers: day.answers,
            repeated: day.repeated,
            requests: day.requests,
            input_tokens: day.input_tokens,
            output_tokens: day.output_tokens,
        }
    }
}

/// How often models failed to write an answer on a day, for one reason.
#[derive(Serialize, ToSchema)]
pub struct ModelFailuresBody {
    /// The day, as `YYYY-MM-DD`.
    day: String,
    /// Why the model gave no answer.
    reason: FailureReason,
    /// How often that happened on the day.
    count: u64,
    /// What you can do about it.
    message: &'static str,
}

const CSV_HEAD: &str =
    "day,model,answers,repeated,requests,input_tokens,output_tokens,average_ms,cost\r\n";

fn csv_line(day: &ModelDayBody) -> String {
    let fields = [
        day.day.clone(),
        csv_text(&day.model),
        day.answers.to_string(),
        day.repeated.to_string(),
        day.requests.to_string(),
        day.input_tokens.to_string(),
        day.output_tokens.to_string(),
        day.average_ms.to_string(),
        day.cost.map(|cost| cost.to_string()).unwrap_or_default(),
    ];
    fields.join(",") + "\r\n"
}

/// Returns what models wrote for the project in the last 90 days, what that cost, and how often visitors got the
/// extractive answer instead. With `Accept: text/csv`, it returns what models wrote as a table.
#[utoipa::path(
    get, path = "/api/v1/model/days", tag = "Model",
    responses(
        (status = 200, content((ModelDaysBody = "application/json"), (String = "text/csv"))),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let days = model_days::days(&platform, project.id).await?;
    let written: Vec<ModelDayBody> = days.written.into_iter().map(ModelDayBody::from).collect();
    if Format::accepted(&headers) == Some(Format::Csv) {
        let mut table = CSV_HEAD.to_owned();
        table.extend(written.iter().map(csv_line));
        let headers = [(header::CONTENT_TYPE, Format::Csv.content_type())];
        return Ok((headers, table).into_response());
    }
    Ok(Json(ModelDaysBody {
        days: written,
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
    })
    .into_response())
}
