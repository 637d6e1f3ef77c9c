//! The rooms other than the inbox.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{knowledge::sources, page::*};

pub(crate) fn link(room: &str) -> String {
    format!(".pc-rooms__room[href='/console{room}']")
}

#[wasm_bindgen_test]
async fn rooms_are_offered_by_role_and_lead_to_their_addresses() {
    let page = Page::with_role("operator").await;
    until("the rooms are there", || find(&link("")).is_some()).await;
    assert_eq!(
        text(".pc-rooms"),
        "InboxKnowledgeGapsTry itAppearancePeople"
    );
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
        find(".pc-bar [type=submit][aria-disabled=true]").is_some(),
        "nothing was changed"
    );
    fill("#primaryColor", "blue-ish");
    fill("#botName", "Ash");
    let refused = r##"{"error":"primaryColor must be a colour like #1a2b3c or #abc, without transparency.","code":"value_invalid"}"##;
    page.answer("PATCH /api/v1/config", 400, refused);
    until("it can be saved", || {
        find(".pc-bar [type=submit][aria-disabled=false]").is_some()
    })
    .await;
    click(".pc-bar [type=submit]");
    until("the field says why", || {
        text("#primaryColor-fault").contains("“Main colour” must be a colour")
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
    let body = page.last_body("PATCH /api/v1/config");
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
        text(".pc-notice").contains("Ask the person who runs this chat")
    })
    .await;
    assert!(!text(".pc-notice").contains("analytics:read"));
}
