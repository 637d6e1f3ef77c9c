//! The runs of saved questions, with their results.

use porchlight_shared::{
    ids::{ProjectId, QuestionRunId, SavedQuestionId},
    message::Evidence,
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::saved_question::{AnswerProblem, BreakReason, RunCause, RunState},
    platform::db::{DbError, ProjectDb, Statement, execute, fetch_all, fetch_optional},
};

pub mod steps;

/// The number of runs of a project that are kept.
pub const RUNS: u32 = 20;

/// A run. Times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct QuestionRun {
    /// The id of the run.
    pub id: QuestionRunId,
    /// Why it was started.
    pub cause: RunCause,
    /// The state of the run.
    pub state: RunState,
    /// Why it broke off, if it did.
    pub reason: Option<BreakReason>,
    /// Unpublished settings to ask with, as JSON. `None`: the published ones.
    pub draft: Option<String>,
    /// The run that it is compared with.
    pub baseline: Option<QuestionRunId>,
    /// The number of questions that were asked.
    pub questions: u32,
    /// The number of questions that were answered as expected.
    pub passed: u32,
    /// The number of those that were not answered as expected in the run before.
    pub fixed: u32,
    /// The number of questions that were answered as expected in the run before, but are not now.
    pub broken: u32,
    /// When it began.
    pub created_at: u64,
    /// When it ended. `None` while it runs.
    pub finished_at: Option<u64>,
}

macro_rules! runs {
    ($rest:literal) => {
        concat!(
            "SELECT id, cause, state, reason, draft, baseline, questions, passed, fixed, broken, created_at, finished_at
             FROM question_runs ",
            $rest
        )
    };
}

const LIST: &str = runs!("WHERE project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2");

/// The project's runs, newest first.
pub async fn list(db: &ProjectDb, project_id: ProjectId) -> Result<Vec<QuestionRun>, DbError> {
    fetch_all(db, Statement::new(LIST).bind(project_id).bind(RUNS)).await
}

const BY_ID: &str = runs!("WHERE +project_id = ?1 AND id = ?2");

/// One run.
pub async fn by_id(
    db: &ProjectDb,
    project_id: ProjectId,
    id: QuestionRunId,
) -> Result<Option<QuestionRun>, DbError> {
    fetch_optional(db, Statement::new(BY_ID).bind(project_id).bind(id)).await
}

const RUNNING: &str = runs!(
    "WHERE project_id = ?1 AND created_at > ?2 AND state = 'running' ORDER BY created_at DESC LIMIT 1"
);

/// The run that began after `since` and has not ended.
pub async fn running(
    db: &ProjectDb,
    project_id: ProjectId,
    since: u64,
) -> Result<Option<QuestionRun>, DbError> {
    let statement = Statement::new(RUNNING).bind(project_id).bind(since);
    fetch_optional(db, statement).await
}

const LATEST: &str = runs!(
    "WHERE project_id = ?1 AND state = 'finished' AND draft IS NULL ORDER BY created_at DESC, id DESC LIMIT 1"
);

/// The latest finished run with published settings.
pub async fn latest(db: &ProjectDb, project_id: ProjectId) -> Result<Option<QuestionRun>, DbError> {
    fetch_optional(db, Statement::new(LATEST).bind(project_id)).await
}

const ABANDON: &str = "
    UPDATE question_runs SET state = 'failed', reason = 'lost', finished_at = ?2
    WHERE project_id = ?1 AND state = 'running'";
const INSERT: &str = "
    INSERT INTO question_runs (id, project_id, cause, state, draft, baseline, created_at)
    VALUES (?1, ?2, ?3, 'running', ?4, ?5, ?6)";
const PRUNE_RESULTS: &str = "
    DELETE FROM question_results WHERE project_id = ?1 AND run_id IN (
      SELECT id FROM question_runs WHERE project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?2)";
const PRUNE: &str = "
    DELETE FROM question_runs WHERE +project_id = ?1 AND id IN (
      SELECT id FROM question_runs WHERE project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?2)";

/// Begins a run, and deletes runs that are too old. A run that has lost its job ends.
pub fn begin(project_id: ProjectId, run: &QuestionRun) -> Vec<Statement> {
    let abandon = Statement::new(ABANDON)
        .bind(project_id)
        .bind(run.created_at);
    let insert = Statement::new(INSERT)
        .bind(run.id)
        .bind(project_id)
        .bind(run.cause.name())
        .bind(run.draft.clone())
        .bind(run.baseline)
        .bind(run.created_at);
    let [results, runs] =
        [PRUNE_RESULTS, PRUNE].map(|sql| Statement::new(sql).bind(project_id).bind(RUNS));
    vec![abandon, insert, results, runs]
}

/// A saved question that the run has not asked yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WaitingQuestion {
    /// The id of the saved question.
    pub id: SavedQuestionId,
    /// The question.
    pub question: String,
    /// The visitor's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The page that an answer must cite.
    pub page: Option<String>,
    /// The texts that an answer must contain, as a JSON array.
    pub words: String,
}

const WAITING: &str = "
    SELECT id, question, language, page, words FROM saved_questions
    WHERE project_id = ?1 AND created_at <= ?3 AND NOT EXISTS (
      SELECT 1 FROM question_results
      WHERE project_id = ?1 AND run_id = ?2 AND question_id = saved_questions.id)
    LIMIT ?4";

/// The saved questions that the run has not asked yet.
pub async fn waiting(
    db: &ProjectDb,
    project_id: ProjectId,
    run: &QuestionRun,
    limit: u32,
) -> Result<Vec<WaitingQuestion>, DbError> {
    let statement = Statement::new(WAITING)
        .bind(project_id)
        .bind(run.id)
        .bind(run.created_at)
        .bind(limit);
    fetch_all(db, statement).await
}

/// The result of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionResult {
    /// The id of the saved question.
    pub question_id: SavedQuestionId,
    /// What the answer lacks. `None`: it is as expected.
    pub problem: Option<AnswerProblem>,
    /// Whether the pages answer the question.
    pub evidence: Evidence,
    /// The beginning of the answer.
    pub answer: String,
    /// The addresses that the answer cites, as a JSON array.
    pub pages: String,
}

const ADD_RESULTS: &str = "
    INSERT INTO question_results (project_id, run_id, question_id, passed, problem, evidence, answer, pages)
    SELECT ?1, ?2, value ->> 'question_id', value ->> 'problem' IS NULL, value ->> 'problem', value ->> 'evidence',
           value ->> 'answer', value ->> 'pages'
    FROM json_each(?3)
    WHERE EXISTS (SELECT 1 FROM saved_questions WHERE id = value ->> 'question_id' AND +project_id = ?1)
    ON CONFLICT DO NOTHING";

/// Adds results to a run, each once. Results of questions that were removed meanwhile are dropped.
pub fn add_results(
    project_id: ProjectId,
    run_id: QuestionRunId,
    results: &[QuestionResult],
) -> Statement {
    Statement::new(ADD_RESULTS)
        .bind(project_id)
        .bind(run_id)
        .bind(serde_json::json!(results).to_string())
}

const FINISH: &str = "
    UPDATE question_runs SET state = ?3, finished_at = ?4, reason = ?5,
      (questions, passed, fixed, broken) = (
        SELECT count(*), coalesce(sum(new.passed), 0), coalesce(sum(new.passed AND NOT old.passed), 0),
               coalesce(sum(old.passed AND NOT new.passed), 0)
        FROM question_results AS new LEFT JOIN question_results AS old
          ON old.project_id = ?1 AND old.run_id = question_runs.baseline AND old.question_id = new.question_id
        WHERE new.project_id = ?1 AND new.run_id = ?2)
    WHERE +project_id = ?1 AND id = ?2 AND state = 'running'";

/// Ends a run at `now`, and counts its results. With a `reason`, it broke off.
pub async fn finish(
    db: &ProjectDb,
    project_id: ProjectId,
    run_id: QuestionRunId,
    reason: Option<BreakReason>,
    now: u64,
) -> Result<(), DbError> {
    let state = match reason {
        Some(_) => RunState::Failed,
        None => RunState::Finished,
    };
    let statement = Statement::new(FINISH)
        .bind(project_id)
        .bind(run_id)
        .bind(state.name())
        .bind(now)
        .bind(reason.map(BreakReason::name));
    execute(db, statement).await.map(drop)
}

/// A result, compared with that of the run before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ComparedResult {
    /// The result of the question.
    #[serde(flatten)]
    pub result: QuestionResult,
    /// The question.
    pub question: String,
    /// 1 if it was answered as expected in the run before, 0 if not. `None` if it was not asked.
    pub before: Option<u8>,
}

const RESULTS: &str = "
    SELECT new.question_id, saved_questions.question, new.problem, new.evidence, new.answer, new.pages,
           old.passed AS before
    FROM question_results AS new
    CROSS JOIN saved_questions ON saved_questions.id = new.question_id AND +saved_questions.project_id = ?1
    LEFT JOIN question_results AS old
      ON old.project_id = ?1 AND old.run_id = ?3 AND old.question_id = new.question_id
    WHERE new.project_id = ?1 AND new.run_id = ?2
    ORDER BY coalesce(old.passed > new.passed, 0) DESC, new.passed, saved_questions.created_at";

/// The results of a run, newly broken questions first.
pub async fn results(
    db: &ProjectDb,
    project_id: ProjectId,
    run: &QuestionRun,
) -> Result<Vec<ComparedResult>, DbError> {
    let statement = Statement::new(RESULTS)
        .bind(project_id)
        .bind(run.id)
        .bind(run.baseline);
    fetch_all(db, statement).await
}

const NOTE_CHANGE: &str = "
    INSERT INTO question_runs_due (project_id, since, changed_at, cause)
    SELECT ?1, ?2, ?2, ?3 WHERE EXISTS (SELECT 1 FROM saved_questions WHERE project_id = ?1)
    ON CONFLICT DO UPDATE SET changed_at = max(changed_at, min(excluded.changed_at, since + 3600000)),
      cause = excluded.cause";

/// Records at `now` that the data behind the answers has changed.
pub fn note_change(project_id: ProjectId, cause: RunCause, now: u64) -> Statement {
    Statement::new(NOTE_CHANGE)
        .bind(project_id)
        .bind(now)
        .bind(cause.name())
}

/// A project whose saved questions are due to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DueRun {
    /// The project.
    pub project_id: ProjectId,
    /// What has changed.
    pub cause: RunCause,
}

const DUE: &str = "
    SELECT project_id, cause FROM question_runs_due AS due
    WHERE changed_at <= ?1 AND NOT EXISTS (
      SELECT 1 FROM question_runs
      WHERE question_runs.project_id = due.project_id AND question_runs.created_at > ?2
        AND (question_runs.cause <> 'request' OR question_runs.state = 'running'))
      AND (SELECT count(*) FROM question_runs
        WHERE question_runs.project_id = due.project_id AND question_runs.created_at > ?3) < ?4
    ORDER BY changed_at LIMIT ?5";

/// Projects with a change that is older than `before`, and none since. This excludes projects with an unfinished run
/// that began after `apart`, with an automatic run that began after `apart`, or with the most runs allowed since
/// `window`.
pub async fn due(
    db: &ProjectDb,
    [before, apart, window]: [u64; 3],
    limit: u32,
) -> Result<Vec<DueRun>, DbError> {
    let statement = Statement::new(DUE)
        .bind(before)
        .bind(apart)
        .bind(window)
        .bind(RUNS)
        .bind(limit);
    fetch_all(db, statement).await
}

const CLEAR_DUE: &str = "DELETE FROM question_runs_due WHERE project_id = ?1";

/// Forgets the recorded changes, because a run has begun that includes them.
pub fn clear_due(project_id: ProjectId) -> Statement {
    Statement::new(CLEAR_DUE).bind(project_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn runs_are_found_by_index() {
        for sql in [
            LIST,
            BY_ID,
            RUNNING,
            LATEST,
            ABANDON,
            PRUNE_RESULTS,
            PRUNE,
            WAITING,
            FINISH,
            RESULTS,
            DUE,
            CLEAR_DUE,
        ] {
            check_searches(sql, 6).await;
        }
    }
}
