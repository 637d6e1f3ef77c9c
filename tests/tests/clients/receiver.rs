//! A server that webhooks deliver to, and a delivery as HelpBot's page describes it: headers, signature, envelope.

use std::sync::mpsc::{Receiver, channel};

use anyhow::{Result, ensure};
use axum::{Router, body::Bytes, routing::post};
use http::HeaderMap;
use porchlight_tests::serving::Address;
use serde::Deserialize;
use serde_json::Value;

use crate::{http::JSON, signature::hex_hmac, world::World};

/// A delivery as it came in.
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

    /// Verified as the page's verify.ts does it.
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

/// Accepts whatever is delivered; its address and what came.
pub(crate) fn receiver(world: &World) -> Result<(String, Receiver<Delivery>)> {
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
