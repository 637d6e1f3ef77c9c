//! The inbox: a cookie instead of a key, the list, and the events that keep it up to date.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::{
    operators::{Desk, frames, names},
    support::{Answer, App, QUESTION, run},
};

mod refusals;

const HOST: &str = "chat.example";
const OWN: &str = "https://chat.example";
const COOKIE: &str = "__Host-porchlight_console";

struct Inbox<'a> {
    app: &'a App,
    cookie: String,
}

impl<'a> Inbox<'a> {
    /// Signs in as a new person with this role.
    async fn of(app: &'a App, role: &str) -> Self {
        Self::invited(app, &app.key, role).await
    }

    /// Does the same in the project of `key`.
    async fn invited(app: &'a App, key: &str, role: &str) -> Self {
        let answer = sign_in(app, &invitation(app, key, role).await).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        Self {
            app,
            cookie: cookie(&answer),
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

    /// Sends a request like the page itself.
    async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let from = [("origin", OWN), ("sec-fetch-site", "same-origin")];
        self.send(method, path, &from, body).await
    }

    /// Sends a request like a page load or an `EventSource`: without Origin.
    async fn get(&self, path: &str) -> Answer {
        let from = [("sec-fetch-site", "same-origin")];
        self.send("GET", path, &from, Value::Null).await
    }
}

/// The cookie of the session that this answer begins.
fn cookie(answer: &Answer) -> String {
    let mut set = answer.headers.get_all("set-cookie").iter();
    let session = set.find_map(|set| {
        let set = set.to_str().unwrap();
        set.starts_with(COOKIE).then_some(set)
    });
    session.unwrap().split(';').next().unwrap().to_owned()
}

/// The link of an invitation to the project of `key`, for a new person.
async fn invitation(app: &App, key: &str, role: &str) -> String {
    static PEOPLE: AtomicU32 = AtomicU32::new(0);
    let number = PEOPLE.fetch_add(1, Ordering::Relaxed);
    let body = json!({ "email": format!("{role}{number}@shop.example"), "role": role });
    let made = app.call("POST", "/api/v1/people", key, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.json();
    let url = made["invitationUrl"].as_str().unwrap();
    url.split_once("#link=").unwrap().1.to_owned()
}

async fn sign_in(app: &App, link: &str) -> Answer {
    let headers = [("host", HOST), ("origin", OWN)];
    let body = json!({ "link": link });
    let account = app
        .request("POST", "/console/sign-in-links/account", &headers, body)
        .await;
    if account.status != 200 {
        return account;
    }
    let body = json!({ "link": link, "person": account.json()["person"]["id"] });
    app.request("POST", "/console/session", &headers, body)
        .await
}

/// The entries about sessions in the record of changes, in order.
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
        let link = invitation(&desk.app, &desk.app.key, "operator").await;
        let answer = sign_in(&desk.app, &link).await;
        assert_eq!(answer.json()["company"], "Lantern & Oak");
        let mut set = answer.headers.get_all("set-cookie").iter();
        let cookie = set.next_back().unwrap().to_str().unwrap();
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
        assert!(!answer.body.contains(&link) && !cookie.contains(&link));

        let inbox = Inbox::of(&desk.app, "operator").await;
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
        let replied = replied.json();
        assert_eq!(replied["holder"], "operator", "{replied}");
        let own = inbox.get("/console/session").await.json()["person"]["id"].clone();
        assert_eq!(
            replied["operatorId"],
            format!("person:{}", own.as_str().unwrap()),
            "nobody answers as somebody else"
        );

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
fn an_operator_answers_and_changes_nothing_else() {
    run(async {
        let app = App::new().await;
        let inbox = Inbox::of(&app, "operator").await;
        for (method, path, body) in [
            (
                "POST",
                "/api/v1/keys",
                json!({ "name": "mine", "kind": "live" }),
            ),
            ("GET", "/api/v1/identity", Value::Null),
            ("GET", "/api/v1/webhooks", Value::Null),
            ("PATCH", "/api/v1/config", json!({ "name": "Eve" })),
        ] {
            let answer = inbox.call(method, path, body).await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.body);
        }
        let list = inbox.get("/api/v1/conversations").await;
        assert_eq!(list.status, 200, "{}", list.body);
    });
}

#[test]
fn who_answers_hears_what_the_visitor_hears() {
    run(async {
        let desk = Desk::new().await;
        let inbox = Inbox::of(&desk.app, "operator").await;
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
        let inbox = Inbox::of(&desk.app, "operator").await;
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
        // Taking over writes no event, so the list shows it only after a minute.
        desk.take_over().await;
        assert_eq!(from(Some(second.clone())).await.0, 304);
        desk.app.native.clock.advance(60_000);
        assert_eq!(from(Some(second)).await.0, 200);
    });
}
