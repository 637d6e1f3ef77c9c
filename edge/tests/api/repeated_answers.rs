//! A model's answer is reused for visitors who ask the same.

use porchlight_edge::{
    jobs::sweep::sweep, platform::Statement, services::model_answers::REPEATED_MS,
};
use serde_json::{Value, json};

use crate::{
    support::{
        QUESTION,
        model_server::{ModelServer, says},
        run,
    },
    written_answers::GOOD,
};

#[test]
fn who_asks_the_same_gets_the_same_answer_without_a_request() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let ask = async |question: &str| {
            let body = json!({ "question": question });
            let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()["answer"].as_str().unwrap().to_owned()
        };
        server.reply([says(GOOD), says(GOOD), says(GOOD), says(GOOD)]);
        let first = ask(QUESTION).await;
        let shouted = QUESTION.to_uppercase().replace('?', " ??");
        assert_eq!(ask(&shouted).await, first);
        assert_eq!(server.asked().len(), 1);
        let days = app
            .call("GET", "/api/v1/model/days", &app.key, Value::Null)
            .await
            .json();
        assert_eq!(
            [&days["days"][0]["answers"], &days["days"][0]["repeated"]],
            [1, 1]
        );
        let other = json!({ "instructions": "Be brief." });
        server.choose(&app, other).await;
        ask(QUESTION).await;
        assert_eq!(server.asked().len(), 1, "other instructions");
        app.change(Statement::new(
            "UPDATE passages SET text = text || ' Lamps may be dusty.'",
        ))
        .await;
        ask(QUESTION).await;
        assert_eq!(server.asked().len(), 1, "a changed page");
        app.native.clock.advance(REPEATED_MS + 1);
        ask(QUESTION).await;
        assert_eq!(server.asked().len(), 1, "too old");
    });
}

#[test]
fn what_would_no_longer_pass_is_written_anew() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let body = || json!({ "question": QUESTION });
        server.reply([says(GOOD), says(GOOD)]);
        app.call("POST", "/api/v1/chat", &app.key, body()).await;
        app.change(Statement::new(
            "UPDATE model_answers SET text = text || ' Returns cost 12 euros. [1]'",
        ))
        .await;
        let again = app.call("POST", "/api/v1/chat", &app.key, body()).await;
        assert!(!again.body.contains("12 euros"), "{}", again.body);
        assert_eq!(server.asked().len(), 2);
    });
}

const KEPT: &str = "SELECT count(*) AS n FROM model_answers";

#[test]
fn what_a_model_wrote_is_forgotten_after_a_while() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(GOOD)]);
        let body = json!({ "question": QUESTION });
        app.call("POST", "/api/v1/chat", &app.key, body).await;
        assert_eq!(app.count(KEPT).await, 1);
        app.native.clock.advance(REPEATED_MS + 1);
        sweep(&app.native.platform).await.unwrap();
        assert_eq!(app.count(KEPT).await, 0);
    });
}

#[test]
fn what_a_model_invented_is_not_given_again() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let invented = format!("{GOOD} Returns cost 12 euros. [1]");
        server.reply([says(&invented), says(&invented)]);
        for _ in 0..2 {
            let body = json!({ "question": QUESTION });
            app.call("POST", "/api/v1/chat", &app.key, body).await;
        }
        assert_eq!(server.asked().len(), 2);
    });
}
