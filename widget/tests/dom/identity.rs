//! A visitor for whom the owner's server has signed.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const EMAIL: &str = "me@shop.example";
const SESSION: &str = "00000000-0000-7000-8000-00000000000e";

fn command(command: &Value) {
    run(&format!(
        "dispatchEvent(new CustomEvent('porchlight:command', {{ detail: JSON.stringify({command}) }}))"
    ));
}

fn identify(email: &str) {
    command(&json!({ "type": "identify", "email": email, "emailHash": "0a", "timestamp": 1 }));
}

/// Widgets of earlier tests live on in this document and receive commands, too, so they get nothing to continue.
fn open(project: &str) -> Page {
    for what in ["close", "reset"] {
        command(&json!({ "type": what }));
    }
    Page::open(project)
}

fn begun(conversation: Option<&str>) -> String {
    let begun = json!({
        "token": "signed", "expiresAt": "2026-01-01T12:00:00.000Z", "sessionId": SESSION,
        "conversationSlug": conversation,
    });
    begun.to_string()
}

fn transcript() -> String {
    let mut reply = stored(ANSWER, "operator", "It has arrived.", true);
    reply["unanswered"] = false.into();
    let transcript = json!({
        "conversation_id": CONVERSATION, "holder": "resolved", "last_event_id": 3, "running": false, "unread": 1,
        "messages": [reply],
    });
    transcript.to_string()
}

fn kept(project: &str) -> Value {
    let kept = run(&format!(
        "return localStorage.getItem('porchlight:{project}')"
    ));
    kept.as_string()
        .map_or(Value::Null, |kept| serde_json::from_str(&kept).unwrap())
}

fn body(page: &Page, index: usize) -> Value {
    serde_json::from_str(page.request(index)["body"].as_str().unwrap()).unwrap()
}

#[wasm_bindgen_test]
async fn the_conversation_of_another_device_goes_on() {
    let page = open("signed");
    identify(EMAIL);
    frame().await;
    assert_eq!(page.requests(), 0.0, "nobody has opened the chat");
    page.reply(200, Some(&begun(Some(CONVERSATION))));
    page.reply(200, Some(&transcript()));
    page.reply(200, Some("{}"));
    page.reply(200, Some(""));
    click(".pl-launcher");
    until("what was said elsewhere is there", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
    until("it counts as read", || {
        page.asked().contains(&"/read".into())
    })
    .await;
    assert_eq!(page.asked()[..2], ["/api/widget/session", ""]);
    let session = body(&page, 0);
    assert_eq!(
        (
            &session["project"],
            &session["email"],
            &session["emailHash"],
            &session["timestamp"]
        ),
        (&json!("signed"), &json!(EMAIL), &json!("0a"), &json!(1))
    );
    assert_eq!(page.request(1)["headers"]["authorization"], "Bearer signed");
    assert_eq!(kept("signed"), Value::Null, "nothing was written here");
}

#[wasm_bindgen_test]
async fn a_guests_conversation_is_taken_along_and_shown_to_nobody_else() {
    let page = open("guest-signs-in");
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    page.reply(200, Some(&begun(None)));
    page.reply(200, Some(&transcript()));
    identify(EMAIL);
    until("it is fetched again", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
    assert_eq!(body(&page, 1)["currentToken"], "token");
    let record = kept("guest-signs-in");
    assert_eq!(
        (&record["session"], &record["token"], &record["identity"]),
        (&json!(SESSION), &json!("signed"), &json!(EMAIL))
    );
    assert_eq!(record["conversation"], CONVERSATION);

    // Another page of the same browser does not identify the visitor.
    let page = Page::open("guest-signs-in");
    frame().await;
    assert_eq!(page.requests(), 0.0);
    assert!(!text(".pl-messages").contains("It has arrived."));
    // It identifies them later.
    page.reply(200, Some(&transcript()));
    identify(EMAIL);
    until("it goes on", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
    assert_eq!(page.asked(), [""]);
    // Somebody else signs in.
    identify("eve@shop.example");
    until("nothing of it is left", || {
        !text(".pl-messages").contains("It has arrived.")
    })
    .await;
    run("localStorage.removeItem('porchlight:guest-signs-in')");
}

#[wasm_bindgen_test]
async fn whom_the_server_does_not_believe_asks_as_a_guest() {
    let page = open("refused");
    identify(EMAIL);
    page.reply(
        401,
        Some(r#"{"error":"The signature is wrong.","code":"identity_invalid"}"#),
    );
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert_eq!(page.asked(), ["/api/widget/session", "/api/chat"]);
    assert_eq!(kept("refused")["identity"], Value::Null);
    run("localStorage.removeItem('porchlight:refused')");
}

#[wasm_bindgen_test]
async fn what_the_server_says_too_late_changes_nothing() {
    let page = open("signs-out");
    page.reply(200, None);
    identify(EMAIL);
    click(".pl-launcher");
    until("the widget signs in", || {
        page.asked() == ["/api/widget/session"]
    })
    .await;
    command(&json!({ "type": "reset" }));
    let late = json!(begun(Some(CONVERSATION)));
    run(&format!("write({late}); end()"));
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    let asked = body(&page, 1);
    assert_ne!(asked["sessionId"], SESSION);
    assert_eq!(asked["sessionToken"], Value::Null);
    assert_eq!(kept("signs-out")["identity"], Value::Null);
    run("localStorage.removeItem('porchlight:signs-out')");
}

#[wasm_bindgen_test]
async fn a_session_that_has_ended_is_signed_in_again() {
    let page = open("signs-in-again");
    let record = json!({
        "session": SESSION, "token": "ended", "conversation": CONVERSATION, "identity": EMAIL, "draft": "Half a",
    });
    let record = json!(record.to_string());
    run(&format!(
        "localStorage.setItem('porchlight:signs-in-again', {record})"
    ));
    page.reply(
        401,
        Some(r#"{"error":"Expired.","code":"session_expired"}"#),
    );
    page.reply(200, Some(&begun(Some(CONVERSATION))));
    page.reply(200, Some(&transcript()));
    identify(EMAIL);
    until("the conversation is there", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
    assert_eq!(page.asked(), ["", "/api/widget/session", ""]);
    until("the badge counts the reply", || {
        text(".pl-launcher__badge") == "1"
    })
    .await;
    // Nothing is left when somebody else signs in.
    identify("eve@shop.example");
    until("it is gone", || text(".pl-launcher__badge").is_empty()).await;
    let draft = run("return document.querySelector('.pl-composer__input').value");
    assert_eq!(draft.as_string().unwrap(), "");
    run("localStorage.removeItem('porchlight:signs-in-again')");
}

#[wasm_bindgen_test]
async fn a_question_waits_for_the_sign_in_and_goes_on_with_what_was_said_elsewhere() {
    let page = open("asks-at-once");
    identify(EMAIL);
    page.reply(429, Some(r#"{"error":"Slow down.","code":"rate_limited"}"#));
    page.ask("How long?").await;
    until("the error is shown", || find(".pl-error").is_some()).await;
    page.reply(200, Some(&begun(Some(CONVERSATION))));
    page.reply(
        200,
        Some(&[turn(4), message(5, "Thirty days.", false), done(6)].concat()),
    );
    page.reply(200, Some(&transcript()));
    click(".pl-error button");
    until("all of it is shown", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
    assert_eq!(
        page.asked(),
        [
            "/api/widget/session",
            "/api/widget/session",
            "/api/chat",
            ""
        ]
    );
    assert_eq!(body(&page, 2)["conversationId"], CONVERSATION);
    assert_eq!(body(&page, 2)["sessionId"], SESSION);
    run("localStorage.removeItem('porchlight:asks-at-once')");
}
