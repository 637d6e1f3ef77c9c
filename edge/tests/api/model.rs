//! The model of a project: choosing it, keeping its key secret, and testing it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    App,
    model_server::{ModelServer, Reply, pieces, says, with_network},
    run,
};

async fn put(app: &App, body: Value) -> Value {
    let set = app.call("PUT", "/api/v1/model", &app.key, body).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let got = app
        .call("GET", "/api/v1/model", &app.key, Value::Null)
        .await;
    assert_eq!(got.body, set.body);
    got.json()
}

async fn test(app: &App) -> Value {
    let tried = app
        .call("POST", "/api/v1/model/test", &app.key, Value::Null)
        .await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    tried.json()
}

#[test]
fn a_key_is_written_and_never_read() {
    run(async {
        let app = with_network().await;
        let body = json!({
            "provider": "openai", "baseUrl": "https://api.example.com/v1", "model": "m",
            "key": "sk-live-0123456789abcd", "headers": { "X-Team": "secret-team" },
        });
        let set = put(&app, body).await;
        assert_eq!(set["keyLastFour"], "abcd");
        assert_eq!(set["headerNames"], json!(["x-team"]));
        let text = set.to_string();
        assert!(
            !text.contains("0123456789") && !text.contains("secret-team"),
            "{text}"
        );
        let stored = app
            .count(
                "SELECT count(*) AS n FROM model_settings
                 WHERE sealed_key LIKE '%0123456789%' OR sealed_headers LIKE '%secret%' OR sealed_key NOT LIKE 'v1.%'",
            )
            .await;
        assert_eq!(stored, 0);
        let audited = app
            .count("SELECT count(*) AS n FROM audit WHERE action = 'model.updated' AND detail NOT LIKE '%0123%'")
            .await;
        assert_eq!(audited, 1);
    });
}

#[test]
fn a_key_stays_until_it_is_removed_or_would_go_elsewhere() {
    run(async {
        let app = with_network().await;
        let with_key = |base_url: &str, key: Value| {
            let mut body = json!({ "provider": "openai", "baseUrl": base_url, "model": "m" });
            if key != json!("left out") {
                body["key"] = key;
            }
            body
        };
        let (here, there) = ("https://api.example.com/v1", "https://evil.example.com/v1");
        put(&app, with_key(here, json!("sk-live-0123456789abcd"))).await;
        let left = put(&app, with_key(&format!("{here}/beta"), json!("left out"))).await;
        assert_eq!(left["keyLastFour"], "abcd");
        let moved = put(&app, with_key(there, json!("left out"))).await;
        assert_eq!(moved["keyLastFour"], "");
        let back = put(&app, with_key(here, json!("left out"))).await;
        assert_eq!(back["keyLastFour"], "", "a key that was forgotten stays so");
        put(&app, with_key(here, json!("sk-live-0123456789abcd"))).await;
        let removed = put(&app, with_key(here, Value::Null)).await;
        assert_eq!(removed["keyLastFour"], "");
    });
}

#[test]
fn an_address_is_public_and_encrypted_outside_of_development() {
    run(async {
        let mut app = with_network().await;
        app.native
            .configure(|config| porchlight_edge::config::Config {
                allow_loopback_sources: false,
                ..config
            });
        let app = App::over(app.native, app.project_id, app.key);
        for (base_url, code) in [
            ("http://api.example.com/v1", "https_required"),
            ("https://127.0.0.1/v1", "address_private"),
            ("https://169.254.169.254/latest", "address_private"),
            ("https://[::1]/v1", "address_private"),
            ("https://localhost/v1", "address_private"),
            ("ftp://api.example.com", "address_scheme"),
            ("nothing", "address_invalid"),
        ] {
            let body = json!({ "provider": "openai", "baseUrl": base_url, "model": "m" });
            let refused = app.call("PUT", "/api/v1/model", &app.key, body).await;
            assert_eq!(refused.status, 400, "{base_url}: {}", refused.body);
            let given = refused.json()["code"].as_str().unwrap().to_owned();
            assert!(
                given == code || (code.starts_with("address") && given != "value_invalid"),
                "{base_url}: {given}"
            );
        }
    });
}

#[test]
fn values_out_of_range_are_refused() {
    run(async {
        let app = with_network().await;
        for (name, value) in [
            ("model", json!("")),
            ("model", json!("m".repeat(201))),
            ("key", json!("a\r\nb")),
            ("headers", json!({ "Host": "a" })),
            ("headers", json!({ "x": "a\nb" })),
            ("instructions", json!("i".repeat(2_001))),
            ("firstWordMs", json!(499)),
            ("firstWordMs", json!(30_001)),
        ] {
            let mut body = json!({ "provider": "openai", "model": "m" });
            body[name] = value;
            let refused = app.call("PUT", "/api/v1/model", &app.key, body).await;
            refused.check_error(400, "value_invalid");
        }
        let body = json!({ "provider": "openai" });
        let refused = app.call("PUT", "/api/v1/model", &app.key, body).await;
        refused.check_error(400, "value_invalid");
    });
}

#[test]
fn a_test_asks_the_model_with_its_key_and_headers() {
    run(async {
        let server = ModelServer::start().await;
        let app = with_network().await;
        let no_model = app
            .call("POST", "/api/v1/model/test", &app.key, Value::Null)
            .await;
        no_model.check_error(409, "no_model");
        server
            .choose(&app, json!({ "headers": { "X-Team": "lamps" } }))
            .await;
        server.reply([says("OK")]);
        let tried = test(&app).await;
        assert_eq!(tried["ok"], true, "{tried}");
        assert_eq!(tried["model"], "scripted");
        let asked = server.asked();
        assert_eq!(asked[0].path, "/v1/chat/completions");
        assert_eq!(
            asked[0].headers["authorization"],
            "Bearer sk-scripted-0123456789"
        );
        assert_eq!(asked[0].headers["x-team"], "lamps");
        assert_eq!(asked[0].body["stream"], true);
    });
}

#[test]
fn a_test_says_in_words_what_is_wrong() {
    run(async {
        let server = ModelServer::start().await;
        let app = with_network().await;
        server.choose(&app, json!({ "firstWordMs": 500 })).await;
        let refuses = |status, body: &str| Reply::Refuses(status, body.into());
        for (replies, reason, word) in [
            (
                vec![refuses(
                    401,
                    r#"{"error":{"message":"Incorrect API key provided"}}"#,
                )],
                "key",
                "key",
            ),
            (
                vec![refuses(
                    404,
                    r#"{"error":{"message":"The model `scripted` does not exist"}}"#,
                )],
                "model",
                "name",
            ),
            (vec![refuses(404, "<html>")], "address", "base URL"),
            (
                vec![refuses(
                    403,
                    r#"{"error":{"code":"unsupported_country_region_territory"}}"#,
                )],
                "region",
                "region",
            ),
            (
                vec![refuses(429, r#"{"error":{"code":"insufficient_quota"}}"#)],
                "quota",
                "credit",
            ),
            (vec![refuses(500, ""), refuses(500, "")], "broken", "error"),
            (vec![Reply::Silence], "slow", "first word"),
            (vec![Reply::Says(Vec::new())], "empty", "without text"),
        ] {
            server.reply(replies);
            let tried = test(&app).await;
            assert_eq!(tried["ok"], false);
            assert_eq!(tried["reason"], reason, "{tried}");
            assert!(tried["message"].as_str().unwrap().contains(word), "{tried}");
        }
        let gone =
            json!({ "provider": "openai", "baseUrl": "http://127.0.0.1:9/v1", "model": "m" });
        put(&app, gone).await;
        assert_eq!(test(&app).await["reason"], "unreachable");
    });
}

#[test]
fn a_request_that_fails_before_its_first_word_is_sent_once_more() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([Reply::Refuses(503, String::new()), says("OK")]);
        assert_eq!(test(&app).await["ok"], true);
        assert_eq!(server.asked().len(), 2);
        server.reply([Reply::Breaks(pieces("OK")), says("OK")]);
        assert_eq!(
            test(&app).await["reason"],
            "unreachable",
            "not after the first word"
        );
        assert_eq!(server.asked().len(), 1);
        server.forget();
        server.reply([Reply::Refuses(401, String::new()), says("OK")]);
        assert_eq!(test(&app).await["reason"], "key");
        assert_eq!(server.asked().len(), 1, "a wrong key stays wrong");
    });
}

#[test]
fn a_model_that_is_late_is_not_waited_for() {
    run(async {
        let server = ModelServer::start().await;
        let app = with_network().await;
        server.choose(&app, json!({ "firstWordMs": 500 })).await;
        server.reply([Reply::Late(Duration::from_millis(1_500), pieces("OK"))]);
        assert_eq!(test(&app).await["reason"], "slow");
    });
}

#[test]
fn visitors_are_told_whether_a_model_answers() {
    run(async {
        let server = ModelServer::start().await;
        let app = with_network().await;
        let told = async || {
            let settings = app.get("/api/widget/config?project=shop").await;
            settings.json()["modelAnswers"].clone()
        };
        assert_eq!(told().await, false);
        server.choose(&app, json!({})).await;
        assert_eq!(told().await, true);
        put(&app, json!({ "provider": "extractive" })).await;
        assert_eq!(told().await, false);
    });
}
