//! Recounts in the database after the day.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::{
    backdrop::{Backdrop, EVENTS},
    visitor::TurnLog,
};
use crate::stack::Database;

/// The results of the recount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Questions, replies and events that are missing.
    pub lost: u64,
    /// Questions to the bot without an answer.
    pub unanswered: u64,
    /// Questions, replies and events that exist twice.
    pub doubled: u64,
    /// Stored counts that differ from a recount.
    pub wrong_counts: u64,
    /// Events that the working address should have received.
    pub events: u64,
    /// How many deliveries arrived there.
    pub arrivals: u64,
    /// Deliveries that are still being retried.
    pub waiting: u64,
}

/// Queries that must find nothing.
const DOUBLED: [&str; 2] = [
    "SELECT count(*) FROM (SELECT 1 FROM messages WHERE answers IS NOT NULL GROUP BY answers HAVING count(*) > 1)",
    "SELECT count(*) FROM (SELECT 1 FROM events WHERE type = 'message.sent'
       GROUP BY json_extract(data, '$.messageId') HAVING count(*) > 1)",
];
/// Pairs of a stored count and its recount.
const SAME: [(&str, &str); 5] = [
    (
        "SELECT coalesce(sum(questions), 0) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'visitor'",
    ),
    (
        "SELECT coalesce(sum(answers), 0) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT coalesce(sum(used), 0) FROM credits",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT count(*) FROM events WHERE type = 'conversation.created'",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT coalesce(sum(message_count), 0) FROM conversations",
        "SELECT count(*) FROM messages",
    ),
];
// A message to a person has its event at once; a question to the bot has it with its answer.
const UNANSWERED: &str = "
    SELECT client_message_id FROM messages AS question WHERE sender = 'visitor'
      AND NOT EXISTS (SELECT 1 FROM messages WHERE answers = question.id)
      AND NOT EXISTS (SELECT 1 FROM events WHERE json_extract(data, '$.messageId') = question.id)";
const SENT: &str = "SELECT id FROM events WHERE type IN (SELECT value FROM json_each(?1))";
/// What identifies a message: for a visitor's, its client id; for a reply, its text.
const SAID: &str = "
    SELECT CASE sender WHEN 'operator' THEN text ELSE client_message_id END FROM messages
    WHERE sender = 'operator' OR client_message_id IS NOT NULL";

impl Recount {
    /// Counts everything. `asked` are the visitors' questions.
    pub(super) fn of(database: &Database, asked: &[&TurnLog], backdrop: &Backdrop) -> Result<Self> {
        let number = |sql: &str| -> Result<u64> {
            let value = database.value(sql, &[])?.context("no row")?;
            value
                .parse::<u64>()
                .with_context(|| format!("{sql}: {value}"))
        };
        let kinds = serde_json::to_string(&EVENTS)?;
        let sent: BTreeSet<String> = database.column(SENT, &[&kinds])?.into_iter().collect();
        let mut there: BTreeMap<String, u64> = BTreeMap::new();
        for said in database.column(SAID, &[])? {
            *there.entry(said).or_default() += 1;
        }
        let mut recount = Self {
            events: u64::try_from(sent.len())?,
            arrivals: backdrop.arrivals(),
            waiting: number("SELECT count(*) FROM deliveries WHERE state = 'pending'")?,
            doubled: there.values().map(|times| times - 1).sum(),
            ..Self::default()
        };
        let replies = backdrop.replies();
        let ids = asked.iter().map(|turn| &turn.id);
        let gone = ids.chain(&replies);
        recount.lost += u64::try_from(gone.filter(|said| !there.contains_key(*said)).count())?;
        recount.lost += u64::try_from(sent.difference(&backdrop.events()).count())?;
        // A visitor who asks again after an operator joined reaches a person.
        let left = asked.iter().filter(|turn| !turn.is_of_bot);
        let left: BTreeSet<&str> = left.map(|turn| turn.id.as_str()).collect();
        let unanswered = database.column(UNANSWERED, &[])?;
        let unanswered = unanswered.iter().filter(|id| !left.contains(id.as_str()));
        recount.unanswered = u64::try_from(unanswered.count())?;
        for sql in DOUBLED {
            recount.doubled += number(sql)?;
        }
        for (kept, counted) in SAME {
            recount.wrong_counts += u64::from(number(kept)? != number(counted)?);
        }
        Ok(recount)
    }
}
