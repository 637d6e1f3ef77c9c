//! Visitors who ask all the time, and retry until they have an answer.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use porchlight_shared::{chat_event::ChatEvent, sse::Decoder};
use porchlight_tests::{api::Visitor, stack::Stack};
use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

use crate::scene::count;

const VISITORS: usize = 6;
const QUESTION: &str = "How do I set up backup codes?";
/// How often a visitor tries, and how long they wait in between: together longer than a restart.
const TRIES: usize = 200;
const AGAIN: Duration = Duration::from_millis(250);
/// How long one answer may take.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Crowd {
    visitors: JoinSet<Result<()>>,
    told: Arc<Told>,
}

#[derive(Default)]
struct Told {
    is_over: AtomicBool,
    /// The answered questions: the question's id, and the answer's id and text.
    answers: Mutex<Vec<(String, String, String)>>,
    busy: AtomicU64,
    cut_off: AtomicU64,
}

/// What a crowd saw, and what the database has afterwards.
pub(crate) struct Seen {
    pub(crate) answers: usize,
    /// How many responses said busy.
    pub(crate) busy: u64,
    /// How many connections failed or broke off.
    pub(crate) cut_off: u64,
    found: BTreeMap<Kind, u64>,
    /// The problems found, in words.
    wrong: Vec<String>,
}

impl Seen {
    /// Records a problem.
    pub(crate) fn note(&mut self, kind: Kind, times: u64, what: &str) {
        if times > 0 {
            *self.found.entry(kind).or_default() += times;
            self.wrong.push(format!("{times} {what}"));
        }
    }

    /// The counts, in words.
    pub(crate) fn summary(&self) -> String {
        let [lost, doubled, wrong] = [Kind::Lost, Kind::Doubled, Kind::WrongCount]
            .map(|kind| self.found.get(&kind).copied().unwrap_or_default());
        format!(
            "{} answers, {} times busy, {} times cut off; lost {lost}, doubled {doubled}, wrong counts {wrong}",
            self.answers, self.busy, self.cut_off
        )
    }

    /// Fails if something is lost, doubled or counted wrong.
    pub(crate) fn check(&self) -> Result<()> {
        ensure!(self.wrong.is_empty(), "{:#?}", self.wrong);
        Ok(())
    }
}

/// The kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Lost,
    Doubled,
    WrongCount,
}

impl Crowd {
    /// Starts visitors of the project `slug` at `origin`, who act by the seed.
    pub(crate) fn gather(origin: &str, slug: &'static str, seed: u64) -> Self {
        let told = Arc::<Told>::default();
        let mut rng = Rng::with_seed(seed);
        let mut visitors = JoinSet::new();
        for _ in 0..VISITORS {
            let rng = Rng::with_seed(rng.u64(..));
            visitors.spawn(visit(origin.to_owned(), slug, rng, Arc::clone(&told)));
        }
        Self { visitors, told }
    }

    /// Whether any visitor has been cut off or told that the server is busy.
    pub(crate) fn is_turned_away(&self) -> bool {
        let Told { busy, cut_off, .. } = &*self.told;
        busy.load(Ordering::Relaxed) + cut_off.load(Ordering::Relaxed) > 0
    }

    /// Lets all visitors finish, and counts what the database has.
    pub(crate) async fn disperse(mut self, stack: &Stack) -> Result<Seen> {
        self.told.is_over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.visitors.join_next().await {
            ended?.with_context(|| stack.log())?;
        }
        let told = self.told.answers.lock();
        let answers = told.unwrap_or_else(PoisonError::into_inner).clone();
        let mut seen = Seen {
            answers: answers.len(),
            busy: self.told.busy.load(Ordering::Relaxed),
            cut_off: self.told.cut_off.load(Ordering::Relaxed),
            found: BTreeMap::new(),
            wrong: Vec::new(),
        };
        for (question, answer, text) in &answers {
            let asked = "SELECT count(*) FROM messages WHERE client_message_id = ?1";
            let there = count(stack, asked, &[question])?;
            seen.note(Kind::Lost, u64::from(there == 0), "questions");
            seen.note(Kind::Doubled, there.saturating_sub(1), "questions");
            let said = "SELECT count(*) FROM messages WHERE id = ?1 AND text = ?2";
            let there = count(stack, said, &[answer, text])?;
            seen.note(Kind::Lost, u64::from(there == 0), "answers that were told");
        }
        for (kind, what, sql) in WRONG {
            seen.note(kind, count(stack, sql, &[])?, what);
        }
        Ok(seen)
    }
}

async fn visit(origin: String, slug: &'static str, mut rng: Rng, told: Arc<Told>) -> Result<()> {
    while !told.is_over.load(Ordering::Relaxed) {
        let mut visitor = Visitor::new(&origin);
        let mut conversation = None;
        for _ in 0..rng.u32(1..=2) {
            let id = uuid::Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid();
            let question = Question {
                slug,
                id: id.to_string(),
            };
            ask(&mut visitor, &mut conversation, &question, &told).await?;
            tokio::time::sleep(Duration::from_millis(rng.u64(0..200))).await;
        }
    }
    Ok(())
}

struct Question {
    slug: &'static str,
    id: String,
}

async fn ask(
    visitor: &mut Visitor,
    conversation: &mut Option<String>,
    question: &Question,
    told: &Told,
) -> Result<()> {
    let id = &question.id;
    for _ in 0..TRIES {
        let mut body = visitor.question(question.slug, QUESTION);
        if let Some(body) = body.as_object_mut() {
            body.insert("clientMessageId".into(), json!(id));
            if let (Some(_), Some(id)) = (&visitor.token, &*conversation) {
                body.insert("conversationId".into(), json!(id));
            }
        }
        let tried = hear(visitor, conversation, &body, told);
        let heard = tokio::time::timeout(LIMIT, tried).await;
        if let Some((answer, text)) = heard.with_context(|| format!("{id} hangs"))?? {
            let mut answers = told.answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.push((id.clone(), answer, text));
            return Ok(());
        }
        tokio::time::sleep(AGAIN).await;
    }
    bail!("{id} was never answered")
}

/// The answer's id and text. None if the visitor has to ask again.
async fn hear(
    visitor: &mut Visitor,
    conversation: &mut Option<String>,
    body: &serde_json::Value,
    told: &Told,
) -> Result<Option<(String, String)>> {
    // While the Worker is down, connections fail.
    let Ok(mut response) = visitor.post("/api/chat").json(body).send().await else {
        told.cut_off.fetch_add(1, Ordering::Relaxed);
        return Ok(None);
    };
    if let Some(token) = response.headers().get("x-session-token") {
        visitor.token = Some(token.to_str()?.to_owned());
    }
    match response.status() {
        StatusCode::OK => {}
        StatusCode::CONFLICT => return Ok(None),
        StatusCode::SERVICE_UNAVAILABLE => {
            told.busy.fetch_add(1, Ordering::Relaxed);
            return Ok(None);
        }
        status => {
            // A body that breaks off is how wrangler reports a Worker that died.
            let text = response.text().await.unwrap_or_default();
            ensure!(!text.contains("\"code\""), "answered {status}: {text}");
            told.cut_off.fetch_add(1, Ordering::Relaxed);
            return Ok(None);
        }
    }
    let (mut decoder, mut answer) = (Decoder::default(), None);
    while let Ok(Some(piece)) = response.chunk().await {
        for frame in decoder.push(&piece) {
            match frame.chat_event()?.event {
                ChatEvent::Turn(turn) => *conversation = Some(turn.conversation_id.to_string()),
                ChatEvent::Message(thread) => {
                    let message = thread.message;
                    answer = Some((message.id.to_string(), message.text));
                }
                ChatEvent::Error(error) => {
                    ensure!(error.retryable, "{} cannot be tried again", error.code);
                    told.busy.fetch_add(1, Ordering::Relaxed);
                    return Ok(None);
                }
                ChatEvent::Done(_) => return Ok(answer),
                _ => {}
            }
        }
    }
    told.cut_off.fetch_add(1, Ordering::Relaxed);
    Ok(None)
}

/// Queries that must find nothing.
const WRONG: [(Kind, &str, &str); 8] = [
    (
        Kind::Lost,
        "questions without an answer",
        "SELECT count(*) FROM messages AS question WHERE sender = 'visitor'
           AND NOT EXISTS (SELECT 1 FROM messages WHERE answers = question.id)",
    ),
    (
        Kind::Doubled,
        "questions with two answers",
        "SELECT count(*) FROM (SELECT 1 FROM messages WHERE answers IS NOT NULL GROUP BY answers HAVING count(*) > 1)",
    ),
    (
        Kind::Lost,
        "answers without an event",
        "SELECT count(*) FROM messages WHERE sender = 'assistant' AND NOT EXISTS (
           SELECT 1 FROM events WHERE type = 'message.sent' AND json_extract(data, '$.messageId') = messages.id)",
    ),
    (
        Kind::Doubled,
        "answers with two events",
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE type = 'message.sent'
           GROUP BY json_extract(data, '$.messageId') HAVING count(*) > 1)",
    ),
    (
        Kind::WrongCount,
        "conversations with a wrong count",
        "SELECT count(*) FROM conversations WHERE message_count <> (
           SELECT count(*) FROM messages WHERE conversation_id = conversations.id)",
    ),
    (
        Kind::WrongCount,
        "sums of credits",
        "SELECT (SELECT coalesce(sum(used), 0) FROM credits) <> (SELECT count(*) FROM messages WHERE sender = 'assistant')",
    ),
    (
        Kind::WrongCount,
        "sums of questions",
        "SELECT (SELECT coalesce(sum(questions), 0) FROM activity) <> (SELECT count(*) FROM messages WHERE sender = 'visitor')",
    ),
    (
        Kind::WrongCount,
        "holders that there are not",
        "SELECT count(*) FROM conversations WHERE holder <> 'bot'",
    ),
];
