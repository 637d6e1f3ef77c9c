//! A visitor leaves an address and goes away. The operator's reply arrives by e-mail, and its link leads back to the
//! chat.

use anyhow::{Context, Result, ensure};
use porchlight_tests::{api::Answer, browser::Screen};
use serde_json::json;

use crate::world::{OFF_TOPIC, POST_OFFICE, browse};

#[tokio::test]
async fn a_reply_follows_the_visitor_by_e_mail_and_its_link_leads_back() -> Result<()> {
    browse("reply-email", Screen::Desktop, async |world, browser| {
        let mut visitor = world.visitor();
        let question = visitor.question("post-office", OFF_TOPIC);
        let id = visitor.ask_and_leave(&question).await?;
        let address = format!("visitor-{id}@tests.example");
        let token = visitor.token.clone().context("there is no token")?;
        let handoff = visitor
            .post(&format!("/api/chat/{id}/handoff"))
            .bearer_auth(token)
            .json(&json!({ "email": address }));
        let handoff = Answer::of(handoff).await?;
        ensure!(handoff.status.is_success(), "{}", handoff.body);

        let owner = world.owner(POST_OFFICE);
        let path = format!("/api/v1/conversations/{id}/replies");
        for text in ["It was West Germany.", "Is there anything else?"] {
            let reply = json!({ "text": text, "operatorName": "Ada" });
            let answer = owner.post(&path, &reply).await?;
            ensure!(answer.status.is_success(), "{}", answer.body);
        }
        let mail = world.mail(&address, "West Germany").await?;
        let text = &mail.0;
        ensure!(text.contains("Is there anything else?"), "{text}");
        ensure!(text.contains("Reply-To: owner@tests.example"), "{text}");
        let link = mail.path("/chat/post-office/return/")?;
        browser
            .visit(&format!("{}{link}", world.stack.origin))
            .await?;
        browser.read(".messages", "Is there anything else?").await?;
        browser.type_into("#question", "Thank you, Ada!").await?;
        browser.click(".ask button").await?;
        browser
            .read(".messages .visitor:last-child", "Thank you, Ada!")
            .await?;
        browser.screenshot("return-page").await.map(drop)
    })
    .await
}
