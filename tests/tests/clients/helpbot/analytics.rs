//! Analytics and conversations, which need the Growth or the Scale plan.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Client;
use crate::world::world;

/// Three conversations: one answered and rated helpful, one unanswered, one unanswered and handed off.
struct Site {
    client: Client,
}

impl Site {
    fn new() -> Result<Self> {
        let world = world()?;
        let tenant = world.tenant_with_knowledge()?;
        let client = Client::new(world.origin(), &tenant.project_key);
        let mut conversations = Vec::new();
        for (question, session) in [
            ("How do I change my password?", "first-session"),
            ("Do wombats like marzipan?", "second-session"),
            (
                "Who won the football championship in 1974?",
                "third-session",
            ),
        ] {
            let body = json!({ "question": question, "sessionId": session });
            conversations.push(client.ask(&body)?.ok()?.conversation_id);
        }
        let [answered, _, handed_off] = conversations.as_slice() else {
            anyhow::bail!("three conversations expected");
        };
        let rated = json!({ "conversationId": answered, "helpful": "yes" });
        client.feedback(&rated)?.ok()?;
        client
            .hand_off(&json!({ "conversationId": handed_off }))?
            .ok()?;
        Ok(Self { client })
    }

    fn check_found(&self, query: &[(&str, &str)], questions: &[&str]) -> Result<()> {
        let found = self.client.conversations(query)?.ok()?;
        ensure!(
            found.conversations.len() == questions.len(),
            "{query:?}: {found:?}"
        );
        ensure!(found.total_docs == questions.len() as u64, "{found:?}");
        for question in questions {
            let all = json!(found.conversations).to_string();
            ensure!(all.contains(question), "{query:?}: no {question} in {all}");
        }
        Ok(())
    }
}

#[test]
fn the_overview_counts_what_happened() -> Result<()> {
    let site = Site::new()?;
    let overview = site.client.overview(&[])?.ok()?;
    ensure!(overview.total_questions == 3, "{overview:?}");
    ensure!(overview.satisfaction_rate == 100, "{overview:?}");
    ensure!(overview.helpful_count == 1, "{overview:?}");
    ensure!(overview.total_feedback == 1, "{overview:?}");
    ensure!(overview.handoff_count == 1, "{overview:?}");
    ensure!(overview.handoff_rate == 33, "{overview:?}");
    // The page does not define the change from a week without questions.
    ensure!(overview.week_over_week_change >= 0, "{overview:?}");
    let credits = &overview.credits;
    ensure!(credits.values().any(|credits| credits == 3), "{credits:?}");

    // The page names no range. The range in the response is one that the API accepts.
    let range = overview.range.clone();
    let again = site.client.overview(&[("range", &range)])?.ok()?;
    ensure!(again == overview, "{again:?} is not {overview:?}");
    Ok(())
}

#[test]
fn the_activity_has_a_date_and_a_number_for_each_day() -> Result<()> {
    let site = Site::new()?;
    let activity = site.client.activity(&[])?.ok()?;
    let mut questions = 0;
    for day in &activity.activity {
        let fields = day.as_object().context("a day is no object")?;
        let date = fields
            .get("date")
            .and_then(Value::as_str)
            .context("no date")?;
        ensure!(date.len() == "YYYY-MM-DD".len(), "{date}");
        date.parse::<jiff::civil::Date>()?;
        let numbers: Vec<_> = fields.values().filter_map(Value::as_u64).collect();
        let [count] = numbers.as_slice() else {
            anyhow::bail!("one number a day expected: {day}");
        };
        questions += count;
    }
    ensure!(questions == 3, "{activity:?}");
    let again = site.client.activity(&[("range", &activity.range)])?.ok()?;
    ensure!(again.activity.len() == activity.activity.len(), "{again:?}");
    Ok(())
}

#[test]
fn conversations_are_filtered_searched_and_paged() -> Result<()> {
    let site = Site::new()?;
    site.check_found(&[], &["password", "marzipan", "football"])?;
    site.check_found(&[("filter", "unanswered")], &["marzipan", "football"])?;
    site.check_found(&[("filter", "handoff")], &["football"])?;
    site.check_found(&[("search", "marzipan")], &["marzipan"])?;
    site.check_found(&[("search", "submarine")], &[])?;
    site.check_found(&[("sessionId", "first-session")], &["password"])?;
    site.check_found(
        &[("filter", "unanswered"), ("search", "football")],
        &["football"],
    )?;
    let range = site.client.overview(&[])?.ok()?.range;
    site.check_found(&[("range", &range)], &["password", "marzipan", "football"])?;

    let mut seen = HashSet::new();
    for number in 1..=3 {
        let query = [("limit", "1"), ("page", &number.to_string())];
        let page = site.client.conversations(&query)?.ok()?;
        ensure!(page.limit == 1 && page.page == number, "{page:?}");
        ensure!(page.total_docs == 3 && page.total_pages == 3, "{page:?}");
        seen.extend(page.conversations.iter().map(Value::to_string));
    }
    ensure!(seen.len() == 3, "{seen:?}");
    Ok(())
}

#[test]
fn growth_and_scale_are_enough_and_nothing_less() -> Result<()> {
    let world = world()?;
    for plan in ["growth", "scale"] {
        let key = world.tenant(plan)?.project_key;
        let client = Client::new(world.origin(), &key);
        client.overview(&[])?.ok()?;
        client.activity(&[])?.ok()?;
        client.conversations(&[])?.ok()?;
    }
    for plan in ["free", "starter"] {
        let key = world.tenant(plan)?.project_key;
        check_refused(&Client::new(world.origin(), &key), 403)?;
    }
    check_refused(&Client::new(world.origin(), "YOUR_KEY"), 401)
}

fn check_refused(client: &Client, status: u16) -> Result<()> {
    client.overview(&[])?.refused(status)?;
    client.activity(&[])?.refused(status)?;
    client.conversations(&[])?.refused(status)?;
    Ok(())
}
