//! The project switcher, and which project the page requests.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

fn projects(page: &Page, names: &[&str]) {
    let projects = names
        .iter()
        .map(|name| json!({ "project": name.to_lowercase(), "name": name, "role": "viewer" }));
    let body = json!({ "projects": projects.collect::<Vec<Value>>() }).to_string();
    page.answer("GET /console/projects", 200, &body);
}

fn plan(page: &Page, used: u64, limit: Option<u64>) {
    let body = json!({ "plan": "growth", "credits": {
        "used": used, "limit": limit, "remaining": null, "resetsAt": "2026-02-01T00:00:00.000Z",
    } });
    page.answer("GET /api/v1/plan", 200, &body.to_string());
}

const NAMES: [&str; 7] = ["Shop", "Oak", "Lantern", "Rival", "Books", "Bikes", "Boats"];

#[wasm_bindgen_test]
async fn another_project_is_found_and_chosen_by_the_keyboard() {
    let page = Page::with_role("owner").await;
    projects(&page, &NAMES);
    plan(&page, 9_000, Some(10_000));
    click(".pc-project");
    until("they are there", || {
        text(".pc-projects__list").contains("Boats")
    })
    .await;
    assert!(
        find(".pc-projects__one[aria-current]")
            .is_some_and(|it| it.text_content().unwrap().contains("Shop"))
    );
    until("the plan is there", || {
        text("dialog[open]").contains("9000 of 10000 answers used")
    })
    .await;
    assert!(
        text("dialog[open]").contains("nearly used up") && text("dialog[open]").contains("Renews")
    );
    fill("dialog[open] .pc-search__field", "bo");
    until("two are left", || {
        let list = text(".pc-projects__list");
        list.contains("Books") && list.contains("Boats") && !list.contains("Oak")
    })
    .await;
    run("document.querySelector('dialog[open] .pc-search__field').focus()");
    run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))",
    );
    until("the first has the focus", || {
        has_focus(".pc-projects__list li:nth-child(1) button")
    })
    .await;
    run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))",
    );
    until("the second has the focus", || {
        has_focus(".pc-projects__list li:nth-child(2) button")
    })
    .await;
    page.answer(
        "PATCH /console/session",
        404,
        r#"{"error":"You have no such project.","code":"project_not_found"}"#,
    );
    run("document.activeElement.click()");
    until("it is refused", || {
        text("dialog[open] .pc-problem").contains("no such project")
    })
    .await;
    assert_eq!(
        page.last_body("PATCH /console/session"),
        json!({ "project": "boats" })
    );
    fill("dialog[open] .pc-search__field", "nowhere");
    until("there is none", || {
        text(".pc-projects__list").contains("None of your projects")
    })
    .await;
}

#[wasm_bindgen_test]
async fn this_page_asks_for_the_project_that_it_shows() {
    let page = Page::with_role("owner").await;
    until("the list was asked for", || {
        page.was_asked("GET /api/v1/conversations")
    })
    .await;
    assert_eq!(page.last("GET /api/v1/conversations")["project"], "shop");
    assert_eq!(
        run("return sessionStorage['porchlight-console:project']")
            .as_string()
            .unwrap(),
        "shop"
    );
    projects(&page, &["Shop"]);
    plan(&page, 5, None);
    click(".pc-project");
    until("it is there", || {
        text("dialog[open]").contains("of as many as you like")
    })
    .await;
    assert!(
        find("dialog[open] .pc-search__field").is_none(),
        "one is not searched"
    );
    assert_eq!(page.last("GET /console/projects")["project"], "shop");
    // Choosing the current project only closes the dialog.
    click(".pc-projects__one");
    until("it is closed", || find("dialog[open]").is_none()).await;
    assert!(!page.was_asked("PATCH /console/session"));
}

#[wasm_bindgen_test]
async fn what_is_not_saved_is_not_lost_to_another_project_unasked() {
    let page = Page::with_role("owner").await;
    run("window.asked = []; window.confirm = (said) => { window.asked.push(said); return false; }");
    projects(&page, &NAMES);
    plan(&page, 9_000, Some(10_000));
    page.answer(
        "GET /api/v1/people",
        200,
        r#"{"people":[],"nextCursor":null}"#,
    );
    click(&link("/people"));
    until("the form is there", || find("#invite-email").is_some()).await;
    fill("#invite-email", "olga@shop.example");
    click(".pc-project");
    until("they are there", || {
        text(".pc-projects__list").contains("Boats")
    })
    .await;
    click("dialog[open] .pc-projects__list li:last-child button");
    until("it is asked", || {
        run("return window.asked.length").as_f64() == Some(1.0)
    })
    .await;
    let asked = run("return window.asked[0]").as_string().unwrap();
    assert!(asked.contains("People"), "{asked}");
    assert!(!page.was_asked("PATCH /console/session"));
    assert_eq!(value("#invite-email"), "olga@shop.example");
}
