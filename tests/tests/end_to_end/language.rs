//! The console in another language, which is chosen at sign-in and kept in every room.

use anyhow::{Context, Result, ensure};
use porchlight_tests::browser::{Browser, Screen};
use serde_json::json;

use crate::{
    console::{sign_in, waiting},
    rooms::ROOMS,
    world::{self, browse},
};

/// Finds English words in the page's own texts. Skips texts of visitors, pages and owners, which have `dir="auto"`, and
/// code.
const ENGLISH: &str = r#"
    const shown = document.querySelector(".pc-console").cloneNode(true);
    for (const own of shown.querySelectorAll("[dir=auto], code, pre, textarea, iframe")) own.remove();
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const text = texts.currentNode.data;
        if (/\b(the|and|your|you|are|with|this|of|to|no|not|by)\b/i.test(text)) found.push(text.trim());
    }
    for (const named of shown.querySelectorAll("[aria-label], [placeholder], [title]")) {
        for (const name of ["aria-label", "placeholder", "title"]) {
            const text = named.getAttribute(name) ?? "";
            if (/\b(the|and|your|you|are|with|this|of|to|no|not|by)\b/i.test(text)) found.push(text);
        }
    }
    return found"#;

async fn check_language(browser: &Browser, tag: &str) -> Result<()> {
    let language = browser
        .script("return document.documentElement.lang")
        .await?;
    ensure!(language == json!(tag), "{language}");
    Ok(())
}

#[tokio::test]
async fn an_owner_reads_every_room_in_german_and_goes_back_to_english() -> Result<()> {
    browse("language", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        waiting(world, world::OFF_TOPIC).await?;
        browser
            .visit(&format!("{}/console", world.stack.origin))
            .await?;
        browser.see("#language").await?;
        check_language(browser, "en").await?;
        browser
            .script(
                "const choice = document.querySelector('#language'); choice.value = 'de';
                 choice.dispatchEvent(new Event('change'))",
            )
            .await?;
        browser.read(".pc-sign-in__lead", "Besucher").await?;
        check_language(browser, "de").await?;
        browser.screenshot("language-sign-in").await?;
        sign_in(world, browser).await?;
        browser.see(".pc-conversations").await?;
        let mut found = Vec::new();
        for (end, there) in ROOMS {
            browser
                .visit(&format!("{}/console{end}", world.stack.origin))
                .await?;
            browser.see(there).await?;
            browser.miss(".pc-room .pc-loading").await?;
            let english = browser.script(ENGLISH).await?;
            let english = english.as_array().context("no list")?;
            if !english.is_empty() {
                found.push(format!("/console{end}: {english:?}"));
            }
            found.extend(
                browser
                    .check_with_axe(&format!("/console{end}"))
                    .await
                    .err()
                    .map(|it| it.to_string()),
            );
            browser
                .screenshot(&format!("language-{}", end.trim_start_matches('/')))
                .await?;
        }
        ensure!(found.is_empty(), "{found:#?}");
        browser
            .script("dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))")
            .await?;
        browser.type_into(".pc-palette__field", "English").await?;
        browser.click(".pc-palette__one").await?;
        browser.read(".pc-header__what", "History").await?;
        check_language(browser, "en").await
    })
    .await
}
