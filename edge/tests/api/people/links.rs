//! Links with which people sign in, and attempts to get in with them.

use futures::future::join;
use porchlight_edge::{
    config::Config,
    domain::credentials::sign_in_link::{INVITATION_SECONDS, LINK_SECONDS, written},
    jobs::{self, sweep::sweep},
    services::sign_in::{PER_ADDRESS, PER_EMAIL, PER_MAILBOX, PER_PROJECT},
};
use serde_json::{Value, json};

use super::{Browser, OWNER, id_of, invited, mails, owners_link, with_mail};
use crate::support::{App, ROOT, run};

const HOUR_MS: u64 = 60 * 60 * 1_000;

#[test]
fn a_person_signs_in_with_a_link_from_their_mail() {
    run(async {
        let app = with_mail().await;
        let first = Browser::new(&app)
            .sign_in(&owners_link(&app, OWNER).await)
            .await;
        assert_eq!(first.json()["person"]["role"], "owner", "{}", first.body);
        let browser = Browser::new(&app);
        // The address is typed in other letters than it was invited with.
        assert_eq!(browser.ask(" OWNER@shop.example ").await.status, 202);
        let mails = mails(&app).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].0, OWNER);
        let session = browser.sign_in(&mails[0].1).await;
        assert_eq!(session.status, 200, "{}", session.body);
        assert_eq!(session.json()["person"]["email"], OWNER);
        assert_eq!(session.json()["project"], "shop");
        assert_eq!(browser.get("/api/v1/conversations").await.status, 200);
        assert_eq!(browser.get("/api/v1/keys").await.status, 200);
        let stored = "SELECT count(*) AS n FROM sign_in_links WHERE length(hash) <> 64";
        assert_eq!(app.count(stored).await, 0);
    });
}

#[test]
fn nobody_learns_who_exists() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        let asked = async |email: &str| {
            let answer = Browser::new(&app).ask(email).await;
            let jobs = app.native.jobs.take().into_iter().count();
            let mut headers: Vec<String> = (answer.headers.iter())
                .filter(|(name, _)| *name != "x-request-id")
                .map(|(name, value)| {
                    let value = value.to_str().unwrap();
                    // The nonce differs each time.
                    let shown = if name == "set-cookie" {
                        value.split(';').skip(1).collect()
                    } else {
                        value.to_owned()
                    };
                    format!("{name}: {shown}")
                })
                .collect();
            headers.sort();
            (answer.status, headers, answer.body, jobs)
        };
        let known = asked(OWNER).await;
        let unknown = asked("nobody@shop.example").await;
        assert_eq!(known, unknown);
        assert_eq!(known.0, 202);
        assert_eq!(known.3, 1, "the same work is done for everybody");
    });
}

#[test]
fn a_link_for_nobody_is_sent_to_nobody() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        Browser::new(&app).ask("nobody@shop.example").await;
        assert_eq!(mails(&app).await, []);
        for wrong in ["", "nobody", "a@b@c"] {
            Browser::new(&app)
                .ask(wrong)
                .await
                .check_error(400, "email_invalid");
        }
    });
}

#[test]
fn a_job_that_runs_twice_sends_the_same_link() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        let browser = Browser::new(&app);
        browser.ask(OWNER).await;
        let job = app.native.jobs.take().unwrap();
        for _ in 0..2 {
            jobs::run(&app.native.platform, job.clone()).await.unwrap();
        }
        let mails = mails(&app).await;
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0], mails[1]);
        assert_eq!(browser.sign_in(&mails[0].1).await.status, 200);
        let later = Browser::new(&app);
        later.ask(OWNER).await;
        app.native.clock.advance(LINK_SECONDS * 1_000);
        assert_eq!(super::mails(&app).await.len(), 2, "too late to be sent");
    });
}

#[test]
fn a_link_works_once() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        let browser = Browser::new(&app);
        browser.ask(OWNER).await;
        let link = mails(&app).await.remove(0).1;
        assert_eq!(browser.sign_in(&link).await.status, 200);
        // Signing in has removed the nonce, but a used link is reported as such before the nonce is checked.
        browser.sign_in(&link).await.check_error(401, "link_used");
        let made = owners_link(&app, OWNER).await;
        let (one, other) = (Browser::new(&app), Browser::new(&app));
        let (one, other) = join(one.sign_in(&made), other.sign_in(&made)).await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "{} {}", one.body, other.body);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM console_sessions")
                .await,
            2
        );
    });
}

#[test]
fn a_link_belongs_to_the_browser_that_asked() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        let browser = Browser::new(&app);
        browser.ask(OWNER).await;
        let first = mails(&app).await.remove(0).1;
        let thief = Browser::new(&app);
        thief
            .sign_in(&first)
            .await
            .check_error(403, "link_of_another_browser");
        // With a nonce of its own, too.
        thief.ask("nobody@shop.example").await;
        thief
            .sign_in(&first)
            .await
            .check_error(403, "link_of_another_browser");
        // This does not use it up, and a second link does not end the first.
        browser.ask(OWNER).await;
        let second = mails(&app).await.remove(0).1;
        assert_eq!(browser.sign_in(&first).await.status, 200);
        // The nonce was removed with the first one.
        browser
            .sign_in(&second)
            .await
            .check_error(403, "link_of_another_browser");
    });
}

#[test]
fn a_link_of_the_deployment_and_an_invitation_open_in_any_browser_and_end() {
    run(async {
        let app = with_mail().await;
        let made = owners_link(&app, OWNER).await;
        let invitation = invited(&app, "op@shop.example", "operator").await;
        app.native.clock.advance(LINK_SECONDS * 1_000 - 1);
        let browser = Browser::new(&app);
        assert_eq!(browser.sign_in(&made).await.status, 200);
        let late = owners_link(&app, OWNER).await;
        app.native.clock.advance(LINK_SECONDS * 1_000);
        browser
            .sign_in(&late)
            .await
            .check_error(401, "link_expired");
        let again = invited(&app, "late@shop.example", "operator").await;
        app.native
            .clock
            .advance((INVITATION_SECONDS - 2 * LINK_SECONDS) * 1_000 - 1);
        assert_eq!(Browser::new(&app).sign_in(&invitation).await.status, 200);
        app.native.clock.advance(INVITATION_SECONDS * 1_000);
        Browser::new(&app)
            .sign_in(&again)
            .await
            .check_error(401, "link_expired");
        app.native.clock.advance(24 * HOUR_MS);
        sweep(&app.native.platform).await.unwrap();
        assert_eq!(
            app.count("SELECT count(*) AS n FROM sign_in_links").await,
            0
        );
    });
}

#[test]
fn what_is_guessed_opens_nothing() {
    run(async {
        let app = with_mail().await;
        let made = owners_link(&app, OWNER).await;
        let browser = Browser::new(&app);
        let other = written(&[7; 32]);
        let shorter: String = made.chars().skip(1).collect();
        for guess in ["x", &shorter, &format!("{made}A"), &other] {
            let answer = browser.sign_in(guess).await;
            answer.check_error(401, "sign_in_link_invalid");
            assert_eq!(answer.header("set-cookie"), None);
        }
        app.native.gates.limit_as_deployed();
        for _ in 0..10 {
            browser.sign_in(&other).await;
        }
        browser
            .sign_in(&made)
            .await
            .check_error(429, "rate_limited");
        // The root secret's route is not open to others.
        let body = json!({ "project": "shop", "email": OWNER });
        app.call("POST", "/api/admin/sign-in-links", &app.key, body.clone())
            .await
            .check_error(401, "root_secret_invalid");
        let body = json!({ "project": "nowhere", "email": OWNER });
        app.call("POST", "/api/admin/sign-in-links", ROOT, body)
            .await
            .check_error(404, "project_not_found");
    });
}

#[test]
fn links_are_not_asked_for_by_the_hundred() {
    run(async {
        let app = with_mail().await;
        owners_link(&app, OWNER).await;
        // One network requests links for many addresses.
        let browser = Browser::new(&app);
        for number in 0..PER_ADDRESS.limit {
            let email = format!("nobody{number}@shop.example");
            assert_eq!(browser.ask(&email).await.status, 202);
        }
        app.native.clock.advance(1_000);
        let refused = browser.ask("one@shop.example").await;
        refused.check_error(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("3599"));
        // Somebody requests links for one address, whether it exists or not, and does not keep others from doing so.
        for (email, network) in [
            (OWNER, "198.51.100.1"),
            ("none@shop.example", "198.51.100.3"),
        ] {
            let stranger = Browser::at(&app, network);
            for _ in 0..PER_EMAIL.limit {
                assert_eq!(stranger.ask(email).await.status, 202);
            }
            for _ in 0..PER_MAILBOX.limit {
                let refused = stranger.ask(email).await;
                refused.check_error(429, "rate_limited");
                assert_eq!(refused.header("retry-after"), Some("3600"));
            }
            let own = Browser::at(&app, "198.51.100.2");
            assert_eq!(own.ask(email).await.status, 202);
            // Many networks together reach the limit of one mailbox.
            for number in PER_EMAIL.limit + 1..PER_MAILBOX.limit {
                let address = format!("192.0.2.{number}");
                assert_eq!(Browser::at(&app, &address).ask(email).await.status, 202);
            }
            let refused = Browser::at(&app, "192.0.2.99").ask(email).await;
            refused.check_error(429, "rate_limited");
        }
        app.run_jobs().await;
        app.native.clock.advance(HOUR_MS);
        assert_eq!(browser.ask("one@shop.example").await.status, 202);
    });
}

#[test]
fn a_project_gets_no_flood_of_mail_and_nobody_is_told() {
    run(async {
        let app = with_mail().await;
        let people = 15;
        for number in 0..people {
            invited(&app, &format!("p{number}@shop.example"), "viewer").await;
        }
        let made = "SELECT count(*) AS n FROM sign_in_links WHERE person_id IS NULL";
        for number in 0..PER_PROJECT.limit + 5 {
            let address = format!("198.51.{}.{}", number / 250, number % 250);
            let email = format!("p{}@shop.example", number % people);
            assert_eq!(Browser::at(&app, &address).ask(&email).await.status, 202);
            app.run_jobs().await;
        }
        assert_eq!(app.count(made).await, u64::from(PER_PROJECT.limit));
    });
}

#[test]
fn a_removed_persons_links_open_nothing() {
    run(async {
        let app = with_mail().await;
        let invitation = invited(&app, "op@shop.example", "operator").await;
        let browser = Browser::new(&app);
        browser.ask("op@shop.example").await;
        let mailed = mails(&app).await.remove(0).1;
        let path = format!("/api/v1/people/{}", id_of(&app, "op@shop.example").await);
        let removed = app.call("DELETE", &path, &app.key, Value::Null).await;
        assert_eq!(removed.status, 200, "{}", removed.body);
        for link in [&invitation, &mailed] {
            browser
                .sign_in(link)
                .await
                .check_error(401, "sign_in_link_invalid");
        }
        browser.ask("op@shop.example").await;
        let sent = mails(&app).await;
        let to = sent.iter().filter(|(to, _)| to == "op@shop.example");
        assert_eq!(to.count(), 2, "the invitation and the first link");
    });
}

#[test]
fn nobody_asks_where_no_link_can_be_sent() {
    run(async {
        let app = App::new().await;
        for email in [OWNER, "nobody@shop.example"] {
            Browser::new(&app)
                .ask(email)
                .await
                .check_error(503, "mail_missing");
        }
        let mut app = with_mail().await;
        app.configure(|config| Config {
            public_url: None,
            ..config
        });
        Browser::new(&app)
            .ask(OWNER)
            .await
            .check_error(503, "public_url_missing");
        // The deployer needs neither.
        let made = owners_link(&app, OWNER).await;
        assert_eq!(Browser::new(&app).sign_in(&made).await.status, 200);
    });
}

#[test]
fn who_made_a_link_comes_in_no_more_once_its_person_has_or_may_do_more() {
    run(async {
        let app = with_mail().await;
        let ada = "ada@shop.example";
        let known = invited(&app, ada, "operator").await;
        let hers = Browser::new(&app);
        hers.ask(ada).await;
        let link = mails(&app).await.remove(0).1;
        assert_eq!(hers.sign_in(&link).await.status, 200);
        let other = Browser::new(&app);
        other.sign_in(&known).await.check_error(401, "link_used");

        let bob = "bob@shop.example";
        let known = invited(&app, bob, "operator").await;
        let path = format!("/api/v1/people/{}", id_of(&app, bob).await);
        let more = json!({ "role": "owner" });
        let changed = app.call("PATCH", &path, &app.key, more).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        other.sign_in(&known).await.check_error(401, "link_used");
        let anew = invited(&app, bob, "owner").await;
        let session = other.sign_in(&anew).await.json();
        assert_eq!(session["person"]["role"], "owner");
    });
}

#[test]
fn a_key_that_ends_gives_nobody_a_role_that_lasts() {
    run(async {
        let app = App::new().await;
        let body = json!({ "kind": "live", "name": "Till tomorrow", "scopes": ["*"], "expiresAt": "2026-12-31" });
        let key = app.call("POST", "/api/v1/keys", &app.key, body).await;
        let key = key.json()["key"].as_str().unwrap().to_owned();
        let body = json!({ "email": "ada@shop.example", "role": "owner" });
        app.call("POST", "/api/v1/people", &key, body)
            .await
            .check_error(403, "key_ends");
        invited(&app, "ada@shop.example", "viewer").await;
        let path = format!("/api/v1/people/{}", id_of(&app, "ada@shop.example").await);
        app.call("PATCH", &path, &key, json!({ "role": "owner" }))
            .await
            .check_error(403, "key_ends");
    });
}
