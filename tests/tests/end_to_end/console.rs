//! The inbox: a person signs in with a link, sees who is waiting, answers, resolves and signs out.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, Visitor},
    browser::{Browser, Screen},
    stack::ROOT_SECRET,
};
use serde_json::{Value, json};

use crate::{
    widget,
    world::{self, World, browse},
};

const ROW: &str = ".pc-row";
const REPLY: &str = ".pc-composer__text";
const PROBLEM: &str = ".pc-problem";

/// A visitor who asks `question` and then for a person, and their conversation.
pub(crate) async fn waiting(world: &World, question: &str) -> Result<(Visitor, String)> {
    waiting_in("help", world, question).await
}

/// As [`waiting`], in another project.
pub(crate) async fn waiting_in(
    project: &str,
    world: &World,
    question: &str,
) -> Result<(Visitor, String)> {
    let mut visitor = world.visitor();
    let body = visitor.question(project, question);
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

/// Goes to a room by its name.
pub(crate) async fn go(browser: &Browser, room: &str) -> Result<()> {
    browser.click_text(".pc-rooms a", room).await
}

/// Signs in with a link from whoever runs the deployment.
pub(crate) async fn sign_in(world: &World, browser: &Browser) -> Result<()> {
    sign_in_to("help", world, browser).await
}

/// Signs in to a project, each time as a new owner, because a person's first link ends their earlier ones.
pub(crate) async fn sign_in_to(project: &str, world: &World, browser: &Browser) -> Result<()> {
    sign_in_at(&world.stack.origin, project, world, browser).await
}

/// Signs in at `origin`, one of the deployment's origins.
pub(crate) async fn sign_in_at(
    origin: &str,
    project: &str,
    world: &World,
    browser: &Browser,
) -> Result<()> {
    let (path, email) = link_of(project, world).await?;
    browser.visit(&format!("{origin}{path}")).await?;
    browser.read(".pc-sign-in__lead", &email).await?;
    browser.click(".pc-sign-in__go").await?;
    browser.type_into("#name", "Ada").await?;
    browser.click(".pc-sign-in__go").await
}

/// Creates a new owner of a project. Returns the path of their sign-in link, and their e-mail address.
pub(crate) async fn link_of(project: &str, world: &World) -> Result<(String, String)> {
    static OWNERS: AtomicU32 = AtomicU32::new(0);
    let email = format!(
        "ada-{}@shop.example",
        OWNERS.fetch_add(1, Ordering::Relaxed)
    );
    let body = json!({ "project": project, "email": email });
    let made = world
        .visitor()
        .post("/api/admin/sign-in-links")
        .bearer_auth(ROOT_SECRET)
        .json(&body);
    let made = Answer::of(made).await?;
    ensure!(made.status == 201, "{}", made.body);
    let made = made.json();
    let path = made.get("path").and_then(Value::as_str);
    let path = path.context("no link")?.to_owned();
    Ok((path, email))
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

        // The visitor reads it and replies. Both appear without a reload.
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

        // A reload keeps the open conversation.
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
        browser.see("#email").await?;
        browser.reload().await?;
        browser.see("#email").await?;
        let status = browser
            .script("return fetch('/api/v1/conversations').then((answer) => answer.status)")
            .await?;
        ensure!(status == 401, "{status}");
        Ok(())
    })
    .await
}

/// The inbox shows what the page says about its visitor, and the visitor sees what an operator has read.
async fn check_visitor_card(name: &'static str, screen: Screen) -> Result<()> {
    let is_phone = matches!(screen, Screen::Phone);
    browse(name, screen, async |world, browser| {
        world.with_knowledge().await?;
        let page = world.pages.on_the_same_site("plain");
        widget::open(browser, &page).await?;
        browser.leave_widget().await?;
        browser
            .script("porchlight('setAttributes', { plan: 'Gold', seats: 5 })")
            .await?;
        browser.enter_widget().await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        widget::ask_for_person(browser).await?;
        let id = widget::conversation(browser).await?;
        let visitor = browser.second_tab("about:blank").await?;
        sign_in(world, browser).await?;
        browser.click(&format!("{ROW}[href='#{id}']")).await?;
        browser.click(".pc-visitor summary").await?;
        let facts = browser.read(".pc-visitor", "Gold").await?;
        ensure!(facts.contains("seats"), "{facts}");
        browser.screenshot(name).await?;
        if is_phone {
            // The open card leaves too little room for the conversation.
            return Ok(());
        }
        browser.switch_to(visitor).await?;
        browser.enter_widget().await?;
        browser.read(".pl-read", "Read").await?;
        browser.screenshot(&format!("{name}-seen")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_person_sees_who_asks_and_the_visitor_that_they_were_read() -> Result<()> {
    check_visitor_card("card", Screen::Desktop).await
}

#[tokio::test]
async fn a_person_sees_who_asks_in_the_dark() -> Result<()> {
    check_visitor_card("card-dark", Screen::Dark).await
}

#[tokio::test]
async fn a_person_sees_who_asks_on_a_phone() -> Result<()> {
    check_visitor_card("card-phone", Screen::Phone).await
}

#[tokio::test]
async fn a_link_that_opens_nothing_is_refused_in_words() -> Result<()> {
    browse("console-refused", Screen::Phone, async |world, browser| {
        browser
            .visit(&format!("{}/console#link=nonsense", world.stack.origin))
            .await?;
        browser.read(PROBLEM, "does not work").await?;
        let address = browser.script("return location.href").await?;
        ensure!(!address.to_string().contains("nonsense"), "{address}");
        // Requesting a link gets the same response for any address.
        browser.type_into("#email", "nobody@shop.example").await?;
        browser.click(".pc-sign-in__go").await?;
        browser
            .read(".pc-sign-in__title", "Check your mail")
            .await?;
        browser.check_policy().await
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
