//! The palette, and the keys that every room has.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{knowledge::sources, page::*, rooms::link};

const FIELD: &str = ".pc-palette[open] .pc-palette__field";
const CHOSEN: &str = ".pc-palette[open] [role=option][aria-selected=true]";

async fn summoned() {
    press_with("k", true);
    until("it is there", || find(FIELD).is_some()).await;
    until("it has the focus", || has_focus(FIELD)).await;
}

#[wasm_bindgen_test]
async fn a_room_is_found_by_what_is_in_it_and_opened_by_keys_alone() {
    let page = Page::with_role("owner").await;
    page.answer("GET /api/v1/webhooks", 200, r#"{"webhooks":[]}"#);
    until("the rooms are there", || find(&link("/numbers")).is_some()).await;
    summoned().await;
    assert_eq!(text(CHOSEN), "Inbox");
    press("ArrowUp");
    until("the last is meant", || text(CHOSEN) == "Keyboard shortcuts").await;
    press("ArrowDown");
    until("the first is meant", || text(CHOSEN) == "Inbox").await;
    press("ArrowDown");
    until("the next is meant", || text(CHOSEN) != "Inbox").await;
    // The field tells screen readers the active option.
    let named = "const field = document.activeElement;
        return document.getElementById(field.getAttribute('aria-activedescendant')).textContent";
    assert_eq!(run(named).as_string().unwrap(), text(CHOSEN));
    fill(FIELD, "webh");
    until("one is left", || text(CHOSEN) == "Integrations").await;
    fill(FIELD, "cellar");
    until("there is none", || {
        text(".pc-palette [role=status]").contains("Nothing here")
    })
    .await;
    let expanded = "return document.activeElement.getAttribute('aria-expanded')";
    assert_eq!(run(expanded).as_string().unwrap(), "false");
    press("Enter");
    fill(FIELD, "slack");
    until("it is found", || text(CHOSEN) == "Integrations").await;
    press("Enter");
    until("the room is shown", || find("#new-webhook-url").is_some()).await;
    assert!(find("dialog[open]").is_none());
    until("a screen reader is told", || has_focus(".pc-header__title")).await;
}

#[wasm_bindgen_test]
async fn the_focus_goes_back_to_where_it_was_also_into_a_field() {
    let page = Page::with_role("owner").await;
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the room is shown", || find("#add-address").is_some()).await;
    run("document.querySelector('#add-address').focus()");
    summoned().await;
    press("Escape");
    until("it is gone", || find("dialog[open]").is_none()).await;
    assert!(has_focus("#add-address"));
    summoned().await;
    // The earlier input is gone, and the same keys close the palette.
    assert_eq!(value(FIELD), "");
    press_with("k", true);
    until("it is gone", || find("dialog[open]").is_none()).await;
    assert!(has_focus("#add-address"));
    press("?");
    frame().await;
    assert!(find("dialog[open]").is_none(), "a letter is a letter there");
}

#[wasm_bindgen_test]
async fn every_room_shows_its_keys() {
    let page = Page::with_role("owner").await;
    press("?");
    until("the inbox has many", || {
        text("#shortcuts[open]").contains("Take over the conversation")
    })
    .await;
    press("?");
    until("they are gone", || find("dialog[open]").is_none()).await;
    sources(&page, &[]);
    click(&link("/knowledge"));
    until("the room is shown", || find("#add-address").is_some()).await;
    press("?");
    until("there are fewer", || {
        let keys = text("#shortcuts[open]");
        keys.contains("Go to a room") && !keys.contains("Take over")
    })
    .await;
    press_with("k", true);
    until("the palette comes in their place", || {
        find(FIELD).is_some() && find("#shortcuts[open]").is_none()
    })
    .await;
    fill(FIELD, "project");
    until("the switcher is found", || {
        text(CHOSEN) == "Change the project"
    })
    .await;
    page.answer("GET /console/projects", 200, r#"{"projects":[]}"#);
    click(CHOSEN);
    until("it is there", || find(".pc-projects[open]").is_some()).await;
    assert!(find(FIELD).is_none());
    press_with("k", true);
    frame().await;
    assert!(find(FIELD).is_none(), "a question is answered first");
}
