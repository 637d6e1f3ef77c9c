//! `GET /widget.js`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::Value;

use crate::support::{App, run};

/// The headers with which pages load the script.
const HEADERS: [(&str, &str); 3] = [
    ("content-type", "text/javascript; charset=utf-8"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("vary", "Accept-Language"),
];

#[test]
fn the_script_of_a_project_brings_its_launcher_in_the_visitors_language() {
    run(async {
        let app = App::new().await;
        for (path, accepted, label) in [
            ("/widget.js?project=shop", "en", "Open the chat with"),
            ("/widget.js?project=shop", "de-AT,de;q=0.9", "Chat mit "),
            (
                "/widget.js?locale=de&project=shop&position=bottom-left",
                "en",
                "Chat mit ",
            ),
        ] {
            let headers = [("accept-language", accepted)];
            let answer = app.request("GET", path, &headers, Value::Null).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.body.contains(label), "{path} {accepted}");
            assert!(answer.body.contains("\"https://shop.example\""), "{path}");
            for (name, value) in HEADERS {
                let told: Vec<_> = answer.headers.get_all(name).iter().collect();
                assert!(told.iter().any(|told| *told == value), "{name}: {told:?}");
            }
            let cached = answer.header("cache-control").unwrap();
            assert!(cached.starts_with("public, max-age="), "{cached}");
        }
    });
}

#[test]
fn a_script_without_a_project_and_one_of_an_unknown_project_run_all_the_same() {
    run(async {
        let app = App::new().await;
        let plain = app.get("/widget.js").await;
        assert_eq!(plain.status, StatusCode::OK);
        assert!(!plain.body.contains("\"look\""));
        let unknown = app.get("/widget.js?project=nobody").await;
        assert_eq!(unknown.status, StatusCode::OK);
        assert!(
            unknown.body.contains("there is no project"),
            "{}",
            unknown.body
        );
        assert_eq!(unknown.header("cache-control"), Some("no-store"));
    });
}

#[test]
fn an_unchanged_script_is_not_sent_again() {
    run(async {
        let app = App::new().await;
        let path = "/widget.js?project=shop";
        let etag = app.get(path).await.header("etag").unwrap().to_owned();
        let request = Request::get(path).header("if-none-match", etag);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    });
}
