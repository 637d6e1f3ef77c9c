//! Bodies with a byte order mark, with half an emoji or in gzip, and streams for readers that end lines at other
//! characters.

use std::io::Write as _;

use axum::{body::Body, http::Request};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::{Scene, bodies, example, operations};
use crate::support::{App, QUESTION, chat_body, run, with};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_body_may_have_a_mark_half_an_emoji_and_be_compressed() {
    run(async {
        let mut scene = Scene::new().await;
        let mut tried = 0;
        for (call, operation, components) in operations(&scene) {
            for schema in bodies(&operation, &components) {
                if !schema["properties"].is_object() {
                    continue;
                }
                let mut body = example(schema);
                body.insert("unknown".into(), "x".into());
                let json = json!(body).to_string();
                let plain = scene.outcome(&call, &[], json.clone().into_bytes()).await;
                let strange = format!("\u{feff}{}", json.replace("\"x\"", r#""\ud83d""#));
                let packed = gzip(json.as_bytes());
                let gzip: &[(&str, &str)] = &[("content-encoding", "gzip")];
                for (more, bytes) in [(&[][..], strange.into_bytes()), (gzip, packed)] {
                    let (status, code) = scene.outcome(&call, more, bytes).await;
                    let refused = code == "invalid_json" || status == 415;
                    assert!(
                        !refused || (status, &code) == (plain.0, &plain.1),
                        "{} {}: {status} {code}, not {plain:?}",
                        call.method,
                        call.path
                    );
                }
                tried += 1;
            }
        }
        assert!(tried > 20, "{tried}");
    });
}

#[test]
fn half_an_emoji_in_an_old_message_does_not_keep_a_question_from_its_answer() {
    run(async {
        let app = App::new().await;
        let old = json!({ "role": "user", "content": "CUT" });
        let question = json!({ "role": "user", "content": QUESTION });
        let body = with(chat_body(QUESTION), "messages", json!([old, question]));
        let body = body.to_string().replace("CUT", r"Hello \ud83d");
        let request = Request::post("/api/chat").body(Body::from(body)).unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.message().text.contains("30 days"));
    });
}

#[test]
fn a_body_that_cannot_be_unpacked_is_refused_with_what_would_be_taken() {
    run(async {
        let app = App::new().await;
        let send = |coding: &'static str, body: Vec<u8>| {
            let request = Request::post("/api/chat")
                .header("content-encoding", coding)
                .body(Body::from(body));
            app.send(request.unwrap())
        };
        let refused = send("br", b"{}".to_vec()).await;
        refused.check_error(415, "unsupported_encoding");
        assert_eq!(refused.header("accept-encoding"), Some("gzip"));
        send("gzip", b"{}".to_vec())
            .await
            .check_error(400, "body_damaged");
        // A few kilobytes that decompress to far more than the limit.
        send("gzip", gzip(&vec![b' '; 5 * 1024 * 1024]))
            .await
            .check_error(400, "body_damaged");
    });
}

#[test]
fn a_stream_has_no_line_end_but_its_own() {
    run(async {
        let app = App::new().await;
        let settings = json!({ "company": "Lamp\u{2028}and\u{2029}Oak" });
        let set = app
            .call("PATCH", "/api/v1/config", &app.key, settings)
            .await;
        assert_eq!(set.status, 200, "{}", set.body);
        app.pause().await;
        let answer = app
            .chat(chat_body("Do you sell rockets to the moon?"))
            .await;
        assert!(answer.body.contains("Lamp"), "{}", answer.body);
        for end in ['\u{2028}', '\u{2029}', '\u{85}'] {
            assert!(!answer.body.contains(end), "{}", answer.body);
        }
        assert!(answer.message().text.contains("Lamp\u{2028}and"));
    });
}

#[test]
fn a_body_that_is_refused_names_its_field_everywhere() {
    run(async {
        let mut scene = Scene::new().await;
        let (mut named, mut faults) = (0, Vec::new());
        for (call, operation, components) in operations(&scene) {
            for schema in bodies(&operation, &components) {
                let fields = schema["properties"].as_object().into_iter().flatten();
                for (name, _) in fields {
                    let mut body = example(schema);
                    // No field accepts this value.
                    body.insert(name.clone(), json!([[{}]]));
                    let body = json!(body).to_string().into_bytes();
                    let path = scene.fill(&call.path);
                    let bearer = format!("Bearer {}", call.credential);
                    let headers = [("authorization", bearer.as_str())];
                    let answer = scene.send(&call.method, &path, &headers, body).await;
                    if answer.status == 200 || !answer.body.contains("invalid_json") {
                        continue;
                    }
                    if answer.body.contains(&format!("`{name}`")) {
                        named += 1;
                    } else if !answer.body.contains("missing field") {
                        faults.push(format!("{} {}: {}", call.method, call.path, answer.body));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(named > 40, "{named}");
    });
}

#[test]
fn a_field_that_is_null_is_one_that_was_left_out() {
    run(async {
        let app = App::new().await;
        let body = with(chat_body(QUESTION), "attachments", Value::Null);
        assert_eq!(app.chat(body).await.status, 200);
        let source = json!({ "question": "What?", "answer": "That.", "alternatives": null });
        let added = app.call("POST", "/api/v1/sources", &app.key, source).await;
        assert_eq!(added.status, 200, "{}", added.body);
        let missing = app
            .post("/api/widget/session", json!({ "project": null }))
            .await;
        missing.check_error(400, "invalid_json");
        assert!(missing.body.contains("`project`"), "{}", missing.body);
    });
}

#[test]
fn what_asks_for_nothing_needs_no_body() {
    run(async {
        let scene = Scene::new().await;
        let app = &scene.app;
        let begun = app
            .call("POST", "/api/chat/conversation", &scene.token, Value::Null)
            .await;
        assert_eq!(begun.status, 201, "{}", begun.body);
        let path = format!("/api/v1/conversations/{}/read", scene.conversation);
        let read = app.call("POST", &path, &app.key, Value::Null).await;
        assert_eq!(read.status, 200, "{}", read.body);
        for (method, path, said) in [
            ("POST", "/api/v1/keys", "missing field `kind`"),
            ("PUT", "/api/v1/model", "it is empty"),
        ] {
            let refused = app.call(method, path, &app.key, Value::Null).await;
            refused.check_error(400, "invalid_json");
            assert!(refused.body.contains(said), "{}", refused.body);
        }
    });
}
