//! Files that wait with a reply.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const WAITING: &str = ".pc-waiting__file";

fn name() -> String {
    format!("POST /api/v1/conversations/{}/attachments", id(1))
}

/// Opens a conversation in a project that accepts files, and chooses a file. The upload gets no response yet.
async fn chosen() -> Page {
    let page = Page::new().await;
    let mut project: Value = serde_json::from_str(PROJECT).unwrap();
    project["files"] = json!(true);
    page.answer("GET /console/session", 200, &project.to_string());
    page.lists(&[row(1, "queue", None)]);
    page.whole(1, "queue", None, &[visitor(1, "How long?")]);
    page.open();
    until("its row is there", || find(".pc-row").is_some()).await;
    click(".pc-row");
    until("files can be chosen", || find(".pc-attach input").is_some()).await;
    page.hold(&name());
    run("const chosen = new DataTransfer();
         chosen.items.add(new File(['x'], 'label.pdf', { type: 'application/pdf' }));
         const input = document.querySelector('.pc-attach input');
         input.files = chosen.files;
         input.dispatchEvent(new Event('change', { bubbles: true }))");
    until("it is on its way", || {
        text(WAITING).contains("On its way: 42 %")
    })
    .await;
    page
}

fn ready(page: &Page) {
    let file =
        json!({ "id": id(7), "name": "label.pdf", "mediaType": "application/pdf", "bytes": 1 });
    page.answer(&name(), 201, &file.to_string());
}

#[wasm_bindgen_test]
async fn a_file_that_has_not_arrived_is_sent_again_without_choosing_it_anew() {
    let page = chosen().await;
    page.release(&name());
    until("it has failed", || {
        text(WAITING).contains("Could not reach")
    })
    .await;
    ready(&page);
    page.hold(&name());
    click_text(WAITING, "Try again");
    until("it is on its way again", || text(WAITING).contains("42 %")).await;
    until("the focus is there", || has_focus(WAITING)).await;
    page.release(&name());
    until("it is ready", || text(WAITING).contains("Ready")).await;
    assert!(find(".pc-waiting .pc-button").is_none());
    let sent = page.last(&name());
    assert_eq!(
        (&sent["body"], &sent["project"]),
        (&json!("x"), &json!("shop"))
    );
}

#[wasm_bindgen_test]
async fn a_file_that_is_refused_is_not_sent_again() {
    let page = chosen().await;
    let refused = r#"{"error":"This is not a PNG, JPEG, GIF, WebP or PDF file.","code":"file_type_unsupported"}"#;
    page.answer(&name(), 415, refused);
    page.release(&name());
    until("it is refused", || {
        text(WAITING).contains("This is not a PNG")
    })
    .await;
    assert!(find(".pc-waiting .pc-button").is_none());
    click(".pc-waiting__remove");
    until("it is gone", || find(WAITING).is_none()).await;
    until("the focus is in the reply", || {
        has_focus(".pc-composer__text")
    })
    .await;
}
