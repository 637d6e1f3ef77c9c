//! Chat, feedback and handoff, and both ways to pass a key.

use anyhow::{Result, ensure};
use http::Method;
use serde_json::{Value, json};

use super::{Answer, Client};
use crate::{
    http::{JSON, text},
    world::{SHOP, world},
};

/// The page's limit on a question, in characters.
const MAX_QUESTION: usize = 1_000;
/// Answers a month on the Free plan.
const FREE_CREDITS: usize = 100;
/// The content type that `curl -d` sends by default.
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn the_quick_start_is_answered_as_it_is_printed() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("free")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    for content_type in [FORM, JSON] {
        let body = r#"{"question":"How do I get started?"}"#;
        let answer: Answer = client
            .http
            .with_body(Method::POST, "/api/v1/chat", content_type, body)?
            .ok()?;
        ensure!(!answer.answer.is_empty(), "{answer:?}");
        ensure!(answer.sources.is_empty(), "nothing is indexed: {answer:?}");
        ensure!(!answer.conversation_id.is_empty(), "{answer:?}");
    }
    Ok(())
}

#[test]
fn an_answer_stands_on_the_indexed_sources() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant_with_knowledge()?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let body = json!({
        "question": "How do I change my password?",
        "sessionId": "a-session",
        "language": "en",
    });
    let answer = client.ask(&body)?.ok()?;
    ensure!(
        answer.answer.to_lowercase().contains("password"),
        "{answer:?}"
    );
    ensure!(!answer.sources.is_empty(), "{answer:?}");
    Ok(())
}

#[test]
fn a_key_stands_in_the_header_the_url_or_the_body() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::on_a_page(world.origin());
    let publishable = &tenant.publishable_key;

    let body = json!({ "question": "Hello?", "apiKey": publishable });
    let conversation = client.ask(&body)?.ok()?.conversation_id;
    let body = json!({
        "conversationId": conversation,
        "helpful": "yes",
        "apiKey": publishable,
    });
    ensure!(client.feedback(&body)?.ok()?.success);
    let body = json!({ "conversationId": conversation, "apiKey": publishable });
    ensure!(client.hand_off(&body)?.ok()?.success);
    let config = |key: &str| {
        client
            .http
            .get::<Value>(&format!("/api/v1/config?apiKey={key}"))
    };
    let from_a_page = config(publishable)?;
    let allowed = from_a_page.header("access-control-allow-origin");
    ensure!([SHOP, "*"].contains(&allowed), "no CORS: {allowed}");
    from_a_page.ok()?;

    // A URL is logged in many places, so it must not contain a secret key.
    config(&tenant.project_key)?.refused(401)?;
    let server = Client::new(world.origin(), &tenant.project_key);
    server.config()?.ok()?;
    Ok(())
}

#[test]
fn a_question_has_a_thousand_characters_at_most() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let longest = "é".repeat(MAX_QUESTION);
    client.ask(&json!({ "question": longest }))?.ok()?;
    for body in [
        json!({ "question": format!("{longest}!") }),
        json!({ "question": "" }),
        json!({ "question": 7 }),
        json!({}),
    ] {
        client.ask(&body)?.refused(400)?;
    }
    Ok(())
}

#[test]
fn feedback_is_yes_or_no() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let id = client
        .ask(&json!({ "question": "Hello?" }))?
        .ok()?
        .conversation_id;
    for helpful in ["yes", "no"] {
        let body = json!({ "conversationId": id, "helpful": helpful });
        ensure!(client.feedback(&body)?.ok()?.success);
    }
    for body in [
        json!({ "conversationId": id, "helpful": "maybe" }),
        json!({ "conversationId": id, "helpful": true }),
        json!({ "conversationId": id }),
        json!({ "helpful": "yes" }),
    ] {
        client.feedback(&body)?.refused(400)?;
    }
    Ok(())
}

#[test]
fn a_handoff_names_its_conversation() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let id = client
        .ask(&json!({ "question": "Hello?" }))?
        .ok()?
        .conversation_id;
    let body = json!({ "conversationId": id, "customerEmail": "sarah@example.com" });
    ensure!(client.hand_off(&body)?.ok()?.success);
    let body = json!({ "customerEmail": "sarah@example.com" });
    client.hand_off(&body)?.refused(400)?;
    Ok(())
}

#[test]
fn an_invalid_key_is_refused() -> Result<()> {
    let world = world()?;
    for client in [
        Client::new(world.origin(), "YOUR_KEY"),
        Client::on_a_page(world.origin()),
    ] {
        client.ask(&json!({ "question": "Hello?" }))?.refused(401)?;
        let body = json!({ "conversationId": "any", "helpful": "yes" });
        client.feedback(&body)?.refused(401)?;
        client.hand_off(&body)?.refused(401)?;
    }
    Ok(())
}

#[test]
fn the_free_plan_ends_with_its_monthly_credits() -> Result<()> {
    let world = world()?;
    // Uses up most of the credits on a plan with more requests a minute, so that only the credits run out.
    let tenant = world.tenant("scale")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let question = json!({ "question": "Is there one left?" });
    for _ in 1..FREE_CREDITS {
        client.ask(&question)?.ok()?;
    }
    world.move_to("free", &tenant.organization_id)?;
    client.ask(&question)?.ok()?;
    client.ask(&question)?.refused(429)?;
    Ok(())
}

#[test]
fn the_api_is_described_at_the_pages_address() -> Result<()> {
    let client = Client::new(world()?.origin(), "");
    let document: Value = client.http.get("/api/v1/openapi.json")?.ok()?;
    ensure!(text(&document, "/openapi")?.starts_with("3.1"));
    for path in [
        "/api/v1/chat",
        "/api/v1/feedback",
        "/api/v1/handoff",
        "/api/v1/sources",
        "/api/v1/sources/rescrape",
        "/api/v1/config",
        "/api/v1/analytics/overview",
        "/api/v1/analytics/activity",
        "/api/v1/conversations",
        "/api/v1/webhooks",
    ] {
        ensure!(document["paths"].get(path).is_some(), "{path} is missing");
    }
    Ok(())
}
