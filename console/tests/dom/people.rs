//! The room for people.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::*;

const ROOM: &str = ".pc-rooms__room[href='/console/people']";

pub(crate) fn person(number: u64, name: &str, role: &str, joined: bool) -> Value {
    let at = "2026-01-02T00:00:00.000Z";
    json!({
        "id": id(number), "email": format!("p{number}@shop.example"), "name": name, "role": role,
        "invitedAt": "2026-01-01T00:00:00.000Z", "joinedAt": joined.then_some(at), "lastSeenAt": joined.then_some(at),
    })
}

fn people(page: &Page, people: &[Value], next: Option<&str>) {
    let body = json!({ "people": people, "nextCursor": next }).to_string();
    page.answer("GET /api/v1/people", 200, &body);
}

fn sessions(page: &Page, numbers: &[u64]) {
    let sessions = numbers.iter().map(|number| {
        json!({
            "id": id(*number), "browser": "Firefox", "createdAt": "2026-01-01T00:00:00.000Z",
            "lastUsedAt": "2026-01-01T00:00:00.000Z", "current": *number == 1,
        })
    });
    let body = json!({ "sessions": sessions.collect::<Vec<_>>() }).to_string();
    page.answer("GET /console/sessions", 200, &body);
}

pub(crate) async fn opened() -> Page {
    let page = Page::with_role("owner").await;
    people(
        &page,
        &[
            person(9, "Ada", "owner", true),
            person(2, "Bo", "viewer", true),
        ],
        None,
    );
    sessions(&page, &[1, 2, 3]);
    click(ROOM);
    until("the people are there", || text(".pc-people").contains("Bo")).await;
    page
}

#[wasm_bindgen_test]
async fn somebody_is_invited_and_the_link_is_there_to_copy() {
    let page = opened().await;
    let refused = r#"{"error":"Somebody with this address has already joined. Change their role instead.","code":"person_exists"}"#;
    page.answer("POST /api/v1/people", 409, refused);
    fill("#invite-email", " cy@shop.example ");
    fill("#invite-name", "Cy");
    click("[name=invite-role][value=admin]");
    click(".pc-form [type=submit]");
    until("it is refused", || {
        text(".pc-problem").contains("has already joined")
    })
    .await;
    assert_eq!(value("#invite-name"), "Cy", "what was typed stays");
    let url = "https://chat.example/console#link=SECRET";
    let invited =
        json!({ "person": person(3, "Cy", "admin", false), "invitationUrl": url, "mailed": false });
    page.answer("POST /api/v1/people", 201, &invited.to_string());
    click(".pc-form [type=submit]");
    until("the link is there", || {
        find(".pc-people__address").is_some()
    })
    .await;
    assert_eq!(value(".pc-people__address"), url);
    assert!(text(".pc-people__link").contains("No e-mail was sent to p3@shop.example"));
    until("it has the focus", || has_focus(".pc-people__address")).await;
    assert_eq!(
        page.last_body("POST /api/v1/people"),
        json!({ "email": "cy@shop.example", "name": "Cy", "role": "admin" })
    );
    assert_eq!(value("#invite-email"), "");
    assert!(text(".pc-people").contains("has not joined yet"));
    // Leave the room and return: the link is not kept for the next person.
    let kept = run("return JSON.stringify(localStorage)")
        .as_string()
        .unwrap();
    assert!(!kept.contains("SECRET"), "{kept}");
    click_text(".pc-people__one:nth-child(3)", "New link");
    until("there is a newer one", || {
        page.last("POST /api/v1/people")["body"]
            .as_str()
            .is_some_and(|body| body.contains("p3@shop.example"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_role_is_changed_and_somebody_removed_after_a_question() {
    let page = opened().await;
    let path = format!("/api/v1/people/{}", id(2));
    let bo = ".pc-people__one:nth-child(2)";
    click_text(bo, "Change");
    until("the form is there", || find("#person-name").is_some()).await;
    assert_eq!(value("#person-name"), "Bo");
    click("[name=person-role][value=operator]");
    let changed = person(2, "Bo", "operator", true);
    page.answer(&format!("PATCH {path}"), 200, &changed.to_string());
    click(".pc-people__form [type=submit]");
    until("it is changed", || {
        text(&format!("{bo} .pc-people__line")).contains("Operator")
    })
    .await;
    assert!(find("#person-name").is_none());
    until("the focus is back", || {
        has_focus(&format!("#change-{}", id(2)))
    })
    .await;
    assert_eq!(
        page.last_body(&format!("PATCH {path}")),
        json!({ "role": "operator" })
    );
    click_text(bo, "Remove");
    until("it asks first", || find("dialog[open]").is_some()).await;
    assert_eq!(text("dialog[open] h2"), "Remove Bo?");
    click_text("dialog[open]", "Cancel");
    until("the question is gone", || find("dialog[open]").is_none()).await;
    assert!(!page.was_asked(&format!("DELETE {path}")));
    let last = r#"{"error":"This is the last owner of the project. Make somebody else an owner first.","code":"last_owner"}"#;
    page.answer(&format!("DELETE {path}"), 409, last);
    click_text(bo, "Remove");
    until("it asks again", || find("dialog[open]").is_some()).await;
    click("dialog[open] .pc-button--danger");
    until("it is refused", || {
        text(&format!("{bo} .pc-problem")).contains("the last owner")
    })
    .await;
    page.answer(&format!("DELETE {path}"), 200, r#"{"removed":true}"#);
    click_text(bo, "Remove");
    until("it asks once more", || find("dialog[open]").is_some()).await;
    click("dialog[open] .pc-button--danger");
    until("they are gone", || !text("ul.pc-people").contains("Bo")).await;
    until("the focus is not lost", || has_focus(".pc-people__title")).await;
}

#[wasm_bindgen_test]
async fn own_sessions_are_ended() {
    let page = opened().await;
    let path = format!("DELETE /console/sessions/{}", id(2));
    page.answer(&path, 200, r#"{"ended":1}"#);
    sessions(&page, &[1, 3]);
    let own = "[aria-labelledby=sessions]";
    until("three are there", || {
        find(&format!("{own} li:nth-child(3)")).is_some()
    })
    .await;
    assert!(text(&format!("{own} li:first-child")).contains("This session"));
    click_text(&format!("{own} li:nth-child(2)"), "End");
    until("two are left", || {
        find(&format!("{own} li:nth-child(3)")).is_none()
    })
    .await;
    page.answer("DELETE /console/sessions", 200, r#"{"ended":1}"#);
    sessions(&page, &[1]);
    click_text(own, "End all others");
    until("this one is left", || {
        find(&format!("{own} button")).is_none()
    })
    .await;
    page.last("DELETE /console/sessions");
}

#[wasm_bindgen_test]
async fn who_changes_nothing_sees_their_sessions_alone() {
    let page = Page::with_role("viewer").await;
    page.answer(
        "GET /console/sessions",
        503,
        r#"{"error":"Too busy. Try again.","code":"busy"}"#,
    );
    page.answer("GET /console/passkeys", 200, r#"{"passkeys":[]}"#);
    click(ROOM);
    until("it failed", || text(".pc-notice").contains("Too busy")).await;
    sessions(&page, &[1]);
    click(".pc-notice .pc-button");
    until("it is there", || text(".pc-room").contains("This session")).await;
    assert!(find("#invite-email").is_none());
    assert!(!page.was_asked("GET /api/v1/people"));
}

#[wasm_bindgen_test]
async fn an_admin_does_not_touch_owners() {
    let page = Page::with_role("admin").await;
    people(
        &page,
        &[
            person(1, "Olga", "owner", true),
            person(9, "Ada", "admin", true),
        ],
        None,
    );
    sessions(&page, &[1]);
    click(ROOM);
    until("the people are there", || {
        text(".pc-people").contains("Olga")
    })
    .await;
    assert!(find(".pc-people__one:nth-child(1) button").is_none());
    assert!(find(".pc-people__one:nth-child(2) button").is_some());
    assert!(text(".pc-people__one:nth-child(2)").contains("You"));
    assert!(find("[name=invite-role][value=owner]").is_none());
    assert!(find("[name=invite-role][value=admin]").is_some());
}
