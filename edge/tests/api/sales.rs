//! `POST /api/widget/salespop-push` and `GET /api/widget/salespop`.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use crate::support::{Answer, App, SHOP, run, with};

/// The body of the example in the documents, word for word except for the project.
const PRINTED: &str = r#"{
    "project": "shop",
    "type": "signed_up",
    "name": "Sarah K.",
    "location": "Austin, TX",
    "product": "Pro Plan"
  }"#;

struct Shop {
    app: App,
    secret: String,
}

impl Shop {
    async fn new() -> Self {
        let app = App::new().await;
        let secret = app.new_key("push", Some(app.project_id), &[]).await;
        Self { app, secret }
    }

    async fn push(&self, body: Value) -> Answer {
        let path = "/api/widget/salespop-push";
        self.app.call("POST", path, &self.secret, body).await
    }

    async fn shown(&self) -> Vec<Value> {
        let answer = self.app.get("/api/widget/salespop?project=shop").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["events"].as_array().unwrap().clone()
    }
}

fn sale() -> Value {
    json!({ "project": "shop", "type": "purchased", "name": "Sarah Kim", "product": "Lamp" })
}

#[test]
fn the_printed_example_is_taken_and_shown() {
    run(async {
        let shop = Shop::new().await;
        assert!(shop.secret.starts_with("sp_"));
        let request = Request::post("/api/widget/salespop-push")
            .header("Content-Type", "application/json")
            .header("Authorization", format!("Bearer {}", shop.secret))
            .body(Body::from(PRINTED));
        let pushed = shop.app.send(request.unwrap()).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
        assert_eq!(pushed.json()["success"], true);
        assert_eq!(
            shop.shown().await,
            [json!({
                "id": pushed.json()["id"],
                "type": "signed_up",
                "name": "Sarah K.",
                "location": "Austin, TX",
                "product": "Pro Plan",
                "message": null,
                "occurredAt": "2026-09-21T14:13:20.000Z",
            })]
        );
    });
}

#[test]
fn a_wrong_push_secret_is_answered_as_printed() {
    run(async {
        let shop = Shop::new().await;
        for secret in ["sp_your_push_secret", "", "sk_live_nonsense"] {
            let refused = shop
                .app
                .call("POST", "/api/widget/salespop-push", secret, sale())
                .await;
            refused.check_error(401, "push_secret_invalid");
            assert_eq!(refused.json()["error"], "Invalid push secret");
            assert!(refused.header("www-authenticate").is_some());
        }
        shop.app
            .post("/api/widget/salespop-push", sale())
            .await
            .check_error(401, "push_secret_invalid");
    });
}

#[test]
fn a_push_secret_opens_its_own_project_only() {
    run(async {
        let shop = Shop::new().await;
        shop.push(with(sale(), "project", "rival"))
            .await
            .check_error(403, "project_not_allowed");
        for nobody in ["nobody", "../shop"] {
            shop.push(with(sale(), "project", nobody))
                .await
                .check_error(404, "project_not_found");
        }
        let publishable = shop
            .app
            .new_key("publishable", Some(shop.app.project_id), &[])
            .await;
        shop.app
            .call("POST", "/api/widget/salespop-push", &publishable, sale())
            .await
            .check_error(403, "scope_missing");
        // The owner's secret key may do everything that a push secret may.
        let owner = shop
            .app
            .call("POST", "/api/widget/salespop-push", &shop.app.key, sale())
            .await;
        assert_eq!(owner.status, StatusCode::CREATED);
    });
}

#[test]
fn what_was_pushed_before_is_refused() {
    run(async {
        let shop = Shop::new().await;
        let now = || "2026-09-21T14:00:00Z";
        for body in [
            sale(),
            with(sale(), "occurredAt", now()),
            with(sale(), "orderHash", "5e884898da"),
        ] {
            assert_eq!(shop.push(body.clone()).await.status, StatusCode::CREATED);
            shop.push(body).await.check_error(409, "event_duplicate");
        }
        let renamed = with(sale(), "name", "Sarah K.");
        let renamed = with(renamed, "orderHash", "5e884898da");
        shop.push(renamed).await.check_error(409, "event_duplicate");
        let next = with(sale(), "orderHash", "another");
        assert_eq!(shop.push(next).await.status, StatusCode::CREATED);
        shop.app.native.clock.advance(11 * 60 * 1_000);
        assert_eq!(shop.push(sale()).await.status, StatusCode::CREATED);
        assert_eq!(shop.shown().await.len(), 5);
    });
}

#[test]
fn a_repeated_call_gets_the_answer_of_the_first() {
    run(async {
        let shop = Shop::new().await;
        let push = async || {
            let path = "/api/widget/salespop-push";
            shop.app.once(path, &shop.secret, "the same", sale()).await
        };
        let first = push().await;
        let second = push().await;
        assert_eq!(second.status, StatusCode::CREATED);
        assert_eq!(first.json(), second.json());
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
    });
}

#[test]
fn what_is_old_wrong_or_too_long_is_refused() {
    run(async {
        let shop = Shop::new().await;
        for (key, value, code) in [
            (
                "occurredAt",
                "2026-09-14T14:13:19Z".to_owned(),
                "event_too_old",
            ),
            (
                "occurredAt",
                "2026-09-21T14:18:21Z".to_owned(),
                "event_in_future",
            ),
            ("occurredAt", "yesterday".to_owned(), "occurred_at_invalid"),
            ("type", "stolen".to_owned(), "invalid_json"),
            ("name", "sarah@example.com".to_owned(), "name_invalid"),
            ("location", "x".repeat(101), "text_too_long"),
            ("product", "x".repeat(101), "text_too_long"),
            ("message", "x".repeat(201), "text_too_long"),
            ("orderHash", "x".repeat(129), "text_too_long"),
        ] {
            shop.push(with(sale(), key, value))
                .await
                .check_error(400, code);
        }
        shop.push(json!({ "project": "shop" }))
            .await
            .check_error(400, "invalid_json");
        shop.push(with(sale(), "message", "x".repeat(20_000)))
            .await
            .check_error(413, "body_too_large");
        assert!(shop.shown().await.is_empty());
    });
}

#[test]
fn events_are_shown_shortened_newest_first_and_not_for_ever() {
    run(async {
        let shop = Shop::new().await;
        for number in 0..22 {
            let body = with(sale(), "orderHash", number.to_string());
            shop.push(with(body, "product", format!("Lamp {number}")))
                .await;
            shop.app.native.clock.advance(1_000);
        }
        let shown = shop.shown().await;
        assert_eq!(shown.len(), 20);
        assert_eq!(shown[0]["product"], "Lamp 21");
        assert_eq!(shown[0]["name"], "Sarah K.");
        shop.app.native.clock.advance(7 * 24 * 60 * 60 * 1_000);
        assert!(shop.shown().await.is_empty());
    });
}

#[test]
fn unchanged_events_are_not_sent_again() {
    run(async {
        let shop = Shop::new().await;
        let path = "/api/widget/salespop?project=shop";
        let etag = shop.app.get(path).await.header("etag").unwrap().to_owned();
        let again = async || {
            let headers = [("if-none-match", etag.as_str())];
            shop.app.request("GET", path, &headers, Value::Null).await
        };
        assert_eq!(again().await.status, StatusCode::NOT_MODIFIED);
        shop.push(sale()).await;
        assert_eq!(again().await.status, StatusCode::OK);
    });
}

#[test]
fn events_are_read_by_the_projects_own_pages() {
    run(async {
        let shop = Shop::new().await;
        let path = "/api/widget/salespop?project=shop";
        let from = async |origin: &str| {
            let headers = [("origin", origin)];
            shop.app.request("GET", path, &headers, Value::Null).await
        };
        assert_eq!(from(SHOP).await.status, StatusCode::OK);
        from("https://evil.example")
            .await
            .check_error(403, "origin_not_allowed");
        shop.app
            .get("/api/widget/salespop")
            .await
            .check_error(400, "project_missing");
        shop.app
            .get("/api/widget/salespop?project=nobody")
            .await
            .check_error(404, "project_not_found");
    });
}
