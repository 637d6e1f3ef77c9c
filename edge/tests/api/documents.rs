//! The documents of a source, and the preview of a page.

use axum::http::StatusCode;
use porchlight_edge::platform::{Statement, db::execute};
use serde_json::{Value, json};

use crate::support::{App, run};

async fn get(app: &App, path: &str) -> Value {
    let answer = app.call("GET", path, &app.key, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn add(app: &App, content: &str) -> String {
    let body = json!({ "filename": "shipping.md", "content": content });
    let added = app
        .call("POST", "/api/v1/sources", &app.key, body)
        .await
        .json();
    app.run_jobs().await;
    added["source"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_source_shows_its_documents_with_their_passages_as_read() {
    run(async {
        let app = App::new().await;
        let id = add(
            &app,
            "# Shipping\n\n## To Norway\n\nSix days.\n\n## What does it cost?\n\nNine euros.\n",
        )
        .await;
        let path = format!("/api/v1/sources/{id}/documents");
        let listed = get(&app, &path).await;
        assert_eq!(listed["nextCursor"], Value::Null);
        let document = &listed["documents"][0];
        assert_eq!(
            (
                &document["title"],
                &document["name"],
                &document["passageCount"],
                &document["version"]
            ),
            (
                &json!("Shipping"),
                &json!("shipping.md"),
                &json!(2),
                &json!(1)
            )
        );
        let one = get(
            &app,
            &format!("{path}/{}", document["id"].as_str().unwrap()),
        )
        .await;
        assert_eq!(one["document"], *document);
        assert_eq!(
            one["passages"][1]["headings"],
            json!(["Shipping", "What does it cost?"])
        );
        assert_eq!(one["passages"][1]["text"], "Nine euros.");
        assert_eq!(
            get(&app, &format!("/api/v1/sources/{id}/left-out")).await,
            json!({ "leftOut": [] })
        );
    });
}

#[test]
fn documents_are_listed_page_by_page() {
    run(async {
        let app = App::new().await;
        let id = add(&app, "# A\n\nText of it.").await;
        let sql = "INSERT INTO documents (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
                   SELECT printf('0199a1b2-c3d4-7e5f-8a6b-%012x', value), project_id, source_id, 'k' || value, 'T', 'h', 1, 1
                   FROM documents, json_each('[1,2,3,4]') WHERE documents.key = 'shipping.md'";
        execute(&app.native.db, Statement::new(sql)).await.unwrap();
        let path = format!("/api/v1/sources/{id}/documents?limit=2");
        let (mut names, mut next) = (Vec::new(), path.clone());
        for _ in 0..4 {
            let page = get(&app, &next).await;
            let documents = page["documents"].as_array().unwrap();
            names.extend(
                documents
                    .iter()
                    .map(|document| document["name"].as_str().unwrap().to_owned()),
            );
            let Some(cursor) = page["nextCursor"].as_str() else {
                break;
            };
            next = format!("{path}&cursor={cursor}");
        }
        names.sort();
        assert_eq!(names, ["k1", "k2", "k3", "k4", "shipping.md"]);
    });
}

#[test]
fn what_is_not_there_is_not_found_and_a_wrong_query_is_told() {
    run(async {
        let app = App::new().await;
        let id = add(&app, "# A\n\nText of it.").await;
        for path in ["nonsense", "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"] {
            for end in ["documents", "left-out"] {
                let path = format!("/api/v1/sources/{path}/{end}");
                app.call("GET", &path, &app.key, Value::Null)
                    .await
                    .check_error(404, "source_not_found");
            }
            let path = format!("/api/v1/sources/{id}/documents/{path}");
            app.call("GET", &path, &app.key, Value::Null)
                .await
                .check_error(404, "document_not_found");
        }
        for (query, code) in [
            ("limit=0", "limit_invalid"),
            ("limit=101", "limit_invalid"),
            ("cursor=x", "cursor_invalid"),
        ] {
            let path = format!("/api/v1/sources/{id}/documents?{query}");
            app.call("GET", &path, &app.key, Value::Null)
                .await
                .check_error(400, code);
        }
    });
}

#[test]
fn an_address_is_previewed_under_the_rules_of_sources() {
    run(async {
        let app = App::new().await;
        for (url, code) in [
            ("http://169.254.169.254/latest/meta-data", "private_address"),
            ("http://10.0.0.1/", "private_address"),
            ("ftp://shop.example/", "invalid_address"),
        ] {
            let body = json!({ "url": url });
            app.call("POST", "/api/v1/preview", &app.key, body)
                .await
                .check_error(400, code);
        }
        let body = json!({ "url": "https://nowhere.example/faq" });
        let answer = app
            .call("POST", "/api/v1/preview", &app.key, body.clone())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.json()["failure"]["code"], "unreachable");
        let reader = app
            .new_key("live", Some(app.project_id), &["sources:read"])
            .await;
        app.call("POST", "/api/v1/preview", &reader, body.clone())
            .await
            .check_error(403, "scope_missing");
        let test = app.new_key("test", Some(app.project_id), &[]).await;
        app.call("POST", "/api/v1/preview", &test, body)
            .await
            .check_error(403, "test_key");
    });
}
