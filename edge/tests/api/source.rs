//! `/api/v1/sources/{id}`.

use axum::http::StatusCode;
use porchlight_edge::domain::credentials::{api_key::KeyKind, scope::Scope};
use serde_json::{Value, json};

use crate::support::{App, run};

const SECRET: &str = "member=a-long-secret-9f3a";

async fn add(app: &App, body: Value) -> String {
    let answer = app.call("POST", "/api/v1/sources", &app.key, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let id = answer.json()["source"]["id"].as_str().unwrap().to_owned();
    format!("/api/v1/sources/{id}")
}

#[test]
fn how_a_source_is_read_is_set_when_it_is_added_and_changed_later() {
    run(async {
        let app = App::new().await;
        let body = json!({
            "url": "https://nowhere.example/", "kind": "site", "include": ["/help/*"], "depth": 3, "recrawlHours": 24,
            "header": { "name": "Cookie", "value": SECRET },
        });
        let path = add(&app, body).await;
        app.run_jobs().await;
        let answer = app.call("GET", &path, &app.key, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let source = answer.json()["source"].clone();
        assert_eq!(source["include"], json!(["/help/*"]));
        assert_eq!(source["exclude"], json!([]));
        assert_eq!(source["depth"], 3);
        assert_eq!(source["recrawlHours"], 24);
        assert_eq!(
            source["header"],
            json!({ "name": "cookie", "lastFour": "9f3a" })
        );
        let change = json!({ "exclude": ["*.pdf$"], "depth": null, "recrawlHours": null });
        let changed = app.call("PATCH", &path, &app.key, change).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        let source = changed.json()["source"].clone();
        assert_eq!(source["include"], json!(["/help/*"]));
        assert_eq!(source["exclude"], json!(["*.pdf$"]));
        assert_eq!(source["depth"], Value::Null);
        assert_eq!(source["recrawlHours"], Value::Null);
        assert_eq!(source["header"]["name"], "cookie");
        assert_eq!(source["status"], "pending");
        let change = json!({ "header": null });
        let changed = app.call("PATCH", &path, &app.key, change).await.json();
        assert_eq!(changed["source"]["header"], Value::Null);
    });
}

#[test]
fn the_value_of_a_header_is_shown_nowhere() {
    run(async {
        let app = App::new().await;
        let body = json!({
            "url": "https://nowhere.example/faq", "header": { "name": "Cookie", "value": SECRET },
        });
        let added = app.call("POST", "/api/v1/sources", &app.key, body).await;
        app.run_jobs().await;
        let id = added.json()["source"]["id"].as_str().unwrap().to_owned();
        let mut bodies = vec![added.body];
        for path in [
            "/api/v1/sources".to_owned(),
            format!("/api/v1/sources/{id}"),
            format!("/api/v1/sources/{id}/left-out"),
            "/api/v1/events".to_owned(),
            "/api/v1/audit".to_owned(),
        ] {
            let answer = app.call("GET", &path, &app.key, Value::Null).await;
            bodies.push(answer.body);
        }
        for body in bodies {
            assert!(!body.contains("a-long-secret"), "{body}");
        }
    });
}

#[test]
fn settings_that_are_not_allowed_are_named() {
    run(async {
        let app = App::new().await;
        let site = add(
            &app,
            json!({ "url": "https://nowhere.example/", "kind": "site" }),
        )
        .await;
        let sitemap = add(
            &app,
            json!({ "url": "https://nowhere.example/sitemap.xml", "kind": "sitemap" }),
        )
        .await;
        let page = add(&app, json!({ "url": "https://nowhere.example/faq" })).await;
        let plain = add(&app, json!({ "url": "http://nowhere.example/faq" })).await;
        let file = add(
            &app,
            json!({ "filename": "a.md", "content": "# A\n\nSome text to read." }),
        )
        .await;
        let header = json!({ "name": "Cookie", "value": "a=b" });
        for (path, body, code) in [
            (&site, json!({ "include": ["help"] }), "invalid_crawl_rules"),
            (&site, json!({ "exclude": ["/a b"] }), "invalid_crawl_rules"),
            (
                &site,
                json!({ "exclude": vec!["/a"; 51] }),
                "invalid_crawl_rules",
            ),
            (&site, json!({ "depth": 11 }), "invalid_crawl_rules"),
            (&sitemap, json!({ "depth": 1 }), "invalid_crawl_rules"),
            (&page, json!({ "include": ["/a"] }), "invalid_crawl_rules"),
            (
                &page,
                json!({ "recrawlHours": 87_601 }),
                "invalid_recrawl_hours",
            ),
            (
                &page,
                json!({ "header": { "name": "Host", "value": "a" } }),
                "invalid_header",
            ),
            (
                &page,
                json!({ "header": { "name": "x", "value": "a\r\nb: c" } }),
                "invalid_header",
            ),
            (
                &page,
                json!({ "header": { "name": "x", "value": " " } }),
                "invalid_header",
            ),
            (&plain, json!({ "header": header }), "https_required"),
            (&file, json!({ "recrawlHours": 1 }), "source_has_no_address"),
            (&file, json!({ "header": header }), "source_has_no_address"),
            (&page, json!({ "depth": "deep" }), "invalid_json"),
        ] {
            app.call("PATCH", path, &app.key, body.clone())
                .await
                .check_error(400, code);
        }
        let body = json!({ "url": "https://nowhere.example/x", "include": ["/a"] });
        app.call("POST", "/api/v1/sources", &app.key, body)
            .await
            .check_error(400, "invalid_crawl_rules");
    });
}

#[test]
fn only_the_right_keys_see_and_change_a_source() {
    run(async {
        let app = App::new().await;
        let path = add(&app, json!({ "url": "https://nowhere.example/faq" })).await;
        let body = json!({ "recrawlHours": 24 });
        app.check_doors("GET", &path, &Value::Null, Scope::Chat)
            .await;
        app.check_doors("PATCH", &path, &body, Scope::Chat).await;
        let test = app.key(KeyKind::Test, &[]).await;
        app.call("PATCH", &path, &test, body.clone())
            .await
            .check_error(403, "test_key");
        for unknown in ["nonsense", "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"] {
            let path = format!("/api/v1/sources/{unknown}");
            app.call("GET", &path, &app.key, Value::Null)
                .await
                .check_error(404, "source_not_found");
            app.call("PATCH", &path, &app.key, body.clone())
                .await
                .check_error(404, "source_not_found");
        }
    });
}
