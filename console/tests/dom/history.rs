//! The room for the record of changes.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

fn entry(number: u64, action: &str, detail: &Value) -> Value {
    json!({
        "id": id(number), "actor": format!("person:{}", id(9)), "actorName": "Ada", "action": action, "target": id(2),
        "targetName": "Bo", "detail": detail, "createdAt": "2026-01-01T00:00:00.000Z",
    })
}

fn record(page: &Page, entries: &[Value], next: Option<&str>) {
    let body = json!({ "entries": entries, "next_cursor": next }).to_string();
    page.answer("GET /api/v1/audit", 200, &body);
}

#[wasm_bindgen_test]
async fn changes_say_who_what_and_from_what_to_what_and_are_filtered() {
    let page = Page::with_role("owner").await;
    let changes = json!({ "fields": ["botName"], "changes": { "botName": { "from": "", "to": "<i>Ember" } } });
    let raised = json!({ "from": "viewer", "to": "admin" });
    let entries = [
        entry(1, "project.updated", &changes),
        entry(2, "person.changed", &raised),
    ];
    record(&page, &entries, Some("more"));
    let person = json!({
        "id": id(9), "email": "ada@shop.example", "name": "Ada", "role": "owner", "invitedAt": "2026-01-01T00:00:00Z",
        "joinedAt": null, "lastSeenAt": null,
    });
    page.answer(
        "GET /api/v1/people",
        200,
        &json!({ "people": [person], "nextCursor": null }).to_string(),
    );
    page.answer("GET /api/v1/keys", 200, r#"{"keys":[]}"#);
    click(&link("/history"));
    let entries = "ol.pc-people";
    until("it is there", || {
        text(entries).contains("changed settings: Name of the assistant")
    })
    .await;
    assert!(
        text(entries).contains("Name of the assistant from nothing → ")
            && text(entries).contains("<i>Ember")
    );
    assert!(text(entries).contains("changed the role of Bo"));
    record(
        &page,
        &[entry(3, "person.invited", &json!({ "role": "viewer" }))],
        None,
    );
    click_text(".pc-room", "Show older changes");
    until("the older one is below", || {
        text(&format!("{entries} li:nth-child(3)")).contains("invited Bo")
    })
    .await;
    let url = page.last("GET /api/v1/audit")["url"].to_string();
    assert!(url.contains("cursor=more"), "{url}");
    until("who may have done it is there", || {
        find("#history-actor option:nth-child(4)").is_some()
    })
    .await;
    record(&page, &[], None);
    choose("#history-kind", "webhook");
    until("there is none", || {
        text(".pc-empty").contains("No such change")
    })
    .await;
    choose("#history-actor", &format!("person:{}", id(9)));
    until("both are asked for", || {
        let url = page.last("GET /api/v1/audit")["url"].to_string();
        url.contains("actor=person%3A") && url.contains("kind=webhook")
    })
    .await;
}

#[wasm_bindgen_test]
async fn where_nothing_was_changed_it_says_so_and_others_have_no_such_room() {
    let page = Page::with_role("owner").await;
    record(&page, &[], None);
    click(&link("/history"));
    until("it says so", || {
        text(".pc-empty").contains("Nothing was changed yet")
    })
    .await;
    drop(page);
    let page = Page::with_role("operator").await;
    until("the rooms are there", || find(".pc-rooms").is_some()).await;
    assert!(find(&link("/history")).is_none() && find(&link("/integrations")).is_none());
    assert!(!page.was_asked("GET /api/v1/audit"));
}
