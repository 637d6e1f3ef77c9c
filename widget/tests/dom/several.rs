//! Several conversations: leaving one in which a person may answer, and the way back.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const OTHER: &str = "00000000-0000-7000-8000-00000000000e";

/// Asks a question, after which a person is asked for or answers.
async fn with_person(page: &Page, holder: &str) {
    click(".pl-launcher");
    until("the panel is open", || {
        expanded(&find(".pl-launcher").unwrap()) == "true"
    })
    .await;
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.reply(200, None);
    page.ask("How long?").await;
    page.listens().await;
    page.write(&[status(4, holder, "Ada is here.", Some("Ada"))]);
    until("it is told", || find(".pl-notice").is_some()).await;
}

async fn choose(item: &str) {
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    run(&format!(
        "[...document.querySelectorAll('.pl-menu__item')].find((one) => one.textContent === '{item}').click()"
    ));
}

/// Sends a command as widget/parts/dialog.js and widget/parts/conversations.js do.
fn command(json: &str) {
    run(&format!(
        "dispatchEvent(new CustomEvent('porchlight:command', {{ detail: '{json}' }}))"
    ));
}

fn listed(id: &str, said: &str, holder: &str, unread: bool) -> Value {
    json!({
        "conversationSlug": id, "subject": null, "status": "open", "holder": holder, "unread": unread,
        "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-02T00:00:00.000Z",
        "messageCount": 2, "latestMessage": said,
    })
}

fn list(conversations: &[Value]) -> String {
    json!({ "conversations": conversations, "next_cursor": null }).to_string()
}

#[wasm_bindgen_test]
async fn a_new_chat_asks_before_it_leaves_a_person_and_the_list_leads_back() {
    let page = Page::open("leaves-person");
    with_person(&page, "operator").await;
    choose("New chat").await;
    until("it asks", || has_focus(".pl-leave .pl-action")).await;
    assert!(text(".pl-leave").contains("under “Conversations”"));
    escape();
    until("the visitor stays", || find(".pl-leave").is_none()).await;
    assert!(text(".pl-messages").contains("Thirty days."));

    choose("New chat").await;
    until("it asks again", || find(".pl-leave").is_some()).await;
    click(".pl-leave .pl-action:last-child");
    until("a new chat has begun", || {
        find(".pl-message--visitor").is_none()
    })
    .await;
    let kept = run("return JSON.parse(localStorage.getItem('porchlight:leaves-person')).elsewhere");
    assert_eq!(kept.as_string().as_deref(), Some("1"));

    page.reply(
        200,
        Some(&list(&[listed(
            CONVERSATION,
            "**Hello**, it has arrived.",
            "operator",
            true,
        )])),
    );
    command(r#"{"type":"cover","covered":true}"#);
    until("it is counted", || text(".pl-launcher__badge") == "1").await;
    assert_eq!(text(".pl-launcher__badge"), "1");
    assert!(find(".pl-header__more[data-news]").is_some());

    let transcript = json!({
        "conversation_id": CONVERSATION, "holder": "resolved", "last_event_id": 9, "running": false, "unread": 1,
        "messages": [
            stored(ANSWER, "assistant", "Thirty days.", false),
            stored(OTHER, "operator", "It has arrived.", true),
        ],
    });
    page.reply(200, Some(&transcript.to_string()));
    command(r#"{"type":"cover","covered":false}"#);
    command(&format!(
        r#"{{"type":"conversation","id":"{CONVERSATION}"}}"#
    ));
    until("the person's reply is there", || {
        text(".pl-messages").contains("It has arrived.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_new_chat_after_the_bot_asks_nothing() {
    let page = Page::open("leaves-bot");
    with_person(&page, "bot").await;
    choose("New chat").await;
    until("a new chat has begun", || {
        find(".pl-message--visitor").is_none()
    })
    .await;
    assert!(find(".pl-leave").is_none());
}
