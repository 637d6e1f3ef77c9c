//! What one question asks of the database, statement by statement: a new one is seen here before it is paid for.

use std::sync::Arc;

use axum::http::StatusCode;
use porchlight_edge::platform::{
    Db, DirectoryDb, ProjectDb,
    native::{Native, counted::Counted},
    placement::Together,
    sqlite::Sqlite,
};
use porchlight_edge::providers::extractive::Extractive;
use serde_json::json;

use crate::support::{App, NOW, NoNetwork, QUESTION, chat_body, run, with};

/// What a statement does, and to which tables: `SELECT citations messages`.
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

struct Watched {
    app: App,
    database: Arc<Counted>,
}

impl Watched {
    async fn new() -> Self {
        let database = Arc::new(Counted::new(Arc::new(Sqlite::in_memory().unwrap())));
        let db: Arc<dyn Db> = database.clone();
        let together = Together(ProjectDb::new(Arc::clone(&db)));
        let native = Native::on(
            DirectoryDb::new(db),
            Arc::new(together),
            NOW,
            Arc::new(NoNetwork),
            Arc::new(Extractive),
        )
        .unwrap();
        let app = App::in_platform(native).await;
        // The free plan counts credits, so its questions ask the most.
        app.set_plan("free").await;
        Self { app, database }
    }

    /// The calls since the last time; the statements of a batch in one line.
    fn calls(&self) -> Vec<String> {
        let calls = self.database.take();
        let names = |call: Vec<&str>| call.into_iter().map(name).collect::<Vec<_>>().join("; ");
        calls.into_iter().map(names).collect()
    }
}

#[test]
fn a_visitors_question_asks_the_database_this() {
    run(async {
        let watched = Watched::new().await;
        let app = &watched.app;
        // The copy of the project in KV.
        app.get("/api/widget/config?project=shop").await;
        watched.calls();
        let asked = app.chat(chat_body(QUESTION)).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert_eq!(watched.calls(), FIRST_OF_VISITOR);
        let body = with(
            chat_body("And how do refunds reach my account?"),
            "sessionToken",
            asked.header("x-session-token").unwrap(),
        );
        let id = asked.message().conversation_id.to_string();
        let asked = app.chat(with(body, "conversationId", id)).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert_eq!(watched.calls(), NEXT_OF_VISITOR);
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

const FIRST_OF_VISITOR: [&str; 11] = [
    "SELECT sessions",
    "SELECT credits",
    "SELECT conversations",
    "SELECT conversations",
    "INSERT sessions; INSERT conversations; INSERT messages",
    "SELECT passage_statistics passage_vocabulary",
    "SELECT passage_postings hits passages scored",
    "SELECT model_settings",
    "INSERT messages; INSERT citations; INSERT credits; INSERT events; INSERT events",
    "UPDATE conversations",
    "UPDATE deliveries",
];

const NEXT_OF_VISITOR: [&str; 12] = [
    "SELECT sessions",
    "SELECT conversations",
    "SELECT credits",
    "SELECT conversations",
    "SELECT conversations",
    "INSERT sessions; INSERT conversations; INSERT messages",
    "SELECT passage_statistics passage_vocabulary",
    "SELECT passage_postings hits passages scored",
    "SELECT model_settings",
    "INSERT messages; INSERT citations; INSERT credits; INSERT events; INSERT events",
    "UPDATE conversations",
    "UPDATE deliveries",
];

const FIRST_OF_SITE: [&str; 13] = [
    "SELECT api_keys organizations",
    "UPDATE api_keys",
    "SELECT projects organizations",
    "SELECT conversations",
    "SELECT credits",
    "SELECT conversations",
    "INSERT sessions; INSERT conversations; INSERT messages",
    "SELECT passage_statistics passage_vocabulary",
    "SELECT passage_postings hits passages scored",
    "SELECT model_settings",
    "INSERT messages; INSERT citations; INSERT credits; INSERT events; INSERT events",
    "UPDATE conversations",
    "UPDATE deliveries",
];

const NEXT_OF_SITE: [&str; 12] = [
    "SELECT api_keys organizations",
    "SELECT projects organizations",
    "SELECT conversations",
    "SELECT credits",
    "SELECT conversations",
    "INSERT sessions; INSERT conversations; INSERT messages",
    "SELECT passage_statistics passage_vocabulary",
    "SELECT passage_postings hits passages scored",
    "SELECT model_settings",
    "INSERT messages; INSERT citations; INSERT credits; INSERT events; INSERT events",
    "UPDATE conversations",
    "UPDATE deliveries",
];
