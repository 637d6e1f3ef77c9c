//! When a person is offered, and the answer outside business hours.

use porchlight_edge::platform::Statement;
use serde_json::{Value, json};

use super::Desk;
use crate::support::{App, QUESTION, UNANSWERABLE, run};

impl Desk {
    /// The answer to the visitor's message `text`.
    async fn answer(&self, text: &str) -> Value {
        self.say(text).await;
        let messages = self.visitor("GET", "", Value::Null).await.json()["messages"].clone();
        messages.as_array().unwrap().last().unwrap().clone()
    }

    async fn offers(&self, text: &str) -> bool {
        self.answer(text).await["offer_handoff"] == true
    }
}

/// Business hours in which nobody is ever available.
fn closed() -> Value {
    json!({ "businessHours": { "timezone": "Europe/Berlin", "hours": [] } })
}

#[test]
fn nothing_found_twice_in_a_row_offers_a_person() {
    run(async {
        let desk = Desk::new().await;
        assert!(!desk.offers(UNANSWERABLE).await);
        assert!(desk.offers(UNANSWERABLE).await);
        assert!(!desk.offers(QUESTION).await);
        assert!(!desk.offers(UNANSWERABLE).await);
        desk.set(json!({ "handoff": false })).await;
        assert!(!desk.offers(UNANSWERABLE).await, "switched off");
    });
}

#[test]
fn a_thumb_down_offers_a_person_at_once_and_counts_as_nothing_found() {
    run(async {
        let desk = Desk::new().await;
        let transcript = desk.visitor("GET", "", Value::Null).await.json();
        let id = transcript["messages"][1]["id"].clone();
        let judge = async |verdict: &str| {
            let body = json!({ "message_id": id, "verdict": verdict });
            desk.visitor("POST", "/feedback", body).await.json()
        };
        assert_eq!(judge("helpful").await, json!({ "verdict": "helpful" }));
        assert_eq!(
            judge("unhelpful").await,
            json!({ "verdict": "unhelpful", "offer_handoff": true })
        );
        assert!(desk.offers(UNANSWERABLE).await);
        desk.set(json!({ "handoff": false })).await;
        assert_eq!(judge("unhelpful").await, json!({ "verdict": "unhelpful" }));
    });
}

#[test]
fn who_asks_for_a_person_in_words_is_offered_one_for_nothing() {
    run(async {
        let desk = Desk::new().await;
        let spent = "SELECT sum(used) AS n FROM credits";
        let before = desk.app.count(spent).await;
        let answer = desk.answer("Ich möchte mit einem Menschen sprechen").await;
        assert!(
            answer["text"].as_str().unwrap().starts_with("Gern."),
            "{answer}"
        );
        assert_eq!(answer["offer_handoff"], true);
        assert_eq!(desk.app.count(spent).await, before);
        desk.visitor("POST", "/handoff", json!({})).await;
        let waiting = desk.answer("Can I talk to a human?").await;
        assert!(
            waiting["text"]
                .as_str()
                .unwrap()
                .contains("already let the team know")
        );
        assert_eq!(waiting["offer_handoff"], Value::Null);
        desk.set(json!({ "handoff": false })).await;
        let off = desk.answer("Can I talk to a human?").await;
        assert_eq!(off["offer_handoff"], Value::Null);
    });
}

#[test]
fn out_of_hours_the_visitor_is_told_so_and_can_leave_a_message() {
    run(async {
        let desk = Desk::new().await;
        desk.set(closed()).await;
        let answer = desk.answer("Can I talk to a human?").await;
        assert!(
            answer["text"]
                .as_str()
                .unwrap()
                .starts_with("Nobody is here")
        );
        let asked = desk
            .visitor("POST", "/handoff", json!({ "email": "ada@example.com" }))
            .await;
        let text = asked.json()["text"].as_str().unwrap().to_owned();
        assert!(text.contains("Nobody is here right now"), "{text}");
        let told = desk.app.events("conversation.handoff").await;
        assert_eq!(told[0]["customerEmail"], "ada@example.com");
    });
}

#[test]
fn who_asks_while_a_person_is_there_learns_it_and_nobody_is_called() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        let asked = desk.visitor("POST", "/handoff", json!({})).await.json();
        assert_eq!(
            asked,
            json!({ "holder": "operator", "text": "Ada is answering you now.", "operator_name": "Ada" })
        );
        assert!(desk.app.events("conversation.handoff").await.is_empty());
    });
}

#[test]
fn the_settings_of_people_are_read_back() {
    run(async {
        let app = App::new().await;
        let read = async || {
            let config = app
                .call("GET", "/api/v1/config", &app.key, Value::Null)
                .await;
            let config = config.json();
            ["leaseExpiry", "leaseSeconds", "businessHours"].map(|name| config[name].clone())
        };
        assert_eq!(read().await, [json!("queue"), json!(600), Value::Null]);
        let mut settings = closed();
        settings["leaseSeconds"] = json!(30);
        app.call("PATCH", "/api/v1/config", &app.key, settings.clone())
            .await;
        let hours = settings["businessHours"].clone();
        assert_eq!(read().await, [json!("queue"), json!(30), hours]);
        let always = json!({ "businessHours": null });
        app.call("PATCH", "/api/v1/config", &app.key, always).await;
        assert_eq!(read().await[2], Value::Null);
    });
}

#[test]
fn used_up_credits_do_not_part_a_visitor_from_a_person() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        desk.app.set_plan("free").await;
        desk.app
            .change(Statement::new("UPDATE credits SET used = 100"))
            .await;
        desk.say("Are you there?").await;
        let chat = format!("/v1/chatbots/{}/chat", desk.app.project_id);
        let body = json!({ "message": "And by key?", "conversationId": desk.id });
        let by_key = desk.app.call("POST", &chat, &desk.app.key, body).await;
        assert_eq!(by_key.status, 200, "{}", by_key.body);
        let body = json!({ "message": "A new conversation" });
        let refused = desk.app.call("POST", &chat, &desk.app.key, body).await;
        assert_eq!(refused.json()["error"], "credits_used_up");
    });
}
