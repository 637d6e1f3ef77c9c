//! Reply links end with their maker, and makers who may not answer get none.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use porchlight_edge::{
    config::{Config, MailConfig, MailWay},
    domain::credentials::console_token::CONSOLE_SECONDS,
    platform::{Statement, db::fetch_all, native::Native},
    providers::extractive::Extractive,
    store::schema::PROJECT_TABLES,
};
use porchlight_shared::names;
use serde_json::{Value, json};

use super::{Desk, reply_link::path_of};
use crate::support::{Answer, App, NOW, QUESTION, Receiver, SHOP, run};

mod webhook;

const OWNER: &str = "me@shop.example";
/// The headers that the inbox's own page sends.
const PAGE: [(&str, &str); 2] = [
    ("host", "chat.example.com"),
    ("origin", "https://chat.example.com"),
];
/// The scopes that a key needs to answer and to create webhooks.
const SCOPES: [&str; 3] = [
    "conversations:read",
    "conversations:write",
    "webhooks:write",
];

struct Key {
    id: String,
    key: String,
}

/// A project whose owner is notified of handoffs in every way, each with a link of its own.
struct Told {
    desk: Desk,
    receiver: Arc<Receiver>,
    maker: Key,
    webhook: String,
    /// The id of a person in the inbox.
    person: String,
    cookie: String,
}

names! {
    enum Maker {
        Key = "key",
        Session = "session",
        KeyThatPulls = "key that pulls",
        Webhook = "webhook",
        Mailbox = "mailbox",
    }

    enum End {
        SignedOut = "signed out",
        PersonRemoved = "person removed",
        SessionExpired = "session expired",
        Nothing = "nothing",
        OtherKeyRevoked = "other key revoked",
        KeyRevoked = "key revoked",
        KeyExpired = "key expired",
        WebhookRemoved = "webhook removed",
        MailboxChanged = "mailbox changed",
        LinksEnded = "links ended",
    }
}

impl End {
    fn ends(self, maker: Maker) -> bool {
        match self {
            Self::Nothing | Self::OtherKeyRevoked => false,
            Self::KeyRevoked => !matches!(maker, Maker::Mailbox | Maker::Session),
            // So late that all sessions have ended, too.
            Self::KeyExpired => maker != Maker::Mailbox,
            Self::SignedOut | Self::SessionExpired | Self::PersonRemoved => maker == Maker::Session,
            Self::WebhookRemoved => maker == Maker::Webhook,
            Self::MailboxChanged => maker == Maker::Mailbox,
            Self::LinksEnded => true,
        }
    }
}

async fn key(app: &App, scopes: &[&str]) -> Key {
    let body = json!({
        "kind": "live", "name": "maker", "scopes": scopes, "expiresAt": "2026-09-23T00:00:00Z",
    });
    let made = app.call("POST", "/api/v1/keys", &app.key, body).await;
    let text = |name: &str| made.json()[name].as_str().unwrap().to_owned();
    Key {
        id: text("id"),
        key: text("key"),
    }
}

/// The id and the cookie of a new person with this role.
async fn signed_in(app: &App, role: &str) -> (String, String) {
    let body = json!({ "email": "op@shop.example", "role": role });
    let made = app.call("POST", "/api/v1/people", &app.key, body).await;
    let made = made.json();
    let url = made["invitationUrl"].as_str().unwrap();
    let link =
        json!({ "link": url.split_once("#link=").unwrap().1, "person": made["person"]["id"] });
    let signed_in = app.request("POST", "/console/session", &PAGE, link).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.body);
    let mut set = signed_in.headers.get_all("set-cookie").iter();
    let cookie = set.next_back().unwrap().to_str().unwrap();
    (
        made["person"]["id"].as_str().unwrap().to_owned(),
        cookie.split(';').next().unwrap().to_owned(),
    )
}

impl Told {
    async fn new(scopes: &[&str]) -> Self {
        let receiver = Arc::new(Receiver::default());
        let mut native = Native::new(NOW, receiver.clone(), Arc::new(Extractive)).unwrap();
        native.configure(|config| Config {
            mail: Some(MailConfig {
                from: "bot@shop.example".into(),
                way: MailWay::Binding,
            }),
            ..config
        });
        let app = App::in_platform(native).await;
        let (message, token) = app.ask(QUESTION).await;
        let desk = Desk {
            id: message.conversation_id,
            app,
            token,
        };
        desk.set(json!({ "notifyEmail": OWNER })).await;
        let maker = key(&desk.app, scopes).await;
        let may_answer = scopes.contains(&"conversations:write");
        let role = if may_answer { "operator" } else { "viewer" };
        let (person, cookie) = signed_in(&desk.app, role).await;
        // Drops the e-mail with the invitation.
        desk.app.native.mail.take();
        let hook = json!({ "url": format!("{SHOP}/hook"), "events": ["conversation.handoff"] });
        let hook = desk
            .app
            .call("POST", "/api/v1/webhooks", &maker.key, hook)
            .await;
        let webhook = hook.json()["webhook"]["id"].as_str().unwrap().to_owned();
        desk.visitor("POST", "/handoff", json!({})).await;
        desk.app.run_jobs().await;
        Self {
            desk,
            receiver,
            maker,
            webhook,
            person,
            cookie,
        }
    }

    async fn in_the_inbox(&self, method: &str, path: &str) -> Answer {
        let headers = [PAGE[0], PAGE[1], ("cookie", &*self.cookie)];
        let app = &self.desk.app;
        app.request(method, path, &headers, Value::Null).await
    }

    async fn as_owner(&self, method: &str, path: &str, body: Value) {
        let app = &self.desk.app;
        let answer = app.call(method, path, &app.key, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
    }

    /// The address of the link, if there is one.
    async fn link(&self, maker: Maker) -> Option<String> {
        let app = &self.desk.app;
        let url = match maker {
            Maker::Key => {
                let path = format!("/api/v1/conversations/{}/reply-link", self.desk.id);
                let made = app.call("POST", &path, &self.maker.key, Value::Null).await;
                made.json()["replyUrl"].clone()
            }
            Maker::Session => {
                let path = format!("/api/v1/conversations/{}/reply-link", self.desk.id);
                let made = self.in_the_inbox("POST", &path).await;
                made.json()["replyUrl"].clone()
            }
            Maker::KeyThatPulls => {
                let pulled = app.call("GET", "/api/v1/events", &self.maker.key, Value::Null);
                let events = pulled.await.json()["events"].clone();
                let mut handoffs = events.as_array().unwrap().iter();
                let handoff = handoffs.find(|event| event["type"] == "conversation.handoff");
                handoff.unwrap()["data"]["replyUrl"].clone()
            }
            Maker::Webhook => {
                let posts = self.receiver.0.lock().unwrap();
                assert_eq!(posts.len(), 1, "{posts:?}");
                let post: Value = serde_json::from_str(&posts[0]).unwrap();
                post["data"]["replyUrl"].clone()
            }
            Maker::Mailbox => {
                let mails = app.native.mail.take();
                assert_eq!(mails.len(), 1, "{mails:?}");
                let mut words = mails[0].text.split_whitespace();
                words.find(|word| word.contains("/reply/")).into()
            }
        };
        url.as_str().map(str::to_owned)
    }

    async fn do_it(&self, end: End) {
        let (id, key) = (&self.desk.id, &self.maker.id);
        match end {
            End::Nothing => {}
            End::OtherKeyRevoked => {
                let other = self::key(&self.desk.app, &["*"]).await.id;
                let path = format!("/api/v1/keys/{other}");
                self.as_owner("DELETE", &path, Value::Null).await;
            }
            End::KeyRevoked => {
                let path = format!("/api/v1/keys/{key}");
                self.as_owner("DELETE", &path, Value::Null).await;
            }
            End::KeyExpired => self.desk.app.native.clock.advance(2 * 24 * 60 * 60 * 1_000),
            End::SignedOut => {
                let left = self.in_the_inbox("DELETE", "/console/session").await;
                assert_eq!(left.status, 204, "{}", left.body);
            }
            End::PersonRemoved => {
                let path = format!("/api/v1/people/{}", self.person);
                self.as_owner("DELETE", &path, Value::Null).await;
            }
            End::SessionExpired => {
                self.desk.app.native.clock.advance(CONSOLE_SECONDS * 1_000);
            }
            End::WebhookRemoved => {
                let path = format!("/api/v1/webhooks?id={}", self.webhook);
                self.as_owner("DELETE", &path, Value::Null).await;
            }
            End::MailboxChanged => {
                let other = json!({ "notifyEmail": "you@shop.example" });
                self.as_owner("PATCH", "/api/v1/config", other).await;
            }
            End::LinksEnded => {
                let path = format!("/api/v1/conversations/{id}/reply-link");
                self.as_owner("DELETE", &path, Value::Null).await;
            }
        }
    }

    /// The status codes of the link's routes.
    async fn statuses(&self, link: &str) -> [u16; 4] {
        let get = |end: &str| Request::get(format!("{link}{end}")).body(Body::empty());
        let form = Request::post(link)
            .header("origin", "https://chat.example.com")
            .header("host", "chat.example.com")
            .body(Body::from("do=typing"));
        let requests = [get(""), get("/thread"), get("/events"), form];
        let mut statuses = [0; 4];
        for (status, request) in statuses.iter_mut().zip(requests) {
            let answer = self.desk.app.open(request.unwrap()).await;
            *status = answer.status().as_u16();
        }
        statuses
    }
}

#[test]
fn a_link_ends_with_its_maker_and_with_nobody_else() {
    run(async {
        for maker in Maker::ALL {
            for end in End::ALL {
                let told = Told::new(&SCOPES).await;
                let link = told.link(maker).await.unwrap();
                let link = path_of(&link);
                assert_eq!(told.statuses(link).await, [200, 200, 200, 204], "{maker:?}");
                told.do_it(end).await;
                let expected = if end.ends(maker) {
                    [410; 4]
                } else {
                    [200, 200, 200, 204]
                };
                assert_eq!(told.statuses(link).await, expected, "{maker:?}, {end:?}");
            }
        }
    });
}

#[test]
fn a_key_that_may_not_answer_gets_no_link_in_any_way() {
    run(async {
        let told = Told::new(&["webhooks:write", "conversations:read", "config:write"]).await;
        for maker in [
            Maker::Key,
            Maker::Session,
            Maker::KeyThatPulls,
            Maker::Webhook,
        ] {
            assert_eq!(told.link(maker).await, None, "{maker:?}");
        }
        let mine = json!({ "notifyEmail": "mallory@evil.example" });
        let app = &told.desk.app;
        let patch = async |body| {
            app.call("PATCH", "/api/v1/config", &told.maker.key, body)
                .await
        };
        patch(mine).await.check_error(403, "scope_missing");
        let same = patch(json!({ "notifyEmail": OWNER, "botName": "Ada" })).await;
        assert_eq!(same.status, 200, "{}", same.body);
        let log = format!("/api/v1/webhooks/{}/deliveries", told.webhook);
        let app = &told.desk.app;
        let owners = app.call("GET", &log, &app.key, Value::Null).await;
        assert!(
            owners.body.contains("conversation.handoff"),
            "{}",
            owners.body
        );
        assert!(!owners.body.contains("/reply/"), "{}", owners.body);
    });
}

#[test]
fn an_event_whose_links_have_ended_is_told_without_one() {
    run(async {
        let told = Told::new(&SCOPES).await;
        let app = &told.desk.app;
        for (days, is_linked) in [(0, true), (8, false)] {
            app.native.clock.advance(days * 24 * 60 * 60 * 1_000);
            let pulled = app.call("GET", "/api/v1/events", &app.key, Value::Null);
            let body = pulled.await.body;
            assert!(body.contains("conversation.handoff"), "{body}");
            assert_eq!(body.contains("/reply/"), is_linked, "{days} days: {body}");
        }
    });
}

#[test]
fn no_link_is_stored() {
    run(async {
        let told = Told::new(&SCOPES).await;
        for maker in Maker::ALL {
            assert!(told.link(maker).await.is_some(), "{maker:?}");
        }
        for table in PROJECT_TABLES {
            let all: &'static str = format!("SELECT * FROM {table}").leak();
            let rows: Vec<Value> = fetch_all(&told.desk.app.native.db, Statement::new(all))
                .await
                .unwrap();
            let rows = format!("{rows:?}");
            assert!(!rows.contains("/reply/"), "{table}: {rows}");
        }
    });
}

#[test]
fn a_link_never_has_the_host_that_was_asked() {
    run(async {
        let mut told = Told::new(&SCOPES).await;
        let path = format!("/api/v1/conversations/{}/reply-link", told.desk.id);
        let bearer = format!("Bearer {}", told.desk.app.key);
        let headers = [("host", "evil.example"), ("authorization", bearer.as_str())];
        let app = &told.desk.app;
        let made = app.request("POST", &path, &headers, Value::Null).await;
        assert!(!made.body.contains("evil.example"), "{}", made.body);
        told.desk.app.configure(|config| Config {
            public_url: None,
            ..config
        });
        let app = &told.desk.app;
        app.request("POST", &path, &headers, Value::Null)
            .await
            .check_error(503, "public_url_missing");
        let pulled = app
            .request("GET", "/api/v1/events", &headers, Value::Null)
            .await;
        assert!(pulled.body.contains("replyUrl") && !pulled.body.contains("/reply/"));
    });
}
