//! Everything works by keyboard, and the focus is where a visitor expects it.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use porchlight_tests::browser::Screen;
use serde_json::json;

use crate::{
    widget::{self, CARD, COMPOSER, FINISHED, MARK, PANEL},
    world::{self, browse},
};

#[tokio::test]
async fn a_question_is_asked_and_the_panel_closed_by_keyboard_alone() -> Result<()> {
    browse("keyboard", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        browser.visit(&world.pages.on_another_site("plain")).await?;
        browser.see_launcher().await?;
        browser
            .script("document.querySelector('porchlight-widget').shadowRoot.querySelector('button').focus()")
            .await?;
        browser.press_key(Key::Enter).await?;
        browser.enter_widget().await?;
        browser.see_focus(COMPOSER).await?;
        browser.press(world::QUESTION).await?;
        browser.press_key(Key::Enter).await?;
        browser.read(FINISHED, world::ANSWER).await?;
        browser.press_key(Key::Escape).await?;
        browser.miss(PANEL).await?;
        browser.see_launcher_focus().await
    })
    .await
}

#[tokio::test]
async fn escape_closes_the_innermost_thing_first() -> Result<()> {
    browse("escape", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        browser.click(MARK).await?;
        browser.see_focus(".pl-card__close").await?;
        browser.press_key(Key::Escape).await?;
        browser.miss(CARD).await?;
        browser.see_focus(MARK).await?;
        browser.see(PANEL).await?;
        browser.press_key(Key::Escape).await?;
        browser.miss(PANEL).await?;
        browser.see_launcher_focus().await
    })
    .await
}

#[tokio::test]
async fn a_button_of_the_page_gets_the_focus_back() -> Result<()> {
    browse("focus-return", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_another_site("plain")).await?;
        browser.enter_widget().await?;
        browser.leave_widget().await?;
        browser.until("the loader is there", "seen.ready").await?;
        browser.click("#open").await?;
        browser.enter_widget().await?;
        browser.see_focus(COMPOSER).await?;
        browser.press_key(Key::Escape).await?;
        browser.miss(PANEL).await?;
        browser.leave_widget().await?;
        browser.see_focus("#open").await
    })
    .await
}

#[tokio::test]
async fn shortcuts_of_the_page_do_not_fire_while_a_visitor_types() -> Result<()> {
    browse("shortcuts", Screen::Desktop, async |world, browser| {
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        browser.see_focus(COMPOSER).await?;
        browser.press("jk/?").await?;
        browser
            .until("it is typed", "document.activeElement.value === 'jk/?'")
            .await?;
        browser.leave_widget().await?;
        let shortcuts = browser.script("return seen.shortcuts").await?;
        ensure!(shortcuts == json!([]), "{shortcuts}");
        Ok(())
    })
    .await
}
