//! What the database has after the day, counted anew.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::backdrop::{Backdrop, EVENTS};
use crate::stack::Database;

/// What is there, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Questions, answers, replies and events that are not there.
    pub lost: u64,
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
        "SELECT sum(questions) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'visitor'",
    ),
    (
        "SELECT sum(answers) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT sum(used) FROM credits",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT count(*) FROM events WHERE type = 'conversation.created'",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "SELECT sum(message_count) FROM conversations",
        "SELECT count(*) FROM messages",
    ),
];
/// A question is answered by the bot, unless a person holds the conversation.
const UNANSWERED: &str = "
    SELECT count(*) FROM messages AS question JOIN conversations ON conversations.id = question.conversation_id
    WHERE question.sender = 'visitor' AND conversations.operator_id IS NULL AND conversations.resolved_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM messages WHERE answers = question.id)
      AND NOT EXISTS (SELECT 1 FROM events WHERE json_extract(data, '$.messageId') = question.id)";
const SENT: &str = "SELECT id FROM events WHERE type IN (SELECT value FROM json_each(?1))";
/// By which what was said is known: a visitor's message by its client's id, a reply by its text.
const SAID: &str = "
    SELECT CASE sender WHEN 'operator' THEN text ELSE client_message_id END FROM messages
    WHERE sender = 'operator' OR client_message_id IS NOT NULL";

impl Recount {
    /// Counts everything, with the ids of what was `asked`.
    pub(super) fn of(database: &Database, asked: &[String], backdrop: &Backdrop) -> Result<Self> {
        let number = |sql: &str| -> Result<u64> {
            let value = database.value(sql, &[])?.context("no row")?;
            Ok(value.parse().unwrap_or_default())
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
            lost: number(UNANSWERED)?,
            doubled: there.values().map(|times| times - 1).sum(),
            ..Self::default()
        };
        let replies = backdrop.replies();
        let gone = asked.iter().chain(&replies);
        recount.lost += u64::try_from(gone.filter(|said| !there.contains_key(*said)).count())?;
        recount.lost += u64::try_from(sent.difference(&backdrop.events()).count())?;
        for sql in DOUBLED {
            recount.doubled += number(sql)?;
        }
        for (kept, counted) in SAME {
            recount.wrong_counts += u64::from(number(kept)? != number(counted)?);
        }
        Ok(recount)
    }
}
