//! The owner's own texts, each in its place.

use porchlight_languages::DisplayLanguage;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

/// Texts of the widget, and the owner's in their place.
const TEXTS: [(&str, &str); 12] = [
    ("Ask a question…", "Own placeholder"),
    ("Looking for an answer…", "Own typing"),
    ("Automatic assistant", "Own online"),
    ("Would you like to talk to a person?", "Own offer"),
    ("We've asked the team to join.", "Own sent"),
    ("Email address", "Own e-mail"),
    ("Ask for a person", "Own send"),
    ("Continue without email", "Own skip"),
    ("Helpful", "Own yes"),
    ("Not helpful", "Own no"),
    (
        "Something went wrong. We couldn't answer your question.",
        "Own error",
    ),
    ("The connection was lost.", "Own network"),
];

fn attribute(selector: &str, name: &str) -> String {
    find(selector)
        .and_then(|element| element.get_attribute(name))
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_owners_words_stand_where_the_widgets_own_would() {
    let page = Page::open_with("own-texts", &TEXTS, true);
    assert_eq!(
        attribute(".pl-composer__input", "placeholder"),
        "Own placeholder"
    );
    assert_eq!(
        attribute(".pl-composer__input", "aria-label"),
        "Own placeholder"
    );
    assert_eq!(text(".pl-header__status"), "Own online");
    assert_eq!(text(".pl-message--welcome .pl-bubble"), "Hello!");
    page.reply(200, None);
    page.ask("How long?").await;
    until("it is being answered", || {
        text(".pl-typing__text") == "Own typing"
    })
    .await;
    until("it is sent", || page.requests() == 1.0).await;
    page.write(&[turn(1), message(2, "Thirty days.", false), done(3)]);
    run("end()");
    until("the answer is complete", || find(".pl-feedback").is_some()).await;
    for label in ["Own yes", "Own no"] {
        let button = format!(".pl-feedback [aria-label='{label}']");
        assert_eq!(attribute(&button, "title"), label);
    }

    page.reply(200, Some(r#"{"verdict":"unhelpful"}"#));
    click("[aria-label='Own no']");
    until("a person is offered", || find(".pl-handoff__ask").is_some()).await;
    click(".pl-handoff__ask");
    until("the form is there", || {
        text(".pl-handoff__title") == "Own offer"
    })
    .await;
    assert_eq!(attribute(".pl-handoff__email", "placeholder"), "Own e-mail");
    assert_eq!(text(".pl-handoff button[type=submit]"), "Own send");
    assert_eq!(text(".pl-handoff button[type=button]"), "Own skip");
    page.reply(200, Some(r#"{"holder":"queue","text":"Own sent"}"#));
    page.reply(200, None);
    click(".pl-handoff button[type=button]");
    until("it is said", || text(".pl-notice") == "Own sent").await;
    page.listens().await;
    // The report that the visitor is typing.
    page.reply(202, Some("{}"));

    let failure = r#"{"code":"interrupted","message":"","retryable":true}"#;
    page.reply(
        200,
        Some(&[turn(4), event(5, "error", failure), done(6)].concat()),
    );
    page.reply(200, None);
    page.ask("And then?").await;
    until("the failure is said", || {
        text(".pl-error__text") == "Own error"
    })
    .await;
    page.resolve(7).await;
}

#[wasm_bindgen_test]
async fn a_lost_network_is_told_in_the_owners_words() {
    let page = Page::open_with("own-network", &TEXTS, true);
    page.ask("How long?").await;
    until("it is said", || text(".pl-error__text") == "Own network").await;
}

#[wasm_bindgen_test]
async fn the_branding_line_is_the_owners_choice() {
    let _with = Page::open_with("branding", &[], true);
    assert_eq!(text(".pl-branding"), "Powered by Porchlight");
    let _without = Page::open_with("branding", &[], false);
    assert!(find(".pl-composer").is_some() && find(".pl-branding").is_none());
}

#[wasm_bindgen_test]
async fn the_widget_speaks_another_language_as_soon_as_its_texts_have_come() {
    let _page = Page::open("another-language");
    let placeholder = || attribute(".pl-composer__input", "placeholder");
    assert_eq!(placeholder(), "Ask a question…");
    let update = |texts: &str| {
        run(&format!(
            "dispatchEvent(new CustomEvent('porchlight:command', {{ detail: JSON.stringify({{ type: 'update', options: {{ locale: 'de' }}, texts: {texts} }}) }}))"
        ));
    };
    // The texts are still loading, or failed to load.
    update("undefined");
    frame().await;
    assert_eq!(placeholder(), "Ask a question…");
    update(&texts_in(DisplayLanguage::German));
    until("the placeholder is German", || {
        placeholder() == "Stellen Sie eine Frage …"
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_header_says_ai_only_where_a_model_answers() {
    let _page = Page::open_with_model("with-model");
    find(".pl-launcher").unwrap().click();
    until("it says so", || {
        text(".pl-header__status") == "AI assistant"
    })
    .await;
}
