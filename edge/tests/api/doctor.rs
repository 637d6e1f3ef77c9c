//! `GET /api/widget/doctor`, `GET /api/widget/doctor/stream` and `GET /doctor`.

use std::sync::Arc;

use axum::http::StatusCode;
use porchlight_edge::{
    platform::{
        FetchLimits, Gate, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
        native::Native,
    },
    providers::extractive::Extractive,
};
use serde_json::{Value, json};

use crate::support::{App, NOW, SHOP, run};

async fn report(app: &App, project: &str, origin: &str) -> Value {
    let path = format!("/api/widget/doctor?project={project}&origin={origin}");
    let answer = app.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

#[test]
fn the_doctor_is_told_whether_the_project_is_there_and_allows_the_page() {
    run(async {
        let app = App::new().await;
        for (project, origin, is_there, allowed) in [
            ("shop", SHOP, true, true),
            ("shop", "https://elsewhere.example", true, false),
            ("shop", "null", true, false),
            ("nobody", SHOP, false, false),
        ] {
            assert_eq!(
                report(&app, project, origin).await,
                json!({ "project": is_there, "originAllowed": allowed, "now": NOW }),
                "{project} {origin}"
            );
        }
    });
}

#[test]
fn the_stream_of_the_doctor_comes_in_two_parts() {
    run(async {
        let app = App::new().await;
        let answer = app.get("/api/widget/doctor/stream").await;
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        assert_eq!(answer.body.matches("event: test\n").count(), 2);
    });
}

#[test]
fn the_page_of_the_doctor_says_why_a_website_cannot_be_read() {
    run(async {
        let app = App::new().await;
        let empty = app.get("/doctor").await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.body.contains("<form action=\"/doctor\""));
        for inside in [
            "http://127.0.0.1/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "file:///etc/passwd",
            "https://user:pass@10.0.0.1/",
        ] {
            let page = app.get(&format!("/doctor?site={inside}")).await;
            assert_eq!(page.status, StatusCode::OK, "{inside}");
            assert!(
                page.body.contains("cannot be read"),
                "{inside}: {}",
                page.body
            );
        }
        let policy = page_policy(&app).await;
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    });
}

async fn page_policy(app: &App) -> String {
    let page = app.get("/doctor").await;
    let policy = page.header("content-security-policy");
    policy.unwrap_or_default().to_owned()
}

/// A website whose pages are all the same, except for their path at `{path}`.
pub(crate) struct Website {
    pub(crate) html: &'static str,
    pub(crate) policy: Option<&'static str>,
}

#[async_trait::async_trait(?Send)]
impl Http for Website {
    async fn get(
        &self,
        url: &url::Url,
        _headers: &[(&str, String)],
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Ok(HttpResponse {
            status: 200,
            content_type: Some("text/html".into()),
            policy: self.policy.map(str::to_owned),
            body: self
                .html
                .replace("{path}", url.path().trim_matches('/'))
                .into(),
            ..HttpResponse::default()
        })
    }

    async fn post(
        &self,
        url: &url::Url,
        _post: HttpPost,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }

    async fn open(
        &self,
        url: &url::Url,
        _request: StreamRequest,
    ) -> Result<StreamResponse, HttpError> {
        Err(HttpError::Unreachable(url.to_string()))
    }
}

/// The doctor's page about the website at [`SHOP`].
async fn examined(html: &'static str, policy: Option<&'static str>) -> String {
    let website = Arc::new(Website { html, policy });
    let native = Native::new(NOW, website, Arc::new(Extractive)).unwrap();
    let app = App::in_platform(native).await;
    let path = format!("/doctor?site={SHOP}/");
    let headers = [("host", "chat.example")];
    let page = app.request("GET", &path, &headers, Value::Null).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body
}

#[test]
fn the_page_of_the_doctor_says_what_a_browser_would_make_of_a_website() {
    const TAG: &str = "<SCRIPT SRC=\"https://chat.example/widget.js?project=shop\"></SCRIPT>";
    const HIDDEN: &str =
        "<!-- <script src=\"https://chat.example/widget.js?project=shop\"></script> -->";
    const IN_PAGE: &str = "<meta http-equiv=Content-Security-Policy content=\"frame-src 'none'\">\
                           <script src=https://chat.example/widget.js?project=shop></script>";
    run(async {
        for (html, policy, expected) in [
            (TAG, None, "Nothing is wrong from here."),
            (HIDDEN, None, "The script tag is not in the page."),
            (
                TAG,
                Some("frame-src *; script-src *"),
                "Nothing is wrong from here.",
            ),
            (
                TAG,
                Some("frame-src *, default-src 'self'; script-src *, img-src *"),
                "blocks the chat: frame-src.",
            ),
            (
                IN_PAGE,
                Some("default-src *"),
                "blocks the chat: frame-src.",
            ),
        ] {
            let page = examined(html, policy).await;
            assert!(page.contains(expected), "{html} {policy:?}: {page}");
        }
    });
}

#[test]
fn one_address_has_few_websites_examined() {
    run(async {
        let app = App::new().await;
        app.native.gates.limit_as_deployed();
        let mut passed = 0;
        while app.get("/doctor?site=http://127.0.0.1/").await.status == StatusCode::OK {
            passed += 1;
            assert!(passed <= Gate::Push.requests(), "no limit");
        }
        assert_eq!(app.get("/doctor").await.status, StatusCode::OK);
    });
}

#[test]
fn a_page_of_unknown_projects_is_examined_as_far_as_it_goes() {
    const TAGS: &str = "
        <script src=https://chat.example/widget.js?project=a{path} data-name=a></script>
        <script src=https://chat.example/widget.js?project=b{path} data-name=b></script>
        <script src=https://chat.example/widget.js?project=c{path} data-name=c></script>
        <script src=https://chat.example/widget.js?project=d{path} data-name=d></script>
        <script src=https://chat.example/widget.js?project=e{path} data-name=e></script>";
    run(async {
        let website = Arc::new(Website {
            html: TAGS,
            policy: None,
        });
        let native = Native::new(NOW, website, Arc::new(Extractive)).unwrap();
        let app = App::in_platform(native).await;
        app.native.gates.limit_as_deployed();
        let mut is_at_its_limit = false;
        for page in 0..8 {
            let path = format!("/doctor?site={SHOP}/page{page}");
            let headers = [("host", "chat.example")];
            let page = app.request("GET", &path, &headers, Value::Null).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("several chats"), "{}", page.body);
            is_at_its_limit |= page.body.contains("Wait a minute");
        }
        assert!(is_at_its_limit);
    });
}
