//! A server that receives webhooks, and a delivery as HelpBot's page describes it: headers, signature, envelope.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    sync::mpsc::{Receiver, channel},
};

use anyhow::{Context, Result, ensure};
use axum::{Router, body::Bytes, routing::post};
use http::HeaderMap;
use porchlight_tests::{serving::Address, stack::root};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{http::JSON, signature::hex_hmac, world::World};

/// A delivery as it arrived.
pub(crate) struct Delivery {
    headers: HeaderMap,
    body: Bytes,
}

/// The envelope around every event.
#[derive(Deserialize)]
pub(crate) struct Envelope {
    pub(crate) event: String,
    timestamp: String,
    pub(crate) data: Value,
}

impl Delivery {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Whether both the public library of Standard Webhooks and a receiver in Node accept the delivery as genuine. A
    /// given `body` replaces the one that arrived.
    pub(crate) fn is_genuine(&self, secret: &str, body: Option<&str>) -> Result<bool> {
        let mut headers = Map::new();
        for (name, value) in &self.headers {
            headers.insert(name.to_string(), value.to_str()?.into());
        }
        let body = match body {
            Some(body) => body,
            None => std::str::from_utf8(&self.body)?,
        };
        let delivery = json!({ "secret": secret, "headers": headers, "body": body });
        let mut node = Command::new(root().join("node_modules/.bin/node"))
            .arg(root().join("tests/tests/clients/verify.mjs"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let input = node.stdin.take().context("node takes no input")?;
        { input }.write_all(delivery.to_string().as_bytes())?;
        let ended = node.wait_with_output()?;
        let reason = String::from_utf8_lossy(&ended.stderr);
        // A broken script must not count as a detected forgery.
        let refused = reason.contains("WebhookVerificationError") || reason.contains("is another");
        ensure!(ended.status.success() || refused, "{reason}");
        Ok(ended.status.success())
    }

    /// Verifies the delivery like the page's verify.ts, and returns its envelope.
    pub(crate) fn open(&self, secret: &str) -> Result<Envelope> {
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

/// Starts a server that accepts every delivery. Returns its address and the deliveries.
pub(crate) fn receiver(world: &World) -> Result<(String, Receiver<Delivery>)> {
    let (sender, deliveries) = channel();
    let receive = async move |headers: HeaderMap, body: Bytes| {
        // Fails after the test, when nobody listens any more.
        let _ended = sender.send(Delivery { headers, body });
    };
    let address = Address::reserve()?;
    let url = format!("{}/hook", address.origin("127.0.0.1"));
    let _runtime = world.runtime.enter();
    address.serve(Router::new().route("/hook", post(receive)))?;
    Ok((url, deliveries))
}
