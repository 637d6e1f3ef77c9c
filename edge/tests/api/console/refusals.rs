//! Everything that the inbox's cookie must not open, and who gets none.

use porchlight_edge::{
    api::credential::KeyedSurface,
    domain::credentials::{
        api_key::KeyKind,
        console_token::{self, CONSOLE_SECONDS, ConsoleClaims},
        scope::Scope,
    },
    jobs::sweep::sweep,
    router::{Before, GROUPS},
};
use porchlight_shared::ids::{ConsoleSessionId, KeyId};
use serde_json::{Value, json};

use super::{HOST, Inbox, OWN, recorded, sign_in};
use crate::{
    operators::Desk,
    support::{App, NOW, ROOT, owner::rival, run},
};

#[test]
fn only_a_live_key_of_one_project_that_may_answer_signs_in() {
    run(async {
        let app = App::new().await;
        let both = [Scope::ReadConversations, Scope::WriteConversations];
        for (key, status, code) in [
            (String::new(), 401, "key_invalid"),
            ("sk_live_nonsense".to_owned(), 401, "key_invalid"),
            (
                app.key(KeyKind::Test, &both).await,
                403,
                "live_key_required",
            ),
            (
                app.key(KeyKind::Publishable, &[]).await,
                403,
                "live_key_required",
            ),
            (
                app.new_key("live", None, &[]).await,
                403,
                "project_key_required",
            ),
            (
                app.key(KeyKind::Live, &[Scope::ReadConversations]).await,
                403,
                "scope_missing",
            ),
            (
                app.key(KeyKind::Live, &[Scope::WriteConversations]).await,
                403,
                "scope_missing",
            ),
        ] {
            let answer = sign_in(&app, &key).await;
            answer.check_error(status, code);
            assert_eq!(answer.header("set-cookie"), None, "{key}");
        }
        let enough = app.key(KeyKind::Live, &both).await;
        app.set_plan("starter").await;
        sign_in(&app, &enough)
            .await
            .check_error(403, "plan_required");
        app.set_plan("growth").await;
        assert_eq!(sign_in(&app, &enough).await.status, 200);
        assert_eq!(recorded(&app).await, ["console.signed_in"]);
    });
}

#[test]
fn nobody_signs_in_where_there_is_no_root_secret() {
    run(async {
        let mut app = App::new().await;
        let token = console_token::issue(
            b"",
            &ConsoleClaims {
                key_id: KeyId::new(NOW, [8; 10]),
                session_id: ConsoleSessionId::new(NOW, [1; 10]),
                ends_at: NOW / 1_000 + CONSOLE_SECONDS,
            },
        );
        app.configure(|config| porchlight_edge::config::Config {
            root_secret: None,
            ..config
        });
        sign_in(&app, &app.key)
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
        let claims = |key, ends_at| ConsoleClaims {
            key_id: KeyId::new(NOW, key),
            session_id: ConsoleSessionId::new(NOW, [1; 10]),
            ends_at,
        };
        let later = NOW / 1_000 + CONSOLE_SECONDS;
        let ours = console_token::issue(ROOT.as_bytes(), &claims([8; 10], later));
        assert_eq!(Inbox::with_token(&app, &ours).get(path).await.status, 200);
        for token in [
            String::new(),
            "nonsense".to_owned(),
            app.key.clone(),
            // Signed with another secret, of another key with the same signature, of a key that never was, and over.
            console_token::issue(
                b"another root secret, also long enough",
                &claims([8; 10], later),
            ),
            ours.replacen('8', "9", 1),
            console_token::issue(ROOT.as_bytes(), &claims([77; 10], later)),
            console_token::issue(ROOT.as_bytes(), &claims([8; 10], NOW / 1_000)),
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
            Inbox::of(&app, &app.key).await,
            Inbox::of(&app, &app.key).await,
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
        // Signing out again, with a copy, is no session's end and no entry in the record.
        copy.call("DELETE", "/console/session", Value::Null).await;
        let kept = "SELECT count(*) AS n FROM ended_console_sessions";
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
fn a_session_ends_by_itself_and_with_its_key() {
    run(async {
        let app = App::new().await;
        let scopes = ["conversations:read", "conversations:write"];
        let made = |name: &'static str, expires: Value| {
            let body =
                json!({ "kind": "live", "name": name, "scopes": scopes, "expiresAt": expires });
            app.call("POST", "/api/v1/keys", &app.key, body)
        };
        let revoked = made("revoked", Value::Null).await.json();
        let expiring = made("expiring", json!("2026-09-21T15:00:00Z")).await.json();
        let path = "/api/v1/conversations";
        let lasting = Inbox::of(&app, &app.key).await;
        let first = Inbox::of(&app, revoked["key"].as_str().unwrap()).await;
        let second = Inbox::of(&app, expiring["key"].as_str().unwrap()).await;
        for inbox in [&lasting, &first, &second] {
            assert_eq!(inbox.get(path).await.status, 200);
        }
        let key = format!("/api/v1/keys/{}", revoked["id"].as_str().unwrap());
        app.call("DELETE", &key, &app.key, Value::Null).await;
        app.native.clock.advance(60 * 60 * 1_000);
        for inbox in [&first, &second] {
            inbox
                .get(path)
                .await
                .check_error(401, "console_session_ended");
        }
        assert_eq!(lasting.get(path).await.status, 200);
        app.native.clock.advance(11 * 60 * 60 * 1_000);
        lasting
            .get(path)
            .await
            .check_error(401, "console_session_ended");
    });
}

#[test]
fn a_session_does_only_what_its_key_may() {
    run(async {
        let app = App::new().await;
        let both = [Scope::ReadConversations, Scope::WriteConversations];
        let inbox = Inbox::of(&app, &app.key(KeyKind::Live, &both).await).await;
        for (method, path) in [
            ("GET", "/api/v1/keys"),
            ("GET", "/api/v1/config"),
            ("POST", "/api/v1/chat"),
            ("DELETE", "/api/v1/sources"),
        ] {
            let body = if method == "POST" {
                json!({})
            } else {
                Value::Null
            };
            inbox
                .call(method, path, body)
                .await
                .check_error(403, "scope_missing");
        }
        // Nor is it a key on the other surfaces.
        let whole = Inbox::of(&app, &app.key).await;
        for path in [
            "/v1/chatbots".to_owned(),
            format!("/api/public/v1/agents/{}/chats", app.project_id),
        ] {
            assert_eq!(whole.get(&path).await.status, 401, "{path}");
        }
    });
}

#[test]
fn no_other_site_acts_with_the_cookie() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::of(&desk.app, &desk.app.key).await;
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
            let body = json!({ "key": desk.app.key });
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
        // A key in the header is no cookie: no browser adds it by itself.
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
        let inbox = Inbox::of(&desk.app, &rival()).await;
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
        // As if it did not exist: the same words as for one that does not.
        let path = format!("/api/v1/conversations/{}", desk.id);
        let missing = "/api/v1/conversations/0190aaaa-0000-7000-8000-000000000009";
        assert_eq!(inbox.get(&path).await.body, inbox.get(missing).await.body);
    });
}

#[test]
fn keys_are_not_tried_out_by_the_hundred() {
    run(async {
        let app = App::new().await;
        app.native.gates.limit_as_deployed();
        for _ in 0..10 {
            sign_in(&app, "sk_live_nonsense")
                .await
                .check_error(401, "key_invalid");
        }
        sign_in(&app, &app.key)
            .await
            .check_error(429, "rate_limited");
    });
}
