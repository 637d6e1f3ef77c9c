//! Helpers for the tests: their own stack, webhooks, and advancing time.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::{Answer, Owner, text},
    deadline::until,
    stack::{Key, Project, Stack},
};
use serde_json::{Value, json};

/// How long all deliveries may take. Receivers that hang time out after 15 seconds, one after the other.
const DELIVERED: Duration = Duration::from_mins(2);

/// The address that triggers the sweep.
const SCHEDULED: &str = "/__scheduled?cron=*/5+*+*+*+*";

/// A project for one test alone.
pub(crate) fn project(slug: &'static str, key: Key) -> Project {
    Project {
        slug,
        settings: json!({ "company": "Faults" }),
        allowed_origins: Vec::new(),
        key,
    }
}

/// Registers a webhook for `events`, and returns its id.
pub(crate) async fn register(owner: &Owner, url: &str, events: &[&str]) -> Result<String> {
    let body = json!({ "url": url, "events": events });
    let made = owner.post("/api/v1/webhooks", &body).await?;
    ensure!(made.status.is_success(), "{}", made.body);
    Ok(text(&made.json(), "/webhook/id"))
}

/// Kills the Worker, makes all pending work due, and starts the Worker again.
pub(crate) async fn crash_and_restart(stack: &mut Stack) -> Result<()> {
    stack.crash()?;
    // Now that the Worker is dead, nobody else has the file open.
    stack
        .database
        .execute("UPDATE deliveries SET next_at = 0 WHERE state = 'pending'; UPDATE idempotent_requests SET created_at = 0;")?;
    stack.restart().await
}

pub(crate) async fn sweep(stack: &Stack) -> Result<()> {
    let answer = reqwest::get(format!("{}{SCHEDULED}", stack.origin)).await?;
    ensure!(answer.status().is_success(), "{}", answer.status());
    Ok(())
}

/// The count that `sql` returns.
pub(crate) fn count(stack: &Stack, sql: &str, parameters: &[&str]) -> Result<u64> {
    let value = stack.database.value(sql, parameters)?;
    Ok(value.context("nothing was counted")?.parse()?)
}

/// Waits until no delivery is pending.
pub(crate) async fn all_settled(stack: &Stack) -> Result<()> {
    until("all deliveries are settled", DELIVERED, async || {
        let pending = count(
            stack,
            "SELECT count(*) FROM deliveries WHERE state = 'pending'",
            &[],
        )?;
        Ok((pending == 0).then_some(()))
    })
    .await
    .with_context(|| stack.log())
}

/// The body of a successful response.
pub(crate) fn done(answer: &Answer) -> Result<Value> {
    ensure!(
        answer.status.is_success(),
        "{} {}",
        answer.status,
        answer.body
    );
    Ok(answer.json())
}

/// Prints a measurement, even if the test succeeds.
pub(crate) fn report(line: &str) {
    use std::io::Write as _;
    // If writing fails, nobody is reading.
    let _unseen = writeln!(std::io::stderr(), "{line}");
}
