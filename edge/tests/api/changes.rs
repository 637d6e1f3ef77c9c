//! `/api/v1/sources/{id}/changes` and the versions of documents.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::credentials::scope::Scope,
    platform::{Statement, db::execute},
};
use serde_json::{Value, json};

use crate::support::{App, run};

/// The paths of a file's source and document.
async fn added(app: &App) -> (String, String) {
    let content =
        "# Shipping\n\n## To Norway\n\nSix days.\n\n## What does it cost?\n\nNine euros.\n";
    let body = json!({ "filename": "shipping.md", "content": content });
    let added = app.call("POST", "/api/v1/sources", &app.key, body).await;
    app.run_jobs().await;
    let id = added.json()["source"]["id"].as_str().unwrap().to_owned();
    let source = format!("/api/v1/sources/{id}");
    let listed = get(app, &format!("{source}/documents")).await;
    let document = listed["documents"][0]["id"].as_str().unwrap().to_owned();
    let document = format!("{source}/documents/{document}");
    (source, document)
}

async fn get(app: &App, path: &str) -> Value {
    let answer = app.call("GET", path, &app.key, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

#[test]
fn a_source_shows_its_changes_and_waits_for_a_word_only_when_it_is_held() {
    run(async {
        let app = App::new().await;
        let (source, _) = added(&app).await;
        let changes = get(&app, &format!("{source}/changes")).await;
        assert_eq!(changes["isHeld"], false);
        assert_eq!(
            (&changes["added"], &changes["changed"], &changes["gone"]),
            (&json!(1), &json!(0), &json!(0))
        );
        assert_eq!(
            changes["changes"],
            json!([{ "name": "shipping.md", "kind": "added", "passagesBefore": 0, "passagesAfter": 2 }])
        );
        for verb in ["accept", "discard"] {
            let path = format!("{source}/changes/{verb}");
            app.call("POST", &path, &app.key, Value::Null)
                .await
                .check_error(409, "no_changes_held");
            app.check_doors("POST", &path, &Value::Null, Scope::Chat)
                .await;
        }
        let sql = "UPDATE sources SET status = 'held'";
        execute(&app.native.db, Statement::new(sql)).await.unwrap();
        assert_eq!(
            get(&app, &format!("{source}/changes")).await["isHeld"],
            true
        );
        let path = format!("{source}/changes/discard");
        let answer = app.call("POST", &path, &app.key, Value::Null).await.json();
        assert_eq!(answer["source"]["status"], "indexed");
        assert_eq!(answer["source"]["noticeCodes"], json!(["discarded"]));
    });
}

#[test]
fn a_document_shows_its_versions_and_goes_back_to_one() {
    run(async {
        let app = App::new().await;
        let (source, document) = added(&app).await;
        let versions = format!("{document}/versions");
        assert_eq!(get(&app, &versions).await, json!({ "versions": [] }));
        let restore = format!("{document}/restore");
        app.call("POST", &restore, &app.key, json!({}))
            .await
            .check_error(404, "version_not_found");
        let sql = r#"INSERT INTO document_versions (project_id, document_id, slot, version, source_id, title, passages,
                       passage_count, read_at)
                     SELECT project_id, id, 0, 0, source_id, 'Before',
                       '[{"headings":["Before"],"text":"Seven days.","anchor":null,"alternatives":[]}]', 1, 1 FROM documents"#;
        execute(&app.native.db, Statement::new(sql)).await.unwrap();
        let listed = get(&app, &versions).await;
        assert_eq!(
            listed["versions"],
            json!([{ "version": 0, "title": "Before", "passageCount": 1, "readAt": "1970-01-01T00:00:00.001Z" }])
        );
        let one = get(&app, &format!("{versions}/0")).await;
        assert_eq!(one["passages"][0]["text"], "Seven days.");
        for unknown in ["7", "x"] {
            app.call(
                "GET",
                &format!("{versions}/{unknown}"),
                &app.key,
                Value::Null,
            )
            .await
            .check_error(404, "version_not_found");
        }
        let restored = app
            .call("POST", &restore, &app.key, json!({ "version": 0 }))
            .await;
        assert_eq!(restored.status, StatusCode::OK, "{}", restored.body);
        assert_eq!(restored.json()["document"]["title"], "Before");
        let now = get(&app, &document).await;
        assert_eq!(now["passages"][0]["text"], "Seven days.");
        // The earlier content is a version now.
        assert_eq!(
            get(&app, &versions).await["versions"][0]["title"],
            "Shipping"
        );
        app.check_doors("POST", &restore, &json!({}), Scope::Chat)
            .await;
        let unknown = format!("{source}/documents/0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b/versions");
        app.call("GET", &unknown, &app.key, Value::Null)
            .await
            .check_error(404, "document_not_found");
    });
}
