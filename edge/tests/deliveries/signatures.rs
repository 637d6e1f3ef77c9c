//! Both signatures, checked without Porchlight's own code.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use porchlight_edge::domain::deliveries::event::EventKind;
use serde_json::json;
use sha2::Sha256;

use crate::{
    receiver::Received,
    support::{HOUR, NOW, Project, conversation},
};

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// The value that a receiver expects in `x-helpbot-signature`.
fn by_body(secret: &str, received: &Received) -> String {
    let mut signature = "sha256=".to_owned();
    for byte in hmac(secret.as_bytes(), &received.body) {
        write!(signature, "{byte:02x}").unwrap();
    }
    signature
}

/// The signature that a receiver expects in `webhook-signature`.
fn by_standard(secret: &str, received: &Received) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let mut signed = format!(
        "{}.{}.",
        received.header("webhook-id"),
        received.header("webhook-timestamp")
    )
    .into_bytes();
    signed.extend(&received.body);
    format!("v1,{}", STANDARD.encode(hmac(&key, &signed)))
}

#[tokio::test]
async fn every_delivery_carries_both_signatures_and_says_what_it_is() {
    let project = Project::new().await;
    let (_, secret) = project.webhook("/hook").await;
    project.hand_off().await;
    project.work().await;
    let received = &project.receiver.received()[0];
    assert_eq!(
        received.header("x-helpbot-signature"),
        by_body(&secret, received)
    );
    assert_eq!(
        received.header("webhook-signature"),
        by_standard(&secret, received)
    );
    let delivery = project.delivery().await;
    assert_eq!(received.header("x-helpbot-event"), "conversation.handoff");
    assert_eq!(received.header("x-helpbot-delivery"), delivery.id);
    assert_eq!(received.header("webhook-id"), delivery.event_id);
    assert_eq!(
        received.header("webhook-timestamp"),
        (NOW / 1_000).to_string()
    );
    assert_eq!(received.header("content-type"), "application/json");
    assert!(received.header("user-agent").starts_with("PorchlightBot/"));
    assert_eq!(
        received.json(),
        json!({
            "event": "conversation.handoff",
            "type": "conversation.handoff",
            "id": delivery.event_id,
            "timestamp": "2026-09-21T14:13:20.000Z",
            "data": {
                "conversationId": conversation(),
                "question": "Is a person there?",
                "customerEmail": "sarah@example.com",
            },
        })
    );
}

#[tokio::test]
async fn for_a_day_after_rotation_both_secrets_sign() {
    let project = Project::new().await;
    let (id, old) = project.webhook("/hook").await;
    let (status, rotated) = project.call("POST", &format!("/{id}/rotate")).await;
    assert_eq!(status, 200, "{rotated}");
    let new = rotated["webhook"]["secret"].as_str().unwrap();
    assert_eq!(
        rotated["webhook"]["previousSecretUntil"],
        "2026-09-22T14:13:20.000Z"
    );
    project.hand_off().await;
    project.work().await;
    let received = &project.receiver.received()[0];
    assert_eq!(
        received.header("webhook-signature"),
        format!(
            "{} {}",
            by_standard(new, received),
            by_standard(&old, received)
        )
    );
    assert_eq!(
        received.header("x-helpbot-signature"),
        by_body(new, received)
    );
    project.native.clock.advance(24 * HOUR);
    project.record(EventKind::ConversationHandoff).await;
    project.sweep().await;
    let received = &project.receiver.received()[0];
    assert_eq!(
        received.header("webhook-signature"),
        by_standard(new, received)
    );
}
