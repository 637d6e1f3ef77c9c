//! Webhooks of chat tools get messages for people.

use porchlight_edge::store::webhooks::WebhookFormat;
use serde_json::json;

use crate::support::Project;

#[tokio::test]
async fn a_chat_tool_gets_a_message_and_its_address_stays_secret() {
    let project = Project::new().await;
    let (id, _) = project
        .webhook_in(WebhookFormat::Slack, "/services/T0/B0/secret")
        .await;
    project.hand_off().await;
    project.work().await;
    let received = project.receiver.received();
    assert_eq!(received[0].path, "/services/T0/B0/secret");
    let message = received[0].json();
    assert_eq!(
        message["blocks"][0]["text"]["text"],
        "sarah@example.com asks for a person"
    );
    assert_eq!(
        message["blocks"][1]["text"]["text"],
        "The visitor asked:\n> Is a person there?"
    );
    assert_eq!(project.delivery().await.state, "delivered");
    assert!(!received[0].headers.contains_key("webhook-signature"));
    let rotated = project.call("POST", &format!("/{id}/rotate")).await;
    assert_eq!(
        (rotated.0, &rotated.1["code"]),
        (409, &json!("webhook_not_signed"))
    );
    let (_, listed) = project.call("GET", "").await;
    assert_eq!(listed["webhooks"][0]["format"], "slack");
    let (_, log) = project.call("GET", &format!("/{id}/deliveries")).await;
    assert!(
        log["deliveries"][0]["request"]
            .as_str()
            .unwrap()
            .contains("asks for a person")
    );
    let (_, audit) = project.ask("GET", "/api/v1/audit").await;
    for shown in [listed, log, audit] {
        assert!(!shown.to_string().contains("/services/"), "{shown}");
    }
}

#[tokio::test]
async fn a_test_reaches_a_chat_tool_as_a_sentence() {
    let project = Project::new().await;
    let (id, _) = project.webhook_in(WebhookFormat::Slack, "/hook").await;
    let (status, body) = project.call("POST", &format!("/{id}/test")).await;
    assert_eq!(
        (status, &body["delivery"]["state"]),
        (200, &json!("delivered"))
    );
    let message = project.receiver.received()[0].json();
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .contains("test from Porchlight")
    );
}
