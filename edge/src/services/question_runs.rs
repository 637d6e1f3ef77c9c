//! Asks all saved questions, and reports which answers became better or worse: when the owner asks for it, and
//! automatically once the data behind the answers has not changed for a while.
//!
//! *Invariant:* a run asks each question once, however often its jobs run, and stores nothing in conversations. It
//! costs no credit. Requests to a model count as the project's, like those for any answer.

use porchlight_shared::ids::{DocumentId, ProjectId, QuestionRunId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    ask::AskError,
    model::INSTRUCTIONS_CHARS,
    model_budget::Wanting,
    preview::{self, Draft, Preview},
    published_project::{self, PublishedProject, ReadError},
};
use crate::{
    domain::{
        job::Job,
        model::failure::FailureReason,
        saved_question::{self, BreakReason, ExpectedPage, GivenAnswer, RunCause, RunState},
        settings::patch::{self, PatchError},
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        projects,
        question_runs::{self, QuestionResult, QuestionRun, WaitingQuestion, steps},
        saved_questions,
    },
};

pub mod due;

/// The number of questions that one job asks. Each takes up to ten statements, and an invocation on Cloudflare's free
/// plan has 50.
const QUESTIONS_PER_STEP: u32 = 4;
/// The most characters of an answer that are stored.
pub const ANSWER_CHARS: usize = 1_000;
/// How long nothing must have changed before an automatic run, in milliseconds: 2 minutes.
pub const QUIET_MS: u64 = 2 * 60 * 1_000;
/// The time between two automatic runs, in milliseconds: 1 hour.
pub const APART_MS: u64 = 60 * 60 * 1_000;
/// The window in which a project has at most [`question_runs::RUNS`] runs, in milliseconds: 24 hours. Each run asks up
/// to 200 questions, and if the deployment's model answers, the deployer pays for them.
pub const RUNS_WINDOW_MS: u64 = 24 * 60 * 60 * 1_000;
/// The job of a step that is still running after this time was lost, in seconds: 6 minutes, longer than its questions
/// take.
const STEP_SECONDS: u32 = 6 * 60;
/// The job of a run that is still running after this time was lost, in milliseconds: 1 hour.
const LOST_MS: u64 = 60 * 60 * 1_000;
/// Unpublished settings for a run, as stored with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSettings {
    /// Fields of the settings, as `PATCH /api/v1/config` takes them.
    #[serde(default)]
    pub config: Map<String, Value>,
    /// Instructions for the model.
    #[serde(default)]
    pub instructions: Option<String>,
}

impl DraftSettings {
    fn is_empty(&self) -> bool {
        self.config.is_empty() && self.instructions.is_none()
    }
}

/// Why questions were not asked. The messages are for the owner, except those of the last four.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A value of the draft is not allowed.
    #[error(transparent)]
    Draft(#[from] PatchError),
    /// The instructions are too long.
    #[error("instructions can have at most {INSTRUCTIONS_CHARS} characters.")]
    Instructions,
    /// The last run has not finished yet.
    #[error("A run of the saved questions is in progress. Wait until it has finished.")]
    Running,
    /// The project has used up its runs. Holds the seconds until the next.
    #[error(
        "The saved questions were asked {} times in 24 hours, which is the limit.",
        question_runs::RUNS
    )]
    TooOften(u32),
    /// There are no saved questions.
    #[error("There are no saved questions. Save one first: POST /api/v1/saved-questions.")]
    Nothing,
    /// The project has no such run.
    #[error("There is no such run. The newest {} are kept.", question_runs::RUNS)]
    NotFound,
    /// A question could not be answered.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The project could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Begins to ask all saved questions, with the `draft` settings if there are any.
pub async fn begin(
    platform: &Platform,
    project_id: ProjectId,
    cause: RunCause,
    draft: DraftSettings,
) -> Result<QuestionRun, RunError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    if !saved_questions::any(db, project_id).await? {
        return Err(RunError::Nothing);
    }
    let lost_before = now.saturating_sub(LOST_MS);
    if question_runs::running(db, project_id, lost_before)
        .await?
        .is_some()
    {
        return Err(RunError::Running);
    }
    if let Some(seconds) = too_often(&question_runs::list(db, project_id).await?, now) {
        return Err(RunError::TooOften(seconds));
    }
    let too_long = |text: &String| text.chars().count() > INSTRUCTIONS_CHARS;
    if draft.instructions.as_ref().is_some_and(too_long) {
        return Err(RunError::Instructions);
    }
    if !draft.config.is_empty() {
        project_with(platform, project_id, &draft).await?;
    }
    let baseline = question_runs::latest(db, project_id).await?;
    let is_draft = !draft.is_empty();
    let run = QuestionRun {
        id: QuestionRunId::new(now, random_bytes()?),
        cause,
        state: RunState::Running,
        reason: None,
        draft: is_draft.then(|| serde_json::json!(draft).to_string()),
        baseline: baseline.map(|run| run.id),
        questions: 0,
        passed: 0,
        fixed: 0,
        broken: 0,
        created_at: now,
        finished_at: None,
    };
    let mut statements = question_runs::begin(project_id, &run);
    if !is_draft {
        statements.push(question_runs::clear_due(project_id));
    }
    db.batch(statements).await?;
    send(platform, project_id, run.id, 0).await?;
    Ok(run)
}

/// The seconds until a project with these runs, newest first, may begin another. `None` if it may now.
fn too_often(runs: &[QuestionRun], now: u64) -> Option<u32> {
    let kept = usize::try_from(question_runs::RUNS).unwrap_or(usize::MAX);
    let oldest = runs.get(kept - 1)?;
    let left = (oldest.created_at + RUNS_WINDOW_MS).checked_sub(now)?;
    u32::try_from(left.div_ceil(1_000))
        .ok()
        .filter(|left| *left > 0)
}

const fn ask_job(project_id: ProjectId, run_id: QuestionRunId, step: u64) -> Job {
    Job::AskSavedQuestionsV1 {
        project_id,
        run_id,
        step,
    }
}

async fn send(
    platform: &Platform,
    project_id: ProjectId,
    run_id: QuestionRunId,
    step: u64,
) -> Result<(), PlatformError> {
    platform.jobs.send(ask_job(project_id, run_id, step)).await
}

/// Asks the next questions of a run, unless another job is doing so.
pub async fn step(
    platform: &Platform,
    project_id: ProjectId,
    run_id: QuestionRunId,
    step: u64,
) -> Result<(), RunError> {
    let db = &platform.project(project_id);
    let Some(run) = question_runs::by_id(db, project_id, run_id).await? else {
        return Ok(());
    };
    let now = platform.clock.now();
    let until = now + u64::from(STEP_SECONDS) * 1_000;
    if !steps::take(db, project_id, (run_id, step), now, until).await? {
        if steps::is_taken(db, project_id, (run_id, step), now).await? {
            // If the other job was lost, this one replaces it.
            let job = ask_job(project_id, run_id, step);
            platform.jobs.send_later(job, STEP_SECONDS + 1).await?;
        }
        return Ok(());
    }
    let asked = ask_next(platform, project_id, &run, step).await;
    if asked.is_err() {
        // The queue sends this job again.
        let ended = steps::end(project_id, (run_id, step), false);
        db.batch(vec![ended]).await?;
    }
    asked
}

async fn ask_next(
    platform: &Platform,
    project_id: ProjectId,
    run: &QuestionRun,
    step: u64,
) -> Result<(), RunError> {
    let db = &platform.project(project_id);
    let run_id = run.id;
    let waiting = question_runs::waiting(db, project_id, run, QUESTIONS_PER_STEP).await?;
    if waiting.is_empty() {
        let now = platform.clock.now();
        question_runs::finish(db, project_id, run_id, None, now).await?;
        return Ok(());
    }
    let draft: DraftSettings = (run.draft.as_deref())
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let project = project_with(platform, project_id, &draft).await?;
    let mut results = Vec::new();
    let mut is_used_up = false;
    for question in &waiting {
        let draft = Draft {
            instructions: draft.instructions.as_deref(),
            by: Wanting::Nobody,
        };
        let Some(result) = asked(platform, &project, question, draft).await? else {
            // Visitors would get a model's answer, so the extractive one is no test of it.
            is_used_up = true;
            break;
        };
        results.push(result);
    }
    let added = question_runs::add_results(project_id, run_id, &results);
    let ended = steps::end(project_id, (run_id, step), true);
    db.batch(vec![added, ended]).await?;
    if is_used_up {
        give_up(platform, project_id, run_id, BreakReason::Budget).await?;
    } else {
        send(platform, project_id, run_id, step + 1).await?;
    }
    Ok(())
}

/// Ends a run that cannot continue. Its results so far are kept.
pub async fn give_up(
    platform: &Platform,
    project_id: ProjectId,
    run_id: QuestionRunId,
    reason: BreakReason,
) -> Result<(), DbError> {
    let db = &platform.project(project_id);
    let now = platform.clock.now();
    question_runs::finish(db, project_id, run_id, Some(reason), now).await
}

/// The project as visitors would see it with the draft.
async fn project_with(
    platform: &Platform,
    project_id: ProjectId,
    draft: &DraftSettings,
) -> Result<PublishedProject, RunError> {
    let record = projects::by_id(platform.directory(), project_id).await?;
    let mut record = record.ok_or_else(|| PlatformError("the project vanished".into()))?;
    if !draft.config.is_empty() {
        let patched = patch::apply(&record.settings, &draft.config, record.plan)?;
        record.settings = patched.settings.to_string();
    }
    Ok(published_project::from_record(record)?)
}

/// The result of a question. `None` if the run has used up its part of the model's budget.
async fn asked(
    platform: &Platform,
    project: &PublishedProject,
    saved: &WaitingQuestion,
    draft: Draft<'_>,
) -> Result<Option<QuestionResult>, RunError> {
    let language = match project.settings.ai_language.as_str() {
        "auto" => saved.language.as_deref(),
        own => Some(own),
    };
    let Preview {
        answer,
        passages,
        failure,
        ..
    } = preview::answer(platform, project, &saved.question, language, draft).await?;
    if failure == Some(FailureReason::Budget) {
        return Ok(None);
    }
    let page = saved.page.as_deref().and_then(ExpectedPage::parse);
    let cites_source = match &page {
        Some(ExpectedPage::Source(source)) => {
            let cited: Vec<DocumentId> = passages
                .iter()
                .map(|scored| &scored.passage)
                .filter(|passage| {
                    let title = passage.title_path.join(" › ");
                    answer
                        .citations
                        .iter()
                        .any(|citation| citation.title == title)
                })
                .map(|passage| passage.document_id)
                .collect();
            let db = &platform.project(project.id);
            saved_questions::is_of_source(db, project.id, *source, &cited).await?
        }
        _ => false,
    };
    let words: Vec<String> = serde_json::from_str(&saved.words).unwrap_or_default();
    let given = GivenAnswer {
        text: &answer.text,
        citations: &answer.citations,
        evidence: answer.grounding.evidence,
        cites_source,
    };
    let pages: Vec<&str> = answer
        .citations
        .iter()
        .map(|citation| citation.url.as_str())
        .filter(|url| !url.is_empty())
        .collect();
    Ok(Some(QuestionResult {
        question_id: saved.id,
        problem: saved_question::problem(given, page.as_ref(), &words),
        evidence: answer.grounding.evidence,
        answer: answer.text.chars().take(ANSWER_CHARS).collect(),
        pages: serde_json::json!(pages).to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_has_so_many_runs_a_day() {
        let run = |created_at| QuestionRun {
            id: QuestionRunId::new(created_at, [0; 10]),
            cause: RunCause::Request,
            state: RunState::Finished,
            reason: None,
            draft: None,
            baseline: None,
            questions: 0,
            passed: 0,
            fixed: 0,
            broken: 0,
            created_at,
            finished_at: None,
        };
        let runs: Vec<_> = (0..u64::from(question_runs::RUNS))
            .rev()
            .map(|hour| run(1_000 + hour * 60))
            .collect();
        assert_eq!(too_often(&runs, RUNS_WINDOW_MS), Some(1));
        assert_eq!(too_often(&runs, RUNS_WINDOW_MS + 1_000), None);
        assert_eq!(too_often(&runs[1..], 1_000), None);
    }

    #[test]
    fn a_draft_is_stored_like_this() {
        let json = r#"{"config":{"aiLanguage":"de"},"instructions":"Be brief."}"#;
        let draft: DraftSettings = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&draft).unwrap(), json);
        assert_eq!(
            serde_json::from_str::<DraftSettings>("{}").unwrap(),
            DraftSettings::default()
        );
    }
}
