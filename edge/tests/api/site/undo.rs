//! `/api/v1/config/undo`.

use serde_json::{Value, json};

use super::settings::{patch, read};
use crate::support::{App, run};

#[test]
fn the_latest_change_is_taken_back_and_brought_back() {
    run(async {
        let app = App::new().await;
        let undo = async |tag: &str| {
            let bearer = format!("Bearer {}", app.key);
            let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
            let path = "/api/v1/config/undo";
            app.request("POST", path, &headers, Value::Null).await
        };
        let tag = async || {
            let settings = read(&app).await;
            settings.header("etag").unwrap().to_owned()
        };
        let path = "/api/v1/config/undo";
        app.call("POST", path, &app.key, Value::Null)
            .await
            .check_error(412, "if_match_missing");
        undo(&tag().await).await.check_error(409, "nothing_to_undo");
        patch(&app, json!({ "company": "Oak" })).await;
        let change = json!({
            "company": "Elm", "primaryColor": "#112233", "allowedOrigins": ["https://elm.example"],
        });
        patch(&app, change).await;
        let changed = tag().await;
        let undone = undo(&changed).await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        let config = undone.json();
        assert_eq!(
            config["updated"],
            json!(["primaryColor", "company", "allowedOrigins"])
        );
        assert_eq!(
            (
                &config["config"]["company"],
                &config["config"]["primaryColor"]
            ),
            (&json!("Oak"), &json!("#3737f6"))
        );
        assert_eq!(
            config["config"]["allowedOrigins"],
            json!(["https://shop.example"])
        );
        let seen = app.get("/api/widget/config?project=shop").await.json();
        assert_eq!(seen["company"], "Oak", "visitors see it");
        undo(&changed).await.check_error(412, "settings_changed");
        let again = undo(&tag().await).await.json();
        assert_eq!(again["config"]["company"], "Elm");
    });
}
