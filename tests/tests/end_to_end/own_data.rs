//! The visitor's own data: the transcript, everything stored about them, why an answer did not help, and the times of
//! messages.

use anyhow::{Result, ensure};
use porchlight_tests::browser::{Browser, Screen};

use crate::{
    widget::{self, ANSWER, COMPOSER, QUESTION},
    world::{self, HELP, World, browse},
};

const MENU: &str = ".pl-header__more";
const DIALOG: &str = ".pl-part";
const BUTTON: &str = ".pl-part__button";

async fn asked(world: &World, browser: &Browser) -> Result<()> {
    world.with_knowledge().await?;
    widget::open(browser, &world.pages.on_another_site("plain")).await?;
    widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
    Ok(())
}

async fn open_dialog(browser: &Browser) -> Result<()> {
    browser.click(MENU).await?;
    browser
        .click_text(".pl-menu__item", "Transcript and data")
        .await?;
    browser.see(DIALOG).await?;
    Ok(())
}

#[tokio::test]
async fn a_visitor_sees_downloads_and_erases_what_is_stored() -> Result<()> {
    browse("own-data", Screen::Desktop, async |world, browser| {
        asked(world, browser).await?;
        open_dialog(browser).await?;
        browser.see_focus(".pl-part__back").await?;
        browser.screenshot("own-data").await?;
        browser.click_text(BUTTON, "Show").await?;
        browser.read(".pl-part pre", world::QUESTION).await?;
        browser
            .script(
                "window.saved = []; const make = URL.createObjectURL;
                 URL.createObjectURL = (blob) => (blob.text().then((text) => saved.push(text)), make(blob))",
            )
            .await?;
        browser.click_text(BUTTON, "Download").await?;
        browser
            .until("the transcript is saved", "saved.some((text) => text.includes('ten codes') && text.startsWith('You, '))")
            .await?;
        browser.click_text(BUTTON, "Erase").await?;
        browser.screenshot("erase").await?;
        browser.click_text(BUTTON, "Erase all").await?;
        browser.miss(DIALOG).await?;
        browser.miss(QUESTION).await?;
        let left = browser.script("return localStorage['porchlight:help'] ?? null").await?;
        ensure!(left.is_null(), "{left}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_dialog_keeps_the_focus_and_escape_gives_it_back() -> Result<()> {
    browse("own-data-focus", Screen::Desktop, async |world, browser| {
        asked(world, browser).await?;
        open_dialog(browser).await?;
        for _ in 0..20 {
            browser.press("\u{e004}").await?;
            let inside = browser
                .script("return !!document.activeElement.closest('.pl-part')")
                .await?;
            ensure!(inside == true, "Tab leaves the dialog");
        }
        browser.press("\u{e00c}").await?;
        browser.miss(DIALOG).await?;
        browser.see_focus(MENU).await
    })
    .await
}

#[tokio::test]
async fn the_dialog_goes_with_the_panel() -> Result<()> {
    browse(
        "own-data-closed",
        Screen::Desktop,
        async |world, browser| {
            asked(world, browser).await?;
            open_dialog(browser).await?;
            browser.leave_widget().await?;
            browser.script("porchlight('close')").await?;
            browser
                .until("the panel is closed", "seen.open === false")
                .await?;
            browser.click_launcher().await?;
            browser.miss(DIALOG).await?;
            browser.see_focus(COMPOSER).await
        },
    )
    .await
}

#[tokio::test]
async fn the_list_of_conversations_leads_back_to_an_earlier_one() -> Result<()> {
    browse("conversations", Screen::Desktop, async |world, browser| {
        asked(world, browser).await?;
        browser.click(MENU).await?;
        browser.click_text(".pl-menu__item", "New chat").await?;
        browser.miss(QUESTION).await?;
        browser.click(MENU).await?;
        browser
            .click_text(".pl-menu__item", "Conversations")
            .await?;
        browser.see(".pl-part__item").await?;
        browser.screenshot("conversations").await?;
        browser.click(".pl-part__item").await?;
        browser.read(QUESTION, world::QUESTION).await?;
        browser.miss(DIALOG).await
    })
    .await
}

#[tokio::test]
async fn a_visitor_says_why_an_answer_did_not_help() -> Result<()> {
    browse("reason", Screen::Desktop, async |world, browser| {
        asked(world, browser).await?;
        browser
            .click(".pl-feedback [aria-label='Not helpful']")
            .await?;
        browser.click_text(BUTTON, "Something is missing").await?;
        browser.type_into(".pl-reason input", "the price").await?;
        browser.screenshot("reason").await?;
        for field in [".pl-reason input", ".pl-reason [type=submit]"] {
            let covered = browser
                .script(&format!(
                    "const field = document.querySelector('{field}'), box = field.getBoundingClientRect();
                     return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== field"
                ))
                .await?;
            ensure!(covered == false, "{field} is covered");
        }
        browser.click(".pl-reason [type=submit]").await?;
        browser.read(".pl-reason", "Thank you").await?;
        let conversation = widget::conversation(browser).await?;
        let path = format!("/api/v1/conversations/{conversation}");
        let seen = world.owner(HELP).get(&path).await?.json();
        let answer = &seen["messages"][1];
        ensure!(answer["feedback"] == "no", "{answer}");
        ensure!(
            answer["feedbackReason"] == "Something is missing; the price",
            "{answer}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn messages_have_a_time_and_each_day_a_line() -> Result<()> {
    browse("moments", Screen::Desktop, async |world, browser| {
        asked(world, browser).await?;
        browser.read(".pl-day", "Today").await?;
        browser.see(".pl-time time[datetime]").await?;
        ensure!(browser.count(".pl-day").await? == 1);
        ensure!(browser.count(ANSWER).await? == 1);
        browser.screenshot("moments").await?;
        Ok(())
    })
    .await
}
