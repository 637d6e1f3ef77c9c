//! Closing or reloading the page with unsaved input.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, people, rooms::link, visitors};

/// Whether the browser would ask before it leaves the page.
fn asks() -> bool {
    run("const leaving = document.createEvent('BeforeUnloadEvent');
         leaving.initEvent('beforeunload', false, true);
         return !window.dispatchEvent(leaving)")
    .is_truthy()
}

#[wasm_bindgen_test]
async fn closing_the_page_asks_until_a_form_is_emptied() {
    let _page = people::opened().await;
    assert!(!asks(), "nothing is typed");
    fill("#invite-email", "cy@shop.example");
    until("it asks", asks).await;
    // Input survives a visit to another room, but a reload would lose it.
    click(&link("/integrations"));
    until("the other room is there", || {
        find("#invite-email").is_none()
    })
    .await;
    assert!(asks());
    click(&link("/people"));
    until("the form is back", || find("#invite-email").is_some()).await;
    fill("#invite-email", "");
    until("it does not ask", || !asks()).await;
}

#[wasm_bindgen_test]
async fn closing_the_page_asks_until_a_form_is_saved() {
    let page = people::opened().await;
    fill("#invite-email", "cy@shop.example");
    until("it asks", asks).await;
    let invited = json!({
        "person": people::person(3, "Cy", "operator", false), "invitationUrl": "https://chat.example/console#link=A",
        "mailed": true,
    });
    page.answer("POST /api/v1/people", 201, &invited.to_string());
    click(".pc-form [type=submit]");
    until("it does not ask", || !asks()).await;
}

#[wasm_bindgen_test]
async fn closing_the_page_asks_while_a_form_says_something_else_than_what_is_set() {
    let _page = visitors::opened().await;
    until("the form is there", || {
        find("[name=retention][value=days]").is_some()
    })
    .await;
    click("[name=retention][value=days]");
    until("it asks", asks).await;
    click("[name=retention]:not([value=days])");
    until("it does not ask", || !asks()).await;
}
