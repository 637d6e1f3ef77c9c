//! Changing a chatbot, and its leads and numbers.

use serde_json::{Value, json};

use super::{Client, check_error};
use crate::support::{QUESTION, UNANSWERABLE, run};

#[test]
fn a_chatbot_is_changed_and_its_visitors_see_it() {
    run(async {
        let client = Client::new().await;
        let body = json!({
            "name": "Lantern",
            "allowedOrigins": ["https://new.example"],
            "settings": { "botName": "Ada", "primaryColor": "#0A7A5C" },
        });
        let changed = client.call("PATCH", &client.shop(""), body).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let changed = changed.json();
        assert_eq!(
            (&changed["name"], &changed["settings"]["name"]),
            (&json!("Lantern"), &json!("Ada"))
        );
        assert_eq!(changed["allowedOrigins"], json!(["https://new.example"]));
        let config = client
            .app
            .get("/api/widget/config?project=shop")
            .await
            .json();
        assert_eq!(
            (&config["name"], &config["theme"]["primaryColor"]),
            (&json!("Ada"), &json!("#0a7a5c"))
        );
        for (body, status, code) in [
            (json!({}), 400, "no_valid_fields"),
            (json!({ "name": " " }), 400, "name_invalid"),
            (json!({ "name": "a\nb" }), 400, "name_invalid"),
            (
                json!({ "settings": { "primaryColor": "red" } }),
                400,
                "value_invalid",
            ),
            (
                json!({ "allowedOrigins": ["nowhere"] }),
                400,
                "origin_invalid",
            ),
        ] {
            check_error(
                &client.call("PATCH", &client.shop(""), body).await,
                status,
                code,
            );
        }
    });
}

#[test]
fn leads_are_listed_and_read_with_their_conversation() {
    run(async {
        let client = Client::new().await;
        let (message, token) = client.app.ask(QUESTION).await;
        let path = format!("/api/chat/{}/lead", message.conversation_id);
        let body =
            json!({ "name": "Ada", "email": "ada@example.com", "consent": "You may write to me." });
        let left = client.app.call("POST", &path, &token, body).await;
        assert!(left.status.is_success(), "{}", left.body);
        let listed = client.get(&client.shop("/leads")).await.json();
        let lead = &listed["leads"][0];
        assert_eq!(
            (&lead["name"], &lead["email"]),
            (&json!("Ada"), &json!("ada@example.com"))
        );
        assert_eq!(listed["next_cursor"], Value::Null);
        let whole = client
            .get(&format!("/v1/leads/{}", lead["id"].as_str().unwrap()))
            .await
            .json();
        assert_eq!(whole["messages"].as_array().unwrap().len(), 2);
        check_error(
            &client
                .get("/v1/leads/0190aaaa-0000-7000-8000-000000000000")
                .await,
            404,
            "not_found",
        );
    });
}

#[test]
fn the_numbers_of_a_range_are_exact_at_once() {
    run(async {
        let client = Client::new().await;
        for question in [QUESTION, UNANSWERABLE] {
            client
                .call(
                    "POST",
                    &client.shop("/chat"),
                    json!({ "message": question }),
                )
                .await;
        }
        let numbers = client.get(&client.shop("/analytics")).await;
        assert_eq!(numbers.status, 200, "{}", numbers.body);
        let numbers = numbers.json();
        for (field, expected) in [
            ("conversations", 2),
            ("questions", 2),
            ("answers", 2),
            ("unanswered", 1),
            ("handoffs", 0),
            ("satisfactionRate", 0),
        ] {
            assert_eq!(numbers[field], expected, "{field}");
        }
        let early = client
            .get(&client.shop("/analytics?from=2026-01-01&to=2026-01-31&timezone=Europe/Berlin"))
            .await
            .json();
        assert_eq!(
            (&early["questions"], &early["from"]),
            (&json!(0), &json!("2025-12-31T23:00:00.000Z"))
        );
        check_error(
            &client
                .get(&client.shop("/analytics?timezone=Nowhere"))
                .await,
            400,
            "timezone_invalid",
        );
        check_error(
            &client.get(&client.shop("/analytics?from=2000-01-01")).await,
            400,
            "range_too_long",
        );
    });
}
