//! HelpFaster's API: an organization's chatbots, with their conversations, leads and numbers.

mod events;

use anyhow::{Context, Result, ensure};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    helpyap,
    http::{Http, JSON, Reply, events, only_list, only_thing, text, with_query},
    world::{Tenant, World, world},
};

/// Requests a minute on the Free plan.
const FREE_REQUESTS: usize = 20;

/// Every endpoint on the page.
struct Client {
    http: Http,
}

/// 200 of POST /chatbots/:id/chat
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    reply: String,
    sources: Vec<Source>,
    conversation_id: String,
}

#[derive(Debug, Deserialize)]
struct Source {
    title: String,
    url: String,
    snippet: String,
}

impl Client {
    fn new(origin: &str, key: &str) -> Self {
        Self {
            http: Http::new(&format!("{origin}/v1")).with("x-api-key", key),
        }
    }

    fn chatbots(&self) -> Result<Reply<Value>> {
        self.http.get("/chatbots")
    }

    fn chatbot(&self, id: &str) -> Result<Reply<Value>> {
        self.http.get(&format!("/chatbots/{id}"))
    }

    fn create_chatbot(&self, body: &Value) -> Result<Reply<Value>> {
        self.http.post("/chatbots", body)
    }

    fn update_chatbot(&self, id: &str, body: &Value) -> Result<Reply<Value>> {
        self.http.patch(&format!("/chatbots/{id}"), body)
    }

    fn conversations(&self, chatbot: &str, query: &[(&str, &str)]) -> Result<Reply<Value>> {
        let path = format!("/chatbots/{chatbot}/conversations");
        self.http.get(&with_query(&path, query))
    }

    fn conversation(&self, id: &str) -> Result<Reply<Value>> {
        self.http.get(&format!("/conversations/{id}"))
    }

    fn chat(&self, chatbot: &str, body: &str) -> Result<Reply<Answer>> {
        let path = format!("/chatbots/{chatbot}/chat");
        self.http.with_body(Method::POST, &path, JSON, body)
    }

    fn leads(&self, chatbot: &str, query: &[(&str, &str)]) -> Result<Reply<Value>> {
        let path = format!("/chatbots/{chatbot}/leads");
        self.http.get(&with_query(&path, query))
    }

    fn lead(&self, id: &str) -> Result<Reply<Value>> {
        self.http.get(&format!("/leads/{id}"))
    }

    fn analytics(&self, chatbot: &str, query: &[(&str, &str)]) -> Result<Reply<Value>> {
        let path = format!("/chatbots/{chatbot}/analytics");
        self.http.get(&with_query(&path, query))
    }

    fn topics(&self, chatbot: &str) -> Result<Reply<Value>> {
        self.http
            .get(&format!("/chatbots/{chatbot}/analytics/topics"))
    }
}

fn client(plan: &str) -> Result<(&'static World, Client, Tenant)> {
    let world = world()?;
    let tenant = world.tenant(plan)?;
    let client = Client::new(world.origin(), &tenant.organization_key);
    Ok((world, client, tenant))
}

/// Checks an error in the page's format: a lower-case code and a sentence.
fn check_error<T>(reply: &Reply<T>, status: u16) -> Result<()> {
    let body = reply.refused(status)?;
    let code = text(&body, "/error")?;
    let is_code = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    ensure!(is_code, "{code} is no code");
    ensure!(!text(&body, "/message")?.is_empty(), "{body}");
    Ok(())
}

fn ids(list: &Value) -> Result<Vec<String>> {
    let id = |value| Ok(text(value, "/id")?.to_owned());
    only_list(list)?.iter().map(id).collect()
}

/// Pages through a list with one entry per page, and returns all ids.
fn page_through(list: impl Fn(&[(&str, &str)]) -> Result<Reply<Value>>) -> Result<Vec<String>> {
    let mut all = Vec::new();
    let mut query = vec![("limit", "1".to_owned())];
    loop {
        let query_now: Vec<_> = query
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let page = list(&query_now)?.ok()?;
        let found = ids(&page)?;
        ensure!(
            found.len() == 1 && found.iter().all(|id| !all.contains(id)),
            "{page}"
        );
        all.extend(found);
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(cursor) => {
                query.truncate(1);
                query.push(("cursor", cursor.to_owned()));
            }
            None => return Ok(all),
        }
    }
}

#[test]
fn chatbots_are_created_listed_read_and_changed() -> Result<()> {
    let (_, client, tenant) = client("scale")?;
    ensure!(ids(&client.chatbots()?.ok()?)? == [tenant.project_id.as_str()]);

    let created = client
        .create_chatbot(&json!({ "name": "Sales Bot" }))?
        .success()?;
    let created = only_thing(&created)?;
    let id = text(created, "/id")?;
    ensure!(text(created, "/name")? == "Sales Bot", "{created}");
    let listed = ids(&client.chatbots()?.ok()?)?;
    ensure!(
        listed.len() == 2 && listed.iter().any(|listed| listed == id),
        "{listed:?}"
    );

    let changed = client
        .update_chatbot(id, &json!({ "name": "Sales" }))?
        .ok()?;
    ensure!(
        text(only_thing(&changed)?, "/name")? == "Sales",
        "{changed}"
    );
    let read = client.chatbot(id)?.ok()?;
    ensure!(text(only_thing(&read)?, "/name")? == "Sales", "{read}");
    ensure!(text(only_thing(&read)?, "/id")? == id, "{read}");

    for body in [json!({}), json!({ "name": 7 }), json!({ "name": "" })] {
        check_error(&client.create_chatbot(&body)?, 400)?;
    }
    check_error(&client.update_chatbot(id, &json!({ "name": 7 }))?, 400)
}

#[test]
fn a_message_is_answered_as_in_the_example() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant_with_knowledge()?;
    let client = Client::new(world.origin(), &tenant.organization_key);
    let chatbot = &tenant.project_id;
    let answer = client
        .chat(chatbot, r#"{"message": "How do I reset my password?"}"#)?
        .ok()?;
    ensure!(
        answer.reply.to_lowercase().contains("password"),
        "{answer:?}"
    );
    let source = answer.sources.first().context("no source")?;
    ensure!(
        !source.title.is_empty() && !source.snippet.is_empty(),
        "{source:?}"
    );
    // The address may end with a fragment for the place on the page.
    let page = world.password_page();
    ensure!(source.url.starts_with(&page), "{source:?}");

    let conversation = client.conversation(&answer.conversation_id)?.ok()?;
    ensure!(text(only_thing(&conversation)?, "/id")? == answer.conversation_id);
    let whole = conversation.to_string();
    ensure!(whole.contains("How do I reset my password?"), "{whole}");
    ensure!(
        whole.contains(json!(answer.reply).to_string().trim_matches('"')),
        "{whole}"
    );

    for body in ["{}", r#"{"message": ""}"#, r#"{"message": 7}"#, "not JSON"] {
        check_error(&client.chat(chatbot, body)?, 400)?;
    }
    Ok(())
}

#[test]
fn conversations_are_paged_and_filtered_by_date() -> Result<()> {
    let (_, client, tenant) = client("scale")?;
    let chatbot = &tenant.project_id;
    let mut asked = Vec::new();
    for message in ["One?", "Two?", "Three?"] {
        let body = json!({ "message": message }).to_string();
        asked.push(client.chat(chatbot, &body)?.ok()?.conversation_id);
    }
    let mut paged = page_through(|query| client.conversations(chatbot, query))?;
    paged.sort_unstable();
    asked.sort_unstable();
    ensure!(paged == asked, "{paged:?} is not {asked:?}");

    let count = |query: &[(&str, &str)]| {
        anyhow::Ok(ids(&client.conversations(chatbot, query)?.ok()?)?.len())
    };
    let today = jiff::Timestamp::now().to_string();
    let (today, _) = today.split_once('T').context("no date")?;
    ensure!(count(&[("from", today)])? == 3);
    ensure!(count(&[("from", today), ("to", today)])? == 3);
    ensure!(count(&[("to", "2026-01-01")])? == 0);
    ensure!(count(&[("from", "2020-01-01"), ("to", "2020-02-01")])? == 0);
    check_error(
        &client.conversations(chatbot, &[("from", "yesterday")])?,
        400,
    )
}

/// Has a visitor leave an address in the widget.
fn leave_lead(world: &World, tenant: &Tenant, email: &str) -> Result<()> {
    let visitor = helpyap::Client::new(world.origin());
    let question = helpyap::question(&tenant.project, "Can somebody call me back?");
    let stream = visitor.chat(&question)?;
    let token = stream.header("x-session-token").to_owned();
    let events = events(&stream.body)?;
    let turn = events.iter().find(|(name, _)| name == "turn");
    let (_, turn) = turn.with_context(|| stream.body.clone())?;
    let path = format!("/api/chat/{}/lead", text(turn, "/conversation_id")?);
    let lead = json!({ "email": email, "name": "Sarah K." });
    let kept: Reply<Value> = Http::new(world.origin())
        .bearer(&token)
        .post(&path, &lead)?;
    ensure!(
        (200..300).contains(&kept.status),
        "{} {}",
        kept.status,
        kept.body
    );
    Ok(())
}

#[test]
fn leads_are_listed_and_read_with_their_conversation() -> Result<()> {
    let (world, client, tenant) = client("scale")?;
    let chatbot = &tenant.project_id;
    ensure!(ids(&client.leads(chatbot, &[])?.ok()?)?.is_empty());
    for email in ["sarah@example.com", "ada@example.com"] {
        leave_lead(world, &tenant, email)?;
    }
    let paged = page_through(|query| client.leads(chatbot, query))?;
    ensure!(paged.len() == 2, "{paged:?}");
    let listed = client.leads(chatbot, &[])?.ok()?;
    for lead in only_list(&listed)? {
        let read = client.lead(text(lead, "/id")?)?.ok()?;
        let whole = read.to_string();
        ensure!(whole.contains(text(lead, "/email")?), "{whole}");
        ensure!(whole.contains("Can somebody call me back?"), "{whole}");
    }
    Ok(())
}

#[test]
fn analytics_take_two_dates() -> Result<()> {
    let (_, client, tenant) = client("scale")?;
    let chatbot = &tenant.project_id;
    client.chat(chatbot, r#"{"message": "One?"}"#)?.ok()?;
    let now = client.analytics(chatbot, &[])?.ok()?;
    ensure!(now.is_object(), "{now}");
    let past = [("from", "2026-01-01"), ("to", "2026-01-31")];
    let past = client.analytics(chatbot, &past)?.ok()?;
    // The page does not define a summary's contents, but January had no conversation and today has one.
    ensure!(past.is_object() && past != now, "{past} and {now}");
    let instants = [
        ("from", "2026-01-01T00:00:00Z"),
        ("to", "2026-01-31T12:30:00Z"),
    ];
    client.analytics(chatbot, &instants)?.ok()?;
    for (from, to) in [("January", "2026-01-31"), ("2026-01-31", "2026-01-01")] {
        let query = [("from", from), ("to", to)];
        check_error(&client.analytics(chatbot, &query)?, 400)?;
    }
    Ok(())
}

#[test]
fn topics_are_a_list() -> Result<()> {
    let (_, client, tenant) = client("scale")?;
    let chatbot = &tenant.project_id;
    client
        .chat(chatbot, r#"{"message": "How do I reset my password?"}"#)?
        .ok()?;
    let topics = client.topics(chatbot)?.ok()?;
    for topic in only_list(&topics)? {
        ensure!(!text(topic, "/label")?.is_empty(), "{topic}");
        ensure!(topic["count"].is_u64(), "{topic}");
    }
    Ok(())
}

#[test]
fn what_is_not_there_is_not_found_as_it_is_printed() -> Result<()> {
    let (_, client, tenant) = client("scale")?;
    let (_, neighbour, _) = self::client("scale")?;
    let answer = client
        .chat(&tenant.project_id, r#"{"message": "Mine?"}"#)?
        .ok()?;
    let unknown = uuid::Uuid::new_v4().to_string();
    for (client, chatbot) in [
        (&client, "bot_123"),
        (&client, unknown.as_str()),
        (&neighbour, tenant.project_id.as_str()),
    ] {
        let body = client.chatbot(chatbot)?.refused(404)?;
        ensure!(body["error"] == "not_found", "{body}");
        ensure!(body["message"] == "Chatbot not found.", "{body}");
        check_error(
            &client.update_chatbot(chatbot, &json!({ "name": "Mine" }))?,
            404,
        )?;
        check_error(&client.conversations(chatbot, &[])?, 404)?;
        check_error(&client.chat(chatbot, r#"{"message": "Hello?"}"#)?, 404)?;
        check_error(&client.leads(chatbot, &[])?, 404)?;
        check_error(&client.analytics(chatbot, &[])?, 404)?;
        check_error(&client.topics(chatbot)?, 404)?;
    }
    check_error(&client.conversation(&unknown)?, 404)?;
    check_error(&neighbour.conversation(&answer.conversation_id)?, 404)?;
    check_error(&client.lead(&unknown)?, 404)
}

#[test]
fn a_request_without_a_valid_key_is_unauthorized() -> Result<()> {
    let origin = world()?.origin();
    let keyless = Client {
        http: Http::new(&format!("{origin}/v1")),
    };
    for client in [keyless, Client::new(origin, "hf_live_abc123")] {
        let id = uuid::Uuid::new_v4().to_string();
        check_error(&client.chatbots()?, 401)?;
        check_error(&client.chatbot(&id)?, 401)?;
        check_error(&client.create_chatbot(&json!({ "name": "Bot" }))?, 401)?;
        check_error(&client.update_chatbot(&id, &json!({ "name": "Bot" }))?, 401)?;
        check_error(&client.conversations(&id, &[])?, 401)?;
        check_error(&client.conversation(&id)?, 401)?;
        check_error(&client.chat(&id, r#"{"message": "Hello?"}"#)?, 401)?;
        check_error(&client.leads(&id, &[])?, 401)?;
        check_error(&client.lead(&id)?, 401)?;
        check_error(&client.analytics(&id, &[])?, 401)?;
        check_error(&client.topics(&id)?, 401)?;
    }
    Ok(())
}

#[test]
fn the_free_plan_has_twenty_requests_a_minute() -> Result<()> {
    let (_, client, _) = client("free")?;
    for request in 1..=FREE_REQUESTS {
        let reply = client.chatbots()?;
        reply.ok().with_context(|| format!("request {request}"))?;
    }
    let refused = client.chatbots()?;
    refused.retry_after()?;
    check_error(&refused, 429)
}
