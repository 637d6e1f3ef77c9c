//! Webhooks: registering, listing and deleting them. Their deliveries are in `deliveries`.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::Client;
use crate::{
    http::text,
    world::{Tenant, world},
};

/// The most webhooks of a site.
const MAX_WEBHOOKS: usize = 5;
/// The longest description of a webhook, in characters.
const MAX_DESCRIPTION: usize = 200;

fn client(plan: &str) -> Result<(Client, Tenant)> {
    let world = world()?;
    let tenant = world.tenant(plan)?;
    Ok((Client::new(world.origin(), &tenant.project_key), tenant))
}

fn webhook() -> Value {
    json!({
        "url": "https://example.com/hooks/helpbot",
        "events": ["conversation.created", "conversation.handoff"],
        "description": "Tells the support desk",
    })
}

#[test]
fn the_secret_is_shown_once() -> Result<()> {
    let (client, _) = client("growth")?;
    ensure!(client.webhooks()?.ok()?.webhooks.is_empty());
    let created = client.create_webhook(&webhook())?.ok()?.webhook;
    let secret = text(&created, "/secret")?;
    ensure!(created["url"] == webhook()["url"], "{created}");
    ensure!(created["events"] == webhook()["events"], "{created}");
    ensure!(
        created["description"] == webhook()["description"],
        "{created}"
    );

    let listed = client.webhooks()?.ok()?.webhooks;
    let [listed] = listed.as_slice() else {
        anyhow::bail!("one webhook expected: {listed:?}");
    };
    ensure!(listed["id"] == created["id"], "{listed}");
    ensure!(listed["url"] == created["url"], "{listed}");
    let redacted = text(listed, "/secret")?;
    let last = secret.split_at(secret.len() - 4).1;
    ensure!(redacted.ends_with(last), "{redacted} is not …{last}");
    ensure!(!listed.to_string().contains(secret), "{listed}");
    let longer = secret.split_at(secret.len() - 5).1;
    ensure!(
        !redacted.ends_with(longer),
        "{redacted} shows more than four"
    );
    Ok(())
}

#[test]
fn a_site_has_five_webhooks_at_most() -> Result<()> {
    let (client, _) = client("growth")?;
    let mut ids = Vec::new();
    for _ in 0..MAX_WEBHOOKS {
        let created = client.create_webhook(&webhook())?.ok()?.webhook;
        ids.push(text(&created, "/id")?.to_owned());
    }
    client.create_webhook(&webhook())?.refused(403)?;
    ensure!(client.delete_webhook(&ids[0])?.ok()?.deleted);
    client.create_webhook(&webhook())?.ok()?;
    ensure!(client.webhooks()?.ok()?.webhooks.len() == MAX_WEBHOOKS);
    Ok(())
}

#[test]
fn an_invalid_webhook_is_refused() -> Result<()> {
    let (client, _) = client("scale")?;
    let with = |field: &str, value: Value| {
        let mut body = webhook();
        body[field] = value;
        body
    };
    let longest = "d".repeat(MAX_DESCRIPTION);
    client
        .create_webhook(&with("description", json!(longest)))?
        .ok()?;
    for body in [
        json!({}),
        json!({ "url": webhook()["url"] }),
        json!({ "events": webhook()["events"] }),
        with("url", json!("not an address")),
        with("events", json!([])),
        with("events", json!(["conversation.imagined"])),
        with("events", json!("conversation.created")),
        with("description", json!(format!("{longest}!"))),
    ] {
        client.create_webhook(&body)?.refused(400)?;
    }
    ensure!(client.webhooks()?.ok()?.webhooks.len() == 1);
    Ok(())
}

#[test]
fn a_webhook_of_another_site_is_not_found() -> Result<()> {
    let (client, _) = self::client("growth")?;
    let (stranger, _) = self::client("growth")?;
    let created = client.create_webhook(&webhook())?.ok()?.webhook;
    let id = text(&created, "/id")?;
    stranger.delete_webhook(id)?.refused(404)?;
    client
        .http
        .delete::<Value>("/api/v1/webhooks")?
        .refused(400)?;
    ensure!(client.delete_webhook(id)?.ok()?.deleted);
    client.delete_webhook(id)?.refused(404)?;
    Ok(())
}

#[test]
fn growth_and_scale_are_enough_and_nothing_less() -> Result<()> {
    for plan in ["growth", "scale"] {
        client(plan)?.0.webhooks()?.ok()?;
    }
    for plan in ["free", "starter"] {
        check_refused(&client(plan)?.0, 403)?;
    }
    check_refused(&Client::new(world()?.origin(), "YOUR_KEY"), 401)
}

fn check_refused(client: &Client, status: u16) -> Result<()> {
    let id = uuid::Uuid::new_v4().to_string();
    client.webhooks()?.refused(status)?;
    client.create_webhook(&webhook())?.refused(status)?;
    client.delete_webhook(&id)?.refused(status)?;
    Ok(())
}
