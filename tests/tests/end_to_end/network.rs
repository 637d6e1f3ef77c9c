//! Network failures.

use std::time::Duration;

use anyhow::{Result, ensure};
use porchlight_tests::{
    browser::{Network, Screen},
    deadline::until,
    line::Line,
};
use serde_json::json;

use crate::{
    widget::{self, ANSWER, COMPOSER, ERROR, FINISHED, GROWING, QUESTION},
    world::{self, HELP, browse},
};

/// How long a dead connection may go unnoticed: three heartbeats, and another until their timer is set.
const SILENCE: Duration = Duration::from_secs(75);

/// Whether the last file that the widget loads by itself has arrived.
const LOADED: &str = "performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('/moments.js') && responseEnd > 0)";

/// Spelled like no other question, so that the test can count it.
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

        // The question also survives a retry that fails.
        browser
            .click_text(".pl-error .pl-action", "Try again")
            .await?;
        browser.read(ERROR, "offline").await?;
        // It is sent again once the network is back.
        browser.set_network(Network::Whole).await?;
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
        // Anything still loading would take its share of the slow network.
        browser.until("the widget has loaded", LOADED).await?;
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

#[tokio::test]
async fn what_was_said_while_the_computer_slept_is_there_when_it_wakes() -> Result<()> {
    browse("asleep", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        let line = Line::to(world.stack.port).await?;
        browser.visit(&format!("{}/embed/help", line.origin)).await?;
        browser.see(COMPOSER).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        widget::ask_for_person(browser).await?;
        let conversation = widget::conversation(browser).await?;
        let path = format!("/api/v1/conversations/{conversation}/replies");
        let owner = world.owner(HELP);
        let reply = async |text: &str| {
            let body = json!({ "text": text, "operatorName": "Grace" });
            let answer = owner.post(&path, &body).await?;
            ensure!(answer.status.is_success(), "{}", answer.body);
            anyhow::Ok(())
        };
        reply("Which lamp is it?").await?;
        browser.read(ANSWER, "Which lamp is it?").await?;

        // The stream that brought this reply is now dead, but the browser does not know.
        line.cut();
        reply("Is it the red one?").await?;
        let question = "[...document.querySelectorAll('.pl-bubble')].filter(({ textContent }) => textContent.includes('the red one')).length";
        until("the widget notices", SILENCE, async || {
            let shown = browser.script(&format!("return {question}")).await?;
            Ok((shown == 1).then_some(()))
        })
        .await?;
        ensure!(browser.count(ERROR).await? == 0, "an error is shown");
        reply("Or the green one?").await?;
        browser.read(ANSWER, "Or the green one?").await?;
        let shown = browser.script(&format!("return {question}")).await?;
        ensure!(shown == 1, "it is shown {shown} times");
        Ok(())
    })
    .await
}
