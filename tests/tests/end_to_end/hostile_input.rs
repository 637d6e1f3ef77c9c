//! Text stays text, in questions, settings and indexed pages.

use anyhow::{Result, ensure};
use porchlight_tests::{
    api::text,
    browser::{Browser, Screen},
    help_centre::HOSTILE_FACT,
};
use serde_json::json;

use crate::{
    widget::{self, FINISHED, QUESTION},
    world::{HOSTILE, browse},
};

const MARKUP: &str = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script> **bold** [x](javascript:window.harmed=1) \u{202e}\u{0} ' OR 1=1 --";

#[tokio::test]
async fn markup_in_a_question_stays_text() -> Result<()> {
    browse(
        "hostile-question",
        Screen::Desktop,
        async |world, browser| {
            widget::open(browser, &world.pages.on_another_site("plain")).await?;
            // Set in one step, because the driver would interpret some characters as keys.
            browser
                .script(&format!(
                    "const field = document.querySelector('.pl-composer__input');
                 field.value = {};
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
                    json!(MARKUP)
                ))
                .await?;
            browser.click(widget::SEND).await?;
            browser.read(QUESTION, "<img src=x").await?;
            browser.read(QUESTION, "**bold**").await?;
            browser
                .see(".pl-message--answer:not(.pl-message--welcome)")
                .await?;
            browser.reload().await?;
            browser.enter_widget().await?;
            browser.read(QUESTION, "<img src=x").await?;
            check_harmless(browser).await
        },
    )
    .await
}

#[tokio::test]
async fn markup_in_settings_and_in_indexed_pages_stays_text() -> Result<()> {
    browse("hostile-source", Screen::Desktop, async |world, browser| {
        let page = json!({ "url": world.help_centre.hostile_page() });
        let source = world.owner(HOSTILE).index(&page).await?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
        widget::open(browser, &world.pages.on_another_site("hostile")).await?;
        browser.read(".pl-message--welcome", "<img src=x").await?;
        browser.read(".pl-suggestion", "<script>").await?;
        let question = "How often does the lighthouse keeper paint the lantern room?";
        widget::ask_and_read(browser, question, HOSTILE_FACT).await?;
        browser.click(widget::MARK).await?;
        browser.read(widget::CARD, HOSTILE_FACT).await?;
        browser.screenshot("hostile").await?;
        let requested = browser
            .script(
                "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('tracker')).length",
            )
            .await?;
        ensure!(requested == 0, "an answer loads pictures from elsewhere");
        check_harmless(browser).await
    })
    .await
}

/// Nothing ran, nothing became an element, and no link leads to a script.
async fn check_harmless(browser: &Browser) -> Result<()> {
    ensure!(browser.count(FINISHED).await? > 0);
    let harm = browser
        .script(
            "return {
               ran: !!window.harmed,
               elements: document.querySelectorAll('#porchlight img, #porchlight script, [onerror]').length,
               links: [...document.querySelectorAll('a')].filter((link) => !/^(https?|mailto|tel):/.test(link.href)).length,
             }",
        )
        .await?;
    let none = json!({ "ran": false, "elements": 0, "links": 0 });
    ensure!(harm == none, "{harm}");
    browser.leave_widget().await?;
    let ran = browser.script("return !!window.harmed").await?;
    ensure!(ran == false, "it ran in the owner's page");
    Ok(())
}
