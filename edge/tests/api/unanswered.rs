//! Unanswered questions: grouped by meaning, answered once for all of them.

use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    platform::Statement,
    services::question_runs::QUIET_MS,
};
use serde_json::{Value, json};

use crate::support::{App, run};

const PATH: &str = "/api/v1/unanswered";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// The same question in different words, about a subject that the shop's pages do not cover.
const NORWAY: [&str; 3] = [
    "Do you ship to Norway?",
    "do you deliver to norway",
    "Shipping to Oslo, Norway?",
];
const PAYPAL: [&str; 2] = ["Can I pay with PayPal?", "is paypal accepted as payment"];

async fn ask(app: &App, questions: &[&str]) {
    for question in questions {
        app.native.clock.advance(1_000);
        let body = json!({ "question": question });
        let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
        assert!(answer.body.contains("couldn't find"), "{}", answer.body);
    }
}

async fn get(app: &App, query: &str) -> Value {
    let path = format!("{PATH}{query}");
    let answer = app.call("GET", &path, &app.key, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn counts(listed: &Value) -> Vec<u64> {
    let groups = listed["groups"].as_array().unwrap();
    let count = |group: &Value| group["count"].as_u64().unwrap();
    groups.iter().map(count).collect()
}

#[test]
fn the_same_question_in_other_words_is_one_group_with_what_comes_close() {
    run(async {
        let app = App::new().await;
        ask(
            &app,
            &[PAYPAL[0], NORWAY[0], NORWAY[1], PAYPAL[1], NORWAY[2]],
        )
        .await;
        let answered = json!({ "question": "How many days do I have to return a lamp?" });
        app.call("POST", "/api/v1/chat", &app.key, answered).await;
        let listed = get(&app, "").await;
        assert_eq!(counts(&listed), [3, 2], "{listed}");
        assert_eq!(listed["totalGroups"], 2);
        let first = &listed["groups"][0];
        assert!(NORWAY.contains(&first["question"].as_str().unwrap()));
        assert_eq!(first["examples"], json!([NORWAY[2], NORWAY[1], NORWAY[0]]));
        assert_eq!(
            (&first["countBefore"], &first["trend"]),
            (&json!(0), &Value::Null)
        );
        assert!(first["firstAskedAt"].as_str() < first["lastAskedAt"].as_str());
        assert!(first["closest"].as_array().unwrap().len() <= 3);
    });
}

#[test]
fn a_group_grows_or_shrinks_beside_the_time_before() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY[..1]).await;
        app.native.clock.advance(31 * DAY_MS);
        assert_eq!(get(&app, "").await["groups"], json!([]));
        ask(&app, &NORWAY[1..]).await;
        let listed = get(&app, "").await;
        assert_eq!(counts(&listed), [2]);
        assert_eq!(
            (
                &listed["groups"][0]["countBefore"],
                &listed["groups"][0]["trend"]
            ),
            (&json!(1), &json!(100))
        );
        assert_eq!(get(&app, "?page=2").await["groups"], json!([]));
        let wrong = format!("{PATH}?from=yesterday");
        let wrong = app.call("GET", &wrong, &app.key, Value::Null).await;
        assert_eq!(wrong.status, 400, "{}", wrong.body);
    });
}

#[test]
fn an_answer_answers_the_whole_group_and_resolves_it() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        ask(&app, &["Do you ship parcel 12345678 to Norway?"]).await;
        ask(&app, &PAYPAL).await;
        let id = get(&app, "").await["groups"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("{PATH}/{id}/answer");
        let body = json!({ "answer": "We ship to Norway within a week." });
        let answered = app.call("POST", &path, &app.key, body.clone()).await;
        assert_eq!(answered.status, 200, "{}", answered.body);
        assert_eq!(answered.json()["resolved"], 4);
        assert_eq!(answered.json()["source"]["kind"], "answer");
        app.call("POST", &path, &app.key, body)
            .await
            .check_error(404, "question_not_found");
        app.run_jobs().await;
        let alternatives =
            "SELECT count(*) AS n FROM passages WHERE json_array_length(alternatives) = 2
             AND alternatives NOT LIKE '%12345678%'";
        assert_eq!(app.count(alternatives).await, 1);
        for question in NORWAY {
            let body = json!({ "question": question });
            let again = app.call("POST", "/api/v1/chat", &app.key, body).await;
            assert!(again.body.contains("within a week"), "{}", again.body);
        }
        assert_eq!(counts(&get(&app, "").await), [2], "only PayPal is left");
    });
}

#[test]
fn an_alternative_leads_to_a_section_and_stays_when_the_page_is_read_again() {
    run(async {
        let app = App::new().await;
        let asked = "Money back, when?";
        ask(&app, &[asked, "when money back"]).await;
        let listed = get(&app, "").await;
        let id = listed["groups"][0]["id"].as_str().unwrap();
        let preview = json!({ "question": "How long do refunds take?" });
        app.call("POST", "/api/v1/preview", &app.key, preview).await;
        let rows: Vec<Value> = porchlight_edge::platform::db::fetch_all(
            &app.native.db,
            Statement::new("SELECT id, document_id FROM passages WHERE text LIKE 'Refunds%'"),
        )
        .await
        .unwrap();
        let body = json!({ "documentId": rows[0]["document_id"], "passageId": rows[0]["id"] });
        let path = format!("{PATH}/{id}/alternatives");
        let unknown = json!({ "documentId": rows[0]["document_id"], "passageId": app.project_id });
        app.call("POST", &path, &app.key, unknown)
            .await
            .check_error(404, "passage_not_found");
        let added = app.call("POST", &path, &app.key, body).await;
        assert_eq!(added.status, 200, "{}", added.body);
        assert_eq!(added.json()["resolved"], 2, "{}", added.body);
        let again = json!({ "question": asked });
        let answer = app.call("POST", "/api/v1/chat", &app.key, again).await;
        assert!(answer.body.contains("five working days"), "{}", answer.body);
        assert_eq!(get(&app, "").await["groups"], json!([]));
        // All other passages of the page are unchanged.
        assert_eq!(app.count("SELECT count(*) AS n FROM passages").await, 3);
        let sources = app.call("GET", "/api/v1/sources", &app.key, Value::Null);
        for source in sources.await.json()["sources"].as_array().unwrap() {
            let path = format!("/api/v1/sources?id={}", source["id"].as_str().unwrap());
            let deleted = app.call("DELETE", &path, &app.key, Value::Null).await;
            assert_eq!(deleted.status, 200, "{}", deleted.body);
        }
        let left = "SELECT count(*) AS n FROM added_alternatives";
        assert_eq!(app.count(left).await, 0);
    });
}

#[test]
fn what_was_asked_since_the_list_was_read_is_not_resolved_with_it() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY[..2]).await;
        let listed = get(&app, "").await;
        let group = &listed["groups"][0];
        assert_eq!(group["messageIds"].as_array().unwrap().len(), 2);
        ask(&app, &NORWAY[2..]).await;
        let path = format!("{PATH}/{}/answer", group["id"].as_str().unwrap());
        let body = json!({ "answer": "We do.", "messageIds": group["messageIds"] });
        let answered = app.call("POST", &path, &app.key, body).await;
        assert_eq!(answered.json()["resolved"], 2, "{}", answered.body);
        assert_eq!(counts(&get(&app, "").await), [1]);
    });
}

#[test]
fn of_a_group_that_is_dismissed_the_rest_is_left() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        let listed = get(&app, "").await;
        let ids = listed["groups"][0]["messageIds"].as_array().unwrap();
        let [first, second, _] = [0, 1, 2].map(|at| ids[at].as_str().unwrap());
        let path = format!("{PATH}/{first}?messageIds={first},{second}");
        let dismissed = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(dismissed.json(), json!({ "resolved": 2 }));
        assert_eq!(counts(&get(&app, "").await), [1]);
        let wrong = format!("{PATH}/{}?messageIds=all", ids[2].as_str().unwrap());
        app.call("DELETE", &wrong, &app.key, Value::Null)
            .await
            .check_error(404, "question_not_found");
    });
}

#[test]
fn a_group_whose_answer_finds_no_room_is_not_resolved() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        let id = get(&app, "").await["groups"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        app.change(Statement::new(
            "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000)
             INSERT INTO sources (id, project_id, kind, name, content, created_at, updated_at)
             SELECT 'full-' || projects.id || '-' || number, projects.id, 'answer', '', '', 0, 0 FROM numbers, projects",
        ))
        .await;
        let path = format!("{PATH}/{id}/answer");
        let refused = app
            .call("POST", &path, &app.key, json!({ "answer": "We do." }))
            .await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert_eq!(counts(&get(&app, "").await), [3]);
    });
}

#[test]
fn a_group_that_has_no_place_is_dismissed() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        let listed = get(&app, "").await;
        let id = listed["groups"][0]["id"].as_str().unwrap();
        let path = format!("{PATH}/{id}");
        let dismissed = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(dismissed.json(), json!({ "resolved": 3 }));
        assert_eq!(get(&app, "").await["totalGroups"], 0);
        app.call("DELETE", &path, &app.key, Value::Null)
            .await
            .check_error(404, "question_not_found");
        ask(&app, &NORWAY[..1]).await;
        assert_eq!(counts(&get(&app, "").await), [1], "asked anew");
    });
}

#[test]
fn a_group_that_was_put_aside_by_mistake_is_listed_again() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        let listed = get(&app, "").await;
        let group = &listed["groups"][0];
        let path = format!("{PATH}/{}", group["id"].as_str().unwrap());
        app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(get(&app, "").await["totalGroups"], 0);
        let (path, body) = (
            format!("{path}/restore"),
            json!({ "messageIds": group["messageIds"] }),
        );
        let restored = app.call("POST", &path, &app.key, body.clone()).await;
        assert_eq!(restored.json(), json!({ "restored": 3 }));
        assert_eq!(counts(&get(&app, "").await), [3]);
        let again = app.call("POST", &path, &app.key, body).await;
        assert_eq!(again.json(), json!({ "restored": 0 }), "a retry");
        app.call("POST", &format!("{PATH}/all/restore"), &app.key, json!({}))
            .await
            .check_error(404, "question_not_found");
    });
}

#[test]
fn a_question_that_is_erased_is_in_no_group() {
    run(async {
        let app = App::new().await;
        let (message, token) = app.ask(NORWAY[0]).await;
        let listed = get(&app, "").await;
        let id = listed["groups"][0]["id"].as_str().unwrap();
        app.call("DELETE", &format!("{PATH}/{id}"), &app.key, Value::Null)
            .await;
        let path = format!("/api/chat/{}", message.conversation_id);
        app.call("DELETE", &path, &token, Value::Null).await;
        let left = "SELECT count(*) AS n FROM resolved_questions";
        assert_eq!(app.count(left).await, 0);
    });
}

#[test]
fn a_test_key_sees_test_questions_and_who_may_not_read_answers_nothing() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY).await;
        let test = app.key(KeyKind::Test, &[]).await;
        let listed = app.call("GET", PATH, &test, Value::Null).await;
        assert_eq!(listed.json()["totalGroups"], 0);
        let writes = app.key(KeyKind::Live, &[Scope::WriteSources]).await;
        let listed = get(&app, "").await;
        let id = listed["groups"][0]["id"].as_str().unwrap();
        let path = format!("{PATH}/{id}/answer");
        app.call("POST", &path, &writes, json!({ "answer": "Yes." }))
            .await
            .check_error(403, "scope_missing");
    });
}

#[test]
fn an_alternative_is_a_change_after_which_saved_questions_are_asked() {
    run(async {
        let app = App::new().await;
        let saved = json!({ "question": "Money back, when?" });
        app.call("POST", "/api/v1/saved-questions", &app.key, saved)
            .await;
        ask(&app, &["Money back, when?"]).await;
        let listed = get(&app, "").await;
        let id = listed["groups"][0]["id"].as_str().unwrap();
        let rows: Vec<Value> = porchlight_edge::platform::db::fetch_all(
            &app.native.db,
            Statement::new("SELECT id, document_id FROM passages WHERE text LIKE 'Refunds%'"),
        )
        .await
        .unwrap();
        let body = json!({ "documentId": rows[0]["document_id"], "passageId": rows[0]["id"] });
        let path = format!("{PATH}/{id}/alternatives");
        app.call("POST", &path, &app.key, body).await;
        app.native.clock.advance(QUIET_MS);
        porchlight_edge::jobs::sweep::sweep(&app.native.platform)
            .await
            .unwrap();
        app.run_jobs().await;
        let passed = "SELECT coalesce(sum(passed), 0) AS n FROM question_runs";
        assert_eq!(app.count(passed).await, 1);
    });
}

/// The names of the sources that are question-and-answer pairs.
async fn pairs(app: &App) -> Vec<Value> {
    let sources = app.call("GET", "/api/v1/sources", &app.key, Value::Null);
    let sources = sources.await.json()["sources"].as_array().unwrap().clone();
    let pairs = sources.iter().filter(|source| source["kind"] == "answer");
    pairs.map(|source| source["name"].clone()).collect()
}

#[test]
fn what_may_name_somebody_stands_above_no_answer() {
    run(async {
        let app = App::new().await;
        let named = [
            "Do you ship parcel 12345678 to Norway?",
            "Do you ship parcel 87654321 to Norway?",
        ];
        ask(&app, &named).await;
        let answer = async |body: Value| {
            let listed = get(&app, "").await;
            let id = listed["groups"][0]["id"].as_str().unwrap().to_owned();
            let path = format!("{PATH}/{id}/answer");
            app.call("POST", &path, &app.key, body).await
        };
        answer(json!({ "answer": "We do." }))
            .await
            .check_error(400, "no_question");
        assert!(pairs(&app).await.is_empty());
        ask(&app, &NORWAY[..1]).await;
        let answered = answer(json!({ "answer": "We do." })).await;
        assert_eq!(answered.json()["resolved"], 3, "{}", answered.body);
        assert_eq!(pairs(&app).await, [NORWAY[0]]);
    });
}

#[test]
fn a_question_that_the_owner_has_not_seen_stands_above_no_answer() {
    run(async {
        let app = App::new().await;
        ask(&app, &NORWAY[2..]).await;
        let listed = get(&app, "").await;
        let group = &listed["groups"][0];
        ask(&app, &[NORWAY[1], NORWAY[0], NORWAY[0]]).await;
        let path = format!("{PATH}/{}/answer", group["id"].as_str().unwrap());
        let body = json!({ "answer": "We do.", "messageIds": group["messageIds"] });
        let answered = app.call("POST", &path, &app.key, body).await;
        assert_eq!(answered.json()["resolved"], 1, "{}", answered.body);
        assert_eq!(pairs(&app).await, [NORWAY[2]]);
    });
}
