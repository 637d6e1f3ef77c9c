//! What a webhook receives: the page's headers, envelope, signature and the data of its four events.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::{Router, body::Bytes, routing::post};
use http::HeaderMap;
use porchlight_tests::serving::Address;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Client;
use crate::{
    http::{JSON, text},
    signature::hex_hmac,
    world::{World, world},
};

/// How long a delivery may take.
const PATIENCE: Duration = Duration::from_secs(30);
const EVENTS: [&str; 4] = [
    "conversation.created",
    "conversation.unanswered",
    "conversation.feedback",
    "conversation.handoff",
];

/// A delivery as it came in.
struct Delivery {
    headers: HeaderMap,
    body: Bytes,
}

/// The envelope around every event.
#[derive(Deserialize)]
struct Envelope {
    event: String,
    timestamp: String,
    data: Value,
}

impl Delivery {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Verified as the page's verify.ts does it.
    fn open(&self, secret: &str) -> Result<Envelope> {
        let hex = hex_hmac(secret, &self.body)?;
        ensure!(self.header("x-helpbot-signature") == format!("sha256={hex}"));
        ensure!(self.header("content-type") == JSON);
        self.header("x-helpbot-delivery").parse::<uuid::Uuid>()?;

        let envelope: Envelope = serde_json::from_slice(&self.body)?;
        ensure!(self.header("x-helpbot-event") == envelope.event);
        let timestamp = &envelope.timestamp;
        timestamp.parse::<jiff::Timestamp>()?;
        ensure!(
            timestamp.len() == "2024-01-15T10:30:00.000Z".len(),
            "{timestamp}"
        );
        Ok(envelope)
    }
}

/// Accepts whatever is delivered; its address and what came.
fn receiver(world: &World) -> Result<(String, Receiver<Delivery>)> {
    let (sender, deliveries) = channel();
    let receive = async move |headers: HeaderMap, body: Bytes| {
        // Only after the test, nobody listens.
        let _ended = sender.send(Delivery { headers, body });
    };
    let address = Address::reserve()?;
    let url = format!("{}/hook", address.origin("127.0.0.1"));
    let _runtime = world.runtime.enter();
    address.serve(Router::new().route("/hook", post(receive)))?;
    Ok((url, deliveries))
}

#[test]
fn every_event_is_delivered_signed() -> Result<()> {
    let world = world()?;
    let tenant = world.tenant("growth")?;
    let client = Client::new(world.origin(), &tenant.project_key);
    let (url, deliveries) = receiver(world)?;
    let created = client.create_webhook(&json!({ "url": url, "events": EVENTS }))?;
    let webhook = created.ok()?.webhook;
    let secret = text(&webhook, "/secret")?;

    // Nothing is indexed, so that there is no answer.
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
