//! A page with a publishable key reaches what it began itself, and nothing by name.

use porchlight_edge::platform::Statement;
use serde_json::{Value, json};

use crate::support::{Answer, App, QUESTION, SESSION, SHOP, chat_body, run, with};

/// A page of the shop, with its key.
struct Page<'a> {
    app: &'a App,
    key: String,
}

/// Where a page sends its session token.
#[derive(Clone, Copy, Debug)]
enum Place {
    Header,
    Body,
    Bearer,
}

impl<'a> Page<'a> {
    async fn new(app: &'a App) -> Self {
        let key = app.new_key("publishable", Some(app.project_id), &[]).await;
        Self { app, key }
    }

    /// Sends `body` with the key in it, and `token` in its place.
    async fn send(&self, path: &str, body: Value, token: Option<(Place, &str)>) -> Answer {
        let mut body = with(body, "apiKey", self.key.as_str());
        let mut headers = vec![("origin", SHOP), ("content-type", "application/json")];
        let bearer = token.map(|(_, token)| format!("Bearer {token}"));
        match (token, &bearer) {
            (Some((Place::Header, token)), _) => headers.push(("x-session-token", token)),
            (Some((Place::Body, token)), _) => body = with(body, "sessionToken", token),
            (Some((Place::Bearer, _)), Some(bearer)) => headers.push(("authorization", bearer)),
            _ => {}
        }
        self.app.request("POST", path, &headers, body).await
    }

    async fn ask(&self, body: Value) -> Answer {
        let answer = self.send("/api/v1/chat", body, None).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    }
}

fn question() -> Value {
    json!({ "question": QUESTION })
}

/// The id of a conversation without the signature.
fn bare(id: &str) -> &str {
    id.split('.').next().unwrap()
}

#[test]
fn a_page_continues_judges_and_hands_over_with_its_token() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        for place in [Place::Header, Place::Body, Place::Bearer] {
            let first = page.ask(question()).await;
            let body = first.json();
            let token = body["sessionToken"].as_str().unwrap();
            assert_eq!(first.header("x-session-token"), Some(token), "{place:?}");
            let signed = body["conversationId"].as_str().unwrap();
            let token = Some((place, token));
            let second = page.send("/api/v1/chat", question(), token).await;
            assert_eq!(second.status, 200, "{place:?}: {}", second.body);
            assert_eq!(second.json()["conversationId"], signed, "{place:?}");
            for id in [signed, bare(signed)] {
                let judged = json!({ "conversationId": id, "helpful": "yes" });
                let answer = page.send("/api/v1/feedback", judged, token).await;
                assert_eq!(answer.status, 200, "{place:?}: {}", answer.body);
                let wish = json!({ "conversationId": id, "customerEmail": "ada@example.com" });
                let answer = page.send("/api/v1/handoff", wish, token).await;
                assert_eq!(answer.status, 200, "{place:?}: {}", answer.body);
            }
        }
    });
}

#[test]
fn a_page_that_keeps_only_what_the_answer_said_judges_and_hands_over_for_a_week() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        let id = page.ask(question()).await.json()["conversationId"].clone();
        let judged = json!({ "conversationId": id, "helpful": "yes" });
        let wish = json!({ "conversationId": id, "customerEmail": "ada@example.com" });
        for (path, body) in [("/api/v1/feedback", &judged), ("/api/v1/handoff", &wish)] {
            let answer = page.send(path, body.clone(), None).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        // The owner's server can use the same signed id.
        let answer = app
            .call("POST", "/api/v1/feedback", &app.key, judged.clone())
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        app.native.clock.advance(7 * 24 * 60 * 60 * 1_000);
        page.send("/api/v1/feedback", judged, None)
            .await
            .check_error(401, "session_expired");
    });
}

#[test]
fn a_page_reaches_nobodys_session_by_its_name() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        app.ask(QUESTION).await;
        for name in ["user-42", SESSION] {
            let named = with(question(), "sessionId", name);
            let owners = app
                .call("POST", "/api/v1/chat", &app.key, named.clone())
                .await;
            let owners = owners.json()["conversationId"].clone();
            for guess in [name, &app.named(name).id().to_string()] {
                let asked = page.ask(with(question(), "sessionId", guess)).await.json();
                let id = bare(asked["conversationId"].as_str().unwrap()).to_owned();
                assert_ne!(owners, id, "{guess}");
            }
        }
        let sql = "SELECT count(*) AS n FROM conversations WHERE message_count > 2";
        assert_eq!(
            app.count(sql).await,
            0,
            "nobody's conversation has a second question"
        );
    });
}

#[test]
fn a_page_reaches_no_conversation_but_its_own() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        let (visitors, visitors_token) = app.ask(QUESTION).await;
        let by_name = with(question(), "sessionId", "user-42");
        let owners = app
            .call("POST", "/api/v1/chat", &app.key, by_name)
            .await
            .json();
        let test_key = app.new_key("test", Some(app.project_id), &[]).await;
        let tests = app
            .call("POST", "/api/v1/chat", &test_key, question())
            .await
            .json();
        let others = page.ask(question()).await.json();
        let own = page.ask(question()).await.json();
        let own_token = own["sessionToken"].as_str().unwrap();
        let signature = own["conversationId"]
            .as_str()
            .unwrap()
            .split_once('.')
            .unwrap()
            .1;
        let foreign = [
            visitors.conversation_id.to_string(),
            owners["conversationId"].as_str().unwrap().to_owned(),
            tests["conversationId"].as_str().unwrap().to_owned(),
            bare(others["conversationId"].as_str().unwrap()).to_owned(),
            "0190aaaa-0000-7000-8000-000000000000".to_owned(),
            "conv_456".to_owned(),
        ];
        for id in &foreign {
            let moved = format!("{id}.{signature}");
            // A minute later, so that the quota does not interfere.
            app.native.clock.advance(60_000);
            for (id, token, status) in [
                (id, None, 401),
                (&moved, None, 401),
                (id, Some((Place::Header, own_token)), 404),
                (&moved, Some((Place::Body, own_token)), 404),
                (id, Some((Place::Header, "nonsense")), 401),
            ] {
                let judged = json!({ "conversationId": id, "helpful": "no" });
                let wish = json!({ "conversationId": id, "customerEmail": "eve@evil.example" });
                for (path, body) in [("/api/v1/feedback", judged), ("/api/v1/handoff", wish)] {
                    let answer = page.send(path, body, token).await;
                    assert_eq!(
                        answer.status, status,
                        "{path} {id} {token:?}: {}",
                        answer.body
                    );
                }
            }
        }
        for sql in [
            "SELECT count(*) AS n FROM conversations WHERE visitor_email IS NOT NULL OR holder <> 'bot'",
            "SELECT count(*) AS n FROM messages WHERE verdict IS NOT NULL",
        ] {
            assert_eq!(app.count(sql).await, 0, "{sql}");
        }
        // A visitor's own token works on this surface, too. One of another project does not.
        let wish = json!({ "conversationId": visitors.conversation_id });
        let token = Some((Place::Header, visitors_token.as_str()));
        assert_eq!(page.send("/api/v1/handoff", wish, token).await.status, 200);
        let elsewhere = app
            .chat(with(chat_body(QUESTION), "projectSlug", "rival"))
            .await;
        let token = elsewhere.header("x-session-token").unwrap();
        page.send("/api/v1/chat", question(), Some((Place::Header, token)))
            .await
            .check_error(401, "session_invalid");
    });
}

#[test]
fn what_a_page_was_given_ends_with_its_session() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        let id = page.ask(question()).await.json()["conversationId"].clone();
        let end = "UPDATE sessions SET revoked_before = ?1";
        let now = app.native.platform.clock.now();
        app.change(Statement::new(end).bind(now + 1)).await;
        let judged = json!({ "conversationId": id, "helpful": "yes" });
        page.send("/api/v1/feedback", judged, None)
            .await
            .check_error(401, "session_expired");
    });
}

#[test]
fn a_page_never_changes_an_address() {
    run(async {
        let app = App::new().await;
        let page = Page::new(&app).await;
        let asked = page.ask(question()).await.json();
        let id = asked["conversationId"].as_str().unwrap();
        let wish = |email: &str| json!({ "conversationId": id, "customerEmail": email });
        let token = asked["sessionToken"].as_str().unwrap();
        for (email, token, status) in [
            ("ada@example.com", None, 200),
            ("ada@example.com", None, 200),
            ("eve@evil.example", None, 409),
            ("eve@evil.example", Some((Place::Header, token)), 409),
            ("", None, 200),
        ] {
            let answer = page.send("/api/v1/handoff", wish(email), token).await;
            assert_eq!(answer.status, status, "{email}: {}", answer.body);
        }
        let sql = "SELECT count(*) AS n FROM conversations WHERE visitor_email = 'ada@example.com'";
        assert_eq!(app.count(sql).await, 1);
        let wish = json!({ "conversationId": bare(id), "customerEmail": "bo@example.com" });
        let answer = app.call("POST", "/api/v1/handoff", &app.key, wish).await;
        assert_eq!(answer.status, 200, "a server may: {}", answer.body);
    });
}
