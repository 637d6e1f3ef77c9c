//! The widget in a real browser's document. The network is a browser `Response` with a stream that the tests write to.
//! Nothing of the widget is replaced.
#![cfg(target_arch = "wasm32")]

mod announcements;
mod conversations;
mod identity;
mod lead;
mod owners_texts;
mod page;
mod person;
mod several;
mod unread;

use page::*;
use porchlight_shared::limits::QUESTION_CHARS;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlTextAreaElement;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_launcher_opens_the_panel_and_escape_gives_the_focus_back() {
    let _page = Page::open("launcher");
    let launcher = find(".pl-launcher").unwrap();
    assert_eq!(
        launcher.get_attribute("aria-label").as_deref(),
        Some("Chat")
    );
    assert_eq!(expanded(&launcher), "false");
    launcher.click();
    until("the composer has the focus", || {
        has_focus(".pl-composer__input")
    })
    .await;
    until("it says so", || expanded(&launcher) == "true").await;
    assert_eq!(text(".pl-message--welcome .pl-bubble"), "Hello!");
    escape();
    until("the launcher has the focus", || has_focus(".pl-launcher")).await;
    until("it says so", || expanded(&launcher) == "false").await;
}

#[wasm_bindgen_test]
async fn a_panel_that_the_page_opens_or_closes_takes_no_focus() {
    let _page = Page::open("opened-by-page");
    // When the visitor acts on the page around the frame, the frame's document has no focus.
    run("document.hasFocus = () => false; document.activeElement.blur()");
    let command = |name: &str| {
        run(&format!(
            "dispatchEvent(new CustomEvent('porchlight:command', {{ detail: '{{\"type\":\"{name}\"}}' }}))"
        ));
    };
    let launcher = find(".pl-launcher").unwrap();
    for (name, is_open) in [("open", "true"), ("close", "false"), ("toggle", "true")] {
        command(name);
        until("it is done", || expanded(&launcher) == is_open).await;
        for _ in 0..4 {
            frame().await;
        }
        assert!(
            !has_focus(".pl-composer__input") && !has_focus(".pl-launcher"),
            "{name}"
        );
    }
    run("delete document.hasFocus");
    command("close");
}

#[wasm_bindgen_test]
async fn an_answer_streams_in_and_its_citation_opens() {
    let page = Page::open("answer");
    page.reply(200, None);
    page.ask("How long?").await;
    until("the question is shown", || {
        text(".pl-message--visitor .pl-bubble") == "How long?"
    })
    .await;
    until("it is sent", || page.requests() == 1.0).await;
    assert!(find(".pl-typing").is_some() && find(".pl-suggestions").is_none());
    page.write(&[turn(1), delta(2, "**Thirty"), delta(3, " da")]);
    until("the answer has begun", || {
        text(".pl-rich strong") == "Thirty da"
    })
    .await;
    assert!(find(".pl-typing").is_none());
    page.write(&[
        delta(4, "ys** [1]."),
        message(5, "**Thirty days** [1].", false),
        done(6),
    ]);
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    // A word joiner keeps the mark on the line of its word.
    assert_eq!(text(".pl-rich"), "Thirty days\u{2060}1.");

    find(".pl-mark").unwrap().focus().unwrap();
    click(".pl-mark");
    until("the card has the focus", || has_focus(".pl-card__close")).await;
    assert_eq!(text(".pl-card__passage"), "You have thirty days to decide.");
    assert_eq!(text(".pl-card mark"), "thirty days");
    let link = find(".pl-card__link").unwrap();
    assert_eq!(
        link.get_attribute("href").as_deref(),
        Some("https://shop.example/returns")
    );
    assert_eq!(
        link.get_attribute("rel").as_deref(),
        Some("noopener noreferrer")
    );
    assert_eq!(
        find(".pl-mark")
            .unwrap()
            .get_attribute("aria-label")
            .as_deref(),
        Some("Source 1: Returns")
    );
    link.focus().unwrap();
    press(&link, "Tab");
    assert!(has_focus(".pl-card__close"), "Tab leaves the card");
    escape();
    until("the card is gone", || {
        find(".pl-card").is_none() && has_focus(".pl-mark")
    })
    .await;
    until("the answer was announced once", || {
        text(".pl-announcer") == "Ember said: Thirty days."
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_failed_without_a_network_is_asked_again_when_there_is_one() {
    let page = Page::open("online-again");
    run("dispatchEvent(new Event('offline'))");
    page.ask("How long?").await;
    until("it has failed", || find(".pl-error").is_some()).await;
    assert!(find(".pl-handoff").is_none());
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    assert!(!text(".pl-menu").contains("Talk to a person"));
    // Widgets of earlier tests send requests, too.
    for _ in 0..40 {
        page.reply(
            200,
            Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
        );
    }
    run("dispatchEvent(new Event('online'))");
    until("it is answered", || find(".pl-feedback").is_some()).await;
    assert!(find(".pl-error").is_none());
}

#[wasm_bindgen_test]
async fn hostile_text_stays_text() {
    let page = Page::open("hostile");
    let hostile = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) <script>alert(1)</script>\n\n```\n</code><b>\n```";
    page.reply(
        200,
        Some(
            &[
                turn(1),
                delta(2, hostile),
                message(3, hostile, false),
                done(4),
            ]
            .concat(),
        ),
    );
    page.ask("<b onclick=alert(1)>me</b>").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert_eq!(
        text(".pl-message--visitor .pl-bubble"),
        "<b onclick=alert(1)>me</b>"
    );
    assert!(text(".pl-rich").contains("<img src=x onerror=alert(1)> a <script>"));
    assert!(
        find(".pl-messages img, .pl-messages script, .pl-messages b, .pl-messages a").is_none()
    );
}

#[wasm_bindgen_test]
async fn an_error_keeps_the_question_and_a_retry_has_the_same_name() {
    let page = Page::open("retry");
    page.reply(429, Some(r#"{"error":"Slow down.","code":"rate_limited"}"#));
    page.ask("How long?").await;
    until("the error is shown", || find(".pl-error").is_some()).await;
    assert_eq!(text(".pl-message--visitor .pl-bubble"), "How long?");
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    click(".pl-error button");
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert!(find(".pl-error").is_none());
    let name = |index| {
        let body: serde_json::Value =
            serde_json::from_str(page.request(index)["body"].as_str().unwrap()).unwrap();
        body["clientMessageId"].as_str().unwrap().to_owned()
    };
    assert_eq!(name(0), name(1));
    assert_eq!(
        document()
            .query_selector_all(".pl-message--visitor")
            .unwrap()
            .length(),
        1
    );
}

#[wasm_bindgen_test]
async fn an_expired_session_is_renewed_without_a_word() {
    let page = Page::open("expired");
    page.reply(
        401,
        Some(r#"{"error":"Expired.","code":"session_expired"}"#),
    );
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert!(find(".pl-error").is_none());
    let session = |index| {
        let body: serde_json::Value =
            serde_json::from_str(page.request(index)["body"].as_str().unwrap()).unwrap();
        body["sessionId"].as_str().unwrap().to_owned()
    };
    assert_ne!(session(0), session(1));
}

#[wasm_bindgen_test]
async fn a_broken_stream_is_taken_up_after_the_last_event() {
    let page = Page::open("broken");
    page.reply(200, None);
    page.ask("How long?").await;
    until("it is sent", || page.requests() == 1.0).await;
    page.write(&[turn(7), delta(8, "Thirty")]);
    until("the answer has begun", || text(".pl-rich") == "Thirty").await;
    page.reply(
        200,
        Some(&[delta(8, "Thirty"), delta(9, " days."), done(10)].concat()),
    );
    run("cut()");
    until("the answer is complete", || {
        text(".pl-rich") == "Thirty days."
    })
    .await;
    let request = page.request(1);
    assert_eq!(request["url"], format!("/api/chat/{CONVERSATION}/events"));
    assert_eq!(request["headers"]["last-event-id"], "8");
    assert_eq!(request["headers"]["authorization"], "Bearer token");
    assert!(find(".pl-error").is_none());
}

#[wasm_bindgen_test]
async fn nothing_is_stored_before_the_first_question_and_a_reload_brings_the_conversation_back() {
    let stored_text = || run("return localStorage.getItem('porchlight:reload')").as_string();
    run("localStorage.removeItem('porchlight:reload')");
    let page = Page::open("reload");
    click(".pl-launcher");
    frame().await;
    assert_eq!(stored_text(), None);
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    assert!(stored_text().unwrap().contains(CONVERSATION));

    run(NETWORK);
    let transcript = serde_json::json!({
        "conversation_id": CONVERSATION, "holder": "bot", "last_event_id": 3, "running": false,
        "messages": [
            stored("00000000-0000-7000-8000-000000000001", "visitor", "How long?", true),
            stored(ANSWER, "assistant", "Thirty days.", false),
        ],
    });
    // The widget is back before the reply can be set up, so the network waits for it.
    run(
        "window.slow = window.fetch; window.fetch = (...of) => new Promise((go) => setTimeout(go, 30)).then(() => slow(...of))",
    );
    let network = run("return window.fetch");
    reopen("reload", &network);
    page.reply(200, Some(&transcript.to_string()));
    until("the conversation is back", || {
        text(".pl-rich") == "Thirty days."
    })
    .await;
    assert_eq!(text(".pl-message--visitor .pl-bubble"), "How long?");
    assert_eq!(page.request(0)["headers"]["authorization"], "Bearer token");
    run("localStorage.removeItem('porchlight:reload')");
}

#[wasm_bindgen_test]
async fn a_refusal_offers_a_person() {
    let page = Page::open("refusal");
    let refusal = "I couldn't find that in Acme's pages.";
    page.reply(
        200,
        Some(
            &[
                turn(1),
                delta(2, refusal),
                message(3, refusal, true),
                done(4),
            ]
            .concat(),
        ),
    );
    page.ask("What is the weather?").await;
    until("a person is offered", || find(".pl-handoff__ask").is_some()).await;
    assert!(find(".pl-source").is_none());
    click(".pl-handoff__ask");
    until("the field has the focus", || {
        has_focus(".pl-handoff__email")
    })
    .await;
    run("document.querySelector('.pl-handoff__email').value = 'not an address'");
    click(".pl-handoff button[type=submit]");
    until("the address is refused", || {
        !text(".pl-handoff__problem").is_empty()
    })
    .await;
    run("document.querySelector('.pl-handoff__email').value = 'me@shop.example'");
    page.reply(200, Some(&handed_off("queue").to_string()));
    page.reply(200, None);
    click(".pl-handoff button[type=submit]");
    until("it is said", || {
        text(".pl-notice")
            == "We've asked the team to join. If you leave, we'll email you the reply."
    })
    .await;
    assert_eq!(page.request(1)["body"], r#"{"email":"me@shop.example"}"#);
    assert!(find(".pl-handoff").is_none());
    page.resolve(90).await;
}

#[wasm_bindgen_test]
async fn a_question_that_is_too_long_stays_in_the_composer() {
    let page = Page::open("long");
    page.ask(&"a".repeat(QUESTION_CHARS + 1)).await;
    until("it is said", || {
        text(".pl-composer__count") == "Characters over the limit: 1"
    })
    .await;
    assert_eq!(page.requests(), 0.0);
    let field: HtmlTextAreaElement = find(".pl-composer__input").unwrap().unchecked_into();
    assert_eq!(field.value().len(), QUESTION_CHARS + 1);
}

#[wasm_bindgen_test]
async fn a_verdict_can_be_given_and_is_taken_back_where_it_was_not_stored() {
    let page = Page::open("verdict");
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    let pressed = || {
        find("[aria-label='Helpful']")
            .unwrap()
            .get_attribute("aria-pressed")
            .unwrap()
    };
    page.reply(200, Some(r#"{"verdict":"helpful"}"#));
    click("[aria-label='Helpful']");
    until("it is shown", || pressed() == "true").await;
    until("it is sent", || page.requests() == 2.0).await;
    page.reply(500, Some("{}"));
    click("[aria-label='Helpful']");
    until("it failed", || !text(".pl-composer__hint").is_empty()).await;
    assert_eq!(pressed(), "true");
}
