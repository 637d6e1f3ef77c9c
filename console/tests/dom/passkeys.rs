//! The signed-in person's passkeys in the room People.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

const CARD: &str = "[aria-labelledby=passkeys]";

/// Has the device refuse or answer.
fn device(answers: bool) {
    let answer = if answers {
        "Promise.resolve({ toJSON: () => ({ id: 'made' }) })"
    } else {
        "Promise.reject(new DOMException('', 'NotAllowedError'))"
    };
    run(&format!("navigator.credentials.create = () => {answer}"));
}

#[wasm_bindgen_test]
async fn a_passkey_is_added_and_removed_and_a_device_may_say_no() {
    let page = Page::with_role("viewer").await;
    page.answer("GET /console/sessions", 200, r#"{"sessions":[]}"#);
    page.answer("GET /console/passkeys", 200, r#"{"passkeys":[]}"#);
    let options = r#"{"challenge":"AAAA","rp":{"name":"Porchlight"},"user":{"id":"AAAA","name":"a","displayName":"a"},
        "pubKeyCredParams":[{"type":"public-key","alg":-7}]}"#;
    page.answer("POST /console/passkeys/challenge", 200, options);
    click(&link("/people"));
    until("there is none", || text(CARD).contains("None yet")).await;
    device(false);
    click(".pc-passkeys__add");
    until("it is said", || {
        text(CARD).contains("did not provide a passkey")
    })
    .await;

    page.answer("POST /console/passkeys", 201, "");
    page.answer(
        "GET /console/passkeys",
        200,
        r#"{"passkeys":[{"id":"made/1","browser":"Firefox","createdAt":"2026-01-01T00:00:00Z","usedAt":null}]}"#,
    );
    device(true);
    click(".pc-passkeys__add");
    until("it is there", || text(CARD).contains("Firefox")).await;
    assert!(
        text(CARD).contains("not used yet") && !text(CARD).contains("did not provide a passkey")
    );
    let sent = page.last("POST /console/passkeys")["body"].to_string();
    assert!(sent.contains("made"), "{sent}");

    page.answer("DELETE /console/passkeys/made%2F1", 200, "{}");
    page.answer("GET /console/passkeys", 200, r#"{"passkeys":[]}"#);
    click(&format!("{CARD} .pc-people__one button"));
    until("it is gone", || text(CARD).contains("None yet")).await;
    until("the focus is not lost", || has_focus(".pc-passkeys__title")).await;
}

#[wasm_bindgen_test]
async fn who_signed_in_long_ago_confirms_with_a_passkey() {
    let page = Page::with_role("viewer").await;
    page.answer("GET /console/sessions", 200, r#"{"sessions":[]}"#);
    page.answer(
        "GET /console/passkeys",
        200,
        r#"{"passkeys":[{"id":"a","browser":"Firefox","createdAt":"2026-01-01T00:00:00Z","usedAt":null}]}"#,
    );
    let stale =
        r#"{"error":"A passkey is added within 10 minutes of signing in.","code":"sign_in_stale"}"#;
    page.answer("POST /console/passkeys/challenge", 403, stale);
    click(&link("/people"));
    until("it is there", || text(CARD).contains("Firefox")).await;
    assert!(find(".pc-passkeys__confirm").is_none());
    click(".pc-passkeys__add");
    until("it is offered", || find(".pc-passkeys__confirm").is_some()).await;
    assert!(text(CARD).contains("within 10 minutes"));
    page.answer(
        "POST /console/session/challenge",
        200,
        r#"{"challenge":"AAAA","rpId":"localhost"}"#,
    );
    run(
        "navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))",
    );
    click(".pc-passkeys__confirm");
    until("the device may say no", || {
        text(CARD).contains("did not provide a passkey")
    })
    .await;
}
