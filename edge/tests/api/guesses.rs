//! Floods of invalid keys, slugs and root secrets: they cost few statements, and do not lock out clients with the right
//! one.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use porchlight_edge::{
    domain::credentials::{
        api_key::{self, KeyKind},
        guesses::{KNOWN_MS, UNKNOWN_MS},
    },
    platform::{Gate, native::counted::Counted},
    router::{Before, GROUPS},
};
use serde_json::{Value, json};

use crate::support::{Answer, App, ROOT, run};

const FLOOD: u8 = 100;
const GUESSES: usize = 10;

/// An app that counts its statements, at the deployed limits.
struct Flooded {
    app: App,
    database: Arc<Counted>,
}

impl Flooded {
    async fn new() -> Self {
        let (app, database) = App::counted().await;
        app.native.gates.limit_as_deployed();
        database.take();
        Self { app, database }
    }

    /// Sends `requests`. Returns the answers, and the number of calls of the database.
    async fn send(&self, requests: impl Iterator<Item = Request<Body>>) -> (Vec<Answer>, usize) {
        self.database.take();
        let mut answers = Vec::new();
        for request in requests {
            answers.push(self.app.send(request).await);
        }
        (answers, self.database.take().len())
    }
}

fn get(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let request = Request::get(path)
        .header("cf-connecting-ip", "203.0.113.7")
        .header("accept", "application/problem+json, application/json");
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    request.body(Body::empty()).unwrap()
}

/// A key with a correct checksum that nobody made.
fn made_up(number: u8) -> String {
    api_key::format(KeyKind::Live, [number; 16])
}

/// Expects `code` for the first `guesses`, and for all others the time when they may try again.
fn check(answers: &[Answer], guesses: usize, status: u16, code: &str) {
    for (number, answer) in answers.iter().enumerate() {
        if number < guesses {
            is_refused(answer, status, code);
        } else {
            is_refused(answer, 429, "rate_limited");
            assert_eq!(answer.header("retry-after"), Some("60"));
        }
    }
}

fn is_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.json()["code"], code);
}

#[test]
fn a_flood_of_unknown_keys_asks_the_database_rarely_on_every_surface() {
    run(async {
        for (before, group) in GROUPS {
            if !matches!(before, Before::Key(_)) {
                continue;
            }
            let reads = group.routes.iter().find(|(method, _)| *method == "get");
            let (_, path) = reads.unwrap();
            let path = path.replace(['{', '}'], "");
            let flooded = Flooded::new().await;
            let flood = (20..20 + FLOOD).map(made_up);
            let requests = flood.map(|key| get(&path, &[("x-api-key", &key)]));
            let (answers, asked) = flooded.send(requests).await;
            check(&answers, GUESSES, 401, "key_invalid");
            assert_eq!(asked, GUESSES, "{path}");
        }
    });
}

#[test]
fn a_key_in_the_body_and_a_push_secret_are_guesses_too() {
    run(async {
        let flooded = Flooded::new().await;
        let bodies = (20..20 + FLOOD).map(|number| {
            let body = json!({ "apiKey": made_up(number), "question": "Who?" });
            Request::post("/api/v1/chat")
                .header("content-type", "application/json")
                .body(Body::from(body.to_string()))
                .unwrap()
        });
        let (answers, asked) = flooded.send(bodies).await;
        check(&answers, GUESSES, 401, "key_invalid");
        assert_eq!(asked, GUESSES);
        let flooded = Flooded::new().await;
        let pushes = (20..20 + FLOOD).map(|number| {
            let secret = api_key::format(KeyKind::Push, [number; 16]);
            Request::post("/api/widget/salespop-push")
                .header("authorization", format!("Bearer {secret}"))
                .body(Body::empty())
                .unwrap()
        });
        let (_, asked) = flooded.send(pushes).await;
        assert_eq!(asked, GUESSES);
    });
}

#[test]
fn the_same_unknown_key_is_looked_up_once_a_minute() {
    run(async {
        let flooded = Flooded::new().await;
        let key = made_up(99);
        let again = || {
            let key = key.clone();
            (0..FLOOD).map(move |_| get("/api/v1/keys", &[("x-api-key", &key)]))
        };
        let (answers, asked) = flooded.send(again()).await;
        for answer in answers {
            is_refused(&answer, 401, "key_invalid");
        }
        assert_eq!(asked, 1);
        flooded.app.native.clock.advance(UNKNOWN_MS);
        assert_eq!(flooded.send(again()).await.1, 1);
    });
}

#[test]
fn a_flood_keeps_out_no_key_of_the_same_address() {
    run(async {
        let flooded = Flooded::new().await;
        let app = &flooded.app;
        // A key with a mark that was never used, and a used one from before there were marks, which counts as a guess
        // at first.
        let marked = app.new_key("live", Some(app.project_id), &[]).await;
        let headers = [("x-api-key", &*app.key)];
        assert_eq!(app.send(get("/api/v1/keys", &headers)).await.status, 200);
        let flood = (20..20 + FLOOD).map(made_up);
        let requests = flood.map(|key| get("/api/v1/keys", &[("x-api-key", &key)]));
        let (answers, _) = flooded.send(requests).await;
        check(&answers, GUESSES - 1, 401, "key_invalid");
        for key in [&marked, &app.key] {
            let opened = app.send(get("/api/v1/keys", &[("x-api-key", key)])).await;
            assert_eq!(opened.status, 200, "{}", opened.body);
        }
        // A revoked key still bears its mark, and is looked up once.
        let listed = app.call("GET", "/api/v1/keys", &app.key, Value::Null).await;
        let keys = listed.json()["keys"].clone();
        let made = keys.as_array().unwrap().iter();
        let mut made = made.filter(|key| key["name"] == "made in a test");
        let path = format!(
            "/api/v1/keys/{}",
            made.next().unwrap()["id"].as_str().unwrap()
        );
        app.call("DELETE", &path, &app.key, Value::Null).await;
        let revoked = (0..FLOOD).map(|_| get("/api/v1/keys", &[("x-api-key", &marked)]));
        let (answers, asked) = flooded.send(revoked).await;
        for answer in answers {
            is_refused(&answer, 401, "key_invalid");
        }
        assert_eq!(asked, 1);
    });
}

#[test]
fn a_flood_of_unknown_projects_asks_the_database_rarely() {
    run(async {
        for path in [
            "/embed/SLUG",
            "/api/widget/config?project=SLUG",
            "/api/widget/salespop?project=SLUG",
            "/chat/SLUG",
        ] {
            let flooded = Flooded::new().await;
            // This counts as a guess, too, until it is known.
            let known = path.replace("SLUG", "shop");
            assert_eq!(flooded.app.send(get(&known, &[])).await.status, 200);
            // Within the visitors' own gate, which comes first.
            let flood = (0..Gate::Widget.requests() - 5).map(|number| format!("shop-{number}"));
            let requests = flood.map(|slug| get(&path.replace("SLUG", &slug), &[]));
            let (answers, asked) = flooded.send(requests).await;
            assert_eq!(asked, GUESSES - 1, "{path}");
            for (number, answer) in answers.iter().enumerate() {
                let expected = if number < GUESSES - 1 { 404 } else { 429 };
                assert_eq!(answer.status.as_u16(), expected, "{path}, {number}");
            }
            assert_eq!(
                flooded.app.send(get(&known, &[])).await.status,
                200,
                "{path}"
            );
        }
    });
}

#[test]
fn a_flood_keeps_out_no_project_whose_copy_is_gone() {
    run(async {
        let flooded = Flooded::new().await;
        let app = &flooded.app;
        let known = || app.send(get("/embed/shop", &[]));
        // Visitors who come all day are answered from the copy.
        for _ in 0..3 {
            assert_eq!(known().await.status, 200);
            app.native.clock.advance(KNOWN_MS / 2);
        }
        app.native.kv.expire();
        let flood = (0..Gate::Widget.requests() - 5).map(|number| format!("/embed/shop-{number}"));
        let requests = flood.map(|path| get(&path, &[]));
        let (answers, _) = flooded.send(requests).await;
        assert_eq!(answers.last().unwrap().status, 429);
        assert_eq!(known().await.status, 200);
    });
}

#[test]
fn a_project_that_was_asked_for_too_early_is_there_once_it_is_made() {
    run(async {
        let app = App::new().await;
        assert_eq!(app.get("/embed/lamps").await.status, 404);
        let body = json!({ "organization": "Lamps", "project": "Lamps", "slug": "lamps" });
        let made = app.call("POST", "/api/admin/setup", ROOT, body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(app.get("/embed/lamps").await.status, 200);
    });
}

#[test]
fn wrong_root_secrets_are_counted_and_the_right_one_always_passes() {
    run(async {
        let flooded = Flooded::new().await;
        let attempt = |secret: String| {
            Request::post("/api/admin/keys")
                .header("authorization", format!("Bearer {secret}"))
                .body(Body::from("{}"))
                .unwrap()
        };
        let wrong = (0..FLOOD).map(|number| attempt(format!("secret {number}")));
        let (answers, asked) = flooded.send(wrong).await;
        check(&answers, GUESSES, 401, "root_secret_invalid");
        assert_eq!(asked, 0);
        let right = flooded.app.send(attempt(ROOT.to_owned())).await;
        assert!(
            !matches!(right.status.as_u16(), 401 | 429),
            "{}",
            right.body
        );
    });
}
