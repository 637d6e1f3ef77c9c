//! `/api/v1/visitors` and `/api/v1/sessions`.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    platform::Statement,
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, owner::rival, run};

const ADA: &str = "/api/v1/visitors/ada";
const REVOKE: &str = "/api/v1/sessions/ada/revoke";

/// Two visitors who have asked, judged, and left their addresses.
async fn two() -> App {
    let app = App::new().await;
    for name in ["ada", "bo"] {
        let body = json!({ "question": QUESTION, "sessionId": name });
        let id = app
            .call("POST", "/api/v1/chat", &app.key, body)
            .await
            .json()["conversationId"]
            .clone();
        for (path, body) in [
            (
                "/api/v1/feedback",
                json!({ "conversationId": id, "helpful": "yes" }),
            ),
            (
                "/api/v1/handoff",
                json!({ "conversationId": id, "customerEmail": format!("{name}@example.com") }),
            ),
        ] {
            let answer = app.call("POST", path, &app.key, body).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        let lead = Statement::new(
            "INSERT INTO leads (id, project_id, conversation_id, session_id, name, created_at)
             SELECT '0190aaaa-0000-7000-8000-00000000000' || ?1, project_id, id, session_id, ?2, created_at
             FROM conversations WHERE id = ?3",
        );
        let number = if name == "ada" { "1" } else { "2" };
        app.change(lead.bind(number).bind(name).bind(id.as_str().unwrap()))
            .await;
    }
    app
}

#[test]
fn an_export_has_everything_that_is_known() {
    run(async {
        let app = two().await;
        let export = app.call("GET", ADA, &app.key, Value::Null).await;
        assert_eq!(export.status, StatusCode::OK, "{}", export.body);
        let export = export.json();
        assert_eq!(export["sessionId"], "ada");
        assert_eq!(export["complete"], true);
        let conversations = export["conversations"].as_array().unwrap();
        assert_eq!(conversations.len(), 1);
        assert_eq!(conversations[0]["customerEmail"], "ada@example.com");
        assert_eq!(conversations[0]["messages"][0]["text"], QUESTION);
        assert_eq!(conversations[0]["messages"][1]["feedback"], "yes");
        assert_eq!(export["leads"].as_array().unwrap().len(), 1);
        assert_eq!(export["leads"][0]["name"], "ada");
        assert!(!export.to_string().contains("bo@example.com"));
    });
}

#[test]
fn an_erased_visitor_leaves_nothing_but_sums() {
    run(async {
        let app = two().await;
        let before = app.count("SELECT sum(questions) AS n FROM activity").await;
        let erased = app.call("DELETE", ADA, &app.key, Value::Null).await;
        assert_eq!(
            erased.json(),
            json!({ "deleted": true, "conversations": 1 }),
            "{}",
            erased.body
        );
        for sql in [
            "SELECT count(*) AS n FROM conversations",
            "SELECT count(*) AS n FROM leads",
            "SELECT count(*) AS n FROM events WHERE type = 'conversation.handoff'",
            "SELECT count(*) AS n FROM message_terms WHERE message_terms MATCH 'lamp AND long OR days AND lamp AND many'",
        ] {
            assert_eq!(app.count(sql).await, 1, "{sql}");
        }
        assert_eq!(app.count("SELECT count(*) AS n FROM messages").await, 2);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM events WHERE instr(data, 'ada@example.com')")
                .await,
            0
        );
        assert_eq!(
            app.count("SELECT sum(questions) AS n FROM activity").await,
            before
        );
        // The end of the session stays recorded, so that its tokens open nothing.
        let export = app.call("GET", ADA, &app.key, Value::Null).await.json();
        assert_eq!(export["conversations"], json!([]));
        let record = app
            .call("GET", "/api/v1/audit", &app.key, Value::Null)
            .await
            .json();
        assert_eq!(record["entries"][0]["action"], "visitor.erased");
        assert!(!record.to_string().contains("ada"));
    });
}

#[test]
fn a_room_keeps_no_events_of_an_erased_conversation() {
    run(async {
        let app = two().await;
        let body = json!({ "question": QUESTION, "sessionId": "ada" });
        let id = app
            .call("POST", "/api/v1/chat", &app.key, body)
            .await
            .json()["conversationId"]
            .clone();
        let id = id.as_str().unwrap().parse().unwrap();
        let rooms = &app.native.platform.rooms;
        assert!(
            rooms
                .state(app.project_id, id)
                .await
                .unwrap()
                .last_event_number
                > 0
        );
        app.call("DELETE", ADA, &app.key, Value::Null).await;
        app.run_jobs().await;
        assert_eq!(
            rooms
                .state(app.project_id, id)
                .await
                .unwrap()
                .last_event_number,
            0
        );
    });
}

#[test]
fn a_visitor_of_many_conversations_is_erased_at_once() {
    run(async {
        let app = two().await;
        let session = app.named("ada").id();
        for number in 10..95_u64 {
            let insert = Statement::new(
                "INSERT INTO conversations (id, project_id, session_id, created_at, updated_at)
                 VALUES ('0190aaaa-0000-7000-8000-0000000000' || ?1, ?2, ?3, 1, 1)",
            );
            app.change(
                insert
                    .bind(number.to_string())
                    .bind(app.project_id)
                    .bind(session),
            )
            .await;
        }
        let erased = app.call("DELETE", ADA, &app.key, Value::Null).await.json();
        assert_eq!(erased, json!({ "deleted": true, "conversations": 86 }));
        app.run_jobs().await;
        assert_eq!(
            app.count("SELECT count(*) AS n FROM conversations").await,
            1
        );
    });
}

#[test]
fn a_revoked_session_is_marked() {
    run(async {
        let app = two().await;
        let revoked = app.call("POST", REVOKE, &app.key, Value::Null).await;
        assert_eq!(
            revoked.json(),
            json!({ "revoked": true }),
            "{}",
            revoked.body
        );
        let sql = "SELECT count(*) AS n FROM sessions WHERE revoked_before > created_at";
        assert_eq!(app.count(sql).await, 1);
        app.call(
            "POST",
            "/api/v1/sessions/nobody/revoke",
            &app.key,
            Value::Null,
        )
        .await
        .check_error(404, "visitor_not_found");
    });
}

#[test]
fn wrong_names_and_keys_open_nothing() {
    run(async {
        let app = two().await;
        let test = app.key(KeyKind::Test, &[]).await;
        for (method, path) in [("GET", ADA), ("DELETE", ADA), ("POST", REVOKE)] {
            app.check_doors(method, path, &Value::Null, Scope::ReadConversations)
                .await;
            app.call(method, path, &test, Value::Null)
                .await
                .check_error(403, "test_key");
            app.call(method, path, &rival(), Value::Null)
                .await
                .check_error(404, "visitor_not_found");
            let long = path.replace("ada", &"x".repeat(201));
            app.call(method, &long, &app.key, Value::Null)
                .await
                .check_error(400, "session_id_invalid");
        }
        assert_eq!(app.count("SELECT count(*) AS n FROM sessions").await, 2);
    });
}
