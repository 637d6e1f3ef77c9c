//! The requests of `@helperai/client` 0.4.5 as it writes them, and the fields that it reads.

use serde_json::{Value, json};

use crate::{
    operators::Desk,
    session::{begin, guest},
    support::{Answer, App, QUESTION, run},
};

struct Client {
    app: App,
    token: String,
    slug: String,
}

impl Client {
    async fn new() -> Self {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        Self { app, token, slug }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/api/chat/{path}").replace("SLUG", &self.slug);
        self.app.call(method, &path, &self.token, body).await
    }

    /// `messages.create`.
    async fn say(&self, content: &str) {
        let body = json!({
            "content": content, "tools": {}, "attachments": [], "customerSpecificTools": false,
        });
        let path = "conversation/SLUG/message";
        let posted = self.call("POST", path, body).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
        self.call("GET", "SLUG/events", Value::Null).await;
    }

    /// Sends what `chat.handler` makes `useChat` send. Returns the parts of the answer: their letters and their JSON.
    async fn ask(&self, id: &str, content: &str) -> Vec<(char, Value)> {
        let message = json!({
            "id": id, "role": "user", "content": content, "createdAt": "2026-01-01T00:00:00.000Z",
            "parts": [{ "type": "text", "text": content }],
        });
        let body = json!({
            "id": "chat-1", "message": message, "conversationSlug": self.slug, "tools": {},
            "customerSpecificTools": false,
        });
        let answer = self.app.call("POST", "/api/chat", &self.token, body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("x-vercel-ai-data-stream"), Some("v1"));
        let lines = answer.body.lines();
        lines
            .map(|line| {
                let (kind, json) = line.split_once(':').unwrap();
                let kind = kind.chars().next().unwrap();
                (kind, serde_json::from_str(json).unwrap())
            })
            .collect()
    }

    async fn unread(&self) -> Value {
        let answer = self.call("GET", "conversations/unread", Value::Null).await;
        answer.json()["count"].clone()
    }
}

#[test]
fn lists_and_conversations_have_the_fields_that_the_client_reads() {
    run(async {
        let client = Client::new().await;
        client.say(QUESTION).await;
        let list = client
            .call("GET", "conversations", Value::Null)
            .await
            .json();
        let listed = &list["conversations"][0];
        assert_eq!(listed["slug"], client.slug.as_str());
        assert_eq!(listed["isUnread"], true);
        assert_eq!(listed["isEscalated"], false);
        assert_eq!(listed["messageCount"], 2);
        assert_eq!(list["nextCursor"], Value::Null);
        let at = listed["latestMessageAt"].as_str().unwrap();
        let read = client
            .call("GET", "conversation/SLUG", Value::Null)
            .await
            .json();
        assert_eq!(read["messages"][1]["createdAt"], at);
        assert_eq!(client.unread().await, 1, "reading alone marks nothing");

        let id = read["messages"][1]["id"].as_str().unwrap();
        let path = format!("conversation/SLUG/message/{id}");
        let reaction = json!({ "type": "thumbs-down", "feedback": "Old" });
        client.call("POST", &path, reaction).await;
        let path = "conversation/SLUG?markRead=true";
        let whole = client.call("GET", path, Value::Null).await.json();
        assert_eq!(client.unread().await, 0);
        assert_eq!(whole["slug"], client.slug.as_str());
        assert_eq!(whole["isEscalated"], false);
        assert_eq!(whole["experimental_guideSessions"], json!([]));
        let answer = &whole["messages"][1];
        assert_eq!(answer["reactionType"], "thumbs-down");
        assert_eq!(answer["reactionFeedback"], "Old");
        for (field, value) in [
            ("staffName", Value::Null),
            ("reactionCreatedAt", Value::Null),
            ("publicAttachments", json!([])),
            ("privateAttachments", json!([])),
        ] {
            assert_eq!(answer.get(field), Some(&value), "{field}");
        }
        let marked = json!({ "markRead": true });
        let updated = client.call("PATCH", "conversation/SLUG", marked).await;
        assert_eq!(updated.json()["success"], true);
        client.call("POST", "SLUG/handoff", json!({})).await;
        let whole = client
            .call("GET", "conversation/SLUG", Value::Null)
            .await
            .json();
        assert_eq!(whole["isEscalated"], true);
    });
}

#[test]
fn a_person_has_a_name() {
    run(async {
        let desk = Desk::new().await;
        let reply = json!({ "text": "Hello.", "operatorId": "ada", "operatorName": "Ada" });
        desk.operate("replies", reply, 200).await;
        let path = format!("/api/chat/conversation/{}", desk.id);
        let whole = desk
            .app
            .call("GET", &path, &desk.token, Value::Null)
            .await
            .json();
        let messages = whole["messages"].as_array().unwrap();
        let reply = messages.last().unwrap();
        assert_eq!(
            (&reply["role"], &reply["staffName"]),
            (&json!("staff"), &json!("Ada"))
        );
    });
}

#[test]
fn a_message_of_the_ai_sdk_is_answered_in_its_own_stream() {
    run(async {
        let client = Client::new().await;
        let parts = client.ask("msg-1", QUESTION).await;
        let mut kinds: Vec<char> = parts.iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        assert_eq!(kinds, ['f', '0', 'h', '8', 'e', 'd'], "{parts:?}");
        let text = |parts: &[(char, Value)]| -> String {
            let pieces = parts.iter().filter(|(kind, _)| *kind == '0');
            pieces.map(|(_, text)| text.as_str().unwrap()).collect()
        };
        assert!(text(&parts).contains("30 days"), "{parts:?}");
        let (_, begun) = &parts[0];
        let (_, noted) = parts.iter().find(|(kind, _)| *kind == '8').unwrap();
        assert_eq!(noted, &json!([{ "id": begun["messageId"] }]));
        let (_, source) = parts.iter().find(|(kind, _)| *kind == 'h').unwrap();
        assert!(
            source["url"]
                .as_str()
                .unwrap()
                .starts_with("https://shop.example/returns")
        );
        // A message that is sent again is not answered again.
        let again = client.ask("msg-1", QUESTION).await;
        assert_eq!(text(&again), text(&parts));
        let whole = client
            .call("GET", "conversation/SLUG", Value::Null)
            .await
            .json();
        assert_eq!(whole["messages"].as_array().unwrap().len(), 2);
    });
}
