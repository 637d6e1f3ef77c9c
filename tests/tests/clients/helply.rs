//! Helply's External API: chats and their messages, for analytics elsewhere. Read-only, one key for a project.

mod filters;

use std::collections::HashSet;

use anyhow::{Context, Result, anyhow, ensure};
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    helpbot, helpyap,
    http::{self as requests, Http, Reply, only_list, text, with_query},
    world::{Tenant, World, world},
};

/// How many requests a key has in 60 seconds.
const KEY_REQUESTS: usize = 60;
const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 100;
/// The scopes of a key for this API.
const SCOPES: [&str; 1] = ["reporting:read"];

/// The page's endpoints.
struct Client {
    http: Http,
}

/// Chat summaries. The page does not name the list.
#[derive(Debug, Deserialize)]
struct Chats {
    next_cursor: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// The message fields that the page documents.
#[derive(Debug, PartialEq, Deserialize)]
struct Message {
    id: String,
    created_at: String,
    sender: String,
    #[serde(rename = "type")]
    kind: String,
    text: String,
    escalated: bool,
}

impl Client {
    fn new(origin: &str, key: &str) -> Self {
        Self {
            http: Http::new(origin).bearer(key),
        }
    }

    /// `GET /api/public/v1/agents/:agent_id/chats`
    fn chats(&self, agent_id: &str, query: &[(&str, &str)]) -> Result<Reply<Chats>> {
        let path = format!("/api/public/v1/agents/{agent_id}/chats");
        self.http.get(&with_query(&path, query))
    }

    /// `GET /api/public/v1/agents/:agent_id/chats/:chat_id`
    fn chat(&self, agent_id: &str, chat_id: &str) -> Result<Reply<Value>> {
        let path = format!("/api/public/v1/agents/{agent_id}/chats/{chat_id}");
        self.http.get(&path)
    }

    /// GET /api/public/v1/openapi.json
    fn openapi(&self) -> Result<Reply<Value>> {
        self.http.get("/api/public/v1/openapi.json")
    }
}

impl Chats {
    fn ids(&self) -> Result<Vec<String>> {
        let rest = Value::Object(self.rest.clone());
        let id = |chat| Ok(text(chat, "/id")?.to_owned());
        only_list(&rest)?.iter().map(id).collect()
    }
}

/// The messages of a chat, wherever the response has them.
fn messages(chat: &Value) -> Result<Vec<Message>> {
    let list = only_list(chat).or_else(|error| {
        let objects = chat.as_object().into_iter().flat_map(Map::values);
        let inner = objects.filter(|value| value.is_object());
        inner.map(only_list).next().unwrap_or(Err(error))
    })?;
    Ok(serde_json::from_value(json!(list))?)
}

/// An organization with one client for its reports and one that asks questions.
struct ReportedOrganization {
    world: &'static World,
    tenant: Tenant,
    reports: Client,
    site: helpbot::Client,
}

impl ReportedOrganization {
    fn new() -> Result<Self> {
        let world = world()?;
        let tenant = world.tenant("scale")?;
        let key = world.key(&tenant, "live", &SCOPES)?;
        Ok(Self {
            reports: Client::new(world.origin(), &key),
            site: helpbot::Client::new(world.origin(), &tenant.project_key),
            world,
            tenant,
        })
    }

    /// Has a conversation, and returns its id.
    fn converse(&self, question: &str) -> Result<String> {
        let answer = self.site.ask(&json!({ "question": question }))?.ok()?;
        Ok(answer.conversation_id)
    }

    fn listed(&self, query: &[(&str, &str)]) -> Result<Vec<String>> {
        self.reports
            .chats(&self.tenant.project_id, query)?
            .ok()?
            .ids()
    }
}

#[test]
fn a_chat_is_listed_and_read_with_its_public_message_fields() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let id = organization.converse("How do I reset my password?")?;
    ensure!(organization.listed(&[])? == [id.as_str()]);

    let agent = &organization.tenant.project_id;
    let chat = organization.reports.chat(agent, &id)?.ok()?;
    let messages = messages(&chat)?;
    let [question, answer] = messages.as_slice() else {
        anyhow::bail!("two messages expected: {chat}");
    };
    ensure!(question.text == "How do I reset my password?", "{chat}");
    ensure!(question.sender != answer.sender, "{chat}");
    for message in &messages {
        message.id.parse::<uuid::Uuid>()?;
        message.created_at.parse::<jiff::Timestamp>()?;
        ensure!(
            !message.text.is_empty() && !message.kind.is_empty(),
            "{chat}"
        );
        ensure!(!message.escalated, "{chat}");
    }
    Ok(())
}

#[test]
fn what_is_said_to_a_person_is_escalated() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let origin = organization.world.origin();
    let visitor = helpyap::Client::new(origin);
    let mut body = helpyap::question(&organization.tenant.project, "May I speak to a person?");
    let stream = visitor.chat(&body)?;
    body["sessionToken"] = json!(stream.header("x-session-token"));
    let [id] = organization
        .listed(&[])?
        .try_into()
        .map_err(|ids| anyhow!("{ids:?}"))?;
    organization
        .site
        .hand_off(&json!({ "conversationId": id }))?
        .ok()?;
    body["messages"] = json!([
        { "role": "user", "content": "May I speak to a person?" },
        { "role": "user", "content": "Are you one?" },
    ]);
    let stream = visitor.chat(&body)?;
    ensure!(stream.status == 200, "{} {}", stream.status, stream.body);

    let chat = organization
        .reports
        .chat(&organization.tenant.project_id, &id)?
        .ok()?;
    let messages = messages(&chat)?;
    let said = messages
        .iter()
        .find(|message| message.text == "Are you one?");
    ensure!(said.is_some_and(|said| said.escalated), "{chat}");
    Ok(())
}

#[test]
fn chats_are_paged_by_cursor_with_fifty_by_default_and_a_hundred_at_most() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let agent = &organization.tenant.project_id;
    let mut asked = Vec::new();
    for number in 0..=MAX_LIMIT {
        asked.push(organization.converse(&format!("Question {number}?"))?);
    }

    let mut read = HashSet::new();
    let mut sizes = Vec::new();
    let mut cursor = None;
    loop {
        let query: Vec<_> = cursor
            .iter()
            .map(|cursor: &String| ("cursor", cursor.as_str()))
            .collect();
        let page = organization.reports.chats(agent, &query)?.ok()?;
        let ids = page.ids()?;
        sizes.push(ids.len());
        read.extend(ids);
        cursor = page.next_cursor;
        if cursor.is_none() || sizes.len() > MAX_LIMIT {
            break;
        }
    }
    ensure!(sizes == [DEFAULT_LIMIT, DEFAULT_LIMIT, 1], "{sizes:?}");
    ensure!(read == asked.iter().cloned().collect(), "{read:?}");

    let most = MAX_LIMIT.to_string();
    ensure!(organization.listed(&[("limit", &most)])?.len() == MAX_LIMIT);
    ensure!(organization.listed(&[("limit", "1")])?.len() == 1);
    // The page names a maximum, but not whether a higher limit is refused or reduced.
    let more = (MAX_LIMIT + 1).to_string();
    let answer = organization.reports.chats(agent, &[("limit", &more)])?;
    if answer.status == 200 {
        ensure!(answer.ok()?.ids()?.len() == MAX_LIMIT);
    } else {
        answer.refused(400)?;
    }
    Ok(())
}

#[test]
fn a_key_has_sixty_requests_in_sixty_seconds() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let agent = &organization.tenant.project_id;
    for request in 1..=KEY_REQUESTS {
        let answer = organization.reports.chats(agent, &[("limit", "1")])?;
        answer.ok().with_context(|| format!("request {request}"))?;
    }
    let blocked = organization.reports.chats(agent, &[("limit", "1")])?;
    blocked.retry_after()?;
    Ok(())
}

#[test]
fn regenerating_the_key_disables_the_old_one() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let agent = &organization.tenant.project_id;
    organization.reports.chats(agent, &[])?.ok()?;
    let key = organization
        .world
        .key(&organization.tenant, "live", &SCOPES)?;
    let renewed = Client::new(organization.world.origin(), &key);
    renewed.chats(agent, &[])?.ok()?;
    organization.reports.chats(agent, &[])?.refused(401)?;
    Ok(())
}

#[test]
fn a_key_reads_its_own_agent_and_changes_nothing() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let agent = &organization.tenant.project_id;
    let id = organization.converse("Mine?")?;
    let other = ReportedOrganization::new()?;
    let foreign = &other.tenant.project_id;
    let unknown = uuid::Uuid::new_v4().to_string();

    for key in ["", "hk_nonsense"] {
        let stranger = Client::new(organization.world.origin(), key);
        stranger.chats(agent, &[])?.refused(401)?;
        stranger.chat(agent, &id)?.refused(401)?;
    }
    for agent in [foreign, &unknown] {
        organization.reports.chats(agent, &[])?.refused(404)?;
        organization.reports.chat(agent, &id)?.refused(404)?;
    }
    organization.reports.chat(agent, &unknown)?.refused(404)?;
    other.reports.chat(foreign, &id)?.refused(404)?;

    let path = format!("/api/public/v1/agents/{agent}/chats/{id}");
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let http = &organization.reports.http;
        let answer = http.with_body::<Value>(method, &path, requests::JSON, "{}")?;
        answer.refused(405)?;
    }
    organization
        .reports
        .http
        .delete::<Value>(&path)?
        .refused(405)?;
    organization.reports.chat(agent, &id)?.ok()?;
    Ok(())
}

#[test]
fn the_api_is_described_at_the_pages_address() -> Result<()> {
    let document = Client::new(world()?.origin(), "").openapi()?.ok()?;
    ensure!(text(&document, "/openapi")?.starts_with("3."));
    for path in [
        "/api/public/v1/agents/{agent_id}/chats",
        "/api/public/v1/agents/{agent_id}/chats/{chat_id}",
    ] {
        ensure!(document["paths"].get(path).is_some(), "{path} is missing");
    }
    Ok(())
}
