//! The rooms beside the inbox.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

fn link(room: &str) -> String {
    format!(".pc-rooms__room[href='/console{room}']")
}

/// A website in the list of sources.
fn source(status: &str, done: u64, found: u64) -> Value {
    json!({
        "id": id(1), "kind": "site", "name": "https://shop.example/", "url": "https://shop.example/", "status": status,
        "failure": null, "notice": null, "progress": { "found": found, "done": done }, "include": [], "exclude": [],
        "depth": null, "recrawlHours": null, "header": null, "render": false, "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z", "indexedAt": null,
    })
}

fn sources(page: &Page, sources: &[Value]) {
    let body = json!({ "sources": sources }).to_string();
    page.answer("GET /api/v1/sources", 200, &body);
}

fn last_body(page: &Page, name: &str) -> Value {
    let body = page.last(name)["body"].as_str().unwrap().to_owned();
    serde_json::from_str(&body).unwrap()
}

#[wasm_bindgen_test]
async fn rooms_are_offered_by_role_and_lead_to_their_addresses() {
    let page = Page::with_role("operator").await;
    until("the rooms are there", || find(&link("")).is_some()).await;
    assert_eq!(text(".pc-rooms"), "InboxKnowledgeGapsAppearancePeople");
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the room is shown", || {
        text(".pc-empty").contains("Nothing yet")
    })
    .await;
    let path = run("return location.pathname").as_string();
    assert_eq!(path.as_deref(), Some("/console/knowledge"));
    assert!(find(&format!("{}[aria-current=page]", link("/knowledge"))).is_some());
    assert_eq!(document().title(), "Knowledge · Acme");
    until("a screen reader is told", || has_focus(".pc-header__title")).await;
    assert!(find("#add-address").is_none(), "an operator adds none");
    run("history.back()");
    until("the inbox is back", || find(".pc-inbox").is_some()).await;
    assert!(find(&format!("{}[aria-current=page]", link(""))).is_some());
}

#[wasm_bindgen_test]
async fn who_may_not_see_a_room_is_led_to_one_that_they_may_see() {
    let page = Page::with_role("operator").await;
    run("history.pushState(null, '', '/console/numbers'); dispatchEvent(new Event('popstate'))");
    until("the address is the inbox's", || {
        run("return location.pathname").as_string().as_deref() == Some("/console")
    })
    .await;
    assert!(find(".pc-inbox").is_some());
    drop(page);
    let page = Page::with_role("viewer").await;
    until("a viewer is led to what they may see", || {
        text(".pc-rooms") == "GapsNumbersPeople" && document().title().starts_with("Gaps")
    })
    .await;
    page.answer("DELETE /console/session", 200, "{}");
    run("document.querySelector('.pc-header > .pc-button:last-child').click()");
    until("nobody is signed in", || find(".pc-console").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_website_is_added_watched_looked_into_and_deleted() {
    let page = Page::with_role("owner").await;
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the form is there", || find("#add-address").is_some()).await;
    let refused = r#"{"error":"This is not an address. Check it.","code":"url_invalid"}"#;
    page.answer("POST /api/v1/sources", 400, refused);
    fill("#add-address", "shop");
    click(".pc-form [type=submit]");
    until("it is refused", || {
        text(".pc-problem").contains("not an address")
    })
    .await;
    assert_eq!(value("#add-address"), "shop", "what was typed stays");
    let added = json!({ "source": source("indexing", 1, 4), "message": "" });
    page.answer("POST /api/v1/sources", 200, &added.to_string());
    sources(&page, &[source("indexing", 1, 4)]);
    fill("#add-address", "shop.example");
    click(".pc-form [type=submit]");
    until("it is being read", || {
        text(".pc-badge") == "Reading: 1 of 4 pages"
    })
    .await;
    let body = last_body(&page, "POST /api/v1/sources");
    assert_eq!(
        body,
        json!({ "url": "https://shop.example", "kind": "site" })
    );
    assert_eq!(value("#add-address"), "");
    sources(&page, &[source("indexed", 4, 4)]);
    until("it is ready", || text(".pc-badge") == "Ready").await;
    let path = format!("GET /api/v1/sources/{}", id(1));
    let document = json!({
        "id": id(2), "name": "https://shop.example/returns", "title": "Returns", "url": "https://shop.example/returns",
        "language": "en", "passageCount": 1, "version": 1, "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z",
    });
    let documents = json!({ "documents": [document], "nextCursor": null });
    page.answer(&format!("{path}/documents"), 200, &documents.to_string());
    let changes = json!({
        "added": 4, "changed": 0, "gone": 0, "passagesBefore": 0, "passagesAfter": 9, "isHeld": false, "changes": [],
    });
    page.answer(&format!("{path}/changes"), 200, &changes.to_string());
    let left_out = json!({ "leftOut": [{ "url": "/login", "code": "refused", "reason": "It asks for a password." }] });
    page.answer(&format!("{path}/left-out"), 200, &left_out.to_string());
    let passage = json!({ "headings": ["Returns"], "text": "**Thirty** days.", "alternatives": ["send back"], "url": null });
    let whole = json!({ "document": document, "passages": [passage] });
    page.answer(
        &format!("{path}/documents/{}", id(2)),
        200,
        &whole.to_string(),
    );
    click(".pc-known__name");
    until("its documents are there", || {
        text(".pc-room").contains("Returns")
    })
    .await;
    until("what was left out is said", || {
        text(".pc-room").contains("asks for a password")
    })
    .await;
    click(".pc-list a");
    until("the passage is there", || {
        text(".pl-rich strong") == "Thirty"
    })
    .await;
    assert_eq!(text(".pc-others"), "send back");
    run("history.back()");
    until("the source is back", || text(".pc-room").contains("Delete")).await;
    run(
        "[...document.querySelectorAll('.pc-card .pc-button')].find((it) => it.textContent === 'Delete').click()",
    );
    until("it asks first", || {
        find("dialog[open] .pc-button--danger").is_some()
    })
    .await;
    page.answer("DELETE /api/v1/sources", 200, r#"{"deleted":true}"#);
    sources(&page, &[]);
    click("dialog[open] .pc-button--danger");
    until("the list is empty", || {
        text(".pc-empty").contains("Nothing yet")
    })
    .await;
    let url = page.last("DELETE /api/v1/sources")["url"].to_string();
    assert!(url.contains(&format!("?id={}", id(1))), "{url}");
}

#[wasm_bindgen_test]
async fn a_reading_that_waits_is_decided_on() {
    let page = Page::with_role("owner").await;
    sources(&page, &[source("held", 1, 1)]);
    let path = format!("/api/v1/sources/{}", id(1));
    let changes = json!({
        "added": 0, "changed": 0, "gone": 3, "passagesBefore": 9, "passagesAfter": 2, "isHeld": true,
        "changes": [{ "kind": "gone", "name": "https://shop.example/returns", "passagesBefore": 7, "passagesAfter": 0 }],
    });
    page.answer(&format!("GET {path}/changes"), 200, &changes.to_string());
    page.answer(
        &format!("GET {path}/documents"),
        200,
        r#"{"documents":[],"nextCursor":null}"#,
    );
    page.answer(&format!("GET {path}/left-out"), 200, r#"{"leftOut":[]}"#);
    click(&link("/knowledge"));
    until("it waits", || {
        text(".pc-badge").contains("Waits for your decision")
    })
    .await;
    click(".pc-known__name");
    until("it says what would go", || {
        text(".pc-room").contains("they would be: 2")
    })
    .await;
    let kept = json!({ "source": source("indexed", 1, 1) });
    page.answer(
        &format!("POST {path}/changes/discard"),
        200,
        &kept.to_string(),
    );
    sources(&page, &[source("indexed", 1, 1)]);
    click(".pc-decision .pc-button:first-child");
    until("it is decided", || {
        find(".pc-decision:not([hidden])").is_none()
    })
    .await;
    page.last(&format!("POST {path}/changes/discard"));
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
        text(".pc-tried").contains("are answered now")
    })
    .await;
    assert!(text(".pc-tried .pl-rich").contains("Yes, in five days."));
    let body = last_body(&page, &path);
    assert_eq!(
        body,
        json!({ "question": null, "answer": "Yes, in five days.", "messageIds": [id(3), id(4)] })
    );
}

#[wasm_bindgen_test]
async fn numbers_stand_beside_those_before_and_in_a_table() {
    let page = Page::with_role("owner").await;
    let overview = json!({
        "range": "custom", "totalQuestions": 40, "satisfactionRate": 80, "helpfulCount": 4, "totalFeedback": 5,
        "handoffCount": 2, "handoffRate": 10, "unansweredCount": 4, "busyCount": 0, "weekOverWeekChange": 0,
        "credits": { "used": 40, "limit": null, "remaining": null, "resetsAt": "2026-02-01T00:00:00Z" },
    });
    page.answer("GET /api/v1/analytics/overview", 200, &overview.to_string());
    let days: Vec<Value> = (1..=60)
        .map(|day| json!({ "date": format!("day {day}"), "questions": day }))
        .collect();
    let activity = json!({ "range": "custom", "activity": days, "busyDays": [] });
    page.answer("GET /api/v1/analytics/activity", 200, &activity.to_string());
    click(&link("/numbers"));
    until("the numbers are there", || {
        text(".pc-figures").contains("90 %")
    })
    .await;
    assert_eq!(text(".pc-table tbody tr:first-child"), "day 606030");
    assert!(
        find(".pc-chart__now")
            .unwrap()
            .get_attribute("d")
            .unwrap()
            .starts_with("M0 ")
    );
    let url = page.last("GET /api/v1/analytics/activity")["url"].to_string();
    assert!(url.contains("from=") && url.contains("timezone="), "{url}");
}

#[wasm_bindgen_test]
async fn settings_are_saved_alone_and_what_is_wrong_stands_at_its_field() {
    let page = Page::with_role("owner").await;
    let settings = json!({
        "botName": "Ember", "company": "Acme", "primaryColor": "#3737f6", "quickReplies": ["How long?"], "handoff": true,
        "position": "bottom-right", "scheme": "auto", "allowedOrigins": [], "businessHours": null, "greeting": "Hello!",
    });
    page.answer("GET /api/v1/config", 200, &settings.to_string());
    click(&link("/appearance"));
    until("the form is there", || find("#botName").is_some()).await;
    assert_eq!(value("#quickReplies"), "How long?");
    assert!(
        find(".pc-bar [type=submit]:disabled").is_some(),
        "nothing was changed"
    );
    fill("#primaryColor", "blue-ish");
    fill("#botName", "Ash");
    let refused = r##"{"error":"primaryColor is a colour like #1a2b3c or #abc, without transparency.","code":"value_invalid"}"##;
    page.answer("PATCH /api/v1/config", 400, refused);
    until("it can be saved", || {
        find(".pc-bar [type=submit]:not(:disabled)").is_some()
    })
    .await;
    click(".pc-bar [type=submit]");
    until("the field says why", || {
        text("#primaryColor-fault").contains("“Main colour” is a colour")
    })
    .await;
    assert_eq!(
        find("#primaryColor")
            .unwrap()
            .get_attribute("aria-invalid")
            .as_deref(),
        Some("true")
    );
    assert_eq!(value("#botName"), "Ash", "what was typed stays");
    fill("#primaryColor", "#ffff00");
    let mut saved = settings.clone();
    saved["botName"] = json!("Ash");
    saved["primaryColor"] = json!("#ffff00");
    let warning = json!({
        "code": "contrast_low", "field": "primaryForeground",
        "message": "Text in primaryForeground (#ffffff) on primaryColor (#ffff00) has a contrast of 1.07:1.",
    });
    let patched = json!({ "updated": ["botName"], "config": saved, "warnings": [warning] });
    page.answer("PATCH /api/v1/config", 200, &patched.to_string());
    click(".pc-bar [type=submit]");
    until("it is saved", || {
        text(".pc-bar [role=status]").starts_with("Saved.")
    })
    .await;
    let body = last_body(&page, "PATCH /api/v1/config");
    assert_eq!(body, json!({ "botName": "Ash", "primaryColor": "#ffff00" }));
    assert!(text(".pc-field__warning").contains("“Text on the main colour”"));
    page.answer(
        "POST /api/v1/config/undo",
        200,
        &json!({ "updated": [], "config": settings, "warnings": [] }).to_string(),
    );
    run(
        "[...document.querySelectorAll('.pc-bar button')].find((it) => it.textContent.startsWith('Undo')).click()",
    );
    until("it is undone", || value("#botName") == "Ember").await;
}

#[wasm_bindgen_test]
async fn what_is_refused_says_whom_to_ask() {
    let page = Page::with_role("owner").await;
    let refused = r#"{"error":"This key lacks the scope analytics:read. Use one that has it.","code":"scope_missing"}"#;
    page.answer("GET /api/v1/analytics/overview", 403, refused);
    click(&link("/numbers"));
    until("it is said", || {
        text(".pc-notice").contains("Ask whoever runs this chat")
    })
    .await;
    assert!(!text(".pc-notice").contains("analytics:read"));
}
