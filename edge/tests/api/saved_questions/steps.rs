//! Runs continue job by job, whatever happens to the jobs, and automatic ones begin in jobs of their own.

use porchlight_edge::{
    domain::job::Job,
    jobs::{self, sweep::sweep},
    platform::Statement,
    services::question_runs::QUIET_MS,
    store::question_runs::{RUNS, steps},
};
use porchlight_shared::ids::{ProjectId, QuestionRunId};
use serde_json::{Value, json};

use super::{PATH, get, saved};
use crate::support::{
    App, NOW, QUESTION,
    model_server::{ModelServer, says},
    run,
};

/// Begins a run of this many questions, and returns its first job.
async fn begun(app: &App, questions: usize) -> Job {
    for number in 0..questions {
        let question = format!("{QUESTION} {number}");
        saved(app, json!({ "question": question })).await;
    }
    let path = format!("{PATH}/run");
    let begun = app.call("POST", &path, &app.key, json!({})).await;
    assert_eq!(begun.status, 202, "{}", begun.body);
    app.native.jobs.take().unwrap()
}

async fn state(app: &App) -> Value {
    get(app, &format!("{PATH}/runs")).await["runs"][0]["state"].clone()
}

#[test]
fn a_job_that_comes_twice_at_a_time_asks_the_model_once() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let answer = "You have 30 days to return a lamp. [1]";
        server.reply((0..24).map(|_| says(answer)));
        let job = begun(&app, 6).await;
        let platform = &app.native.platform;
        let twice = futures::join!(
            jobs::run(platform, job.clone()),
            jobs::run(platform, job.clone())
        );
        assert!(twice.0.is_ok() && twice.1.is_ok());
        assert_eq!(server.asked().len(), 4);
        jobs::run(platform, job).await.unwrap();
        app.run_jobs().await;
        // The remaining job, which checks whether the other one ends.
        app.native.clock.advance(QUIET_MS * 10);
        app.run_jobs().await;
        assert_eq!(server.asked().len(), 2);
        assert_eq!(state(&app).await, "finished");
    });
}

#[test]
fn a_run_whose_job_was_ended_by_the_platform_goes_on() {
    run(async {
        let app = App::new().await;
        let job = begun(&app, 6).await;
        let Job::AskSavedQuestionsV1 { run_id, step, .. } = job.clone() else {
            panic!("{job:?}");
        };
        let (db, now) = (&app.native.db, app.native.platform.clock.now());
        let taken = steps::take(db, app.project_id, (run_id, step), now, now + 60_000);
        assert!(taken.await.unwrap());
        jobs::run(&app.native.platform, job).await.unwrap();
        assert_eq!(state(&app).await, "running");
        app.native.clock.advance(QUIET_MS * 10);
        app.run_jobs().await;
        assert_eq!(state(&app).await, "finished");
    });
}

/// Another project with a saved question and the most runs of a day, whose pages have changed.
async fn used_up(app: &App, number: u8) {
    let id = ProjectId::new(NOW, [100 + number; 10]);
    let now = app.native.platform.clock.now();
    let mut statements = vec![
        Statement::new(
            "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
             SELECT ?1, organization_id, ?2, 'Full', 0, 0 FROM projects WHERE slug = 'shop'",
        )
        .bind(id)
        .bind(format!("full-{number}")),
        Statement::new(
            "INSERT INTO question_runs_due (project_id, since, changed_at, cause) VALUES (?1, 0, 0, 'sources')",
        )
        .bind(id),
    ];
    for run in 0..RUNS {
        let run_id = QuestionRunId::new(
            NOW,
            [0, 0, 0, 0, 0, 0, 0, 1, number, u8::try_from(run).unwrap()],
        );
        statements.push(
            Statement::new(
                "INSERT INTO question_runs (id, project_id, cause, state, created_at)
                 VALUES (?1, ?2, 'request', 'finished', ?3)",
            )
            .bind(run_id)
            .bind(id)
            .bind(now),
        );
    }
    app.native.db.batch(statements).await.unwrap();
}

#[test]
fn projects_with_all_their_runs_of_the_day_keep_no_other_from_its_run() {
    run(async {
        let app = App::new().await;
        for number in 0..25 {
            used_up(&app, number).await;
        }
        saved(&app, json!({ "question": QUESTION })).await;
        let german = json!({ "aiLanguage": "de" });
        app.call("PATCH", "/api/v1/config", &app.key, german).await;
        app.native.clock.advance(QUIET_MS);
        sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        let runs = get(&app, &format!("{PATH}/runs")).await;
        assert_eq!(runs["runs"][0]["cause"], "settings", "{runs}");
    });
}
