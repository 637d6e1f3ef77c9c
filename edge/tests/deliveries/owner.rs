//! Deliveries, as owners see and use them.

use porchlight_edge::{
    domain::deliveries::event::EventKind,
    platform::{Statement, db::fetch_all, random_bytes},
    store::{
        self,
        audit::{self, NewAudit},
        webhooks::{WEBHOOKS, Webhook},
    },
};
use porchlight_shared::ids::{AuditId, WebhookId};
use serde_json::{Value, json};

use crate::{
    receiver::Reply,
    support::{HOUR, NOW, Project, organization},
};

async fn listed(project: &Project, id: WebhookId, query: &str) -> Value {
    let (status, body) = project
        .call("GET", &format!("/{id}/deliveries{query}"))
        .await;
    assert_eq!(status, 200, "{body}");
    body
}

/// A webhook with one dead delivery.
async fn with_dead(project: &Project) -> WebhookId {
    let (id, _) = project.webhook("/hook").await;
    project.hand_off().await;
    project.receiver.reply(vec![Reply::status(500); 8]);
    for _ in 0..8 {
        project.work().await;
        project.native.clock.advance(13 * HOUR);
    }
    assert_eq!(project.delivery().await.state, "dead");
    project.receiver.received();
    id
}

#[tokio::test]
async fn the_log_shows_request_and_response() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    project.receiver.reply([Reply::status(500)]);
    project.hand_off().await;
    project.work().await;
    let received = &project.receiver.received()[0];
    let row = project.delivery().await;
    let body = listed(&project, id, "").await;
    let shown = &body["deliveries"][0];
    assert_eq!(shown["request"].as_str().unwrap().as_bytes(), received.body);
    assert_eq!(shown["response"], "this is 500");
    assert_eq!(shown["id"], row.id);
    assert_eq!(shown["eventId"], row.event_id);
    assert_eq!(shown["event"], "conversation.handoff");
    assert_eq!(
        (&shown["state"], &shown["attempts"], &shown["status"]),
        (&json!("pending"), &json!(1), &json!(500))
    );
    assert!(shown["nextAttemptAt"].is_string());
    assert_eq!(shown["createdAt"], "2026-09-21T14:13:20.000Z");
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_by_state() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    project.receiver.reply([Reply::status(500)]);
    for _ in 0..5 {
        project.hand_off().await;
        project.work().await;
    }
    let mut seen = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let page = listed(&project, id, &query).await;
        seen.extend(page["deliveries"].as_array().unwrap().clone());
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    let mut ids: Vec<&str> = seen.iter().map(|one| one["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
    for (state, count) in [("pending", 1), ("delivered", 4), ("dead", 0)] {
        let page = listed(&project, id, &format!("?state={state}")).await;
        assert_eq!(
            page["deliveries"].as_array().unwrap().len(),
            count,
            "{state}"
        );
    }
    for (query, code) in [
        ("?state=lost", "invalid_query"),
        ("?limit=0", "limit_invalid"),
        ("?limit=101", "limit_invalid"),
        ("?cursor=x", "cursor_invalid"),
    ] {
        let (status, body) = project
            .call("GET", &format!("/{id}/deliveries{query}"))
            .await;
        assert_eq!((status, &body["code"]), (400, &json!(code)));
    }
}

#[tokio::test]
async fn a_dead_delivery_is_sent_again_with_the_same_ids() {
    let project = Project::new().await;
    let id = with_dead(&project).await;
    let before = project.delivery().await;
    let path = format!("/{id}/deliveries/{}/redeliver", before.id);
    let (status, body) = project.call("POST", &path).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["delivery"]["state"], "pending");
    project.work().await;
    let after = project.delivery().await;
    assert_eq!((&*after.state, after.attempts), ("delivered", 1));
    let received = project.receiver.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("webhook-id"), before.event_id);
    assert_eq!(received[0].header("x-helpbot-delivery"), before.id);
    // A delivered one can be sent again, too.
    project.call("POST", &path).await;
    project.work().await;
    assert_eq!(project.receiver.received().len(), 1);
}

#[tokio::test]
async fn all_dead_deliveries_are_sent_again_at_once() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    for _ in 0..50 {
        project.record(EventKind::ConversationHandoff).await;
    }
    project
        .sql("UPDATE deliveries SET state = 'dead', next_at = NULL, attempts = 8")
        .await;
    project.receiver.reply([Reply::status(500)]);
    project.call("POST", &format!("/{id}/test")).await;
    project.receiver.received();
    let (status, body) = project.call("POST", &format!("/{id}/redeliver-dead")).await;
    assert_eq!((status, body), (200, json!({ "redelivered": 50 })));
    project.work().await;
    assert_eq!(project.receiver.received().len(), 50);
    let dead = listed(&project, id, "?state=dead").await;
    let dead = dead["deliveries"].as_array().unwrap();
    assert_eq!(dead.len(), 1, "a test is not repeated");
    assert_eq!(dead[0]["event"], "webhook.test");
}

#[tokio::test]
async fn a_test_tells_at_once_what_came_of_it() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    for (reply, state, status, response) in [
        (
            Reply::status(200),
            "delivered",
            json!(200),
            json!("this is 200"),
        ),
        (Reply::status(500), "dead", json!(500), json!("this is 500")),
        (Reply::Reset, "dead", Value::Null, Value::Null),
    ] {
        project.receiver.reply([reply]);
        let (code, body) = project.call("POST", &format!("/{id}/test")).await;
        assert_eq!(code, 200, "{body}");
        let delivery = &body["delivery"];
        assert_eq!(
            (
                &delivery["state"],
                &delivery["status"],
                &delivery["response"]
            ),
            (&json!(state), &status, &response)
        );
        let received = &project.receiver.received()[0];
        assert_eq!(received.header("x-helpbot-event"), "webhook.test");
        assert_eq!(received.json()["data"], json!({ "webhookId": id }));
        assert_eq!(
            delivery["request"].as_str().unwrap().as_bytes(),
            received.body
        );
    }
    assert_eq!(project.work().await, 0, "a test is tried once");
    assert_eq!(
        listed(&project, id, "").await["deliveries"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn a_webhook_that_is_deleted_takes_its_deliveries_along() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    project.hand_off().await;
    let (status, body) = project.call("DELETE", &format!("?id={id}")).await;
    assert_eq!(status, 200, "{body}");
    project.work().await;
    assert_eq!(project.receiver.received().len(), 0);
    assert_eq!(project.deliveries().await, []);
}

#[tokio::test]
async fn what_is_over_for_a_month_is_forgotten() {
    let project = Project::new().await;
    project.meet(Reply::status(200)).await;
    project.native.clock.advance(30 * 24 * HOUR);
    project.sweep().await;
    assert_eq!(project.deliveries().await.len(), 1);
    project.native.clock.advance(1);
    project.sweep().await;
    assert_eq!(project.deliveries().await, []);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let project = Project::new().await;
    let (id, _) = project.webhook("/hook").await;
    let other = WebhookId::new(NOW, [9; 10]);
    for (method, path, code) in [
        ("GET", format!("/{other}/deliveries"), "webhook_not_found"),
        ("GET", "/wh_1/deliveries".into(), "webhook_not_found"),
        ("POST", format!("/{other}/test"), "webhook_not_found"),
        ("POST", format!("/{other}/enable"), "webhook_not_found"),
        (
            "POST",
            format!("/{other}/redeliver-dead"),
            "webhook_not_found",
        ),
        (
            "POST",
            format!("/{id}/deliveries/{other}/redeliver"),
            "delivery_not_found",
        ),
        (
            "POST",
            format!("/{id}/deliveries/1/redeliver"),
            "delivery_not_found",
        ),
    ] {
        let (status, body) = project.call(method, &path).await;
        assert_eq!((status, &body["code"]), (404, &json!(code)), "{path}");
    }
}

/// The entries about webhooks in the record of changes: `webhook.created` and so on.
async fn recorded(project: &Project) -> Vec<Value> {
    let sql =
        "SELECT action, target FROM audit WHERE action LIKE 'webhook.%' ORDER BY created_at, id";
    fetch_all(&project.native.db, Statement::new(sql))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_webhook_that_was_refused_or_is_gone_leaves_no_entry() {
    let project = Project::new().await;
    let (first, _) = project.webhook("/hook").await;
    let platform = &project.native.platform;
    let row = store::webhooks::by_id(&project.native.db, project.id, first)
        .await
        .unwrap();
    for number in 1..WEBHOOKS {
        project.webhook(&format!("/{number}")).await;
    }
    let before = recorded(&project).await;
    assert_eq!(u32::try_from(before.len()), Ok(WEBHOOKS));
    // Another request created the last possible webhook after this one counted them.
    let now = platform.clock.now();
    let refused = Webhook {
        id: WebhookId::new(now, [9; 10]),
        ..row.unwrap()
    };
    let entry = |action, target| NewAudit {
        id: AuditId::new(now, random_bytes().unwrap()),
        organization_id: organization(),
        project_id: Some(project.id),
        actor: "key",
        action,
        target,
        detail: json!({}),
    };
    let target = refused.id.to_string();
    let batch = vec![
        store::webhooks::insert(project.id, &refused),
        audit::record_of_webhook(project.id, &entry("webhook.created", &target), now),
    ];
    assert_eq!(project.native.db.batch(batch).await.unwrap(), [0, 0]);
    assert_eq!(recorded(&project).await, before);
    // An existing webhook gets entries, until it is deleted.
    let target = first.to_string();
    let enabled = || {
        vec![audit::record_of_webhook(
            project.id,
            &entry("webhook.enabled", &target),
            now,
        )]
    };
    project.native.db.batch(enabled()).await.unwrap();
    let (status, _) = project.call("DELETE", &format!("?id={first}")).await;
    assert!((200..300).contains(&status), "{status}");
    project.native.db.batch(enabled()).await.unwrap();
    let after = recorded(&project).await;
    assert_eq!(after.len(), before.len() + 2, "{after:?}");
    let has_deleted = after
        .iter()
        .any(|entry| entry["action"] == "webhook.deleted");
    assert!(has_deleted, "{after:?}");
}
