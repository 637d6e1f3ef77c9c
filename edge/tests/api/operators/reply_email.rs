//! E-mails with a person's replies for a visitor who has left, with a link back.

use axum::http::StatusCode;
use porchlight_edge::{
    config::{Config, MailConfig, MailWay},
    domain::{
        conversation::follow::Until, credentials::link_token::LINK_SECONDS,
        deliveries::email_message::EmailMessage,
    },
    platform::Statement,
};
use serde_json::{Value, json};

use super::Desk;
use crate::support::{Answer, run};

const URL: &str = "https://chat.example.com";

impl Desk {
    /// A conversation whose visitor has left an e-mail address.
    async fn with_address() -> Self {
        let mut desk = Self::new().await;
        desk.app.configure(|config| Config {
            mail: Some(MailConfig {
                from: "bot@shop.example".into(),
                way: MailWay::Binding,
            }),
            public_url: Some(URL.into()),
            ..config
        });
        desk.set(json!({ "replyEmailSeconds": 60, "company": "Oak & Co" }))
            .await;
        desk.visitor("POST", "/handoff", json!({ "email": "sarah@example.com" }))
            .await;
        desk.app.run_jobs().await;
        desk.app.native.mail.take();
        desk
    }

    async fn reply(&self, text: &str) {
        let body = json!({ "text": text, "operatorName": "Ada" });
        self.operate("replies", body, 200).await;
    }

    /// Lets the wait pass. Returns the e-mails that were sent then.
    async fn mailed(&self) -> Vec<EmailMessage> {
        self.app.native.clock.advance(60_000);
        self.app.run_jobs().await;
        self.app.native.mail.take()
    }

    async fn emails(&self) -> Value {
        let key = &self.app.key;
        let answer = self
            .app
            .call("GET", "/api/v1/emails", key, Value::Null)
            .await;
        answer.json()["emails"].clone()
    }

    /// Sends the form of the link's page.
    async fn write_back(&self, link: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = axum::http::Request::post(link.strip_prefix(URL).unwrap())
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let form = axum::body::Body::from("question=I+am+back");
        self.app.send(request.body(form).unwrap()).await
    }

    async fn open(&self, link: &str) -> Answer {
        self.app.get(link.strip_prefix(URL).unwrap()).await
    }
}

fn link(mail: &EmailMessage) -> &str {
    mail.text
        .split_whitespace()
        .find(|word| word.starts_with(URL))
        .unwrap()
}

#[test]
fn what_is_written_in_a_row_comes_as_one_e_mail_and_never_again() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("Hello Sarah.").await;
        desk.app.native.clock.advance(1_000);
        desk.reply("Your parcel is on its way.").await;
        let mails = desk.mailed().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].to, "sarah@example.com");
        assert_eq!(mails[0].subject, "Oak & Co has replied");
        for text in ["Ada from Oak & Co wrote:", "Hello Sarah.", "on its way"] {
            assert!(mails[0].text.contains(text), "{}", mails[0].text);
        }
        let emails = desk.emails().await;
        assert_eq!(emails.as_array().unwrap().len(), 1, "{emails}");
        let id = emails[0]["id"].as_str().unwrap();
        let again = format!("/api/v1/emails/{id}/redeliver");
        let again = desk
            .app
            .call("POST", &again, &desk.app.key, json!({}))
            .await;
        again.check_error(404, "delivery_not_found");
        assert_eq!(emails[0]["to"], "visitor");
        assert_eq!(emails[0]["conversationId"], desk.id.to_string());
        desk.app.native.clock.advance(1_000);
        desk.reply("It has arrived.").await;
        let mails = desk.mailed().await;
        assert!(mails[0].text.contains("arrived") && !mails[0].text.contains("Hello"));
    });
}

#[test]
fn who_has_read_it_gets_no_e_mail() {
    run(async {
        let desk = Desk::with_address().await;
        // The visitor reads it, and leaves.
        desk.reply("Are you there?").await;
        desk.app.native.clock.advance(1_000);
        desk.visitor("POST", "/read", Value::Null).await;
        assert!(desk.mailed().await.is_empty());
        assert_eq!(desk.emails().await[0]["note"], "The visitor has read it.");
        // The visitor writes, and leaves.
        desk.app.native.clock.advance(1_000);
        desk.reply("I have looked it up.").await;
        desk.app.native.clock.advance(1_000);
        desk.say("Thank you!").await;
        assert!(desk.mailed().await.is_empty());
        assert_eq!(desk.emails().await[0]["note"], "The visitor has read it.");
    });
}

#[test]
fn what_was_not_on_the_screen_goes_by_e_mail_though_what_was_before_it_is_read() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("It is in stock.").await;
        let transcript = desk.transcript().await;
        let seen = transcript["messages"].as_array().unwrap().last().unwrap()["id"].clone();
        desk.app.native.clock.advance(1_000);
        desk.reply("It costs 20 euros.").await;
        desk.app.native.clock.advance(1_000);
        let read = format!("/read?message_id={}", seen.as_str().unwrap());
        desk.visitor("POST", &read, Value::Null).await;
        assert_eq!(desk.transcript().await["unread"], 1);
        let mails = desk.mailed().await;
        assert!(mails[0].text.contains("20 euros") && !mails[0].text.contains("in stock"));
    });
}

#[test]
fn whose_computer_sleeps_or_who_looks_elsewhere_gets_an_e_mail() {
    run(async {
        let desk = Desk::with_address().await;
        let rooms = desk.app.native.platform.rooms.clone();
        let project = desk.app.project_id;
        let stream = rooms
            .follow(project, desk.id, Until::PersonLeaves, Some(0))
            .await;
        desk.reply("Hello?").await;
        // The widget loads it on the next page, with its panel closed.
        assert_eq!(desk.transcript().await["unread"], 1);
        assert_eq!(desk.mailed().await.len(), 1);
        drop(stream);
        // It is still new when the visitor returns.
        assert_eq!(desk.transcript().await["unread"], 1);
        desk.visitor("POST", "/read", Value::Null).await;
        assert_eq!(desk.transcript().await["unread"], 0);
    });
}

#[test]
fn without_an_address_or_a_way_for_mail_nothing_is_planned() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        desk.reply("Hello.").await;
        assert_eq!(desk.emails().await, json!([]));
        let mut desk = Desk::with_address().await;
        desk.app.configure(|config| Config {
            mail: None,
            ..config
        });
        desk.reply("Hello.").await;
        assert_eq!(desk.emails().await, json!([]));
    });
}

#[test]
fn the_link_leads_back_into_the_conversation() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("Hello Sarah.").await;
        let mails = desk.mailed().await;
        let link = link(&mails[0]);
        let page = desk.open(link).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for shown in ["Hello Sarah.", ">Ada<", "Check for new messages"] {
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert_eq!(page.header("set-cookie"), None);
        let sent = desk.write_back(link, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(sent.header("set-cookie"), None);
        let path = link.strip_prefix(URL).unwrap();
        assert_eq!(sent.header("location").unwrap(), format!("{path}#latest"));
        assert_eq!(desk.senders().await.last().unwrap(), "visitor");
        assert_eq!(desk.transcript().await["unread"], 0, "who writes has read");
        let wrong = desk
            .app
            .get(&format!("{}x", link.strip_prefix(URL).unwrap()))
            .await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);
        desk.app.native.clock.advance(LINK_SECONDS * 1_000);
        assert_eq!(desk.open(link).await.status, StatusCode::GONE);
    });
}

#[test]
fn a_link_leaves_the_browsers_session_alone_and_reaches_no_other_conversation() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("Hello Sarah.").await;
        let mails = desk.mailed().await;
        let link = link(&mails[0]);
        let token = link.rsplit('/').next().unwrap();
        // The visitor's own other conversation.
        let other = desk
            .app
            .call("POST", "/api/chat/conversation", &desk.token, json!({}))
            .await
            .json();
        let other = other["conversationSlug"].as_str().unwrap();
        for page in [desk.open(link).await, desk.write_back(link, &[]).await] {
            assert_eq!(page.header("set-cookie"), None, "{}", page.body);
            assert!(!page.body.contains(other));
        }
        let shown = desk.app.get("/chat/shop").await;
        assert!(!shown.body.contains("Hello Sarah."), "{}", shown.body);
        for (method, path) in [
            ("GET", format!("/api/chat/{}", desk.id)),
            ("GET", format!("/api/chat/{other}")),
            ("DELETE", format!("/api/chat/{other}")),
            ("GET", "/api/chat/conversations".into()),
            ("DELETE", "/api/widget/visitor".into()),
        ] {
            let answer = desk.app.call(method, &path, token, Value::Null).await;
            answer.check_error(401, "session_invalid");
        }
        let foreign = [("origin", "https://evil.example")];
        let sent = desk.write_back(link, &foreign).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{}", sent.body);
    });
}

#[test]
fn a_link_opens_neither_an_ended_session_nor_one_that_is_signed_in() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("Hello Sarah.").await;
        let mails = desk.mailed().await;
        let link = link(&mails[0]);
        desk.app
            .change(Statement::new(
                "UPDATE sessions SET email = 'eve@example.com'",
            ))
            .await;
        assert_eq!(desk.open(link).await.status, StatusCode::FORBIDDEN);
        let now = desk.app.native.platform.clock.now();
        let ended = "UPDATE sessions SET email = NULL, revoked_before = ?1";
        desk.app.change(Statement::new(ended).bind(now + 1)).await;
        assert_eq!(desk.open(link).await.status, StatusCode::GONE);
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        desk.app
            .change(Statement::new("UPDATE sessions SET revoked_before = 0"))
            .await;
        desk.app
            .call("DELETE", &path, &desk.app.key, Value::Null)
            .await;
        assert_eq!(desk.open(link).await.status, StatusCode::GONE);
    });
}

#[test]
fn the_e_mail_to_a_signed_in_visitor_leads_to_the_page_they_were_on() {
    run(async {
        let desk = Desk::with_address().await;
        for sql in [
            "UPDATE sessions SET email = 'sarah@example.com'",
            "UPDATE conversations SET page_url = 'https://shop.example/lamps'",
        ] {
            desk.app.change(Statement::new(sql)).await;
        }
        desk.reply("Hello Sarah.").await;
        let mails = desk.mailed().await;
        assert!(
            mails[0]
                .text
                .contains("Continue in the chat: https://shop.example/lamps\n")
        );
        assert!(!mails[0].text.contains("/return/"));
    });
}

#[test]
fn who_leaves_another_address_gets_what_follows_and_no_way_to_what_was_said_before() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("The old address reads this, or nobody.").await;
        desk.app.native.clock.advance(1_000);
        let other = json!({ "email": "eve@evil.example" });
        desk.visitor("POST", "/handoff", other).await;
        desk.app.native.clock.advance(1_000);
        desk.reply("Hello again.").await;
        let mails = desk.mailed().await;
        let mail = mails.iter().find(|mail| mail.to == "eve@evil.example");
        let text = &mail.unwrap().text;
        assert!(text.contains("Hello again."), "{text}");
        assert!(
            !text.contains("/return/") && !text.contains("The old"),
            "{text}"
        );
    });
}

#[test]
fn what_is_erased_is_not_sent() {
    run(async {
        let desk = Desk::with_address().await;
        desk.reply("Hello Sarah.").await;
        desk.visitor("DELETE", "", Value::Null).await;
        assert!(desk.mailed().await.is_empty());
        assert_eq!(desk.emails().await, json!([]));
    });
}
