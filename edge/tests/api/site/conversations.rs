//! `/api/v1/conversations`.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    platform::Statement,
};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, owner::rival, run};

const PATH: &str = "/api/v1/conversations";
const DAY: u64 = 24 * 60 * 60 * 1_000;

async fn get(app: &App, query: &str) -> Value {
    let answer = app
        .call("GET", &format!("{PATH}?{query}"), &app.key, Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    answer.json()
}

/// The questions of the conversations that the query finds.
async fn questions(app: &App, query: &str) -> Vec<String> {
    let conversations = get(app, query).await["conversations"].clone();
    conversations
        .as_array()
        .unwrap()
        .iter()
        .map(|conversation| conversation["question"].as_str().unwrap().to_owned())
        .collect()
}

async fn ask(app: &App, key: &str, session: &str, question: &str) -> Value {
    app.native.clock.advance(1_000);
    let body = json!({ "question": question, "sessionId": session });
    app.call("POST", "/api/v1/chat", key, body).await.json()["conversationId"].clone()
}

/// Conversations of ada (answered, helpful), bo (unanswered), cy (handed over, unhelpful), in this order.
async fn three() -> App {
    let app = App::new().await;
    let ada = ask(&app, &app.key, "ada", QUESTION).await;
    ask(&app, &app.key, "bo", UNANSWERABLE).await;
    let cy = ask(&app, &app.key, "cy", "When do refunds arrive?").await;
    for (path, body) in [
        (
            "/api/v1/feedback",
            json!({ "conversationId": ada, "helpful": "yes" }),
        ),
        (
            "/api/v1/feedback",
            json!({ "conversationId": cy, "helpful": "no" }),
        ),
        (
            "/api/v1/handoff",
            json!({ "conversationId": cy, "customerEmail": "cy@example.com" }),
        ),
    ] {
        app.call("POST", path, &app.key, body).await;
    }
    app
}

#[test]
fn a_listed_conversation_tells_what_was_asked_and_answered_last() {
    run(async {
        let app = three().await;
        let id = ask(&app, &app.key, "cy", QUESTION).await;
        let list = get(&app, "").await;
        assert_eq!(list["totalDocs"], 3);
        assert_eq!(
            (&list["page"], &list["totalPages"], &list["limit"]),
            (&json!(1), &json!(1), &json!(20))
        );
        let cy = &list["conversations"][0];
        assert_eq!(cy["id"], id);
        assert_eq!(cy["sessionId"], "cy");
        assert_eq!(cy["question"], QUESTION);
        assert!(cy["answer"].as_str().unwrap().contains("30 days"));
        assert_eq!(cy["sources"][0]["title"], "Returns › How long");
        assert_eq!(
            (&cy["feedback"], &cy["handoff"], &cy["unanswered"]),
            (&json!("no"), &json!(true), &json!(false))
        );
        assert_eq!(cy["customerEmail"], "cy@example.com");
        assert_eq!(cy["messageCount"], 4);
        assert!(cy["updatedAt"].as_str() > cy["createdAt"].as_str());
        let bo = &list["conversations"][1];
        assert_eq!(
            (
                &bo["feedback"],
                &bo["handoff"],
                &bo["unanswered"],
                &bo["sources"]
            ),
            (&Value::Null, &json!(false), &json!(true), &json!([]))
        );
    });
}

#[test]
fn filters_order_and_sessions_choose() {
    run(async {
        let app = three().await;
        let refunds = "When do refunds arrive?";
        for (query, expected) in [
            ("", vec![refunds, UNANSWERABLE, QUESTION]),
            ("sort=oldest", vec![QUESTION, UNANSWERABLE, refunds]),
            (
                "filter=all&sort=newest",
                vec![refunds, UNANSWERABLE, QUESTION],
            ),
            ("filter=answered", vec![refunds, QUESTION]),
            ("filter=unanswered", vec![UNANSWERABLE]),
            ("filter=handoff", vec![refunds]),
            ("filter=helpful", vec![QUESTION]),
            ("filter=unhelpful", vec![refunds]),
            ("filter=waiting", vec![refunds]),
            ("filter=open&sort=active", vec![refunds]),
            ("filter=resolved", vec![]),
            ("search=refund&filter=open", vec![refunds]),
            ("search=refund&filter=resolved", vec![]),
            ("sessionId=ada", vec![QUESTION]),
            ("sessionId=ada&filter=unanswered", vec![]),
            ("sessionId=nobody", vec![]),
            ("search=refund", vec![refunds]),
            ("search=refund&filter=helpful", vec![]),
            ("search=refund&sessionId=ada", vec![]),
            ("search=refund&sessionId=cy&filter=handoff", vec![refunds]),
        ] {
            assert_eq!(questions(&app, query).await, expected, "{query}");
        }
    });
}

#[test]
fn who_looks_after_visitors_finds_who_needs_them() {
    run(async {
        let app = three().await;
        let act = async |id: &Value, what: &str, body: Value| {
            let path = format!("/api/v1/conversations/{}/{what}", id.as_str().unwrap());
            let answer = app.call("POST", &path, &app.key, body).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        };
        let all = get(&app, "sort=oldest").await;
        let [ada, bo, cy] = [0, 1, 2].map(|index| all["conversations"][index]["id"].clone());
        act(
            &bo,
            "takeover",
            json!({ "operatorId": "7", "operatorName": "Bo" }),
        )
        .await;
        app.native.clock.advance(1_000);
        act(
            &ada,
            "replies",
            json!({ "text": "Hello.", "operatorName": "Al" }),
        )
        .await;
        act(&ada, "resolve", json!({})).await;
        for (query, expected) in [
            ("filter=waiting", vec![&cy]),
            ("filter=open&sort=active", vec![&cy, &bo]),
            ("filter=resolved&sort=active", vec![&ada]),
            ("sort=active", vec![&ada, &cy, &bo]),
            ("sort=active&limit=1&page=2", vec![&cy]),
        ] {
            let list = get(&app, query).await;
            let found: Vec<&Value> = list["conversations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|conversation| &conversation["id"])
                .collect();
            assert_eq!(found, expected, "{query}");
        }
        let open = get(&app, "filter=open&sort=active").await;
        let [waits, held] = [0, 1].map(|index| open["conversations"][index].clone());
        assert_eq!(
            (&waits["holder"], &waits["handoffAt"], &waits["operatorId"]),
            (&json!("queue"), &waits["updatedAt"], &Value::Null)
        );
        assert_eq!(waits["lastMessage"]["sender"], "assistant");
        assert_eq!(
            (&held["holder"], &held["operatorId"], &held["operatorName"]),
            (&json!("operator"), &json!("7"), &json!("Bo"))
        );
        let settled = get(&app, "filter=resolved").await["conversations"][0].clone();
        assert_eq!(settled["lastMessage"]["text"], "Hello.");
        assert_eq!(settled["lastMessage"]["operatorName"], "Al");
        for query in [
            "sort=active&filter=unanswered",
            "sort=active&search=refund",
            "sort=active&sessionId=ada",
        ] {
            let path = format!("/api/v1/conversations?{query}");
            let answer = app.call("GET", &path, &app.key, Value::Null).await;
            answer.check_error(400, "sort_invalid");
        }
    });
}

#[test]
fn pages_divide_the_list() {
    run(async {
        let app = three().await;
        let page = get(&app, "limit=2&page=2").await;
        assert_eq!(
            (
                &page["totalDocs"],
                &page["page"],
                &page["totalPages"],
                &page["limit"]
            ),
            (&json!(3), &json!(2), &json!(2), &json!(2))
        );
        assert_eq!(page["conversations"].as_array().unwrap().len(), 1);
        assert_eq!(page["conversations"][0]["question"], QUESTION);
        let beyond = get(&app, "limit=2&page=3").await;
        assert_eq!(beyond["conversations"], json!([]));
    });
}

#[test]
fn ranges_choose_by_when_a_conversation_began() {
    run(async {
        let app = three().await;
        app.native.clock.advance(10 * DAY);
        ask(&app, &app.key, "dee", QUESTION).await;
        for (query, count) in [
            ("range=7d", 1),
            ("range=30d", 4),
            ("range=all", 4),
            ("", 4),
            ("from=2026-09-21&to=2026-09-21", 3),
            ("to=2026-09-20", 0),
        ] {
            assert_eq!(get(&app, query).await["totalDocs"], count, "{query}");
        }
    });
}

#[test]
fn a_search_survives_whatever_is_typed() {
    run(async {
        let app = three().await;
        ask(&app, &app.key, "eri", "この商品は返品できますか? 🙂").await;
        let eri = "この商品は返品できますか? 🙂";
        for (search, expected) in [
            ("football", vec![UNANSWERABLE]),
            ("FOOT champ", vec![UNANSWERABLE]),
            ("ball", vec![]),
            ("\"refunds\" arrive?", vec!["When do refunds arrive?"]),
            ("返品", vec![eri]),
            ("🙂", vec![eri]),
            ("返品 lamp", vec![]),
            ("\"", vec![]),
            ("OR NOT AND NEAR(", vec![]),
            ("football\" OR \"refunds", vec![]),
            ("project:x text:football*", vec![]),
            ("'; DROP TABLE messages; --", vec![]),
        ] {
            let mut url = url::form_urlencoded::Serializer::new(String::new());
            url.append_pair("search", search);
            assert_eq!(questions(&app, &url.finish()).await, expected, "{search}");
        }
        assert_eq!(get(&app, "search=%20").await["totalDocs"], 4);
    });
}

#[test]
fn a_search_stays_in_its_project_and_among_its_keys_conversations() {
    run(async {
        let app = three().await;
        let test = app.key(KeyKind::Test, &[]).await;
        ask(&app, &test, "tess", "When do test refunds arrive?").await;
        for (key, query, count) in [
            (app.key.clone(), "search=refunds", 1),
            (test.clone(), "search=refunds", 1),
            (test.clone(), "", 1),
            (rival(), "search=refunds", 0),
            (rival(), "", 0),
        ] {
            let list = app
                .call("GET", &format!("{PATH}?{query}"), &key, Value::Null)
                .await
                .json();
            assert_eq!(list["totalDocs"], count, "{query}");
        }
    });
}

#[test]
fn one_conversation_has_all_that_was_said() {
    run(async {
        let app = three().await;
        let id = ask(&app, &app.key, "ada", UNANSWERABLE).await;
        let path = format!("{PATH}/{}", id.as_str().unwrap());
        let whole = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(whole["id"], id);
        assert_eq!(whole["question"], UNANSWERABLE);
        assert_eq!(whole["messageCount"], 4);
        let messages = whole["messages"].as_array().unwrap();
        let senders: Vec<&Value> = messages.iter().map(|message| &message["sender"]).collect();
        assert_eq!(senders, ["visitor", "assistant", "visitor", "assistant"]);
        assert_eq!(messages[1]["feedback"], "yes");
        assert_eq!(messages[1]["sources"][0]["title"], "Returns › How long");
        assert_eq!(messages[3]["unanswered"], true);
        let test = app.key(KeyKind::Test, &[]).await;
        for key in [rival(), test] {
            app.call("GET", &path, &key, Value::Null)
                .await
                .check_error(404, "conversation_not_found");
        }
        app.call("GET", &format!("{PATH}/conv_456"), &app.key, Value::Null)
            .await
            .check_error(404, "conversation_not_found");
        app.check_doors("GET", &path, &Value::Null, Scope::ReadAnalytics)
            .await;
    });
}

#[test]
fn a_conversation_without_an_answer_yet_is_listed() {
    run(async {
        let app = App::new().await;
        ask(&app, &app.key, "ada", QUESTION).await;
        app.change(Statement::new("DELETE FROM citations")).await;
        app.change(Statement::new(
            "DELETE FROM messages WHERE sender = 'assistant'",
        ))
        .await;
        let ada = get(&app, "").await["conversations"][0].clone();
        assert_eq!(
            (&ada["question"], &ada["answer"]),
            (&json!(QUESTION), &Value::Null)
        );
    });
}

#[test]
fn a_wrong_query_key_or_plan_is_refused() {
    run(async {
        let app = App::new().await;
        let long = format!("search={}", "x".repeat(201));
        let session = format!("sessionId={}", "x".repeat(201));
        for (query, code) in [
            ("range=2d", "range_invalid"),
            ("timezone=Mars", "timezone_invalid"),
            ("limit=0", "limit_invalid"),
            ("limit=101", "limit_invalid"),
            ("limit=many", "invalid_query"),
            ("page=0", "page_invalid"),
            ("page=501", "page_invalid"),
            ("page=4294967295", "page_invalid"),
            ("filter=good", "filter_invalid"),
            ("sort=best", "sort_invalid"),
            (&long, "search_too_long"),
            (&session, "session_id_invalid"),
        ] {
            app.call("GET", &format!("{PATH}?{query}"), &app.key, Value::Null)
                .await
                .check_error(400, code);
        }
        app.check_doors("GET", PATH, &Value::Null, Scope::ReadAnalytics)
            .await;
        app.set_plan("starter").await;
        app.call("GET", PATH, &app.key, Value::Null)
            .await
            .check_error(403, "plan_required");
        app.set_plan("growth").await;
        get(&app, "").await;
    });
}
