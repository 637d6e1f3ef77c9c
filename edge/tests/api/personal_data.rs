//! Everything that a visitor leaves is gone from all tables, from KV and from the room once it is erased, and an export
//! contains all of it.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::conversation::follow::Until,
    jobs::sweep::sweep,
    platform::{Statement, db::fetch_all},
    store::personal_data::{GoesWith, PERSONAL, PersonalColumn},
};
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    support::{App, QUESTION, run},
};

/// A word that all messages, notes and pages of this conversation contain, and nothing else.
const MARK: &str = "zorbel";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A visitor whose conversation has the mark in every column that can contain it.
struct Marked {
    app: App,
    token: String,
    slug: String,
    session: String,
}

impl Marked {
    async fn new() -> Self {
        let app = App::new().await;
        let webhook = json!({ "url": "https://shop.example/hook", "events": ["lead.captured"] });
        app.call("POST", "/api/v1/webhooks", &app.key, webhook)
            .await;
        let token = guest(&app).await;
        let begun = json!({ "subject": "zorbelsubject" });
        let begun = app
            .call("POST", "/api/chat/conversation", &token, begun)
            .await;
        let slug = begun.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let marked = Self {
            session: String::new(),
            app,
            token,
            slug,
        };
        marked.say_everything().await;
        let listed = marked.owner("GET", "", Value::Null).await;
        let name = Statement::new("UPDATE conversations SET named_session = 'zorbel'");
        marked.app.change(name).await;
        Self {
            session: listed["sessionId"].as_str().unwrap().to_owned(),
            ..marked
        }
    }

    async fn say_everything(&self) {
        let question = json!({
            "message": "How many days do I have to return a lamp, zorbelquestion?",
            "conversationSlug": self.slug,
        });
        let answered = json!({ "message": QUESTION, "conversationSlug": self.slug });
        for body in [answered, question] {
            let asked = self.app.call("POST", "/api/chat", &self.token, body).await;
            assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        }
        let transcript = format!("/api/chat/{}", self.slug);
        let transcript = self
            .app
            .call("GET", &transcript, &self.token, Value::Null)
            .await;
        let message = transcript.json()["messages"][1]["id"].clone();
        let lead = json!({ "name": "zorbelname", "email": "zorbel@example.com" });
        let verdict = json!({
            "message_id": message, "verdict": "unhelpful", "reason": "zorbelreason",
        });
        let handoff = json!({ "email": "zorbel@example.com" });
        for (what, body) in [
            ("feedback", verdict),
            ("lead", lead.clone()),
            ("lead", lead),
            ("handoff", handoff),
        ] {
            let path = format!("/api/chat/{}/{what}", self.slug);
            let left = self.app.call("POST", &path, &self.token, body).await;
            assert!(left.status.is_success(), "{what}: {}", left.body);
        }
        let note = json!({ "text": "zorbelnote", "operatorName": "zorbelauthor" });
        self.owner("POST", "/notes", note).await;
        let asked = transcript.json()["messages"][2]["id"].clone();
        let save = json!({ "messageId": asked });
        let key = &self.app.key;
        let saved = self.app.call("POST", "/api/v1/saved-questions", key, save);
        assert_eq!(saved.await.status, StatusCode::OK);
        let reply = json!({ "text": "zorbelreply", "operatorId": "zorbelid", "operatorName": "zorbeloperator" });
        self.owner("POST", "/replies", reply).await;
        sweep(&self.app.native.platform).await.unwrap();
        self.app.run_jobs().await;
        // Values that no request of this test can cause: a page's text, a receiver's answer, a signed address.
        for sql in [
            "UPDATE messages SET grounded_sentences = 'zorbel'",
            "INSERT INTO attachments (id, project_id, conversation_id, sender, name, media_type, bytes, message_id, created_at)
             SELECT '0190aaaa-0000-7000-8000-00000000000b', project_id, conversation_id, 'visitor', 'zorbel.png', 'image/png', 1,
                    id, created_at FROM messages WHERE sender = 'visitor' LIMIT 1",
            "UPDATE citations SET title = 'zorbel', url = 'zorbel', snippet = 'zorbel', quote = 'zorbel'",
            "UPDATE conversations SET page_url = 'https://shop.example/zorbelpage'",
            "UPDATE conversations SET attributes = '{\"zorbel\":\"zorbel\"}'",
            "UPDATE deliveries SET last_error = 'zorbel', last_response = 'zorbel'",
            "UPDATE leads SET phone = 'zorbel', fields = '{\"zorbel\":1}', consent = 'zorbel'",
            "UPDATE sessions SET email = 'zorbel@example.com', identified_at = created_at",
            "UPDATE idempotent_requests SET body = body || 'zorbel' WHERE conversation_id IS NOT NULL",
        ] {
            self.app.change(Statement::new(sql)).await;
        }
    }

    /// Sends a request about the conversation with the owner's key.
    async fn owner(&self, method: &str, what: &str, body: Value) -> Value {
        let path = format!("/api/v1/conversations/{}{what}", self.slug);
        let headers = [
            ("content-type", "application/json"),
            ("authorization", &*format!("Bearer {}", self.app.key)),
            ("idempotency-key", what),
        ];
        let answer = self.app.request(method, &path, &headers, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        answer.json()
    }

    /// The columns of all tables that contain the mark.
    async fn found(&self) -> Vec<String> {
        let columns = "SELECT tables.name AS name, columns.name AS col
            FROM pragma_table_list AS tables JOIN pragma_table_xinfo(tables.name) AS columns
            WHERE tables.schema = 'main' AND tables.type IN ('table', 'shadow') AND columns.type NOT IN ('INTEGER', 'REAL')
            ORDER BY 1, 2";
        let columns: Vec<Value> = fetch_all(&self.app.native.db, Statement::new(columns))
            .await
            .unwrap();
        let mut found = Vec::new();
        for column in columns {
            let (table, column) = (
                column["name"].as_str().unwrap(),
                column["col"].as_str().unwrap(),
            );
            // Blobs are in hexadecimal. An index cuts words, so the beginning of the mark counts as well.
            let sql = format!(
                "SELECT count(*) AS n FROM {table}
                 WHERE instr(lower(CAST(\"{column}\" AS TEXT)), '{MARK}') OR instr(hex(\"{column}\"), '7A6F7262')"
            );
            if self.app.count(sql.leak()).await > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
        found
    }

    /// Checks that nothing of the columns in `goes` is left anywhere.
    async fn check_gone(&self, goes: &[GoesWith]) {
        let kept: Vec<String> = names(|listed| !goes.contains(&listed.goes_with));
        let found = self.found().await;
        let left: Vec<_> = found.iter().filter(|name| !kept.contains(name)).collect();
        assert!(left.is_empty(), "{left:?}");
        for value in self.app.native.kv.values() {
            assert!(!value.to_lowercase().contains(MARK), "{value}");
        }
        let rooms = &self.app.native.platform.rooms;
        let id = self.slug.parse().unwrap();
        let mut events = rooms
            .follow(self.app.project_id, id, Until::PersonLeaves, Some(0))
            .await
            .unwrap();
        assert!(futures::StreamExt::next(&mut events).await.is_none());
    }
}

fn names(which: impl Fn(&PersonalColumn) -> bool) -> Vec<String> {
    let mut names: Vec<String> = PERSONAL
        .iter()
        .filter(|listed| which(listed))
        .map(|listed| format!("{}.{}", listed.table, listed.column))
        .collect();
    names.sort();
    names
}

#[test]
fn the_mark_stands_in_every_personal_column() {
    run(async {
        let marked = Marked::new().await;
        let mut found = marked.found().await;
        // This has a row only once the index outgrows one block.
        found.push("message_terms_idx.term".into());
        found.push("lead_terms_idx.term".into());
        found.sort();
        let of_visitors = [GoesWith::Conversation, GoesWith::Session];
        assert_eq!(
            found,
            names(|listed| of_visitors.contains(&listed.goes_with))
        );
    });
}

#[test]
fn an_erased_visitor_leaves_no_word() {
    run(async {
        let marked = Marked::new().await;
        let erased = marked
            .app
            .call("DELETE", "/api/widget/visitor", &marked.token, Value::Null)
            .await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        marked.app.run_jobs().await;
        marked
            .check_gone(&[GoesWith::Conversation, GoesWith::Session])
            .await;
    });
}

#[test]
fn a_visitor_whom_the_owner_erases_leaves_no_word() {
    run(async {
        let marked = Marked::new().await;
        let path = format!("/api/v1/visitors/{}", marked.session);
        let erased = marked
            .app
            .call("DELETE", &path, &marked.app.key, Value::Null)
            .await;
        assert_eq!(erased.status, StatusCode::OK, "{}", erased.body);
        marked.app.run_jobs().await;
        marked
            .check_gone(&[GoesWith::Conversation, GoesWith::Session])
            .await;
    });
}

#[test]
fn an_erased_conversation_leaves_no_word() {
    run(async {
        let marked = Marked::new().await;
        let path = format!("/api/chat/{}", marked.slug);
        let erased = marked
            .app
            .call("DELETE", &path, &marked.token, Value::Null)
            .await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        marked.check_gone(&[GoesWith::Conversation]).await;
    });
}

#[test]
fn what_is_too_old_leaves_no_word() {
    run(async {
        let marked = Marked::new().await;
        let days = json!({ "recrawlDays": 0, "retentionDays": 30 });
        marked
            .app
            .call("PUT", "/api/v1/upkeep", &marked.app.key, days)
            .await;
        marked.app.native.clock.advance(31 * DAY_MS);
        sweep(&marked.app.native.platform).await.unwrap();
        marked.app.run_jobs().await;
        marked
            .check_gone(&[GoesWith::Conversation, GoesWith::Session])
            .await;
    });
}

#[test]
fn an_export_has_every_column_that_it_should() {
    run(async {
        let marked = Marked::new().await;
        let path = format!("/api/v1/visitors/{}", marked.session);
        let export = marked
            .app
            .call("GET", &path, &marked.app.key, Value::Null)
            .await;
        assert_eq!(export.status, StatusCode::OK, "{}", export.body);
        for listed in PERSONAL.iter().filter(|listed| listed.is_exported) {
            let (table, column) = (listed.table, listed.column);
            let sql = format!(
                "SELECT \"{column}\" AS value FROM {table} WHERE instr(\"{column}\", '{MARK}')"
            );
            let rows: Vec<Value> = fetch_all(&marked.app.native.db, Statement::new(sql.leak()))
                .await
                .unwrap();
            let value = rows[0]["value"].as_str().unwrap();
            assert!(
                export.body.contains(value.trim_matches(['{', '}'])),
                "{table}.{column} = {value}: {}",
                export.body
            );
        }
        for time in ["createdAt", "updatedAt", "handoffAt", "identifiedAt"] {
            assert!(
                export.body.contains(&format!("\"{time}\":\"20")),
                "{time}: {}",
                export.body
            );
        }
    });
}

#[test]
fn a_topic_goes_on_with_the_questions_that_are_left() {
    run(async {
        let marked = Marked::new().await;
        let others = guest(&marked.app).await;
        let question = json!({
            "message": "How many days do I have to return a lamp?", "conversationSlug": begin(&marked.app, &others).await,
        });
        marked
            .app
            .call("POST", "/api/chat", &others, question)
            .await;
        marked.app.native.clock.advance(DAY_MS);
        sweep(&marked.app.native.platform).await.unwrap();
        marked.app.run_jobs().await;
        assert_eq!(
            marked.app.count("SELECT count(*) AS n FROM topics").await,
            1
        );
        let path = format!("/api/chat/{}", marked.slug);
        marked
            .app
            .call("DELETE", &path, &marked.token, Value::Null)
            .await;
        marked.app.native.clock.advance(DAY_MS);
        sweep(&marked.app.native.platform).await.unwrap();
        marked.app.run_jobs().await;
        let renewed = "SELECT count(*) AS n FROM topics JOIN messages ON messages.id = topics.named_after
            WHERE json_extract(centre, '$.questions') = 1 AND json_extract(centre, '$.terms') <> '{}'";
        assert_eq!(marked.app.count(renewed).await, 1);
    });
}
