//! A person answers: what the visitor sees meanwhile.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const REPLY: &str = "00000000-0000-7000-8000-0000000000b1";
const SECOND_REPLY: &str = "00000000-0000-7000-8000-0000000000b2";
const QUESTION: &str = "00000000-0000-7000-8000-0000000000b3";

/// An answered question.
async fn asked(page: &Page) {
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.ask("How long?").await;
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
}

/// Asks for a person without an address. The stream that follows stays open for `write`.
async fn wait_for_person(page: &Page, said: &serde_json::Value) {
    click(".pl-header__more");
    until("the menu is open", || find(".pl-menu").is_some()).await;
    click(".pl-menu__item:last-child");
    until("the form has come", || find(".pl-handoff__email").is_some()).await;
    page.reply(200, Some(&said.to_string()));
    page.reply(200, None);
    click(".pl-handoff__actions button:last-child");
    page.listens().await;
}

fn placeholder() -> String {
    let composer = find(".pl-composer__input").unwrap();
    composer.get_attribute("placeholder").unwrap()
}

fn is_writing(number: u64) -> String {
    // By the SSE format, an event without an id has the id of the event before it.
    format!(
        "id: {number}\nevent: typing\ndata: {{\"sender\":\"operator\",\"operator_name\":\"Ada\"}}\n\n"
    )
}

fn notices() -> Vec<String> {
    let notices = run(
        "return [...document.querySelectorAll('.pl-notice')].map((notice) => notice.textContent).join('|')",
    );
    let notices = notices.as_string().unwrap();
    notices.split('|').map(str::to_owned).collect()
}

#[wasm_bindgen_test]
async fn a_person_is_seen_coming_writing_replying_and_leaving() {
    let page = Page::open("person");
    asked(&page).await;
    wait_for_person(&page, &handed_off("queue")).await;
    assert_eq!(page.request(2)["headers"]["last-event-id"], "3");
    assert_eq!(text(".pl-header__title"), "Ember");
    page.write(&[
        status(
            4,
            "queue",
            porchlight_shared::chat_event::HANDOFF_SENT,
            None,
        ),
        status(5, "operator", "Ada is answering you now.", Some("Ada")),
    ]);
    until("the header names the person", || {
        text(".pl-header__title") == "Ada" && text(".pl-header .pl-avatar") == "A"
    })
    .await;
    assert_eq!(placeholder(), "Write a message…");
    assert_eq!(
        notices(),
        [
            "We've asked the team to join. Keep this page open: we'll reply here.",
            "Ada is answering you now.",
        ]
    );
    until("it was announced", || {
        text(".pl-announcer") == "Ada is answering you now."
    })
    .await;
    page.write(&[is_writing(5)]);
    until("the person is seen writing", || {
        text(".pl-typing__text") == "Ada is writing…"
    })
    .await;
    page.write(&[reply(6, REPLY, "Hello, how can I help?\nwww.shop.example")]);
    until("the reply is there", || {
        text(".pl-messages").contains("Hello, how can I help?www")
    })
    .await;
    assert!(find(".pl-typing").is_none());
    assert_eq!(text(".pl-message__name"), "Ada");
    until("it was announced", || {
        text(".pl-announcer") == "Ada said: Hello, how can I help?\nwww.shop.example"
    })
    .await;
    page.write(&[status(7, "bot", "Ada has left.", None)]);
    until("the assistant speaks again", || {
        text(".pl-header__title") == "Ember"
    })
    .await;
    assert_eq!(
        notices().last().unwrap(),
        "Ada has left. The assistant is answering again."
    );
    assert_eq!(placeholder(), "Ask a question…");
    run("end()");
}

#[wasm_bindgen_test]
async fn a_sign_of_writing_fades() {
    let page = Page::open("fades");
    asked(&page).await;
    wait_for_person(&page, &handed_off("operator")).await;
    page.write(&[is_writing(4)]);
    until("the person is seen writing", || {
        find(".pl-typing").is_some()
    })
    .await;
    until("nothing comes of it", || find(".pl-typing").is_none()).await;
    page.resolve(5).await;
}

#[wasm_bindgen_test]
async fn what_a_visitor_writes_to_a_person_is_told_and_sent_without_waiting_for_an_answer() {
    let page = Page::open("to-person");
    asked(&page).await;
    wait_for_person(&page, &handed_off("operator")).await;
    page.reply(202, Some("{}"));
    page.draft("It");
    page.draft("It is");
    until("it is told", || page.asked().contains(&"/typing".into())).await;
    page.draft("It is the red one.");
    page.reply(200, None);
    page.ask("It is the red one.").await;
    until("it is sent", || {
        page.asked()
            .last()
            .is_some_and(|asked| asked == "/api/chat")
    })
    .await;
    assert!(find(".pl-typing").is_none());
    let count = |url: &str| page.asked().iter().filter(|asked| *asked == url).count();
    assert_eq!(count("/typing"), 1);
    let body = page.request(page.asked().len() - 1)["body"].clone();
    let body: serde_json::Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
    let mut said = stored(QUESTION, "visitor", "It is the red one.", true);
    said["client_message_id"] = body["clientMessageId"].clone();
    page.reply(200, None);
    page.write(&[
        event(4, "message", &said.to_string()),
        status(5, "operator", "", Some("Ada")),
        done(6),
    ]);
    run("end()");
    until("the widget listens again", || count("/events") == 2).await;
    assert_eq!(
        page.request(page.asked().len() - 1)["headers"]["last-event-id"],
        "6"
    );
    let draft = run("return JSON.parse(localStorage.getItem('porchlight:to-person')).draft ?? ''");
    assert_eq!(draft.as_string().unwrap(), "");
    assert_eq!(
        run("return document.querySelectorAll('.pl-message--visitor').length").as_f64(),
        Some(2.0)
    );
    page.resolve(7).await;
}

#[wasm_bindgen_test]
async fn a_reply_counts_as_unread_while_the_panel_is_closed() {
    let page = Page::open("unread");
    run(
        "window.signals = []; addEventListener('porchlight:signal', ({ detail }) => signals.push(JSON.parse(detail)))",
    );
    run(
        "document.querySelector('.pl-messages').style = 'position: fixed; inset: 0 auto auto 0; height: 200px; overflow: auto'",
    );
    asked(&page).await;
    wait_for_person(&page, &handed_off("operator")).await;
    click(".pl-launcher");
    until("the answer was seen", || {
        find(".pl-launcher__badge").is_none()
    })
    .await;
    click(".pl-header__close");
    run("signals.length = 0");
    page.write(&[reply(4, REPLY, "Hello.")]);
    until("it is counted", || text(".pl-launcher__badge") == "1").await;
    assert_eq!(
        run("return JSON.stringify(signals)").as_string().unwrap(),
        r#"[{"type":"message","message":{"sender":"operator","text":"Hello."}},{"type":"unread","count":1}]"#
    );
    page.resolve(5).await;
}

#[wasm_bindgen_test]
async fn a_broken_stream_is_opened_again_and_what_was_missed_is_shown_once() {
    let page = Page::open("person-broken");
    asked(&page).await;
    wait_for_person(&page, &handed_off("operator")).await;
    page.write(&[reply(4, REPLY, "First.")]);
    until("the reply is there", || {
        text(".pl-messages").contains("First.")
    })
    .await;
    let transcript = serde_json::json!({
        "conversation_id": CONVERSATION, "holder": "operator", "operator_name": "Ben",
        "last_event_id": 9, "running": false,
        "messages": [
            stored(ANSWER, "assistant", "Thirty days.", false),
            stored(REPLY, "operator", "First.", true),
            stored(SECOND_REPLY, "operator", "Missed.", true),
        ],
    });
    page.reply(200, Some(&transcript.to_string()));
    page.reply(200, None);
    run("cut()");
    until("what was missed is there", || {
        text(".pl-messages").contains("Missed.")
    })
    .await;
    page.listens().await;
    assert_eq!(
        page.request(page.asked().len() - 1)["headers"]["last-event-id"],
        "9"
    );
    assert_eq!(text(".pl-header__title"), "Ben");
    assert_eq!(text(".pl-messages").matches("First.").count(), 1);
    page.resolve(10).await;
}

#[wasm_bindgen_test]
async fn out_of_hours_the_servers_sentence_is_shown() {
    let page = Page::open("closed");
    asked(&page).await;
    let said = serde_json::json!({ "holder": "queue", "text": "Nobody is here right now." });
    wait_for_person(&page, &said).await;
    assert_eq!(notices(), ["Nobody is here right now."]);
    page.resolve(4).await;
}

#[wasm_bindgen_test]
async fn a_person_is_offered_when_the_server_says_so() {
    let page = Page::open("offered");
    asked(&page).await;
    assert!(find(".pl-handoff__ask").is_none());
    let mut offer = stored(REPLY, "assistant", "Shall a person help?", false);
    offer["offer_handoff"] = true.into();
    page.reply(
        200,
        Some(&[turn(4), event(5, "message", &offer.to_string()), done(6)].concat()),
    );
    page.ask("A human, please").await;
    until("a person is offered", || find(".pl-handoff__ask").is_some()).await;
}

#[wasm_bindgen_test]
async fn a_person_is_offered_when_the_answer_to_a_verdict_says_so() {
    let page = Page::open("offered-for-verdict");
    asked(&page).await;
    page.reply(200, Some(&[turn(4), delta(5, "More."), done(6)].concat()));
    page.ask("More?").await;
    until("the answer is there", || {
        text(".pl-messages").contains("More.")
    })
    .await;
    page.reply(200, Some(r#"{"verdict":"unhelpful","offer_handoff":true}"#));
    click("[aria-label='Not helpful']");
    until("a person is offered", || find(".pl-handoff__ask").is_some()).await;
}
