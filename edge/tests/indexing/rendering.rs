//! Pages that are empty until their scripts run.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use porchlight_edge::{
    config::{Config, RenderingConfig},
    platform::{FetchLimits, HttpError, HttpResponse, PageBrowser},
    services::sources::{self, NewSource, SourceError, settings::WantedSettings},
    store::sources::{Source, SourceStatus},
};

use crate::{
    server::{Answer, Server},
    support::{Project, page},
};

const EMPTY: &str = "<title>Shop</title><div id=root></div><script src=/app.js></script>";

/// A project whose deployment has a browser at `/content` of a server of its own.
async fn with_browser() -> (Project, Server) {
    let mut project = Project::new().await;
    let browser = Server::start().await;
    let rendering = RenderingConfig {
        url: format!("{}/content", browser.origin).parse().unwrap(),
        token: "a-token".into(),
    };
    project.native.configure(|config| Config {
        rendering: Some(rendering),
        ..config
    });
    (project, browser)
}

fn drawn(html: &str) -> Answer {
    let body = serde_json::json!({ "success": true, "result": html }).to_string();
    Answer::of_type("application/json", body.as_bytes())
}

async fn index(project: &Project, path: &str, render: bool) -> Source {
    let wanted = WantedSettings {
        render: Some(render),
        ..WantedSettings::default()
    };
    let new = NewSource::Page {
        url: project.url(path),
    };
    let platform = &project.native.platform;
    let source = sources::create_with(platform, project.id, new, wanted)
        .await
        .unwrap();
    project.work().await;
    project.source(source.id).await.unwrap()
}

#[tokio::test]
async fn a_page_made_by_scripts_is_drawn_where_its_source_says_so() {
    let (project, browser) = with_browser().await;
    project
        .server
        .put("/app", Answer::html(EMPTY))
        .put("/plain", page("Plain", &[]));
    let text =
        "<title>Shop</title><main><h1>Returns</h1><p>Parcels go back within 45 days.</p></main>";
    browser.put("/content", drawn(text));
    let source = index(&project, "/app", true).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    let passages = project.passages().await;
    assert!(passages[0].1.contains("45 days"), "{passages:?}");
    let heads = browser.heads();
    assert_eq!(heads.len(), 1);
    assert!(
        heads[0].contains("authorization: bearer a-token"),
        "{}",
        heads[0]
    );
    // A page with text does not need a browser.
    let plain = index(&project, "/plain", true).await;
    assert_eq!(plain.status, SourceStatus::Indexed);
    assert_eq!(browser.heads().len(), 0);
}

#[tokio::test]
async fn the_owner_learns_what_can_be_done_about_a_page_made_by_scripts() {
    let (project, browser) = with_browser().await;
    project.server.put("/app", Answer::html(EMPTY));
    let source = index(&project, "/app", false).await;
    assert_eq!(source.failure_code.as_deref(), Some("needs_scripts"));
    assert!(source.failure_reason.unwrap().contains("Set render"));
    assert_eq!(browser.heads().len(), 0);
    let project = Project::new().await;
    project.server.put("/app", Answer::html(EMPTY));
    let url = project.url("/app");
    let source = project.index(NewSource::Page { url }).await;
    assert_eq!(source.failure_code.as_deref(), Some("needs_scripts"));
    let reason = source.failure_reason.unwrap();
    for way in ["sitemap", "file", "API"] {
        assert!(reason.contains(way), "{reason}");
    }
}

#[tokio::test]
async fn a_browser_that_fails_says_so_and_leaves_what_was_read() {
    let (project, browser) = with_browser().await;
    project.server.put("/app", Answer::html(EMPTY));
    browser.put(
        "/content",
        drawn("<main><p>Parcels go back within 45 days.</p></main>"),
    );
    let source = index(&project, "/app", true).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    for (answer, code) in [
        (Answer::status(429), "rendering_busy"),
        (Answer::status(500), "rendering_busy"),
        (Answer::status(401), "rendering_failed"),
        (
            Answer::of_type("application/json", b"{}"),
            "rendering_failed",
        ),
        (drawn(EMPTY), "needs_scripts"),
    ] {
        browser.put("/content", answer);
        let source = project.reindex(source.id).await;
        assert_eq!(source.status, SourceStatus::Failed, "{code}");
        assert_eq!(source.failure_code.as_deref(), Some(code));
        assert_eq!(project.passages().await.len(), 1);
    }
}

/// A binding that renders one page, and records its requests.
struct DrawnPage {
    answer: Result<HttpResponse, HttpError>,
    asked: Mutex<Vec<serde_json::Value>>,
}

#[async_trait(?Send)]
impl PageBrowser for DrawnPage {
    async fn draw(
        &self,
        request: &serde_json::Value,
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        self.asked.lock().unwrap().push(request.clone());
        self.answer.clone()
    }
}

async fn with_binding(
    answer: Result<HttpResponse, HttpError>,
) -> (Project, Server, Arc<DrawnPage>) {
    let (mut project, browser) = with_browser().await;
    let binding = Arc::new(DrawnPage {
        answer,
        asked: Mutex::default(),
    });
    project.native.platform.browser = Some(binding.clone());
    project.server.put("/app", Answer::html(EMPTY));
    (project, browser, binding)
}

#[tokio::test]
async fn the_platforms_own_browser_goes_before_an_address_and_needs_no_token() {
    let html = "<main><p>Parcels go back within 45 days.</p></main>";
    let answer = HttpResponse {
        status: 200,
        body: serde_json::json!({ "success": true, "result": html })
            .to_string()
            .into(),
        ..HttpResponse::default()
    };
    let (mut project, browser, binding) = with_binding(Ok(answer)).await;
    project.native.configure(|config| Config {
        rendering: None,
        ..config
    });
    let source = index(&project, "/app", true).await;
    assert_eq!(
        source.status,
        SourceStatus::Indexed,
        "{:?}",
        source.failure_reason
    );
    assert!(project.passages().await[0].1.contains("45 days"));
    let asked = binding.asked.lock().unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["url"], project.url("/app"));
    assert_eq!(browser.heads().len(), 0);
}

#[tokio::test]
async fn a_binding_that_fails_says_so() {
    for (answer, code) in [
        (
            Err(HttpError::Unreachable("no browser is left".into())),
            "rendering_busy",
        ),
        (Err(HttpError::Timeout), "rendering_busy"),
        (
            Ok(HttpResponse {
                status: 429,
                ..HttpResponse::default()
            }),
            "rendering_busy",
        ),
        (
            Ok(HttpResponse {
                status: 403,
                ..HttpResponse::default()
            }),
            "rendering_failed",
        ),
    ] {
        let (project, ..) = with_binding(answer).await;
        let source = index(&project, "/app", true).await;
        assert_eq!(source.failure_code.as_deref(), Some(code));
    }
}

#[tokio::test]
async fn without_a_browser_no_source_can_ask_for_one() {
    let project = Project::new().await;
    let wanted = WantedSettings {
        render: Some(true),
        ..WantedSettings::default()
    };
    let new = NewSource::Page {
        url: project.url("/app"),
    };
    let platform = &project.native.platform;
    let refused = sources::create_with(platform, project.id, new, wanted).await;
    let Err(SourceError::Settings(error)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(error.code(), "rendering_missing");
}

#[tokio::test]
async fn a_page_is_drawn_again_although_its_server_says_that_it_has_not_changed() {
    let (project, browser) = with_browser().await;
    let tagged = |html: &str| {
        let headers = vec![
            ("Content-Type", "text/html".to_owned()),
            ("ETag", "\"1\"".to_owned()),
        ];
        Answer::Sent(200, headers, html.as_bytes().to_vec())
    };
    project.server.put("/app", tagged(EMPTY));
    let says = |days: u32| {
        drawn(&format!(
            "<main><h1>Returns</h1><p>Parcels go back within {days} days.</p></main>"
        ))
    };
    browser.put("/content", says(45));
    let source = index(&project, "/app", true).await;
    browser.put("/content", says(14));
    let source = project.reindex(source.id).await;
    assert_eq!(source.status, SourceStatus::Indexed);
    let passages = project.passages().await;
    assert!(passages[0].1.contains("14 days"), "{passages:?}");
}
