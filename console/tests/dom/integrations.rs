//! The room for webhooks, chat tools, e-mail and keys.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

const AT: &str = "2026-01-01T00:00:00.000Z";

pub(crate) fn webhook(number: u64, format: &str, active: bool) -> Value {
    json!({
        "id": id(number), "url": format!("https://shop.example/{number}"), "events": ["lead.captured"],
        "description": format!("Hook {number}"), "format": format, "active": active, "secret": "whsec_****abc=",
        "previousSecretUntil": null, "failingSince": null, "disabledReason": null, "createdAt": AT,
    })
}

pub(crate) fn with(mut webhook: Value, name: &str, value: Value) -> Value {
    webhook[name] = value;
    webhook
}

pub(crate) fn delivery(number: u64, state: &str, status: u16) -> Value {
    json!({
        "id": id(number), "eventId": id(99), "event": "lead.captured", "state": state, "attempts": 2,
        "nextAttemptAt": null, "status": status, "error": null, "request": "{\"email\":\"<i>\"}", "response": "no",
        "createdAt": AT, "updatedAt": AT,
    })
}

pub(crate) async fn opened(webhooks: &[Value]) -> Page {
    let page = Page::with_role("owner").await;
    let body = json!({ "webhooks": webhooks }).to_string();
    page.answer("GET /api/v1/webhooks", 200, &body);
    click(&link("/integrations"));
    // The inbox, shown before, may also have an empty list.
    until("the list is there", || {
        find("#new-webhook-url").is_some()
            && (find(".pc-webhooks__name").is_some() || find(".pc-room .pc-empty").is_some())
    })
    .await;
    page
}

#[wasm_bindgen_test]
async fn a_webhook_is_made_and_its_secret_shown_once() {
    let page = opened(&[webhook(7, "slack", true)]).await;
    assert!(
        text(".pc-empty").contains("No webhooks yet"),
        "Slack's stand elsewhere"
    );
    let refused =
        r#"{"error":"A webhook's address begins with https://.","code":"https_required"}"#;
    page.answer("POST /api/v1/webhooks", 400, refused);
    fill("#new-webhook-url", " http://shop.example/1 ");
    fill("#new-webhook-description", "Tickets");
    click("[aria-labelledby=add-webhook] [value='conversation.handoff']");
    click("[aria-labelledby=add-webhook] [type=submit]");
    until("it is refused", || {
        text(".pc-problem").contains("begins with https")
    })
    .await;
    assert_eq!(
        value("#new-webhook-description"),
        "Tickets",
        "what was typed stays"
    );
    let made = with(webhook(1, "signed", true), "secret", json!("whsec_WHOLE"));
    page.answer(
        "POST /api/v1/webhooks",
        200,
        &json!({ "webhook": made }).to_string(),
    );
    fill("#new-webhook-url", "https://shop.example/1");
    click("[aria-labelledby=add-webhook] [type=submit]");
    until("the secret is there", || find(".pc-secret__text").is_some()).await;
    assert_eq!(value(".pc-secret__text"), "whsec_WHOLE");
    until("it has the focus", || has_focus(".pc-secret__text")).await;
    assert_eq!(
        page.last_body("POST /api/v1/webhooks"),
        json!({ "url": "https://shop.example/1", "description": "Tickets", "events": ["conversation.handoff"], "format": "signed" })
    );
    assert_eq!(value("#new-webhook-url"), "");
    assert!(text(".pc-people").contains("Hook 1"));
    click_text(".pc-secret", "Done");
    until("it is gone", || find(".pc-secret").is_none()).await;
    until("the focus is not", || has_focus(".pc-webhooks__title")).await;
    click("[aria-labelledby=add-webhook] [value='conversation.handoff']");
    fill("#new-webhook-url", "https://shop.example/1");
    click("[aria-labelledby=add-webhook] [type=submit]");
    until("another is there", || find(".pc-secret__text").is_some()).await;
    // Leaving the room hides the secret.
    click(&link("/history"));
    until("another room", || find("#history-kind").is_some()).await;
    click(&link("/integrations"));
    until("back", || find("#new-webhook-url").is_some()).await;
    assert!(find(".pc-secret__text").is_none());
}

#[wasm_bindgen_test]
async fn a_webhook_is_paused_changed_rotated_and_removed() {
    let page = opened(&[webhook(1, "signed", true)]).await;
    let path = format!("/api/v1/webhooks/{}", id(1));
    let paused = json!({ "webhook": webhook(1, "signed", false) });
    page.answer(&format!("PATCH {path}"), 200, &paused.to_string());
    click_text(".pc-people__one", "Pause");
    until("it is paused", || {
        text(".pc-people__one .pc-badge") == "Paused"
    })
    .await;
    assert_eq!(
        page.last_body(&format!("PATCH {path}")),
        json!({ "active": false })
    );
    click_text(".pc-people__one", "Change");
    until("the form is there", || find("#webhook-url").is_some()).await;
    assert_eq!(value("#webhook-url"), "https://shop.example/1");
    click(".pc-people__form [value='source.failed']");
    let changed = with(webhook(1, "signed", true), "description", json!("CRM"));
    page.answer(
        &format!("PATCH {path}"),
        200,
        &json!({ "webhook": changed }).to_string(),
    );
    click(".pc-people__form [type=submit]");
    until("it is changed", || text(".pc-webhooks__name") == "CRM").await;
    assert_eq!(
        page.last_body(&format!("PATCH {path}")),
        json!({ "events": ["lead.captured", "source.failed"] })
    );
    assert!(find("#webhook-url").is_none());
    let rotated = with(webhook(1, "signed", true), "secret", json!("whsec_NEXT"));
    let rotated = with(
        rotated,
        "previousSecretUntil",
        json!("2026-01-02T00:00:00.000Z"),
    );
    page.answer(
        &format!("POST {path}/rotate"),
        200,
        &json!({ "webhook": rotated }).to_string(),
    );
    click_text(".pc-people__one", "New secret");
    until("it asks first", || {
        text("dialog[open]").contains("for 24 hours")
    })
    .await;
    click("dialog[open] .pc-button--primary");
    until("the new one is there", || {
        find(".pc-secret__text").is_some()
    })
    .await;
    assert_eq!(value(".pc-secret__text"), "whsec_NEXT");
    assert!(text(".pc-secret").contains("also signs until"));
    page.answer("DELETE /api/v1/webhooks", 200, r#"{"deleted":true}"#);
    click_text(".pc-people__one", "Remove");
    until("it asks first", || {
        text("dialog[open] h2").starts_with("Remove")
    })
    .await;
    click("dialog[open] .pc-button--danger");
    until("it is gone", || find(".pc-webhooks__name").is_none()).await;
    until("the focus is not lost", || has_focus(".pc-webhooks__title")).await;
}

#[wasm_bindgen_test]
async fn the_log_shows_what_was_sent_and_sends_it_again() {
    let given_up = with(webhook(1, "signed", false), "disabledReason", json!("gone"));
    let page = opened(&[given_up]).await;
    assert!(text(".pc-people__one").contains("410"));
    let path = format!("/api/v1/webhooks/{}", id(1));
    let log = format!("GET {path}/deliveries");
    let first = json!({ "deliveries": [delivery(2, "dead", 500)], "nextCursor": "more" });
    page.answer(&log, 200, &first.to_string());
    click_text(".pc-people__one", "Deliveries");
    until("it is there", || text(".pc-log").contains("Failed · 500")).await;
    click(".pc-log__line");
    until("the body is there", || {
        text(".pc-log__body").contains("\"email\": \"<i>\"")
    })
    .await;
    assert!(
        text(".pc-log__details").contains("2 attempts") && text(".pc-log__details").contains("no")
    );
    page.answer(
        &log,
        200,
        &json!({ "deliveries": [delivery(3, "delivered", 200)] }).to_string(),
    );
    click_text(".pc-log", "Show older ones");
    until("the older one is below", || {
        text(".pc-log").contains("Delivered · 200")
    })
    .await;
    assert!(page.last(&log)["url"].to_string().contains("cursor=more"));
    let again = json!({ "delivery": delivery(2, "pending", 500) });
    page.answer(
        &format!("POST {path}/deliveries/{}/redeliver", id(2)),
        200,
        &again.to_string(),
    );
    click_text(".pc-log__details", "Send again");
    until("it waits", || text(".pc-log").contains("Waiting · 500")).await;
    page.answer(&log, 200, r#"{"deliveries":[]}"#);
    click_text(".pc-log", "Failed");
    until("there is none", || {
        text(".pc-log").contains("Nothing matches")
    })
    .await;
    assert!(page.last(&log)["url"].to_string().contains("state=dead"));
    let tested =
        json!({ "delivery": with(delivery(4, "delivered", 204), "event", json!("webhook.test")) });
    page.answer(&format!("POST {path}/test"), 200, &tested.to_string());
    click_text(".pc-people__one", "Send a test");
    until("the test is there", || {
        text(".pc-log").contains("webhook.test")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_key_is_made_shown_once_and_revoked_after_a_question() {
    let page = opened(&[]).await;
    let key = json!({
        "id": id(5), "projectId": null, "kind": "live", "ending": "0a1b", "name": "Export", "scopes": ["leads:read"],
        "createdAt": AT, "expiresAt": null, "revokedAt": null, "lastUsedAt": AT,
    });
    page.answer("GET /api/v1/keys", 200, r#"{"keys":[]}"#);
    click_text(".pc-choices", "API keys");
    until("there is none", || {
        text(".pc-empty").contains("No keys yet")
    })
    .await;
    click("[aria-labelledby=make-key] [type=submit]");
    until("it wants a name", || text(".pc-problem").contains("a name")).await;
    fill("#key-name", "Export");
    click("[name=key-scopes][value=narrow]");
    until("the scopes are there", || {
        find("[value='leads:read']").is_some()
    })
    .await;
    click("[value='leads:read']");
    page.answer(
        "POST /api/v1/keys",
        201,
        &json!({ "id": id(5), "key": "sk_live_WHOLE", "scopes": [] }).to_string(),
    );
    page.answer(
        "GET /api/v1/keys",
        200,
        &json!({ "keys": [key] }).to_string(),
    );
    click("[aria-labelledby=make-key] [type=submit]");
    until("the key is there", || find(".pc-secret__text").is_some()).await;
    assert_eq!(value(".pc-secret__text"), "sk_live_WHOLE");
    assert_eq!(
        page.last_body("POST /api/v1/keys"),
        json!({ "kind": "live", "name": "Export", "scopes": ["leads:read"] })
    );
    until("it is in the list", || text(".pc-people").contains("…0a1b")).await;
    assert!(text(".pc-people").contains("does not end"));
    page.answer(
        &format!("DELETE /api/v1/keys/{}", id(5)),
        200,
        r#"{"revoked":true}"#,
    );
    page.answer(
        "GET /api/v1/keys",
        200,
        &json!({ "keys": [with(key.clone(), "revokedAt", json!(AT)), with(key, "expiresAt", json!(AT))] })
            .to_string(),
    );
    click_text(".pc-people__one", "Revoke");
    until("it asks first", || {
        text("dialog[open]").contains("next request on")
    })
    .await;
    click("dialog[open] .pc-button--danger");
    until("it is revoked", || {
        text(".pc-more").contains("Export …0a1b, revoked")
    })
    .await;
    assert!(text(".pc-more").contains("Export …0a1b, ended"));
}

#[wasm_bindgen_test]
async fn the_address_for_e_mails_is_kept_and_what_failed_is_sent_again() {
    let page = opened(&[]).await;
    page.answer(
        "GET /api/v1/config",
        200,
        r#"{"notifyEmail":"me@shop.example"}"#,
    );
    let email = json!({
        "id": id(6), "to": "owner", "conversationId": null, "event": "conversation.handoff", "state": "dead",
        "attempts": 8, "nextAttemptAt": null, "error": "It answered 401.", "note": null, "createdAt": AT, "updatedAt": AT,
    });
    page.answer(
        "GET /api/v1/emails",
        200,
        &json!({ "emails": [email], "nextCursor": null }).to_string(),
    );
    click_text(".pc-choices", "E-mail");
    until("the address is there", || {
        find("#notify-email").is_some() && value("#notify-email") == "me@shop.example"
    })
    .await;
    until("the log is there", || text(".pc-log").contains("to you")).await;
    fill("#notify-email", "desk@shop.example");
    page.answer(
        "PATCH /api/v1/config",
        412,
        r#"{"error":"Changed.","code":"settings_changed"}"#,
    );
    click("[aria-labelledby=email] [type=submit]");
    until("it is refused", || {
        text("[aria-labelledby=email] .pc-problem").contains("Load them again")
    })
    .await;
    assert_eq!(value("#notify-email"), "desk@shop.example");
    // Input stays while another room is shown.
    click(&link("/history"));
    until("another room", || find("#history-kind").is_some()).await;
    click(&link("/integrations"));
    until("back", || find("#notify-email").is_some()).await;
    assert_eq!(value("#notify-email"), "desk@shop.example");
    // Somebody has meanwhile set another address.
    let theirs = r#"{"notifyEmail":"they@shop.example"}"#;
    page.answer("GET /api/v1/config", 200, theirs);
    click("[aria-labelledby=email] [type=submit]");
    until("it is said", || {
        text("[aria-labelledby=email] .pc-problem").contains("to “they@shop.example”")
    })
    .await;
    let saved =
        r#"{"updated":["notifyEmail"],"config":{"notifyEmail":"desk@shop.example"},"warnings":[]}"#;
    page.answer("PATCH /api/v1/config", 200, saved);
    click("[aria-labelledby=email] [type=submit]");
    until("it is saved", || announced() == "Saved.").await;
    assert_eq!(
        page.last_body("PATCH /api/v1/config"),
        json!({ "notifyEmail": "desk@shop.example" })
    );
    page.answer(
        "POST /api/v1/emails/redeliver-dead",
        200,
        r#"{"redelivered":1}"#,
    );
    click_text(".pc-log", "Send all failed ones again");
    until("they are sent", || {
        announced() == "1 delivery is on its way again."
    })
    .await;
}
