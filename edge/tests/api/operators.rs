//! A person answers: `/api/v1/conversations/{id}/…`, and what the visitor sees.

use axum::http::StatusCode;
use porchlight_edge::domain::credentials::{api_key::KeyKind, scope::Scope};
use porchlight_shared::{
    ids::ConversationId,
    message::Sender,
    sse::{Decoder, Frame},
};
use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, chat_body, owner::rival, run, with};

mod length;
mod link_makers;
mod link_pages;
pub(crate) mod listening;
mod meanwhile;
mod reply_email;
mod reply_link;
mod triggers;

/// A conversation of a visitor, with its owner's key.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) id: ConversationId,
    pub(crate) token: String,
}

impl Desk {
    /// A conversation with a question that the bot has answered.
    pub(crate) async fn new() -> Self {
        Self::of(App::new().await).await
    }

    /// Does the same in the caller's project.
    pub(crate) async fn of(app: App) -> Self {
        let (message, token) = app.ask(QUESTION).await;
        Self {
            id: message.conversation_id,
            app,
            token,
        }
    }

    /// Performs an operator's action, and expects `status`.
    pub(crate) async fn operate(&self, what: &str, body: Value, status: u16) -> Value {
        let path = format!("/api/v1/conversations/{}/{what}", self.id);
        let answer = self.app.call("POST", &path, &self.app.key, body).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
        answer.json()
    }

    pub(crate) async fn take_over(&self) -> Value {
        let ada = json!({ "operatorId": "ada", "operatorName": "Ada" });
        self.operate("takeover", ada, 200).await
    }

    pub(crate) async fn visitor(&self, method: &str, what: &str, body: Value) -> Answer {
        let path = format!("/api/chat/{}{what}", self.id);
        self.app.call(method, &path, &self.token, body).await
    }

    /// Writes as the visitor.
    pub(crate) async fn say(&self, text: &str) -> Answer {
        let body = with(chat_body(text), "sessionToken", self.token.as_str());
        let body = with(body, "conversationId", self.id.to_string());
        let answer = self.app.chat(body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer
    }

    pub(crate) async fn set(&self, settings: Value) {
        let answer = self
            .app
            .call("PATCH", "/api/v1/config", &self.app.key, settings)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    pub(crate) async fn transcript(&self) -> Value {
        self.visitor("GET", "", Value::Null).await.json()
    }

    async fn holder(&self) -> Value {
        self.transcript().await["holder"].clone()
    }

    async fn senders(&self) -> Vec<String> {
        let messages = self.transcript().await["messages"].clone();
        let senders = messages.as_array().unwrap().iter();
        senders
            .map(|message| message["sender"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn frames(answer: &Answer) -> Vec<Frame> {
    Decoder::default().push(answer.body.as_bytes())
}

pub(crate) fn names(frames: &[Frame]) -> Vec<&str> {
    frames.iter().map(|frame| frame.event.as_str()).collect()
}

#[test]
fn a_person_and_the_visitor_write_to_each_other() {
    run(async {
        let desk = Desk::new().await;
        let held = desk.take_over().await;
        assert_eq!(
            (&held["holder"], &held["operatorId"], &held["operatorName"]),
            (&json!("operator"), &json!("ada"), &json!("Ada"))
        );
        let replied = desk
            .operate("replies", json!({ "text": " Hello, I am Ada. " }), 200)
            .await;
        assert_eq!(replied["message"]["text"], "Hello, I am Ada.");
        assert_eq!(replied["message"]["operatorName"], "Ada");
        let said = desk.say("Thank you. Where is my parcel?").await;
        assert_eq!(said.event_names(), ["message", "status", "done"]);
        assert_eq!(said.message().sender, Sender::Visitor);
        assert_eq!(
            desk.senders().await,
            ["visitor", "assistant", "operator", "visitor"]
        );
        let reply = &desk.transcript().await["messages"][2];
        assert_eq!(reply["operator_name"], "Ada");
        let sent = desk.app.events("message.sent").await;
        let told: Vec<_> = sent.iter().map(|data| data["sender"].clone()).collect();
        assert_eq!(told, ["assistant", "operator", "visitor"]);
        assert_eq!(sent[1]["operatorName"], "Ada");
    });
}

#[test]
fn the_bot_never_talks_over_a_person_and_goes_on_when_they_leave() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        desk.say(QUESTION).await;
        assert_eq!(
            desk.senders().await,
            ["visitor", "assistant", "visitor"],
            "no answer"
        );
        let back = desk.operate("handback", json!({ "to": "bot" }), 200).await;
        assert_eq!(
            (&back["holder"], &back["leaseUntil"]),
            (&json!("bot"), &Value::Null)
        );
        let answer = desk.say(QUESTION).await;
        assert!(answer.message().text.contains("30 days"));
        desk.take_over().await;
        desk.operate("handback", json!({}), 200).await;
        assert_eq!(desk.holder().await, "queue");
        let waiting = desk.say(QUESTION).await;
        assert!(
            waiting.message().text.contains("30 days"),
            "{}",
            waiting.body
        );
        let escalated = desk.app.events("conversation.escalated").await;
        assert_eq!(escalated.len(), 1);
        assert_eq!(escalated[0]["reason"], "handed_back");
    });
}

#[test]
fn the_same_message_again_reaches_a_person_once() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        let body = with(chat_body("Hello?"), "sessionToken", desk.token.as_str());
        let body = with(body, "conversationId", desk.id.to_string());
        let body = with(
            body,
            "clientMessageId",
            "0190aaaa-0000-7000-8000-000000000009",
        );
        let first = desk.app.chat(body.clone()).await;
        let again = desk.app.chat(body).await;
        assert_eq!(first.message().id, again.message().id);
        assert_eq!(again.event_names(), ["message", "status", "done"]);
        assert_eq!(desk.senders().await, ["visitor", "assistant", "visitor"]);
        assert_eq!(desk.app.events("message.sent").await.len(), 2);
    });
}

#[test]
fn a_reply_that_is_sent_again_is_written_once() {
    run(async {
        let desk = Desk::new().await;
        let reply = json!({
            "text": "Hello.", "operatorId": "ada", "clientMessageId": "0190aaaa-0000-7000-8000-00000000000a",
        });
        let first = desk.operate("replies", reply.clone(), 200).await;
        let again = desk.operate("replies", reply.clone(), 200).await;
        assert_eq!(first["message"]["id"], again["message"]["id"]);
        // The process dies after the message was stored, and before anybody received it.
        desk.app.native.rooms.break_off(desk.id, 0);
        desk.operate("replies", reply, 200).await;
        assert_eq!(desk.senders().await, ["visitor", "assistant", "operator"]);
        desk.operate("resolve", json!({}), 200).await;
        let told = desk.visitor("GET", "/events", Value::Null).await;
        assert_eq!(names(&frames(&told)), ["message", "status"]);
    });
}

#[test]
fn one_person_holds_a_conversation_at_a_time() {
    run(async {
        let desk = Desk::new().await;
        desk.operate("handback", json!({ "to": "bot" }), 409).await;
        desk.take_over().await;
        let bo = json!({ "operatorId": "bo" });
        let refused = desk.operate("takeover", bo.clone(), 409).await;
        assert_eq!(refused["code"], "held_by_another");
        let over = with(bo.clone(), "text", "I know better.");
        desk.operate("replies", over, 409).await;
        assert_eq!(desk.senders().await, ["visitor", "assistant"]);
        // Ada still holds it.
        desk.app.native.clock.advance(599_000);
        desk.take_over().await;
        desk.app.native.clock.advance(599_000);
        desk.operate("takeover", bo.clone(), 409).await;
        desk.app.native.clock.advance(1_000);
        let taken = desk.operate("takeover", bo, 200).await;
        assert_eq!(taken["operatorId"], "bo");
    });
}

#[test]
fn a_reply_takes_the_conversation_if_nobody_has_it() {
    run(async {
        let desk = Desk::new().await;
        let replied = desk
            .operate("replies", json!({ "text": "Hello." }), 200)
            .await;
        assert_eq!(replied["holder"], "operator");
        assert!(replied["operatorId"].as_str().unwrap().starts_with("key:"));
        assert_eq!(replied["operatorName"], Value::Null);
    });
}

#[test]
fn a_lease_that_runs_out_leads_where_the_owner_set() {
    run(async {
        for (expiry, holder, escalated) in [("queue", "queue", 1), ("bot", "bot", 0)] {
            let desk = Desk::new().await;
            desk.set(json!({ "leaseExpiry": expiry, "leaseSeconds": 60 }))
                .await;
            desk.take_over().await;
            desk.app.native.clock.advance(59_999);
            desk.app.native.rooms.tick().await.unwrap();
            assert_eq!(desk.holder().await, "operator");
            desk.app.native.clock.advance(1);
            desk.app.native.rooms.tick().await.unwrap();
            assert_eq!(desk.holder().await, holder);
            let told = desk.app.events("conversation.escalated").await;
            assert_eq!(told.len(), escalated, "{expiry}");
            let answer = desk.say(QUESTION).await;
            assert!(answer.message().text.contains("30 days"), "{expiry}");
        }
    });
}

#[test]
fn who_writes_after_the_lease_gets_an_answer_even_before_the_alarm() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        desk.app.native.clock.advance(600_000);
        let answer = desk.say(QUESTION).await;
        assert_eq!(answer.event_names()[..3], ["status", "turn", "delta"]);
        assert_eq!(desk.holder().await, "queue");
    });
}

#[test]
fn a_settled_conversation_begins_again_when_the_visitor_writes() {
    run(async {
        let desk = Desk::new().await;
        desk.take_over().await;
        let settled = desk.operate("resolve", json!({}), 200).await;
        assert_eq!(settled["holder"], "resolved");
        desk.operate("resolve", json!({}), 200).await;
        assert_eq!(desk.app.events("conversation.resolved").await.len(), 1);
        desk.operate("handback", json!({ "to": "bot" }), 409).await;
        let answer = desk.say(QUESTION).await;
        assert!(answer.message().text.contains("30 days"));
        assert_eq!(desk.holder().await, "bot");
        assert_eq!(
            desk.app
                .count("SELECT count(*) AS n FROM conversations WHERE resolved_at IS NOT NULL")
                .await,
            0
        );
    });
}

#[test]
fn notes_are_for_operators_only() {
    run(async {
        let desk = Desk::new().await;
        let note = json!({ "text": "Lost parcel.", "operatorName": "Ada" });
        let made = desk.operate("notes", note, 201).await;
        assert_eq!(
            (&made["text"], &made["author"]),
            (&json!("Lost parcel."), &json!("Ada"))
        );
        let path = format!("/api/v1/conversations/{}", desk.id);
        let whole = desk
            .app
            .call("GET", &path, &desk.app.key, Value::Null)
            .await;
        assert_eq!(whole.json()["notes"], json!([made]));
        for what in ["", "/events"] {
            let seen = desk.visitor("GET", what, Value::Null).await;
            assert!(!seen.body.contains("Lost parcel"), "{}", seen.body);
        }
        desk.visitor("DELETE", "", Value::Null).await;
        assert_eq!(desk.app.count("SELECT count(*) AS n FROM notes").await, 0);
    });
}

#[test]
fn only_a_key_that_may_answers_and_only_in_its_own_project() {
    run(async {
        let desk = Desk::new().await;
        for (what, body) in [
            ("replies", json!({ "text": "Hello." })),
            ("takeover", json!({ "operatorId": "ada" })),
            ("handback", json!({})),
            ("resolve", json!({})),
            ("typing", json!({})),
            ("notes", json!({ "text": "Hello." })),
        ] {
            let path = format!("/api/v1/conversations/{}/{what}", desk.id);
            desk.app
                .check_doors("POST", &path, &body, Scope::ReadConversations)
                .await;
            let foreign = desk.app.call("POST", &path, &rival(), body.clone()).await;
            foreign.check_error(404, "conversation_not_found");
            // A test key sees what test keys began.
            let test = desk
                .app
                .key(KeyKind::Test, &[Scope::WriteConversations])
                .await;
            let test = desk.app.call("POST", &path, &test, body).await;
            test.check_error(404, "conversation_not_found");
        }
        assert_eq!(desk.holder().await, "bot");
    });
}

#[test]
fn texts_and_names_have_limits() {
    run(async {
        let desk = Desk::new().await;
        for (what, body, code) in [
            ("replies", json!({}), "text_invalid"),
            ("replies", json!({ "text": " " }), "text_invalid"),
            (
                "replies",
                json!({ "text": "x".repeat(4_001) }),
                "text_invalid",
            ),
            ("notes", json!({ "text": "" }), "text_invalid"),
            ("takeover", json!({}), "operator_invalid"),
            (
                "takeover",
                json!({ "operatorId": "ada", "operatorName": "A".repeat(101) }),
                "operator_invalid",
            ),
            ("handback", json!({ "to": "nobody" }), "invalid_json"),
        ] {
            assert_eq!(desk.operate(what, body, 400).await["code"], code, "{what}");
        }
    });
}
