//! A question on a real page, and its answer.

use anyhow::{Result, ensure};
use porchlight_tests::{
    browser::Screen,
    deadline::{PATIENCE, until},
};

use crate::{
    widget::{self, CARD, FINISHED, HELPFUL, MARK, OFFER},
    world::{ANSWER, ANSWER_PAGE, OFF_TOPIC, QUESTION, browse},
};

#[tokio::test]
async fn a_question_is_answered_with_a_citation_that_shows_and_links_its_passage() -> Result<()> {
    browse("citation", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        let answer = widget::ask_and_read(browser, QUESTION, ANSWER).await?;
        ensure!(answer.contains('1'), "no citation mark: {answer}");
        browser.screenshot("answer").await?;

        browser.click(MARK).await?;
        browser
            .read(&format!("{CARD} mark:first-of-type"), ANSWER)
            .await?;
        let link = browser.see(".pl-card__link").await?;
        let address = link.attr("href").await?.unwrap_or_default();
        let page = format!("{}{ANSWER_PAGE}", world.help_centre.origin);
        ensure!(address.starts_with(&page), "{address}");
        ensure!(address.contains('#'), "it leads to no passage: {address}");
        browser.screenshot("citation-card").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_question_that_the_pages_do_not_cover_is_refused_and_a_person_offered() -> Result<()> {
    browse("refusal", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        let refusal = "couldn't find that in Lantern Help";
        widget::ask_and_read(browser, OFF_TOPIC, refusal).await?;
        ensure!(browser.count(MARK).await? == 0, "a refusal cites nothing");
        ensure!(browser.count(".pl-source").await? == 0);
        browser.see(OFFER).await?;
        browser.screenshot("refusal").await?;

        browser.click(OFFER).await?;
        browser
            .type_into(".pl-handoff__email", "ada@example.org")
            .await?;
        browser.click(".pl-handoff--form [type=submit]").await?;
        browser.read(".pl-notice", "asked the team").await?;
        browser.read(".pl-header__status", "person").await?;
        browser.screenshot("handoff").await?;
        let conversation = widget::conversation(browser).await?;
        let holder = world.stack.database.value(
            "SELECT holder || ' ' || visitor_email FROM conversations WHERE id = ?1",
            &[&conversation],
        )?;
        ensure!(
            holder.as_deref() == Some("queue ada@example.org"),
            "{holder:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_thumb_is_stored_and_taken_back() -> Result<()> {
    browse("thumbs", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(browser, QUESTION, ANSWER).await?;
        let conversation = widget::conversation(browser).await?;
        for (pressed, expected) in [("true", "helpful"), ("false", "")] {
            browser.click(HELPFUL).await?;
            let sql =
                "SELECT verdict FROM messages WHERE conversation_id = ?1 AND sender = 'assistant'";
            until(
                &format!("the verdict is `{expected}`"),
                PATIENCE,
                async || {
                    let verdict = world.stack.database.value(sql, &[&conversation])?;
                    Ok((verdict.as_deref() == Some(expected)).then_some(()))
                },
            )
            .await?;
            browser
                .see(&format!("{HELPFUL}[aria-pressed={pressed}]"))
                .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_suggested_question_is_asked_by_a_click() -> Result<()> {
    browse("suggestion", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        browser.click_text(".pl-suggestion", "locked").await?;
        browser
            .read(widget::QUESTION, "Why is my account locked?")
            .await?;
        browser.read(FINISHED, "locked").await?;
        browser.miss(".pl-suggestion").await
    })
    .await
}
