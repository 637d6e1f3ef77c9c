//! The statements of a question, one by one. A new statement shows up here before it costs anything.

use std::sync::Arc;

use axum::http::StatusCode;
use porchlight_edge::jobs::sweep::sweep;
use porchlight_edge::platform::{Statement, native::counted::Counted};
use porchlight_shared::ids::{ProjectId, SourceId};
use serde_json::json;

use crate::support::{Answer, App, NOW, QUESTION, SHOP, UNANSWERABLE, chat_body, run, with};

/// The name of a statement, by its kind and its tables: `SELECT citations messages`.
fn name(sql: &str) -> String {
    let words: Vec<&str> = sql
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let verb = words
        .iter()
        .find(|word| ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(word))
        .unwrap_or_else(|| panic!("{sql}"));
    let mut name = (*verb).to_owned();
    for pair in words.windows(2) {
        let is_table = ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0])
            && !["SET", "SELECT", "json_each"].contains(&pair[1]);
        if is_table && !name.contains(pair[1]) {
            name = format!("{name} {}", pair[1]);
        }
    }
    name
}

/// The number of statements in `calls` with the name `of`.
fn readings(calls: &[String], of: &str) -> usize {
    let statements = calls.iter().flat_map(|call| call.split("; "));
    statements.filter(|statement| *statement == of).count()
}

struct Watched {
    app: App,
    database: Arc<Counted>,
}

impl Watched {
    async fn new() -> Self {
        let (app, database) = App::counted().await;
        // The free plan counts credits, so its questions need the most statements.
        app.set_plan("free").await;
        Self { app, database }
    }

    /// The calls since the last call of this. The statements of a batch are on one line.
    fn calls(&self) -> Vec<String> {
        let calls = self.database.take();
        let names = |call: Vec<&str>| call.into_iter().map(name).collect::<Vec<_>>().join("; ");
        calls.into_iter().map(names).collect()
    }

    /// Sends the next message `says` of the visitor who got the answer `first`, in the same conversation.
    async fn visitor(&self, first: &Answer, says: &str, id: &str) {
        let token = first.header("x-session-token").unwrap();
        let conversation = first.message().conversation_id.to_string();
        let body = with(chat_body(says), "sessionToken", token);
        let body = with(body, "conversationId", conversation);
        let answer = self.app.chat(with(body, "clientMessageId", id)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[test]
fn a_visitors_question_asks_the_database_this() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        // Creates the copy of the project in KV.
        app.get("/api/widget/config?project=shop").await;
        watched.calls();
        let asked = app.chat(with(chat_body(QUESTION), "clientMessageId", FIRST_MESSAGE));
        let asked = asked.await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert_eq!(watched.calls(), FIRST_OF_VISITOR);
        let question = "And how do refunds reach my account?";
        watched.visitor(&asked, question, NEXT_MESSAGE).await;
        assert_eq!(watched.calls(), NEXT_OF_VISITOR);
    });
}

#[test]
fn whatever_a_visitor_says_is_answered_with_one_reading_of_the_conversation() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        app.get("/api/widget/config?project=shop").await;
        let first = app.chat(chat_body(QUESTION)).await;
        let all_said = [
            "And how do refunds reach my account?",
            UNANSWERABLE,
            // The second in a row, after which a person is offered.
            UNANSWERABLE,
            "I want to talk to a person",
            "Yes please",
            "This is useless!",
            "Hello",
        ];
        for (number, said) in all_said.into_iter().enumerate() {
            let id = format!("0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1b{number:02}");
            watched.calls();
            watched.visitor(&first, said, &id).await;
            let calls = watched.calls();
            let readings = |of| readings(&calls, of);
            assert_eq!(readings("SELECT conversations"), 1, "{said}: {calls:#?}");
            assert_eq!(readings(PROJECT), 0, "{said}: {calls:#?}");
        }
    });
}

#[test]
fn a_question_by_any_way_reads_its_project_and_its_conversation_once() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        let organization = app.new_key("live", None, &[]).await;
        let publishable = app.new_key("publishable", Some(app.project_id), &[]).await;
        let key = |key: &str| vec![("x-api-key", key.to_owned())];
        let on_page = |key: &str| vec![("x-api-key", key.to_owned()), ("origin", SHOP.to_owned())];
        let asks = json!({ "question": QUESTION, "sessionId": "ada" });
        let chatbot = format!("/v1/chatbots/{}/chat", app.project_id);
        let (_, token) = app.ask(QUESTION).await;
        let begun = app
            .call("POST", "/api/chat/conversation", &token, json!({}))
            .await;
        let slug = begun.json()["conversationSlug"].clone();
        let posted = format!("/api/chat/conversation/{}/message", slug.as_str().unwrap());
        let bearer = vec![("authorization", format!("Bearer {token}"))];
        for (path, headers, body, conversation) in [
            ("/api/v1/chat", key(&app.key), asks.clone(), 1),
            ("/api/v1/chat?project=shop", key(&organization), asks, 1),
            (
                "/api/v1/chat",
                on_page(&publishable),
                json!({ "question": QUESTION }),
                0,
            ),
            (
                &chatbot,
                key(&organization),
                json!({ "message": QUESTION }),
                0,
            ),
            (
                "/api/chat",
                bearer.clone(),
                json!({ "message": QUESTION, "conversationSlug": slug }),
                1,
            ),
            (&posted, bearer, json!({ "content": QUESTION }), 1),
        ] {
            watched.calls();
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = app.request("POST", path, &headers, body).await;
            assert!(answer.status.is_success(), "{path}: {}", answer.body);
            let calls = watched.calls();
            let readings = |of| readings(&calls, of);
            let read = readings("SELECT conversations");
            assert_eq!(read, conversation, "{path}: {calls:#?}");
            assert_eq!(readings(PROJECT), 1, "{path}: {calls:#?}");
        }
    });
}

#[test]
fn a_question_of_the_owners_server_asks_the_database_this() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        for expected in [&FIRST_OF_SITE[..], &NEXT_OF_SITE] {
            watched.calls();
            let body = json!({ "question": QUESTION, "sessionId": "ada" });
            let asked = app.call("POST", "/api/v1/chat", &app.key, body).await;
            assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
            assert_eq!(watched.calls(), expected);
        }
    });
}

/// The id of the first question. The widget sends one with each question.
const FIRST_MESSAGE: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";
const NEXT_MESSAGE: &str = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2c";

const PROJECT: &str = "SELECT projects organizations";
/// Posts the question, and reads what its answer needs.
const POSTED: &str = "SELECT passage_statistics passage_vocabulary; SELECT model_settings; INSERT sessions; \
                      INSERT conversations; INSERT messages conversations";
/// The same if the room reads the earlier messages.
const POSTED_LATER: &str = "SELECT citations messages; SELECT passage_statistics passage_vocabulary; SELECT model_settings; \
                            INSERT sessions; INSERT conversations; INSERT messages conversations";
const FOUND: &str = "SELECT passage_postings hits passages scored";
/// Stores the answer with its events, and puts their deliveries into the queue.
const ANSWERED: &str = "INSERT messages; INSERT citations; INSERT credits; INSERT events; INSERT events; \
                        UPDATE conversations; UPDATE deliveries";

const FIRST_OF_VISITOR: [&str; 4] = [
    "SELECT sessions; SELECT conversations; SELECT credits",
    POSTED,
    FOUND,
    ANSWERED,
];

const NEXT_OF_VISITOR: [&str; 4] = [
    "SELECT sessions; SELECT conversations; SELECT credits; SELECT citations messages",
    POSTED,
    FOUND,
    ANSWERED,
];

const FIRST_OF_SITE: [&str; 8] = [
    "SELECT api_keys organizations",
    "UPDATE api_keys",
    PROJECT,
    "SELECT conversations",
    "SELECT credits",
    POSTED,
    FOUND,
    ANSWERED,
];

const NEXT_OF_SITE: [&str; 7] = [
    "SELECT api_keys organizations",
    PROJECT,
    "SELECT conversations",
    "SELECT credits",
    POSTED_LATER,
    FOUND,
    ANSWERED,
];

/// The most statements in one invocation on Cloudflare's free plan.
/// <https://developers.cloudflare.com/d1/platform/limits/>
const IN_ONE_INVOCATION: usize = 50;

/// Sources that were read long ago, all of which lead to the pages of the first one.
async fn many_sources(app: &App, number: u8) {
    let mut statements = Vec::new();
    for number in 0..number {
        let id = SourceId::new(NOW, [100 + number; 10]);
        let add = "INSERT INTO sources (id, project_id, kind, name, url, status, created_at, updated_at, recrawl_hours)
                   VALUES (?1, ?2, 'page', 'x', ?3, 'indexed', 0, 0, iif(?4 % 2, 1, NULL))";
        let found = "INSERT INTO pages (source_id, url, project_id, kind, crawl, depth, state, document_key)
                     SELECT ?1, key, ?2, 'page', 1, 0, 'done', key FROM documents WHERE project_id = ?2 LIMIT 1";
        statements.push(
            Statement::new(add)
                .bind(id)
                .bind(app.project_id)
                .bind(format!("https://shop.example/{number}"))
                .bind(u64::from(number)),
        );
        statements.push(Statement::new(found).bind(id).bind(app.project_id));
    }
    app.native.db.batch(statements).await.unwrap();
}

const PENDING: &str = "SELECT count(*) AS n FROM sources WHERE status = 'pending'";

#[test]
fn a_sweep_with_much_to_do_fits_into_one_invocation() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        many_sources(app, 40).await;
        for number in 0..20 {
            let due = Statement::new(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 SELECT ?1, organization_id, ?1, 'x', 0, 0 FROM projects WHERE slug = 'shop'",
            );
            let id = ProjectId::new(NOW, [100 + number; 10]);
            let noted = Statement::new(
                "INSERT INTO question_runs_due (project_id, since, changed_at, cause) VALUES (?1, 0, 0, 'sources')",
            );
            let saved = Statement::new(
                "INSERT INTO saved_questions (id, project_id, question, origin, created_at, updated_at)
                 VALUES (?1, ?1, 'x', 'owner', 0, 0)",
            );
            let all = [due, noted, saved].map(|statement| statement.bind(id));
            app.native.db.batch(all.into()).await.unwrap();
        }
        watched.calls();
        sweep(&app.native.platform).await.unwrap();
        let calls = watched.database.take();
        let statements: usize = calls.iter().map(Vec::len).sum();
        assert!(statements <= IN_ONE_INVOCATION, "{statements}: {calls:#?}");
        assert_eq!(app.count(PENDING).await, 40);
    });
}

#[test]
fn deleting_a_source_that_many_others_lead_to_fits_into_one_invocation() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        // The free plan has no keys.
        app.set_plan("scale").await;
        let listed = app
            .call("GET", "/api/v1/sources", &app.key, json!(null))
            .await
            .json();
        let id = listed["sources"][0]["id"].as_str().unwrap().to_owned();
        many_sources(app, 20).await;
        watched.calls();
        let path = format!("/api/v1/sources?id={id}");
        let deleted = app.call("DELETE", &path, &app.key, json!(null)).await;
        assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
        let calls = watched.database.take();
        let statements: usize = calls.iter().map(Vec::len).sum();
        assert!(statements <= IN_ONE_INVOCATION, "{statements}: {calls:#?}");
        assert_eq!(app.count(PENDING).await, 20);
    });
}
