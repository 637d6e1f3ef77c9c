//! `/api/v1/saved-questions/run` and `/runs`: asks all saved questions, and reports which answers became better or
//! worse.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{QuestionRunId, SavedQuestionId},
    message::Evidence,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSavedQuestions, WriteSavedQuestions},
    },
    domain::{
        saved_question::{AnswerProblem, BreakReason, ResultChange, RunCause, RunState},
        timestamp::rfc3339,
    },
    platform::Platform,
    services::question_runs::{self, DraftSettings, RunError},
    store::question_runs::{self as store, ComparedResult, QuestionRun},
};

/// A run, which asks all saved questions once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = QuestionRun, example = json!({
    "id": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", "cause": "sources", "state": "finished", "reason": null, "isDraft": false,
    "comparedWith": "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2a", "questions": 40, "passed": 37, "fixed": 2, "broken": 1,
    "createdAt": "2027-01-31T09:30:00.000Z", "finishedAt": "2027-01-31T09:31:00.000Z",
}))]
pub struct QuestionRunBody {
    /// The id of the run.
    id: QuestionRunId,
    /// Why it was started.
    cause: RunCause,
    /// The state of the run. The numbers are final once it has ended.
    state: RunState,
    /// Why it broke off, null if it did not.
    reason: Option<BreakReason>,
    /// Whether it asked with unpublished settings. Later runs are not compared with it.
    is_draft: bool,
    /// The run that it is compared with: the latest earlier one with published settings.
    compared_with: Option<QuestionRunId>,
    /// The number of questions that were asked.
    questions: u32,
    /// The number of questions that were answered as expected.
    passed: u32,
    /// The number of questions that are answered as expected now, but were not in the run that it is compared with.
    fixed: u32,
    /// The number of questions that were answered as expected in the run that it is compared with, but are not now.
    broken: u32,
    /// When it began.
    created_at: String,
    /// When it ended.
    finished_at: Option<String>,
}

impl From<QuestionRun> for QuestionRunBody {
    fn from(run: QuestionRun) -> Self {
        Self {
            id: run.id,
            cause: run.cause,
            state: run.state,
            reason: run.reason,
            is_draft: run.draft.is_some(),
            compared_with: run.baseline,
            questions: run.questions,
            passed: run.passed,
            fixed: run.fixed,
            broken: run.broken,
            created_at: rfc3339(run.created_at),
            finished_at: run.finished_at.map(rfc3339),
        }
    }
}

/// The settings to ask with: none for the published ones, or changes to try before you publish them.
#[derive(Deserialize, ToSchema)]
#[schema(as = RunQuestions, example = json!({ "instructions": "Answer in one sentence." }))]
pub struct RunBody {
    /// Fields of the settings, as `PATCH /api/v1/config` takes them.
    #[serde(default)]
    #[schema(value_type = Object)]
    config: Map<String, Value>,
    /// Instructions for the language model, instead of the project's.
    #[schema(max_length = 2000)]
    instructions: Option<String>,
}

/// Asks all saved questions in the background, without using credits: as visitors would ask them now, or with
/// unpublished settings.
#[utoipa::path(
    post, path = "/api/v1/saved-questions/run", tag = "Saved questions", request_body = RunBody,
    responses(
        (status = 202, body = QuestionRunBody),
        (status = 409, description = "A run is not over yet, or no question is saved.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn run(
    State(platform): State<Platform>,
    OwnedBody { project, body }: OwnedBody<WriteSavedQuestions, RunBody>,
) -> Result<(StatusCode, Json<QuestionRunBody>), ApiError> {
    let draft = DraftSettings {
        config: body.config,
        instructions: body.instructions,
    };
    let run = question_runs::begin(&platform, project.id, RunCause::Request, draft).await?;
    Ok((StatusCode::ACCEPTED, Json(run.into())))
}

/// The runs of a project.
#[derive(Serialize, ToSchema)]
pub struct QuestionRunsBody {
    /// The runs, newest first; the last 20 are kept.
    runs: Vec<QuestionRunBody>,
}

/// Lists the runs of the saved questions.
#[utoipa::path(
    get, path = "/api/v1/saved-questions/runs", tag = "Saved questions",
    responses((status = 200, body = QuestionRunsBody), KeyErrors),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSavedQuestions>,
) -> Result<Json<QuestionRunsBody>, ApiError> {
    let runs = store::list(&platform.project(project.id), project.id).await?;
    Ok(Json(QuestionRunsBody {
        runs: runs.into_iter().map(QuestionRunBody::from).collect(),
    }))
}

/// The result of a question in a run.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionResultBody {
    /// The id of the saved question.
    question_id: SavedQuestionId,
    /// The question.
    question: String,
    /// Whether it was answered as expected.
    passed: bool,
    /// What the answer lacked.
    problem: Option<AnswerProblem>,
    /// The result compared with that of the run before.
    change: ResultChange,
    /// Whether the pages answer the question.
    evidence: Evidence,
    /// The first 1,000 characters of the answer.
    answer: String,
    /// The addresses that the answer cites.
    pages: Vec<String>,
}

impl From<ComparedResult> for QuestionResultBody {
    fn from(compared: ComparedResult) -> Self {
        let passed = compared.result.problem.is_none();
        Self {
            question_id: compared.result.question_id,
            question: compared.question,
            passed,
            problem: compared.result.problem,
            change: ResultChange::of(compared.before.map(|before| before != 0), passed),
            evidence: compared.result.evidence,
            answer: compared.result.answer,
            pages: serde_json::from_str(&compared.result.pages).unwrap_or_default(),
        }
    }
}

/// A run with its results.
#[derive(Serialize, ToSchema)]
pub struct RunResultsBody {
    /// The run.
    run: QuestionRunBody,
    /// The results: first the newly broken questions, then the others that fail, then the rest.
    results: Vec<QuestionResultBody>,
}

/// Returns a run with its results so far.
#[utoipa::path(
    get, path = "/api/v1/saved-questions/runs/{id}", tag = "Saved questions",
    params(("id" = String, Path, description = "The id of the run.")),
    responses(
        (status = 200, body = RunResultsBody),
        (status = 404, description = "There is no such run.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    project: OwnedProject<ReadSavedQuestions>,
    Path(id): Path<String>,
) -> Result<Json<RunResultsBody>, ApiError> {
    let id = id.parse().map_err(|_| RunError::NotFound)?;
    let db = &platform.project(project.id);
    let run = store::by_id(db, project.id, id).await?;
    let run = run.ok_or(RunError::NotFound)?;
    let results = store::results(db, project.id, &run).await?;
    Ok(Json(RunResultsBody {
        run: run.into(),
        results: results.into_iter().map(QuestionResultBody::from).collect(),
    }))
}
