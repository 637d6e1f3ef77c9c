//! `Idempotency-Key`, request ids, and errors in the format of each surface.

use std::sync::Arc;

use porchlight_edge::{
    platform::{
        FetchLimits, Http, HttpError, HttpPost, HttpResponse, StreamRequest, StreamResponse,
        native::Native,
    },
    providers::extractive::Extractive,
    router::{Before, GROUPS},
};
use serde_json::{Value, json};

use crate::support::{Answer, App, NOW, run};

/// A website of one long page.
struct LongPage;

#[async_trait::async_trait(?Send)]
impl Http for LongPage {
    async fn get(
        &self,
        url: &url::Url,
        _headers: &[(&str, String)],
        _limits: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        if url.path() == "/robots.txt" {
            return Ok(HttpResponse {
                status: 404,
                ..HttpResponse::default()
            });
        }
        let sections = (0..390).map(|lamp| {
            let said = format!(
                "Lamp {lamp} stands in a room of its own and shines for {lamp} hours a day. "
            );
            format!("<h2>Lamp {lamp}</h2><p>{}</p>", said.repeat(12))
        });
        let sections: String = sections.collect();
        Ok(HttpResponse {
            status: 200,
            content_type: Some("text/html".into()),
            body: format!("<title>Lamps</title><main><h1>Lamps</h1>{sections}</main>").into_bytes(),
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

async fn make_chatbot(app: &App, api_key: &str, idempotency_key: &str, name: &str) -> Answer {
    let headers = [("x-api-key", api_key), ("idempotency-key", idempotency_key)];
    app.request("POST", "/v1/chatbots", &headers, json!({ "name": name }))
        .await
}

#[test]
fn the_same_request_again_gets_the_first_answer() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("live", None, &[]).await;
        let first = make_chatbot(&app, &key, "a", "Acme").await;
        let again = make_chatbot(&app, &key, "a", "Acme").await;
        assert_eq!(
            (first.status.as_u16(), again.status.as_u16()),
            (201, 201),
            "{}",
            first.body
        );
        assert_eq!(first.json(), again.json());
        assert_eq!(first.header("idempotency-replayed"), None);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(
            app.count("SELECT count(*) AS n FROM projects WHERE name = 'Acme'")
                .await,
            1
        );
    });
}

/// The POST routes that skip the record of repeated requests, and why repeating them changes nothing.
const HARMLESS: [(&str, &str); 11] = [
    ("/chat/{project}", "a form carries the message's own id"),
    (
        "/chat/{project}/return/{token}",
        "a form carries the message's own id",
    ),
    ("/api/chat", "a message carries its client's id"),
    ("/api/chat/{conversation}/stop", "what has stopped stays so"),
    ("/api/chat/{conversation}/read", "the newest reading counts"),
    ("/api/chat/{conversation}/typing", "nothing is kept"),
    (
        "/api/chat/{conversation}/transcript",
        "an e-mail is sent once for its last message",
    ),
    (
        "/api/chat/{conversation}/feedback",
        "the newest verdict counts",
    ),
    (
        "/api/chat/{conversation}/handoff",
        "who waits for a person waits once",
    ),
    (
        "/api/widget/session",
        "each token is of a session of its own",
    ),
    (
        "/api/chat/conversation/{slug}/message/{id}",
        "the newest reaction counts",
    ),
];

#[test]
fn what_a_client_may_post_again_is_done_once() {
    let mut unguarded = Vec::new();
    for (before, group) in GROUPS {
        if before == Before::Handler && group.is_documented {
            let posts = group.routes.iter().filter(|(method, _)| *method == "post");
            unguarded.extend(posts.map(|(_, path)| *path));
        }
    }
    unguarded.sort_unstable();
    let mut harmless = HARMLESS.map(|(path, _)| path);
    harmless.sort_unstable();
    assert_eq!(
        unguarded, harmless,
        "put the route behind `Before::Once`, or say here why it needs none"
    );
}

#[test]
fn another_request_or_another_caller_is_another_thing() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("live", None, &[]).await;
        let other = app.new_key("live", None, &[]).await;
        make_chatbot(&app, &key, "a", "Acme").await;
        let reused = make_chatbot(&app, &key, "a", "Globex").await;
        assert_eq!(reused.status, 422);
        assert_eq!(reused.json()["error"], "idempotency_key_reused");
        assert_eq!(
            make_chatbot(&app, &other, "a", "Acme")
                .await
                .header("idempotency-replayed"),
            None
        );
        app.native.clock.advance(24 * 60 * 60 * 1_000 + 1);
        assert_eq!(make_chatbot(&app, &key, "a", "Globex").await.status, 201);
    });
}

#[test]
fn a_replay_shows_no_secret_and_the_record_holds_none() {
    run(async {
        let app = App::new().await;
        let headers = [
            ("authorization", &*format!("Bearer {}", app.key)),
            ("idempotency-key", "k"),
        ];
        let body = json!({ "kind": "live", "name": "once" });
        let first = app
            .request("POST", "/api/v1/keys", &headers, body.clone())
            .await
            .json();
        let again = app
            .request("POST", "/api/v1/keys", &headers, body)
            .await
            .json();
        assert_eq!(first["id"], again["id"]);
        assert!(first["key"].is_string());
        assert_eq!(again["key"], Value::Null);
    });
}

#[test]
fn a_request_that_still_runs_is_not_begun_again() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("live", None, &[]).await;
        make_chatbot(&app, &key, "a", "Acme").await;
        let unfinish = porchlight_edge::platform::Statement::new(
            "UPDATE idempotent_requests SET status = NULL, body = NULL",
        );
        app.native.db.batch(vec![unfinish]).await.unwrap();
        let running = make_chatbot(&app, &key, "a", "Acme").await;
        assert_eq!(running.status, 409);
        assert_eq!(running.json()["error"], "request_running");
        // A request that has not ended after minutes has failed, and may be sent again.
        app.native.clock.advance(121_000);
        assert_eq!(make_chatbot(&app, &key, "a", "Acme").await.status, 201);
    });
}

#[test]
fn an_answer_that_is_too_large_to_keep_is_given_all_the_same() {
    run(async {
        let native = Native::new(NOW, Arc::new(LongPage), Arc::new(Extractive)).unwrap();
        let app = App::in_platform(native).await;
        let body = json!({ "url": "https://shop.example/lamps" });
        for _ in 0..2 {
            let previewed = app
                .once("/api/v1/preview", &app.key, "long", body.clone())
                .await;
            assert_eq!(previewed.status, 200, "{}", previewed.body);
            let bytes = previewed.body.len();
            assert!(bytes > 256 * 1024, "{bytes}: {:.300}", previewed.body);
        }
    });
}

#[test]
fn errors_speak_the_surfaces_language_and_rfc_9457_on_request() {
    run(async {
        let app = App::new().await;
        let organization = app.request("GET", "/v1/chatbots", &[], Value::Null).await;
        assert_eq!(organization.json()["error"], "key_missing");
        assert!(organization.json()["message"].as_str().unwrap().len() > 10);
        app.request("GET", "/api/v1/keys", &[], Value::Null)
            .await
            .check_error(401, "key_missing");
        let problem = app
            .request(
                "GET",
                "/v1/chatbots",
                &[("accept", "application/problem+json")],
                Value::Null,
            )
            .await;
        assert_eq!(
            problem.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(
            problem.header("www-authenticate"),
            Some("Bearer realm=\"porchlight\"")
        );
        let problem = problem.json();
        assert_eq!(
            (&problem["status"], &problem["code"]),
            (&json!(401), &json!("key_missing"))
        );
    });
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    run(async {
        let app = App::new().await;
        let first = app.get("/healthz").await;
        let second = app.get("/nothing").await;
        let (first, second) = (
            first.header("x-request-id").unwrap(),
            second.header("x-request-id").unwrap(),
        );
        assert_eq!(first.len(), 16);
        assert_ne!(first, second);
    });
}
