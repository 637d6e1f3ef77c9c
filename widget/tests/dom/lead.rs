//! The owner's form: when it appears, what it asks for, and where it sends that.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

fn form(when: &str, required: bool) -> Value {
    json!({
        "when": when,
        "fields": [
            { "field": "name", "required": false },
            { "field": "email", "required": required },
            { "field": "own", "label": "Order number", "required": false },
            { "field": "phone", "required": false },
        ],
        "consent": if required { "You may write to me." } else { "" },
    })
}

fn answer() -> String {
    [turn(1), message(2, "Thirty days.", false), done(3)].concat()
}

fn fill(index: usize, value: &str) {
    run(&format!(
        "document.querySelectorAll('.pl-handoff input')[{index}].value = '{value}'"
    ));
}

fn problems() -> String {
    let problems = run(
        "return [...document.querySelectorAll('.pl-handoff__problem')].map((said) => said.textContent).join('|')",
    );
    problems.as_string().unwrap()
}

fn body(page: &Page, index: usize) -> Value {
    serde_json::from_str(page.request(index)["body"].as_str().unwrap()).unwrap()
}

async fn form_comes() {
    until("the form has come", || find(".pl-handoff--form").is_some()).await;
}

#[wasm_bindgen_test]
async fn the_form_comes_before_the_first_message_which_waits_in_the_composer() {
    let page = Page::open_with_form("lead-first", &form("before_first_message", true));
    run(
        "window.told = []; addEventListener('porchlight:signal', ({ detail }) => told.push(JSON.parse(detail)))",
    );
    page.ask("How long?").await;
    form_comes().await;
    until("the first field has the focus", || {
        has_focus(".pl-handoff__row:first-of-type input")
    })
    .await;
    let label = || text(".pl-handoff__label");
    assert_eq!(label(), "Your name (optional)");
    assert!(find(".pl-handoff__actions button[type=button]").is_none());
    click(".pl-handoff button[type=submit]");
    until("what is missing is said", || {
        problems() == "|This is required.|||This is required.|"
    })
    .await;
    until("the first of them has the focus", || {
        has_focus(".pl-handoff__email")
    })
    .await;
    fill(1, "me@");
    fill(3, "call me");
    click(".pl-handoff__tick");
    click(".pl-handoff button[type=submit]");
    until("what cannot be right is said", || {
        problems() == "|Please check your email address.||Please check your phone number.||"
    })
    .await;
    assert_eq!(page.requests(), 0.0);
    let composer = run("return document.querySelector('.pl-composer__input').value");
    assert_eq!(composer.as_string().unwrap(), "How long?");
    fill(1, "me@shop.example");
    fill(2, "4711");
    fill(3, " +49 (30) 12-34 ");
    page.reply(200, Some(&answer()));
    page.reply(201, Some("{}"));
    click(".pl-handoff button[type=submit]");
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert!(find(".pl-handoff--form").is_none());
    until("the details are sent", || page.requests() == 2.0).await;
    assert_eq!(page.asked(), ["/api/chat", "/lead"]);
    let contact = json!({
        "email": "me@shop.example", "phone": "+49 (30) 12-34",
        "consent": "You may write to me.", "fields": { "Order number": "4711" },
    });
    assert_eq!(body(&page, 1), contact);
    until("the page knows it", || {
        let signals = run("return JSON.stringify(told)").as_string().unwrap();
        let signals: Value = serde_json::from_str(&signals).unwrap();
        signals
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "lead", "lead": contact }))
    })
    .await;
    page.reply(200, Some(&[turn(4), delta(5, "More."), done(6)].concat()));
    page.ask("And then?").await;
    until("it is answered without a form", || {
        text(".pl-messages").contains("More.")
    })
    .await;
    run("localStorage.removeItem('porchlight:lead-first')");
}

#[wasm_bindgen_test]
async fn a_form_without_anything_required_can_be_skipped() {
    let page = Page::open_with_form("lead-skip", &form("before_first_message", false));
    page.ask("How long?").await;
    form_comes().await;
    page.reply(200, Some(&answer()));
    click(".pl-handoff__actions button[type=button]");
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert_eq!(page.asked(), ["/api/chat"]);
    run("localStorage.removeItem('porchlight:lead-skip')");
}

#[wasm_bindgen_test]
async fn details_that_were_not_stored_go_with_the_next_message() {
    let page = Page::open_with_form("lead-again", &form("before_first_message", false));
    page.ask("How long?").await;
    form_comes().await;
    fill(0, "Ada");
    page.reply(200, Some(&answer()));
    page.reply(500, Some("{}"));
    click(".pl-handoff button[type=submit]");
    until("it is said", || {
        text(".pl-composer__hint").starts_with("We couldn't save your details.")
    })
    .await;
    page.reply(200, Some(&[turn(4), delta(5, "More."), done(6)].concat()));
    page.reply(201, Some("{}"));
    page.ask("And then?").await;
    until("they are sent again", || page.requests() == 4.0).await;
    assert_eq!(page.asked(), ["/api/chat", "/lead", "/api/chat", "/lead"]);
    assert_eq!(body(&page, 3), json!({ "name": "Ada" }));
    run("localStorage.removeItem('porchlight:lead-again')");
}

#[wasm_bindgen_test]
async fn with_the_wish_for_a_person_the_form_takes_the_place_of_the_address() {
    let page = Page::open_with_form("lead-person", &form("on_handoff", true));
    page.reply(200, Some(&answer()));
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    click(".pl-menu__item:last-child");
    form_comes().await;
    fill(0, "Ada");
    fill(1, "me@shop.example");
    click(".pl-handoff__tick");
    page.reply(201, Some("{}"));
    page.reply(200, Some(&handed_off("queue").to_string()));
    page.reply(200, None);
    click(".pl-handoff button[type=submit]");
    page.listens().await;
    assert_eq!(page.asked(), ["/api/chat", "/lead", "/handoff", "/events"]);
    assert_eq!(body(&page, 1)["name"], "Ada");
    assert_eq!(body(&page, 2), json!({ "email": "me@shop.example" }));
    page.resolve(4).await;
    // Both are known now, so the next request asks for nothing.
    page.reply(200, Some(&handed_off("queue").to_string()));
    page.reply(200, None);
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    click(".pl-menu__item:last-child");
    until("a person was asked for", || page.requests() == 6.0).await;
    assert_eq!(body(&page, 4), json!({ "email": "me@shop.example" }));
    page.resolve(5).await;
    run("localStorage.removeItem('porchlight:lead-person')");
}

#[wasm_bindgen_test]
async fn what_the_owners_page_knows_is_not_asked_for() {
    let page = Page::open_with_form("lead-known", &form("on_handoff", false));
    run(
        "dispatchEvent(new CustomEvent('porchlight:command', { detail: JSON.stringify({ type: 'identify', email: 'me@shop.example' }) }))",
    );
    page.reply(200, Some(&answer()));
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    click(".pl-menu__item:last-child");
    form_comes().await;
    assert!(find(".pl-handoff__email").is_none());
    page.reply(200, Some(&handed_off("queue").to_string()));
    page.reply(200, None);
    click(".pl-handoff__actions button[type=button]");
    page.listens().await;
    assert_eq!(page.asked(), ["/api/chat", "/handoff", "/events"]);
    assert_eq!(body(&page, 1), json!({ "email": "me@shop.example" }));
    page.resolve(4).await;
    run("localStorage.removeItem('porchlight:lead-known')");
}
