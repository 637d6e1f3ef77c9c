//! The page's four events, received by a webhook. The page has no endpoint for webhooks, so HelpBot's registers this
//! one.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{client, leave_lead};
use crate::{helpbot, http::text, receiver::receiver};

/// How long a delivery may take.
const PATIENCE: Duration = Duration::from_secs(30);
const EVENTS: [&str; 4] = [
    "conversation.created",
    "conversation.escalated",
    "lead.captured",
    "message.sent",
];

#[test]
fn every_event_is_delivered_signed() -> Result<()> {
    let (world, client, tenant) = client("scale")?;
    let site = helpbot::Client::new(world.origin(), &tenant.project_key);
    let (url, deliveries) = receiver(world)?;
    let created = site.create_webhook(&json!({ "url": url, "events": EVENTS }))?;
    let webhook = created.ok()?.webhook;
    let secret = text(&webhook, "/secret")?;

    let answer = client.chat(&tenant.project_id, r#"{"message": "Hello?"}"#)?;
    let id = answer.ok()?.conversation_id;
    site.hand_off(&json!({ "conversationId": id }))?.ok()?;
    leave_lead(world, &tenant, "sarah@example.com")?;

    let mut missing: Vec<_> = EVENTS.to_vec();
    while !missing.is_empty() {
        let delivery = deliveries.recv_timeout(PATIENCE);
        let delivery = delivery.with_context(|| format!("not delivered: {missing:?}"))?;
        let envelope = delivery.open(secret)?;
        ensure!(
            EVENTS.contains(&envelope.event.as_str()),
            "{}",
            envelope.event
        );
        missing.retain(|missing| *missing != envelope.event);
        if envelope.event == "conversation.escalated" {
            ensure!(text(&envelope.data, "/conversationId")? == id);
        }
        if envelope.event == "lead.captured" {
            let data = envelope.data.to_string();
            ensure!(data.contains("sarah@example.com"), "{data}");
        }
    }
    Ok(())
}
