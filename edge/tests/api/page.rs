//! `/chat/{project}`: the chat with plain forms.

use std::{fs, path::PathBuf};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::platform::Statement;
use porchlight_languages::PageErrorTexts;
use serde_json::Value;

use crate::support::{Answer, App, QUESTION, UNANSWERABLE, run};

const PAGE: &str = "/chat/shop";

/// A browser without scripts, which keeps its cookie.
struct Browser<'a> {
    app: &'a App,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    const fn new(app: &'a App) -> Self {
        Self { app, cookie: None }
    }

    async fn get(&self, path: &str) -> Answer {
        let cookie = self.cookie.as_deref().unwrap_or("other=1");
        let headers = [("cookie", cookie)];
        self.app.request("GET", path, &headers, Value::Null).await
    }

    /// Sends the page's form with its hidden fields as in `page`, and keeps the cookie.
    async fn send(&mut self, page: &Answer, question: &str) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("question", question);
        for name in ["message", "conversation"] {
            if let Some(value) = field(page, name) {
                form.append_pair(name, value);
            }
        }
        let answer = self.post(&form.finish(), &[]).await;
        if let Some(cookie) = answer.header("set-cookie") {
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            assert_eq!(
                attributes,
                "Path=/chat/shop; Max-Age=604800; HttpOnly; SameSite=Strict; Secure"
            );
            self.cookie = Some(pair.to_owned());
        }
        answer
    }

    async fn post(&self, form: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(PAGE)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", self.cookie.as_deref().unwrap_or("other=1"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(form.to_owned()));
        self.app.send(request.unwrap()).await
    }

    /// Asks on the current page, and loads it again.
    async fn ask(&mut self, question: &str) -> Answer {
        let page = self.get(PAGE).await;
        let sent = self.send(&page, question).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(sent.header("location"), Some("/chat/shop#latest"));
        self.get(PAGE).await
    }
}

/// The value of a hidden field.
fn field<'a>(page: &'a Answer, name: &str) -> Option<&'a str> {
    let (_, after) = page.body.split_once(&format!("name=\"{name}\" value=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

#[test]
fn a_question_is_answered_with_citations_and_links_without_any_script() {
    run(async {
        let app = App::new().await;
        let mut browser = Browser::new(&app);
        let first = browser.get(PAGE).await;
        assert_eq!(first.status, StatusCode::OK);
        assert_eq!(
            first.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(first.body.contains("Hi! How can I help you today?"));
        assert_eq!(
            first.header("set-cookie"),
            None,
            "nothing is kept of who only looks"
        );
        let page = browser.ask(QUESTION).await;
        assert!(page.body.contains(QUESTION));
        assert!(page.body.contains("30 days"));
        assert!(
            page.body.contains("class=\"mark\" href=\"#m"),
            "{}",
            page.body
        );
        assert!(
            page.body.contains("<a href=\"https://shop.example/returns"),
            "{}",
            page.body
        );
        assert!(page.body.contains("Returns › How long"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
        assert!(!page.body.contains("<script"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    });
}

#[test]
fn the_conversation_goes_on_until_a_new_one_is_asked_for() {
    run(async {
        let app = App::new().await;
        let mut browser = Browser::new(&app);
        browser.ask(QUESTION).await;
        let page = browser.ask(UNANSWERABLE).await;
        assert!(page.body.contains(QUESTION) && page.body.contains("football"));
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations").await,
            1
        );
        let fresh = browser.get("/chat/shop?new=1").await;
        assert!(!fresh.body.contains("football") && field(&fresh, "conversation").is_none());
        app.native.clock.advance(1_000);
        browser.send(&fresh, "And refunds?").await;
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations").await,
            2
        );
        let page = browser.get(PAGE).await;
        assert!(page.body.contains("And refunds?") && !page.body.contains("football"));
        // Another browser sees none of it.
        let other = Browser::new(&app).get(PAGE).await;
        assert!(!other.body.contains("And refunds?"));
    });
}

#[test]
fn a_form_that_is_sent_twice_asks_once() {
    run(async {
        let app = App::new().await;
        let mut browser = Browser::new(&app);
        let page = browser.ask(QUESTION).await;
        for _ in 0..2 {
            browser.send(&page, "And refunds?").await;
        }
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
                .await,
            2
        );
    });
}

#[test]
fn a_form_of_another_site_is_refused() {
    run(async {
        let app = App::new().await;
        let browser = Browser::new(&app);
        let form = "question=Hello";
        for headers in [
            [("host", "chat.example"), ("origin", "https://evil.example")],
            [("host", "chat.example"), ("origin", "null")],
            [("host", "chat.example"), ("sec-fetch-site", "cross-site")],
            [("host", "chat.example"), ("sec-fetch-site", "same-site")],
        ] {
            let refused = browser.post(form, &headers).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{headers:?}");
            assert!(refused.body.contains("sent by another page"));
            assert_eq!(refused.header("set-cookie"), None);
        }
        assert_eq!(app.count("SELECT count(*) AS n FROM messages").await, 0);
        let own = [
            ("host", "chat.example"),
            ("origin", "https://chat.example"),
            ("sec-fetch-site", "same-origin"),
        ];
        assert_eq!(browser.post(form, &own).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn what_is_not_taken_stays_in_the_form_with_the_reason() {
    run(async {
        let app = App::new().await;
        let mut browser = Browser::new(&app);
        let page = browser.get(PAGE).await;
        let long = format!("<b>{}", "x".repeat(1_000));
        let refused = browser.send(&page, &long).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.body.contains("role=\"alert\""));
        assert!(refused.body.contains("1000 characters or fewer"));
        assert!(refused.body.contains("&lt;b&gt;xxx") && !refused.body.contains("<b>"));
        let empty = browser.send(&page, " ").await;
        assert_eq!(empty.status, StatusCode::BAD_REQUEST);
        let foreign = "question=Hello&conversation=0190aaaa-0000-7000-8000-000000000009";
        assert_eq!(
            browser.post(foreign, &[]).await.status,
            StatusCode::NOT_FOUND
        );
        let large = format!("question={}", "x".repeat(20_000));
        assert_eq!(
            browser.post(&large, &[]).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
    });
}

#[test]
fn an_unknown_project_and_a_flood_are_answered_with_a_page() {
    run(async {
        let app = App::new().await;
        let unknown = app.get("/chat/nobody").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        assert!(unknown.body.starts_with("<!DOCTYPE html>"));
        app.native.gates.limit(1);
        let browser = Browser::new(&app);
        for (first, second) in [
            (browser.get(PAGE).await, browser.get(PAGE).await),
            (
                browser.post("question=Hello", &[]).await,
                browser.post("question=Hello", &[]).await,
            ),
        ] {
            let refused = if first.status == StatusCode::TOO_MANY_REQUESTS {
                first
            } else {
                second
            };
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(refused.header("retry-after"), Some("60"));
            assert!(refused.body.starts_with("<!DOCTYPE html>"));
        }
        app.request("DELETE", PAGE, &[], Value::Null)
            .await
            .check_error(405, "method_not_allowed");
    });
}

#[test]
fn nothing_that_anybody_wrote_becomes_markup() {
    run(async {
        let app = App::new().await;
        let hostile = "<img src=x onerror=alert(1)>";
        let settings = serde_json::json!({
            "name": hostile, "company": hostile, "welcomeMessage": hostile, "quickReplies": [format!("\">{hostile}")],
            "theme": { "primaryColor": "red;}</style><script>" }, "texts": { "inputPlaceholder": hostile },
        });
        let set = Statement::new("UPDATE projects SET settings = ?1");
        app.native
            .db
            .batch(vec![set.bind(settings.to_string())])
            .await
            .unwrap();
        let mut browser = Browser::new(&app);
        let first = browser.get(PAGE).await;
        let second = browser.ask(hostile).await;
        for page in [first, second] {
            assert!(page.body.contains("&lt;img src=x"), "{}", page.body);
            assert!(
                !page.body.contains("<img") && !page.body.contains("<script"),
                "{}",
                page.body
            );
            assert!(!page.body.contains("red;}"));
        }
    });
}

#[test]
fn a_cookie_that_opens_nothing_any_more_begins_anew() {
    run(async {
        let app = App::new().await;
        let mut browser = Browser::new(&app);
        browser.ask(QUESTION).await;
        app.native.clock.advance(8 * 24 * 60 * 60 * 1_000);
        let page = browser.get(PAGE).await;
        assert!(!page.body.contains(QUESTION));
        let before = browser.cookie.clone();
        let page = browser.ask("And refunds?").await;
        assert!(page.body.contains("And refunds?"));
        assert_ne!(browser.cookie, before);
    });
}

#[test]
fn the_page_speaks_the_browsers_language() {
    run(async {
        let app = App::new().await;
        let page = async |accepted: &str| {
            let headers = [("accept-language", accepted)];
            app.request("GET", PAGE, &headers, Value::Null).await.body
        };
        let german = page("de-AT,de;q=0.9").await;
        assert!(german.contains("<html lang=\"de\"") && german.contains("Ihre Frage"));
        assert!(page("en").await.contains("Your question"));
        for (accepted, lang) in [("ar-EG", "ar"), ("he", "he")] {
            let page = page(accepted).await;
            assert!(page.contains(&format!("<html lang=\"{lang}\" dir=\"rtl\">")));
        }
        let headers = [("accept-language", "de")];
        let refused = Browser::new(&app).post("question=+", &headers).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.body.contains("Schreiben Sie zuerst Ihre Frage."));
        let missing = app
            .request("GET", "/chat/nobody", &headers, Value::Null)
            .await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.body.contains("Unter dieser Adresse"));
    });
}

#[test]
fn every_error_that_pages_have_words_for_is_one_of_the_apis() {
    let mut sources = String::new();
    let mut folders = vec![PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/api"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources += &fs::read_to_string(path).unwrap();
            }
        }
    }
    for code in PageErrorTexts::CODES {
        assert!(sources.contains(&format!("\"{code}\"")), "{code}");
    }
}
