//! `/api/chat/conversation…` and `POST /api/chat` with a session token.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    support::{Answer, App, QUESTION, run},
};

const EMPTY_ID: &str = "0190aaaa-0000-7000-8000-000000000009";

async fn ask(app: &App, token: &str, slug: &str, message: &str) -> Answer {
    let body = json!({ "message": message, "conversationSlug": slug });
    app.call("POST", "/api/chat", token, body).await
}

async fn read(app: &App, token: &str, slug: &str) -> Value {
    let path = format!("/api/chat/conversation/{slug}");
    let answer = app.call("GET", &path, token, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn list(app: &App, token: &str, query: &str) -> Value {
    let path = format!("/api/chat/conversations{query}");
    let answer = app.call("GET", &path, token, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

fn slugs(list: &Value) -> Vec<&str> {
    list["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|conversation| conversation["conversationSlug"].as_str().unwrap())
        .collect()
}

#[test]
fn the_whole_flow_from_session_to_answer() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let begun = app
            .call(
                "POST",
                "/api/chat/conversation",
                &token,
                json!({ "subject": " My lamp " }),
            )
            .await;
        assert_eq!(begun.status, StatusCode::CREATED);
        let slug = begun.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let streamed = ask(&app, &token, &slug, QUESTION).await;
        assert_eq!(streamed.header("content-type"), Some("text/event-stream"));
        assert_eq!(streamed.event_names().last(), Some(&"done"));
        let whole = read(&app, &token, &slug).await;
        assert_eq!(whole["subject"], "My lamp");
        assert_eq!(whole["status"], "open");
        assert_eq!(whole["holder"], "bot");
        assert_eq!(whole["messageCount"], 2);
        let messages = whole["messages"].as_array().unwrap();
        assert_eq!(messages[0]["role"], "user");
        assert_eq!(messages[0]["content"], QUESTION);
        assert_eq!(messages[1]["role"], "assistant");
        assert!(messages[1]["content"].as_str().unwrap().contains("30 days"));
        assert_eq!(messages[1]["citations"][0]["title"], "Returns › How long");
        assert_eq!(messages[1]["reaction"], Value::Null);
    });
}

#[test]
fn a_posted_message_is_answered_without_being_waited_for() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/conversation/{slug}/message");
        let posted = app
            .call("POST", &path, &token, json!({ "content": QUESTION }))
            .await;
        assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.body);
        assert_eq!(posted.json()["conversationSlug"], slug);
        // The stream ends when the answer is there.
        let events = app
            .call(
                "GET",
                &format!("/api/chat/{slug}/events"),
                &token,
                Value::Null,
            )
            .await;
        assert_eq!(events.event_names().last(), Some(&"done"));
        let whole = read(&app, &token, &slug).await;
        assert_eq!(whole["messages"][0]["id"], posted.json()["messageId"]);
        assert_eq!(whole["messageCount"], 2);
    });
}

#[test]
fn a_repeated_call_gets_the_answer_of_the_first() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let call = async |path: &str, token: &str, body: Value| {
            app.once(path, token, "the same", body).await
        };
        let first = call("/api/chat/conversation", &token, json!({})).await;
        let second = call("/api/chat/conversation", &token, json!({})).await;
        assert_eq!(first.json(), second.json());
        assert_eq!(second.status, StatusCode::CREATED);
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        call(
            "/api/chat/conversation",
            &token,
            json!({ "subject": "another" }),
        )
        .await
        .check_error(422, "idempotency_key_reused");
        let slug = first.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/api/chat/conversation/{slug}/message");
        let post = async || {
            app.once(&path, &token, "message", json!({ "content": QUESTION }))
                .await
        };
        let posted = post().await;
        assert_eq!(posted.json(), post().await.json());
        assert_eq!(
            app.count("SELECT count(*) AS n FROM messages WHERE sender = 'visitor'")
                .await,
            1
        );
        // Another visitor's key is another key.
        let other = guest(&app).await;
        let others = call("/api/chat/conversation", &other, json!({})).await;
        assert_ne!(others.json(), first.json());
    });
}

#[test]
fn the_list_goes_on_where_it_stopped_and_holds_each_conversation_once() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let mut expected = Vec::new();
        for _ in 0..5 {
            expected.insert(0, begin(&app, &token).await);
            app.native.clock.advance(1_000);
        }
        let mut found = Vec::new();
        let mut query = "?limit=2".to_owned();
        loop {
            let page = list(&app, &token, &query).await;
            found.extend(slugs(&page).into_iter().map(str::to_owned));
            let Some(cursor) = page["next_cursor"].as_str() else {
                break;
            };
            query = format!("?limit=2&cursor={cursor}");
        }
        assert_eq!(found, expected);
        // Speaking in one brings it to the front.
        ask(&app, &token, &expected[4], QUESTION).await;
        let page = list(&app, &token, "?limit=1").await;
        assert_eq!(slugs(&page), [expected[4].as_str()]);
        let cursor = page["next_cursor"].as_str().unwrap();
        let other_filter = format!("/api/chat/conversations?status=open&cursor={cursor}");
        app.call("GET", &other_filter, &token, Value::Null)
            .await
            .check_error(400, "cursor_invalid");
        let other = guest(&app).await;
        let foreign = format!("/api/chat/conversations?cursor={cursor}");
        app.call("GET", &foreign, &other, Value::Null)
            .await
            .check_error(400, "cursor_invalid");
    });
}

#[test]
fn a_search_finds_words_of_the_own_conversations_only() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let other = guest(&app).await;
        let asked = begin(&app, &token).await;
        ask(&app, &token, &asked, QUESTION).await;
        app.native.clock.advance(1_000);
        let silent = begin(&app, &token).await;
        let foreign = begin(&app, &other).await;
        ask(&app, &other, &foreign, QUESTION).await;
        let check = async |search: &str, expected: &[&str]| {
            let found = list(&app, &token, &format!("?search={search}")).await;
            assert_eq!(slugs(&found), expected, "{search}");
        };
        check("lamp", &[&asked]).await;
        check("days+RETU", &[&asked]).await;
        check("lamp+elephant", &[]).await;
        check("%22lamp%22", &[&asked]).await;
        check("%F0%9F%92%A1", &[]).await;
        check("%3F", &[&asked]).await;
        check("", &[&silent, &asked]).await;
        for (query, code) in [
            (format!("?search={}", "x".repeat(201)), "search_too_long"),
            ("?limit=0".to_owned(), "limit_invalid"),
            ("?limit=101".to_owned(), "limit_invalid"),
            ("?limit=many".to_owned(), "invalid_query"),
            ("?status=lost".to_owned(), "invalid_query"),
            ("?cursor=x".to_owned(), "cursor_invalid"),
        ] {
            app.call(
                "GET",
                &format!("/api/chat/conversations{query}"),
                &token,
                Value::Null,
            )
            .await
            .check_error(400, code);
        }
    });
}

#[test]
fn a_subject_is_searched_too_and_the_status_filters() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let named = app
            .call(
                "POST",
                "/api/chat/conversation",
                &token,
                json!({ "subject": "Broken shade" }),
            )
            .await;
        let named = named.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let other = begin(&app, &token).await;
        assert_eq!(
            slugs(&list(&app, &token, "?search=shade").await),
            [named.as_str()]
        );
        let statement = porchlight_edge::platform::Statement::new(
            "UPDATE conversations SET holder = 'resolved' WHERE id = ?1",
        );
        app.native
            .platform
            .db
            .batch(vec![statement.bind(named.as_str())])
            .await
            .unwrap();
        let resolved = list(&app, &token, "?status=resolved").await;
        assert_eq!(slugs(&resolved), [named.as_str()]);
        assert_eq!(resolved["conversations"][0]["status"], "resolved");
        assert_eq!(
            slugs(&list(&app, &token, "?status=open").await),
            [other.as_str()]
        );
        let long = json!({ "subject": "x".repeat(201) });
        app.call("POST", "/api/chat/conversation", &token, long)
            .await
            .check_error(400, "subject_too_long");
    });
}

#[test]
fn what_was_answered_is_unread_until_it_is_marked() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let unread = async || {
            let answer = app
                .call("GET", "/api/chat/conversations/unread", &token, Value::Null)
                .await;
            answer.json()["unread"].as_u64().unwrap()
        };
        let slug = begin(&app, &token).await;
        assert_eq!(unread().await, 0);
        ask(&app, &token, &slug, QUESTION).await;
        assert_eq!(unread().await, 1);
        let whole = read(&app, &token, &slug).await;
        assert_eq!(whole["unread"], true, "reading changes nothing");
        let path = format!("/api/chat/conversation/{slug}");
        let marked = app
            .call("PATCH", &path, &token, json!({ "markRead": true }))
            .await;
        assert_eq!(marked.status, StatusCode::OK);
        assert_eq!(marked.json()["unread"], false);
        assert_eq!(unread().await, 0);
        app.native.clock.advance(1_000);
        ask(&app, &token, &slug, "And refunds?").await;
        assert_eq!(unread().await, 1);
        for (body, code) in [
            (json!({ "markRead": false }), "mark_read_invalid"),
            (json!({}), "invalid_json"),
        ] {
            app.call("PATCH", &path, &token, body)
                .await
                .check_error(400, code);
        }
    });
}

#[test]
fn a_reaction_is_kept_changed_and_taken_back_by_repeating_it() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        ask(&app, &token, &slug, QUESTION).await;
        let messages = read(&app, &token, &slug).await["messages"].clone();
        let answer = messages[1]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/chat/conversation/{slug}/message/{answer}");
        for (body, expected) in [
            (
                json!({ "type": "thumbs-down" }),
                json!({ "type": "thumbs-down", "feedback": null }),
            ),
            (
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
            ),
            (
                json!({ "type": "thumbs-down", "feedback": "Out of date" }),
                Value::Null,
            ),
            (
                json!({ "type": "thumbs-down" }),
                json!({ "type": "thumbs-down", "feedback": null }),
            ),
            (
                json!({ "type": "thumbs-up" }),
                json!({ "type": "thumbs-up", "feedback": null }),
            ),
            (json!({ "type": "thumbs-up" }), Value::Null),
        ] {
            let reacted = app.call("POST", &path, &token, body.clone()).await;
            assert_eq!(reacted.status, StatusCode::OK, "{}", reacted.body);
            assert_eq!(reacted.json()["reaction"], expected, "{body}");
            let read = read(&app, &token, &slug).await;
            assert_eq!(read["messages"][1]["reaction"], expected, "{body}");
        }
        for (body, code) in [
            (json!({ "type": "sideways" }), "invalid_json"),
            (
                json!({ "type": "thumbs-up", "feedback": "x".repeat(501) }),
                "feedback_too_long",
            ),
        ] {
            app.call("POST", &path, &token, body)
                .await
                .check_error(400, code);
        }
        let own = messages[0]["id"].as_str().unwrap();
        for id in [own, EMPTY_ID, "nonsense"] {
            let path = format!("/api/chat/conversation/{slug}/message/{id}");
            app.call("POST", &path, &token, json!({ "type": "thumbs-up" }))
                .await
                .check_error(404, "message_not_found");
        }
    });
}

#[test]
fn what_belongs_to_somebody_else_is_as_if_it_did_not_exist() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let other = guest(&app).await;
        let slug = begin(&app, &token).await;
        ask(&app, &token, &slug, QUESTION).await;
        for slug in [slug.as_str(), EMPTY_ID, "nonsense"] {
            let path = format!("/api/chat/conversation/{slug}");
            for (method, path, body) in [
                ("GET", path.clone(), Value::Null),
                ("PATCH", path.clone(), json!({ "markRead": true })),
                (
                    "POST",
                    format!("{path}/message"),
                    json!({ "content": QUESTION }),
                ),
                (
                    "POST",
                    format!("{path}/message/{EMPTY_ID}"),
                    json!({ "type": "thumbs-up" }),
                ),
                (
                    "POST",
                    "/api/chat".into(),
                    json!({ "message": "?", "conversationSlug": slug }),
                ),
            ] {
                app.call(method, &path, &other, body)
                    .await
                    .check_error(404, "conversation_not_found");
            }
        }
        assert_eq!(slugs(&list(&app, &other, "").await), Vec::<&str>::new());
    });
}

#[test]
fn bad_messages_are_refused_with_their_own_code() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = begin(&app, &token).await;
        let path = format!("/api/chat/conversation/{slug}/message");
        for (body, status, code) in [
            (json!({ "content": " " }), 400, "question_missing"),
            (
                json!({ "content": "x".repeat(1_001) }),
                400,
                "question_too_long",
            ),
            (json!({}), 400, "invalid_json"),
            (
                json!({ "content": "?", "filler": "x".repeat(300_000) }),
                413,
                "body_too_large",
            ),
        ] {
            app.call("POST", &path, &token, body)
                .await
                .check_error(status, code);
        }
        ask(&app, &token, &slug, "")
            .await
            .check_error(400, "question_missing");
        app.call(
            "POST",
            "/api/chat",
            &token,
            json!({ "conversationSlug": slug }),
        )
        .await
        .check_error(400, "invalid_json");
        app.post(
            "/api/chat",
            json!({ "message": "?", "conversationSlug": slug }),
        )
        .await
        .check_error(401, "session_required");
    });
}
