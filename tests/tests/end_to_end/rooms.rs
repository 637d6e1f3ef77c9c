//! The rooms of the console: an owner invites somebody, tries questions and chooses who writes the answers.
//! [`crate::whole_way`] covers the first steps.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::Answer,
    browser::{Browser, Screen},
};
use serde_json::json;

use crate::{
    console::{go, sign_in, waiting},
    world::{self, browse},
};

/// Replaces the text of a field.
pub(crate) async fn fill(browser: &Browser, field: &str, text: &str) -> Result<()> {
    browser
        .script(&format!(
            "const field = document.querySelector('{field}'); field.value = '{text}';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        ))
        .await
        .map(drop)
}

/// Invites an operator, and returns their link.
pub(crate) async fn invite(owner: &Browser, email: &str, name: &str) -> Result<String> {
    go(owner, "People").await?;
    owner.type_into("#invite-email", email).await?;
    owner.type_into("#invite-name", name).await?;
    owner.click(".pc-form [type=submit]").await?;
    owner.see(".pc-people__address").await?;
    let link = owner
        .script("return document.querySelector('.pc-people__address').value")
        .await?;
    Ok(link.as_str().context("no link")?.to_owned())
}

/// Signs in with the link of an invitation.
pub(crate) async fn accept(invited: &Browser, link: &str, email: &str) -> Result<()> {
    invited.visit(link).await?;
    invited.read(".pc-sign-in__lead", email).await?;
    invited.screenshot("rooms-invited").await?;
    invited.click(".pc-sign-in__go").await
}

/// An owner invites somebody by a link. The new operator answers a visitor on a phone, until the owner removes them.
#[tokio::test]
async fn an_invited_person_answers_until_they_are_removed() -> Result<()> {
    browse("people", Screen::Desktop, async |world, owner| {
        let (_, id) = waiting(world, "Where do I find my backup codes?").await?;
        sign_in(world, owner).await?;
        let link = invite(owner, "olga@shop.example", "Olga").await?;
        owner.screenshot("rooms-people").await?;
        browse("people-invited", Screen::Phone, async |_, invited| {
            accept(invited, &link, "olga@shop.example").await?;
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

/// An operator finds out why the chat gives an answer, and what it would take to have a model write.
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
        // The reasons also appear for a question asked in the real chat.
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

/// An owner limits what a model may do, and sees how visitors' questions fared.
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
        // Other tests ask, too, so the room shows only the questions of each kind that are nearest to the limit.
        browser.see(".pc-band[data-band=answered] a").await?;
        browser.see(".pc-band[data-band=refused] a").await?;
        browser.see(".pc-carefulness input:checked").await?;
        browser.click(".pc-carefulness label:last-child").await?;
        browser.screenshot("rooms-answers-carefulness").await?;
        browser.click(".pc-carefulness [type=submit]").await?;
        browser
            .read(".pc-carefulness [role=status]", "Saved")
            .await?;
        browser.click(".pc-carefulness label:nth-child(2)").await?;
        browser.click(".pc-carefulness [type=submit]").await?;
        browser
            .read(".pc-carefulness label:nth-child(2) :checked + span", "Balanced")
            .await?;
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
        browser.click_text(".pc-bar button", "Undo the last").await?;
        browser.read(".pc-bar [role=status]", "Undone").await?;
        Ok(())
    })
    .await
}

/// The rooms: how each address ends, and what each shows once it has loaded.
pub(crate) const ROOMS: [(&str, &str); 12] = [
    ("", ".pc-conversations"),
    ("/start", ".pc-steps .pc-known__name"),
    ("/knowledge", ".pc-known__name"),
    ("/gaps", ".pc-gaps"),
    ("/numbers", ".pc-figures"),
    ("/answers", ".pc-bands"),
    ("/try", "#try-question"),
    ("/visitors", ".pc-room [type=search]"),
    ("/appearance", "#primaryColor"),
    ("/integrations", "#new-webhook-url"),
    ("/people", "#invite-email"),
    ("/history", "ol.pc-people"),
];

/// Fails unless an owner is offered exactly the rooms above. They include the first steps only while these are shown.
async fn check_all_rooms(browser: &Browser) -> Result<()> {
    browser.see(".pc-rooms a[href='/console/start']").await?;
    let offered = browser
        .script("return [...document.querySelectorAll('.pc-rooms a')].map((room) => room.pathname)")
        .await?;
    let expected = ROOMS.map(|(end, _)| format!("/console{end}"));
    ensure!(offered == json!(expected), "{offered}");
    Ok(())
}

#[tokio::test]
async fn axe_finds_nothing_in_any_room() -> Result<()> {
    let mut found = Vec::new();
    for screen in [Screen::Desktop, Screen::Dark, Screen::Phone] {
        let name = format!("rooms-{screen:?}").to_lowercase();
        browse(&name, screen, async |world, browser| {
            world.with_knowledge().await?;
            // Somebody to see in the inbox and among the visitors, with a question for the gaps.
            waiting(world, world::OFF_TOPIC).await?;
            sign_in(world, browser).await?;
            browser.see(".pc-conversations").await?;
            let start = format!("{}/console/start", world.stack.origin);
            browser.visit(&start).await?;
            check_all_rooms(browser).await?;
            for (end, there) in ROOMS {
                if end == "/start" {
                    // An owner who has taken the steps is not led there.
                    browser.visit(&start).await?;
                }
                browser
                    .click(&format!(".pc-rooms a[href='/console{end}']"))
                    .await?;
                browser.see(there).await?;
                browser.miss(".pc-room .pc-loading").await?;
                let place = format!("/console{end}, {screen:?}");
                // Collects all findings, to report them together.
                found.extend(browser.check_with_axe(&place).await.err());
                let picture = end.trim_start_matches('/');
                browser.screenshot(&format!("{name}-{picture}")).await?;
            }
            Ok(())
        })
        .await?;
    }
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
