//! The rooms of the console: an owner adds a website, answers a gap, changes a colour and sees numbers.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, INDEXING, text},
    browser::{Browser, Screen},
};

use crate::{
    console::{sign_in, sign_in_to, waiting},
    world::{self, World, browse},
};

const PROJECT: &str = "beginner";
/// What the pages do not answer until the owner does.
const ASKED: &str = "Do you lend umbrellas?";
const COLOUR: &str = "#0a7d55";

async fn go(browser: &Browser, room: &str) -> Result<()> {
    browser.click_text(".pc-rooms a", room).await
}

/// Replaces what stands in a field.
async fn fill(browser: &Browser, field: &str, text: &str) -> Result<()> {
    browser
        .script(&format!(
            "const field = document.querySelector('{field}'); field.value = '{text}';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        ))
        .await
        .map(drop)
}

#[tokio::test]
async fn an_owner_goes_from_an_address_to_answers_in_the_browser() -> Result<()> {
    browse("rooms", Screen::Desktop, async |world, browser| {
        // Who comes to a project without sources is led to the first steps.
        sign_in_to(PROJECT, world, browser).await?;
        browser.read(".pc-room__title", "Set up your chat").await?;
        browser.screenshot("rooms-start").await?;
        add_website(world, browser).await?;
        answer_gap(world, browser).await?;
        change_colour(world, browser).await?;
        go(browser, "Numbers").await?;
        browser.read(".pc-figures", "Questions").await?;
        browser.see(".pc-chart").await?;
        browser.screenshot("rooms-numbers").await?;
        try_question(world, browser).await?;
        let console = browser.console().await?;
        ensure!(
            !console
                .iter()
                .any(|line| line.contains("Content Security Policy")),
            "{console:?}"
        );
        Ok(())
    })
    .await
}

async fn add_website(world: &World, browser: &Browser) -> Result<()> {
    go(browser, "Knowledge").await?;
    browser
        .type_into("#add-address", &world.help_centre.part())
        .await?;
    browser.click(".pc-form [type=submit]").await?;
    browser.read_within(INDEXING, ".pc-badge", "Ready").await?;
    browser.screenshot("rooms-knowledge").await?;
    browser.click(".pc-known__name").await?;
    browser.read(".pc-list", "ackup codes").await?;
    browser.screenshot("rooms-source").await?;
    browser.click_text(".pc-list a", "ackup codes").await?;
    browser.read(".pc-passages", world::ANSWER).await?;
    browser.screenshot("rooms-document").await?;
    Ok(())
}

async fn answer_gap(world: &World, browser: &Browser) -> Result<()> {
    let visitor = world.visitor();
    let body = visitor.question(PROJECT, ASKED);
    let asked = Answer::of(visitor.post("/api/chat").json(&body)).await?;
    ensure!(asked.status == 200, "{}", asked.body);
    go(browser, "Gaps").await?;
    browser.read(".pc-gaps__question", ASKED).await?;
    browser
        .click_text(".pc-gaps button", "Write an answer")
        .await?;
    browser
        .type_into("#gap-answer", "Yes, red ones, against a deposit.")
        .await?;
    browser.screenshot("rooms-gap").await?;
    browser.click(".pc-gaps form [type=submit]").await?;
    browser.read(".pc-tried", "red ones").await?;
    browser.screenshot("rooms-tried").await?;
    Ok(())
}

async fn change_colour(world: &World, browser: &Browser) -> Result<()> {
    go(browser, "Appearance").await?;
    browser.see("#primaryColor").await?;
    fill(browser, "#primaryColor", COLOUR).await?;
    browser.screenshot("rooms-appearance").await?;
    browser.click(".pc-bar [type=submit]").await?;
    browser.read(".pc-bar [role=status]", "Saved.").await?;
    let path = format!("/api/widget/config?project={PROJECT}");
    let public = world.visitor().get(&path).await?.json();
    let colour = text(&public, "/theme/primaryColor");
    ensure!(colour == COLOUR, "{public}");
    Ok(())
}

/// The first steps, taken up again: a question of the pages, with its answer.
async fn try_question(world: &World, browser: &Browser) -> Result<()> {
    go(browser, "Set up").await?;
    browser
        .read(".pc-step[data-done=true] h3", "Your website")
        .await?;
    browser.click(".pc-chip").await?;
    browser.see(".pc-tried .pc-source").await?;
    browser.screenshot("rooms-questions").await?;
    browser.click_text(".pc-choices button", "Next.js").await?;
    let tag = browser.read(".pc-tag", PROJECT).await?;
    ensure!(tag.contains(&world.stack.origin), "{tag}");
    browser
        .click_text(".pc-decision button", "Let it show the chat")
        .await?;
    browser.miss(".pc-decision").await?;
    browser.screenshot("rooms-install").await?;
    Ok(())
}

/// An owner invites somebody by a link, who answers a visitor on a phone until the owner removes them.
#[tokio::test]
async fn an_invited_person_answers_until_they_are_removed() -> Result<()> {
    browse("people", Screen::Desktop, async |world, owner| {
        let (_, id) = waiting(world, "Where do I find my backup codes?").await?;
        sign_in(world, owner).await?;
        go(owner, "People").await?;
        owner
            .type_into("#invite-email", "olga@shop.example")
            .await?;
        owner.type_into("#invite-name", "Olga").await?;
        owner.click(".pc-form [type=submit]").await?;
        owner.see(".pc-people__address").await?;
        owner.screenshot("rooms-people").await?;
        let link = owner
            .script("return document.querySelector('.pc-people__address').value")
            .await?;
        let link = link.as_str().context("no link")?;
        browse("people-invited", Screen::Phone, async |_, invited| {
            invited.visit(link).await?;
            invited
                .read(".pc-sign-in__lead", "olga@shop.example")
                .await?;
            invited.screenshot("rooms-invited").await?;
            invited.click(".pc-sign-in__go").await?;
            invited.click(&format!(".pc-row[href='#{id}']")).await?;
            invited
                .type_into(".pc-composer__text", "Under Security.")
                .await?;
            invited.click(".pc-composer [type=submit]").await?;
            invited
                .read(".pc-message__plain", "Under Security.")
                .await?;
            go(owner, "Gaps").await?;
            go(owner, "People").await?;
            owner
                .script(
                    "[...document.querySelectorAll('.pc-people__one')]
                       .find((one) => one.textContent.includes('olga@shop.example'))
                       .querySelector('.pc-button:last-child').click()",
                )
                .await?;
            owner.click("dialog[open] .pc-button--danger").await?;
            owner.miss(".pc-people__address").await?;
            invited.reload().await?;
            invited.see("#email").await?;
            Ok(())
        })
        .await?;
        owner.screenshot("rooms-people-removed").await?;
        Ok(())
    })
    .await
}
