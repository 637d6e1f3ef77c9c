//! An owner finds a visitor, looks at their data and erases it. A person with two projects opens both.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, Visitor},
    browser::{Browser, Screen},
};
use serde_json::json;

use crate::{
    console::{go, sign_in_to},
    world::{HELP, INVITING, World, browse},
};

const PROJECT: &str = "inviting";

/// A visitor of the project who leaves their name and address, and their conversation.
async fn left(world: &World, name: &str, email: &str) -> Result<(Visitor, String)> {
    let mut visitor = world.visitor();
    let question = visitor.question(PROJECT, "When do the apples ripen?");
    let id = visitor.ask_and_leave(&question).await?;
    let token = visitor.token.clone().context("no token")?;
    let lead = visitor
        .post(&format!("/api/chat/{id}/lead"))
        .bearer_auth(token)
        .json(&json!({ "name": name, "email": email }));
    let lead = Answer::of(lead).await?;
    ensure!(lead.status == 201, "{}", lead.body);
    Ok((visitor, id))
}

#[tokio::test]
async fn a_visitor_is_found_and_erased() -> Result<()> {
    for (name, screen) in [
        ("visitors", Screen::Desktop),
        ("visitors-phone", Screen::Phone),
    ] {
        browse(name, screen, async |world, browser| {
            left(world, "Bo Lee", "bo@birch.example").await?;
            let (visitor, id) = left(world, "Sarah Kim", "sarah@oak.example").await?;
            sign_in_to(PROJECT, world, browser).await?;
            go(browser, "Visitors").await?;
            browser.read(".pc-people", "Bo Lee").await?;
            browser.screenshot(name).await?;
            browser
                .type_into(".pc-room .pc-search__field", "kim")
                .await?;
            browser
                .until(
                    "one is left",
                    "document.querySelector('.pc-people')?.textContent.includes('Sarah Kim') && \
                     !document.querySelector('.pc-people').textContent.includes('Bo Lee')",
                )
                .await?;
            browser.click(".pc-visitors__one").await?;
            browser.read(".pc-facts", "sarah@oak.example").await?;
            browser
                .read(
                    "[aria-labelledby=conversations]",
                    "When do the apples ripen?",
                )
                .await?;
            browser.screenshot(&format!("{name}-one")).await?;
            browser.click_text(".pc-room button", "Erase").await?;
            browser
                .read("dialog[open]", "1 conversation with 2 messages")
                .await?;
            browser.screenshot(&format!("{name}-erase")).await?;
            browser.click("dialog[open] .pc-button--danger").await?;
            browser.read(".pc-empty", "Nobody found").await?;
            let gone = visitor.get(&format!("/api/chat/{id}")).await?;
            ensure!(gone.status == 404 || gone.status == 401, "{}", gone.body);

            // The page first says what the period would erase.
            browser.click("[name=retention][value=days]").await?;
            browser
                .script("document.querySelector('#retention-days').value = ''")
                .await?;
            browser.type_into("#retention-days", "30").await?;
            browser
                .click("[aria-labelledby=retention] [type=submit]")
                .await?;
            browser
                .read("dialog[open]", "Nothing is erased now")
                .await?;
            browser.screenshot(&format!("{name}-retention")).await?;
            browser.click_text("dialog[open] button", "Cancel").await
        })
        .await?;
    }
    Ok(())
}

/// Requests a sign-in link in this browser, and follows it from the mailbox.
async fn sign_in_by_mail(world: &World, browser: &Browser, email: &str) -> Result<()> {
    browser
        .visit(&format!("{}/console", world.stack.origin))
        .await?;
    browser.type_into("#email", email).await?;
    browser.click(".pc-sign-in__go").await?;
    let mail = world.mail(email, "15 minutes").await?;
    let link = mail.path("/console#link=")?;
    browser
        .visit(&format!("{}{link}", world.stack.origin))
        .await
}

#[tokio::test]
async fn two_tabs_show_two_projects() -> Result<()> {
    browse("projects", Screen::Desktop, async |world, browser| {
        let email = "pia@two.example";
        for (key, name) in [(HELP, "Pia"), (INVITING, "Pia")] {
            let body = json!({ "email": email, "name": name, "role": "admin" });
            let invited = world.owner(key).post("/api/v1/people", &body).await?;
            ensure!(invited.status == 201, "{}", invited.body);
        }
        sign_in_by_mail(world, browser, email).await?;
        let shown = browser.read(".pc-project__name", "").await?;
        let (here, there, slug) = if shown.contains("Lantern") {
            ("Lantern Help", "Inviting", "inviting")
        } else {
            ("Inviting", "Lantern Help", "help")
        };
        let first = browser
            .second_tab(&format!("{}/console/appearance", world.stack.origin))
            .await?;
        browser.read(".pc-project__name", here).await?;
        browser.click(".pc-project").await?;
        browser.read(".pc-projects__list", "Shown").await?;
        browser.read("dialog[open]", "answers this month").await?;
        browser.screenshot("projects").await?;
        let other = "[...document.querySelectorAll('.pc-projects__one')]
            .find((one) => !one.hasAttribute('aria-current')).click()";
        browser.script(other).await?;
        browser.read(".pc-project__name", there).await?;
        browser
            .until(
                "the room is the same",
                "location.pathname === '/console/appearance'",
            )
            .await?;

        // The other tab keeps its own project, even after a reload, and does not affect the first tab.
        let second = browser.switch_to(first).await?;
        browser.read(".pc-project__name", here).await?;
        go(browser, "Appearance").await?;
        browser
            .read(".pc-room__title", "How your chat looks")
            .await?;
        browser.reload().await?;
        browser.read(".pc-project__name", here).await?;
        browser.switch_to(second).await?;
        browser.reload().await?;
        browser.read(".pc-project__name", there).await?;

        // A new tab shows the project used last.
        browser
            .second_tab(&format!("{}/console", world.stack.origin))
            .await?;
        browser.read(".pc-project__name", there).await?;
        let kept = browser
            .script("return sessionStorage['porchlight-console:project']")
            .await?;
        ensure!(kept == slug, "{kept}");
        Ok(())
    })
    .await
}
