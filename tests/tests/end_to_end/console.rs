//! The inbox: a person signs in with a key, sees who waits, answers, resolves and signs out.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, Visitor},
    browser::{Browser, Screen},
};
use serde_json::{Value, json};

use crate::world::{HELP, World, browse};

const ROW: &str = ".pc-row";
const REPLY: &str = ".pc-composer__text";
const PROBLEM: &str = ".pc-problem";

/// A visitor who has asked `question` and then for a person.
async fn waiting(world: &World, question: &str) -> Result<(Visitor, String)> {
    let mut visitor = world.visitor();
    let body = visitor.question("help", question);
    let asked = Answer::of(visitor.post("/api/chat").json(&body)).await?;
    let token = asked.headers.get("x-session-token").context("no token")?;
    visitor.token = Some(token.to_str()?.to_owned());
    let id = asked
        .events()?
        .iter()
        .find_map(|event| {
            let data = event.event.data().ok()?;
            let data: Value = serde_json::from_str(&data).ok()?;
            Some(data.get("conversation_id")?.as_str()?.to_owned())
        })
        .with_context(|| format!("no conversation: {}", asked.body))?;
    let handoff = visitor
        .post(&format!("/api/chat/{id}/handoff"))
        .bearer_auth(visitor.token.as_deref().unwrap_or_default())
        .json(&json!({ "email": "vera@shop.example" }));
    let handed = Answer::of(handoff).await?;
    ensure!(handed.status == 200, "{}", handed.body);
    Ok((visitor, id))
}

async fn sign_in(world: &World, browser: &Browser) -> Result<()> {
    browser
        .visit(&format!("{}/console", world.stack.origin))
        .await?;
    browser.type_into("#name", "Ada").await?;
    browser.type_into("#key", &HELP.secret()).await?;
    browser.click(".pc-sign-in__go").await
}

#[tokio::test]
async fn a_person_signs_in_answers_a_waiting_visitor_and_signs_out() -> Result<()> {
    browse("console", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        let (visitor, id) = waiting(world, "How do I set up backup codes?").await?;
        sign_in(world, browser).await?;
        browser.click(&format!("{ROW}[href='#{id}']")).await?;
        browser
            .read(".pc-thread__title", "vera@shop.example")
            .await?;
        browser
            .read(".pc-message--bot .pl-rich", "ten codes")
            .await?;
        browser.see(".pc-source").await?;

        browser.click(REPLY).await?;
        browser.type_into(REPLY, "Hello Vera, this is Ada.").await?;
        browser.click(".pc-composer [type=submit]").await?;
        browser.read(".pc-thread__state", "Assigned to you").await?;
        let transcript = visitor.get(&format!("/api/chat/{id}")).await?.json();
        let last = transcript
            .pointer("/messages")
            .and_then(Value::as_array)
            .and_then(|messages| messages.last())
            .cloned()
            .unwrap_or_default();
        ensure!(
            last["text"] == "Hello Vera, this is Ada." && last["operator_name"] == "Ada",
            "{transcript}"
        );

        // The visitor reads it and writes, and both appear by themselves.
        let read = visitor
            .post(&format!("/api/chat/{id}/read"))
            .bearer_auth(visitor.token.as_deref().unwrap_or_default());
        let read = Answer::of(read).await?;
        ensure!(read.status == 200, "{}", read.body);
        browser.read(".pc-read", "Read by the visitor").await?;
        browser.screenshot("console-read").await?;
        let mut body = visitor.question("help", "Thank you!");
        body["conversationId"] = json!(id);
        let said = Answer::of(visitor.post("/api/chat").json(&body)).await?;
        ensure!(said.status == 200, "{}", said.body);
        browser.read(".pc-message__plain", "Thank you!").await?;

        // A reload keeps everybody where they were.
        browser.reload().await?;
        browser.read(".pc-message__plain", "Thank you!").await?;
        browser.see(REPLY).await?;
        browser
            .script("document.querySelector('.pc-thread__title').focus()")
            .await?;
        browser.press("e").await?;
        browser.read(".pc-thread__state", "Resolved").await?;

        let stored = browser
            .script("return JSON.stringify({ ...localStorage }) + document.cookie")
            .await?;
        ensure!(
            !stored.to_string().contains("sk_live") && !stored.to_string().contains("__Host"),
            "{stored}"
        );
        browser.click_text(".pc-header button", "Sign out").await?;
        browser.see("#key").await?;
        browser.reload().await?;
        browser.see("#key").await?;
        let status = browser
            .script("return fetch('/api/v1/conversations').then((answer) => answer.status)")
            .await?;
        ensure!(status == 401, "{status}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_key_that_opens_nothing_is_refused_in_words() -> Result<()> {
    browse("console-refused", Screen::Phone, async |world, browser| {
        browser
            .visit(&format!("{}/console", world.stack.origin))
            .await?;
        browser.type_into("#name", "Ada").await?;
        browser.type_into("#key", "sk_live_nonsense").await?;
        browser.click(".pc-sign-in__go").await?;
        browser.read(PROBLEM, "opens nothing").await?;
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

#[tokio::test]
async fn the_page_lets_nobody_frame_it_and_runs_no_foreign_script() -> Result<()> {
    let world = crate::world::world()?;
    let page = world.visitor().get("/console").await?;
    ensure!(page.status == 200, "{}", page.status);
    let policy = page
        .headers
        .get("content-security-policy")
        .and_then(|policy| policy.to_str().ok())
        .unwrap_or_default();
    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
    ] {
        ensure!(policy.contains(part), "{policy}");
    }
    ensure!(!policy.contains("unsafe-inline"), "{policy}");
    ensure!(
        !page.body.contains("<style") && !page.body.contains("<script>"),
        "{}",
        page.body
    );
    Ok(())
}
