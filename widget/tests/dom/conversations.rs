//! A conversation that ends, starts, or continues elsewhere.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const FIRST: &str = "00000000-0000-7000-8000-000000000001";
const SECOND: &str = "00000000-0000-7000-8000-000000000002";

/// More than there are tests in this document.
const WIDGETS: u32 = 40;

async fn asked(page: &Page) {
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
}

fn transcript(running: bool) -> String {
    let second = "00000000-0000-7000-8000-00000000000b";
    serde_json::json!({
        "conversation_id": CONVERSATION, "holder": "bot", "last_event_id": 3, "running": running,
        "messages": [
            stored(ANSWER, "assistant", "Thirty days.", false),
            stored(FIRST, "visitor", "From the other tab", true),
            stored(if running { SECOND } else { second }, if running { "visitor" } else { "assistant" }, "Its newest", true),
        ],
    })
    .to_string()
}

#[wasm_bindgen_test]
async fn what_was_said_stays_when_a_session_has_expired() {
    let page = Page::open("expired-later");
    asked(&page).await;
    page.reply(
        401,
        Some(r#"{"error":"Expired.","code":"session_expired"}"#),
    );
    page.reply(
        200,
        Some(&[turn(1), delta(2, "Of course."), done(3)].concat()),
    );
    page.ask("And then?").await;
    until("the new answer is there", || {
        text(".pl-messages").contains("Of course.")
    })
    .await;
    let shown = text(".pl-messages");
    let places = [
        "How long?",
        "Thirty days.",
        "A new conversation has started.",
        "And then?",
        "Of course.",
    ]
    .map(|said| shown.find(said));
    assert!(places.iter().all(Option::is_some), "{shown}");
    assert!(places.is_sorted(), "{shown}");
    assert!(find(".pl-error").is_none());
}

#[wasm_bindgen_test]
async fn a_tab_that_is_looked_at_again_shows_what_another_has_said() {
    let page = Page::open("visible");
    asked(&page).await;
    // Widgets of earlier tests live on in this document and poll, too.
    for _ in 0..WIDGETS {
        page.reply(200, Some(&transcript(false)));
    }
    run("document.dispatchEvent(new Event('visibilitychange'))");
    until("it is shown", || {
        text(".pl-messages").contains("Its newest")
    })
    .await;
    let asked = run(
        "return requests.slice(1).map(({ url, body }) => url + body)
            .filter((asked, at, all) => all.indexOf(asked) === at && !/\\/events|conversations\\?/.test(asked)).join()",
    );
    // A visible tab also listens for a person. It does not matter here when that stream opens, nor whether a widget of
    // an earlier test polls a conversation that it left.
    assert_eq!(asked.as_string(), Some(format!("/api/chat/{CONVERSATION}")));
}

#[wasm_bindgen_test]
async fn a_question_in_another_tab_is_followed_here() {
    let page = Page::open("followed");
    asked(&page).await;
    page.reply(200, Some(&transcript(true)));
    page.reply(
        200,
        Some(&[delta(4, "Answered "), delta(5, "there."), done(6)].concat()),
    );
    run(
        "const key = 'porchlight:followed', record = JSON.parse(localStorage.getItem(key));
         const newValue = JSON.stringify({ ...record, answer: '00000000-0000-7000-8000-00000000000d' });
         dispatchEvent(new StorageEvent('storage', { key, newValue }))",
    );
    until("the answer runs here too", || {
        text(".pl-messages").contains("Answered there.")
    })
    .await;
    let url = |index| page.request(index)["url"].as_str().unwrap().to_owned();
    assert_eq!(url(1), format!("/api/chat/{CONVERSATION}"));
    assert_eq!(url(2), format!("/api/chat/{CONVERSATION}/events"));
    assert_eq!(page.request(1)["body"], "");
}

#[wasm_bindgen_test]
async fn a_person_wanted_before_any_question_is_asked_for_with_the_first() {
    let page = Page::open("person-first");
    click(".pl-launcher");
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    click(".pl-menu__item:last-child");
    until("the composer has the focus", || {
        has_focus(".pl-composer__input")
    })
    .await;
    assert!(text(".pl-composer__hint").starts_with("Write your question first"));
    assert_eq!(page.requests(), 0.0);
    asked(&page).await;
    until("the form has come", || find(".pl-handoff__email").is_some()).await;
    assert_eq!(text(".pl-composer__hint"), "");
    assert_eq!(page.asked(), ["/api/chat", "/events"]);
}
