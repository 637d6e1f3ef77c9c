//! The room for gaps.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{knowledge::source, page::*, rooms::link};

/// A group with these messages. The first is the most typical.
fn group(messages: &[u64], question: &str) -> Value {
    let ids: Vec<String> = messages.iter().map(|number| message(*number)).collect();
    json!({
        "id": ids[0], "question": question, "count": 4, "countBefore": 1, "trend": 300, "examples": [],
        "messageIds": ids, "firstAskedAt": "2026-01-01T00:00:00Z", "lastAskedAt": "2026-01-02T00:00:00Z",
        "closest": [{
            "documentId": id(7), "passageId": id(8), "title": "Delivery", "text": "We ship to Sweden.", "url": null,
        }],
    })
}

fn message(number: u64) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

fn groups(page: &Page, total: usize, groups: &[Value]) {
    let body = json!({
        "from": "2026-01-01T00:00:00.000Z", "to": "2026-01-31T00:00:00.000Z", "totalGroups": total, "groups": groups,
    });
    page.answer("GET /api/v1/unanswered", 200, &body.to_string());
}

fn card(number: u64) -> String {
    format!("[data-group='{}']", message(number))
}

fn press_button(card: &str, label: &str) {
    let (card, label) = (json!(card), json!(label));
    run(&format!(
        "[...document.querySelector({card}).querySelectorAll('button')].find((it) => it.textContent === {label}).click()"
    ));
}

#[wasm_bindgen_test]
async fn a_gap_is_answered_and_tried_at_once() {
    let page = Page::with_role("owner").await;
    let group = json!({
        "id": id(3), "question": "Do you ship to Norway?", "count": 4, "countBefore": 1, "trend": 300,
        "examples": ["norway?"], "messageIds": [id(3), id(4)], "firstAskedAt": "2026-01-01T00:00:00Z",
        "lastAskedAt": "2026-01-02T00:00:00Z", "closest": [],
    });
    let groups = json!({ "from": "2026-01-01T00:00:00Z", "to": "2026-01-31T00:00:00Z", "totalGroups": 1, "groups": [group] });
    page.answer("GET /api/v1/unanswered", 200, &groups.to_string());
    click(&link("/gaps"));
    until("the gap is there", || {
        text(".pc-gaps").contains("Asked 4 times, 1 before")
    })
    .await;
    click(".pc-gaps .pc-button--primary");
    until("the form is there", || find("#gap-answer").is_some()).await;
    assert_eq!(value("#gap-question"), "Do you ship to Norway?");
    fill("#gap-answer", "Yes, in five days.");
    let path = format!("POST /api/v1/unanswered/{}/answer", id(3));
    page.answer(
        &path,
        503,
        r#"{"error":"Too busy. Try again.","code":"busy"}"#,
    );
    click(".pc-gaps form [type=submit]");
    until("it failed", || text(".pc-problem").contains("Too busy")).await;
    assert_eq!(value("#gap-answer"), "Yes, in five days.");
    page.answer(
        &path,
        200,
        &json!({ "source": source("pending", 0, 1), "resolved": 2 }).to_string(),
    );
    let read = json!({ "source": source("indexed", 1, 1) });
    page.answer(
        &format!("GET /api/v1/sources/{}", id(1)),
        200,
        &read.to_string(),
    );
    let tried = json!({
        "evidence": "strong", "confidence": 0.9, "answer": "Yes, in five days. [1]", "passages": [],
        "citations": [{ "n": 1, "title": "Norway", "url": "", "snippet": "Yes, in five days.", "quote": "", "source_version": 1 }],
    });
    page.answer("POST /api/v1/preview", 200, &tried.to_string());
    click(".pc-gaps form [type=submit]");
    until("it is tried", || {
        text(".pc-tried").contains("now get an answer")
    })
    .await;
    assert!(text(".pc-tried .pl-rich").contains("Yes, in five days."));
    let body = page.last_body(&path);
    assert_eq!(
        body,
        json!({ "question": null, "answer": "Yes, in five days.", "messageIds": [id(3), id(4)] })
    );
}

#[wasm_bindgen_test]
async fn groups_come_one_below_the_other_and_none_is_skipped() {
    let page = Page::with_role("owner").await;
    let all: Vec<Value> = (1..=12)
        .map(|number| group(&[number], &format!("Question {number}?")))
        .collect();
    groups(&page, 12, &all[..10]);
    click(&link("/gaps"));
    until("ten are there", || find(&card(10)).is_some()).await;
    let path = format!("DELETE /api/v1/unanswered/{}", message(1));
    page.answer(&path, 200, r#"{"resolved":1}"#);
    press_button(&card(1), "Put aside");
    until("it is put aside", || text(&card(1)).contains("Put aside.")).await;
    page.answer(
        &format!("POST /api/v1/unanswered/{}/restore", message(1)),
        200,
        r#"{"restored":1}"#,
    );
    press_button(&card(1), "Undo");
    until("it is back", || text(&card(1)).contains("Write an answer")).await;
    press_button(&card(1), "Put aside");
    until("it is put aside again", || {
        text(&card(1)).contains("Put aside.")
    })
    .await;
    // The server no longer counts the first group, so its second page of ten would start after the eleventh.
    groups(&page, 11, &all[1..11]);
    click(".pc-gaps__more button");
    until("the eleventh is there", || find(&card(11)).is_some()).await;
    let url = page.last("GET /api/v1/unanswered")["url"].to_string();
    assert!(
        url.contains("page=1") && url.contains("to=2026-01-31"),
        "{url}"
    );
    assert_eq!(
        run("return document.querySelectorAll('.pc-gaps > li').length").as_f64(),
        Some(11.0)
    );
    groups(&page, 11, &all[11..]);
    click(".pc-gaps__more button");
    until("the last is there", || find(&card(12)).is_some()).await;
    let url = page.last("GET /api/v1/unanswered")["url"].to_string();
    assert!(url.contains("page=2"), "{url}");
    assert!(find(".pc-gaps__more").is_none(), "there are no more");
    assert!(
        text(&card(1)).contains("It no longer counts as a gap"),
        "it stays in its place"
    );
}

#[wasm_bindgen_test]
async fn an_answer_that_is_read_slowly_or_not_at_all_holds_up_no_other_group() {
    let page = Page::with_role("owner").await;
    groups(&page, 2, &[group(&[1, 2], "Norway?"), group(&[3], "Oslo?")]);
    click(&link("/gaps"));
    until("they are there", || find(&card(3)).is_some()).await;
    press_button(&card(1), "Write an answer");
    until("the form has the focus", || has_focus("#gap-answer")).await;
    fill("#gap-answer", "Yes.");
    let answered = json!({ "source": source("pending", 0, 1), "resolved": 2 });
    page.answer(
        &format!("POST /api/v1/unanswered/{}/answer", message(1)),
        200,
        &answered.to_string(),
    );
    let pending = json!({ "source": source("pending", 0, 1) });
    let path = format!("GET /api/v1/sources/{}", id(1));
    page.answer(&path, 200, &pending.to_string());
    click(".pc-gaps form [type=submit]");
    until("it is being read", || {
        text(&card(1)).contains("is being read")
    })
    .await;
    // Meanwhile somebody deals with the other group.
    page.answer(
        &format!("DELETE /api/v1/unanswered/{}", message(3)),
        200,
        r#"{"resolved":1}"#,
    );
    press_button(&card(3), "Put aside");
    until("the other is put aside", || {
        text(&card(3)).contains("Put aside.")
    })
    .await;
    let mut failed = source("failed", 0, 1);
    failed["failure"] = json!({ "code": "text_missing", "reason": "It says nothing." });
    page.answer(&path, 200, &json!({ "source": failed }).to_string());
    until("it says why it was not read", || {
        text(&card(1)).contains("could not be read") && text(&card(1)).contains("It says nothing.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_was_typed_stays_with_its_questions_when_another_stands_for_them() {
    let page = Page::with_role("owner").await;
    groups(&page, 1, &[group(&[1, 2], "Norway?")]);
    click(&link("/gaps"));
    until("it is there", || find(&card(1)).is_some()).await;
    press_button(&card(1), "Write an answer");
    until("the form is there", || find("#gap-answer").is_some()).await;
    fill("#gap-answer", "Yes, in five");
    click(&link(""));
    until("the inbox is there", || find(".pc-inbox").is_some()).await;
    groups(&page, 1, &[group(&[3, 1, 2], "Do you ship to Norway?")]);
    click(&link("/gaps"));
    until("another stands for them", || find(&card(3)).is_some()).await;
    until("the form is open", || find("#gap-answer").is_some()).await;
    assert_eq!(value("#gap-answer"), "Yes, in five");
}

#[wasm_bindgen_test]
async fn who_may_only_look_sees_the_closest_passages_and_why_there_are_no_buttons() {
    let page = Page::with_role("viewer").await;
    groups(&page, 1, &[group(&[1], "Norway?")]);
    until("the room is there", || find(&link("/gaps")).is_some()).await;
    click(&link("/numbers"));
    click(&link("/gaps"));
    until("the passage is there", || {
        text(&card(1)).contains("We ship to Sweden.")
    })
    .await;
    assert!(find(&format!("{} button", card(1))).is_none());
    assert!(text(".pc-room .pc-field__hint:not([hidden])").contains("lets you read these"));
}
