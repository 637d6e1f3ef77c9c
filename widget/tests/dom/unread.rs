//! Which of a person's replies were on the screen, and what the server and the page are told about it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const REPLIES: [&str; 3] = [
    "00000000-0000-7000-8000-0000000000b1",
    "00000000-0000-7000-8000-0000000000b2",
    "00000000-0000-7000-8000-0000000000b3",
];

/// A list as low as in a small window. Two of its messages do not fit at the same time.
const LOW: &str = r#"
const style = document.createElement("style");
style.textContent = `.pl-messages { position: fixed; inset: 0 auto auto 0; width: 300px; height: 200px; overflow: auto }
  .pl-message { min-height: 180px } .pl-entry { display: contents }`;
document.querySelector(".pl-messages").after(style);
addEventListener("porchlight:signal", ({ detail }) => {
  if (detail.includes("unread")) counts.push(JSON.parse(detail).count);
});
window.counts = [];"#;

/// Makes the browser report that the tab is hidden, or visible.
fn set_hidden(hidden: bool) {
    run(&format!(
        "Object.defineProperty(document, 'hidden', {{ configurable: true, get: () => {hidden} }});
         document.dispatchEvent(new Event('visibilitychange'))"
    ));
}

/// The messages that the server was told the visitor has read up to.
fn receipts() -> String {
    let receipts = run(
        "return requests.filter(({ url }) => url.includes('/read')).map(({ url }) => url.split('message_id=')[1]).join()",
    );
    receipts.as_string().unwrap()
}

/// The numbers of unread replies that the page was given, in order.
fn counts() -> Vec<u32> {
    let counts = run("return counts.join()").as_string().unwrap();
    let counts = counts.split(',').filter(|count| !count.is_empty());
    counts.map(|count| count.parse().unwrap()).collect()
}

/// A conversation with a person in an open panel. The test writes further events to its stream.
async fn held(page: &Page, from: u64) {
    run(LOW);
    click(".pl-launcher");
    until("the panel is open", || {
        expanded(&find(".pl-launcher").unwrap()) == "true"
    })
    .await;
    page.reply(
        200,
        Some(&[turn(1), message(2, "Thirty days.", false), done(3)].concat()),
    );
    page.reply(200, None);
    page.ask("How long?").await;
    page.listens().await;
    page.write(&[status(from, "operator", "Ada is here.", Some("Ada"))]);
    until("the person is there", || text(".pl-header__title") == "Ada").await;
    // Receipts and the transcripts that widgets of earlier tests request are answered in any order.
    for _ in 0..40 {
        page.reply(200, Some("{}"));
    }
}

fn replies(first: u64, ids: &[&str]) -> Vec<String> {
    let numbered = ids.iter().zip(first..);
    numbered
        .map(|(id, number)| reply(number, id, "Well."))
        .collect()
}

#[wasm_bindgen_test]
async fn a_reply_is_read_only_when_it_was_on_the_screen() {
    let page = Page::open("on-screen");
    held(&page, 4).await;
    click(".pl-header__close");
    page.write(&replies(5, &REPLIES));
    until("they are counted", || text(".pl-launcher__badge") == "3").await;
    assert_eq!(receipts(), "", "the panel is closed");
    click(".pl-launcher");
    until("the first is read", || receipts() == REPLIES[0]).await;
    assert_eq!(text(".pl-line"), "New messages");
    let line_above_first = run(
        "const replies = [...document.querySelectorAll('.pl-message__name')].map((name) => name.closest('.pl-message'));
         return replies[0].previousElementSibling?.className === 'pl-line'",
    );
    assert!(line_above_first.is_truthy());
    for _ in 0..20 {
        frame().await;
    }
    assert_eq!(receipts(), REPLIES[0], "the others are below the fold");
    run("const list = document.querySelector('.pl-messages'); list.scrollTop = list.scrollHeight");
    until("the last is on the screen", || {
        text(".pl-launcher__badge") == "1"
    })
    .await;
    run("document.querySelector('.pl-messages').scrollTop -= 150");
    until("all are read", || receipts().ends_with(REPLIES[2])).await;
    until("none is left", || counts().last() == Some(&0)).await;
    // Replies read within one frame are reported together.
    assert_eq!(counts().first(), Some(&3));
    assert!(counts().is_sorted_by(|before, after| before > after));
    page.resolve(8).await;
}

#[wasm_bindgen_test]
async fn a_hidden_tab_reads_nothing() {
    let page = Page::open("hidden-tab");
    held(&page, 4).await;
    set_hidden(true);
    page.write(&replies(5, &REPLIES[..1]));
    until("it is there", || text(".pl-messages").contains("Well.")).await;
    for _ in 0..20 {
        frame().await;
    }
    assert_eq!(receipts(), "");
    assert_eq!(text(".pl-launcher__badge"), "1");
    set_hidden(false);
    until("it is read", || receipts() == REPLIES[0]).await;
    assert_eq!(text(".pl-line"), "New messages");
    // The widget has loaded the transcript and opened a new stream, which this test has no answers for.
    run("delete document.hidden;
         dispatchEvent(new CustomEvent('porchlight:command', { detail: '{\"type\":\"reset\"}' }))");
}

#[wasm_bindgen_test]
async fn what_the_visitor_sees_come_is_read_without_a_line() {
    let page = Page::open("seen-coming");
    held(&page, 4).await;
    page.write(&replies(5, &REPLIES[..1]));
    until("it is read", || receipts() == REPLIES[0]).await;
    assert!(find(".pl-line").is_none() && find(".pl-launcher__badge").is_none());
    click(".pl-header__close");
    page.resolve(6).await;
}
