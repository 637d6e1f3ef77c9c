//! HelpYap's API: the widget's configuration, streamed chat, and social proof pushed from a server.

use anyhow::{Result, ensure};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    http::{Http, JSON, Reply, events, with_query},
    world::{MY_STORE, World, world},
};

/// The project of the page's examples.
const PROJECT: &str = "my-store";
/// More than the limit of any gate in these tests.
const FLOOD: usize = 200;

/// Every endpoint on the page.
pub(crate) struct Client {
    pub(crate) http: Http,
}

/// 200 of GET /api/widget/config
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    name: String,
    company: String,
    welcome_message: String,
    quick_replies: Vec<String>,
    theme: Theme,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Theme {
    primary_color: String,
    position: String,
}

impl Client {
    pub(crate) fn new(origin: &str) -> Self {
        Self {
            http: Http::new(origin),
        }
    }

    /// Authenticates with the secret from Project Settings > Social Proof.
    fn with_push_secret(origin: &str, secret: &str) -> Self {
        Self {
            http: Http::new(origin).bearer(secret),
        }
    }

    fn config(&self, query: &[(&str, &str)]) -> Result<Reply<Config>> {
        self.http.get(&with_query("/api/widget/config", query))
    }

    /// The whole stream of an answer.
    pub(crate) fn chat(&self, body: &Value) -> Result<Reply<String>> {
        self.http.post("/api/chat", body)
    }

    fn push(&self, body: &Value) -> Result<Reply<Value>> {
        self.http.post("/api/widget/salespop-push", body)
    }
}

/// The body that asks one question in a new session.
pub(crate) fn question(project: &str, question: &str) -> Value {
    json!({
        "projectSlug": project,
        "sessionId": uuid::Uuid::new_v4(),
        "messages": [{ "role": "user", "content": question }],
    })
}

/// A client for the server of `my-store`.
fn pusher(world: &World) -> Result<Client> {
    let id = MY_STORE.project_id();
    let organization = world
        .stack
        .database
        .value("SELECT organization_id FROM projects WHERE id = ?1", &[&id])?;
    let secret = world.key_of(&organization.unwrap_or_default(), &id, "push", &[])?;
    ensure!(secret.starts_with("sp_"), "a push secret begins with sp_");
    Ok(Client::with_push_secret(world.origin(), &secret))
}

#[test]
fn the_configuration_is_as_it_is_printed() -> Result<()> {
    let client = Client::new(world()?.origin());
    let printed = r##"{
        "name": "Support Bot",
        "company": "Acme Inc",
        "welcomeMessage": "Hi! How can I help you today?",
        "quickReplies": ["Pricing", "How to get started", "Talk to support"],
        "theme": {
            "primaryColor": "#3737f6",
            "position": "bottom-right"
        }
    }"##;
    let config = client.config(&[("project", PROJECT)])?.ok()?;
    ensure!(config == serde_json::from_str(printed)?, "{config:?}");

    client.config(&[])?.refused(400)?;
    client.config(&[("project", "nobody")])?.refused(404)?;
    Ok(())
}

#[test]
fn a_question_is_answered_as_a_stream_with_a_session_token() -> Result<()> {
    let client = Client::new(world()?.origin());
    let printed = r#"{
        "projectSlug": "my-store",
        "sessionId": "550e8400-e29b-41d4-a716-446655440000",
        "messages": [
            { "role": "user", "content": "What is your return policy?" }
        ]
    }"#;
    let reply: Reply<Value> = client
        .http
        .with_body(Method::POST, "/api/chat", JSON, printed)?;
    ensure!(reply.status == 200, "{} {}", reply.status, reply.body);
    let content_type = reply.header("content-type");
    ensure!(
        content_type.starts_with("text/event-stream"),
        "{content_type}"
    );
    let token = reply.header("x-session-token").to_owned();
    ensure!(!token.is_empty(), "{:?}", reply.headers);
    ensure!(!events(&reply.body)?.is_empty(), "{}", reply.body);

    let mut body: Value = serde_json::from_str(printed)?;
    body["messages"] = json!([
        { "role": "user", "content": "What is your return policy?" },
        { "role": "assistant", "content": "I could not find that." },
        { "role": "user", "content": "And how do I get started?" },
    ]);
    body["sessionToken"] = json!(token);
    let reply = client.chat(&body)?;
    ensure!(reply.status == 200, "{} {}", reply.status, reply.body);
    body["sessionToken"] = json!("not a token");
    client.chat(&body)?.refused(401)?;
    Ok(())
}

#[test]
fn a_chat_without_what_it_needs_is_refused() -> Result<()> {
    let client = Client::new(world()?.origin());
    let with = |field: &str, value: Value| {
        let mut body = question(PROJECT, "Hello?");
        body[field] = value;
        body
    };
    for body in [
        json!({}),
        with("projectSlug", Value::Null),
        with("sessionId", Value::Null),
        with("sessionId", json!("not a UUID")),
        with("messages", Value::Null),
        with("messages", json!([])),
        with("messages", json!("Hello?")),
    ] {
        client.chat(&body)?.refused(400)?;
    }
    client.chat(&question("nobody", "Hello?"))?.refused(404)?;

    // The key is limited to the origins that its owner lists, and the list is empty.
    let elsewhere = Client {
        http: Http::new(world()?.origin()).with("origin", "https://elsewhere.example"),
    };
    elsewhere.chat(&question(PROJECT, "Hello?"))?.refused(403)?;
    Ok(())
}

#[test]
fn an_address_that_asks_too_often_is_refused() -> Result<()> {
    // This test's gate has another limit than the page's. That there is a limit, and how it is reported, is as on the
    // page.
    let client = Client {
        http: Http::new(world()?.origin()).always_from_one_address(),
    };
    // Refused for another reason, which costs little. The gate counts it anyway.
    let body = question("nobody", "Hello?");
    let mut passed = 0;
    let refused = loop {
        let reply = client.chat(&body)?;
        if reply.status == 429 {
            break reply;
        }
        passed += 1;
        ensure!(passed < FLOOD, "{passed} requests passed");
    };
    refused.retry_after()?;
    ensure!(passed >= 20, "only {passed} passed");
    Ok(())
}

#[test]
fn social_proof_is_pushed_as_it_is_printed() -> Result<()> {
    let client = pusher(world()?)?;
    let printed = r#"{
    "project": "my-store",
    "type": "signed_up",
    "name": "Sarah K.",
    "location": "Austin, TX",
    "product": "Pro Plan"
  }"#;
    client
        .http
        .with_body::<Value>(Method::POST, "/api/widget/salespop-push", JSON, printed)?
        .success()?;
    for body in [
        json!({ "project": PROJECT, "type": "purchased" }),
        json!({ "project": PROJECT, "type": "subscribed", "name": "Ada L." }),
        json!({ "project": PROJECT, "type": "added_to_cart", "product": "Lantern" }),
        json!({ "project": PROJECT, "type": "custom", "message": "Ten lanterns are left" }),
    ] {
        client.push(&body)?.success()?;
    }
    Ok(())
}

#[test]
fn a_push_that_is_wrong_or_not_allowed_is_refused() -> Result<()> {
    let world = world()?;
    let client = pusher(world)?;
    let body = json!({ "project": PROJECT, "type": "signed_up" });
    for wrong in [
        json!({}),
        json!({ "project": PROJECT }),
        json!({ "type": "signed_up" }),
        json!({ "project": PROJECT, "type": "rented" }),
        json!({ "project": PROJECT, "type": "signed_up", "name": 7 }),
    ] {
        client.push(&wrong)?.refused(400)?;
    }

    // The page's example of an error.
    let stranger = Client::with_push_secret(world.origin(), "sp_your_push_secret");
    let error = stranger.push(&body)?.refused(401)?;
    ensure!(error["error"] == "Invalid push secret", "{error}");
    Client::new(world.origin()).push(&body)?.refused(401)?;

    // Valid, but for another project.
    let other = world.tenant("scale")?;
    let secret = world.key(&other, "push", &[])?;
    let neighbour = Client::with_push_secret(world.origin(), &secret);
    neighbour.push(&body)?.refused(403)?;
    Ok(())
}
