//! The room for visitors.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

const AT: &str = "2026-01-01T00:00:00.000Z";

fn listed(session: &str, name: &str) -> Value {
    json!({
        "sessionId": session, "name": name, "email": format!("{name}@oak.example"), "phone": null, "signedEmail": null,
        "conversations": 2, "contactAt": AT, "createdAt": AT, "lastSeenAt": AT,
    })
}

fn list(page: &Page, visitors: &[Value], next: Option<&str>) {
    let body = json!({ "visitors": visitors, "nextCursor": next }).to_string();
    page.answer("GET /api/v1/visitors", 200, &body);
}

fn kept(page: &Page, days: Option<u32>) {
    let body = json!({ "recrawlDays": 7, "retentionDays": days }).to_string();
    page.answer("GET /api/v1/upkeep", 200, &body);
}

fn whole(page: &Page, session: &str) {
    let body = json!({
        "sessionId": session, "email": null, "identifiedAt": null, "createdAt": AT, "complete": true,
        "conversations": [{
            "id": id(1), "subject": null, "pageUrl": "https://shop.example/lamps", "attributes": { "plan": "pro" },
            "language": "de", "customerEmail": null, "createdAt": AT, "updatedAt": AT, "handoffAt": null,
            "resolvedAt": null, "readAt": null, "notes": [],
            "messages": [{ "id": id(2), "sender": "visitor", "text": "<b>Where</b> is it?", "operatorName": null,
                           "feedback": null, "feedbackReason": null, "createdAt": AT }],
        }],
        "leads": [{ "id": id(3), "conversationId": id(1), "name": "Ada", "email": "Ada@oak.example", "phone": null,
                    "fields": { "Company": "Oak" }, "consent": null, "createdAt": AT }],
    });
    let path = format!("GET /api/v1/visitors/{}", session.replace(' ', "%20"));
    page.answer(&path, 200, &body.to_string());
}

pub(crate) async fn opened() -> Page {
    let page = Page::with_role("admin").await;
    list(
        &page,
        &[listed("user 42", "Ada"), listed("s-2", "Bo")],
        Some("more"),
    );
    kept(&page, None);
    click(&link("/visitors"));
    until("they are there", || text(".pc-people").contains("Bo")).await;
    page
}

fn url_of(page: &Page, name: &str) -> String {
    page.last(name)["url"].as_str().unwrap().to_owned()
}

#[wasm_bindgen_test]
async fn visitors_are_searched_and_paged_on_the_server() {
    let page = opened().await;
    assert!(url_of(&page, "GET /api/v1/visitors").contains("contact=true"));
    list(&page, &[listed("s-2", "Bo"), listed("s-3", "Cy")], None);
    click_text(".pc-room", "Show more");
    until("the next are below", || text(".pc-people").contains("Cy")).await;
    assert!(url_of(&page, "GET /api/v1/visitors").contains("cursor=more"));
    assert!(
        find(".pc-people__one:nth-child(4)").is_none(),
        "who is on two pages is there once"
    );
    list(&page, &[], None);
    fill(".pc-room .pc-search__field", "k\u{f8}b & co");
    until("nobody is found", || {
        text(".pc-empty").contains("Nobody found")
    })
    .await;
    let url = url_of(&page, "GET /api/v1/visitors");
    assert!(
        url.contains("search=k%C3%B8b%20%26%20co") && !url.contains("contact"),
        "{url}"
    );
    assert_eq!(value(".pc-room .pc-search__field"), "k\u{f8}b & co");
}

#[wasm_bindgen_test]
async fn somebody_is_looked_at_and_erased_after_a_question_that_says_what_goes() {
    let page = opened().await;
    whole(&page, "user 42");
    list(
        &page,
        &[listed("user 42", "Ada"), listed("s-9", "Ada again")],
        None,
    );
    run("document.querySelector('.pc-visitors__one').focus()");
    click(".pc-visitors__one");
    until("what is known is there", || {
        text(".pc-facts").contains("Oak")
    })
    .await;
    assert!(text(".pc-facts").contains("pro"));
    assert_eq!(text(".pc-room__title"), "Ada");
    until("the focus is there", || has_focus(".pc-room__title")).await;
    assert!(
        text("[aria-labelledby=conversations]").contains("<b>Where</b> is it?"),
        "no HTML"
    );
    assert!(text("[aria-labelledby=others]").contains("Ada again"));
    assert!(!text("[aria-labelledby=others]").contains("user 42"));
    run(
        "window.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }",
    );
    click_text(".pc-room", "Save all (JSON)");
    click_text(".pc-room", "Save the messages (CSV)");
    assert_eq!(
        run("return saved.join()").as_string().unwrap(),
        "visitor.json,visitor.csv"
    );
    run("delete HTMLAnchorElement.prototype.click");
    click_text(".pc-room", "Erase");
    until("it asks first", || find("dialog[open]").is_some()).await;
    assert!(text("dialog[open]").contains("1 conversation with 1 message, the contact details"));
    click_text("dialog[open]", "Cancel");
    until("the question is gone", || find("dialog[open]").is_none()).await;
    assert!(!page.was_asked("DELETE /api/v1/visitors/user%2042"));
    page.answer(
        "DELETE /api/v1/visitors/user%2042",
        503,
        r#"{"error":"Too busy. Try again.","code":"busy"}"#,
    );
    click_text(".pc-room", "Erase");
    until("it asks again", || find("dialog[open]").is_some()).await;
    click("dialog[open] .pc-button--danger");
    until("it failed", || text(".pc-problem").contains("Too busy")).await;
    page.answer(
        "DELETE /api/v1/visitors/user%2042",
        200,
        r#"{"deleted":true,"conversations":1}"#,
    );
    list(&page, &[listed("s-2", "Bo")], None);
    click_text(".pc-room", "Erase");
    until("it asks once more", || find("dialog[open]").is_some()).await;
    click("dialog[open] .pc-button--danger");
    until("the list is back", || text(".pc-people").contains("Bo")).await;
    assert!(!text(".pc-people").contains("Ada"));
}

#[wasm_bindgen_test]
async fn a_time_is_set_after_it_was_said_what_goes() {
    let page = opened().await;
    until("the form is there", || {
        find("[name=retention][value=days]").is_some()
    })
    .await;
    click("[name=retention][value=days]");
    fill("#retention-days", "0");
    click("[aria-labelledby=retention] [type=submit]");
    until("it is wrong", || {
        text("[aria-labelledby=retention] .pc-problem").contains("“Days” begins at 1")
    })
    .await;
    assert!(!page.was_asked("GET /api/v1/upkeep/retention"));
    fill("#retention-days", "30");
    // Input stays while a visitor is shown.
    whole(&page, "user 42");
    click(".pc-visitors__one");
    until("somebody is there", || find(".pc-facts").is_some()).await;
    run("history.back()");
    until("the form is back", || find("#retention-days").is_some()).await;
    assert_eq!(value("#retention-days"), "30");
    let counted = |number: u64| {
        let body = json!({ "conversations": number, "more": false }).to_string();
        page.answer("GET /api/v1/upkeep/retention", 200, &body);
    };
    counted(0);
    click("[aria-labelledby=retention] [type=submit]");
    until("it asks", || find("dialog[open]").is_some()).await;
    let asked = text("dialog[open]");
    assert!(
        asked.contains("Nothing is erased now") && !asked.contains("Erase"),
        "{asked}"
    );
    click_text("dialog[open]", "Cancel");
    until("the question is gone", || find("dialog[open]").is_none()).await;
    counted(218);
    click("[aria-labelledby=retention] [type=submit]");
    until("it asks", || find("dialog[open]").is_some()).await;
    assert!(
        text("dialog[open]")
            .contains("218 conversations in which nothing was written for 30 days are erased")
    );
    assert!(url_of(&page, "GET /api/v1/upkeep/retention").ends_with("?days=30"));
    // Somebody has meanwhile changed how often pages are read.
    page.answer(
        "GET /api/v1/upkeep",
        200,
        r#"{"recrawlDays":3,"retentionDays":null}"#,
    );
    page.answer(
        "PUT /api/v1/upkeep",
        200,
        r#"{"recrawlDays":3,"retentionDays":30}"#,
    );
    click("dialog[open] .pc-button--danger");
    until("it is saved", || page.was_asked("PUT /api/v1/upkeep")).await;
    assert_eq!(
        page.last_body("PUT /api/v1/upkeep"),
        json!({ "recrawlDays": 3, "retentionDays": 30 })
    );
}

#[wasm_bindgen_test]
async fn where_nobody_wrote_it_says_what_to_do_and_a_failure_how_to_go_on() {
    let page = Page::with_role("owner").await;
    page.answer(
        "GET /api/v1/visitors",
        503,
        r#"{"error":"Too busy. Try again.","code":"busy"}"#,
    );
    kept(&page, Some(90));
    click(&link("/visitors"));
    until("it failed", || text(".pc-notice").contains("Too busy")).await;
    list(&page, &[], None);
    click(".pc-notice .pc-button");
    until("nobody is there", || {
        text(".pc-empty").contains("under Appearance")
    })
    .await;
    click_text(".pc-choices", "All visitors");
    until("nobody has written", || {
        text(".pc-empty").contains("first question")
    })
    .await;
    until("the time is there", || find("#retention-days").is_some()).await;
    assert_eq!(value("#retention-days"), "90");
}
