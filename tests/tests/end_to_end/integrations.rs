//! An owner connects a server: a webhook with a working receiver, its secret and log, a key, and how the history
//! records it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use porchlight_tests::{
    api::Answer,
    browser::{Browser, Screen},
    deadline::{PATIENCE, until},
    serving::Address,
};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    console::{go, sign_in_to},
    world::{World, browse},
};

/// A project whose deliveries no other test counts.
const PROJECT: &str = "rival";
const SECRET: &str = ".pc-secret__text";
const LOG: &str = ".pc-log__line";

/// The requests that arrived, and the status to answer.
#[derive(Default)]
struct Mailbox {
    arrived: Vec<(HeaderMap, String)>,
    status: u16,
}

type Shared = Arc<Mutex<Mailbox>>;

async fn receive(
    State(mailbox): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let mut mailbox = mailbox.lock().unwrap_or_else(PoisonError::into_inner);
    let body = String::from_utf8_lossy(&body).into_owned();
    mailbox.arrived.push((headers, body));
    let status = StatusCode::from_u16(mailbox.status).unwrap_or(StatusCode::OK);
    (status, "the receiver's answer")
}

fn set_status(mailbox: &Shared, status: u16) {
    mailbox
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .status = status;
}

/// The newest request with this event.
async fn arrived(mailbox: &Shared, event: &str) -> Result<(HeaderMap, String)> {
    until("the event arrives", PATIENCE, async || {
        let mailbox = mailbox.lock().unwrap_or_else(PoisonError::into_inner);
        let found = mailbox.arrived.iter().rev().find(|(_, body)| {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            body.get("type").is_some_and(|kind| kind == event)
        });
        Ok(found.cloned())
    })
    .await
}

/// Whether one of the signatures was made with this secret: <https://www.standardwebhooks.com>.
fn is_signed(headers: &HeaderMap, body: &str, secret: &str) -> Result<bool> {
    let text =
        |name: &str| -> Result<&str> { Ok(headers.get(name).context(name.to_owned())?.to_str()?) };
    let key = STANDARD.decode(secret.strip_prefix("whsec_").context("no prefix")?)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key)?;
    let signed = format!(
        "{}.{}.{body}",
        text("webhook-id")?,
        text("webhook-timestamp")?
    );
    mac.update(signed.as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    Ok(text("webhook-signature")?
        .split(' ')
        .any(|signature| signature == expected))
}

async fn secret(browser: &Browser) -> Result<String> {
    browser.see(SECRET).await?;
    let shown = browser
        .script(&format!("return document.querySelector('{SECRET}').value"))
        .await?;
    Ok(shown.as_str().context("no secret")?.to_owned())
}

/// Has a visitor leave an address.
async fn lead(world: &World, email: &str) -> Result<()> {
    let mut visitor = world.visitor();
    let question = visitor.question(PROJECT, "Do you lend umbrellas?");
    let id = visitor.ask_and_leave(&question).await?;
    let token = visitor.token.clone().context("no token")?;
    let left = visitor
        .post(&format!("/api/chat/{id}/lead"))
        .bearer_auth(token)
        .json(&json!({ "email": email }));
    let left = Answer::of(left).await?;
    ensure!(left.status == 201, "{}", left.body);
    Ok(())
}

#[tokio::test]
async fn an_owner_connects_a_server_and_sees_what_it_answers() -> Result<()> {
    let mailbox = Shared::default();
    let address = Address::reserve()?;
    let url = format!("{}/hook", address.origin("127.0.0.1"));
    address.serve(
        Router::new()
            .route("/hook", post(receive))
            .with_state(Arc::clone(&mailbox)),
    )?;
    browse("integrations", Screen::Desktop, async |world, browser| {
        sign_in_to(PROJECT, world, browser).await?;
        go(browser, "Integrations").await?;
        browser.read(".pc-empty", "No webhooks yet").await?;
        browser.screenshot("integrations-empty").await?;
        browser.type_into("#new-webhook-url", &url).await?;
        browser
            .type_into("#new-webhook-description", "Tickets")
            .await?;
        browser.click("[value='lead.captured']").await?;
        browser
            .click("[aria-labelledby=add-webhook] [type=submit]")
            .await?;
        let first = secret(browser).await?;
        browser.screenshot("integrations-secret").await?;

        // A test shows the response at once.
        set_status(&mailbox, 200);
        browser
            .click_text(".pc-people__one button", "Send a test")
            .await?;
        browser.read(LOG, "Delivered · 200").await?;
        browser
            .read(".pc-log__details", "the receiver's answer")
            .await?;
        let (headers, body) = arrived(&mailbox, "webhook.test").await?;
        ensure!(is_signed(&headers, &body, &first)?, "{headers:?}");
        browser.screenshot("integrations-log").await?;

        // After rotation, the previous secret signs, too.
        browser
            .click_text(".pc-people__one button", "New secret")
            .await?;
        browser.read("dialog[open]", "for 24 hours").await?;
        browser.click("dialog[open] .pc-button--primary").await?;
        browser
            .until(
                "another secret is shown",
                &format!("document.querySelector('{SECRET}')?.value !== '{first}'"),
            )
            .await?;
        let second = secret(browser).await?;
        ensure!(first != second, "the same secret again");
        browser.screenshot("integrations-rotated").await?;
        set_status(&mailbox, 500);
        lead(world, "sarah@oak.example").await?;
        let (headers, body) = arrived(&mailbox, "lead.captured").await?;
        ensure!(body.contains("sarah@oak.example"), "{body}");
        for secret in [&first, &second] {
            ensure!(is_signed(&headers, &body, secret)?, "{headers:?}");
        }

        // A failed delivery waits, and is sent again.
        browser.screenshot("integrations-failed").await?;
        browser
            .click_text(".pc-log .pc-choices button", "All")
            .await?;
        browser
            .until(
                "it has failed",
                "document.querySelector('.pc-log')?.textContent.includes('Waiting · 500') || \
                 [...document.querySelectorAll('.pc-log .pc-choices button')][0]?.click()",
            )
            .await?;
        set_status(&mailbox, 204);
        browser.click_text(LOG, "lead.captured").await?;
        browser
            .click_text(".pc-log__details button", "Send again")
            .await?;
        browser
            .until(
                "it is delivered",
                "document.querySelector('.pc-log')?.textContent.includes('Delivered · 204') || \
                 [...document.querySelectorAll('.pc-log .pc-choices button')][0]?.click()",
            )
            .await?;

        browser
            .click_text(".pc-people__one button", "Pause")
            .await?;
        browser.read(".pc-people__line .pc-badge", "Paused").await?;
        make_key(world, browser).await?;
        history(browser).await
    })
    .await
}

/// A key has its scopes until it is revoked.
async fn make_key(world: &World, browser: &Browser) -> Result<()> {
    browser.click_text(".pc-choices button", "API keys").await?;
    browser.type_into("#key-name", "Nightly export").await?;
    browser.click("[name=key-scopes][value=narrow]").await?;
    browser.click("[value='visitors:write']").await?;
    browser
        .click("[aria-labelledby=make-key] [type=submit]")
        .await?;
    let key = secret(browser).await?;
    ensure!(key.starts_with("sk_live_"), "{key}");
    browser.screenshot("integrations-key").await?;
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.devtools("Emulation.setEmulatedMedia", dark).await?;
    browser.screenshot("integrations-dark").await?;
    let light = json!({ "features": [] });
    browser
        .devtools("Emulation.setEmulatedMedia", light)
        .await?;
    let asks = async |path: &str| -> Result<u16> {
        let url = format!("{}{path}", world.stack.origin);
        let request = reqwest::Client::new().get(url).bearer_auth(&key);
        Ok(Answer::of(request).await?.status.as_u16())
    };
    ensure!(asks("/api/v1/visitors").await? == 200, "it may not read");
    ensure!(asks("/api/v1/webhooks").await? == 403, "it may do too much");
    let revoke = "[...document.querySelectorAll('.pc-people__one')]
        .find((one) => one.textContent.includes('Nightly export'))
        .querySelector('.pc-button--loses').click()";
    browser.script(revoke).await?;
    browser.click("dialog[open] .pc-button--danger").await?;
    let revoked = "document.querySelector('.pc-more')?.textContent.includes('Nightly export')";
    browser.until("it is revoked", revoked).await?;
    ensure!(asks("/api/v1/visitors").await? == 401, "it opens something");
    Ok(())
}

/// The history says who made each change, with the old and the new value.
async fn history(browser: &Browser) -> Result<()> {
    go(browser, "History").await?;
    browser.read("ol.pc-people", "revoked the key").await?;
    browser.read("ol.pc-people", "added a webhook").await?;
    browser.screenshot("history").await?;
    let choose = "const field = document.querySelector('#history-kind'); field.value = 'webhook';
                  field.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(choose).await?;
    browser
        .until(
            "keys are left out",
            "document.querySelector('ol.pc-people') && \
             !document.querySelector('ol.pc-people').textContent.includes('revoked the key')",
        )
        .await?;
    browser
        .read("ol.pc-people", "switched a webhook off")
        .await?;
    browser
        .until(
            "it says from what to what",
            "/active from on → +to off/.test(document.querySelector('ol.pc-people').textContent)",
        )
        .await
}
