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

/// Somebody who is to answer finds out why the chat does, and what it would take to have a model write.
#[tokio::test]
async fn an_owner_sees_why_a_question_is_answered_so() -> Result<()> {
    browse("trying", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        sign_in(world, browser).await?;
        go(browser, "Try it").await?;
        browser.type_into("#try-question", world::QUESTION).await?;
        browser.click(".pc-trying [type=submit]").await?;
        browser.read(".pc-tried", world::ANSWER).await?;
        browser.read("#why", "Visitors are answered").await?;
        browser.read(".pc-facts", "No model was asked").await?;
        browser.read(".pc-considered", "ackup codes").await?;
        browser.screenshot("rooms-trying").await?;
        // The real chat explains itself beside it.
        browser.click_text(".pc-trying button", "Show the real chat").await?;
        browser
            .until(
                "the chat in the frame is there",
                "document.querySelector('.pc-preview__frame')?.contentWindow?.porchlight",
            )
            .await?;
        browser
            .script(&format!(
                "document.querySelector('.pc-preview__frame').contentWindow.porchlight('ask', '{}')",
                world::OFF_TOPIC
            ))
            .await?;
        browser.read(".pc-trying__question", world::OFF_TOPIC).await?;
        browser.read("#why", "told that there is no answer").await?;
        browser.screenshot("rooms-trying-chat").await?;
        Ok(())
    })
    .await
}

/// An owner limits what a model may do, and sees what became of what visitors asked.
#[tokio::test]
async fn an_owner_sets_who_writes_the_answers() -> Result<()> {
    browse("answers", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        for question in [world::QUESTION, world::OFF_TOPIC] {
            let visitor = world.visitor();
            let body = visitor.question("help", question);
            let asked = Answer::of(visitor.post("/api/chat").json(&body)).await?;
            ensure!(asked.status == 200, "{}", asked.body);
        }
        sign_in(world, browser).await?;
        go(browser, "Answers").await?;
        // Other tests ask, too: of each kind, those nearest to the limit are shown.
        browser.see(".pc-band[data-band=answered] a").await?;
        browser.see(".pc-band[data-band=refused] a").await?;
        browser.click_text(".pc-choices button", "Brief").await?;
        fill(browser, "#answersPerDay", "250").await?;
        browser.click(".pc-bar [type=submit]").await?;
        browser.read(".pc-bar [role=status]", "Saved").await?;
        browser.screenshot("rooms-answers").await?;
        browser.reload().await?;
        browser.see("#answersPerDay").await?;
        let kept = browser
            .script("return [document.querySelector('#answersPerDay').value, document.querySelector('#instructions').value]")
            .await?;
        ensure!(
            kept.to_string().contains("250") && kept.to_string().contains("Be brief"),
            "{kept}"
        );
        fill(browser, "#answersPerDay", "").await?;
        browser.click(".pc-bar [type=submit]").await?;
        browser.read(".pc-bar [role=status]", "Saved").await?;
        browser.click_text(".pc-bar button", "Put back").await?;
        browser.read(".pc-bar [role=status]", "Put back").await?;
        Ok(())
    })
    .await
}

/// The rooms by what is there once each has loaded.
const ROOMS: [(&str, &str); 8] = [
    ("Inbox", ".pc-conversations"),
    ("Knowledge", ".pc-known__name"),
    ("Gaps", ".pc-room__title"),
    ("Numbers", ".pc-figures"),
    ("Answers", ".pc-bands"),
    ("Try it", "#try-question"),
    ("Appearance", "#primaryColor"),
    ("People", "#invite-email"),
];

#[tokio::test]
async fn axe_finds_nothing_in_any_room() -> Result<()> {
    let mut found = Vec::new();
    for screen in [Screen::Desktop, Screen::Dark, Screen::Phone] {
        let name = format!("rooms-{screen:?}").to_lowercase();
        browse(&name, screen, async |world, browser| {
            world.with_knowledge().await?;
            waiting(world, "Where do I find my backup codes?").await?;
            sign_in(world, browser).await?;
            for (room, there) in ROOMS {
                go(browser, room).await?;
                browser.see(there).await?;
                browser.miss(".pc-room .pc-loading").await?;
                let place = format!("{room}, {screen:?}");
                // All of them are told at once.
                found.extend(browser.check_with_axe(&place).await.err());
                browser.screenshot(&format!("{name}-{room}")).await?;
            }
            browser
                .visit(&format!("{}/console/start", world.stack.origin))
                .await?;
            browser.see(".pc-steps").await?;
            found.extend(
                browser
                    .check_with_axe(&format!("Set up, {screen:?}"))
                    .await
                    .err(),
            );
            browser.screenshot(&format!("{name}-start")).await?;
            Ok(())
        })
        .await?;
    }
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
