//! Embedding in the owner's page: one script tag, and nothing else of the page changes.

use anyhow::{Result, ensure};
use porchlight_tests::{browser::Screen, deadline::until};
use serde_json::json;
use std::time::Duration;

use crate::{
    widget::{self, ANSWER, COMPOSER, FINISHED, PANEL, QUESTION},
    world::{self, browse},
};

/// The loader waits 10 s for the frame before it says that something blocks it.
const LOADER_PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_click_opens_the_panel_with_the_focus_in_the_composer() -> Result<()> {
    browse("open", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("plain")).await?;
        browser.click_launcher().await?;
        browser.see(PANEL).await?;
        browser.see_focus(COMPOSER).await?;
        browser
            .read(".pl-message--welcome", "Ask me about your account")
            .await?;
        browser.screenshot("panel").await?;
        browser.leave_widget().await?;
        browser
            .until("the page hears of it", "seen.open === true")
            .await
    })
    .await
}

#[tokio::test]
async fn a_button_of_the_page_asks_its_question() -> Result<()> {
    browse("ask-button", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        browser.visit(&world.pages.on_another_site("plain")).await?;
        browser.click("#ask").await?;
        browser.enter_widget().await?;
        browser.read(QUESTION, world::QUESTION).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        ensure!(browser.count(QUESTION).await? == 1, "it was asked twice");
        browser.leave_widget().await?;
        browser
            .until("the page hears of the message", "seen.message")
            .await
    })
    .await
}

#[tokio::test]
async fn a_page_with_a_strict_policy_needs_our_host_in_it_and_nothing_else() -> Result<()> {
    browse("strict", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("strict")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        browser.leave_widget().await?;
        let violations = browser.script("return seen.violations").await?;
        ensure!(violations == json!([]), "{violations}");
        let refused: Vec<String> = browser
            .console()
            .await?
            .into_iter()
            .filter(|line| line.contains("Content Security Policy"))
            .collect();
        ensure!(refused.is_empty(), "{refused:#?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_is_not_listed_cannot_show_the_widget_and_is_told_so() -> Result<()> {
    browse("unlisted", Screen::Desktop, async |world, browser| {
        browser
            .visit(&world.pages.on_another_site("unlisted"))
            .await?;
        let told = "return seen.errors.includes('frame_blocked')";
        until("the loader says so", LOADER_PATIENCE, async || {
            Ok((browser.script(told).await? == true).then_some(()))
        })
        .await?;
        let console = browser.console().await?.join("\n");
        ensure!(console.contains("frame-ancestors"), "{console}");
        ensure!(console.contains("allows http://localhost"), "{console}");
        let shown = browser.script("return seen.ready ?? false").await?;
        ensure!(shown == false, "the frame was shown");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn elements_named_like_the_documents_members_do_not_take_over_the_loader() -> Result<()> {
    browse("names", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("names")).await?;
        browser.until("the chat is ready", "window.seen?.ready").await?;
        let frame = "return document.querySelector('porchlight-widget').shadowRoot.querySelector('iframe').src";
        let address = browser.script(frame).await?;
        let expected = format!("{}/embed/help?", world.stack.origin);
        let is_ours = address.as_str().is_some_and(|it| it.starts_with(&expected));
        ensure!(is_ours, "{address} does not begin with {expected}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn styles_of_the_page_do_not_reach_the_widget() -> Result<()> {
    browse("loud", Screen::Desktop, async |world, browser| {
        let look = "const { fontSize, textTransform, letterSpacing } = getComputedStyle(document.querySelector('.pl-composer__input'));
                    return [fontSize, textTransform, letterSpacing]";
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        let quiet = browser.script(look).await?;
        browser.leave_widget().await?;
        let place = browser.frame_rectangle().await?;
        widget::open(browser, &world.pages.on_another_site("loud")).await?;
        let loud = browser.script(look).await?;
        ensure!(quiet == loud, "{quiet} became {loud}");
        browser.leave_widget().await?;
        let moved = browser.frame_rectangle().await?;
        ensure!(place == moved, "{place:?} became {moved:?}");
        browser.screenshot("loud-page").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_router_that_replaces_the_body_keeps_exactly_one_widget() -> Result<()> {
    browse("routed", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("routed")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        browser.leave_widget().await?;
        for _ in 0..2 {
            browser.click("#next").await?;
            browser.see("#second").await?;
            browser
                .until(
                    "one widget is on the page",
                    "document.querySelectorAll('porchlight-widget').length === 1 && document.querySelector('porchlight-widget').isConnected",
                )
                .await?;
        }
        browser.enter_widget().await?;
        browser.read(ANSWER, world::ANSWER).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_script_tags_make_one_widget() -> Result<()> {
    browse("twice", Screen::Desktop, async |world, browser| {
        widget::open(browser, &world.pages.on_another_site("twice")).await?;
        browser.leave_widget().await?;
        let widgets = browser
            .script("return document.querySelectorAll('porchlight-widget').length")
            .await?;
        ensure!(widgets == 1, "{widgets} widgets");
        Ok(())
    })
    .await
}
