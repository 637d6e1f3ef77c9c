//! `/api/v1/sources`.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::credentials::{
        api_key::{self, KeyKind},
        scope::Scope,
    },
    jobs::{
        self,
        sweep::{STUCK_MS, sweep},
    },
};
use serde_json::{Value, json};

use crate::support::{App, run};

const PATH: &str = "/api/v1/sources";

async fn add(app: &App, body: Value) -> Value {
    let answer = app.call("POST", PATH, &app.key, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let body = answer.json();
    assert_eq!(body["source"]["status"], "pending");
    assert!(body["message"].is_string());
    body["source"].clone()
}

async fn listed(app: &App, id: &Value) -> Option<Value> {
    let sources = app.call("GET", PATH, &app.key, Value::Null).await.json();
    let sources = sources["sources"].as_array().unwrap();
    sources.iter().find(|source| &source["id"] == id).cloned()
}

#[test]
fn an_added_file_is_indexed_by_the_queue_and_answers() {
    run(async {
        let app = App::new().await;
        let content = "# Shipping\n\nA parcel to Norway takes six days and costs nine euros.\n";
        let source = add(
            &app,
            json!({ "filename": "shipping.md", "content": content }),
        )
        .await;
        app.run_jobs().await;
        let listed = listed(&app, &source["id"]).await.unwrap();
        assert_eq!(listed["status"], "indexed", "{listed}");
        assert_eq!(listed["progress"], json!({ "found": 1, "done": 1 }));
        let (message, _) = app.ask("How long does a parcel to Norway take?").await;
        assert!(message.text.contains("six days"), "{}", message.text);
    });
}

#[test]
fn a_question_and_its_answer_are_found_by_other_words_too() {
    run(async {
        let app = App::new().await;
        let pair = json!({
            "question": "Can I pay by invoice?",
            "answer": "Yes. Companies can choose to pay by invoice within 14 days.",
            "alternatives": ["Do you accept purchase orders?"],
        });
        add(&app, pair).await;
        app.run_jobs().await;
        let (message, _) = app.ask("Do you accept purchase orders?").await;
        assert!(message.text.contains("14 days"), "{}", message.text);
    });
}

#[test]
fn a_page_that_cannot_be_reached_fails_with_a_reason() {
    run(async {
        let app = App::new().await;
        let source = add(&app, json!({ "url": "https://nowhere.example/faq" })).await;
        app.run_jobs().await;
        let listed = listed(&app, &source["id"]).await.unwrap();
        assert_eq!(listed["status"], "failed");
        assert_eq!(listed["failure"]["code"], "unreachable");
        assert!(listed["failure"]["reason"].as_str().unwrap().len() > 20);
        let body = json!({ "sourceId": source["id"] });
        let again = app
            .call("POST", &format!("{PATH}/rescrape"), &app.key, body)
            .await
            .json();
        assert_eq!(again["status"], "scraping");
        assert_eq!(again["url"], "https://nowhere.example/faq");
    });
}

#[test]
fn a_deleted_source_answers_nothing_more() {
    run(async {
        let app = App::new().await;
        let content = "# Shipping\n\nA parcel to Norway takes six days and costs nine euros.\n";
        let source = add(
            &app,
            json!({ "filename": "shipping.md", "content": content }),
        )
        .await;
        app.run_jobs().await;
        let path = format!("{PATH}?id={}", source["id"].as_str().unwrap());
        assert_eq!(
            app.call("DELETE", &path, &app.key, Value::Null)
                .await
                .json()["deleted"],
            true
        );
        assert_eq!(listed(&app, &source["id"]).await, None);
        let (message, _) = app.ask("How long does a parcel to Norway take?").await;
        assert!(!message.text.contains("six days"), "{}", message.text);
        app.call("DELETE", &path, &app.key, Value::Null)
            .await
            .check_error(404, "source_not_found");
    });
}

#[test]
fn only_the_scale_plan_and_the_right_keys_manage_sources() {
    run(async {
        let app = App::new().await;
        let rescrape = format!("{PATH}/rescrape");
        let body = json!({ "url": "https://nowhere.example/faq" });
        let test = app.key(KeyKind::Test, &[]).await;
        for (method, path) in [
            ("GET", PATH),
            ("POST", PATH),
            ("DELETE", PATH),
            ("POST", &rescrape),
        ] {
            app.check_doors(method, path, &body, Scope::Chat).await;
            for plan in ["free", "starter", "growth"] {
                app.set_plan(plan).await;
                app.call(method, path, &app.key, body.clone())
                    .await
                    .check_error(403, "plan_required");
            }
            app.set_plan("scale").await;
            if method != "GET" {
                app.call(method, path, &test, body.clone())
                    .await
                    .check_error(403, "test_key");
            }
        }
        let list = app.call("GET", PATH, &test, Value::Null).await;
        assert_eq!(list.status, StatusCode::OK);
    });
}

#[test]
fn a_file_cannot_be_fetched_again() {
    run(async {
        let app = App::new().await;
        let file = json!({ "filename": "a.md", "content": "# A\n\nSome text to read." });
        let body = json!({ "sourceId": add(&app, file).await["id"] });
        app.call("POST", &format!("{PATH}/rescrape"), &app.key, body)
            .await
            .check_error(400, "source_has_no_address");
    });
}

#[test]
fn the_end_of_a_reading_is_told_once() {
    run(async {
        let app = App::new().await;
        let page = add(&app, json!({ "url": "https://nowhere.example/faq" })).await;
        let file = add(
            &app,
            json!({ "filename": "a.md", "content": "# A\n\nSome text to read." }),
        )
        .await;
        let mut jobs = Vec::new();
        while let Some(job) = app.native.jobs.take() {
            jobs::run(&app.native.platform, job.clone()).await.unwrap();
            jobs.push(job);
        }
        for job in jobs {
            jobs::run(&app.native.platform, job).await.unwrap();
        }
        let failed = app.events("source.failed").await;
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert_eq!(failed[0]["sourceId"], page["id"]);
        assert_eq!(failed[0]["code"], "unreachable");
        let indexed = app.events("source.indexed").await;
        assert_eq!(
            indexed,
            [json!({ "sourceId": file["id"], "name": "a.md", "url": null })]
        );
    });
}

#[test]
fn another_projects_source_is_as_if_it_did_not_exist() {
    run(async {
        let app = App::new().await;
        let source = add(
            &app,
            json!({ "filename": "a.md", "content": "# A\n\nSome text to read." }),
        )
        .await;
        let rival = api_key::format(KeyKind::Live, [4; 16]);
        let path = format!("{PATH}?id={}", source["id"].as_str().unwrap());
        app.call("DELETE", &path, &rival, Value::Null)
            .await
            .check_error(404, "source_not_found");
        let body = json!({ "sourceId": source["id"] });
        app.call("POST", &format!("{PATH}/rescrape"), &rival, body)
            .await
            .check_error(404, "source_not_found");
        assert_eq!(
            app.call("GET", PATH, &rival, Value::Null).await.json(),
            json!({ "sources": [] })
        );
        assert!(listed(&app, &source["id"]).await.is_some());
    });
}

#[test]
fn bad_input_gets_its_own_status_code_and_sentence() {
    run(async {
        let app = App::new().await;
        let check = async |body: Value, status, code: &str| {
            app.call("POST", PATH, &app.key, body)
                .await
                .check_error(status, code);
        };
        check(json!({}), 400, "url_missing").await;
        check(json!({ "filename": "a.md" }), 400, "url_missing").await;
        check(
            json!({ "filename": "a.exe", "content": "x" }),
            400,
            "unknown_file_kind",
        )
        .await;
        check(
            json!({ "filename": "a.md", "content": " " }),
            400,
            "file_empty",
        )
        .await;
        check(
            json!({ "filename": "a.md", "content": "x".repeat(1_100_000) }),
            413,
            "file_too_large",
        )
        .await;
        check(
            json!({ "filename": "a.md", "content": "x".repeat(2_200_000) }),
            413,
            "body_too_large",
        )
        .await;
        check(
            json!({ "url": "https://shop.example", "kind": "planet" }),
            400,
            "invalid_json",
        )
        .await;
        check(
            json!({ "question": "Q?", "answer": " " }),
            400,
            "invalid_answer",
        )
        .await;
        for private in [
            "http://10.0.0.1/",
            "http://169.254.169.254/latest",
            "http://[fd00::1]/",
            "http://printer.local/",
        ] {
            check(json!({ "url": private }), 400, "private_address").await;
        }
        app.call("DELETE", PATH, &app.key, Value::Null)
            .await
            .check_error(400, "id_missing");
        let path = format!("{PATH}/rescrape");
        app.call("POST", &path, &app.key, json!({}))
            .await
            .check_error(400, "source_id_missing");
        let pair = add(
            &app,
            json!({ "question": "Why?", "answer": "Because of the light." }),
        )
        .await;
        let body = json!({ "sourceId": pair["id"] });
        app.call("POST", &path, &app.key, body)
            .await
            .check_error(400, "source_has_no_address");
    });
}

#[test]
fn a_source_whose_job_was_lost_is_read_after_the_sweep() {
    run(async {
        let app = App::new().await;
        let source = add(
            &app,
            json!({ "filename": "a.md", "content": "# A\n\nSome text to read." }),
        )
        .await;
        app.native.jobs.take().unwrap();
        assert_eq!(sweep(&app.native.platform).await.unwrap(), 0, "too early");
        app.native.clock.advance(STUCK_MS + 1);
        assert_eq!(sweep(&app.native.platform).await.unwrap(), 1);
        app.run_jobs().await;
        assert_eq!(
            listed(&app, &source["id"]).await.unwrap()["status"],
            "indexed"
        );
        app.native.clock.advance(STUCK_MS + 1);
        assert_eq!(sweep(&app.native.platform).await.unwrap(), 0);
    });
}
