//! What screen readers get while an answer is being written.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

#[wasm_bindgen_test]
async fn an_answer_is_spoken_by_sentences_and_each_of_them_once() {
    let page = Page::open("sentences");
    page.reply(200, None);
    page.ask("How long?").await;
    until("it is sent", || page.requests() == 1.0).await;
    let said = |expected: &'static str| move || text(".pl-announcer").trim() == expected;
    page.write(&[turn(1), delta(2, "**Thirty days.** Write")]);
    until(
        "half a sentence is not said",
        said("Ember said: Thirty days."),
    )
    .await;
    page.write(&[delta(3, " to us"), delta(4, " first. Then")]);
    until("the second is said", said("Write to us first.")).await;
    let whole = "**Thirty days.** Write to us first. Then send it.";
    page.write(&[delta(5, " send it."), message(6, whole, false), done(7)]);
    until("only the rest is said at the end", said("Then send it.")).await;
}

#[wasm_bindgen_test]
async fn an_answer_that_was_replaced_is_said_as_a_whole() {
    let page = Page::open("replaced");
    page.reply(200, None);
    page.ask("How long?").await;
    until("it is sent", || page.requests() == 1.0).await;
    page.write(&[turn(1), delta(2, "Forty days. Or")]);
    until("it is said", || text(".pl-announcer").contains("Forty")).await;
    page.write(&[message(3, "Thirty days.", false), done(4)]);
    until("the answer is said", || {
        text(".pl-announcer") == "Ember said: Thirty days."
    })
    .await;
}
