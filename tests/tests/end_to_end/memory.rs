//! What the widget remembers over a reload, in a second tab and while nobody listens, and what it forgets.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use porchlight_edge::domain::credentials::session_token::{self, Claims, GUEST_SECONDS};
use porchlight_shared::ids::{ProjectId, SessionId};
use porchlight_tests::{
    api::text,
    browser::{Browser, Screen},
    deadline::{PATIENCE, until},
    stack::SESSION_SECRET,
};
use serde_json::json;

use crate::{
    widget::{self, ANSWER, COMPOSER, ERROR, FINISHED, PANEL, QUESTION},
    world::{self, HELP, OFF_TOPIC, browse, world},
};

/// Longer than any session.
const MONTH: Duration = Duration::from_hours(30 * 24);

#[tokio::test]
async fn a_reload_keeps_the_conversation_and_the_open_panel() -> Result<()> {
    browse("reload", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        let before = widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        browser.reload().await?;
        browser.enter_widget().await?;
        browser.see(PANEL).await?;
        browser.read(QUESTION, world::QUESTION).await?;
        let after = browser.read(FINISHED, world::ANSWER).await?;
        ensure!(before == after, "{before}\nbecame\n{after}");
        // The conversation continues.
        widget::ask_and_read(browser, OFF_TOPIC, "couldn't find").await?;
        ensure!(browser.count(QUESTION).await? == 2);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reload_in_the_middle_of_an_answer_goes_on_with_it() -> Result<()> {
    browse("resume", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        widget::ask(browser, world::QUESTION).await?;
        browser
            .until(
                "the conversation has a name",
                "JSON.parse(localStorage['porchlight:help'] || '{}').conversation",
            )
            .await?;
        browser.reload().await?;
        browser.enter_widget().await?;
        browser.read(FINISHED, world::ANSWER).await?;
        ensure!(browser.count(QUESTION).await? == 1);
        ensure!(browser.count(ANSWER).await? == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_is_finished_when_its_asker_leaves_at_once() -> Result<()> {
    let world = world()?.with_knowledge().await?;
    let mut visitor = world.visitor();
    let question = visitor.question("help", world::QUESTION);
    let conversation = visitor.ask_and_leave(&question).await?;
    until("the answer is in the transcript", PATIENCE, async || {
        let transcript = visitor.get(&format!("/api/chat/{conversation}")).await?;
        let json = transcript.json();
        let answer = text(&json, "/messages/1/text");
        let cited = json.pointer("/messages/1/citations/0").is_some();
        let whole = answer.contains(world::ANSWER) && cited;
        ensure!(whole, "{}", transcript.body);
        Ok(Some(()))
    })
    .await?;
    let events = visitor
        .get(&format!("/api/chat/{conversation}/events?after=0"))
        .await?
        .events()?;
    let names: Vec<_> = events.iter().map(|event| event.event.name()).collect();
    ensure!(
        names.first() == Some(&"turn") && names.last() == Some(&"done"),
        "{names:?}"
    );
    let numbers: Vec<_> = events.iter().map(|event| event.number).collect();
    ensure!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    Ok(())
}

#[tokio::test]
async fn two_tabs_show_one_conversation_and_ask_each_question_once() -> Result<()> {
    browse("tabs", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        let page = world.pages.on_another_site("plain");
        widget::open(browser, &page).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        let first = browser.second_tab(&page).await?;
        browser.click_launcher().await?;
        browser.read(FINISHED, world::ANSWER).await?;
        widget::ask_and_read(browser, OFF_TOPIC, "couldn't find").await?;
        let conversation = widget::conversation(browser).await?;
        browser.switch_to(first).await?;
        browser.enter_widget().await?;
        ensure!(widget::conversation(browser).await? == conversation);
        let asked = world.stack.database.value(
            "SELECT count(*) FROM messages WHERE conversation_id = ?1 AND sender = 'visitor'",
            &[&conversation],
        )?;
        ensure!(asked.as_deref() == Some("2"), "{asked:?} questions");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_is_stored_on_the_visitors_device_before_the_first_message() -> Result<()> {
    browse("storage", Screen::Desktop, async |world, browser| {
        let stored = "return [localStorage.length, sessionStorage.length, document.cookie.length]";
        let nothing = json!([0, 0, 0]);
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        browser.type_into(COMPOSER, "only a draft").await?;
        let in_frame = browser.script(stored).await?;
        ensure!(in_frame == nothing, "the widget's origin: {in_frame}");
        browser.leave_widget().await?;
        let on_page = browser.script(stored).await?;
        ensure!(on_page == nothing, "the page's origin: {on_page}");

        browser.enter_widget().await?;
        browser.click(widget::SEND).await?;
        browser
            .until("it is stored after it", "localStorage.length === 1")
            .await?;
        browser.leave_widget().await?;
        let on_page = browser.script(stored).await?;
        ensure!(on_page == nothing, "the page's origin: {on_page}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_expired_session_is_renewed_without_a_word() -> Result<()> {
    browse("expired", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        // First with its conversation, as after a holiday. Then without it, so that the question itself is refused
        // first.
        for conversation in ["record.conversation", "undefined"] {
            expire_token(browser, conversation).await?;
            browser.reload().await?;
            browser.enter_widget().await?;
            browser.see(COMPOSER).await?;
            widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
            ensure!(
                browser.count(ERROR).await? == 0,
                "the visitor sees an error"
            );
        }
        Ok(())
    })
    .await
}

/// Replaces the token in the browser's storage by one that expired long ago.
async fn expire_token(browser: &Browser, conversation: &str) -> Result<()> {
    let session = browser
        .script("return JSON.parse(localStorage['porchlight:help']).session")
        .await?;
    let session: SessionId = serde_json::from_value(session)?;
    let project: ProjectId = HELP
        .project_id()
        .parse()
        .ok()
        .context("the project's id is none")?;
    let long_ago = SystemTime::now() - MONTH;
    let long_ago = u64::try_from(long_ago.duration_since(UNIX_EPOCH)?.as_millis())?;
    let claims = Claims::new(project, session, long_ago, 0, GUEST_SECONDS);
    let token = session_token::issue(SESSION_SECRET.as_bytes(), &claims)
        .ok()
        .context("no token")?;
    browser
        .script(&format!(
            "const record = JSON.parse(localStorage['porchlight:help']);
             localStorage['porchlight:help'] = JSON.stringify({{ ...record, token: '{token}', conversation: {conversation} }})"
        ))
        .await?;
    Ok(())
}
