//! The console with Tab, arrows, Enter, Escape and Ctrl-K alone. The focus is never lost, and always visible.

use anyhow::{Result, bail, ensure};
use fantoccini::key::Key;
use porchlight_tests::{
    api::INDEXING,
    browser::{Browser, Screen},
    help_centre::HelpCentre,
};

use crate::{
    console::{link_of, waiting_in},
    world::{self, browse},
};

const PROJECT: &str = "mouseless";
/// How many times Tab is pressed to reach an element. A room and the list of rooms before it have fewer fields.
const TABS: usize = 120;
const TITLE: &str = ".pc-room__title";
const PALETTE: &str = ".pc-palette__field";
const REPLY: &str = ".pc-composer__text";

/// A script that returns what is wrong with the focus, or an empty text if an element has it visibly.
const FOCUS: &str = "
    const it = document.activeElement;
    if (!it || it === document.body) return 'nothing has the focus';
    const shows = (element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    // Only the program can focus such an element, for example a title. A screen reader reads it out, so it needs no
    // ring.
    if (it.tabIndex < 0) return '';
    for (let at = it, up = 0; at && up < 3; at = at.parentElement, up += 1) if (shows(at)) return '';
    return `the focus does not show on ${it.outerHTML.slice(0, 120)}`;";

/// Waits until an element has the focus visibly. Content that is still loading may take the focus first.
async fn keeps_focus(browser: &Browser, after: &str) -> Result<()> {
    let there = format!("(() => {{ {FOCUS} }})() === ''");
    if browser.until(after, &there).await.is_err() {
        let said = browser.script(FOCUS).await?;
        bail!("after {after}: {said}");
    }
    Ok(())
}

/// Presses Tab until something that matches `css` has the focus.
async fn tab_to(browser: &Browser, css: &str) -> Result<()> {
    browser.see(css).await?;
    let has_focus = format!("return !!document.activeElement?.matches(`{css}`)");
    for _ in 0..TABS {
        if browser.script(&has_focus).await? == true {
            return keeps_focus(browser, css).await;
        }
        browser.press_key(Key::Tab).await?;
    }
    bail!("Tab does not lead to {css}")
}

/// Opens a room with the palette.
async fn go(browser: &Browser, room: &str) -> Result<()> {
    browser.press_with_control('k').await?;
    browser.see_focus(PALETTE).await?;
    browser.press(room).await?;
    browser.press_key(Key::Enter).await?;
    browser.miss(PALETTE).await?;
    keeps_focus(browser, room).await
}

#[tokio::test]
async fn an_owner_does_a_days_work_without_a_mouse() -> Result<()> {
    let site = HelpCentre::start()?;
    browse("mouseless", Screen::Desktop, async |world, browser| {
        let (visitor, id) = waiting_in(PROJECT, world, "Do you lend umbrellas?").await?;
        let (path, email) = link_of(PROJECT, world).await?;
        browser
            .visit(&format!("{}{path}", world.stack.origin))
            .await?;
        browser.read(".pc-sign-in__lead", &email).await?;
        tab_to(browser, ".pc-sign-in__go").await?;
        browser.press_key(Key::Enter).await?;
        tab_to(browser, "#name").await?;
        browser.press("Ada").await?;
        browser.press_key(Key::Enter).await?;
        browser.read(TITLE, "Set up your chat").await?;

        add_source(browser, &site).await?;
        try_question(browser).await?;
        reply(browser, &id).await?;
        let transcript = visitor.get(&format!("/api/chat/{id}")).await?;
        ensure!(
            transcript.body.contains("Red ones, yes."),
            "{}",
            transcript.body
        );
        change_colour(browser).await
    })
    .await
}

async fn add_source(browser: &Browser, site: &HelpCentre) -> Result<()> {
    go(browser, "Knowledge").await?;
    tab_to(browser, "#add-address").await?;
    browser.press(&site.part()).await?;
    browser.press_key(Key::Enter).await?;
    browser.read_within(INDEXING, ".pc-badge", "Ready").await?;
    keeps_focus(browser, "adding a source").await
}

async fn try_question(browser: &Browser) -> Result<()> {
    go(browser, "Try it").await?;
    tab_to(browser, "#try-question").await?;
    browser.press(world::QUESTION).await?;
    browser.press_key(Key::Enter).await?;
    browser.read(".pc-room", world::ANSWER).await?;
    keeps_focus(browser, "trying a question").await
}

async fn reply(browser: &Browser, id: &str) -> Result<()> {
    go(browser, "Inbox").await?;
    tab_to(browser, &format!(".pc-row[href='#{id}']")).await?;
    browser.press_key(Key::Enter).await?;
    browser.see_focus(".pc-thread__title").await?;
    tab_to(browser, REPLY).await?;
    browser.press("Red ones, yes.").await?;
    tab_to(browser, ".pc-composer [type=submit]").await?;
    browser.press_key(Key::Enter).await?;
    browser.read(".pc-thread__state", "Assigned to you").await?;
    keeps_focus(browser, "a reply").await?;
    // A closed dialog returns the focus to the element that had it.
    tab_to(browser, REPLY).await?;
    browser.press_with_control('k').await?;
    browser.see_focus(PALETTE).await?;
    browser.press_key(Key::Escape).await?;
    browser.miss(PALETTE).await?;
    browser.see_focus(REPLY).await
}

async fn change_colour(browser: &Browser) -> Result<()> {
    go(browser, "Appearance").await?;
    // Tab selects the content of a field, and typing replaces it.
    tab_to(browser, "#primaryColor").await?;
    browser.press("#0a7d55").await?;
    tab_to(browser, ".pc-bar [type=submit]").await?;
    browser.press_key(Key::Enter).await?;
    browser.read(".pc-bar [role=status]", "Saved.").await?;
    keeps_focus(browser, "saving").await
}
