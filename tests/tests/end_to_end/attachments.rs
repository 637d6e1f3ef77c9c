//! A visitor and an operator send each other files, which are stored in an R2 bucket.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::Answer,
    browser::{Browser, Screen},
    deadline::{PATIENCE, until},
};
use serde_json::{Value, json};

use crate::{
    console,
    widget::{self, COMPOSER, SEND},
    world::{self, HELP, browse},
};

/// A PNG of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PDF: &[u8] = b"%PDF-1.7\n%%EOF";

/// The visitor chooses the picture.
async fn choose(browser: &Browser) -> Result<Value> {
    browser
        .script(&format!(
            "const bytes = Uint8Array.from(atob('{PNG}'), (one) => one.charCodeAt(0));
             const chosen = new DataTransfer();
             chosen.items.add(new File([bytes], 'lamp.png', {{ type: 'image/png' }}));
             const chooser = document.querySelector('.pl-composer [type=file]');
             chooser.files = chosen.files;
             chooser.dispatchEvent(new Event('change'));"
        ))
        .await
}

#[tokio::test]
async fn a_visitor_sends_a_picture_and_gets_a_pdf() -> Result<()> {
    browse("attachments", Screen::Desktop, async |world, browser| {
        world.with_knowledge().await?;
        widget::open(browser, &world.pages.on_another_site("plain")).await?;
        widget::ask_and_read(browser, world::QUESTION, world::ANSWER).await?;
        ensure!(browser.count(".pl-attach").await? == 0, "nobody is there");
        let id = widget::conversation_with(browser, "help").await?;
        let token = browser
            .script("return JSON.parse(localStorage['porchlight:help']).token")
            .await?;
        let token = token.as_str().context("no token")?;
        let visitor = world.visitor();
        let handoff = visitor
            .post(&format!("/api/chat/{id}/handoff"))
            .bearer_auth(token)
            .json(&json!({}));
        let handed = Answer::of(handoff).await?;
        ensure!(handed.status == 200, "{}", handed.body);
        let owner = world.owner(HELP);
        let path = format!("/api/v1/conversations/{id}");
        let ada = json!({ "operatorId": "ada", "operatorName": "Ada" });
        owner.post(&format!("{path}/takeover"), &ada).await?;

        browser.see(".pl-attach").await?;
        choose(browser).await?;
        browser.see(".pl-waiting [data-state=ready]").await?;
        browser.screenshot("attachment-waits").await?;
        browser.type_into(COMPOSER, "It is broken.").await?;
        browser.click(SEND).await?;
        browser
            .until(
                "the picture is shown",
                "document.querySelector('.pl-message--visitor .pl-file img')?.naturalWidth === 1",
            )
            .await?;
        browser.miss(".pl-waiting li").await?;

        let mut sent = Value::Null;
        until("the operator has the picture", PATIENCE, async || {
            let thread = owner.get(&path).await?.json();
            let messages = thread.get("messages").and_then(Value::as_array).cloned();
            let last = messages.unwrap_or_default().pop().unwrap_or_default();
            sent = last.pointer("/attachments/0").cloned().unwrap_or_default();
            ensure!(last["text"] == "It is broken.", "{last}");
            Ok(Some(()))
        })
        .await?;
        ensure!(sent["name"] == "lamp.png" && sent["bytes"] == 70, "{sent}");

        let upload = visitor
            .post(&format!("{path}/attachments?name=label.pdf"))
            .bearer_auth(HELP.secret())
            .body(PDF);
        let uploaded = Answer::of(upload).await?;
        ensure!(uploaded.status == 201, "{}", uploaded.body);
        let reply = json!({ "text": "", "attachments": [uploaded.json()["id"]] });
        let replied = owner.post(&format!("{path}/replies"), &reply).await?;
        ensure!(replied.status == 200, "{}", replied.body);
        browser
            .read(".pl-message--person .pl-file button", "label.pdf")
            .await?;
        browser.screenshot("attachments").await?;

        // The operator sees both in the inbox.
        browser.leave_widget().await?;
        console::sign_in(world, browser).await?;
        browser
            .visit(&format!("{}/console#{id}", world.stack.origin))
            .await?;
        browser
            .until(
                "the picture is shown in the inbox",
                "document.querySelector('.pc-file img')?.naturalWidth === 1",
            )
            .await?;
        browser.read("a.pc-file[download]", "label.pdf").await?;
        browser.screenshot("console-attachments").await?;
        Ok(())
    })
    .await
}
