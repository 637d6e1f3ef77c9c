//! Helper's Conversation API: a session by HMAC, then conversations and messages with its token.
//!
//! The page describes the flow but not the bodies. These follow the open-source product that the page is about.

mod package;
mod sessions;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    http::{Http, Reply, events, only_list, text, with_query},
    signature::hex_hmac,
    world::{Tenant, World, world},
};

const EMAIL: &str = "sarah@example.com";

/// Every step of the page's flow.
struct Client {
    http: Http,
}

/// The response that starts a session.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    token: String,
    expires_at: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    conversation_slug: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    message_id: String,
    conversation_slug: String,
}

impl Client {
    fn new(origin: &str) -> Self {
        Self {
            http: Http::new(origin),
        }
    }

    fn with_token(origin: &str, token: &str) -> Self {
        Self {
            http: Http::new(origin).bearer(token),
        }
    }

    fn session(&self, body: &Value) -> Result<Reply<Session>> {
        self.http.post("/api/widget/session", body)
    }

    fn begin(&self, body: &Value) -> Result<Reply<Begun>> {
        self.http.post("/api/chat/conversation", body)
    }

    fn send(&self, slug: &str, content: &str) -> Result<Reply<Sent>> {
        let path = format!("/api/chat/conversation/{slug}/message");
        self.http.post(&path, &json!({ "content": content }))
    }

    fn stream(&self, slug: &str, message: &str) -> Result<Reply<Value>> {
        let body = json!({ "message": message, "conversationSlug": slug });
        self.http.post("/api/chat", &body)
    }

    fn conversations(&self, query: &[(&str, &str)]) -> Result<Reply<Value>> {
        self.http.get(&with_query("/api/chat/conversations", query))
    }

    fn unread(&self) -> Result<Reply<Value>> {
        self.http.get("/api/chat/conversations/unread")
    }

    fn conversation(&self, slug: &str) -> Result<Reply<Value>> {
        self.http.get(&format!("/api/chat/conversation/{slug}"))
    }

    fn mark_read(&self, slug: &str) -> Result<Reply<Value>> {
        let path = format!("/api/chat/conversation/{slug}");
        self.http.patch(&path, &json!({ "markRead": true }))
    }

    fn react(&self, slug: &str, message: &str, body: &Value) -> Result<Reply<Value>> {
        let path = format!("/api/chat/conversation/{slug}/message/{message}");
        self.http.post(&path, body)
    }

    /// Starts a conversation with one answered question, and returns its slug.
    fn converse(&self, question: &str) -> Result<String> {
        let slug = self.begin(&json!({}))?.success()?.conversation_slug;
        let stream = self.stream(&slug, question)?;
        ensure!(stream.status == 200, "{} {}", stream.status, stream.body);
        Ok(slug)
    }

    fn listed(&self, query: &[(&str, &str)]) -> Result<Vec<Value>> {
        let list = self.conversations(query)?.ok()?;
        Ok(only_list(&list)?.clone())
    }
}

/// A project with an identity secret, known to its server.
struct IdentityProject {
    world: &'static World,
    tenant: Tenant,
    secret: String,
}

impl IdentityProject {
    fn new() -> Result<Self> {
        let world = world()?;
        let tenant = world.tenant("scale")?;
        let server = Http::new(world.origin()).bearer(&tenant.project_key);
        let rotated: Reply<Value> = server.post("/api/v1/identity/rotate", &json!({}))?;
        let secret = text(&rotated.success()?, "/secret")?.to_owned();
        Ok(Self {
            world,
            tenant,
            secret,
        })
    }

    /// The project server's signature for a visitor, at a time in milliseconds.
    fn signed(&self, email: &str, timestamp: i64) -> Result<Value> {
        let message = format!("{email}:{timestamp}");
        let hash = hex_hmac(&self.secret, message.as_bytes())?;
        Ok(json!({
            "project": self.tenant.project,
            "email": email,
            "emailHash": hash,
            "timestamp": timestamp,
        }))
    }

    fn session(&self, body: &Value) -> Result<Session> {
        Client::new(self.world.origin()).session(body)?.success()
    }

    fn client(&self, session: &Session) -> Client {
        Client::with_token(self.world.origin(), &session.token)
    }

    fn signed_in(&self, email: &str) -> Result<Client> {
        let now = Timestamp::now().as_millisecond();
        Ok(self.client(&self.session(&self.signed(email, now)?)?))
    }

    fn guest(&self) -> Result<Session> {
        self.session(&json!({ "project": self.tenant.project }))
    }
}

/// Whether a slug or an id occurs somewhere in a response.
fn names(value: &[Value], slug: &str) -> bool {
    value.iter().any(|value| value.to_string().contains(slug))
}

#[test]
fn the_flow_of_the_page_leads_to_an_answer() -> Result<()> {
    let project = IdentityProject::new()?;
    // 1. Create a session.
    let client = project.signed_in(EMAIL)?;
    // 2. Create a conversation.
    let begun = client
        .begin(&json!({ "subject": "My password" }))?
        .success()?;
    let slug = begun.conversation_slug;
    // 3. Exchange messages.
    let sent = client.send(&slug, "I forgot my password.")?.success()?;
    ensure!(sent.conversation_slug == slug, "{sent:?}");
    let stream = client.stream(&slug, "How do I reset it?")?;
    ensure!(stream.status == 200, "{} {}", stream.status, stream.body);
    let content_type = stream.header("content-type");
    ensure!(
        content_type.starts_with("text/event-stream"),
        "{content_type}"
    );
    ensure!(!events(&stream.body)?.is_empty(), "{}", stream.body);

    let conversation = client.conversation(&slug)?.ok()?.to_string();
    for part in [
        &sent.message_id,
        "I forgot my password.",
        "How do I reset it?",
    ] {
        ensure!(conversation.contains(part), "no {part} in {conversation}");
    }
    Ok(())
}

#[test]
fn conversations_are_listed_searched_and_paged() -> Result<()> {
    let project = IdentityProject::new()?;
    let client = project.signed_in(EMAIL)?;
    ensure!(client.listed(&[])?.is_empty());
    let wombats = client.converse("Do wombats like marzipan?")?;
    let football = client.converse("Who won the football championship?")?;
    let all = client.listed(&[])?;
    ensure!(
        all.len() == 2 && names(&all, &wombats) && names(&all, &football),
        "{all:?}"
    );
    let found = client.listed(&[("search", "marzipan")])?;
    ensure!(found.len() == 1 && names(&found, &wombats), "{found:?}");
    ensure!(client.listed(&[("search", "submarine")])?.is_empty());
    let open = client.listed(&[("status", "open")])?;
    ensure!(open.len() == 2, "{open:?}");
    ensure!(client.listed(&[("status", "resolved")])?.is_empty());

    let first = client.conversations(&[("limit", "1")])?.ok()?;
    let cursor = text(&first, "/next_cursor")?;
    let second = client
        .conversations(&[("limit", "1"), ("cursor", cursor)])?
        .ok()?;
    ensure!(second["next_cursor"].is_null(), "{first} and {second}");
    let mut both = only_list(&first)?.clone();
    both.extend(only_list(&second)?.clone());
    ensure!(
        names(&both, &wombats) && names(&both, &football),
        "{both:?}"
    );
    Ok(())
}

#[test]
fn what_is_read_is_no_longer_unread() -> Result<()> {
    let project = IdentityProject::new()?;
    let client = project.signed_in(EMAIL)?;
    let nothing = client.unread()?.ok()?;
    let slug = client.converse("Do wombats like marzipan?")?;
    let unread = client.unread()?.ok()?;
    ensure!(unread != nothing, "{unread} as before the answer");
    client.conversation(&slug)?.ok()?;
    ensure!(
        client.unread()?.ok()? == unread,
        "reading changed something"
    );
    client.mark_read(&slug)?.success()?;
    let read = client.unread()?.ok()?;
    ensure!(read == nothing, "{read} is not {nothing}");
    Ok(())
}

#[test]
fn a_reaction_that_is_repeated_is_undone() -> Result<()> {
    let project = IdentityProject::new()?;
    let client = project.signed_in(EMAIL)?;
    let slug = client.converse("Do wombats like marzipan?")?;
    let before = client.conversation(&slug)?.ok()?;
    let messages = only_list(&before)?;
    let answer = messages.last().context("no message")?;
    let id = text(answer, "/id")?;
    let reaction = json!({ "type": "thumbs-up", "feedback": "Exactly what I needed." });
    client.react(&slug, id, &reaction)?.success()?;
    let liked = client.conversation(&slug)?.ok()?.to_string();
    ensure!(liked.contains("Exactly what I needed."), "{liked}");
    client.react(&slug, id, &reaction)?.success()?;
    let undone = client.conversation(&slug)?.ok()?.to_string();
    ensure!(!undone.contains("Exactly what I needed."), "{undone}");

    let wrong = json!({ "type": "shrug" });
    client.react(&slug, id, &wrong)?.refused(400)?;
    let unknown = uuid::Uuid::new_v4().to_string();
    client.react(&slug, &unknown, &reaction)?.refused(404)?;
    Ok(())
}

#[test]
fn the_api_is_described() -> Result<()> {
    let http = Http::new(world()?.origin());
    let document: Value = http.get("/api/openapi.json")?.ok()?;
    ensure!(text(&document, "/openapi")?.starts_with("3."));
    ensure!(document["paths"].get("/api/chat/conversation").is_some());
    Ok(())
}
