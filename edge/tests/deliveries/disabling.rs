//! An address that is gone, or fails for days, is disabled, and its owner is notified.

use porchlight_edge::domain::deliveries::event::EventKind;
use serde_json::{Value, json};

use crate::{
    receiver::Reply,
    support::{HOUR, Project},
};

const DAY: u64 = 24 * HOUR;

async fn webhooks(project: &Project) -> Value {
    project.call("GET", "").await.1["webhooks"].clone()
}

/// The owner's entries in the record of changes.
async fn audited(project: &Project) -> Vec<Value> {
    let sql = "SELECT actor, action, target, detail FROM audit WHERE action = 'webhook.disabled'";
    porchlight_edge::platform::db::fetch_all(
        &project.native.db,
        porchlight_edge::platform::Statement::new(sql),
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn an_address_that_is_gone_is_disabled_and_its_owner_told() {
    let project = Project::new().await;
    let (gone, _) = project.webhook("/gone").await;
    project.record(EventKind::ConversationHandoff).await;
    project.receiver.reply([Reply::status(410)]);
    project.hand_off().await;
    // A webhook created later, which gets the events about the other.
    project.native.clock.advance(1);
    project.webhook("/other").await;
    assert!(project.work().await >= 2);
    let listed = webhooks(&project).await;
    assert_eq!(listed[0]["active"], false);
    assert_eq!(listed[0]["disabledReason"], "gone");
    assert_eq!(listed[1]["active"], true);
    let url = format!("{}/gone", project.receiver.origin);
    let received = project.receiver.received();
    let paths: Vec<&str> = received.iter().map(|one| &*one.path).collect();
    assert_eq!(paths, ["/gone", "/other"], "no second delivery to /gone");
    assert_eq!(
        received[1].json()["data"],
        json!({ "webhookId": gone, "url": url, "reason": "gone" })
    );
    let states: Vec<String> = project
        .deliveries()
        .await
        .into_iter()
        .map(|delivery| delivery.state)
        .collect();
    assert_eq!(states, ["dead", "dead", "delivered"]);
    let audited = audited(&project).await;
    assert_eq!(audited.len(), 1);
    assert_eq!(audited[0]["target"], json!(gone));
}

#[tokio::test]
async fn a_disabled_webhook_is_sent_nothing_until_it_is_enabled() {
    let project = Project::new().await;
    project.meet(Reply::status(410)).await;
    project.receiver.received();
    project.hand_off().await;
    assert_eq!(project.work().await, 0);
    assert_eq!(project.deliveries().await.len(), 1);
    let id = webhooks(&project).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (status, refused) = project.call("POST", &format!("/{id}/redeliver-dead")).await;
    assert_eq!(
        (status, &refused["code"]),
        (409, &json!("webhook_disabled"))
    );
    let (status, enabled) = project.call("POST", &format!("/{id}/enable")).await;
    assert_eq!(status, 200, "{enabled}");
    assert_eq!(enabled["webhook"]["active"], true);
    assert_eq!(enabled["webhook"]["disabledReason"], Value::Null);
    project.hand_off().await;
    project.work().await;
    assert_eq!(project.receiver.received().len(), 1);
}

#[tokio::test]
async fn an_address_that_fails_for_five_days_is_disabled() {
    let project = Project::new().await;
    project.receiver.reply(vec![Reply::status(500); 100]);
    project.webhook("/hook").await;
    project.hand_off().await;
    for _ in 0..8 {
        project.work_after(13 * HOUR).await;
    }
    assert_eq!(project.delivery().await.state, "dead");
    assert_ne!(webhooks(&project).await[0]["failingSince"], Value::Null);
    project.native.clock.advance(DAY);
    // Five days have passed, but one more failure is not enough.
    project.hand_off().await;
    project.work().await;
    assert_eq!(webhooks(&project).await[0]["active"], true);
    for _ in 0..4 {
        project.work_after(3 * HOUR).await;
    }
    let listed = webhooks(&project).await;
    assert_eq!(listed[0]["active"], false);
    assert_eq!(listed[0]["disabledReason"], "failing");
    assert_eq!(audited(&project).await.len(), 1);
    assert!(
        project
            .deliveries()
            .await
            .iter()
            .all(|delivery| delivery.state == "dead")
    );
}

#[tokio::test]
async fn one_success_ends_the_failing() {
    let project = Project::new().await;
    project.meet(Reply::status(500)).await;
    project.work_after(DAY).await;
    assert_eq!(webhooks(&project).await[0]["failingSince"], Value::Null);
    project.receiver.reply([Reply::status(500)]);
    project.native.clock.advance(4 * DAY);
    project.hand_off().await;
    project.work().await;
    assert_eq!(webhooks(&project).await[0]["active"], true);
}
