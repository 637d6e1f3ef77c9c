//! The state after a scene, recounted.

use std::collections::BTreeSet;

use porchlight_edge::domain::job::Job;

use super::{
    fault::Fault,
    stage::{EVENTS, Stage},
    visitor::Heard,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Losses {
    pub(super) lost: u64,
    /// Questions to the bot without an answer.
    pub(super) unanswered: u64,
    pub(super) dead: u64,
    pub(super) doubled: u64,
    pub(super) wrong_counts: u64,
}

impl std::ops::AddAssign for Losses {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.unanswered += other.unanswered;
        self.dead += other.dead;
        self.doubled += other.doubled;
        self.wrong_counts += other.wrong_counts;
    }
}

/// Pairs of numbers that must be equal: one is stored, the other counted.
const SAME: [(&str, &str, &str); 8] = [
    (
        "questions in the activity",
        "SELECT coalesce(sum(questions), 0) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'visitor'",
    ),
    (
        "answers in the activity",
        "SELECT coalesce(sum(answers), 0) FROM activity",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "conversations in the activity",
        "SELECT coalesce(sum(conversations), 0) FROM activity",
        "SELECT count(*) FROM conversations",
    ),
    (
        "credits",
        "SELECT coalesce(sum(used), 0) FROM credits",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "events of answers",
        "SELECT count(*) FROM events WHERE type = 'conversation.created'",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'",
    ),
    (
        "words of messages",
        "SELECT count(*) FROM message_terms",
        "SELECT count(*) FROM messages",
    ),
    (
        "messages of conversations",
        "SELECT coalesce(sum(message_count), 0) FROM conversations",
        "SELECT count(*) FROM messages",
    ),
    (
        "refusals of conversations",
        "SELECT coalesce(sum(unanswered), 0) FROM conversations",
        "SELECT coalesce(sum(unanswered), 0) FROM messages",
    ),
];

/// Rows that must not exist.
const LOST: [(&str, &str); 3] = [
    (
        "a message of which the owner was told nothing",
        "SELECT count(*) FROM messages WHERE sender <> 'visitor' AND NOT EXISTS (
           SELECT 1 FROM events WHERE type = 'message.sent' AND json_extract(data, '$.messageId') = messages.id)",
    ),
    (
        "an answer to nothing",
        "SELECT count(*) FROM messages WHERE sender = 'assistant'
           AND (answers IS NULL OR answers NOT IN (SELECT id FROM messages WHERE sender = 'visitor'))",
    ),
    (
        "an event of a message that is not there",
        "SELECT count(*) FROM events WHERE type = 'message.sent'
           AND json_extract(data, '$.messageId') NOT IN (SELECT id FROM messages)",
    ),
];
// A message to a person has its event at once; a question to the bot has it with its answer.
const UNANSWERED: &str = "
    SELECT client_message_id AS id FROM messages AS question WHERE sender = 'visitor'
      AND NOT EXISTS (SELECT 1 FROM messages WHERE answers = question.id)
      AND NOT EXISTS (SELECT 1 FROM events WHERE json_extract(data, '$.messageId') = question.id)";
// Addresses fail for minutes, and deliveries are tried for hours.
const DEAD: [(&str, &str); 1] = [(
    "a delivery that was given up",
    "SELECT count(*) FROM deliveries WHERE state = 'dead'",
)];
const DOUBLED: [(&str, &str); 4] = [
    (
        "two answers to a question",
        "SELECT count(*) FROM (SELECT 1 FROM messages WHERE answers IS NOT NULL GROUP BY answers HAVING count(*) > 1)",
    ),
    (
        "a client's message twice",
        "SELECT count(*) FROM (SELECT 1 FROM messages WHERE client_message_id IS NOT NULL
           GROUP BY conversation_id, client_message_id HAVING count(*) > 1)",
    ),
    (
        "an event of a message twice",
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE type = 'message.sent'
           GROUP BY json_extract(data, '$.messageId') HAVING count(*) > 1)",
    ),
    (
        "a delivery twice",
        "SELECT count(*) FROM (SELECT 1 FROM deliveries GROUP BY event_id, webhook_id HAVING count(*) > 1)",
    ),
];
const ILLEGAL: [(&str, &str); 4] = [
    (
        "a holder that there is not",
        "SELECT count(*) FROM conversations WHERE holder NOT IN ('bot', 'queue', 'operator', 'resolved')",
    ),
    (
        "an operator without a lease, or a lease without an operator",
        "SELECT count(*) FROM conversations WHERE (holder = 'operator') <> (lease_until IS NOT NULL)",
    ),
    (
        "a delivery in no final state",
        "SELECT count(*) FROM deliveries WHERE state NOT IN ('delivered', 'dead')",
    ),
    (
        "a message before one that it follows",
        "SELECT count(*) FROM messages AS one JOIN messages AS next
           ON next.conversation_id = one.conversation_id AND next.rowid > one.rowid
         WHERE next.created_at < one.created_at",
    ),
];

const OF_THE_DATABASE: [Fault; 7] = [
    Fault::DatabaseFails,
    Fault::DatabaseFailsOnce,
    Fault::DatabaseFull,
    Fault::DatabaseLocked,
    Fault::BatchRefused,
    Fault::ResultLost,
    Fault::MigrationMissing,
];

/// Recounts everything, and records what is wrong.
pub(super) fn recount(stage: &Stage, visitors: &[Heard], replies: &[String]) -> Losses {
    let mut losses = Losses::default();
    for (what, kept, counted) in SAME {
        let (kept, counted) = (stage.number(kept), stage.number(counted));
        if kept != counted {
            losses.wrong_counts += 1;
            stage.is_wrong(format!("{what}: {kept} kept, {counted} counted"));
        }
    }
    for (kind, sums) in [
        (&mut losses.lost, &LOST[..]),
        (&mut losses.dead, &DEAD),
        (&mut losses.doubled, &DOUBLED[..]),
        (&mut losses.wrong_counts, &ILLEGAL[..]),
    ] {
        for (what, sql) in sums {
            let found = stage.number(sql);
            *kind += found;
            if found > 0 {
                stage.is_wrong(format!("{found} times {what}"));
            }
        }
    }
    messages(stage, visitors, replies, &mut losses);
    losses.unanswered += unanswered(stage, visitors);
    losses.lost += deliveries(stage);
    check_busy(stage, visitors);
    check_given_up(stage);
    losses
}

/// All questions and replies are stored, and all reports were true.
fn messages(stage: &Stage, visitors: &[Heard], replies: &[String], losses: &mut Losses) {
    let asked = visitors.iter().flat_map(|visitor| &visitor.asked);
    let asked = asked.map(|id| format!("client_message_id = '{id}'"));
    let said = replies
        .iter()
        .map(|text| format!("sender = 'operator' AND text = '{text}'"));
    for condition in asked.chain(said) {
        let sql = format!("SELECT count(*) FROM messages WHERE {condition}");
        let found = stage.number(&sql);
        losses.lost += u64::from(found == 0);
        losses.doubled += found.saturating_sub(1);
        if found != 1 {
            stage.is_wrong(format!("{found} messages with {condition}"));
        }
    }
    for told in visitors.iter().flat_map(|visitor| &visitor.told) {
        let text = told.text.replace('\'', "''");
        let sql = format!(
            "SELECT count(*) FROM messages WHERE id = '{}' AND text = '{text}'",
            told.id
        );
        // The id is unique.
        if stage.number(&sql) == 0 {
            losses.lost += 1;
            stage.is_wrong(format!(
                "an answer that was told is not there: {}",
                told.text
            ));
        }
    }
}

/// The bot has answered all questions that were not left to a person.
fn unanswered(stage: &Stage, visitors: &[Heard]) -> u64 {
    let left = visitors.iter().flat_map(|visitor| &visitor.left_to_person);
    let left: BTreeSet<&str> = left.map(String::as_str).collect();
    let mut unanswered = 0;
    for row in stage.sqlite.look(UNANSWERED).unwrap() {
        let id = row["id"].as_str().unwrap();
        if !left.contains(id) {
            unanswered += 1;
            stage.is_wrong(format!("{id} has no answer"));
        }
    }
    unanswered
}

/// Each event has a delivery, and has arrived if the delivery says so.
fn deliveries(stage: &Stage) -> u64 {
    let mut lost = 0;
    let kinds = EVENTS.map(|kind| format!("'{kind}'")).join(", ");
    let sql = format!(
        "SELECT count(*) FROM events WHERE type IN ({kinds}) AND id NOT IN (SELECT event_id FROM deliveries)"
    );
    let untold = stage.number(&sql);
    if untold > 0 {
        lost += untold;
        stage.is_wrong(format!("{untold} events have no delivery"));
    }
    let received = stage.network.received.lock().unwrap();
    let received: BTreeSet<&str> = received.iter().map(String::as_str).collect();
    let delivered = stage
        .sqlite
        .look("SELECT event_id FROM deliveries WHERE state = 'delivered'")
        .unwrap();
    for row in delivered {
        let id = row["event_id"].as_str().unwrap();
        if !received.contains(id) {
            lost += 1;
            stage.is_wrong(format!("event {id} was delivered and never arrived"));
        }
    }
    lost
}

/// The owner sees how often the database was busy. Counts that the queue refused or gave up are lost.
fn check_busy(stage: &Stage, visitors: &[Heard]) {
    let told: u32 = visitors.iter().map(|visitor| visitor.busy).sum();
    let noted = stage.queue.busy.lock().unwrap();
    let rows = stage.sqlite.look("SELECT id FROM busy_questions").unwrap();
    let counted: BTreeSet<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    let given_up = stage.given_up.borrow();
    let given_up: BTreeSet<&str> = (given_up.iter())
        .filter_map(|job| match job {
            Job::NoteBusyV1 { id, .. } => Some(id.as_str()),
            _ => None,
        })
        .collect();
    let is_dropped = |id: &str, is_taken: bool| !is_taken || given_up.contains(id);
    let dropped = noted
        .iter()
        .filter(|(id, is_taken)| is_dropped(id, **is_taken) && !counted.contains(id.as_str()));
    let dropped = dropped.count();
    if counted.len() + dropped != noted.len() {
        stage.is_wrong(format!(
            "{} busy moments noted, {} counted and {dropped} dropped",
            noted.len(),
            counted.len()
        ));
    }
    // If the copy of the project is missing too while the database fails, the project of a question is unknown.
    let is_known = !stage.faults.have_met(&[Fault::KvStale, Fault::KvFails]);
    if is_known && usize::try_from(told).unwrap() > noted.len() {
        stage.is_wrong(format!("{told} times busy, and {} noted", noted.len()));
    }
}

/// A job is given up only if the database fails for longer than the queue tries.
fn check_given_up(stage: &Stage) {
    let given_up = stage.given_up.borrow();
    if !given_up.is_empty() && !stage.faults.have_met(&OF_THE_DATABASE) {
        stage.is_wrong(format!("given up: {given_up:?}"));
    }
}
