//! E-mails to owners about visitors who ask for a person.

use porchlight_edge::{
    config::MailWay,
    domain::deliveries::{email_message::ProviderShape, event::EventKind},
};
use serde_json::json;

use crate::{
    receiver::Reply,
    support::{Project, SECOND},
};

fn provider(project: &Project, shape: ProviderShape) -> MailWay {
    MailWay::Provider {
        shape,
        url: format!("{}/email", project.receiver.origin),
        key: "the key".into(),
    }
}

#[tokio::test]
async fn an_owner_is_told_once_and_answers_go_to_the_visitor() {
    let mut project = Project::new().await;
    project.send_mail(MailWay::Binding).await;
    project.record(EventKind::ConversationEscalated).await;
    project.record(EventKind::LeadCaptured).await;
    project.hand_off().await;
    project.work().await;
    let mails = project.native.mail.take();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].to, "me@shop.example");
    assert_eq!(mails[0].reply_to.as_deref(), Some("sarah@example.com"));
    assert_eq!(
        mails[0].subject,
        "A visitor to Lamps is asking for a person"
    );
    assert!(mails[0].text.contains("Is a person there?"));
    assert_eq!(project.delivery().await.state, "delivered");
}

#[tokio::test]
async fn an_owner_without_an_address_is_not_written_to() {
    let mut project = Project::new().await;
    project.send_mail(MailWay::Binding).await;
    for settings in ["{}", r#"{"notifyEmail":""}"#] {
        let change = porchlight_edge::platform::Statement::new("UPDATE projects SET settings = ?1");
        let changes = vec![change.bind(settings)];
        project.native.db.batch(changes).await.unwrap();
        project.hand_off().await;
        assert_eq!(project.work().await, 0);
    }
    assert_eq!(project.deliveries().await, []);
}

/// Checks that a provider of this shape gets `body` with `header`, and the same again after a failure.
async fn check_provider(
    shape: ProviderShape,
    header: (&str, &str),
    body: impl Fn(&str, &str) -> serde_json::Value,
) {
    let mut project = Project::new().await;
    project.send_mail(provider(&project, shape)).await;
    project.receiver.reply([Reply::status(500)]);
    project.hand_off().await;
    project.work().await;
    let delivery = project.delivery().await;
    assert_eq!(delivery.state, "pending");
    assert!(delivery.last_error.unwrap().contains("500: this is 500"));
    project.work_after(6 * SECOND).await;
    assert_eq!(project.delivery().await.state, "delivered");
    let received = project.receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, received[1].body);
    assert_eq!(received[0].path, "/email");
    assert_eq!(received[0].header(header.0), header.1);
    let sent = received[0].json();
    let part = |name: &str| sent[name].as_str().unwrap().to_owned();
    let (text, html) = match shape {
        ProviderShape::Resend => (part("text"), part("html")),
        ProviderShape::Postmark => (part("TextBody"), part("HtmlBody")),
    };
    assert!(text.contains("Is a person there?") && html.contains("<p>"));
    assert_eq!(sent, body(&text, &html));
}

#[tokio::test]
async fn resend_gets_its_shape() {
    let body = |text: &str, html: &str| {
        json!({
            "from": "bot@shop.example", "to": ["me@shop.example"], "reply_to": "sarah@example.com",
            "subject": "A visitor to Lamps is asking for a person", "text": text, "html": html,
        })
    };
    let header = ("authorization", "Bearer the key");
    check_provider(ProviderShape::Resend, header, body).await;
}

#[tokio::test]
async fn postmark_gets_its_shape() {
    let body = |text: &str, html: &str| {
        json!({
            "From": "bot@shop.example", "To": "me@shop.example", "ReplyTo": "sarah@example.com",
            "Subject": "A visitor to Lamps is asking for a person", "TextBody": text, "HtmlBody": html,
        })
    };
    let header = ("x-postmark-server-token", "the key");
    check_provider(ProviderShape::Postmark, header, body).await;
}

#[tokio::test]
async fn without_a_way_for_mail_the_record_says_so() {
    let project = Project::new().await;
    project
        .sql(r#"UPDATE projects SET settings = '{"notifyEmail":"me@shop.example"}'"#)
        .await;
    project.hand_off().await;
    project.work().await;
    let delivery = project.delivery().await;
    assert_eq!(delivery.state, "dead");
    assert!(delivery.last_error.unwrap().contains("MAIL_FROM"));
}

#[tokio::test]
async fn only_development_shows_mail_that_was_not_sent() {
    let mut project = Project::new().await;
    assert_eq!(project.get("/dev/mail").await.0, 404);
    project.send_mail(MailWay::Binding).await;
    assert_eq!(project.get("/dev/mail").await.0, 404);
    project.send_mail(MailWay::Kept).await;
    project.hand_off().await;
    project.work().await;
    let (status, text) = project.get("/dev/mail").await;
    assert_eq!(status, 200);
    assert!(text.starts_with("1 e-mails"), "{text}");
    for part in [
        "To: me@shop.example",
        "Is a person there?",
        "<blockquote dir=\"auto\">",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(project.native.mail.take().is_empty());
}

#[tokio::test]
async fn a_dead_e_mail_is_listed_and_sent_again() {
    let mut project = Project::new().await;
    project
        .send_mail(provider(&project, ProviderShape::Resend))
        .await;
    project.sql("UPDATE projects SET settings = '{}'").await;
    project.hand_off().await;
    assert_eq!(
        project.ask("GET", "/api/v1/emails").await.1["emails"],
        json!([])
    );
    project
        .send_mail(provider(&project, ProviderShape::Resend))
        .await;
    project.receiver.reply([Reply::status(500)]);
    project.hand_off().await;
    project
        .sql("UPDATE deliveries SET attempts = 7 WHERE state = 'pending'")
        .await;
    project.sql("UPDATE deliveries SET next_at = 0").await;
    // The job of the first attempt comes too late. The sweep finds the eighth.
    project.work().await;
    project.sweep().await;
    let (status, body) = project.ask("GET", "/api/v1/emails?state=dead").await;
    assert_eq!(status, 200, "{body}");
    let dead = &body["emails"][0];
    assert_eq!(dead["to"], "owner");
    assert_eq!(dead["attempts"], 8);
    assert!(dead["error"].as_str().unwrap().contains("500"), "{dead}");
    let path = format!("/api/v1/emails/{}/redeliver", dead["id"].as_str().unwrap());
    let (status, again) = project.ask("POST", &path).await;
    assert_eq!((status, &again["email"]["state"]), (200, &json!("pending")));
    project.work().await;
    assert_eq!(project.delivery().await.state, "delivered");
    project
        .sql("UPDATE deliveries SET state = 'dead', next_at = NULL")
        .await;
    let (_, all) = project.ask("POST", "/api/v1/emails/redeliver-dead").await;
    assert_eq!(all, json!({ "redelivered": 1 }));
    project.work().await;
    assert_eq!(project.delivery().await.state, "delivered");
    assert_eq!(
        project.ask("POST", "/api/v1/emails/x/redeliver").await.0,
        404
    );
}
