//! Everything that the inbox's cookie must not open, and who gets no cookie.

use porchlight_edge::{
    api::credential::KeyedSurface,
    domain::credentials::{
        console_token::{self, CONSOLE_SECONDS, ConsoleClaims},
        derived_secret, signed_text,
    },
    jobs::sweep::sweep,
    router::{Before, GROUPS},
};
use porchlight_shared::ids::ConsoleSessionId;
use serde_json::{Value, json};

use super::{HOST, Inbox, OWN, invitation, recorded, sign_in};
use crate::{
    operators::Desk,
    support::{App, NOW, ROOT, owner::rival, run},
};

#[test]
fn a_key_signs_nobody_in() {
    run(async {
        let app = App::new().await;
        let headers = [("host", HOST), ("origin", OWN)];
        for body in [
            json!({ "key": app.key }),
            json!({ "link": app.key }),
            json!({ "link": "" }),
            json!({}),
        ] {
            let answer = app
                .request("POST", "/console/session", &headers, body)
                .await;
            answer.check_error(401, "sign_in_link_invalid");
            assert_eq!(answer.header("set-cookie"), None);
        }
    });
}

#[test]
fn nobody_signs_in_where_there_is_no_root_secret() {
    run(async {
        let mut app = App::new().await;
        let token = console_token::issue(
            b"",
            &ConsoleClaims {
                session_id: ConsoleSessionId::new(NOW, [1; 10]),
                ends_at: NOW / 1_000 + CONSOLE_SECONDS,
            },
        );
        app.configure(|config| porchlight_edge::config::Config {
            root_secret: None,
            ..config
        });
        sign_in(&app, "link")
            .await
            .check_error(503, "root_secret_missing");
        let inbox = Inbox::with_token(&app, &token);
        inbox
            .get("/api/v1/conversations")
            .await
            .check_error(503, "root_secret_missing");
    });
}

#[test]
fn a_cookie_that_is_none_of_ours_opens_nothing() {
    run(async {
        let app = App::new().await;
        let without = [("host", HOST), ("sec-fetch-site", "same-origin")];
        let path = "/api/v1/conversations";
        app.request("GET", path, &without, Value::Null)
            .await
            .check_error(401, "key_missing");
        app.request("GET", "/console/session", &without, Value::Null)
            .await
            .check_error(401, "console_session_ended");
        let claims = |id, ends_at| ConsoleClaims {
            session_id: ConsoleSessionId::new(NOW, id),
            ends_at,
        };
        let later = NOW / 1_000 + CONSOLE_SECONDS;
        let inbox = Inbox::of(&app, "operator").await;
        assert_eq!(inbox.get(path).await.status, 200);
        let (_, ours) = inbox.cookie.split_once('=').unwrap();
        let (signed, signature) = ours.rsplit_once('.').unwrap();
        let (id, _) = signed.split_once('.').unwrap();
        let session = ConsoleClaims {
            session_id: id.parse().unwrap(),
            ends_at: later,
        };
        for token in [
            String::new(),
            "nonsense".to_owned(),
            app.key.clone(),
            // Signed with another secret; another session with the same signature; a session that never existed; the
            // earlier form of a key's session; expired.
            console_token::issue(b"another root secret, also long enough", &session),
            format!("{}.{later}.{signature}", id.replace('1', "2")),
            console_token::issue(ROOT.as_bytes(), &claims([77; 10], later)),
            signed_text::sign(
                &derived_secret::console(ROOT.as_bytes()),
                &format!("{id}.{id}.{later}"),
            ),
            console_token::issue(
                ROOT.as_bytes(),
                &ConsoleClaims {
                    ends_at: NOW / 1_000,
                    ..session
                },
            ),
        ] {
            let inbox = Inbox::with_token(&app, &token);
            for path in [path, "/console/session"] {
                inbox
                    .get(path)
                    .await
                    .check_error(401, "console_session_ended");
            }
        }
    });
}

#[test]
fn who_signs_out_ends_the_session_for_every_copy_of_the_cookie() {
    run(async {
        let app = App::new().await;
        let (left, other) = (
            Inbox::of(&app, "operator").await,
            Inbox::of(&app, "operator").await,
        );
        let copy = Inbox {
            app: &app,
            cookie: left.cookie.clone(),
        };
        assert_eq!(
            left.call("DELETE", "/console/session", Value::Null)
                .await
                .status,
            204
        );
        let mut paths = vec!["/console/session".to_owned()];
        for (before, group) in GROUPS {
            if before == Before::Key(KeyedSurface::Site) {
                let reading = group.routes.iter().filter(|(method, _)| *method == "get");
                paths.extend(reading.map(|(_, path)| path.replace(['{', '}'], "")));
            }
        }
        assert!(paths.len() > 10, "{paths:?}");
        for path in &paths {
            copy.get(path)
                .await
                .check_error(401, "console_session_ended");
        }
        assert_eq!(other.get("/api/v1/conversations").await.status, 200);
        // Signing out again with a copy ends no session and adds no entry.
        copy.call("DELETE", "/console/session", Value::Null).await;
        let kept = "SELECT count(*) AS n FROM console_sessions";
        assert_eq!(app.count(kept).await, 1);
        assert_eq!(recorded(&app).await.len(), 3);
        app.native.clock.advance(CONSOLE_SECONDS * 1_000);
        sweep(&app.native.platform).await.unwrap();
        assert_eq!(app.count(kept).await, 0);
        copy.get("/api/v1/conversations")
            .await
            .check_error(401, "console_session_ended");
    });
}

#[test]
fn no_other_site_acts_with_the_cookie() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::of(&desk.app, "operator").await;
        let link = invitation(&desk.app, &desk.app.key, "operator").await;
        let resolve = format!("/api/v1/conversations/{}/resolve", desk.id);
        let nobody: [(&str, &str); 0] = [];
        for from in [
            &nobody[..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://chat.example.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", OWN), ("sec-fetch-site", "cross-site")],
            &[
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin"),
            ],
        ] {
            inbox
                .send("POST", &resolve, from, json!({}))
                .await
                .check_error(403, "request_not_ours");
            inbox
                .send("DELETE", "/console/session", from, Value::Null)
                .await
                .check_error(403, "request_not_ours");
            let mut headers = vec![("host", HOST)];
            headers.extend(from);
            let body = json!({ "link": link });
            desk.app
                .request("POST", "/console/session", &headers, body)
                .await
                .check_error(403, "request_not_ours");
        }
        let path = format!("/api/v1/conversations/{}", desk.id);
        for from in [
            [("origin", "https://evil.example")],
            [("sec-fetch-site", "cross-site")],
        ] {
            let read = inbox.send("GET", &path, &from, Value::Null).await;
            read.check_error(403, "request_not_ours");
            assert_eq!(read.header("access-control-allow-credentials"), None);
        }
        let read = inbox.get(&path).await;
        assert_eq!(read.header("access-control-allow-credentials"), None);
        assert_eq!(read.json()["holder"], "bot", "nothing was done");
        // A key in the header is not a cookie: no browser adds it by itself.
        let bearer = format!("Bearer {}", desk.app.key);
        let from = [
            ("authorization", bearer.as_str()),
            ("origin", "https://evil.example"),
        ];
        assert_eq!(
            inbox.send("GET", &path, &from, Value::Null).await.status,
            200
        );
    });
}

#[test]
fn another_owners_conversation_is_not_there() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::invited(&desk.app, &rival(), "owner").await;
        assert_eq!(
            inbox.get("/api/v1/conversations").await.json()["totalDocs"],
            0
        );
        for what in ["", "/events"] {
            let path = format!("/api/v1/conversations/{}{what}", desk.id);
            inbox
                .get(&path)
                .await
                .check_error(404, "conversation_not_found");
        }
        for (what, body) in [
            ("replies", json!({ "text": "Hello." })),
            ("takeover", json!({ "operatorId": "eve" })),
            ("resolve", json!({})),
            ("notes", json!({ "text": "Hello." })),
        ] {
            let path = format!("/api/v1/conversations/{}/{what}", desk.id);
            inbox
                .call("POST", &path, body)
                .await
                .check_error(404, "conversation_not_found");
        }
        // The words are the same as for a conversation that does not exist.
        let path = format!("/api/v1/conversations/{}", desk.id);
        let missing = "/api/v1/conversations/0190aaaa-0000-7000-8000-000000000009";
        assert_eq!(inbox.get(&path).await.body, inbox.get(missing).await.body);
    });
}
