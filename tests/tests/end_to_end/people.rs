//! A person answers. Two browsers: the visitor's with the widget, and the operator's with the page of a reply link.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::text,
    browser::{Browser, Screen},
    deadline::{PATIENCE, until},
};
use serde_json::json;

use crate::{
    widget::{self, ANSWER, COMPOSER, FINISHED, NOTICE, SEND, SPEAKER, WRITING},
    world::{self, CURIOUS, HASTY, HELP, OFF_TOPIC, World, browse},
};

/// The name of the operator.
const OPERATOR: &str = "Grace";
/// Part of the bot's answer when the pages have none.
pub(crate) const REFUSAL: &str = "couldn't find";

/// The senders of a conversation's messages, oldest first.
fn senders(world: &World, conversation: &str) -> Result<String> {
    let senders = world.stack.database.value(
        "SELECT group_concat(sender) FROM (SELECT sender FROM messages WHERE conversation_id = ?1 ORDER BY id)",
        &[conversation],
    )?;
    senders.context("there are no messages")
}

async fn reply_link(world: &World, conversation: &str) -> Result<String> {
    let path = format!("/api/v1/conversations/{conversation}/reply-link");
    let made = world.owner(HELP).post(&path, &json!({})).await?;
    let link = text(&made.json(), "/replyUrl");
    ensure!(!link.is_empty(), "{}: {}", made.status, made.body);
    Ok(link)
}

#[tokio::test]
async fn a_visitor_and_a_person_see_each_other_write_and_the_bot_is_silent() -> Result<()> {
    browse("visitor", Screen::Desktop, async |world, visitor| {
        browse("operator", Screen::Desktop, async |_, operator| {
            talk(world.with_knowledge().await?, visitor, operator).await
        })
        .await
    })
    .await
}

async fn talk(world: &World, visitor: &Browser, operator: &Browser) -> Result<()> {
    widget::open(visitor, &world.pages.on_another_site("plain")).await?;
    widget::ask_and_read(visitor, world::QUESTION, world::ANSWER).await?;
    widget::ask_for_person(visitor).await?;
    visitor.screenshot("person-queue").await?;
    let conversation = widget::conversation(visitor).await?;

    operator
        .visit(&reply_link(world, &conversation).await?)
        .await?;
    operator.read("#thread", world::ANSWER).await?;
    operator
        .until("the link is hidden", "location.pathname === '/reply'")
        .await?;
    operator.reload().await?;
    operator.read(".state", "waiting for a person").await?;
    operator
        .until("it is hidden again", "location.pathname === '/reply'")
        .await?;
    operator.type_into("#name", OPERATOR).await?;
    operator.click("[value=take]").await?;
    operator.read(".state", "Grace is answering").await?;
    visitor.read(SPEAKER, OPERATOR).await?;
    visitor.read(NOTICE, "Grace is answering you now").await?;

    operator.type_into("#text", "Which lamp is it?").await?;
    visitor.read(WRITING, "Grace is writing").await?;
    visitor.screenshot("person-writing").await?;
    operator.click("[value=reply]").await?;
    visitor.read(ANSWER, "Which lamp is it?").await?;
    visitor.read(".pl-message__name", OPERATOR).await?;
    visitor.miss(WRITING).await?;

    visitor.type_into(COMPOSER, "The red one.").await?;
    operator.read("#typing", "The visitor is writing").await?;
    visitor.click(SEND).await?;
    operator.read("#thread", "The red one.").await?;
    visitor.miss(WRITING).await?;
    visitor.screenshot("person-reply").await?;

    operator.click("[value=bot]").await?;
    visitor.read(NOTICE, "Grace has left").await?;
    visitor.read(SPEAKER, "Ada").await?;
    widget::ask_and_read(visitor, OFF_TOPIC, REFUSAL).await?;
    let said = senders(world, &conversation)?;
    ensure!(
        said == "visitor,assistant,operator,visitor,visitor,assistant",
        "{said}"
    );

    widget::ask_for_person(visitor).await?;
    operator.click("[value=resolve]").await?;
    visitor.read(NOTICE, "This conversation is closed").await?;
    visitor.screenshot("person-resolved").await?;
    // A message in a resolved conversation reopens it.
    widget::ask(visitor, OFF_TOPIC).await?;
    until("the bot answers again", PATIENCE, async || {
        let answers = visitor.count(FINISHED).await?;
        ensure!(answers == 3, "{answers} answers");
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn a_person_who_does_nothing_loses_the_conversation_and_the_visitor_sees_it() -> Result<()> {
    browse("lease", Screen::Phone, async |world, visitor| {
        visitor
            .visit(&format!("{}/embed/hasty", world.stack.origin))
            .await?;
        visitor.see(COMPOSER).await?;
        widget::ask_and_read(visitor, OFF_TOPIC, REFUSAL).await?;
        widget::ask_for_person(visitor).await?;
        let conversation = widget::conversation_with(visitor, "hasty").await?;
        let path = format!("/api/v1/conversations/{conversation}");
        let owner = world.owner(HASTY);
        let body = json!({ "operatorId": "grace", "operatorName": OPERATOR });
        let taken = owner.post(&format!("{path}/takeover"), &body).await?;
        ensure!(taken.status.is_success(), "{}", taken.body);
        visitor.read(SPEAKER, OPERATOR).await?;
        visitor.read(NOTICE, "Grace had to leave").await?;
        visitor.read(SPEAKER, "Assistant").await?;
        visitor.screenshot("person-left").await?;
        let now = owner.get(&path).await?;
        ensure!(now.body.contains("\"holder\":\"queue\""), "{}", now.body);
        let events = owner.get("/api/v1/events").await?;
        ensure!(events.body.contains("lease_expired"), "{}", events.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_person_who_comes_in_unasked_is_seen_at_once_and_knows_that_they_were_read() -> Result<()>
{
    browse("unasked", Screen::Desktop, async |world, visitor| {
        world.with_knowledge().await?;
        widget::open(visitor, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(visitor, world::QUESTION, world::ANSWER).await?;
        let conversation = widget::conversation(visitor).await?;
        let owner = world.owner(HELP);
        let path = format!("/api/v1/conversations/{conversation}");
        let body = json!({ "text": "May I help you with the codes?", "operatorName": OPERATOR });
        let replied = owner.post(&format!("{path}/replies"), &body).await?;
        ensure!(replied.status.is_success(), "{}", replied.body);
        visitor.read(ANSWER, "May I help you").await?;
        visitor.read(SPEAKER, OPERATOR).await?;
        until("it counts as read", PATIENCE, async || {
            let whole = owner.get(&path).await?.json();
            Ok((!text(&whole, "/readAt").is_empty()).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn who_comes_back_begins_at_the_first_unread_reply_and_has_read_no_other() -> Result<()> {
    browse("unread", Screen::Desktop, async |world, visitor| {
        world.with_knowledge().await?;
        widget::open(visitor, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(visitor, world::QUESTION, world::ANSWER).await?;
        let conversation = widget::conversation(visitor).await?;
        visitor.click(".pl-header__close").await?;
        visitor.miss(widget::PANEL).await?;
        let owner = world.owner(HELP);
        let path = format!("/api/v1/conversations/{conversation}");
        for beginning in ["First.", "Second."] {
            let text = format!("{beginning}{}", "\nAnd so on.".repeat(40));
            let body = json!({ "text": text, "operatorName": OPERATOR });
            let replied = owner.post(&format!("{path}/replies"), &body).await?;
            ensure!(replied.status.is_success(), "{}", replied.body);
        }
        visitor.click_launcher().await?;
        visitor.read(".pl-line", "New messages").await?;
        let read_at = until("the first counts as read", PATIENCE, async || {
            let read_at = text(&owner.get(&path).await?.json(), "/readAt");
            Ok(Some(read_at).filter(|at| !at.is_empty()))
        })
        .await?;
        visitor.screenshot("unread").await?;
        let whole = owner.get(&path).await?.json();
        let newest = text(&whole, "/messages/3/createdAt");
        ensure!(read_at < newest, "read at {read_at}, written at {newest}");
        visitor
            .script("document.querySelector('.pl-messages').scrollTop = 1e6")
            .await?;
        until("the second counts as read", PATIENCE, async || {
            let whole = owner.get(&path).await?.json();
            Ok((text(&whole, "/readAt") >= newest).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn contact_details_are_asked_for_first_and_the_question_goes_with_them() -> Result<()> {
    browse("lead", Screen::Dark, async |world, visitor| {
        visitor
            .visit(&format!("{}/embed/curious", world.stack.origin))
            .await?;
        visitor.see(COMPOSER).await?;
        widget::ask(visitor, OFF_TOPIC).await?;
        visitor.see(".pl-handoff--form").await?;
        visitor.click(".pl-handoff--form [type=submit]").await?;
        visitor
            .read(".pl-handoff__row:has(.pl-handoff__email)", "required")
            .await?;
        visitor.screenshot("lead-form").await?;
        visitor
            .type_into(".pl-handoff__email", "grace@example.org")
            .await?;
        visitor.click(".pl-handoff__tick").await?;
        visitor.click(".pl-handoff--form [type=submit]").await?;
        visitor.read(FINISHED, REFUSAL).await?;
        let conversation = widget::conversation_with(visitor, "curious").await?;
        until("the lead is stored", PATIENCE, async || {
            let lead = world.stack.database.value(
                "SELECT email || ' ' || consent FROM leads WHERE conversation_id = ?1",
                &[&conversation],
            )?;
            let expected = "grace@example.org Curious may write to me about my question.";
            ensure!(lead.as_deref() == Some(expected), "{lead:?}");
            Ok(Some(()))
        })
        .await?;
        let events = world.owner(CURIOUS).get("/api/v1/events").await?;
        ensure!(events.body.contains("lead.captured"), "{}", events.body);
        Ok(())
    })
    .await
}
