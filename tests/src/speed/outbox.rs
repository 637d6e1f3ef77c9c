//! The time from a change until its event arrives at a receiver on this machine, compared with a bare JavaScript
//! Durable Object that streams the same frames and posts as many events without storing them.

use std::{
    io::Write,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::{Router, body::Bytes, routing::post};
use futures::future::try_join_all;
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    chat::{self, FIRST, KEY, QUESTIONS, STREAMED_FIELDS, VISITORS, index_documentation, turn},
    load::Connection,
    local_platform::LocalPlatform,
    published::Effort,
    statistics::{Spread, share},
    workerd::{Listens, Worker, Workerd},
};
use crate::{
    api::{Owner, text},
    deadline::until,
    serving::Address,
};

/// The event that each new conversation causes once.
const EVENT: &str = "conversation.created";
/// The number of webhooks for each event: the most that a project may have, so that deliveries outweigh turns.
const WEBHOOKS: usize = porchlight_edge::store::webhooks::WEBHOOKS as usize;
/// How long to wait for the last delivery.
const PATIENCE: Duration = Duration::from_mins(1);

/// A Durable Object, new for each request, that streams the frames and posts the events.
const NOTIFYING: &str = "import { DurableObject } from \"cloudflare:workers\";
const init = { headers: { \"content-type\": \"text/event-stream\" } };
export class Room extends DurableObject {
  async fetch(request) {
    await request.json();
    const encoder = new TextEncoder();
    const stream = new ReadableStream({
      start(controller) {
        for (const frame of frames) controller.enqueue(encoder.encode(frame));
        controller.close();
      },
    });
    const body = JSON.stringify({ timestamp: new Date().toISOString(), data: frames.join(\"\") });
    for (const receiver of receivers) this.ctx.waitUntil(fetch(receiver, { method: \"POST\", body }));
    return new Response(stream, init);
  }
}
export default {
  fetch(request, env) { return env.ROOMS.get(env.ROOMS.newUniqueId()).fetch(request); },
};
";

/// The receiver of deliveries, with the age of each on arrival, in milliseconds.
struct Receiver {
    urls: Vec<String>,
    ages: Arc<Mutex<Vec<f64>>>,
}

/// The measurements of one contestant, over all rounds.
#[derive(Default)]
struct DeliveryTimes {
    rates: Vec<f64>,
    ages: Vec<f64>,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let (ours, bare) = (Receiver::start()?, Receiver::start()?);
    let platform = LocalPlatform::start(&chat::project()).await?;
    index_documentation(platform.address).await?;
    let (_, frames) = turn(&mut Connection::open(platform.address).await?, FIRST).await?;
    subscribe(platform.address, &ours.urls).await?;
    let workerd = start_bare(&frames, &bare.urls).await?;
    let &bare_address = workerd.addresses.first().context("no socket")?;

    let mut measured = [DeliveryTimes::default(), DeliveryTimes::default()];
    for round in 0..=effort.rounds {
        for ((receiver, address), measured) in [(&ours, platform.address), (&bare, bare_address)]
            .into_iter()
            .zip(&mut measured)
        {
            let (rate, ages) = receiver
                .deliveries(address, effort.time)
                .await
                .with_context(|| platform.log())?;
            if round > 0 {
                measured.rates.push(rate);
                measured.ages.extend(ages);
            }
        }
    }
    print(out, measured, effort)
}

impl Receiver {
    fn start() -> Result<Self> {
        let ages: Arc<Mutex<Vec<f64>>> = Arc::default();
        let seen = Arc::clone(&ages);
        let receive = async move |body: Bytes| {
            let delivered: Value = serde_json::from_slice(&body).unwrap_or_default();
            let Ok(recorded) = text(&delivered, "/timestamp").parse::<Timestamp>() else {
                return StatusCode::BAD_REQUEST;
            };
            let age = Timestamp::now().duration_since(recorded).as_secs_f64() * 1e3;
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(age);
            StatusCode::OK
        };
        let address = Address::reserve()?;
        let origin = address.origin("127.0.0.1");
        let urls = (0..WEBHOOKS).map(|number| format!("{origin}/hook/{number}"));
        address.serve(Router::new().route("/hook/{number}", post(receive)))?;
        Ok(Self {
            urls: urls.collect(),
            ages,
        })
    }

    /// Has visitors ask at `address` for `time`, and waits for the deliveries. Returns the deliveries a second, from
    /// the first question to the last delivery, and the age of each.
    async fn deliveries(&self, address: SocketAddr, time: Duration) -> Result<(f64, Vec<f64>)> {
        let start = Instant::now();
        let visitors = (0..VISITORS).map(|visitor| async move {
            let mut connection = Connection::open(address).await?;
            let mut turns = 0;
            for question in QUESTIONS.iter().cycle().skip(visitor) {
                if start.elapsed() > time {
                    break;
                }
                turn(&mut connection, question).await?;
                turns += 1;
            }
            anyhow::Ok(turns)
        });
        let turns: usize = try_join_all(visitors).await?.into_iter().sum();
        let deliveries = turns * WEBHOOKS;
        let ages = until("all events are delivered", PATIENCE, async || {
            let mut ages = self.ages.lock().unwrap_or_else(PoisonError::into_inner);
            Ok((ages.len() >= deliveries).then(|| std::mem::take(&mut *ages)))
        });
        let ages = ages.await?;
        ensure!(
            ages.len() == deliveries,
            "{} deliveries of {deliveries}",
            ages.len()
        );
        Ok((deliveries as f64 / start.elapsed().as_secs_f64(), ages))
    }
}

async fn subscribe(address: SocketAddr, urls: &[String]) -> Result<()> {
    let owner = Owner::new(&format!("http://{address}"), KEY);
    for url in urls {
        let body = json!({ "url": url, "events": [EVENT] });
        let made = owner.post("/api/v1/webhooks", &body).await?;
        ensure!(made.status.is_success(), "{}: {}", made.status, made.body);
    }
    Ok(())
}

async fn start_bare(frames: &str, receivers: &[String]) -> Result<Workerd> {
    let frames: Vec<&str> = frames.split_inclusive("\n\n").collect();
    let script = format!(
        "{NOTIFYING}const frames = {};\nconst receivers = {};\n",
        serde_json::to_string(&frames)?,
        json!(receivers)
    );
    let room = Worker {
        fields: STREAMED_FIELDS.to_owned(),
        ..Worker::script("notifying", script, Listens::OnASocket)
    };
    Workerd::start(&[room]).await
}

fn print(out: &mut impl Write, measured: [DeliveryTimes; 2], effort: Effort) -> Result<()> {
    let Effort { rounds, time, .. } = effort;
    writeln!(
        out,
        "outbox: `{EVENT}` of each turn of {VISITORS} visitors at a time, to {WEBHOOKS} webhooks, from the change to a receiver on this machine \
         ({rounds} rounds of {:.1} s in turn, each until the last is delivered)",
        time.as_secs_f64()
    )?;
    writeln!(
        out,
        "bare: a JavaScript Durable Object that streams the same frames and posts as many events, kept nowhere; ratios are to it"
    )?;
    writeln!(
        out,
        "{:<30} {:>20} {:>7} {:>20} {:>20}",
        "", "delivered a second", "ratio", "p50 ms to arrival", "p95 ms to arrival"
    )?;
    let [_, bare] = &measured;
    let reference = Spread::of(bare.rates.iter().copied()).median;
    for (name, mut one) in ["Porchlight", "bare Durable Object"]
        .into_iter()
        .zip(measured)
    {
        one.ages.sort_by(f64::total_cmp);
        let rates = Spread::of(one.rates);
        writeln!(
            out,
            "{name:<30} {rates:>20.0} {:>7.3} {:>20.1} {:>20.1}",
            rates.median / reference,
            share(&one.ages, 0.5),
            share(&one.ages, 0.95)
        )?;
    }
    Ok(writeln!(out)?)
}
