//! What the database has after the day, counted anew.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::{
    backdrop::{Backdrop, EVENTS},
    visitor::TurnLog,
};
use crate::stack::Database;

/// What is there, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Questions, replies and events that are not there.
    pub lost: u64,
    /// Questions to the bot that have no answer.
    pub unanswered: u64,
    /// Those that are there twice.
    pub doubled: u64,
    /// Numbers that are not what a recount says.
    pub wrong_counts: u64,
    /// Events that the address that is well should have got.
    pub events: u64,
    /// How often one arrived there.
    pub arrivals: u64,
    /// Deliveries that are still tried.
    pub waiting: u64,
}

/// What there must be none of.
const DOUBLED: [&str; 2] = [
    "SELECT count(*) FROM (SELECT 1 FROM messages WHERE answers IS NOT NULL GROUP BY answers HAVING count(*) > 1)",
    "SELECT count(*) FROM (SELECT 1 FROM events WHERE type = 'message.sent'
       GROUP BY json_extract(data, '$.messageId') HAVING count(*) > 1)",
];
/// Each the same number, kept and counted.
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
// What was said to a person is told at once; a question to the bot is told with its answer.
const UNANSWERED: &str = "
    SELECT client_message_id FROM messages AS question WHERE sender = 'visitor'
      AND NOT EXISTS (SELECT 1 FROM messages WHERE answers = question.id)
      AND NOT EXISTS (SELECT 1 FROM events WHERE json_extract(data, '$.messageId') = question.id)";
const SENT: &str = "SELECT id FROM events WHERE type IN (SELECT value FROM json_each(?1))";
/// By which what was said is known: a visitor's message by its client's id, a reply by its text.
const SAID: &str = "
    SELECT CASE sender WHEN 'operator' THEN text ELSE client_message_id END FROM messages
    WHERE sender = 'operator' OR client_message_id IS NOT NULL";

impl Recount {
    /// Counts everything, with what was `asked`.
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
        // Whoever asks again after somebody came has a person.
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
