//! Dark mode, and phones.

use anyhow::{Result, ensure};
use porchlight_tests::browser::Screen;

use crate::{
    widget::{self, PANEL},
    world::{self, browse},
};

/// The lightest colour value that counts as dark, of 255.
const DARK: u64 = 80;

#[tokio::test]
async fn the_panel_is_dark_where_the_system_is() -> Result<()> {
    browse("dark", Screen::Dark, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_the_same_site("plain")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        let lightness = browser
            .script(
                "const canvas = new OffscreenCanvas(1, 1).getContext('2d');
                 canvas.fillStyle = getComputedStyle(document.querySelector('#porchlight .pl-panel')).backgroundColor;
                 canvas.fillRect(0, 0, 1, 1);
                 return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3))",
            )
            .await?;
        ensure!(lightness.as_u64() < Some(DARK), "{lightness}");
        browser.screenshot("dark").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn on_a_phone_the_panel_is_the_whole_screen() -> Result<()> {
    browse("phone", Screen::Phone, async |world, browser| {
        world.with_knowledge().await?;
        browser.visit(&world.pages.on_the_same_site("plain")).await?;
        browser.see_launcher().await?;
        browser.screenshot("phone-launcher").await?;
        browser.click_launcher().await?;
        browser.see(PANEL).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        // iOS zooms in on fields with smaller text.
        let size = browser
            .script("return parseFloat(getComputedStyle(document.querySelector('.pl-composer__input')).fontSize)")
            .await?;
        ensure!(size.as_f64() >= Some(16.0), "the field's text has {size} px");
        browser.screenshot("phone").await?;
        browser.leave_widget().await?;
        let screen = browser
            .script("return [0, 0, innerWidth, innerHeight]")
            .await?;
        let screen: [i64; 4] = serde_json::from_value(screen)?;
        let frame = browser.frame_rectangle().await?;
        ensure!(frame == screen, "{frame:?} of {screen:?}");
        let scrolls = browser
            .script("return getComputedStyle(document.documentElement).overflowY !== 'hidden'")
            .await?;
        ensure!(scrolls == false, "the page behind scrolls");

        browser.enter_widget().await?;
        browser.click(".pl-header__close").await?;
        browser.miss(PANEL).await?;
        browser.leave_widget().await?;
        browser
            .until(
                "the page scrolls again",
                "getComputedStyle(document.documentElement).overflowY !== 'hidden'",
            )
            .await
    })
    .await
}
