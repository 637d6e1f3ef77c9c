//! Allowed origins with an asterisk.

use serde_json::{Value, json};

use crate::support::{App, QUESTION, chat_body, run};

#[test]
fn a_wildcard_admits_the_pages_of_subdomains_everywhere() {
    run(async {
        let app = App::new().await;
        let origins = json!({ "allowedOrigins": ["https://*.shop.example"] });
        let set = app.call("PATCH", "/api/v1/config", &app.key, origins).await;
        assert_eq!(set.status, 200, "{}", set.body);
        app.pause().await;
        for (origin, admitted) in [
            ("https://de.shop.example", true),
            ("https://shop.example", false),
            ("https://de.shop.example.evil.example", false),
        ] {
            let asked = app
                .post_from(origin, "/api/chat", chat_body(QUESTION))
                .await;
            assert_eq!(asked.status == 200, admitted, "{origin}: {}", asked.body);
            let settings = "/api/widget/config?project=shop";
            let read = app
                .request("GET", settings, &[("origin", origin)], Value::Null)
                .await;
            assert_eq!(read.status == 200, admitted, "{origin}: {}", read.body);
        }
        let frame = app.get("/embed/shop").await;
        let policy = frame.header("content-security-policy").unwrap();
        assert!(policy.ends_with("frame-ancestors 'self' https://*.shop.example"));
        let bad = json!({ "allowedOrigins": ["https://*.com"] });
        app.call("PATCH", "/api/v1/config", &app.key, bad)
            .await
            .check_error(400, "origin_invalid");
    });
}
