//! The inbox's sessions: a cookie in the place of a key, and everything that it must not open.

use porchlight_edge::domain::{
    api_key::KeyKind,
    console_token::{self, CONSOLE_SECONDS, ConsoleClaims},
    scope::Scope,
};
use porchlight_shared::ids::KeyId;
use serde_json::{Value, json};

use crate::{
    operators::{Desk, frames, names},
    support::{Answer, App, NOW, QUESTION, ROOT, owner::rival, run},
};

const HOST: &str = "chat.example";
const OWN: &str = "https://chat.example";
const COOKIE: &str = "__Host-porchlight_console";

/// The inbox's page in a browser.
struct Inbox<'a> {
    app: &'a App,
    cookie: String,
}

impl<'a> Inbox<'a> {
    /// Signed in with `key`.
    async fn of(app: &'a App, key: &str) -> Self {
        let answer = sign_in(app, key).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let cookie = answer.header("set-cookie").unwrap();
        Self {
            app,
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    fn with_token(app: &'a App, token: &str) -> Self {
        Self {
            app,
            cookie: format!("{COOKIE}={token}"),
        }
    }

    async fn send(&self, method: &str, path: &str, from: &[(&str, &str)], body: Value) -> Answer {
        let mut headers = vec![("host", HOST), ("cookie", &self.cookie)];
        headers.extend(from);
        self.app.request(method, path, &headers, body).await
    }

    /// As the page itself sends it.
    async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let from = [("origin", OWN), ("sec-fetch-site", "same-origin")];
        self.send(method, path, &from, body).await
    }

    /// What a page load or an `EventSource` sends: no Origin.
    async fn get(&self, path: &str) -> Answer {
        let from = [("sec-fetch-site", "same-origin")];
        self.send("GET", path, &from, Value::Null).await
    }
}

async fn sign_in(app: &App, key: &str) -> Answer {
    let headers = [("host", HOST), ("origin", OWN)];
    let body = json!({ "key": key });
    app.request("POST", "/console/session", &headers, body)
        .await
}

/// What was written about sessions, in order.
async fn recorded(app: &App) -> Vec<String> {
    let audit = app
        .call("GET", "/api/v1/audit", &app.key, Value::Null)
        .await
        .json();
    let mut actions: Vec<String> = audit["entries"]
        .as_array()
        .unwrap_or_else(|| panic!("{audit}"))
        .iter()
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .filter(|action| action.starts_with("console."))
        .collect();
    actions.reverse();
    actions
}

#[test]
fn a_person_signs_in_answers_and_signs_out() {
    run(async {
        let desk = Desk::new().await;
        let answer = sign_in(&desk.app, &desk.app.key).await;
        assert_eq!(answer.json()["company"], "Lantern & Oak");
        let cookie = answer.header("set-cookie").unwrap();
        for attribute in [
            "Path=/",
            "HttpOnly",
            "Secure",
            "SameSite=Strict",
            "Max-Age=43200",
        ] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(cookie.starts_with(COOKIE) && !cookie.contains("Domain"));
        assert!(!answer.body.contains("sk_live") && !cookie.contains("sk_live"));

        let inbox = Inbox::of(&desk.app, &desk.app.key).await;
        assert_eq!(
            inbox.get("/console/session").await.json()["project"],
            "shop"
        );
        desk.visitor("POST", "/handoff", json!({})).await;
        let list = inbox
            .get("/api/v1/conversations?filter=waiting&sort=active")
            .await;
        assert_eq!(
            list.json()["conversations"][0]["id"],
            desk.id.to_string(),
            "{}",
            list.body
        );
        let path = format!("/api/v1/conversations/{}/replies", desk.id);
        let reply = json!({ "text": "Hello.", "operatorId": "console:ada", "operatorName": "Ada" });
        let replied = inbox.call("POST", &path, reply).await;
        assert_eq!(replied.json()["holder"], "operator", "{}", replied.body);

        desk.app.native.clock.advance(1_000);
        let left = inbox.call("DELETE", "/console/session", Value::Null).await;
        assert_eq!(left.status, 204);
        let cleared = left.header("set-cookie").unwrap();
        assert!(
            cleared.starts_with(&format!("{COOKIE}=;")) && cleared.contains("Max-Age=0"),
            "{cleared}"
        );
        assert_eq!(
            recorded(&desk.app).await,
            [
                "console.signed_in",
                "console.signed_in",
                "console.signed_out"
            ]
        );
    });
}

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

#[test]
fn who_answers_hears_what_the_visitor_hears() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::of(&desk.app, &desk.app.key).await;
        let path = format!("/api/v1/conversations/{}", desk.id);
        let last = inbox.get(&path).await.json()["lastEventId"].clone();
        desk.take_over().await;
        desk.operate("replies", json!({ "text": "Hello." }), 200)
            .await;
        desk.operate("resolve", json!({}), 200).await;
        let heard = inbox.get(&format!("{path}/events?after={last}")).await;
        assert_eq!(heard.header("content-type"), Some("text/event-stream"));
        assert_eq!(names(&frames(&heard)), ["status", "message", "status"]);
        let visitors = desk
            .visitor("GET", &format!("/events?after={last}"), Value::Null)
            .await;
        assert_eq!(frames(&heard), frames(&visitors));
        let later = inbox.get(&path).await.json()["lastEventId"].clone();
        let nothing = inbox.get(&format!("{path}/events?after={later}")).await;
        assert_eq!(frames(&nothing), []);
    });
}

#[test]
fn the_list_is_read_again_only_when_something_was_said() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::of(&desk.app, &desk.app.key).await;
        let path = "/api/v1/conversations?filter=open&sort=active";
        let from = |tag: Option<String>| {
            let inbox = &inbox;
            async move {
                let mut from = vec![("sec-fetch-site", "same-origin")];
                if let Some(tag) = &tag {
                    from.push(("if-none-match", tag));
                }
                let answer = inbox.send("GET", path, &from, Value::Null).await;
                let tag = answer.header("etag").unwrap().to_owned();
                (answer.status.as_u16(), tag)
            }
        };
        let (status, first) = from(None).await;
        assert_eq!(status, 200);
        assert_eq!(from(Some(first.clone())).await, (304, first.clone()));
        desk.say(QUESTION).await;
        let (status, second) = from(Some(first)).await;
        assert_eq!(status, 200);
        // Taking over writes no event, so it is seen within a minute.
        desk.take_over().await;
        assert_eq!(from(Some(second.clone())).await.0, 304);
        desk.app.native.clock.advance(60_000);
        assert_eq!(from(Some(second)).await.0, 200);
    });
}
