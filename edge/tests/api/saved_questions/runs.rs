//! Saved questions are asked again after changes, and newly broken answers are reported.

use porchlight_edge::{
    domain::job::Job,
    jobs::{self, sweep::sweep},
    platform::Statement,
    services::question_runs::{APART_MS, QUIET_MS},
};
use serde_json::{Value, json};

use super::{PAGE, PATH, asked, get, saved};
use crate::support::{
    App, QUESTION, UNANSWERABLE,
    model_server::{ModelServer, says},
    run,
};

/// Changes the page that answers [`QUESTION`], like a crawl.
async fn change_page(app: &App, days: &str) {
    let text = format!("You have {days} to return a lamp.");
    let change = Statement::new("UPDATE passages SET text = ?1 WHERE text LIKE 'You have%'");
    app.change(change.bind(text)).await;
    let read = Statement::new("UPDATE documents SET content_hash = ?1, updated_at = ?2");
    let now = app.native.platform.clock.now();
    app.change(read.bind(days).bind(now)).await;
}

fn changes(run: &Value) -> Vec<String> {
    let results = run["results"].as_array().unwrap();
    let text = |result: &Value| {
        let [question, change] = ["question", "change"].map(|name| result[name].as_str().unwrap());
        format!("{question} {change}")
    };
    results.iter().map(text).collect()
}

#[test]
fn a_run_says_what_is_as_expected_and_what_is_lacking() {
    run(async {
        let app = App::new().await;
        let source = get(&app, "/api/v1/sources").await["sources"][0]["id"].clone();
        for body in [
            json!({ "question": QUESTION, "page": PAGE, "words": ["30 days"] }),
            json!({ "question": "How long do refunds take?", "page": source }),
            json!({ "question": "How many days to return a lamp?", "words": ["60 days"] }),
            json!({ "question": "Until when can I return a lamp?", "page": "https://shop.example/x" }),
            json!({ "question": UNANSWERABLE }),
        ] {
            saved(&app, body).await;
        }
        let run = asked(&app, json!({})).await;
        let problems: Vec<(&str, &Value)> = (run["results"].as_array().unwrap().iter())
            .map(|result| (result["question"].as_str().unwrap(), &result["problem"]))
            .collect();
        let of = |question: &str| {
            let found = problems.iter().find(|(other, _)| *other == question);
            found.unwrap().1.clone()
        };
        assert_eq!(of(QUESTION), Value::Null, "{run}");
        assert_eq!(of("How long do refunds take?"), Value::Null, "{run}");
        assert_eq!(of("How many days to return a lamp?"), "words", "{run}");
        assert_eq!(of("Until when can I return a lamp?"), "page", "{run}");
        assert_eq!(of(UNANSWERABLE), "unanswered", "{run}");
        assert_eq!(
            (&run["run"]["questions"], &run["run"]["passed"]),
            (&json!(5), &json!(2))
        );
        assert_eq!(run["run"]["state"], "finished");
        let listed = get(&app, PATH).await;
        let passed = |wanted: &str| {
            let mut questions = listed["questions"].as_array().unwrap().iter();
            let found = questions.find(|saved| saved["question"] == wanted);
            found.unwrap()["passed"].clone()
        };
        assert_eq!(passed(QUESTION), true, "{listed}");
        assert_eq!(passed(UNANSWERABLE), false, "{listed}");
    });
}

#[test]
fn a_change_breaks_and_fixes_answers_and_a_run_says_so() {
    run(async {
        let app = App::new().await;
        saved(&app, json!({ "question": QUESTION, "words": ["30 days"] })).await;
        saved(&app, json!({ "question": UNANSWERABLE })).await;
        let first = asked(&app, json!({})).await;
        assert_eq!(
            changes(&first),
            [format!("{UNANSWERABLE} new"), format!("{QUESTION} new")]
        );
        change_page(&app, "14 days").await;
        let second = asked(&app, json!({})).await;
        assert_eq!(
            changes(&second),
            [format!("{QUESTION} broken"), format!("{UNANSWERABLE} same")]
        );
        assert_eq!(second["run"]["comparedWith"], first["run"]["id"]);
        assert_eq!(second["run"]["broken"], 1);
        change_page(&app, "30 days").await;
        let third = asked(&app, json!({})).await;
        assert_eq!(third["run"]["fixed"], 1);
        let runs = get(&app, &format!("{PATH}/runs")).await;
        let ids = |place: usize| runs["runs"][place]["id"].clone();
        assert_eq!(
            [ids(0), ids(2)],
            [&third, &first].map(|run| run["run"]["id"].clone())
        );
    });
}

#[test]
fn questions_are_asked_by_themselves_once_nothing_changes_for_a_while() {
    run(async {
        let app = App::new().await;
        let causes = async || {
            sweep(&app.native.platform).await.unwrap();
            app.run_jobs().await;
            let runs = get(&app, &format!("{PATH}/runs")).await;
            let runs = runs["runs"].as_array().unwrap().clone();
            let cause = |run: &Value| run["cause"].as_str().unwrap().to_owned();
            runs.iter().map(cause).collect::<Vec<_>>()
        };
        change_page(&app, "14 days").await;
        app.native.clock.advance(QUIET_MS);
        assert!(causes().await.is_empty(), "nothing is saved");
        saved(&app, json!({ "question": QUESTION })).await;
        change_page(&app, "15 days").await;
        assert!(causes().await.is_empty(), "more may change");
        app.native.clock.advance(QUIET_MS - 1);
        change_page(&app, "16 days").await;
        app.native.clock.advance(QUIET_MS - 1);
        assert!(causes().await.is_empty(), "it has");
        app.native.clock.advance(1);
        assert_eq!(causes().await, ["sources"]);
        app.native.clock.advance(QUIET_MS);
        assert_eq!(causes().await, ["sources"], "nothing has changed since");

        let german = json!({ "aiLanguage": "de" });
        app.call("PATCH", "/api/v1/config", &app.key, german).await;
        app.native.clock.advance(QUIET_MS);
        assert_eq!(causes().await, ["sources"], "once an hour");
        app.native.clock.advance(APART_MS);
        assert_eq!(causes().await, ["settings", "sources"]);
        let colour = json!({ "primaryColor": "#112233" });
        app.call("PATCH", "/api/v1/config", &app.key, colour).await;
        app.native.clock.advance(APART_MS);
        assert_eq!(causes().await.len(), 2, "no answer rests on a colour");
        let model = json!({ "provider": "extractive", "instructions": "Be brief." });
        app.call("PUT", "/api/v1/model", &app.key, model).await;
        app.native.clock.advance(APART_MS);
        assert_eq!(causes().await, ["model", "settings", "sources"]);
    });
}

#[test]
fn nothing_is_asked_by_itself_on_a_plan_that_shows_no_runs() {
    run(async {
        let app = App::new().await;
        saved(&app, json!({ "question": QUESTION })).await;
        change_page(&app, "15 days").await;
        app.set_plan("starter").await;
        app.native.clock.advance(QUIET_MS);
        sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        for count in [
            "SELECT count(*) AS n FROM question_runs",
            "SELECT count(*) AS n FROM question_runs_due",
        ] {
            assert_eq!(app.count(count).await, 0, "{count}");
        }
    });
}

#[test]
fn a_source_that_never_rests_does_not_put_a_run_off_for_more_than_an_hour() {
    run(async {
        let app = App::new().await;
        saved(&app, json!({ "question": QUESTION })).await;
        let minutes = 63;
        for minute in 0..minutes {
            change_page(&app, &format!("{minute} days")).await;
            app.native.clock.advance(60_000);
        }
        sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(
            app.count("SELECT count(*) AS n FROM question_runs").await,
            1
        );
    });
}

#[test]
fn settings_are_tried_before_they_are_published() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let says_days = "You have 30 days to return a lamp. [1]";
        saved(&app, json!({ "question": QUESTION, "words": ["30 days"] })).await;
        server.reply([says(says_days), says("Nothing that the pages say. [1]")]);
        let first = asked(&app, json!({})).await;
        assert_eq!(first["run"]["passed"], 1, "{first}");
        assert_eq!(server.asked().len(), 1);
        let draft = json!({
            "config": { "company": "Oak & Sons" }, "instructions": "Answer like a pirate.",
        });
        let tried = asked(&app, draft).await;
        let prompt = server.asked()[0].prompt();
        assert!(prompt.contains("like a pirate") && prompt.contains("Oak & Sons"));
        assert_eq!(
            (&tried["run"]["isDraft"], &tried["run"]["comparedWith"]),
            (&json!(true), &first["run"]["id"])
        );
        let settings = get(&app, "/api/v1/config").await;
        assert_ne!(settings["company"], "Oak & Sons");
        let after = asked(&app, json!({})).await;
        assert_eq!(after["run"]["comparedWith"], first["run"]["id"]);
        assert_eq!(changes(&after), [format!("{QUESTION} same")]);
        for (draft, code) in [
            (json!({ "config": { "aiLanguage": 7 } }), "value_invalid"),
            (json!({ "config": { "unknown": 7 } }), "no_valid_fields"),
            (
                json!({ "instructions": "i".repeat(2_001) }),
                "value_invalid",
            ),
        ] {
            app.call("POST", &format!("{PATH}/run"), &app.key, draft)
                .await
                .check_error(400, code);
        }
    });
}

#[test]
fn a_run_costs_no_credit_and_asks_each_question_once() {
    run(async {
        let app = App::new().await;
        for number in 0..6 {
            let question = format!("{QUESTION} {number}");
            saved(&app, json!({ "question": question })).await;
        }
        let path = format!("{PATH}/run");
        let begun = app.call("POST", &path, &app.key, json!({})).await;
        app.call("POST", &path, &app.key, json!({}))
            .await
            .check_error(409, "run_running");
        let run_id = begun.json()["id"].as_str().unwrap().parse().unwrap();
        let again = Job::AskSavedQuestionsV1 {
            project_id: app.project_id,
            run_id,
            step: 0,
        };
        jobs::run(&app.native.platform, again.clone())
            .await
            .unwrap();
        app.run_jobs().await;
        jobs::run(&app.native.platform, again).await.unwrap();
        assert!(app.native.jobs.take().is_none());
        let run = get(&app, &format!("{PATH}/runs/{run_id}")).await;
        assert_eq!(run["run"]["questions"], 6);
        for table in ["credits", "messages", "conversations"] {
            let sql = format!("SELECT count(*) AS n FROM {table}");
            assert_eq!(app.count(sql.leak()).await, 0, "{table}");
        }
    });
}

#[test]
fn a_run_that_has_lost_its_job_does_not_keep_others_from_running() {
    run(async {
        let app = App::new().await;
        let path = format!("{PATH}/run");
        app.call("POST", &path, &app.key, json!({}))
            .await
            .check_error(409, "no_saved_questions");
        saved(&app, json!({ "question": QUESTION })).await;
        app.call("POST", &path, &app.key, json!({})).await;
        app.native.jobs.take().unwrap();
        app.native.clock.advance(APART_MS);
        let run = asked(&app, json!({})).await;
        assert_eq!(run["run"]["state"], "finished");
        let runs = get(&app, &format!("{PATH}/runs")).await;
        assert_eq!(runs["runs"][1]["state"], "failed");
        assert_eq!(runs["runs"][1]["reason"], "lost");
        assert_eq!(run["run"]["reason"], Value::Null);
        let unknown = format!("{PATH}/runs/{}", app.project_id);
        app.call("GET", &unknown, &app.key, Value::Null)
            .await
            .check_error(404, "run_not_found");
    });
}
