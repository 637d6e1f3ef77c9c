//! Requests about who writes the answers, what visitors asked, saved questions, and why a question gets its answer.

use gloo_net::http::Method;
use porchlight_shared::{ids::QuestionRunId, settings::Carefulness};
use serde_json::{Value, json};

use super::{get, post, read, send};
use crate::{
    model::{
        answers::{
            AskedLately, CarefulnessEffects, Model, QuestionRun, RunDetail, Runs, SavedQuestions,
            Trial,
        },
        trying::Explained,
    },
    problem::Problem,
};

const MODEL: &str = "/api/v1/model";
const SETTINGS: &str = "/api/v1/config";
const SAVED: &str = "/api/v1/saved-questions";

pub(crate) async fn model() -> Result<Model, Problem> {
    get(MODEL).await
}

pub(crate) async fn set_model(put: Value) -> Result<Model, Problem> {
    read(send(Method::PUT, MODEL, Some(put), &[]).await?).await
}

/// Asks the model for a single word.
pub(crate) async fn test_model() -> Result<Trial, Problem> {
    read(post("/api/v1/model/test", json!({})).await?).await
}

/// What visitors asked in the last `days` days.
pub(crate) async fn asked(days: u32) -> Result<AskedLately, Problem> {
    get(&format!("/api/v1/questions?days={days}")).await
}

/// How each level of carefulness would treat the questions of the last days. Has only the current level where the plan
/// does not include reading what visitors asked.
pub(crate) async fn carefulness(days: u32) -> Result<CarefulnessEffects, Problem> {
    let effects = get(&format!("/api/v1/questions/carefulness?days={days}")).await;
    match effects {
        Err(problem) if problem.code == "plan_required" => get(SETTINGS).await,
        effects => effects,
    }
}

pub(crate) async fn set_carefulness(carefulness: Carefulness) -> Result<(), Problem> {
    let body = json!({ "carefulness": carefulness });
    send(Method::PATCH, SETTINGS, Some(body), &[])
        .await
        .map(drop)
}

/// The saved questions.
pub(crate) async fn saved_questions() -> Result<SavedQuestions, Problem> {
    get(SAVED).await
}

/// The runs of the saved questions, newest first.
pub(crate) async fn runs() -> Result<Runs, Problem> {
    get(&format!("{SAVED}/runs")).await
}

/// A run with the result of each question.
pub(crate) async fn run(id: QuestionRunId) -> Result<RunDetail, Problem> {
    get(&format!("{SAVED}/runs/{id}")).await
}

/// Asks all saved questions, optionally with instructions that are not saved.
pub(crate) async fn ask_saved(instructions: Option<&str>) -> Result<QuestionRun, Problem> {
    let body = json!({ "instructions": instructions });
    read(post(&format!("{SAVED}/run"), body).await?).await
}

/// The answer that a visitor would get, and why.
pub(crate) async fn explain(question: &str) -> Result<Explained, Problem> {
    read(post("/api/v1/preview", json!({ "question": question })).await?).await
}
