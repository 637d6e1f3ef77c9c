//! `/api/v1/questions`: what visitors asked lately, and how sure the answers were.

use axum::{Json, extract::State};
use porchlight_shared::{error::ErrorBody, ids::MessageId, limits, message::Evidence};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::preview::ConfidenceLimits;
use crate::{
    api::{
        error::ApiError,
        openapi::KeyErrors,
        owner::{OwnedProject, ReadAnalytics},
        query::{DaysQuery, Params},
    },
    domain::timestamp::rfc3339,
    platform::Platform,
    store::asked_questions::{self, LatestQuestion},
};

/// The most questions that are listed.
pub const QUESTIONS: u32 = limits::LATEST_QUESTIONS;
/// The most days that are looked back.
pub const QUESTION_DAYS: u32 = 90;
/// The days that are looked back where none are named.
const DEFAULT_DAYS: u32 = 7;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// How far to look back.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuestionsQuery {
    /// How many days to look back.
    #[param(minimum = 1, maximum = 90, default = 7)]
    pub days: Option<u32>,
}

/// What visitors asked lately.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "limits": { "answer": 0.55, "point": 0.35 },
    "questions": [{
        "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "question": "Do you ship to Norway?",
        "askedAt": "2027-01-31T09:30:00.000Z", "evidence": "weak", "confidence": 0.41,
    }],
}))]
pub struct LatestQuestionsBody {
    /// From which `confidence` on a question is answered, and visitors are led to the closest page.
    limits: ConfidenceLimits,
    /// The questions of the conversations that began last, the newest first; at most 200.
    questions: Vec<LatestQuestionBody>,
}

/// A question, and how sure its answer was.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LatestQuestion)]
pub struct LatestQuestionBody {
    /// The id of the visitor's message.
    id: MessageId,
    question: String,
    asked_at: String,
    /// What became of it: answered, led to the closest page, or refused.
    evidence: Evidence,
    /// The probability, 0 to 1, that the pages answer it.
    confidence: f64,
}

impl From<LatestQuestion> for LatestQuestionBody {
    fn from(asked: LatestQuestion) -> Self {
        Self {
            id: asked.id,
            question: asked.text,
            asked_at: rfc3339(asked.asked_at),
            evidence: asked.evidence,
            confidence: asked.confidence,
        }
    }
}

/// Lists what visitors asked in conversations that began lately, and how sure the answers were.
#[utoipa::path(
    get, path = "/api/v1/questions", tag = "Analytics", params(QuestionsQuery),
    responses(
        (status = 200, body = LatestQuestionsBody),
        (status = 400, description = "The number of days is out of range.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
    Params(query): Params<DaysQuery>,
) -> Result<Json<LatestQuestionsBody>, ApiError> {
    let days = query.days.unwrap_or(DEFAULT_DAYS);
    if !(1..=QUESTION_DAYS).contains(&days) {
        let text = format!("days is 1 to {QUESTION_DAYS}.");
        return Err(ApiError::bad_request("days_invalid", text));
    }
    let since = platform
        .clock
        .now()
        .saturating_sub(u64::from(days) * DAY_MS);
    let db = &platform.project(project.id);
    let questions = asked_questions::latest(db, project.id, project.test, since, QUESTIONS).await?;
    Ok(Json(LatestQuestionsBody {
        limits: ConfidenceLimits::ALL,
        questions: questions
            .into_iter()
            .map(LatestQuestionBody::from)
            .collect(),
    }))
}
