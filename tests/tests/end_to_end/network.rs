//! When the network goes.

use anyhow::{Result, ensure};
use porchlight_tests::browser::{Network, Screen};

use crate::{
    widget::{self, COMPOSER, ERROR, FINISHED, GROWING, QUESTION},
    world::{self, browse},
};

/// Spelled as nobody else does, so that it can be counted.
const LOST: &str = "How do I set up backup codes???";

#[tokio::test]
async fn a_question_that_did_not_get_through_is_kept_and_posted_once() -> Result<()> {
    browse("offline", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        // On the widget's own site, so that cutting the page's network cuts the frame's, too.
        widget::open(browser, &world.pages.on_the_same_site("plain")).await?;
        browser.set_network(Network::None).await?;
        widget::ask(browser, LOST).await?;
        browser.read(ERROR, "offline").await?;
        browser.read(QUESTION, LOST).await?;
        browser.screenshot("error").await?;

        // Kept over a retry that fails, too.
        browser
            .click_text(".pl-error .pl-action", "Try again")
            .await?;
        browser.read(ERROR, "offline").await?;
        browser.set_network(Network::Whole).await?;
        browser
            .click_text(".pl-error .pl-action", "Try again")
            .await?;
        browser.read(FINISHED, world::ANSWER).await?;
        browser.miss(ERROR).await?;
        ensure!(browser.count(QUESTION).await? == 1, "it is shown twice");
        let posted = world
            .stack
            .database
            .value("SELECT count(*) FROM messages WHERE text = ?1", &[LOST])?;
        ensure!(posted.as_deref() == Some("1"), "posted {posted:?} times");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_question_that_did_not_get_through_can_be_changed() -> Result<()> {
    browse("offline-edit", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_the_same_site("plain")).await?;
        browser.set_network(Network::None).await?;
        widget::ask(browser, "How do I set up").await?;
        browser.read(ERROR, "offline").await?;
        browser.click_text(".pl-error .pl-action", "Edit").await?;
        browser.see_focus(COMPOSER).await?;
        browser.set_network(Network::Whole).await?;
        browser.type_into(COMPOSER, " backup codes?").await?;
        browser.click(widget::SEND).await?;
        browser.read(QUESTION, world::QUESTION).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        ensure!(browser.count(QUESTION).await? == 1, "both are shown");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_is_shown_while_it_comes() -> Result<()> {
    browse("slow", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_the_same_site("plain")).await?;
        browser.see_focus(COMPOSER).await?;
        browser.set_network(Network::Slow).await?;
        widget::ask(browser, world::QUESTION).await?;
        browser.see(".pl-typing").await?;
        let shown = format!("document.querySelector('{GROWING}')?.textContent.length > 10");
        browser.until("the first words are shown", &shown).await?;
        browser.see(".pl-composer__send--stop").await?;
        browser.screenshot("streaming").await?;
        browser.set_network(Network::Whole).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        Ok(())
    })
    .await
}
