//! The room for knowledge.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

/// A website in the list of sources.
pub(crate) fn source(status: &str, done: u64, found: u64) -> Value {
    json!({
        "id": id(1), "kind": "site", "name": "https://shop.example/", "url": "https://shop.example/", "status": status,
        "failure": null, "notice": null, "progress": { "found": found, "done": done }, "include": [], "exclude": [],
        "depth": null, "recrawlHours": null, "header": null, "render": false, "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z", "indexedAt": null,
    })
}

pub(crate) fn sources(page: &Page, sources: &[Value]) {
    let body = json!({ "sources": sources }).to_string();
    page.answer("GET /api/v1/sources", 200, &body);
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
    let body = page.last_body("POST /api/v1/sources");
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
    until("the source is back", || {
        find(".pl-rich").is_none() && text(".pc-room").contains("asks for a password")
    })
    .await;
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

/// Holds the response to this request until [`let_go`].
fn hold(name: &str) {
    let name = json!(name);
    run(&format!(
        "const real = window.fetch; let go; window.held = 0;
         window.letGo = () => {{ window.fetch = real; go(); }};
         const open = new Promise((resolve) => {{ go = resolve; }});
         window.fetch = async (request) => {{
           const answer = await real(request);
           if (request.method + ' ' + new URL(request.url).pathname === {name}) {{ window.held += 1; await open; }}
           return answer;
         }};"
    ));
}

fn let_go() {
    run("letGo()");
}

/// Drops files with these names onto an element.
fn drop_files(selector: &str, names: &[&str]) {
    let (selector, names) = (json!(selector), json!(names));
    run(&format!(
        "const dropped = new DataTransfer();
         for (const name of {names}) dropped.items.add(new File(['# ' + name], name));
         const event = new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: dropped }});
         document.querySelector({selector}).dispatchEvent(event);
         window.kept = event.defaultPrevented;"
    ));
}

#[wasm_bindgen_test]
async fn files_that_are_dropped_during_an_upload_wait_for_their_turn() {
    let page = Page::with_role("owner").await;
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the form is there", || find("#add-address").is_some()).await;
    let added = json!({ "source": source("pending", 0, 1), "message": "" });
    page.answer("POST /api/v1/sources", 200, &added.to_string());
    sources(&page, &[source("pending", 0, 1)]);
    hold("POST /api/v1/sources");
    // Anywhere in the room: the browser would open the file in place of the page.
    drop_files("#sources", &["a.md"]);
    assert_eq!(run("return kept").as_bool(), Some(true));
    until("the first is sent", || {
        run("return held").as_f64() == Some(1.0)
    })
    .await;
    drop_files(".pc-drop", &["b.md", "c.md"]);
    until("all are listed", || {
        text(".pc-uploads") == "a.md On its way…b.md On its way…c.md On its way…"
    })
    .await;
    assert!(
        find(".pc-drop input:disabled").is_none(),
        "more can be chosen"
    );
    let_go();
    until("all are added", || {
        text(".pc-uploads") == "a.md Addedb.md Addedc.md Added"
    })
    .await;
    assert_eq!(page.last_body("POST /api/v1/sources")["filename"], "c.md");
}

#[wasm_bindgen_test]
async fn an_answer_of_before_takes_no_added_source_away() {
    let page = Page::with_role("owner").await;
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the room is empty", || {
        text(".pc-empty").contains("Nothing yet")
    })
    .await;
    // A source is added while a response with the list is on its way.
    hold("GET /api/v1/sources");
    click(&link(""));
    click(&link("/knowledge"));
    until("the list is asked for", || {
        run("return held").as_f64() == Some(1.0) && find("#add-address").is_some()
    })
    .await;
    let added = json!({ "source": source("indexing", 0, 4), "message": "" });
    page.answer("POST /api/v1/sources", 200, &added.to_string());
    fill("#add-address", "shop.example");
    click(".pc-form [type=submit]");
    until("it is there", || find(".pc-known__name").is_some()).await;
    sources(&page, &[source("indexing", 2, 4)]);
    let_go();
    until("it stays, and is asked about again", || {
        text(".pc-badge") == "Reading: 2 of 4 pages"
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_focus_and_an_open_question_stay_while_a_source_is_read() {
    let page = Page::with_role("owner").await;
    sources(&page, &[source("indexing", 1, 4)]);
    let path = format!("GET /api/v1/sources/{}", id(1));
    page.answer(
        &format!("{path}/documents"),
        200,
        r#"{"documents":[],"nextCursor":null}"#,
    );
    click(&link("/knowledge"));
    until("it is being read", || find(".pc-known__bar").is_some()).await;
    run("document.querySelector('.pc-known__name').focus(); window.row = document.activeElement");
    sources(&page, &[source("indexing", 2, 4)]);
    until("it goes on", || {
        text(".pc-badge") == "Reading: 2 of 4 pages"
    })
    .await;
    assert_eq!(
        run("return document.activeElement === row").as_bool(),
        Some(true)
    );
    click(".pc-known__name");
    until("it is open", || text(".pc-room h2").contains("shop")).await;
    run(
        "const button = [...document.querySelectorAll('.pc-card .pc-button')].find((it) => it.textContent === 'Delete'); button.focus(); button.click()",
    );
    until("it asks first", || find("dialog[open]").is_some()).await;
    sources(&page, &[source("indexed", 4, 4)]);
    until("it is read", || text(".pc-card b") == "Ready").await;
    assert!(find("dialog[open]").is_some(), "the question stays");
    run("document.querySelector('dialog[open] .pc-button').click()");
    until("the focus is back on the button", || {
        run("return document.activeElement.textContent")
            .as_string()
            .as_deref()
            == Some("Delete")
    })
    .await;
    click(".pc-room > p a");
    until("the row has the focus again", || {
        has_focus(".pc-known__name")
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_address_without_a_source_says_so_and_leads_back() {
    let page = Page::with_role("owner").await;
    sources(&page, &[source("indexed", 4, 4)]);
    click(&link("/knowledge"));
    until("the list is there", || find(".pc-known__name").is_some()).await;
    run(&format!("location.hash = '#{}'", id(5)));
    until("it is said", || {
        text(".pc-room h2") == "There is no such source"
    })
    .await;
    assert!(!text(".pc-room").contains("What was read"));
    click(".pc-room .pc-card a");
    until("the list is back", || find(".pc-known__name").is_some()).await;
}
