//! `/api/v1/config`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use porchlight_edge::{
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        settings::{
            rule::Rule,
            setting::{self, Group},
        },
    },
    services::projects::ORIGINS,
};
use porchlight_languages::DisplayLanguage::English;
use serde_json::{Value, json};

use crate::support::{Answer, App, SHOP, owner::rival, run};

const PATH: &str = "/api/v1/config";

pub(super) async fn read(app: &App) -> Answer {
    app.call("GET", PATH, &app.key, Value::Null).await
}

pub(super) async fn patch(app: &App, body: Value) -> Answer {
    app.call("PATCH", PATH, &app.key, body).await
}

#[test]
fn where_the_owner_is_written_to_is_no_secret_from_the_owner_alone() {
    run(async {
        let app = App::new().await;
        assert_eq!(read(&app).await.json().get("notifyEmail"), None);
        let body = json!({ "notifyEmail": "me@shop.example" });
        let patched = patch(&app, body).await.json();
        assert_eq!(patched["updated"], json!(["notifyEmail"]));
        assert_eq!(patched["config"]["notifyEmail"], "me@shop.example");
        assert_eq!(read(&app).await.json()["notifyEmail"], "me@shop.example");
        let key = app.key(KeyKind::Publishable, &[]).await;
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str()), ("origin", SHOP)];
        for path in [PATH, "/api/widget/config?project=shop"] {
            let shown = app.request("GET", path, &headers, Value::Null).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
            assert!(!shown.body.contains("me@shop.example"), "{path}");
        }
        let wrong = patch(&app, json!({ "notifyEmail": "me" })).await;
        wrong.check_error(400, "value_invalid");
        patch(&app, json!({ "notifyEmail": "" })).await;
        assert_eq!(read(&app).await.json().get("notifyEmail"), None);
    });
}

#[test]
fn every_setting_stands_at_the_top() {
    run(async {
        let app = App::new().await;
        let answer = read(&app).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let config = answer.json();
        for setting in setting::all() {
            // The owner's e-mail address is left out if there is none.
            let shown = setting.group != Group::Private;
            assert_eq!(
                config.get(setting.name).is_some(),
                shown,
                "{}",
                setting.name
            );
        }
        assert_eq!(config["showBranding"], true);
        assert_eq!(config["position"], "bottom-right");
        assert_eq!(config["allowedOrigins"], json!([SHOP]));
    });
}

#[test]
fn as_many_origins_are_taken_as_the_documents_say() {
    let most = setting::all().find_map(|setting| match setting.rule {
        Rule::Origins { most } => Some(most),
        _ => None,
    });
    assert_eq!(most, Some(ORIGINS));
}

#[test]
fn settings_that_the_client_has_are_not_sent_again() {
    run(async {
        let app = App::new().await;
        let etag = read(&app).await.header("etag").unwrap().to_owned();
        let seen = async |etag: &str| {
            let request = Request::get(PATH)
                .header("authorization", format!("Bearer {}", app.key))
                .header("if-none-match", etag);
            app.send(request.body(Body::empty()).unwrap()).await.status
        };
        assert_eq!(seen(&etag).await, StatusCode::NOT_MODIFIED);
        let weak = format!("\"other\", W/{etag}");
        assert_eq!(seen(&weak).await, StatusCode::NOT_MODIFIED);
        patch(&app, json!({ "botName": "Lumen" })).await;
        assert_eq!(seen(&etag).await, StatusCode::OK);
    });
}

#[test]
fn a_publishable_key_reads_from_the_owners_pages_and_changes_nothing() {
    run(async {
        let app = App::new().await;
        let key = app.key(KeyKind::Publishable, &[]).await;
        let get = async |origin: &str| {
            let request = Request::get(format!("{PATH}?apiKey={key}")).header("origin", origin);
            app.send(request.body(Body::empty()).unwrap()).await
        };
        assert_eq!(get(SHOP).await.status, StatusCode::OK);
        get("https://evil.example")
            .await
            .check_error(403, "origin_not_allowed");
        let request = Request::patch(PATH)
            .header("origin", SHOP)
            .header("content-type", "application/json")
            .body(Body::from(
                json!({ "apiKey": key, "botName": "Lumen" }).to_string(),
            ));
        app.send(request.unwrap())
            .await
            .check_error(403, "scope_missing");
    });
}

#[test]
fn a_change_is_told_and_reaches_the_widget() {
    run(async {
        let app = App::new().await;
        app.get("/api/widget/config?project=shop").await;
        let answer = patch(
            &app,
            json!({
                "botName": "Lumen", "primaryColor": "#ABC", "position": "bottom-left", "typingText": "One moment",
                "company": "Oak", "quickReplies": ["Pricing?"], "scheme": "dark", "handoff": false,
                "allowedOrigins": ["https://Shop.example/", "https://other.example"],
            }),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let body = answer.json();
        assert_eq!(
            body["updated"],
            json!([
                "primaryColor",
                "position",
                "botName",
                "typingText",
                "company",
                "quickReplies",
                "scheme",
                "handoff",
                "allowedOrigins",
            ])
        );
        assert_eq!(body["config"]["primaryColor"], "#aabbcc");
        assert_eq!(
            body["config"]["allowedOrigins"],
            json!(["https://shop.example", "https://other.example"])
        );
        let read = read(&app).await;
        let mut settings = read.json();
        let warnings = settings.as_object_mut().unwrap().remove("warnings");
        assert_eq!(warnings, Some(body["warnings"].clone()));
        assert_eq!(settings, body["config"]);
        assert_eq!(read.header("etag"), answer.header("etag"));
        let widget = app.get("/api/widget/config?project=shop").await.json();
        assert_eq!(widget["name"], "Lumen");
        assert_eq!(widget["theme"]["primaryColor"], "#aabbcc");
        assert_eq!(widget["texts"]["typingText"], "One moment");
        assert_eq!(widget["handoff"], false);
        let request = Request::get("/api/widget/config?project=shop")
            .header("origin", "https://other.example");
        let shown = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(shown.status, StatusCode::OK);
    });
}

#[test]
fn a_text_that_nobody_has_set_is_the_one_that_the_widget_shows() {
    run(async {
        let app = App::new().await;
        let english = read(&app).await.json();
        let texts: Vec<_> = setting::all()
            .filter(|setting| setting.sentence.is_some())
            .collect();
        assert_eq!(texts.len(), 12);
        for setting in &texts {
            let words = setting.own_words(English).unwrap();
            assert_eq!(english[setting.name], words, "{}", setting.name);
        }
        patch(&app, json!({ "aiLanguage": "de" })).await;
        let german = read(&app).await.json();
        assert_eq!(german["emailSkipText"], "Ohne E-Mail fortfahren");
        // Sending everything back sets nothing, so that visitors still read it in their language.
        let answer = patch(&app, german).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let widget = app.get("/api/widget/config?project=shop").await.json();
        assert_eq!(widget["texts"]["emailSkipText"], "");
    });
}

#[test]
fn a_change_is_in_the_record_of_changes() {
    run(async {
        let app = App::new().await;
        patch(&app, json!({ "botName": "Lumen" })).await;
        let record = app
            .call("GET", "/api/v1/audit", &app.key, Value::Null)
            .await
            .json();
        assert_eq!(record["entries"][0]["action"], "project.updated");
        assert_eq!(record["entries"][0]["detail"]["fields"], json!(["botName"]));
    });
}

#[test]
fn one_bad_value_changes_nothing() {
    run(async {
        let app = App::new().await;
        let before = read(&app).await.json();
        for (body, code) in [
            (json!({}), "no_valid_fields"),
            (json!({ "colour": "#123456" }), "no_valid_fields"),
            (
                json!({ "botName": "Lumen", "primaryColor": "red" }),
                "value_invalid",
            ),
            (json!({ "primaryColor": "#11223344" }), "value_invalid"),
            (json!({ "position": "top-left" }), "value_invalid"),
            (json!({ "aiLanguage": "German" }), "value_invalid"),
            (json!({ "greeting": "x".repeat(501) }), "value_invalid"),
            (json!({ "showBranding": "no" }), "value_invalid"),
            (
                json!({ "allowedOrigins": ["shop.example"] }),
                "origin_invalid",
            ),
            (json!([]), "invalid_json"),
        ] {
            patch(&app, body).await.check_error(400, code);
        }
        assert_eq!(
            patch(&app, json!({ "nothing": 1 })).await.json()["error"],
            "No valid fields to update"
        );
        assert_eq!(read(&app).await.json(), before);
    });
}

#[test]
fn only_the_scale_plan_removes_the_branding() {
    run(async {
        let app = App::new().await;
        app.set_plan("growth").await;
        patch(&app, json!({ "showBranding": false }))
            .await
            .check_error(403, "plan_required");
        app.set_plan("scale").await;
        let body = patch(&app, json!({ "showBranding": false })).await.json();
        assert_eq!(body["config"]["showBranding"], false);
        app.set_plan("free").await;
        assert_eq!(read(&app).await.json()["showBranding"], true);
    });
}

#[test]
fn a_change_that_rests_on_old_settings_is_refused() {
    run(async {
        let app = App::new().await;
        let etag = read(&app).await.header("etag").unwrap().to_owned();
        let change = async |etag: &str| {
            let request = Request::patch(PATH)
                .header("authorization", format!("Bearer {}", app.key))
                .header("content-type", "application/json")
                .header("if-match", etag)
                .body(Body::from(json!({ "botName": "Lumen" }).to_string()));
            app.send(request.unwrap()).await
        };
        let new = change(&etag).await;
        assert_eq!(new.status, StatusCode::OK);
        change(&etag).await.check_error(412, "settings_changed");
        let both = format!("\"other\", {}", new.header("etag").unwrap());
        // A proxy that compressed the response has made its tag a weak one.
        let weak = format!("W/{}", change(&both).await.header("etag").unwrap());
        assert_eq!(change(&weak).await.status, StatusCode::OK);
        change(&weak).await.check_error(412, "settings_changed");
        assert_eq!(change("*").await.status, StatusCode::OK);
    });
}

#[test]
fn wrong_keys_open_nothing() {
    run(async {
        let app = App::new().await;
        app.check_doors("GET", PATH, &Value::Null, Scope::Chat)
            .await;
        app.check_doors(
            "PATCH",
            PATH,
            &json!({ "botName": "x" }),
            Scope::ReadSettings,
        )
        .await;
        let test = app.key(KeyKind::Test, &[]).await;
        app.call("PATCH", PATH, &test, json!({ "botName": "x" }))
            .await
            .check_error(403, "test_key");
        assert_eq!(
            app.call("GET", PATH, &test, Value::Null).await.status,
            StatusCode::OK
        );
        app.call("PATCH", PATH, &rival(), json!({ "botName": "Rival" }))
            .await;
        assert_ne!(read(&app).await.json()["botName"], "Rival");
    });
}

#[test]
fn colours_in_which_text_cannot_be_read_are_warned_of_and_replaced() {
    run(async {
        let app = App::new().await;
        let fine = patch(&app, json!({ "botName": "Ember" })).await.json();
        assert_eq!(fine["warnings"], json!([]));
        let yellow = json!({ "primaryColor": "#ff0", "primaryForeground": "#fff" });
        let warned = patch(&app, yellow).await.json();
        assert_eq!(
            warned["config"]["primaryForeground"], "#ffffff",
            "as it was set"
        );
        let warnings = warned["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{warned}");
        assert_eq!(warnings[0]["code"], "contrast_low");
        assert_eq!(warnings[0]["field"], "primaryForeground");
        assert_eq!(warnings[0]["shown"], "#16181d");
        assert_eq!(read(&app).await.json()["warnings"], warned["warnings"]);
        let path = format!("/v1/chatbots/{}", app.project_id);
        let chatbot = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(chatbot["warnings"], warned["warnings"]);
        for page in ["/embed/shop", "/chat/shop"] {
            let html = app.get(page).await.body;
            assert!(
                html.contains("--pl-accent:#ffff00;--pl-accent-text:#16181d;"),
                "{page}"
            );
        }
        let black = json!({ "primaryColor": "#000000", "primaryForeground": "#ffffff" });
        let warned = patch(&app, black).await.json();
        assert_eq!(warned["warnings"][0]["field"], "primaryColor");
        let html = app.get("/embed/shop").await.body;
        assert!(!html.contains("--pl-dark-accent:#000000;"));
    });
}
