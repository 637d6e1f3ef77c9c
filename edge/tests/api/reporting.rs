//! The surface for reports, as a client sees it.

use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, UNANSWERABLE, run};

struct Client {
    app: App,
    key: String,
}

impl Client {
    async fn new() -> Self {
        let app = App::new().await;
        let key = app
            .new_key("live", Some(app.project_id), &["reporting:read"])
            .await;
        Self { app, key }
    }

    async fn get(&self, rest: &str) -> Answer {
        self.get_as("application/json", rest).await
    }

    async fn get_as(&self, accept: &str, rest: &str) -> Answer {
        let path = format!("/api/public/v1/agents/{}/chats{rest}", self.app.project_id);
        let headers = [
            ("authorization", &*format!("Bearer {}", self.key)),
            ("accept", accept),
        ];
        self.app.request("GET", &path, &headers, Value::Null).await
    }

    /// Begins a conversation, a second after the one before.
    async fn ask(&self, question: &str) -> String {
        self.app.native.clock.advance(1_000);
        let body = json!({ "question": question });
        let answer = self
            .app
            .call("POST", "/api/v1/chat", &self.app.key, body)
            .await;
        answer.json()["conversationId"].as_str().unwrap().to_owned()
    }

    async fn ids(&self, query: &str) -> Vec<String> {
        let page = self.get(query).await.json();
        let chats = page["chats"].as_array().unwrap();
        chats
            .iter()
            .map(|chat| chat["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[test]
fn a_chat_has_its_public_fields_and_no_others() {
    run(async {
        let client = Client::new().await;
        let id = client.ask(QUESTION).await;
        client.app.native.clock.advance(1_000);
        let mark = porchlight_edge::platform::Statement::new(
            "UPDATE conversations SET holder = 'queue', handoff_at = updated_at + 1, visitor_email = 'a@b.example'",
        );
        client.app.native.db.batch(vec![mark]).await.unwrap();
        let chat = client.get(&format!("/{id}")).await;
        assert_eq!(chat.status, 200, "{}", chat.body);
        assert!(!chat.body.contains("a@b.example"));
        let chat = chat.json();
        assert_eq!(
            (&chat["state"], &chat["escalated"]),
            (&json!("escalated"), &json!(true))
        );
        let messages = chat["messages"].as_array().unwrap();
        for (message, (sender, kind)) in messages
            .iter()
            .zip([("visitor", "question"), ("assistant", "answer")])
        {
            let mut fields: Vec<&String> = message.as_object().unwrap().keys().collect();
            fields.sort();
            assert_eq!(
                fields,
                ["created_at", "escalated", "id", "sender", "text", "type"]
            );
            assert_eq!(
                (&message["sender"], &message["type"]),
                (&json!(sender), &json!(kind))
            );
        }
        assert_eq!(messages[0]["text"], QUESTION);
    });
}

#[test]
fn the_list_has_states_orders_and_pages() {
    run(async {
        let client = Client::new().await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(client.ask(QUESTION).await);
        }
        let escalate = porchlight_edge::platform::Statement::new(
            "UPDATE conversations SET holder = 'operator', handoff_at = 1 WHERE id = ?1",
        );
        client
            .app
            .native
            .db
            .batch(vec![escalate.bind(&*ids[1])])
            .await
            .unwrap();
        assert_eq!(client.ids("?order=asc").await, ids);
        let newest: Vec<String> = ids.iter().rev().cloned().collect();
        assert_eq!(client.ids("").await, newest);
        assert_eq!(client.ids("?state=escalated").await, [ids[1].clone()]);
        assert_eq!(client.ids("?state=resolved").await, Vec::<String>::new());
        assert_eq!(
            client.ids("?state=pending&order=asc").await,
            [ids[0].clone(), ids[2].clone()]
        );
        for order in ["asc", "desc"] {
            let mut seen = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = client
                    .get(&format!("?limit=1&order={order}{cursor}"))
                    .await
                    .json();
                seen.push(page["chats"][0]["id"].as_str().unwrap().to_owned());
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(
                seen,
                if order == "asc" {
                    ids.clone()
                } else {
                    newest.clone()
                }
            );
        }
    });
}

#[test]
fn the_window_is_thirty_days_and_at_most_183() {
    run(async {
        let client = Client::new().await;
        let old = client.ask(QUESTION).await;
        client.app.native.clock.advance(31 * 24 * 60 * 60 * 1_000);
        let new = client.ask(QUESTION).await;
        assert_eq!(client.ids("").await, std::slice::from_ref(&new));
        assert_eq!(client.ids("?from=2026-09-01").await, [new, old.clone()]);
        assert_eq!(client.ids("?from=2026-09-01&to=2026-09-30").await, [old]);
        for (query, code) in [
            ("from=2026-01-01&to=2026-07-03", "range_too_long"),
            ("from=2026-09-02&to=2026-09-01", "range_invalid"),
            ("to=never", "time_invalid"),
            ("limit=0", "limit_invalid"),
            ("limit=101", "limit_invalid"),
            ("state=pending,resolved", "invalid_query"),
            ("order=random", "invalid_query"),
            ("cursor=nonsense", "cursor_invalid"),
        ] {
            client
                .get(&format!("?{query}"))
                .await
                .check_error(400, code);
        }
    });
}

#[test]
fn a_whole_range_comes_as_csv_and_as_lines_of_json() {
    run(async {
        let client = Client::new().await;
        let ids = [client.ask(QUESTION).await, client.ask(UNANSWERABLE).await];
        let csv = client.get_as("text/csv", "?order=asc").await;
        assert_eq!(
            csv.header("content-type"),
            Some("text/csv; charset=utf-8; header=present")
        );
        let lines: Vec<&str> = csv.body.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("id,created_at,"));
        assert!(lines[1].starts_with(&ids[0]) && lines[2].starts_with(&ids[1]));
        let lines = client.get_as("application/x-ndjson", "?order=asc").await;
        let chats: Vec<Value> = lines
            .body
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(
            (&chats[0]["id"], &chats[1]["unanswered_count"]),
            (&json!(ids[0]), &json!(1))
        );
    });
}

#[test]
fn a_long_range_is_read_page_by_page_and_none_is_lost() {
    run(async {
        let client = Client::new().await;
        let many = porchlight_edge::platform::Statement::new(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1203)
             INSERT INTO conversations (id, project_id, session_id, created_at, updated_at)
             SELECT printf('0190aaaa-0000-7000-8000-%012d', n), ?1, '0190aaaa-0000-7000-8000-000000000000',
                    1790000000000 - n % 7, 0 FROM numbers",
        );
        let db = &client.app.native.db;
        db.batch(vec![many.bind(client.app.project_id)])
            .await
            .unwrap();
        let lines = client.get_as("application/x-ndjson", "").await;
        let mut ids: Vec<&str> = lines
            .body
            .lines()
            .map(|line| line.get(7..43).unwrap())
            .collect();
        assert_eq!(ids.len(), 1_203);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 1_203);
    });
}

#[test]
fn the_61st_request_in_a_minute_is_refused_for_its_key_alone() {
    run(async {
        let client = Client::new().await;
        for _ in 0..60 {
            assert_eq!(client.get("").await.status, 200);
        }
        let refused = client.get("").await;
        refused.check_error(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("60"));
        assert_eq!(
            client
                .app
                .call("GET", "/api/v1/keys", &client.app.key, Value::Null)
                .await
                .status,
            200
        );
        client.app.native.clock.advance(60_000);
        assert_eq!(client.get("").await.status, 200);
    });
}

#[test]
fn only_its_own_key_opens_it() {
    run(async {
        let client = Client::new().await;
        let foreign = client
            .app
            .call(
                "POST",
                "/api/admin/setup",
                crate::support::ROOT,
                json!({ "organization": "G", "project": "G" }),
            )
            .await
            .json();
        let path = format!("/api/public/v1/agents/{}/chats", client.app.project_id);
        let id = client.ask(QUESTION).await;
        let wrong_scope = client
            .app
            .new_key("live", Some(client.app.project_id), &["config:read"])
            .await;
        let test = client
            .app
            .new_key(
                "test",
                Some(client.app.project_id),
                &["reporting:read", "chat:write"],
            )
            .await;
        let chat = format!("{path}/{id}");
        for (key, path, status, code) in [
            ("", &path, 401, "key_invalid"),
            ("sk_live_1", &path, 401, "key_invalid"),
            (&*wrong_scope, &path, 403, "scope_missing"),
            (
                foreign["projectKey"].as_str().unwrap(),
                &path,
                404,
                "not_found",
            ),
            (
                foreign["organizationKey"].as_str().unwrap(),
                &chat,
                404,
                "not_found",
            ),
            (&*test, &chat, 404, "chat_not_found"),
        ] {
            client
                .app
                .call("GET", path, key, Value::Null)
                .await
                .check_error(status, code);
        }
        client.app.get(&path).await.check_error(401, "key_missing");
        let unknown = client.get("/0190aaaa-0000-7000-8000-000000000000").await;
        unknown.check_error(404, "chat_not_found");
        client
            .get("/conv_1")
            .await
            .check_error(404, "chat_not_found");
    });
}
