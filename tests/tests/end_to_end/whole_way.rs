//! An owner's whole journey, in browsers only: from a sign-in link to a chat on their website, a colleague who answers
//! a visitor, a closed gap, and the numbers.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::INDEXING,
    browser::{Browser, Screen},
    deadline::until,
    help_centre::HelpCentre,
};
use serde_json::json;

use crate::{
    console::{go, sign_in_to},
    people::REFUSAL,
    rooms::{accept, fill, invite},
    widget,
    world::{self, World, browse},
};

const PROJECT: &str = "beginner";
/// Questions that the pages answer, each with a part of its answer.
const ANSWERED: [(&str, &str); 3] = [
    (world::QUESTION, world::ANSWER),
    ("How do I set up a security key?", "Assign a nickname"),
    (
        "How do I set up an authentication application?",
        "Download and install",
    ),
];
/// A question that the pages do not answer until the owner does.
const GAP: &str = "Do you lend umbrellas?";
const GAP_ANSWER: &str = "Yes, red ones, against a deposit.";
const COLOUR: &str = "#0a7d55";
/// The same colour, as browsers report it.
const COMPUTED_COLOUR: &str = "rgb(10, 125, 85)";
/// How long it takes until visitors see saved settings: a minute, plus some time for a busy machine.
const PUBLISHED: Duration = Duration::from_secs(90);
const COLLEAGUE: &str = "olga@porch.example";

/// Two conversations: the owner's in the preview, and that of a visitor who asks three times and thanks a person.
const FIGURES: [(&str, &str); 5] = [
    ("Questions", "7"),
    ("Answered", "86 %"),
    ("Without a person", "50 %"),
    ("Satisfaction", "100 %"),
    ("Asked for a person", "1"),
];

#[tokio::test]
async fn an_owner_goes_from_a_link_to_numbers() -> Result<()> {
    let site = HelpCentre::start()?;
    browse("whole-way", Screen::Desktop, async |world, owner| {
        // Signing in to a project without sources leads to the first steps.
        sign_in_to(PROJECT, world, owner).await?;
        owner.read(".pc-room__title", "Set up your chat").await?;
        owner.screenshot("way-start").await?;
        read_website(owner, &site).await?;
        try_chat(world, owner).await?;
        change_colour(owner).await?;
        site.put_on_pages(&take_tag(world, owner).await?);
        browse("whole-way-visitor", Screen::Desktop, async |_, visitor| {
            answer_visitor(owner, visitor, &site).await
        })
        .await?;
        read_numbers(owner).await?;
        owner.check_policy().await
    })
    .await
}

/// Watches the website being read, and opens the result.
async fn read_website(owner: &Browser, site: &HelpCentre) -> Result<()> {
    owner.type_into("#start-address", &site.part()).await?;
    owner.click(".pc-steps .pc-form [type=submit]").await?;
    owner.read_within(INDEXING, ".pc-badge", "Ready").await?;
    owner
        .read(".pc-step:first-child .pc-list", "ackup codes")
        .await?;
    owner
        .read(".pc-step:first-child[data-done=true] h3", "Your website")
        .await?;
    owner.click(".pc-chip").await?;
    owner.see(".pc-tried .pc-source").await?;
    owner.screenshot("way-read").await?;
    go(owner, "Knowledge").await?;
    owner.screenshot("way-knowledge").await?;
    owner.click(".pc-known__name").await?;
    owner.click_text(".pc-list a", "ackup codes").await?;
    owner.read(".pc-passages", world::ANSWER).await?;
    owner.screenshot("way-document").await?;
    Ok(())
}

/// Asks the real chat, on the preview page for owners.
async fn try_chat(world: &World, owner: &Browser) -> Result<()> {
    let preview = format!("{}/preview?project={PROJECT}", world.stack.origin);
    let console = owner.second_tab(&preview).await?;
    owner.enter_widget().await?;
    owner.see(widget::COMPOSER).await?;
    for (question, part) in ANSWERED {
        widget::ask_and_read(owner, question, part).await?;
    }
    owner.screenshot("way-preview").await?;
    owner.switch_to(console).await?;
    Ok(())
}

async fn change_colour(owner: &Browser) -> Result<()> {
    go(owner, "Appearance").await?;
    owner.see("#primaryColor").await?;
    fill(owner, "#primaryColor", COLOUR).await?;
    owner.screenshot("way-appearance").await?;
    owner.click(".pc-bar [type=submit]").await?;
    owner.read(".pc-bar [role=status]", "Saved.").await?;
    Ok(())
}

/// Allows the website to show the chat, and returns its tag.
async fn take_tag(world: &World, owner: &Browser) -> Result<String> {
    go(owner, "Set up").await?;
    // A finished step stays finished.
    owner
        .read(".pc-step:first-child[data-done=true] h3", "Your website")
        .await?;
    owner.click_text(".pc-choices button", "Next.js").await?;
    owner.read(".pc-tag", "next/script").await?;
    owner.click_text(".pc-choices button", "HTML").await?;
    let tag = owner.read(".pc-tag", "<script").await?;
    ensure!(tag.contains(&world.stack.origin), "{tag}");
    owner
        .click_text(".pc-decision button", "Let it show the chat")
        .await?;
    owner.miss(".pc-decision").await?;
    owner.screenshot("way-install").await?;
    Ok(tag)
}

/// A visitor on the website is answered by the bot, by a colleague, and, after the owner has closed a gap, by the bot
/// again.
async fn answer_visitor(owner: &Browser, visitor: &Browser, site: &HelpCentre) -> Result<()> {
    until("the website shows the chat", PUBLISHED, async || {
        visitor.visit(&site.part()).await?;
        Ok(visitor.see_launcher().await.ok())
    })
    .await?;
    let colour = visitor.launcher_style("backgroundColor").await?;
    ensure!(colour == COMPUTED_COLOUR, "the launcher is {colour}");
    visitor.click_launcher().await?;
    visitor.see(widget::COMPOSER).await?;
    let (question, part) = ANSWERED[0];
    widget::ask_and_read(visitor, question, part).await?;
    visitor.click(widget::HELPFUL).await?;
    owner.click_text(".pc-step button", "Look again").await?;
    let seen = owner.read(".pc-step:nth-child(5)", "Used on").await?;
    ensure!(site.origin.ends_with(host(&seen)?), "{seen}");
    owner.screenshot("way-seen").await?;

    widget::ask_and_read(visitor, GAP, REFUSAL).await?;
    widget::ask_for_person(visitor).await?;
    let link = invite(owner, COLLEAGUE, "Olga").await?;
    browse(
        "whole-way-colleague",
        Screen::Desktop,
        async |_, colleague| {
            accept(colleague, &link, COLLEAGUE).await?;
            talk(colleague, visitor).await
        },
    )
    .await?;
    close_gap(owner).await?;
    widget::ask_and_read(visitor, GAP, "red ones").await?;
    visitor.screenshot("way-visitor").await?;
    Ok(())
}

/// The website in a sentence that says where the chat was used.
fn host(seen: &str) -> Result<&str> {
    let host = seen.split_once("Used on ").context("not seen")?.1;
    Ok(host.split(',').next().unwrap_or(host))
}

async fn talk(colleague: &Browser, visitor: &Browser) -> Result<()> {
    let id = widget::conversation_with(visitor, PROJECT).await?;
    colleague.click(&format!(".pc-row[href='#{id}']")).await?;
    colleague.read(".pc-message--bot .pl-rich", REFUSAL).await?;
    colleague
        .type_into(".pc-composer__text", "We have three left.")
        .await?;
    colleague.click(".pc-composer [type=submit]").await?;
    visitor.read(widget::SPEAKER, "Olga").await?;
    visitor.read(widget::ANSWER, "We have three left.").await?;
    widget::ask(visitor, "Thank you!").await?;
    colleague.read(".pc-message__plain", "Thank you!").await?;
    colleague
        .script("document.querySelector('.pc-thread__title').focus()")
        .await?;
    colleague.press("e").await?;
    colleague.read(".pc-thread__state", "Resolved").await?;
    visitor
        .read(widget::NOTICE, "This conversation is closed")
        .await?;
    colleague.screenshot("way-colleague").await?;
    Ok(())
}

async fn close_gap(owner: &Browser) -> Result<()> {
    go(owner, "Gaps").await?;
    owner.read(".pc-gaps__question", GAP).await?;
    owner
        .click_text(".pc-gaps button", "Write an answer")
        .await?;
    owner.type_into("#gap-answer", GAP_ANSWER).await?;
    owner.screenshot("way-gap").await?;
    owner.click(".pc-gaps form [type=submit]").await?;
    owner.read(".pc-tried", "red ones").await?;
    owner.screenshot("way-gap-closed").await?;
    Ok(())
}

async fn read_numbers(owner: &Browser) -> Result<()> {
    go(owner, "Numbers").await?;
    owner.see(".pc-chart").await?;
    owner.screenshot("way-numbers").await?;
    let figures = owner
        .script(
            "return [...document.querySelectorAll('.pc-figures__one')].map((figure) =>
               [figure.querySelector('dt').textContent, figure.querySelector('dd').textContent])",
        )
        .await?;
    ensure!(figures == json!(FIGURES), "{figures}");
    Ok(())
}
