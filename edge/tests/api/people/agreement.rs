//! Nobody is signed in to an account that they have neither requested nor confirmed.

use serde_json::{Value, json};

use super::{Browser, OWNER, id_of, invited, mails, owners_link, with_mail};
use crate::support::{App, run};

#[test]
fn a_link_that_somebody_else_sent_signs_nobody_in_by_itself() {
    run(async {
        let app = App::new().await;
        let links = [
            owners_link(&app, OWNER).await,
            invited(&app, "eve@shop.example", "operator").await,
        ];
        for link in links {
            let victim = Browser::new(&app);
            let eve = id_of(&app, "eve@shop.example").await;
            for agreed in [
                Value::Null,
                json!(eve.replace('0', "1")),
                json!("everybody"),
            ] {
                let body = json!({ "link": link, "person": agreed });
                let refused = victim.send("POST", "/console/session", body).await;
                assert!(
                    matches!(refused.status.as_u16(), 400 | 409),
                    "{}",
                    refused.body
                );
                assert_eq!(refused.header("set-cookie"), None);
            }
            let body = json!({ "link": link });
            victim
                .send("POST", "/console/session", body)
                .await
                .check_error(409, "sign_in_not_agreed");
            // Showing the account does not use up the link, however often.
            for _ in 0..2 {
                let account = victim.account(&link).await.json();
                assert_eq!(account["askedHere"], false, "{account}");
                assert_eq!(account["signedIn"], Value::Null);
                assert_eq!(account["company"], "Lantern & Oak");
            }
            assert_eq!(victim.sign_in(&link).await.status, 200);
        }
    });
}

#[test]
fn who_is_signed_in_as_somebody_else_is_told() {
    run(async {
        let app = App::new().await;
        let bob = Browser::of(&app, "operator").await;
        let link = invited(&app, "eve@shop.example", "viewer").await;
        let account = bob.account(&link).await.json();
        assert_eq!(account["person"]["email"], "eve@shop.example", "{account}");
        assert_eq!(account["person"]["role"], "viewer");
        assert_eq!(account["signedIn"]["email"], "operator@shop.example");
        // Showing it changes nothing.
        let session = bob.get("/console/session").await.json();
        assert_eq!(session["person"]["email"], "operator@shop.example");
        let before = bob.copy();
        assert_eq!(bob.sign_in(&link).await.status, 200);
        before
            .get("/console/session")
            .await
            .check_error(401, "console_session_ended");
    });
}

#[test]
fn a_link_that_was_asked_for_here_needs_no_question() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        let browser = Browser::new(&app);
        browser.ask(OWNER).await;
        let link = mails(&app).await.remove(0).1;
        Browser::new(&app)
            .account(&link)
            .await
            .check_error(403, "link_of_another_browser");
        let account = browser.account(&link).await.json();
        assert_eq!(account["askedHere"], true, "{account}");
        let body = json!({ "link": link });
        let session = browser.send("POST", "/console/session", body).await;
        assert_eq!(session.status, 200, "{}", session.body);
        browser.account(&link).await.check_error(401, "link_used");
    });
}

#[test]
fn no_other_site_asks_or_signs_in() {
    run(async {
        let app = with_mail().await;
        let made = owners_link(&app, OWNER).await;
        for (path, body) in [
            ("/console/sign-in-links", json!({ "email": OWNER })),
            ("/console/session", json!({ "link": made })),
            ("/console/sign-in-links/account", json!({ "link": made })),
        ] {
            let from = [("host", "chat.example"), ("origin", "https://evil.example")];
            app.request("POST", path, &from, body)
                .await
                .check_error(403, "request_not_ours");
        }
        assert_eq!(Browser::new(&app).sign_in(&made).await.status, 200);
    });
}
