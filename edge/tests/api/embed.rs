//! `GET /embed/{project}`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::support::{App, run};

#[test]
fn the_document_shows_the_composer_and_only_listed_sites_may_frame_it() {
    run(async {
        let app = App::new().await;
        let answer = app.get("/embed/shop").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(answer.body.contains("pl-composer__input"));
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
fn an_isolated_page_may_show_the_document() {
    run(async {
        let app = App::new().await;
        let answer = app.get("/embed/shop").await;
        for (name, value) in [
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "cross-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
    });
}

#[test]
fn where_every_page_may_show_the_document_sandboxed_ones_and_files_may_too() {
    run(async {
        let app = App::new().await;
        let every = json!({ "allowedOrigins": ["*"] });
        let answer = app.call("PATCH", "/api/v1/config", &app.key, every).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let answer = app.get("/embed/shop").await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(!policy.contains("frame-ancestors"), "{policy}");
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

#[test]
fn the_pages_language_comes_before_the_browsers() {
    run(async {
        let app = App::new().await;
        for (path, accepted, lang) in [
            ("/embed/shop", "", "en"),
            ("/embed/shop", "de-AT,de;q=0.9,en;q=0.8", "de"),
            ("/embed/shop?lang=", "de-AT", "de"),
            ("/embed/shop?lang=en", "de", "en"),
            ("/embed/shop?lang=de-CH", "en", "de"),
            ("/embed/shop?lang=xx", "de", "de"),
            ("/embed/shop?lang=ar", "de", "ar"),
            ("/embed/shop?lang=", "he-IL", "he"),
            ("/embed/shop?lang=sv", "sv", "en"),
        ] {
            let headers = [("accept-language", accepted)];
            let answer = app.request("GET", path, &headers, Value::Null).await;
            let html = format!("<html lang=\"{lang}\"");
            assert!(answer.body.contains(&html), "{path} {accepted}");
            assert_eq!(answer.header("vary"), Some("Accept-Language"));
        }
    });
}
