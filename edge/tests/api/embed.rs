//! `GET /embed/{project}`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::support::{App, run};

#[test]
fn the_document_shows_the_launcher_and_only_listed_sites_may_frame_it() {
    run(async {
        let app = App::new().await;
        let answer = app.get("/embed/shop").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(answer.body.contains("pl-launcher"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("frame-ancestors 'self' https://shop.example"),
            "{policy}"
        );
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    });
}

#[test]
fn an_unchanged_document_is_not_sent_again() {
    run(async {
        let app = App::new().await;
        let etag = app
            .get("/embed/shop")
            .await
            .header("etag")
            .unwrap()
            .to_owned();
        let request = Request::get("/embed/shop").header("if-none-match", etag);
        assert_eq!(
            app.send(request.body(Body::empty()).unwrap()).await.status,
            StatusCode::NOT_MODIFIED
        );
    });
}

#[test]
fn an_unknown_project_is_not_found() {
    run(async {
        App::new()
            .await
            .get("/embed/nobody")
            .await
            .check_error(404, "project_not_found");
    });
}
