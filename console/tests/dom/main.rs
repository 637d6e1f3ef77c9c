//! The inbox in a real browser's document. Only the network is fake.
#![cfg(target_arch = "wasm32")]

mod answers;
mod gaps;
mod history;
mod integrations;
mod knowledge;
mod leaving;
mod page;
mod palette;
mod passkeys;
mod people;
mod projects;
mod rooms;
mod uploads;
mod visitors;
mod webhooks;

use page::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The button that sends, while it is enabled.
const SEND: &str = ".pc-composer [type=submit][aria-disabled=false]";

#[wasm_bindgen_test]
async fn somebody_asks_for_a_link_and_is_told_to_check_their_mail() {
    let page = Page::new().await;
    page.answer(
        "GET /console/session",
        401,
        r#"{"error":"Over.","code":"console_session_ended"}"#,
    );
    page.open();
    until("the form is there", || find("#email").is_some()).await;
    assert!(
        text(".pc-problem").is_empty(),
        "nobody was signed in: no error"
    );
    fill("#email", " ada@shop.example ");
    page.answer(
        "POST /console/sign-in-links",
        429,
        r#"{"error":"Too many links were asked for.","code":"rate_limited"}"#,
    );
    click(".pc-sign-in__go");
    until("it is refused", || text(".pc-problem").contains("Too many")).await;
    page.answer("POST /console/sign-in-links", 202, "");
    click(".pc-sign-in__go");
    until("the mail is spoken of", || {
        text(".pc-sign-in__title") == "Check your mail"
    })
    .await;
    assert!(text(".pc-sign-in__lead").contains("ada@shop.example"));
    assert_eq!(
        page.last("POST /console/sign-in-links")["body"],
        r#"{"email":"ada@shop.example"}"#
    );
}

#[wasm_bindgen_test]
async fn a_link_signs_in_and_leaves_the_address_at_once() {
    let page = Page::new().await;
    run("history.replaceState(null, '', '#link=SECRET')");
    page.open();
    assert_eq!(run("return location.hash").as_string().unwrap(), "");
    until("the form is there", || find("#email").is_some()).await;
    assert!(text(".pc-problem").contains("Could not reach"));
    // The link was not tried, so it is kept.
    page.answer(
        "POST /console/sign-in-links/account",
        401,
        r#"{"error":"This link was already used. Ask for a new one.","code":"link_used"}"#,
    );
    click(".pc-sign-in__form > [type=button]:not(.pc-sign-in__passkey)");
    until("it is refused", || {
        text(".pc-problem").contains("Ask for a new one")
    })
    .await;
    assert!(find(".pc-sign-in__form > [type=button]:not(.pc-sign-in__passkey)").is_none());
    page.account(true, None);
    page.answer("POST /console/session", 200, PROJECT);
    page.lists(&[row(1, "queue", None)]);
    run("location.hash = '#link=OTHER'");
    until("the list is there", || find(".pc-row").is_some()).await;
    let body = page.last("POST /console/session")["body"].to_string();
    assert!(body.contains("OTHER"), "{body}");
    assert_eq!(document().title(), "(1) Inbox · Acme");
    let kept = run("return JSON.stringify(localStorage) + location.href")
        .as_string()
        .unwrap();
    assert!(!kept.contains("OTHER"), "{kept}");
}

#[wasm_bindgen_test]
async fn a_link_of_somebody_else_asks_before_it_signs_in() {
    let page = Page::new().await;
    page.answer("POST /console/session", 200, PROJECT);
    page.answer("GET /console/session", 200, PROJECT);
    page.lists(&[]);
    page.account(false, Some("bob@shop.example"));
    run("history.replaceState(null, '', '#link=SECRET')");
    page.open();
    until("it asks", || text(".pc-sign-in__title") == "Is this you?").await;
    let asked = text(".pc-sign-in__form");
    assert!(asked.contains("Acme") && asked.contains("ada@shop.example"));
    assert!(asked.contains("You are signed in as bob@shop.example"));
    assert!(!page.was_asked("POST /console/session"));
    // Declined: the current session continues.
    click(".pc-sign-in__form > [type=button]:not(.pc-sign-in__passkey)");
    until("the inbox is there", || find(".pc-inbox").is_some()).await;
    assert!(!page.was_asked("POST /console/session"));
    // Accepted, with nobody signed in.
    page.account(false, None);
    run("location.hash = '#link=AGAIN'");
    until("it asks again", || find(".pc-sign-in__go").is_some()).await;
    assert!(!text(".pc-sign-in__form").contains("You are signed in as"));
    click(".pc-sign-in__go");
    until("the inbox is there", || find(".pc-inbox").is_some()).await;
    let body = page.last("POST /console/session")["body"].to_string();
    assert!(body.contains("AGAIN") && body.contains(&id(9)), "{body}");
}

#[wasm_bindgen_test]
async fn what_the_browser_keeps_of_one_person_is_not_shown_to_another() {
    let page = Page::new().await;
    let bob = id(8);
    run(&format!(
        "localStorage.setItem('porchlight-console:operator:{bob}', 'Bob');
         localStorage.setItem('porchlight-console:operator', 'Bob');
         localStorage.setItem('porchlight-console:drafts:{bob}',
           JSON.stringify({{ '{}': {{ text: 'I am Bob.', reply: null, written_at: 1 }} }}))",
        id(1)
    ));
    page.answer("GET /console/session", 200, PROJECT);
    page.lists(&[row(1, "queue", None)]);
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    page.open();
    until("the list is there", || find(".pc-row").is_some()).await;
    assert_eq!(text(".pc-header__me"), "Ada");
    click(".pc-row");
    until("the thread is there", || {
        find(".pc-composer__text").is_some()
    })
    .await;
    assert_eq!(value(".pc-composer__text"), "");
    fill(".pc-composer__text", "I am Ada.");
    let kept = format!(
        "return localStorage.getItem('porchlight-console:drafts:{bob}') +
         localStorage.getItem('porchlight-console:drafts:{}')",
        id(9)
    );
    let kept = run(&kept).as_string().unwrap();
    assert!(
        kept.contains("I am Bob.") && kept.contains("I am Ada."),
        "{kept}"
    );
}

#[wasm_bindgen_test]
async fn who_may_do_less_from_now_on_sees_it_at_the_next_refusal() {
    let page = Page::signed_in(&[row(1, "queue", None)]).await;
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    click(".pc-row");
    until("the thread is there", || {
        find(".pc-composer__text").is_some()
    })
    .await;
    let path = format!("POST /api/v1/conversations/{}/resolve", id(1));
    page.role("viewer");
    page.answer(&path, 403, r#"{"error":"No.","code":"scope_missing"}"#);
    press("e");
    until("the rooms are those of the role", || {
        text(".pc-rooms") == "GapsNumbersPeople"
    })
    .await;
    assert!(find(".pc-thread").is_none());
}

#[wasm_bindgen_test]
async fn keys_move_in_the_list_open_a_conversation_and_lead_back() {
    let page = Page::signed_in(&[row(1, "queue", None), row(2, "queue", None)]).await;
    page.whole(
        2,
        "queue",
        None,
        &[visitor(1, "How long?"), bot(2, "**Thirty** days [1].")],
    );
    press("j");
    until("the first row has the focus", || {
        has_focus(".pc-rows li:nth-child(1) .pc-row")
    })
    .await;
    press("j");
    until("the second row has the focus", || {
        has_focus(".pc-rows li:nth-child(2) .pc-row")
    })
    .await;
    // The longest wait comes first: the second visitor asked later.
    click(".pc-rows li:nth-child(2) .pc-row");
    until("the thread is there", || {
        text(".pl-rich strong") == "Thirty"
    })
    .await;
    until("its title has the focus", || has_focus(".pc-thread__title")).await;
    assert_eq!(text(".pc-source summary"), "1Returns");
    click("[data-citation='1']");
    until("the quotation is open", || {
        find(".pc-source[open]").is_some()
    })
    .await;
    press("r");
    until("the reply has the focus", || {
        has_focus(".pc-composer__text")
    })
    .await;
    press("j");
    assert!(
        has_focus(".pc-composer__text"),
        "a letter is a letter there"
    );
    press("Escape");
    until("the title has the focus", || has_focus(".pc-thread__title")).await;
    press("Escape");
    until("the list alone is shown", || {
        find(".pc-inbox[data-showing='list']").is_some()
    })
    .await;
    until("the row has the focus again", || {
        has_focus(".pc-rows li:nth-child(2) .pc-row")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_reply_that_another_holds_off_is_kept_and_says_what_to_do() {
    let page = Page::signed_in(&[row(1, "queue", None)]).await;
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    click(".pc-row");
    until("the thread is there", || {
        find(".pc-composer__text").is_some()
    })
    .await;
    fill(".pc-composer__text", "Hello, I am Ada.");
    let path = format!("POST /api/v1/conversations/{}/replies", id(1));
    let refused = r#"{"error":"Another person is answering in this conversation. Wait until they hand it back.","code":"held_by_another"}"#;
    page.answer(&path, 409, refused);
    until("it can be sent", || find(SEND).is_some()).await;
    click(SEND);
    until("it is said", || {
        text(".pc-composer .pc-problem").contains("leave them a note")
    })
    .await;
    assert_eq!(value(".pc-composer__text"), "Hello, I am Ada.");
    let held = held(
        "operator",
        Some(ADA),
        Some(&said(3, "operator", "Hello, I am Ada.")),
    );
    page.answer(&path, 200, &held);
    click(SEND);
    until("it is sent", || {
        text(".pc-message--ours .pc-message__plain") == "Hello, I am Ada."
    })
    .await;
    assert_eq!(value(".pc-composer__text"), "");
    let body = page.last(&path)["body"].as_str().unwrap().to_owned();
    assert!(
        body.contains(ADA) && body.contains(r#""operatorName":"Ada""#),
        "{body}"
    );
    until("it is mine", || {
        text(".pc-thread__state").contains("Assigned to you")
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_the_visitor_does_appears_by_itself() {
    let page = Page::signed_in(&[row(1, "operator", Some(ADA))]).await;
    page.whole(1, "operator", Some(ADA), &[visitor(1, "How long?")]);
    click(".pc-tab:nth-child(2)");
    until("it is mine", || find(".pc-row").is_some()).await;
    click(".pc-row");
    until("its events are followed", || {
        run("return streams.length").as_f64() == Some(1.0)
    })
    .await;
    page.event("typing", 0, r#"{"sender":"visitor"}"#);
    until("it is shown", || text(".pc-typing").contains("is writing")).await;
    let wrote = serde_json::json!({
        "id": "00000000-0000-7000-8000-000000000009", "conversation_id": id(1), "sender": "visitor",
        "text": "<b>Hello?</b>", "created_at": "2026-01-01T00:00:09.000Z", "unanswered": false, "stopped": false,
    });
    page.whole(
        1,
        "operator",
        Some(ADA),
        &[visitor(1, "How long?"), visitor(9, "<b>Hello?</b>")],
    );
    page.event("message", 9, &wrote.to_string());
    until("it is there as text", || {
        text(".pc-message:last-of-type .pc-message__plain") == "<b>Hello?</b>"
    })
    .await;
    assert!(find(".pc-message b").is_none());
    until("it is announced", || {
        text(".pc-unseen[role=status]").contains("Hello?")
    })
    .await;
    assert!(text(".pc-typing").is_empty());
}

#[wasm_bindgen_test]
async fn a_draft_waits_in_its_conversation() {
    let page = Page::signed_in(&[row(1, "queue", None), row(2, "queue", None)]).await;
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    page.whole(2, "queue", None, &[visitor(2, "How much?")]);
    click(".pc-rows li:nth-child(1) .pc-row");
    until("the first is there", || {
        text(".pc-message__plain") == "How long?"
    })
    .await;
    fill(".pc-composer__text", "Half a sen");
    click(".pc-rows li:nth-child(2) .pc-row");
    until("the second is there", || {
        text(".pc-message__plain") == "How much?"
    })
    .await;
    assert_eq!(value(".pc-composer__text"), "");
    click(".pc-rows li:nth-child(1) .pc-row");
    until("the first is there again", || {
        text(".pc-message__plain") == "How long?"
    })
    .await;
    assert_eq!(value(".pc-composer__text"), "Half a sen");
}

#[wasm_bindgen_test]
async fn a_session_that_has_ended_leads_back_to_the_door() {
    let page = Page::signed_in(&[row(1, "queue", None)]).await;
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    click(".pc-row");
    until("the thread is there", || {
        find(".pc-composer__text").is_some()
    })
    .await;
    let path = format!("POST /api/v1/conversations/{}/resolve", id(1));
    page.answer(
        &path,
        401,
        r#"{"error":"Over.","code":"console_session_ended"}"#,
    );
    press("e");
    until("the form is there", || find("#email").is_some()).await;
    assert!(text(".pc-problem").contains("Sign in again"));
}
