//! Which chats a list contains: by state and by time. Also their order.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Client, ReportedOrganization};
use crate::{
    http::Reply,
    world::{DAY_MS, LONG_AGO, world},
};

#[test]
fn order_turns_the_list_around() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let ids = [
        organization.converse("First?")?,
        organization.converse("Second?")?,
    ];
    let ascending = organization.listed(&[("order", "asc")])?;
    let descending = organization.listed(&[("order", "desc")])?;
    ensure!(ascending == ids, "{ascending:?}");
    ensure!(descending.iter().rev().eq(&ids), "{descending:?}");
    Ok(())
}

#[test]
fn chats_are_filtered_by_one_state() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    let pending = organization.converse("Is anybody there?")?;
    let escalated = organization.converse("May I speak to a person?")?;
    let handed = json!({ "conversationId": escalated });
    organization.site.hand_off(&handed)?.ok()?;

    for (state, id) in [("pending", pending), ("escalated", escalated)] {
        let listed = organization.listed(&[("state", state)])?;
        ensure!(listed == [id.clone()], "{state}: {listed:?}, not {id}");
    }
    ensure!(organization.listed(&[("state", "resolved")])?.is_empty());
    for state in ["open", "pending,resolved"] {
        let agent = &organization.tenant.project_id;
        organization
            .reports
            .chats(agent, &[("state", state)])?
            .refused(400)?;
    }
    Ok(())
}

#[test]
fn the_window_is_thirty_days_by_default_and_half_a_year_at_most() -> Result<()> {
    let world = world()?;
    let reports = Client::new(world.origin(), &LONG_AGO.secret());
    let agent = &LONG_AGO.project_id();
    let listed = |query: &[(&str, &str)]| reports.chats(agent, query)?.ok()?.ids();
    let [recent, within, old] = world.talks.clone();

    let default: HashSet<_> = listed(&[])?.into_iter().collect();
    ensure!(
        default == HashSet::from([recent.clone(), within.clone()]),
        "{default:?}"
    );

    let now = jiff::Timestamp::now();
    let ago = |days: i64| {
        let then = now.as_millisecond() - days * DAY_MS;
        anyhow::Ok(jiff::Timestamp::from_millisecond(then)?.to_string())
    };
    let between = listed(&[("from", &ago(40)?), ("to", &ago(30)?)])?;
    ensure!(between == [old], "{between:?}");
    let latest = listed(&[("from", &ago(1)?)])?;
    ensure!(latest == [recent], "{latest:?}");

    let half_a_year = [
        ("from", "2026-01-01T00:00:00Z"),
        ("to", "2026-07-03T00:00:00Z"),
    ];
    reports.chats(agent, &half_a_year)?.ok()?;
    for (from, to) in [
        ("2026-01-01T00:00:00Z", "2026-07-04T00:00:00Z"),
        ("2026-02-02T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("yesterday", "2026-02-01T00:00:00Z"),
    ] {
        let answer = reports.chats(agent, &[("from", from), ("to", to)])?;
        answer
            .refused(400)
            .with_context(|| format!("{from} to {to}"))?;
    }
    reports
        .chats(agent, &[("cursor", "nonsense")])?
        .refused(400)?;
    Ok(())
}

#[test]
fn a_resolved_chat_is_found_by_its_state() -> Result<()> {
    let organization = ReportedOrganization::new()?;
    organization.converse("Is anybody there?")?;
    // No page says how a chat is resolved.
    let resolved = organization.converse("Thank you, that was all?")?;
    let path = format!("/api/v1/conversations/{resolved}/resolve");
    let done: Reply<Value> = organization.site.http.post(&path, &json!({}))?;
    ensure!((200..300).contains(&done.status), "{}", done.body);
    ensure!(organization.listed(&[("state", "resolved")])? == [resolved]);
    Ok(())
}
