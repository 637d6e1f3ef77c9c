//! `/api/chat/conversations…`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    session::{begin, guest},
    session_conversation::{ask, list, read, slugs},
    support::{App, QUESTION, run},
};

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
        // A message brings its conversation to the front.
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
