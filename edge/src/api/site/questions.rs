//! `/api/v1/questions`: the visitors' latest questions, and how confident the answers were.

use axum::{Json, extract::State};
use porchlight_shared::{
    error::ErrorBody, ids::MessageId, limits, message::Evidence, settings::Carefulness,
};
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
    domain::{reports::carefulness::PastAnswer, timestamp::rfc3339},
    platform::Platform,
    store::asked_questions::{self, LatestQuestion},
};

/// The most questions in the list.
pub const QUESTIONS: u32 = limits::LATEST_QUESTIONS;
/// The most days to look back.
pub const QUESTION_DAYS: u32 = 90;
/// The most questions that are shown for each carefulness that would treat them differently.
pub const CHANGED_QUESTIONS: usize = 20;
/// The days to look back if the query names none.
const DEFAULT_DAYS: u32 = 7;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// How far to look back.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuestionsQuery {
    /// The number of days to look back.
    #[param(minimum = 1, maximum = 90, default = 7)]
    pub days: Option<u32>,
}

/// The visitors' latest questions.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "limits": { "answer": 0.55, "point": 0.35 },
    "questions": [{
        "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "question": "Do you ship to Norway?",
        "askedAt": "2027-01-31T09:30:00.000Z", "evidence": "weak", "confidence": 0.41,
    }],
}))]
pub struct LatestQuestionsBody {
    /// The limits of `confidence` for answering a question, and for pointing to the closest page.
    limits: ConfidenceLimits,
    /// The questions of the latest conversations, newest first; at most 200.
    questions: Vec<LatestQuestionBody>,
}

/// A question, and how confident its answer was.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LatestQuestion)]
pub struct LatestQuestionBody {
    /// The id of the visitor's message.
    id: MessageId,
    question: String,
    asked_at: String,
    /// What the visitor got: an answer, the closest page, or a refusal.
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

/// How each carefulness would have treated the visitors' latest questions.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "carefulness": "balanced",
    "questions": 143,
    "choices": [{
        "carefulness": "careful", "limits": { "answer": 0.7, "point": 0.35 },
        "answered": 96, "pointed": 32, "refused": 15, "changes": 8,
        "changed": [{
            "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "question": "Do you ship to Norway?",
            "askedAt": "2027-01-31T09:30:00.000Z", "confidence": 0.61, "before": "strong", "after": "weak",
            "source": { "title": "Shipping › Abroad", "url": "https://shop.example/shipping" },
        }],
    }],
}))]
pub struct CarefulnessBody {
    /// The current setting.
    carefulness: Carefulness,
    /// The number of questions that were considered: those of the latest conversations, at most 200.
    questions: usize,
    /// The outcome for each carefulness, the most careful first.
    choices: Vec<CarefulnessChoice>,
}

/// How one carefulness would have treated the questions.
#[derive(Serialize, ToSchema)]
pub struct CarefulnessChoice {
    carefulness: Carefulness,
    /// The limits of `confidence` for answering a question, and for pointing to the closest page.
    limits: ConfidenceLimits,
    /// The number of questions that are answered.
    answered: usize,
    /// The number of questions that lead to the closest pages.
    pointed: usize,
    /// The number of questions whose visitors are told that there is no answer.
    refused: usize,
    /// The number of questions that are treated differently than with the current setting.
    changes: usize,
    /// The questions that are treated differently, newest first; at most 20.
    changed: Vec<ChangedQuestion>,
}

/// A question that is treated differently.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedQuestion {
    /// The id of the visitor's message.
    id: MessageId,
    question: String,
    asked_at: String,
    /// The probability, 0 to 1, that the pages answer it.
    confidence: f64,
    /// How it is treated with the current setting.
    before: Evidence,
    /// How it is treated with this carefulness.
    after: Evidence,
    /// The first source that the answer cited, null if it cited none.
    source: Option<ChangedQuestionSource>,
}

/// A source that an answer cited.
#[derive(Serialize, ToSchema)]
pub struct ChangedQuestionSource {
    title: String,
    /// The address, null for an answer of your own.
    url: Option<String>,
}

impl CarefulnessChoice {
    fn of(carefulness: Carefulness, set: Carefulness, questions: &[LatestQuestion]) -> Self {
        let mut choice = Self {
            carefulness,
            limits: ConfidenceLimits::of(carefulness),
            answered: 0,
            pointed: 0,
            refused: 0,
            changes: 0,
            changed: Vec::new(),
        };
        for asked in questions {
            let given = PastAnswer {
                evidence: asked.evidence,
                confidence: asked.confidence,
                is_generated: asked.is_generated != 0,
            };
            let (before, after) = (given.with(set), given.with(carefulness));
            *match after {
                Evidence::Strong => &mut choice.answered,
                Evidence::Weak => &mut choice.pointed,
                Evidence::None => &mut choice.refused,
            } += 1;
            if before != after {
                choice.changes += 1;
                if choice.changed.len() < CHANGED_QUESTIONS {
                    choice
                        .changed
                        .push(ChangedQuestion::of(asked, before, after));
                }
            }
        }
        choice
    }
}

impl ChangedQuestion {
    fn of(asked: &LatestQuestion, before: Evidence, after: Evidence) -> Self {
        let source = asked.title.clone().map(|title| ChangedQuestionSource {
            title,
            url: asked.url.clone().filter(|url| !url.is_empty()),
        });
        Self {
            id: asked.id,
            question: asked.text.clone(),
            asked_at: rfc3339(asked.asked_at),
            confidence: asked.confidence,
            before,
            after,
            source,
        }
    }
}

/// Shows how each carefulness would have treated the visitors' latest questions, compared with the current setting: how
/// many are answered, led to the closest page and refused, and which of them change. It is an estimate from the data
/// that was stored with the answers; no question is asked again. Change the setting with `PATCH /api/v1/config`.
#[utoipa::path(
    get, path = "/api/v1/questions/carefulness", tag = "Analytics", params(QuestionsQuery),
    responses(
        (status = 200, body = CarefulnessBody),
        (status = 400, description = "The number of days is out of range.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn carefulness(
    State(platform): State<Platform>,
    project: OwnedProject<ReadAnalytics>,
    Params(query): Params<DaysQuery>,
) -> Result<Json<CarefulnessBody>, ApiError> {
    let questions = latest(&platform, &project, query).await?;
    let set = project.published(&platform).await?.people.carefulness;
    let of = |one| CarefulnessChoice::of(one, set, &questions);
    Ok(Json(CarefulnessBody {
        carefulness: set,
        questions: questions.len(),
        choices: Carefulness::ALL.into_iter().map(of).collect(),
    }))
}

/// Lists the questions of the latest conversations, and how confident the answers were.
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
    let questions = latest(&platform, &project, query).await?;
    let set = project.published(&platform).await?.people.carefulness;
    Ok(Json(LatestQuestionsBody {
        limits: ConfidenceLimits::of(set),
        questions: questions
            .into_iter()
            .map(LatestQuestionBody::from)
            .collect(),
    }))
}

async fn latest(
    platform: &Platform,
    project: &OwnedProject<ReadAnalytics>,
    query: DaysQuery,
) -> Result<Vec<LatestQuestion>, ApiError> {
    let days = query.days.unwrap_or(DEFAULT_DAYS);
    if !(1..=QUESTION_DAYS).contains(&days) {
        let text = format!("days must be 1 to {QUESTION_DAYS}.");
        return Err(ApiError::bad_request("days_invalid", text).with("most", QUESTION_DAYS));
    }
    let since = platform
        .clock
        .now()
        .saturating_sub(u64::from(days) * DAY_MS);
    let db = &platform.project(project.id);
    Ok(asked_questions::latest(db, project.id, project.test, since, QUESTIONS).await?)
}
