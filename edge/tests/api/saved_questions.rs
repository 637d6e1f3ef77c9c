//! Questions whose answers the owner has checked: saved by hand, from visitors' messages, or as a list.

use porchlight_edge::{
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        saved_question::SAVED_QUESTIONS,
    },
    platform::Statement,
    store::saved_questions::{self, QuestionChange},
};
use porchlight_shared::ids::SavedQuestionId;
use serde_json::{Value, json};

use crate::support::{Answer, App, NOW, QUESTION, UNANSWERABLE, run};

mod runs;
mod steps;

const PATH: &str = "/api/v1/saved-questions";
const PAGE: &str = "https://shop.example/returns";
const COUNT: &str = "SELECT count(*) AS n FROM saved_questions";

async fn save(app: &App, body: Value) -> Answer {
    app.call("POST", PATH, &app.key, body).await
}

async fn saved(app: &App, body: Value) -> Value {
    let answer = save(app, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn get(app: &App, path: &str) -> Value {
    let answer = app.call("GET", path, &app.key, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Asks all questions. Returns the run with its results.
async fn asked(app: &App, draft: Value) -> Value {
    // Runs are sorted by time.
    app.native.clock.advance(1_000);
    let begun = app
        .call("POST", &format!("{PATH}/run"), &app.key, draft)
        .await;
    assert_eq!(begun.status, 202, "{}", begun.body);
    app.run_jobs().await;
    let id = begun.json()["id"].as_str().unwrap().to_owned();
    get(app, &format!("{PATH}/runs/{id}")).await
}

#[test]
fn a_question_is_saved_changed_and_removed() {
    run(async {
        let app = App::new().await;
        let body = json!({ "question": QUESTION, "page": PAGE, "words": ["30 days"] });
        let first = saved(&app, body.clone()).await;
        assert_eq!(
            (&first["origin"], &first["passed"], &first["messageId"]),
            (&json!("owner"), &Value::Null, &Value::Null)
        );
        let again = saved(&app, json!({ "question": QUESTION, "page": PAGE })).await;
        assert_eq!(again["id"], first["id"], "a retry is harmless");
        let path = format!("{PATH}/{}", first["id"].as_str().unwrap());
        let change = json!({ "page": "", "words": ["thirty"], "language": "en" });
        let changed = app.call("PATCH", &path, &app.key, change).await.json();
        assert_eq!(
            (&changed["page"], &changed["words"], &changed["question"]),
            (&Value::Null, &json!(["thirty"]), &json!(QUESTION))
        );
        assert_eq!(get(&app, PATH).await["questions"], json!([changed]));
        let removed = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(removed.json(), json!({ "deleted": true }));
        for method in ["PATCH", "DELETE"] {
            let gone = app.call(method, &path, &app.key, json!({})).await;
            gone.check_error(404, "saved_question_not_found");
        }
    });
}

#[test]
fn who_changes_one_thing_takes_back_nothing_that_somebody_else_changes_meanwhile() {
    run(async {
        let app = App::new().await;
        let body = json!({ "question": QUESTION, "page": PAGE, "language": "en" });
        let first = saved(&app, body).await;
        let id: SavedQuestionId = first["id"].as_str().unwrap().parse().unwrap();
        let nothing = QuestionChange {
            question: None,
            language: None,
            page: None,
            words: None,
            is_a_visitors: true,
        };
        let changes = [
            QuestionChange {
                words: Some(json!(["30 days"]).to_string()),
                ..nothing.clone()
            },
            QuestionChange {
                language: Some("de".into()),
                ..nothing.clone()
            },
            QuestionChange {
                page: Some(String::new()),
                ..nothing
            },
        ];
        for change in changes {
            let update = saved_questions::update(app.project_id, id, change, NOW);
            app.native.db.batch(update).await.unwrap();
        }
        let now = &get(&app, PATH).await["questions"][0];
        assert_eq!(
            [
                &now["words"],
                &now["language"],
                &now["page"],
                &now["question"]
            ],
            [
                &json!(["30 days"]),
                &json!("de"),
                &Value::Null,
                &json!(QUESTION)
            ]
        );
    });
}

#[test]
fn what_cannot_be_expected_is_refused() {
    run(async {
        let app = App::new().await;
        for (name, value) in [
            ("question", json!("")),
            ("question", json!("q".repeat(1_001))),
            ("page", json!("returns")),
            ("words", json!(vec!["w"; 11])),
            ("words", json!(["w".repeat(201)])),
            ("words", json!([""])),
            ("language", json!("a b")),
        ] {
            let mut body = json!({ "question": QUESTION });
            body[name] = value;
            save(&app, body).await.check_error(400, "value_invalid");
        }
        let unknown = json!({ "messageId": app.project_id });
        save(&app, unknown)
            .await
            .check_error(404, "message_not_found");
        assert_eq!(app.count(COUNT).await, 0);
    });
}

#[test]
fn a_visitors_question_is_saved_from_its_answer_and_goes_with_the_conversation() {
    run(async {
        let app = App::new().await;
        let (refusal, token) = app.ask(UNANSWERABLE).await;
        let from_refusal = saved(&app, json!({ "messageId": refusal.id })).await;
        assert_eq!(
            (&from_refusal["question"], &from_refusal["origin"]),
            (&json!(UNANSWERABLE), &json!("unanswered"))
        );
        let own_words = json!({ "messageId": refusal.id, "question": "Who was champion in 1974?" });
        assert_eq!(saved(&app, own_words).await["messageId"], Value::Null);
        let judge = json!({ "message_id": refusal.id, "verdict": "unhelpful" });
        let path = format!("/api/chat/{}", refusal.conversation_id);
        app.call("POST", &format!("{path}/feedback"), &token, judge)
            .await;
        saved(&app, json!({ "messageId": refusal.id })).await;
        asked(&app, json!({})).await;
        app.call("DELETE", &path, &token, Value::Null).await;
        let left = get(&app, PATH).await;
        assert_eq!(left["questions"].as_array().unwrap().len(), 1, "{left}");
        assert_eq!(
            left["questions"][0]["question"],
            "Who was champion in 1974?"
        );
        let results = "SELECT count(*) AS n FROM question_results";
        assert_eq!(app.count(results).await, 1);
    });
}

#[test]
fn a_vote_against_an_answer_is_where_a_question_is_from() {
    run(async {
        let app = App::new().await;
        let (answer, token) = app.ask(QUESTION).await;
        let message = json!({ "messageId": answer.id });
        assert_eq!(saved(&app, message.clone()).await["origin"], "message");
        let judge = json!({ "message_id": answer.id, "verdict": "unhelpful" });
        let path = format!("/api/chat/{}/feedback", answer.conversation_id);
        app.call("POST", &path, &token, judge).await;
        app.change(Statement::new("DELETE FROM saved_questions"))
            .await;
        assert_eq!(saved(&app, message).await["origin"], "unhelpful");
    });
}

#[test]
fn what_visitors_asked_takes_the_right_to_read_it() {
    run(async {
        let app = App::new().await;
        let (answer, _) = app.ask(QUESTION).await;
        let writes = app.key(KeyKind::Live, &[Scope::WriteSources]).await;
        let own = json!({ "question": QUESTION });
        let allowed = app.call("POST", PATH, &writes, own).await;
        assert_eq!(allowed.status, 200, "{}", allowed.body);
        let message = json!({ "messageId": answer.id });
        app.call("POST", PATH, &writes, message)
            .await
            .check_error(403, "scope_missing");
        app.call("GET", PATH, &writes, Value::Null)
            .await
            .check_error(403, "scope_missing");
    });
}

#[test]
fn a_list_is_imported_as_a_whole_or_not_at_all() {
    run(async {
        let app = App::new().await;
        let import = async |csv: &str| {
            let path = format!("{PATH}/import");
            app.call("POST", &path, &app.key, json!({ "csv": csv }))
                .await
        };
        let list = format!("question;page;words\n{QUESTION};{PAGE};30 days|parcel\nAnd bulbs?;;\n");
        assert_eq!(import(&list).await.json(), json!({ "imported": 2 }));
        assert_eq!(import(&list).await.json(), json!({ "imported": 2 }));
        assert_eq!(app.count(COUNT).await, 2);
        let wrong = import("question,page\nA new one?,\nAnother?,returns\n").await;
        wrong.check_error(400, "row_invalid");
        assert!(wrong.body.contains("Row 3: page"), "{}", wrong.body);
        import("question,page\n")
            .await
            .check_error(400, "list_empty");
        let line = |number| ["Question ", &u32::to_string(&number), "\n"].concat();
        let many: String = (0..=SAVED_QUESTIONS).map(line).collect();
        import(&many)
            .await
            .check_error(403, "too_many_saved_questions");
        let rest: String = (2..SAVED_QUESTIONS).map(line).collect();
        assert_eq!(import(&rest).await.status, 200);
        save(&app, json!({ "question": "One more?" }))
            .await
            .check_error(403, "too_many_saved_questions");
        let known = json!({ "question": QUESTION, "page": PAGE });
        saved(&app, known).await;
    });
}

#[test]
fn a_visitors_words_go_with_their_conversation_however_they_were_saved_again() {
    run(async {
        let app = App::new().await;
        let (answer, token) = app.ask(UNANSWERABLE).await;
        let first = saved(&app, json!({ "messageId": answer.id })).await;
        let message = first["messageId"].clone();
        assert_ne!(message, Value::Null);
        let expected = json!({ "question": UNANSWERABLE, "words": ["1974"] });
        assert_eq!(saved(&app, expected).await["messageId"], message);
        let list = json!({ "csv": format!("question,words\n{UNANSWERABLE},1974\n") });
        let path = format!("{PATH}/import");
        let imported = app.call("POST", &path, &app.key, list).await;
        assert_eq!(imported.status, 200, "{}", imported.body);
        assert_eq!(get(&app, PATH).await["questions"][0]["messageId"], message);
        let path = format!("{PATH}/{}", first["id"].as_str().unwrap());
        let marked = json!({ "question": format!("  {} !", UNANSWERABLE.to_uppercase()) });
        let marked = app.call("PATCH", &path, &app.key, marked).await.json();
        assert_eq!(marked["messageId"], message, "{marked}");
        let marked = json!({ "messageId": answer.id, "question": format!("{UNANSWERABLE}?") });
        assert_eq!(saved(&app, marked).await["messageId"], message);
        let path = format!("/api/chat/{}", answer.conversation_id);
        app.call("DELETE", &path, &token, Value::Null).await;
        assert_eq!(app.count(COUNT).await, 0);
    });
}
