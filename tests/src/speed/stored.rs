//! A list, a conversation and a turn on workerd, by the number of messages in D1, which are one project's year.

use std::{
    cell::Cell,
    io::Write,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::json;

use super::{
    chat::{self, KEY, QUESTIONS, index_documentation},
    history::{CONVERSATION, CONVERSATIONS, MESSAGES, ROOMS, SIZES, YEAR_MS},
    load::Connection,
    local_platform::LocalPlatform,
    processor_time,
    published::Effort,
    statistics::{Spread, share},
};
use crate::stack::{Key, projects};

/// The number of owners' servers that send requests concurrently.
const SERVERS: usize = 4;
/// The keys that they take turns with, because each key allows 600 requests a minute.
const KEYS: std::ops::Range<u8> = 0x40..0xf0;

/// The kinds of requests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    List,
    Conversation,
    Turn,
    /// A request of one of the console's rooms.
    Room(&'static str),
}

const ALL: [(What, &str); 12] = [
    (What::List, "GET /api/v1/conversations"),
    (What::Conversation, "GET /api/v1/conversations/{id}"),
    (What::Turn, "POST /api/v1/chat"),
    (What::Room("/api/v1/visitors"), "visitors"),
    (
        What::Room("/api/v1/visitors?contact=true"),
        "visitors who left more",
    ),
    (
        What::Room("/api/v1/visitors?search=refund"),
        "visitors, searched",
    ),
    (What::Room("/api/v1/audit"), "record of changes"),
    (
        What::Room("/api/v1/audit?kind=webhook"),
        "changes of a kind",
    ),
    (
        What::Room("/api/v1/emails?limit=100"),
        "e-mails, 100 a page",
    ),
    (What::Room("/api/v1/unanswered"), "gaps"),
    (
        What::Room("/api/v1/analytics/overview?range=30d"),
        "numbers of a month",
    ),
    (What::Room("/api/v1/plan"), "plan"),
];

/// A Worker whose database holds this many messages.
struct Store {
    platform: LocalPlatform,
    messages: u32,
    asked: Cell<usize>,
}

/// The measurements of one kind of request to one database.
#[derive(Default)]
struct ResponseTimes {
    /// Requests a second, and the processor time of each in microseconds, by round.
    rates: Vec<f64>,
    processor_us: Vec<f64>,
    /// The response times, in milliseconds.
    times: Vec<f64>,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let mut stores = Vec::new();
    for messages in SIZES {
        stores.push(Store::start(messages).await?);
    }
    let mut measured = Vec::new();
    measured.resize_with(ALL.len() * stores.len(), ResponseTimes::default);
    for round in 0..=effort.rounds {
        let pairs = ALL
            .iter()
            .flat_map(|what| stores.iter().map(move |store| (what, store)));
        for (((what, _), store), measured) in pairs.zip(&mut measured) {
            let found = store.load(*what, effort.time).await;
            let found = found.with_context(|| store.platform.log())?;
            if round > 0 {
                measured.rates.extend(found.rates);
                measured.processor_us.extend(found.processor_us);
                measured.times.extend(found.times);
            }
        }
    }
    print(out, &mut measured, effort)
}

impl Store {
    async fn start(messages: u32) -> Result<Self> {
        let platform = LocalPlatform::start(&chat::project()).await?;
        index_documentation(platform.address)
            .await
            .with_context(|| platform.log())?;
        let database = platform.database()?;
        database.execute(&projects::keys_sql(KEY, KEYS.map(Key))?)?;
        let project = KEY.project_id();
        let year = i64::try_from(YEAR_MS)?;
        let begin = jiff::Timestamp::now().as_millisecond() - year;
        database.run(
            CONVERSATIONS,
            (&project, messages / CONVERSATION, begin, year),
        )?;
        database.run(MESSAGES, (&project, messages, begin, year, CONVERSATION))?;
        for sql in ROOMS {
            database.run(sql, (&project,))?;
        }
        Ok(Self {
            platform,
            messages,
            asked: Cell::new(0),
        })
    }

    async fn load(&self, what: What, time: Duration) -> Result<ResponseTimes> {
        let busy = processor_time::seconds(self.platform.id());
        let start = Instant::now();
        let servers = (0..SERVERS).map(|_| self.ask_again_and_again(what, start + time));
        let times = try_join_all(servers).await?.concat();
        let elapsed = start.elapsed().as_secs_f64();
        let busy = processor_time::seconds(self.platform.id()) - busy;
        let count = times.len() as f64;
        Ok(ResponseTimes {
            rates: vec![count / elapsed],
            processor_us: vec![busy / count * 1e6],
            times,
        })
    }

    async fn ask_again_and_again(&self, what: What, until: Instant) -> Result<Vec<f64>> {
        let mut connection = Connection::open(self.platform.address).await?;
        let mut times = Vec::new();
        while Instant::now() < until {
            let request = self.request(what)?;
            let start = Instant::now();
            let (head, body) = connection.send(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            times.push(start.elapsed().as_secs_f64() * 1e3);
            ensure!(
                head.status == StatusCode::OK,
                "{}: {}",
                head.status,
                String::from_utf8_lossy(&body)
            );
        }
        Ok(times)
    }

    /// A request with the next key, for the next conversation.
    fn request(&self, what: What) -> Result<Request<Full<Bytes>>> {
        let number = self.asked.replace(self.asked.get() + 1);
        let key = KEYS.start + u8::try_from(number % KEYS.len())?;
        let request = Request::builder()
            .header("cf-connecting-ip", "127.0.0.1")
            .header("authorization", format!("Bearer {}", Key(key).secret()));
        Ok(match what {
            What::List => request
                .uri("/api/v1/conversations?range=30d")
                .body(Full::default())?,
            What::Conversation => {
                // Multiplies by a prime, so that consecutive requests read distant conversations.
                let conversation = number * 7_919 % (self.messages / CONVERSATION) as usize;
                request
                    .uri(format!(
                        "/api/v1/conversations/0190aaaa-0000-7000-8000-{conversation:012}"
                    ))
                    .body(Full::default())?
            }
            What::Room(path) => request.uri(path).body(Full::default())?,
            What::Turn => {
                let question = QUESTIONS.iter().cycle().nth(number % QUESTIONS.len());
                let body = json!({ "question": question }).to_string();
                request
                    .method("POST")
                    .uri("/api/v1/chat")
                    .header("content-type", "application/json")
                    .body(Full::new(Bytes::from(body)))?
            }
        })
    }
}

fn print(out: &mut impl Write, measured: &mut [ResponseTimes], effort: Effort) -> Result<()> {
    let Effort { rounds, time, .. } = effort;
    let [small, large] = SIZES;
    writeln!(
        out,
        "with {small} and with {large} messages of one project in D1, on workerd; {SERVERS} requests at a time, \
         {rounds} rounds of {:.1} s in turn; ratios are to {small} messages",
        time.as_secs_f64()
    )?;
    writeln!(
        out,
        "{:<32} {:>9} {:>20} {:>6} {:>8} {:>6} {:>8} {:>6} {:>13} {:>6}",
        "",
        "messages",
        "requests/s",
        "ratio",
        "p50 ms",
        "ratio",
        "p95 ms",
        "ratio",
        "processor µs",
        "ratio"
    )?;
    for ((_, name), pair) in ALL.iter().zip(measured.chunks_mut(SIZES.len())) {
        let mut first: Option<[f64; 4]> = None;
        for (messages, one) in SIZES.iter().zip(pair) {
            one.times.sort_by(f64::total_cmp);
            let rates = Spread::of(one.rates.iter().copied());
            let numbers = [
                rates.median,
                share(&one.times, 0.5),
                share(&one.times, 0.95),
                Spread::of(one.processor_us.iter().copied()).median,
            ];
            let [_, p50, p95, processor] = numbers;
            let base = *first.get_or_insert(numbers);
            let ratio = |index: usize| {
                let of = |numbers: &[f64; 4]| numbers.get(index).copied().unwrap_or(f64::NAN);
                of(&numbers) / of(&base)
            };
            writeln!(
                out,
                "{name:<32} {messages:>9} {rates:>20.0} {:>6.2} {p50:>8.2} {:>6.2} {p95:>8.2} {:>6.2} {processor:>13.0} {:>6.2}",
                ratio(0),
                ratio(1),
                ratio(2),
                ratio(3)
            )?;
        }
    }
    Ok(writeln!(out)?)
}
