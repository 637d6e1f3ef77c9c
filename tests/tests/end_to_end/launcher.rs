//! The launcher: it appears before the frame, stays on top of the page, and avoids other fixed elements.

use anyhow::{Result, ensure};
use porchlight_tests::browser::{Browser, Network, Screen};
use serde_json::json;

use crate::{
    widget::{self, ANSWER, COMPOSER, EARLY_COMPOSER, FINISHED, QUESTION},
    world::{self, World, browse},
};

#[tokio::test]
async fn the_launcher_of_a_tag_with_the_project_in_its_address_needs_no_frame() -> Result<()> {
    browse("frameless", Screen::Desktop, async |world, browser| {
        browser
            .visit(&world.pages.on_another_site("frameless"))
            .await?;
        let [x, y, width, height] = browser.see_launcher().await?;
        let is_size = |side: f64| (side - 56.0).abs() < 0.5;
        ensure!(is_size(width) && is_size(height), "{width} × {height}");
        ensure!(x > 1_100.0 && y > 600.0, "it stands at {x}, {y}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_launcher_that_is_clicked_at_once_opens_the_panel() -> Result<()> {
    for page in ["address", "module", "evaluated", "isolated", "transformed"] {
        browse(page, Screen::Desktop, async |world, browser| {
            browser.visit(&world.pages.on_another_site(page)).await?;
            browser.click_launcher().await?;
            browser.see_focus(COMPOSER).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_sandboxed_page_shows_the_chat_where_every_page_may() -> Result<()> {
    browse("sandboxed", Screen::Desktop, async |world, browser| {
        browser
            .visit(&world.pages.on_another_site("sandboxed"))
            .await?;
        browser.click_launcher().await?;
        browser.see_focus(COMPOSER).await?;
        widget::ask(browser, world::QUESTION).await?;
        browser.see(ANSWER).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_closed_chat_takes_no_click_beside_its_button() -> Result<()> {
    browse("clicks", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("transformed")).await?;
        browser.see_launcher().await?;
        browser.until("the chat is ready", "seen.ready").await?;
        let covered = browser
            .script(
                "const { left, top } = document.querySelector('porchlight-widget').shadowRoot.querySelector('button').getBoundingClientRect();
                 const near = [[-8, 28], [28, -8], [-8, -8], [64, 28], [28, 64]];
                 return near.filter(([x, y]) => document.elementFromPoint(left + x, top + y)?.localName === 'porchlight-widget')",
            )
            .await?;
        ensure!(covered == json!([]), "{covered}");
        // Nothing of the page covers it, and it does not scroll with a transformed page.
        let before = browser.see_launcher().await?;
        browser
            .script(
                "const cover = document.createElement('div'); cover.className = 'cover'; document.body.append(cover); scrollTo(0, 500)",
            )
            .await?;
        let after = browser.see_launcher().await?;
        let moved = before.iter().zip(after).map(|(before, after)| (before - after).abs());
        ensure!(moved.sum::<f64>() < 1.0, "{before:?} became {after:?}");
        browser.click_launcher().await?;
        browser.see_focus(COMPOSER).await
    })
    .await
}

#[tokio::test]
async fn the_launcher_moves_above_a_banner_and_comes_back() -> Result<()> {
    browse("banner", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("banner")).await?;
        let below = "document.querySelector('porchlight-widget').shadowRoot.querySelector('button').getBoundingClientRect().bottom";
        browser
            .until(
                "it stands above the banner",
                &format!("{below} < document.getElementById('banner').getBoundingClientRect().top"),
            )
            .await?;
        browser.screenshot("launcher-above-banner").await?;
        browser.click("#accept").await?;
        browser
            .until("it is back", &format!("{below} > innerHeight - 30"))
            .await
    })
    .await
}

#[tokio::test]
async fn a_tag_without_a_project_and_an_unknown_command_are_said_in_the_console() -> Result<()> {
    browse("lost", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("lost")).await?;
        browser
            .until("the loader is there", "porchlight.loaded")
            .await?;
        browser.script("porchlight('opne')").await?;
        let mut said = String::new();
        for part in ["there is no command", "no project"] {
            porchlight_tests::deadline::until(
                part,
                std::time::Duration::from_secs(20),
                async || {
                    said += &browser.console().await?.join("\n");
                    Ok(said.contains(part).then_some(()))
                },
            )
            .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_written_and_sent_before_the_widget_has_come_is_asked_once() -> Result<()> {
    browse("early", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        open_early(world, browser).await?;
        browser.press(world::QUESTION).await?;
        browser.screenshot("early").await?;
        browser.press_key(fantoccini::key::Key::Enter).await?;
        browser
            .read(".pl-skeleton__question", world::QUESTION)
            .await?;
        browser.set_network(Network::Whole).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        ensure!(browser.count(QUESTION).await? == 1, "it was asked twice");
        browser.see_focus(COMPOSER).await
    })
    .await
}

#[tokio::test]
async fn what_is_being_written_is_taken_over() -> Result<()> {
    browse("taken-over", Screen::Desktop, async |world, browser| {
        open_early(world, browser).await?;
        browser.press("How do I").await?;
        browser.set_network(Network::Whole).await?;
        browser.see_focus(COMPOSER).await?;
        browser.press(" return").await?;
        browser
            .until(
                "all of it is there",
                "document.activeElement.value === 'How do I return'",
            )
            .await
    })
    .await
}

#[tokio::test]
async fn where_the_frame_may_store_nothing_the_next_page_goes_on_with_the_conversation()
-> Result<()> {
    browse("blocked-storage", Screen::Strict, async |world, browser| {
        world.with_knowledge().await?;
        let page = world.pages.on_another_site("address");
        widget::open(browser, &page).await?;
        browser.leave_widget().await?;
        let stored = "return sessionStorage['porchlight:help'] ?? null";
        let before = browser.script(stored).await?;
        ensure!(before == json!(null), "before the first message: {before}");
        browser.enter_widget().await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        browser.visit(&page).await?;
        browser.enter_widget().await?;
        browser.read(QUESTION, world::QUESTION).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_damaged_in_the_pages_storage_does_not_stop_the_chat() -> Result<()> {
    browse("damaged-storage", Screen::Strict, async |world, browser| {
        let page = world.pages.on_another_site("address");
        browser.visit(&page).await?;
        for damaged in [
            "{",
            "7",
            "[1]",
            "[[\"porchlight:help\"]]",
            "[[\"porchlight:help\",\"{\"]]",
        ] {
            let item = json!(damaged);
            browser
                .script(&format!("sessionStorage['porchlight:help'] = {item}"))
                .await?;
            widget::open(browser, &page).await?;
            browser.see_focus(COMPOSER).await?;
            browser.leave_widget().await?;
        }
        Ok(())
    })
    .await
}

/// Opens the panel while the widget's code is loading. Uses a page on the widget's own site, so that slowing the page's
/// network slows the frame's, too.
async fn open_early(world: &World, browser: &Browser) -> Result<()> {
    let saver = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })";
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": saver }),
        )
        .await?;
    browser
        .visit(&world.pages.on_the_same_site("address"))
        .await?;
    browser.until("the chat is ready", "seen.ready").await?;
    browser.set_network(Network::Slow).await?;
    browser.click_launcher().await?;
    browser.see_focus(EARLY_COMPOSER).await?;
    Ok(())
}
