//! The organization's surface, as a client sees it.

mod insight;

use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, UNANSWERABLE, run};

pub(crate) struct Client {
    pub(crate) app: App,
    key: String,
}

impl Client {
    pub(crate) async fn new() -> Self {
        let app = App::new().await;
        let key = app.new_key("live", None, &[]).await;
        Self { app, key }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.app
            .request(method, path, &[("x-api-key", &self.key)], body)
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Value::Null).await
    }

    pub(crate) fn shop(&self, rest: &str) -> String {
        format!("/v1/chatbots/{}{rest}", self.app.project_id)
    }
}

pub(crate) fn check_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.json()["error"], code, "{}", answer.body);
    assert!(answer.json()["message"].as_str().unwrap().len() > 10);
}

#[test]
fn chatbots_are_made_read_and_listed() {
    run(async {
        let client = Client::new().await;
        let body = json!({ "name": "Globex", "allowedOrigins": ["https://globex.example"] });
        let made = client.call("POST", "/v1/chatbots", body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(
            (&made["name"], &made["slug"]),
            (&json!("Globex"), &json!("globex"))
        );
        assert_eq!(made["settings"]["company"], "Globex");
        let read = client
            .get(&format!("/v1/chatbots/{}", made["id"].as_str().unwrap()))
            .await;
        assert_eq!(read.json(), made);
        let listed = client.get("/v1/chatbots").await.json();
        assert_eq!(listed["chatbots"].as_array().unwrap().len(), 3);
        assert_eq!(listed["next_cursor"], Value::Null);
        let first = client.get("/v1/chatbots?limit=2").await.json();
        assert_eq!(first["chatbots"].as_array().unwrap().len(), 2);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = client
            .get(&format!("/v1/chatbots?limit=2&cursor={cursor}"))
            .await
            .json();
        assert_eq!(second["chatbots"].as_array().unwrap().len(), 1);
        assert_eq!(second["next_cursor"], Value::Null);
    });
}

#[test]
fn a_message_gets_a_reply_with_its_sources() {
    run(async {
        let client = Client::new().await;
        let reply = client
            .call(
                "POST",
                &client.shop("/chat"),
                json!({ "message": QUESTION }),
            )
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let reply = reply.json();
        assert!(
            reply["reply"].as_str().unwrap().contains("30 days"),
            "{reply}"
        );
        let source = &reply["sources"][0];
        for field in ["title", "url", "snippet"] {
            assert!(!source[field].as_str().unwrap().is_empty(), "{field}");
        }
        let conversation = reply["conversationId"].as_str().unwrap();
        let more = json!({ "message": UNANSWERABLE, "conversationId": conversation });
        let second = client
            .call("POST", &client.shop("/chat"), more)
            .await
            .json();
        assert_eq!(second["conversationId"], *conversation);
        assert_eq!(second["sources"], json!([]));

        let listed = client.get(&client.shop("/conversations")).await.json();
        assert_eq!(listed["conversations"].as_array().unwrap().len(), 1);
        let entry = &listed["conversations"][0];
        assert_eq!(
            (&entry["messageCount"], &entry["unansweredCount"]),
            (&json!(4), &json!(1))
        );
        let whole = client
            .get(&format!("/v1/conversations/{conversation}"))
            .await
            .json();
        assert_eq!(whole["messages"].as_array().unwrap().len(), 4);
        assert_eq!(whole["messages"][0]["text"], QUESTION);
    });
}

#[test]
fn the_list_of_conversations_has_pages_and_dates() {
    run(async {
        let client = Client::new().await;
        for _ in 0..3 {
            client
                .call(
                    "POST",
                    &client.shop("/chat"),
                    json!({ "message": QUESTION }),
                )
                .await;
            client.app.native.clock.advance(1_000);
        }
        let first = client
            .get(&client.shop("/conversations?limit=2"))
            .await
            .json();
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = client
            .get(&client.shop(&format!("/conversations?limit=2&cursor={cursor}")))
            .await
            .json();
        assert_eq!(second["conversations"].as_array().unwrap().len(), 1);
        assert!(
            first["conversations"][1]["createdAt"].as_str()
                > second["conversations"][0]["createdAt"].as_str()
        );
        let early = client
            .get(&client.shop("/conversations?from=2026-01-01&to=2026-01-31"))
            .await
            .json();
        assert_eq!(early["conversations"], json!([]));
        for (query, code) in [
            ("from=yesterday", "time_invalid"),
            ("from=2026-02-01&to=2026-01-01", "range_invalid"),
            ("from=2000-01-01&to=2026-01-01", "range_too_long"),
            ("limit=0", "limit_invalid"),
            ("limit=101", "limit_invalid"),
            ("limit=many", "invalid_query"),
            ("cursor=x", "cursor_invalid"),
            (
                &format!("cursor={cursor}&from=2026-09-01"),
                "cursor_invalid",
            ),
        ] {
            check_error(
                &client
                    .get(&client.shop(&format!("/conversations?{query}")))
                    .await,
                400,
                code,
            );
        }
    });
}

#[test]
fn what_is_somebody_elses_does_not_exist() {
    run(async {
        let client = Client::new().await;
        let reply = client
            .call(
                "POST",
                &client.shop("/chat"),
                json!({ "message": QUESTION }),
            )
            .await
            .json();
        let conversation = reply["conversationId"].as_str().unwrap();
        let body = json!({ "organization": "Globex", "project": "Globex" });
        let foreign = client
            .app
            .call("POST", "/api/admin/setup", crate::support::ROOT, body)
            .await
            .json();
        let foreign = Client {
            key: foreign["organizationKey"].as_str().unwrap().to_owned(),
            ..client
        };
        for path in [
            foreign.shop(""),
            foreign.shop("/conversations"),
            format!("/v1/conversations/{conversation}"),
            "/v1/chatbots/bot_123".into(),
            "/v1/conversations/conv_456".into(),
        ] {
            check_error(&foreign.get(&path).await, 404, "not_found");
        }
        let chat = foreign
            .call(
                "POST",
                &foreign.shop("/chat"),
                json!({ "message": QUESTION }),
            )
            .await;
        check_error(&chat, 404, "not_found");
    });
}

#[test]
fn bad_messages_are_refused() {
    run(async {
        let client = Client::new().await;
        let nobodys = "0190aaaa-0000-7000-8000-000000000000";
        for (body, status, code) in [
            (json!({}), 400, "message_missing"),
            (json!({ "message": " " }), 400, "question_missing"),
            (
                json!({ "message": "x".repeat(1_001) }),
                400,
                "question_too_long",
            ),
            (
                json!({ "message": "x", "conversationId": nobodys }),
                404,
                "conversation_not_found",
            ),
            (json!([]), 400, "invalid_json"),
        ] {
            check_error(
                &client.call("POST", &client.shop("/chat"), body).await,
                status,
                code,
            );
        }
    });
}

#[test]
fn the_plan_says_how_many_requests_a_minute() {
    run(async {
        for (plan, limit) in [
            ("free", 20),
            ("starter", 60),
            ("growth", 120),
            ("scale", 300),
        ] {
            let client = Client::new().await;
            client.app.set_plan(plan).await;
            for left in (0..limit).rev() {
                let answer = client.get("/v1/chatbots").await;
                assert_eq!(answer.status, 200);
                let policy = format!("\"minute\";q={limit};w=60");
                assert_eq!(answer.header("ratelimit-policy"), Some(&*policy));
                assert!(
                    answer
                        .header("ratelimit")
                        .unwrap()
                        .starts_with(&format!("\"minute\";r={left};"))
                );
            }
            client.app.native.clock.advance(30_000);
            let refused = client.get("/v1/chatbots").await;
            check_error(&refused, 429, "rate_limited");
            assert_eq!(refused.header("retry-after"), Some("30"));
            // Another key has its own count.
            let other = client.app.new_key("live", None, &[]).await;
            let answer = client
                .app
                .request("GET", "/v1/chatbots", &[("x-api-key", &other)], Value::Null)
                .await;
            assert_eq!(answer.status, 200);
            client.app.native.clock.advance(29_999);
            assert_eq!(client.get("/v1/chatbots").await.status, 429);
            client.app.native.clock.advance(1);
            assert_eq!(client.get("/v1/chatbots").await.status, 200);
        }
    });
}

#[test]
fn a_key_of_one_chatbot_sees_that_one() {
    run(async {
        let client = Client::new().await;
        let key = client
            .app
            .new_key("live", Some(client.app.project_id), &[])
            .await;
        let client = Client { key, ..client };
        let listed = client.get("/v1/chatbots").await.json();
        assert_eq!(listed["chatbots"].as_array().unwrap().len(), 1);
        let made = client
            .call("POST", "/v1/chatbots", json!({ "name": "x" }))
            .await;
        check_error(&made, 403, "key_of_one_chatbot");
    });
}
