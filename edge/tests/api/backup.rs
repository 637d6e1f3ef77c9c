//! A restored copy of a database: it has every row, the indexes of words and the order of passages, and it works.

use std::sync::Arc;

use axum::http::StatusCode;
use porchlight_edge::{
    platform::{DbError, Row, Statement, native::Native, sqlite::Sqlite},
    store::{
        backup::{self, BackupError, RowSource},
        schema::{DIRECTORY_TABLES, PROJECT_TABLES, TABLES_OF_BOTH},
    },
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, chat_body, native_on, run, with};

/// Longer than one statement, in characters, with characters that need escaping in SQL.
const LONG: usize = 100_000;
const MODEL_KEY: &str = "sk-live-0123456789abcd";

struct Opened<'a>(&'a Sqlite);

impl RowSource for Opened<'_> {
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DbError> {
        self.0.look(sql)
    }
}

fn over(sqlite: Sqlite) -> (Arc<Sqlite>, Native) {
    let sqlite = Arc::new(sqlite);
    (sqlite.clone(), native_on(sqlite))
}

/// A deployment with rows in most of its tables.
async fn lived_in() -> (Arc<Sqlite>, App) {
    let (sqlite, native) = over(Sqlite::in_memory().unwrap());
    let app = App::in_platform(native).await;
    app.set_plan("growth").await;
    let (first, token) = app.ask(QUESTION).await;
    let id = first.conversation_id.to_string();
    let next = with(
        chat_body("And how do refunds reach my account?"),
        "sessionToken",
        token,
    );
    app.chat(with(next, "conversationId", id.clone())).await;
    let operator = json!({ "operatorId": "ada", "operatorName": "Ada O'Neill" });
    let long = "It's \"long\"; -- so\n; ünï ".repeat(LONG / 20);
    for (method, path, body) in [
        (
            "POST",
            "/api/v1/handoff".to_owned(),
            json!({ "conversationId": id, "email": "v@example.com" }),
        ),
        (
            "POST",
            format!("/api/v1/conversations/{id}/takeover"),
            operator,
        ),
        (
            "POST",
            format!("/api/v1/conversations/{id}/replies"),
            json!({ "text": "Ada's here." }),
        ),
        (
            "POST",
            format!("/api/v1/conversations/{id}/notes"),
            json!({ "text": "Look into it.", "author": "Ada" }),
        ),
        (
            "POST",
            "/api/v1/webhooks".into(),
            json!({ "url": "https://shop.example/hooks", "events": ["lead.captured"] }),
        ),
        (
            "PUT",
            "/api/v1/model".into(),
            json!({ "provider": "openai", "baseUrl": "https://api.example.com/v1", "model": "m", "key": MODEL_KEY }),
        ),
    ] {
        let done = app.call(method, &path, &app.key, body).await;
        assert!(done.status.is_success(), "{path}: {}", done.body);
    }
    let note = Statement::new("UPDATE notes SET text = ?1").bind(long.as_str());
    app.native.db.batch(vec![note]).await.unwrap();
    app.run_jobs().await;
    (sqlite, app)
}

fn rows(sqlite: &Sqlite, table: &str, condition: &str) -> Vec<Row> {
    let order = if sqlite
        .look(&format!("SELECT rowid FROM {table} LIMIT 0"))
        .is_ok()
    {
        "rowid, *"
    } else {
        "*"
    };
    let sql = format!("SELECT {order} FROM {table} WHERE {condition}");
    let mut rows = sqlite.look(&sql).unwrap();
    rows.sort_by_key(|row| json!(row).to_string());
    rows
}

/// The tables whose rows are copied as they are. The others are indexes of words.
fn copied() -> impl Iterator<Item = &'static str> {
    let indexes = [
        "passage_postings",
        "passage_vocabulary",
        "passage_terms",
        "message_terms",
        "lead_terms",
    ];
    [&DIRECTORY_TABLES[..], &TABLES_OF_BOTH, &PROJECT_TABLES]
        .concat()
        .into_iter()
        .filter(move |table| !indexes.contains(table))
}

fn copy(sqlite: &Arc<Sqlite>, project: Option<&str>) -> String {
    let mut script = Vec::new();
    backup::write(&Opened(sqlite), project, &mut script).unwrap();
    String::from_utf8(script).unwrap()
}

fn restored(script: &str) -> Sqlite {
    let fresh = Sqlite::in_memory().unwrap();
    restore(&fresh, script);
    fresh
}

fn restore(target: &Sqlite, copy: &str) {
    let mut script = Vec::new();
    backup::restore(&Opened(target), &mut copy.as_bytes(), &mut script).unwrap();
    target.script(str::from_utf8(&script).unwrap()).unwrap();
}

const POSTINGS: &str =
    "SELECT term, doc, col, offset FROM passage_postings ORDER BY term, doc, col, offset";
const TRIGGERS: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";

#[test]
fn a_copy_brings_everything_back() {
    run(async {
        let (sqlite, app) = lived_in().await;
        let script = copy(&sqlite, None);
        assert!(
            !script.contains("0123456789"),
            "a secret stands in the copy"
        );
        assert!(script.lines().map(str::len).max().unwrap() < 100_000);
        let fresh = restored(&script);
        let mut filled = 0;
        for table in copied() {
            let before = rows(&sqlite, table, "1");
            filled += usize::from(!before.is_empty());
            assert_eq!(rows(&fresh, table, "1"), before, "{table}");
        }
        assert!(filled > 15, "{filled} tables have rows");
        assert_eq!(
            fresh.look(POSTINGS).unwrap(),
            sqlite.look(POSTINGS).unwrap()
        );
        assert_eq!(
            fresh.look(TRIGGERS).unwrap(),
            sqlite.look(TRIGGERS).unwrap()
        );

        let (fresh, native) = over(fresh);
        let again = App::over(native, app.project_id, app.key.clone());
        again.native.clock.advance(1_000);
        let body = with(
            chat_body(QUESTION),
            "sessionId",
            crate::support::OTHER_SESSION,
        );
        let answered = again.chat(body).await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
        let answer = answered.message();
        assert!(answer.text.contains("30 days"), "{}", answer.text);
        let found = again
            .call(
                "GET",
                "/api/v1/conversations?search=refunds",
                &again.key,
                Value::Null,
            )
            .await;
        assert_eq!(
            found.json()["conversations"].as_array().map(Vec::len),
            Some(1),
            "{}",
            found.body
        );
        let model = again
            .call("GET", "/api/v1/model", &again.key, Value::Null)
            .await;
        assert_eq!(model.json()["keyLastFour"], "abcd");
        // The triggers continue to count from where they were.
        let questions = |sqlite: &Sqlite| {
            sqlite
                .look("SELECT sum(questions) AS n FROM activity")
                .unwrap()[0]["n"]
                .as_u64()
        };
        assert_eq!(
            questions(&fresh),
            questions(&sqlite).map(|before| before + 1)
        );
    });
}

#[test]
fn a_copy_of_a_project_has_nothing_of_another() {
    run(async {
        let (sqlite, app) = lived_in().await;
        let script = copy(&sqlite, Some("shop"));
        assert!(!script.contains("rival"));
        let fresh = restored(&script);
        let (id, mut compared) = (app.project_id, 0);
        for table in copied() {
            let of_project = format!("project_id = '{id}'");
            let Ok(_) = sqlite.look(&format!("SELECT project_id FROM {table} LIMIT 0")) else {
                continue;
            };
            assert_eq!(
                rows(&fresh, table, "1"),
                rows(&sqlite, table, &of_project),
                "{table}"
            );
            compared += 1;
        }
        assert!(compared > 30, "{compared}");
        assert_eq!(fresh.look("SELECT slug FROM projects").unwrap().len(), 1);
        let (_, native) = over(fresh);
        let again = App::over(native, id, app.key.clone());
        let body = json!({ "question": QUESTION });
        let answer = again.call("POST", "/api/v1/chat", &again.key, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("30 days"), "{}", answer.body);
        let missing = backup::write(&Opened(&sqlite), Some("nobody"), &mut Vec::new());
        assert!(missing.is_err());
    });
}

#[test]
fn triggers_of_later_migrations_stay() {
    run(async {
        let (sqlite, _app) = lived_in().await;
        let later = Sqlite::in_memory().unwrap();
        let first = later.look(TRIGGERS).unwrap()[0]["name"]
            .as_str()
            .unwrap()
            .to_owned();
        later
            .script(&format!(
                "DROP TRIGGER {first};
                 CREATE TRIGGER {first} AFTER INSERT ON notes BEGIN DELETE FROM notes; END;
                 CREATE TRIGGER notes_vanish AFTER INSERT ON notes BEGIN DELETE FROM notes; END;"
            ))
            .unwrap();
        let before = later.look(TRIGGERS).unwrap();
        restore(&later, &copy(&sqlite, None));
        assert_eq!(later.look(TRIGGERS).unwrap(), before);
        assert_eq!(rows(&later, "notes", "1"), rows(&sqlite, "notes", "1"));
    });
}

#[test]
fn a_copy_that_was_broken_off_is_refused() {
    run(async {
        let (sqlite, _app) = lived_in().await;
        let whole = copy(&sqlite, None);
        let cut = whole.trim_end().rsplit_once('\n').unwrap().0;
        let fresh = Sqlite::in_memory().unwrap();
        let refused = backup::restore(&Opened(&fresh), &mut cut.as_bytes(), &mut Vec::new());
        assert!(matches!(refused, Err(BackupError::BrokenOff)));
    });
}
