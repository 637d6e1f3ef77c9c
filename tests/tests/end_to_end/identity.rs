//! A visitor whom the owner's site identifies: they have the same conversation on every device, and nobody after them
//! sees it.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use porchlight_edge::domain::credentials::identity::hash_of;
use porchlight_tests::{
    api::text,
    browser::{Browser, Screen},
};
use serde_json::json;

use crate::{
    widget::{self, ANSWER, COMPOSER, FINISHED, QUESTION},
    world::{self, HELP, World, browse},
};

const EMAIL: &str = "grace@tests.example";

/// The identity that the owner's page states, signed by the owner's server.
fn identity(secret: &str) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let timestamp = u64::try_from(now)?;
    let hash = hash_of(secret, EMAIL, timestamp);
    Ok(format!(
        "porchlight('identify', {{ email: '{EMAIL}', emailHash: '{hash}', timestamp: {timestamp} }})"
    ))
}

async fn visit(world: &World, browser: &Browser, identify: Option<&str>) -> Result<()> {
    browser.visit(&world.pages.on_another_site("plain")).await?;
    if let Some(identify) = identify {
        browser.script(identify).await?;
    }
    browser.script("porchlight('open')").await?;
    browser.enter_widget().await?;
    browser.see(COMPOSER).await?;
    Ok(())
}

#[tokio::test]
async fn a_signed_in_visitor_goes_on_on_another_device_and_leaves_nothing_behind() -> Result<()> {
    browse("signed-desktop", Screen::Desktop, async |world, desktop| {
        browse("signed-phone", Screen::Phone, async |_, phone| {
            let made = world
                .with_knowledge()
                .await?
                .owner(HELP)
                .post("/api/v1/identity/rotate", &json!({}))
                .await?;
            let secret = text(&made.json(), "/secret");
            ensure!(!secret.is_empty(), "{}", made.body);
            let signed = identity(&secret)?;

            visit(world, desktop, Some(&signed)).await?;
            widget::ask_and_read(desktop, world::QUESTION, world::ANSWER).await?;

            visit(world, phone, Some(&signed)).await?;
            phone.read(QUESTION, world::QUESTION).await?;
            phone.read(FINISHED, world::ANSWER).await?;
            phone.screenshot("another-device").await?;
            widget::ask_and_read(phone, world::OFF_TOPIC, "couldn't find").await?;

            // A reload identifies the visitor again. A page that does not identify them shows nothing.
            visit(world, desktop, Some(&signed)).await?;
            desktop.read(QUESTION, world::OFF_TOPIC).await?;
            visit(world, desktop, None).await?;
            ensure!(desktop.count(ANSWER).await? == 0, "somebody else sees it");
            Ok(())
        })
        .await
    })
    .await
}

#[tokio::test]
async fn a_forged_signature_makes_a_guest() -> Result<()> {
    browse("forged", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        visit(world, browser, Some(&identity("a guess")?)).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        let conversation = widget::conversation(browser).await?;
        let email = world.stack.database.value(
            "SELECT email FROM sessions WHERE email IS NOT NULL
             AND id = (SELECT session_id FROM conversations WHERE id = ?1)",
            &[&conversation],
        )?;
        ensure!(email.is_none(), "{email:?}");
        Ok(())
    })
    .await
}
