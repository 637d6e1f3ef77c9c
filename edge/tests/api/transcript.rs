//! `POST /api/chat/{conversation}/transcript` and `GET /api/widget/visitor`.

use porchlight_edge::config::{Config, MailConfig, MailWay};
use serde_json::{Value, json};

use crate::{
    session::{begin, guest, token},
    support::{App, QUESTION, run},
};

const ADA: &str = "ada@example.com";

/// The application, in a deployment that sends e-mail.
pub(crate) async fn with_mail() -> App {
    let mut app = App::new().await;
    app.native.configure(|config| Config {
        mail: Some(MailConfig {
            from: "Porchlight <chat@porch.example>".into(),
            way: MailWay::Binding,
        }),
        ..config
    });
    App::over(app.native, app.project_id, app.key)
}

async fn asked(app: &App, token: &str) -> String {
    let slug = begin(app, token).await;
    let question = json!({ "message": QUESTION, "conversationSlug": slug });
    app.call("POST", "/api/chat", token, question)
        .await
        .message();
    slug
}

async fn send(app: &App, token: &str, slug: &str, email: &str) -> u16 {
    let path = format!("/api/chat/{slug}/transcript");
    let answer = app
        .call("POST", &path, token, json!({ "email": email }))
        .await;
    answer.status.as_u16()
}

#[test]
fn a_visitor_gets_the_conversation_by_email() {
    run(async {
        let app = with_mail().await;
        let token = guest(&app).await;
        let slug = asked(&app, &token).await;
        assert_eq!(send(&app, &token, &slug, " Ada@Example.com ").await, 202);
        let mails = app.native.mail.take();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].to.eq_ignore_ascii_case(ADA), "{}", mails[0].to);
        assert!(mails[0].subject.contains("Lantern & Oak"));
        assert!(mails[0].text.contains(QUESTION) && mails[0].text.contains("30 days"));
        assert!(mails[0].html.contains("Lantern &amp; Oak"));
    });
}

#[test]
fn few_transcripts_are_sent_and_each_refusal_says_when_to_come_back() {
    run(async {
        let app = with_mail().await;
        let token = guest(&app).await;
        let slug = asked(&app, &token).await;
        for to in ["bob@example.com", "eve@example.com", "ben@example.com"] {
            assert_eq!(send(&app, &token, &slug, to).await, 202);
        }
        let path = format!("/api/chat/{slug}/transcript");
        let refused = app
            .call("POST", &path, &token, json!({ "email": ADA }))
            .await;
        refused.check_error(429, "rate_limited");
        let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!(seconds > 60 * 60, "{seconds}");
        assert_eq!(app.native.mail.take().len(), 3);
    });
}

#[test]
fn one_recipient_gets_few_transcripts_from_all_projects_together() {
    run(async {
        let app = with_mail().await;
        for (project, to) in [
            ("shop", ADA),
            ("rival", "ADA@example.com"),
            ("shop", "ada+lamps@example.com"),
        ] {
            let token = token(&app, json!({ "project": project })).await;
            let slug = asked(&app, &token).await;
            assert_eq!(send(&app, &token, &slug, to).await, 202, "{to}");
        }
        let token = token(&app, json!({ "project": "rival" })).await;
        let slug = asked(&app, &token).await;
        let path = format!("/api/chat/{slug}/transcript");
        let refused = app
            .call("POST", &path, &token, json!({ "email": ADA }))
            .await;
        refused.check_error(429, "rate_limited");
        let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!(seconds > 60 * 60, "{seconds}");
        assert_eq!(send(&app, &token, &slug, "bob@example.com").await, 202);
        assert_eq!(app.native.mail.take().len(), 4);
    });
}

#[test]
fn a_transcript_that_is_asked_for_again_is_not_sent_again() {
    run(async {
        let app = with_mail().await;
        let token = guest(&app).await;
        let slug = asked(&app, &token).await;
        for _ in 0..5 {
            assert_eq!(send(&app, &token, &slug, ADA).await, 202);
        }
        assert_eq!(app.native.mail.take().len(), 1);
        let more = json!({ "message": QUESTION, "conversationSlug": slug });
        app.call("POST", "/api/chat", &token, more).await.message();
        assert_eq!(send(&app, &token, &slug, ADA).await, 202);
        assert_eq!(send(&app, &token, &slug, "bob@example.com").await, 202);
        assert_eq!(app.native.mail.take().len(), 2);
    });
}

#[test]
fn a_transcript_is_in_the_visitors_language() {
    run(async {
        let app = with_mail().await;
        let token = guest(&app).await;
        let slug = asked(&app, &token).await;
        let path = format!("/api/chat/{slug}/transcript");
        let body = json!({ "email": ADA, "locale": "de-AT" });
        let answer = app.call("POST", &path, &token, body).await;
        assert_eq!(answer.status.as_u16(), 202, "{}", answer.body);
        let mails = app.native.mail.take();
        assert!(mails[0].html.contains("lang=\"de\""), "{}", mails[0].html);
        assert!(mails[0].text.contains("Jemand hat sich im Chat"));
    });
}

#[test]
fn a_transcript_goes_only_where_it_can() {
    run(async {
        let app = with_mail().await;
        let token = guest(&app).await;
        let empty = begin(&app, &token).await;
        assert_eq!(send(&app, &token, &empty, ADA).await, 409);
        let slug = asked(&app, &token).await;
        for wrong in [
            "",
            "ada",
            "ada@example.com, eve@example.com",
            "a@b\nBcc: c@d",
        ] {
            assert_eq!(send(&app, &token, &slug, wrong).await, 400, "{wrong}");
        }
        let stranger = guest(&app).await;
        assert_eq!(send(&app, &stranger, &slug, ADA).await, 404);
        let without = App::new().await;
        let token = guest(&without).await;
        let slug = asked(&without, &token).await;
        assert_eq!(send(&without, &token, &slug, ADA).await, 409);
        assert_eq!(app.native.mail.take(), []);
    });
}

#[test]
fn a_visitor_gets_what_is_stored_about_them_and_nothing_of_others() {
    run(async {
        let app = App::new().await;
        let token = guest(&app).await;
        let slug = asked(&app, &token).await;
        let note = json!({ "author": "Ben", "text": "Is in a hurry" });
        let path = format!("/api/v1/conversations/{slug}/notes");
        let noted = app.call("POST", &path, &app.key, note).await;
        assert!(noted.status.is_success(), "{}", noted.body);
        let other = guest(&app).await;
        asked(&app, &other).await;
        let answer = app
            .call("GET", "/api/widget/visitor", &token, Value::Null)
            .await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
        let export = answer.json();
        let conversations = export["conversations"].as_array().unwrap();
        assert_eq!(conversations.len(), 1);
        assert_eq!(conversations[0]["id"], slug);
        assert_eq!(conversations[0]["messages"][0]["text"], QUESTION);
        assert!(!answer.body.contains("hurry"), "a note is the owner's");
        let nobody = app
            .call("GET", "/api/widget/visitor", "", Value::Null)
            .await;
        assert_eq!(nobody.status.as_u16(), 401);
    });
}
