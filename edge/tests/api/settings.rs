//! `GET /api/widget/config`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::platform::Statement;

use crate::support::{App, run};

#[test]
fn answers_the_public_settings() {
    run(async {
        let app = App::new().await;
        let answer = app.get("/api/widget/config?project=shop").await;
        assert_eq!(answer.status, StatusCode::OK);
        let config = answer.json();
        assert_eq!(config["company"], "Lantern & Oak");
        assert_eq!(config["theme"]["position"], "bottom-right");
        assert!(config["quickReplies"].is_array());
    });
}

#[test]
fn an_unchanged_configuration_is_not_sent_again() {
    run(async {
        let app = App::new().await;
        let etag = app
            .get("/api/widget/config?project=shop")
            .await
            .header("etag")
            .unwrap()
            .to_owned();
        let request = Request::get("/api/widget/config?project=shop").header("if-none-match", etag);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (StatusCode::NOT_MODIFIED, "")
        );
    });
}

#[test]
fn the_hot_path_reads_only_the_copy() {
    run(async {
        let app = App::new().await;
        app.get("/api/widget/config?project=shop").await;
        app.native
            .db
            .batch(vec![Statement::new("PRAGMA foreign_keys = OFF")])
            .await
            .ok();
        app.native
            .db
            .batch(vec![Statement::new("ALTER TABLE projects RENAME TO gone")])
            .await
            .unwrap();
        assert_eq!(
            app.get("/api/widget/config?project=shop").await.status,
            StatusCode::OK
        );
        assert_eq!(app.get("/embed/shop").await.status, StatusCode::OK);
    });
}

#[test]
fn bad_input_gets_its_own_status_code_and_sentence() {
    run(async {
        let app = App::new().await;
        app.get("/api/widget/config")
            .await
            .check_error(400, "project_missing");
        app.get("/api/widget/config?project=nobody")
            .await
            .check_error(404, "project_not_found");
        let request = Request::get("/api/widget/config?project=shop")
            .header("origin", "https://evil.example");
        app.send(request.body(Body::empty()).unwrap())
            .await
            .check_error(403, "origin_not_allowed");
    });
}
