//! A key is counted, and repeated requests are recognised, wherever the key is in the request.

use porchlight_edge::{
    api::credential::{KeyedSurface, PUBLISHABLE_REQUESTS},
    router::{Before, GROUPS},
    services::credits::SHARE_SECONDS,
};
use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, SHOP, chat_body, run, with};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Bearer,
    Header,
    Address,
    Body,
}

/// Sends `body` with `key` in its place, and an `Idempotency-Key` if there is one.
async fn send(
    app: &App,
    (place, key): (Place, &str),
    (method, path): (&str, &str),
    more: &[(&str, &str)],
    mut body: Value,
) -> Answer {
    let bearer = format!("Bearer {key}");
    let mut path = path.to_owned();
    let mut headers = vec![("origin", SHOP), ("content-type", "application/json")];
    headers.extend(more);
    match place {
        Place::Bearer => headers.push(("authorization", &bearer)),
        Place::Header => headers.push(("x-api-key", key)),
        Place::Address => path = format!("{path}?apiKey={key}"),
        Place::Body => body = with(body, "apiKey", key),
    }
    app.request(method, &path, &headers, body).await
}

/// The number of requests left, according to the answer.
fn left(answer: &Answer) -> u32 {
    let state = answer
        .header("ratelimit")
        .unwrap_or_else(|| panic!("not counted: {}", answer.body));
    let left = state.split(";r=").nth(1).unwrap().split(';').next();
    left.unwrap().parse().unwrap()
}

#[test]
fn every_endpoint_counts_a_key_in_the_body() {
    run(async {
        let app = App::new().await;
        for (before, group) in GROUPS {
            if before != Before::Key(KeyedSurface::Site) {
                continue;
            }
            for (method, path) in group.routes.iter().filter(|(method, _)| *method != "get") {
                let method = method.to_uppercase();
                let place = (Place::Body, app.key.as_str());
                let answer = send(&app, place, (&method, path), &[], json!({})).await;
                left(&answer);
            }
        }
    });
}

#[test]
fn one_key_has_one_count_wherever_it_stands() {
    run(async {
        let app = App::new().await;
        let publishable = app.new_key("publishable", Some(app.project_id), &[]).await;
        let chat = ("POST", "/api/v1/chat");
        for (key, places) in [
            (&app.key, &[Place::Bearer, Place::Header, Place::Body][..]),
            (
                &publishable,
                &[Place::Bearer, Place::Header, Place::Body, Place::Address],
            ),
        ] {
            let mut before = None;
            for place in places {
                let answer = send(&app, (*place, key), chat, &[], json!({})).await;
                let left = left(&answer);
                assert!(
                    before.is_none_or(|before| before == left + 1),
                    "{place:?}: {left}"
                );
                before = Some(left);
            }
        }
    });
}

#[test]
fn a_repeated_request_is_recognised_wherever_its_key_stands() {
    run(async {
        let app = App::new().await;
        let chat = ("POST", "/api/v1/chat");
        for place in [Place::Bearer, Place::Body] {
            let name = format!("{place:?}");
            let more = [("idempotency-key", name.as_str())];
            let body = json!({ "question": QUESTION });
            let first = send(&app, (place, &app.key), chat, &more, body.clone()).await;
            let again = send(&app, (place, &app.key), chat, &more, body).await;
            assert_eq!(
                again.header("idempotency-replayed"),
                Some("true"),
                "{place:?}"
            );
            assert_eq!(first.json(), again.json());
        }
    });
}

#[test]
fn pages_with_one_key_are_counted_and_recognised_by_their_address() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("publishable", Some(app.project_id), &[]).await;
        let chat = ("POST", "/api/v1/chat");
        let place = (Place::Body, key.as_str());
        let from = |address| [("cf-connecting-ip", address), ("idempotency-key", "1")];
        let body = json!({ "question": QUESTION });
        let ada = send(&app, place, chat, &from("192.0.2.1"), body.clone())
            .await
            .json();
        let again = send(&app, place, chat, &from("192.0.2.1"), body.clone()).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(
            again.json()["sessionToken"],
            Value::Null,
            "a replay has no credential"
        );
        let eve = send(&app, place, chat, &from("192.0.2.2"), body).await;
        assert_eq!(eve.header("idempotency-replayed"), None);
        assert_ne!(eve.json()["conversationId"], ada["conversationId"]);
        let mut passed = 0;
        let refused = loop {
            let more = [("cf-connecting-ip", "192.0.2.3")];
            let answer = send(&app, place, chat, &more, json!({})).await;
            if answer.status == 429 {
                break answer;
            }
            passed += 1;
        };
        assert_eq!(passed, PUBLISHABLE_REQUESTS);
        refused.check_error(429, "rate_limited");
        assert!(refused.header("retry-after").is_some());
        let more = [("cf-connecting-ip", "192.0.2.4")];
        let other = send(&app, place, chat, &more, json!({})).await;
        other.check_error(400, "question_missing");
    });
}

#[test]
fn pages_pass_the_visitors_gate() {
    run(async {
        let app = App::new().await;
        let key = app.new_key("publishable", Some(app.project_id), &[]).await;
        app.native.gates.limit_as_deployed();
        for place in [Place::Body, Place::Bearer, Place::Address] {
            let address = format!("192.0.2.{}", place as u8);
            let more = [("cf-connecting-ip", address.as_str())];
            for number in 1..=21 {
                let chat = ("POST", "/api/v1/chat");
                let answer = send(&app, (place, &key), chat, &more, json!({})).await;
                let refused = answer.status == 429;
                assert_eq!(refused, number == 21, "{place:?} {number}: {}", answer.body);
            }
        }
    });
}

#[test]
fn the_public_cannot_use_up_the_owners_month() {
    run(async {
        let app = App::new().await;
        app.set_plan("free").await;
        let key = app.new_key("publishable", Some(app.project_id), &[]).await;
        let chat = ("POST", "/api/v1/chat");
        let body = json!({ "question": QUESTION });
        let mut answered = 0;
        let refused = loop {
            let answer = if answered % 2 == 0 {
                send(&app, (Place::Body, &key), chat, &[], body.clone()).await
            } else {
                let session = uuid_of(answered);
                app.chat(with(chat_body(QUESTION), "sessionId", session))
                    .await
            };
            if answer.status == 429 {
                break answer;
            }
            assert_eq!(answer.status, 200, "{}", answer.body);
            answered += 1;
        };
        assert_eq!(answered, 10, "a tenth of the plan's 100");
        refused.check_error(429, "daily_share_used_up");
        assert_eq!(
            refused.header("retry-after").unwrap(),
            SHARE_SECONDS.to_string()
        );
        let server = send(&app, (Place::Bearer, &app.key), chat, &[], body.clone()).await;
        assert_eq!(server.status, 200, "{}", server.body);
        app.native.clock.advance(u64::from(SHARE_SECONDS) * 1_000);
        let again = send(&app, (Place::Body, &key), chat, &[], body).await;
        assert_eq!(again.status, 200, "{}", again.body);
    });
}

fn uuid_of(number: u32) -> String {
    format!("0190aaaa-0000-7000-8000-{number:012}")
}
