//! What the widget does by itself: a bubble, and recent events of the shop. It also follows the page's colour scheme.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use porchlight_tests::{
    api::Answer,
    browser::{Browser, Screen},
};
use serde_json::json;

use crate::{
    widget::{self, COMPOSER, PANEL},
    world::{EAGER, INVITING, OFF_TOPIC, browse},
};

/// The notice next to the launcher.
const NOTICE: &str =
    "document.querySelector('porchlight-widget').shadowRoot.querySelector('section')?.shadowRoot";

#[tokio::test]
async fn a_bubble_greets_once_takes_no_focus_and_opens_the_chat() -> Result<()> {
    browse("bubble", Screen::Desktop, async |world, browser| {
        let page = world.pages.on_the_same_site("inviting");
        browser.visit(&page).await?;
        browser.click("#search").await?;
        browser
            .until(
                "the bubble greets",
                &format!("{NOTICE}?.textContent.includes('Looking for a lantern?')"),
            )
            .await?;
        let focus = browser.script("return document.activeElement.id").await?;
        ensure!(focus == "search", "{focus}");
        let role = browser
            .script(&format!(
                "return {NOTICE}.querySelector('[role=status]') !== null"
            ))
            .await?;
        ensure!(role == true);
        browser.screenshot("bubble").await?;
        browser
            .script(&format!("{NOTICE}.querySelector('.text').focus()"))
            .await?;
        browser.press_key(Key::Enter).await?;
        browser.until("the panel is open", "seen.open").await?;
        browser
            .until("the bubble is gone", &format!("!{NOTICE}"))
            .await?;
        browser.enter_widget().await?;
        browser.see_focus(COMPOSER).await?;
        browser.press_key(Key::Escape).await?;
        browser.miss(PANEL).await?;
        browser.see_launcher_focus().await?;
        browser.visit(&page).await?;
        browser.until("the chat is ready", "seen.ready").await?;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        let again = browser.script(&format!("return !!{NOTICE}")).await?;
        ensure!(again == false, "it greets again");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_event_of_the_shop_is_shown_once_in_a_visit_until_it_is_sent_away() -> Result<()> {
    browse("sale", Screen::Desktop, async |world, browser| {
        let owner = world.owner(INVITING);
        let key = owner
            .post("/api/v1/keys", &json!({ "name": "push", "kind": "push" }))
            .await?
            .json();
        let secret = key["key"].as_str().unwrap_or_default().to_owned();
        let sale = json!({ "project": "inviting", "type": "purchased", "name": "Sarah Kim", "product": "<b>Lamp</b>" });
        let push = world.visitor().post("/api/widget/salespop-push");
        let pushed = Answer::of(push.bearer_auth(secret).json(&sale)).await?;
        ensure!(pushed.status == 201, "{}", pushed.body);
        let page = world.pages.on_the_same_site("inviting");
        let close = format!("{NOTICE}.querySelector('.close').click()");
        let is_shown = format!("{NOTICE}?.textContent.includes('Sarah K. bought <b>Lamp</b>')");
        browser.visit(&page).await?;
        // It does not replace the bubble.
        browser.until("the bubble greets", &format!("!!{NOTICE}?.querySelector('.text')")).await?;
        browser.script(&close).await?;
        browser.until("the event is shown", &is_shown).await?;
        browser.screenshot("sale").await?;
        miss_notice(browser, &page).await?;
        begin_another_visit(browser).await?;
        browser.visit(&page).await?;
        browser.until("the event is shown in the next visit", &is_shown).await?;
        browser.script(&close).await?;
        browser.until("it is gone", &format!("!{NOTICE}")).await?;
        begin_another_visit(browser).await?;
        miss_notice(browser, &page).await
    })
    .await
}

/// Visits a page, and checks that no notice appears in the time that one would take.
async fn miss_notice(browser: &Browser, page: &str) -> Result<()> {
    browser.visit(page).await?;
    tokio::time::sleep(std::time::Duration::from_secs(13)).await;
    let again = browser.script(&format!("return !!{NOTICE}")).await?;
    ensure!(again == false, "it comes again");
    Ok(())
}

/// Clears what a tab forgets when it is closed.
async fn begin_another_visit(browser: &Browser) -> Result<()> {
    browser.enter_widget().await?;
    browser.script("sessionStorage.clear()").await?;
    browser.leave_widget().await
}

#[tokio::test]
async fn the_panel_opens_by_itself_once_and_takes_no_focus() -> Result<()> {
    browse("auto-open", Screen::Desktop, async |world, browser| {
        let page = world.pages.on_the_same_site("eager");
        browser.visit(&page).await?;
        browser.click("#search").await?;
        browser.until("the panel opens", "seen.open").await?;
        let focus = browser.script("return document.activeElement.id").await?;
        ensure!(focus == "search", "{focus}");
        browser.script("porchlight('close')").await?;
        browser
            .until("the panel is closed", "seen.open === false")
            .await?;
        browser.visit(&page).await?;
        browser.until("the chat is ready", "seen.ready").await?;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        let again = browser.script("return !!seen.open").await?;
        ensure!(again == false, "it opens again");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_panel_does_not_open_by_itself_on_a_phone() -> Result<()> {
    browse("auto-open-phone", Screen::Phone, async |world, browser| {
        browser
            .visit(&world.pages.on_the_same_site("eager"))
            .await?;
        browser.until("the chat is ready", "seen.ready").await?;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        let open = browser.script("return !!seen.open").await?;
        ensure!(open == false, "it covers the page");
        Ok(())
    })
    .await
}

/// Counts the tones in `window.tones`.
const LISTEN: &str = "window.tones = 0; const start = AudioScheduledSourceNode.prototype.start;
     AudioScheduledSourceNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when) }";

#[tokio::test]
async fn a_persons_reply_is_heard_unless_the_visitor_wants_no_sound() -> Result<()> {
    browse("sound", Screen::Desktop, async |world, browser| {
        let page = format!("{}/embed/eager", world.stack.origin);
        browser.visit(&page).await?;
        browser.see(COMPOSER).await?;
        browser.script(LISTEN).await?;
        widget::ask(browser, OFF_TOPIC).await?;
        browser.see(widget::FINISHED).await?;
        let silent = browser.script("return tones").await?;
        ensure!(silent == 0, "the bot is heard");
        widget::ask_for_person(browser).await?;
        let conversation = widget::conversation_with(browser, "eager").await?;
        let replies = format!("/api/v1/conversations/{conversation}/replies");
        let reply = async |text: &str| -> Result<()> {
            let body = json!({ "text": text, "operatorName": "Ada" });
            let sent = world.owner(EAGER).post(&replies, &body).await?;
            ensure!(sent.status == 200, "{}", sent.body);
            browser
                .read(".pl-message:last-of-type, .pl-messages", text)
                .await?;
            Ok(())
        };
        reply("Hello, I am Ada.").await?;
        browser
            .until("the first reply is heard", "tones === 2")
            .await?;
        browser.click(".pl-header__more").await?;
        browser
            .click_text(".pl-menu__item", "Transcript and data")
            .await?;
        browser
            .click_text(".pl-part__button", "A reply makes a sound")
            .await?;
        browser.click(".pl-part__back").await?;
        reply("Are you there?").await?;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let tones = browser.script("return tones").await?;
        ensure!(tones == 2, "{tones} tones");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_chat_is_dark_where_the_page_is_and_turns_with_it() -> Result<()> {
    browse("page-theme", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_the_same_site("dark")).await?;
        browser.click_launcher().await?;
        browser.see(COMPOSER).await?;
        browser
            .until(
                "the frame is dark",
                "document.documentElement.dataset.scheme === 'dark'",
            )
            .await?;
        browser.screenshot("page-dark").await?;
        browser.leave_widget().await?;
        browser
            .script("document.documentElement.dataset.theme = 'light'")
            .await?;
        browser.enter_widget().await?;
        browser
            .until(
                "the frame is light",
                "document.documentElement.dataset.scheme === 'light'",
            )
            .await
    })
    .await
}

#[tokio::test]
async fn escape_on_the_launcher_closes_the_panel() -> Result<()> {
    browse("escape", Screen::Desktop, async |world, browser| {
        browser.visit(&world.pages.on_the_same_site("address")).await?;
        browser.until("the chat is ready", "seen.ready").await?;
        browser.script("porchlight('open')").await?;
        browser.until("the panel is open", "seen.open").await?;
        browser
            .script(
                "const launcher = document.querySelector('porchlight-widget').shadowRoot.querySelector('button');
                 launcher.focus();
                 launcher.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))",
            )
            .await?;
        browser.until("the panel is closed", "seen.open === false").await
    })
    .await
}
