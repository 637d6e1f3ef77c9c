//! Entries about a project's name and about long texts in the record of changes.

use serde_json::{Value, json};

use crate::support::{App, run};

#[test]
fn the_record_says_from_what_to_what_a_project_was_renamed() {
    run(async {
        let app = App::new().await;
        let path = format!("/v1/chatbots/{}", app.project_id);
        let hello = "Hello! ".repeat(60);
        let renamed = json!({ "name": "Oak", "settings": { "greeting": hello } });
        let latest = async || app.read("/api/v1/audit").await["entries"][0]["detail"].clone();
        app.call("PATCH", &path, &app.key, renamed).await;
        let detail = latest().await;
        assert_eq!(detail["fields"], json!(["name", "greeting"]));
        let name = json!({ "from": "Lantern & Oak", "to": "Oak" });
        assert_eq!(detail["changes"]["name"], name);
        // A long text is cut, visibly.
        let recorded = detail["changes"]["greeting"]["to"].as_str().unwrap();
        let cut: String = hello.chars().take(200).collect();
        assert_eq!(recorded, format!("{cut}…"));

        app.native.clock.advance(1_000);
        let again = json!({ "name": "Elm", "settings": { "greeting": hello } });
        app.call("PATCH", &path, &app.key, again).await;
        assert_eq!(
            latest().await["changes"],
            json!({ "name": { "from": "Oak", "to": "Elm" } })
        );
        app.native.clock.advance(1_000);
        let settings = app.call("GET", "/api/v1/config", &app.key, Value::Null);
        let tag = settings.await.header("etag").unwrap().to_owned();
        let bearer = format!("Bearer {}", app.key);
        let headers = [("authorization", bearer.as_str()), ("if-match", &tag)];
        let undone = app.request("POST", "/api/v1/config/undo", &headers, Value::Null);
        assert_eq!(undone.await.status, 200);
        let detail = latest().await;
        assert_eq!(detail["fields"], json!(["name"]));
        assert_eq!(
            detail["changes"]["name"],
            json!({ "from": "Elm", "to": "Oak" })
        );
    });
}
