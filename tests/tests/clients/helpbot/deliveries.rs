//! What a webhook receives: the data of the page's four events.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Client;
use crate::{
    http::text,
    receiver::{Envelope, receiver},
    world::world,
};

/// How long a delivery may take.
const PATIENCE: Duration = Duration::from_secs(30);
const EVENTS: [&str; 4] = [
    "conversation.created",
    "conversation.unanswered",
    "conversation.feedback",
    "conversation.handoff",
];

#[test]
fn every_event_is_delivered_signed() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("growth")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let (url, deliveries) = receiver(world)?;
    let created = client.create_webhook(&json!({ "url": url, "events": EVENTS }))?;
    let webhook = created.ok()?.webhook;
    let secret = text(&webhook, "/secret")?;

    // Nothing is indexed, so there is no answer.
    let question = "Do wombats like marzipan?";
    let session = uuid::Uuid::new_v4().to_string();
    let body = json!({ "question": question, "sessionId": session });
    let id = client.ask(&body)?.ok()?.conversation_id;
    let rated = json!({ "conversationId": id, "helpful": "no" });
    client.feedback(&rated)?.ok()?;
    let handed = json!({ "conversationId": id, "customerEmail": "sarah@example.com" });
    client.hand_off(&handed)?.ok()?;

    let mut missing: Vec<_> = EVENTS.to_vec();
    while !missing.is_empty() {
        let delivery = deliveries.recv_timeout(PATIENCE);
        let delivery = delivery.with_context(|| format!("not delivered: {missing:?}"))?;
        ensure!(delivery.is_genuine(secret, None)?);
        ensure!(!delivery.is_genuine(secret, Some(r#"{"event":"forged"}"#))?);
        let Envelope { event, data, .. } = delivery.open(secret)?;
        missing.retain(|missing| *missing != event);
        ensure!(text(&data, "/conversationId")? == id, "{data}");
        match event.as_str() {
            "conversation.created" | "conversation.unanswered" => {
                ensure!(text(&data, "/sessionId")? == session, "{data}");
                ensure!(text(&data, "/question")? == question, "{data}");
                ensure!(!text(&data, "/answer")?.is_empty(), "{data}");
                ensure!(data["sources"] == json!([]), "{data}");
            }
            "conversation.feedback" => ensure!(data["helpful"] == "no", "{data}"),
            "conversation.handoff" => {
                ensure!(text(&data, "/question")? == question, "{data}");
                ensure!(!text(&data, "/answer")?.is_empty(), "{data}");
                ensure!(data["customerEmail"] == "sarah@example.com", "{data}");
            }
            other => anyhow::bail!("{other} was not asked for"),
        }
    }
    Ok(())
}
