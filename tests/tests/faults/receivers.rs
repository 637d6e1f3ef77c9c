//! Receivers fail in every known way. No event is lost, and dead deliveries are visible.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, Owner, text},
    deadline::until,
    stack::{Key, Stack},
};
use serde_json::{Value, json};

use crate::{
    receiver::{FAILURES, Receiver},
    scene::{all_settled, crash_and_restart, done, project, register, report, sweep},
};

/// Two projects, because each may have at most five webhooks.
const KEYS: [Key; 2] = [Key(0x32), Key(0x33)];
/// How long the first attempts may take. Two receivers keep the sender waiting for 15 seconds.
const TRIED: Duration = Duration::from_mins(1);

/// A webhook whose receiver fails.
struct Failing {
    owner: usize,
    id: String,
    path: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_receivers_refuse_arrives_when_they_are_well_again_or_is_seen_to_be_dead() -> Result<()>
{
    let mut stack = Stack::start(&[
        project("first-receivers", KEYS[0]),
        project("other-receivers", KEYS[1]),
    ])
    .await?;
    let owners = KEYS.map(|key| Owner::new(&stack.origin, key));
    let receiver = Receiver::start().await?;
    let mut webhooks = Vec::new();
    for (position, path) in FAILURES.into_iter().enumerate() {
        let owner = position % owners.len();
        let id = register(
            &owners[owner],
            &format!("{}{path}", receiver.origin),
            &["conversation.created"],
        )
        .await?;
        webhooks.push(Failing { owner, id, path });
    }
    for owner in &owners {
        done(&owner.ask("Do wombats like marzipan?").await?)?;
    }

    for webhook in &webhooks {
        let path = webhook.path;
        let delivery = until("the webhook was tried", TRIED, async || {
            let delivery = delivery(&owners[webhook.owner], &webhook.id).await?;
            Ok(delivery["error"].is_string().then_some(delivery))
        })
        .await
        .with_context(|| format!("{path}\n{}", stack.log()))?;
        let expected = if path == "/410" { "dead" } else { "pending" };
        ensure!(delivery["state"] == expected, "{path}: {delivery}");
    }
    ensure!(
        receiver.received("/elsewhere").is_empty(),
        "a redirect was followed"
    );

    // The receivers work again, and the Worker dies as well.
    receiver.mend();
    crash_and_restart(&mut stack).await?;
    sweep(&stack).await?;
    all_settled(&stack).await?;
    for webhook in &webhooks {
        let owner = &owners[webhook.owner];
        let state = text(&delivery(owner, &webhook.id).await?, "/state");
        if webhook.path == "/410" {
            ensure!(state == "dead", "{state}");
            for what in ["enable", "redeliver-dead"] {
                let path = format!("/api/v1/webhooks/{}/{what}", webhook.id);
                done(&owner.post(&path, &json!({})).await?)?;
            }
            all_settled(&stack).await?;
        } else {
            ensure!(state == "delivered", "{}: {state}", webhook.path);
        }
        ensure!(
            !receiver.received(webhook.path).is_empty(),
            "{}",
            webhook.path
        );
    }
    report(&format!(
        "receivers: {} ways to fail ({}), 1 crash; events lost: 0",
        FAILURES.len(),
        FAILURES.join(", ")
    ));
    Ok(())
}

/// The webhook's delivery, as its owner sees it.
async fn delivery(owner: &Owner, webhook: &str) -> Result<Value> {
    let answer: Answer = owner
        .get(&format!("/api/v1/webhooks/{webhook}/deliveries"))
        .await?;
    let first = done(&answer)?.pointer("/deliveries/0").cloned();
    first.context("there is no delivery")
}
