//! `POST /api/v1/site-look`.

use std::sync::Arc;

use porchlight_edge::{platform::native::Native, providers::extractive::Extractive};
use serde_json::{Value, json};

use crate::{
    doctor::Website,
    support::{App, NOW, SHOP, run},
};

async fn looked_at(html: &'static str, url: &str) -> (App, crate::support::Answer) {
    let website = Arc::new(Website { html, policy: None });
    let native = Native::new(NOW, website, Arc::new(Extractive)).unwrap();
    let app = App::in_platform(native).await;
    let body = json!({ "url": url });
    let answer = app.call("POST", "/api/v1/site-look", &app.key, body).await;
    (app, answer)
}

#[test]
fn the_colour_and_the_logo_of_a_website_are_told_and_not_set() {
    run(async {
        let html =
            "<meta name=theme-color content=#D97000><link rel=apple-touch-icon href=/touch.png>";
        let (app, answer) = looked_at(html, SHOP).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let look = answer.json();
        assert_eq!(
            look["colours"],
            json!({ "primaryColor": "#d97000", "primaryForeground": "#16181d" })
        );
        assert_eq!(look["logoUrl"], "https://shop.example/touch.png");
        assert_eq!(look["failure"], Value::Null);
        let config = app
            .call("GET", "/api/v1/config", &app.key, Value::Null)
            .await;
        assert_eq!(config.json()["primaryColor"], "#3737f6");
        // The returned colours can be set.
        let set = app
            .call("PATCH", "/api/v1/config", &app.key, look["colours"].clone())
            .await;
        assert_eq!(set.status, 200, "{}", set.body);
    });
}

#[test]
fn nothing_inside_a_network_is_looked_at() {
    run(async {
        for inside in [
            "http://10.0.0.1/",
            "http://169.254.169.254/",
            "file:///etc/passwd",
        ] {
            let (_, answer) = looked_at("<meta name=theme-color content=#0a7d55>", inside).await;
            assert_eq!(answer.status, 400, "{inside}: {}", answer.body);
        }
        // Nor at an address that the page gives for its manifest. Every address answers with the same page, which is
        // both.
        let outside = r##"{"theme_color":"#0a7d55","page":"<link rel=manifest href=/manifest>"}"##;
        let (_, answer) = looked_at(outside, SHOP).await;
        assert_eq!(answer.json()["colours"]["primaryColor"], "#0a7d55");
        let inside =
            r##"{"theme_color":"#0a7d55","page":"<link rel=manifest href=http://10.0.0.1/>"}"##;
        let (_, answer) = looked_at(inside, SHOP).await;
        assert_eq!(answer.json()["colours"], Value::Null);
    });
}
