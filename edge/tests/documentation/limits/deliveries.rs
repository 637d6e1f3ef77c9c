//! Limits of webhooks and their deliveries.

use porchlight_edge::{
    api::site::deliveries,
    domain::deliveries::schedule,
    services::{deliveries::replay, webhooks},
    store::{notices, webhooks as webhook_store},
};

use super::Limits;
use crate::quantity::{characters, count, duration};

pub(super) fn delivery_limits() -> Limits {
    let waits = schedule::WAITS_MS;
    let hours: u64 = waits.iter().sum::<u64>().div_ceil(3_600_000);
    vec![
        ("Webhooks of one project", count(webhook_store::WEBHOOKS)),
        (
            "Events of a kind that visitors can repeat, in an hour",
            count(notices::NOTICES_PER_HOUR),
        ),
        (
            "Time between two of them about one conversation",
            duration(notices::PAUSE_MS),
        ),
        (
            "E-mails to the owner in an hour",
            count(notices::MAILS_PER_HOUR),
        ),
        (
            "Description of a webhook",
            characters(webhooks::DESCRIPTION_CHARS),
        ),
        (
            "Time for a webhook's address to respond",
            duration(schedule::TIMEOUT_MS.into()),
        ),
        (
            "Attempts at a delivery",
            format!("{}, over about {hours} hours", waits.len() + 1),
        ),
        (
            "Longest wait that `Retry-After` can ask for",
            duration(schedule::RETRY_AFTER_MS),
        ),
        (
            "Time of failures before a webhook is disabled",
            duration(schedule::FAILING_MS),
        ),
        (
            "Stored response of a webhook's address",
            format!("the first {} bytes", count(schedule::RESPONSE_BYTES)),
        ),
        (
            "Deliveries in one response",
            format!(
                "{}, at most {}",
                deliveries::DEFAULT_DELIVERIES,
                deliveries::DELIVERIES
            ),
        ),
        (
            "Dead deliveries sent again in one call",
            count(replay::REPLAYED),
        ),
        (
            "Time for which finished deliveries are kept",
            duration(schedule::KEPT_MS),
        ),
    ]
}
