//! `/api/admin`: the first objects of a deployment.

use serde_json::{Value, json};

use crate::support::{App, ROOT, run};

fn setup_body() -> Value {
    json!({
        "organization": "Globex",
        "project": "Globex Shop",
        "allowedOrigins": ["https://globex.example/"],
        "plan": "growth",
    })
}

#[test]
fn the_root_secret_makes_an_organization_with_a_project_and_keys_that_work() {
    run(async {
        let app = App::new().await;
        let made = app
            .call("POST", "/api/admin/setup", ROOT, setup_body())
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(made["project"], "globex-shop");
        let key = made["projectKey"].as_str().unwrap();
        let question = json!({ "question": "How long may I return a lamp?" });
        let answer = app.call("POST", "/api/v1/chat", key, question).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["sources"], json!([]), "it knows nothing yet");
        let key = made["organizationKey"].as_str().unwrap();
        let listed = app
            .request("GET", "/v1/chatbots", &[("x-api-key", key)], Value::Null)
            .await;
        let chatbots = &listed.json()["chatbots"];
        assert_eq!(chatbots.as_array().unwrap().len(), 1, "{chatbots}");
        assert_eq!(
            chatbots[0]["allowedOrigins"],
            json!(["https://globex.example"])
        );
        assert!(made["publishableKey"].as_str().unwrap().starts_with("pk_"));
    });
}

#[test]
fn only_the_root_secret_opens_it() {
    run(async {
        let app = App::new().await;
        for secret in ["", "wrong", &app.key] {
            app.call("POST", "/api/admin/setup", secret, setup_body())
                .await
                .check_error(401, "root_secret_invalid");
        }
    });
}

#[test]
fn what_cannot_be_made_is_refused_as_a_whole() {
    run(async {
        let app = App::new().await;
        for (field, value, status, code) in [
            ("slug", json!("shop"), 409, "slug_taken"),
            ("slug", json!("No Slug"), 400, "slug_invalid"),
            ("organization", json!(" "), 400, "name_invalid"),
            ("project", json!("x".repeat(101)), 400, "name_invalid"),
            (
                "allowedOrigins",
                json!(["globex.example"]),
                400,
                "origin_invalid",
            ),
            (
                "allowedOrigins",
                json!(["https://globex.example/shop"]),
                400,
                "origin_invalid",
            ),
            ("plan", json!("huge"), 400, "invalid_json"),
        ] {
            let mut body = setup_body();
            body[field] = value;
            app.call("POST", "/api/admin/setup", ROOT, body)
                .await
                .check_error(status, code);
        }
        assert_eq!(
            app.count("SELECT count(*) AS n FROM organizations").await,
            1
        );
    });
}
