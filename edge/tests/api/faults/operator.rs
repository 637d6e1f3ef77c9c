//! An operator who takes a conversation over, replies, and resolves it or hands it back.

use porchlight_edge::platform::Clock;
use serde_json::{Value, json};

use super::{stage::Stage, visitor::operator};

/// The time limit for a call, in milliseconds. A running answer is ended before a person speaks.
const LIMIT_MS: u64 = 90_000;
const TRIES: usize = 90;

/// Answers in a conversation, if there is one. Returns the replies that were accepted.
pub(super) async fn answer(stage: &Stage) -> Vec<String> {
    stage.time.sleep(stage.dice.between(3_000..=40_000)).await;
    let conversations = stage.conversations.borrow().clone();
    let mut replies = Vec::new();
    if conversations.is_empty() {
        return replies;
    }
    let ids: Vec<&str> = conversations.iter().map(String::as_str).collect();
    let id = stage.dice.pick(&ids);
    stage.taken_over.borrow_mut().push(id.to_owned());
    call(stage, id, "takeover", operator()).await;
    for number in 0..stage.dice.between(1..=3) {
        stage.time.sleep(stage.dice.between(0..=5_000)).await;
        let name = format!("0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f9a{number:02}");
        let text = format!("Reply {number}.");
        let body = json!({ "text": text, "clientMessageId": name });
        if call(stage, id, "replies", body).await {
            replies.push(text);
        }
    }
    if stage.dice.falls(60) {
        call(stage, id, "resolve", json!({})).await;
    } else {
        call(stage, id, "handback", json!({ "to": "bot" })).await;
    }
    replies
}

/// Repeats `what` in the conversation until it gets a response. Returns whether it was done.
async fn call(stage: &Stage, id: &str, what: &str, body: Value) -> bool {
    let path = format!("/api/v1/conversations/{id}/{what}");
    for _ in 0..TRIES {
        let began = stage.time.now();
        let call = stage.app.call("POST", &path, &stage.app.key, body.clone());
        let Some(answer) = stage.time.within(LIMIT_MS, call).await else {
            stage.is_wrong(format!("{what}: nothing came for {LIMIT_MS} ms"));
            return false;
        };
        match answer.status.as_u16() {
            200..=299 => return true,
            503 => {}
            // The first attempt was done, and its response was lost.
            409 if what != "replies" => return true,
            500 if stage.may_fail_since(began) => {}
            status => {
                stage.is_wrong(format!("{what} was answered {status}: {}", answer.body));
                return false;
            }
        }
        stage.time.sleep(1_000).await;
    }
    stage.is_wrong(format!("{what} was never done"));
    false
}
