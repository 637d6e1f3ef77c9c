//! The limits on a message, depending on who answers it, and on a name.

use axum::http::StatusCode;
use porchlight_shared::limits::{MESSAGE_TO_PERSON_CHARS, QUESTION_CHARS};

use serde_json::json;

use super::Desk;
use crate::support::{chat_body, run, with};

#[test]
fn a_person_reads_longer_messages_than_the_bot() {
    run(async {
        let desk = Desk::new().await;
        let long = "a".repeat(QUESTION_CHARS + 1);
        let ask = |text: &str| {
            let body = with(chat_body(text), "sessionToken", desk.token.as_str());
            desk.app
                .chat(with(body, "conversationId", desk.id.to_string()))
        };
        let refused = ask(&long).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.body.contains("at most 1000"), "{}", refused.body);
        desk.take_over().await;
        assert_eq!(ask(&long).await.status, StatusCode::OK);
        let longest = "a".repeat(MESSAGE_TO_PERSON_CHARS);
        assert_eq!(ask(&longest).await.status, StatusCode::OK);
        let refused = ask(&format!("{longest}a")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
        assert!(refused.body.contains("at most 4000"), "{}", refused.body);
    });
}

#[test]
fn a_name_is_short_and_on_one_line_also_of_somebody_who_is_typing() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        for name in ["a".repeat(101), "Ada\u{7}".into(), "Ada\nBob".into()] {
            let body = json!({ "operatorId": "ada", "operatorName": name, "text": "Hello." });
            for what in ["typing", "replies", "takeover", "notes"] {
                let refused = desk.operate(what, body.clone(), 400).await;
                assert_eq!(refused["code"], "operator_invalid", "{what}: {refused}");
                let said = refused["error"].as_str().unwrap();
                assert!(said.contains("control characters"), "{said}");
            }
        }
        let typing = json!({ "operatorName": "Ada" });
        desk.operate("typing", typing, 200).await;
    });
}
