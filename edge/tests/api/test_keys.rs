//! Test keys see and leave only test data: every route that reads answers as if the other kind of data did not exist,
//! numbers included.
//!
//! Two things include both kinds: the plan's answers, which keys of both kinds use up, and the export of a visitor,
//! which contains everything and which test keys cannot request.

use porchlight_edge::{
    jobs::sweep::sweep,
    router::{Before, GROUPS},
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, chat_body, run, with};

/// Queries that read more than a route's plain list. Their answers must not differ either.
const QUERIES: [(&str, &[&str]); 5] = [
    (
        "/api/v1/conversations",
        &["search=lamp", "filter=handoff", "filter=unanswered"],
    ),
    ("/api/v1/analytics/overview", &["range=all"]),
    ("/api/v1/analytics/activity", &["days=30"]),
    ("/v1/chatbots/{id}/conversations", &["limit=1"]),
    ("/v1/chatbots/{id}/analytics", &["from=2026-09-01"]),
];

/// The ids of objects that the other kind of key has made.
#[derive(Default)]
struct Foreign {
    conversation: String,
    lead: String,
    session: String,
}

/// All routes that read, on all surfaces with keys, at the project's address and at those of `foreign` data.
fn reads(app: &App, foreign: &Foreign) -> Vec<String> {
    let mut paths = Vec::new();
    for (before, group) in GROUPS {
        if !matches!(before, Before::Key(_)) {
            continue;
        }
        for (_, path) in group.routes.iter().filter(|(method, _)| *method == "get") {
            let of_one = if path.contains("/leads/{") {
                &foreign.lead
            } else if path.contains("/visitors/{") {
                &foreign.session
            } else {
                &foreign.conversation
            };
            let project = app.project_id.to_string();
            let filled = path
                .replace("chatbots/{id}", &format!("chatbots/{project}"))
                .replace("{agent_id}", &project);
            let filled = match filled.split_once('{') {
                Some((before, rest)) => {
                    let (_, after) = rest.split_once('}').unwrap();
                    format!("{before}{of_one}{after}")
                }
                None => filled,
            };
            let asked = QUERIES.iter().filter(|(of, _)| of == path);
            let more = asked.flat_map(|(_, queries)| *queries);
            paths.extend(more.map(|query| format!("{filled}?{query}")));
            paths.push(filled);
        }
    }
    assert!(paths.len() > 30, "{paths:?}");
    paths
}

/// The answers to the key at each address, without the usage of the plan.
async fn answers(app: &App, key: &str, paths: &[String]) -> Vec<(String, u16, Value)> {
    let mut answers = Vec::new();
    for path in paths {
        let headers = [("x-api-key", key)];
        let answer = app.request("GET", path, &headers, Value::Null).await;
        let mut body = answer.json();
        if let Some(fields) = body.as_object_mut() {
            fields.remove("credits");
        }
        answers.push((path.clone(), answer.status.as_u16(), body));
    }
    answers
}

struct Shop {
    app: App,
    test: String,
}

impl Shop {
    async fn new() -> Self {
        let app = App::new().await;
        app.set_plan("scale").await;
        let test = app.new_key("test", Some(app.project_id), &[]).await;
        Self { app, test }
    }

    async fn does(&self, key: &str, path: &str, body: Value) -> Value {
        let answer = self.app.call("POST", path, key, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        answer.json()
    }

    /// Everything that visitors and an operator do.
    async fn live_through(&self) -> Foreign {
        let app = &self.app;
        let (message, token) = app.ask(QUESTION).await;
        let id = message.conversation_id;
        let again = with(chat_body(UNANSWERABLE), "sessionToken", token.as_str());
        app.chat(with(again, "conversationId", id.to_string()))
            .await;
        let visitor = format!("/api/chat/{id}");
        let verdict =
            json!({ "message_id": message.id, "verdict": "unhelpful", "reason": "Too short" });
        let lead = json!({ "name": "Sarah", "email": "sarah@example.com" });
        for (what, body) in [
            ("feedback", verdict),
            ("lead", lead),
            ("handoff", json!({ "email": "sarah@example.com" })),
        ] {
            self.does(&token, &format!("{visitor}/{what}"), body).await;
        }
        self.answer_as_person(&app.key, &id.to_string()).await;
        let leads = format!("/v1/chatbots/{}/leads", app.project_id);
        let headers = [("x-api-key", &*app.key)];
        let listed = app.request("GET", &leads, &headers, Value::Null).await;
        let lead = listed.json()["leads"][0]["id"].clone();
        let owned = format!("/api/v1/conversations/{id}");
        let owned = app.call("GET", &owned, &app.key, Value::Null).await.json();
        Foreign {
            conversation: id.to_string(),
            lead: lead.as_str().unwrap().to_owned(),
            session: owned["sessionId"].as_str().unwrap().to_owned(),
        }
    }

    /// The same, as far as a test key can.
    async fn try_out(&self) -> Foreign {
        let ask = json!({ "question": QUESTION, "sessionId": "user-42" });
        let asked = self.does(&self.test, "/api/v1/chat", ask).await;
        let id = asked["conversationId"].as_str().unwrap().to_owned();
        let unanswerable = json!({ "question": UNANSWERABLE, "sessionId": "user-42" });
        self.does(&self.test, "/api/v1/chat", unanswerable).await;
        let verdict = json!({ "conversationId": id, "helpful": "no" });
        self.does(&self.test, "/api/v1/feedback", verdict).await;
        let handoff = json!({ "conversationId": id, "customerEmail": "sarah@example.com" });
        self.does(&self.test, "/api/v1/handoff", handoff).await;
        self.answer_as_person(&self.test, &id).await;
        Foreign {
            conversation: id,
            lead: self.app.project_id.to_string(),
            session: "user-42".to_owned(),
        }
    }

    async fn answer_as_person(&self, key: &str, id: &str) {
        let conversation = format!("/api/v1/conversations/{id}");
        for (what, body) in [
            (
                "takeover",
                json!({ "operatorId": "ada", "operatorName": "Ada" }),
            ),
            ("replies", json!({ "text": "Hello, I am Ada." })),
            (
                "notes",
                json!({ "text": "Lost parcel", "operatorName": "Ada" }),
            ),
        ] {
            self.does(key, &format!("{conversation}/{what}"), body)
                .await;
        }
        sweep(&self.app.native.platform).await.unwrap();
        self.app.run_jobs().await;
    }
}

fn check(with: &[(String, u16, Value)], without: &[(String, u16, Value)]) {
    for (one, other) in with.iter().zip(without) {
        assert_eq!(one, other);
    }
}

#[test]
fn what_a_test_key_reads_does_not_change_with_what_visitors_do() {
    run(async {
        let (busy, quiet) = (Shop::new().await, Shop::new().await);
        let foreign = busy.live_through().await;
        let paths = reads(&busy.app, &foreign);
        let seen = answers(&busy.app, &busy.test, &paths).await;
        let read = seen.iter().filter(|(_, status, _)| *status == 200);
        assert!(read.count() > 10, "{seen:?}");
        check(&seen, &answers(&quiet.app, &quiet.test, &paths).await);
    });
}

#[test]
fn what_a_live_key_reads_does_not_change_with_what_a_test_key_does() {
    run(async {
        let (busy, quiet) = (Shop::new().await, Shop::new().await);
        let foreign = busy.try_out().await;
        let mut paths = reads(&busy.app, &foreign);
        // Keys and the record of changes have ids of their own in each shop, and contain no word of a visitor.
        let apart = ["/visitors/", "/api/v1/keys", "/api/v1/audit"];
        paths.retain(|path| !apart.iter().any(|of| path.contains(of)));
        let seen = answers(&busy.app, &busy.app.key, &paths).await;
        let read = seen.iter().filter(|(_, status, _)| *status == 200);
        assert!(read.count() > 20, "{seen:?}");
        check(&seen, &answers(&quiet.app, &quiet.app.key, &paths).await);
    });
}
