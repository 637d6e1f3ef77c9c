//! `POST /api/chat`: the time until an answer starts and ends, and the turns a second, compared with JavaScript Workers
//! that send the bytes of one such turn.

mod parts;

use std::{
    env, fs,
    io::Write,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use futures::future::try_join_all;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{
    bare_room,
    load::Connection,
    local_platform::{LocalPlatform, state_folder},
    processor_time,
    published::Effort,
    statements,
    statistics::{Spread, share},
    workerd::{Listens, Worker, Workerd},
};
use crate::{
    api::{Owner, text},
    stack::{Key, Project, root},
};

/// The project whose pages are docs/*.md.
pub(super) const SLUG: &str = "demo";
/// The key of the project [`SLUG`].
pub(super) const KEY: Key = Key(7);
/// The variable with the folder of another build of the Worker, to measure in the same run.
const BEFORE: &str = "PORCHLIGHT_BEFORE";
/// The number of concurrent visitors for measuring turns a second.
pub(super) const VISITORS: usize = 8;

/// The visitors' questions. The pages answer all except the last.
pub(super) const QUESTIONS: [&str; 8] = [
    "What is Porchlight?",
    "How do I add the widget to my site?",
    "Which kinds of sources can be indexed?",
    "How do I change the colour of the launcher?",
    "What does a visitor see when a person takes over?",
    "Which data is stored about visitors?",
    "How do I deploy it to Cloudflare?",
    "How long does a boiled egg take?",
];

/// The question whose answer the bare Workers send.
pub(super) const FIRST: &str = QUESTIONS[0];

/// A JavaScript Worker that sends the bytes of a turn.
const CONSTANT: &str = "const init = { headers: { \"content-type\": \"text/event-stream\" } };
export default { async fetch(request) { await request.json(); return new Response(frames.join(\"\"), init); } };
";

/// A JavaScript Worker that calls a new Durable Object for each turn. The object streams the frames.
const STREAMED: &str = "import { DurableObject } from \"cloudflare:workers\";
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
    return new Response(stream, init);
  }
}
export default {
  fetch(request, env) { return env.ROOMS.get(env.ROOMS.newUniqueId()).fetch(request); },
};
";

/// The definition of the Durable Object in workerd's configuration.
pub(super) const STREAMED_FIELDS: &str = r#"bindings = [(name = "ROOMS", durableObjectNamespace = "Room")],
durableObjectNamespaces = [(className = "Room", uniqueKey = "room")], durableObjectStorage = (inMemory = void)"#;

/// One of the compared Workers.
struct Contestant {
    name: &'static str,
    address: SocketAddr,
    process: u32,
    turns: Vec<Turn>,
    rates: Vec<Rate>,
}

/// When the parts of a turn arrived, in milliseconds after its request.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) first_byte: f64,
    pub(super) first_delta: f64,
    pub(super) done: f64,
}

/// Turns a second, and the processor time of each, in microseconds.
#[derive(Clone, Copy)]
struct Rate {
    turns: f64,
    processor_us: f64,
}

/// Runs the benchmark, and prints its tables.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let statements = tokio::task::LocalSet::new()
        .run_until(Box::pin(statements::of_turns(&project(), &QUESTIONS)))
        .await
        .map_err(|error| anyhow!("{error}"))?;
    let porchlight = LocalPlatform::start_beside(&project(), &statements.script).await?;
    let pages = index_documentation(porchlight.address).await?;
    let (_, body) = turn(&mut Connection::open(porchlight.address).await?, FIRST)
        .await
        .with_context(|| porchlight.log())?;
    let bare = start_bare(&body).await?;
    let [constant, streamed] = bare.addresses.as_slice() else {
        anyhow::bail!("two sockets");
    };
    let keeping = bare_room::start(&body, true).await?;
    let keeping_address = keeping.addresses.first().copied().context("no socket")?;
    let beside = porchlight.beside.context("no Worker with the statements")?;
    let before = match env::var_os(BEFORE) {
        Some(folder) => {
            let before = LocalPlatform::start_build(&project(), &root().join(folder)).await?;
            index_documentation(before.address).await?;
            Some(before)
        }
        None => None,
    };
    let mut contestants = vec![
        Contestant::new("Porchlight", porchlight.address, porchlight.id()),
        Contestant::new("its statements, bare Worker", beside, porchlight.id()),
        Contestant::new("bare Worker, constant", *constant, bare.id()),
        Contestant::new("bare Durable Object, streamed", *streamed, bare.id()),
        Contestant::new("the same, with a database", keeping_address, keeping.id()),
    ];
    if let Some(before) = &before {
        contestants.push(Contestant::new(
            "the build to compare with",
            before.address,
            before.id(),
        ));
    }
    for round in 0..=effort.rounds {
        for question in QUESTIONS {
            for one in &mut contestants {
                let mut connection = Connection::open(one.address).await?;
                let (turn, _) = turn(&mut connection, question).await?;
                if round > 0 {
                    one.turns.push(turn);
                }
            }
        }
        for one in &mut contestants {
            let rate = rate(one.address, one.process, effort.time).await?;
            if round > 0 {
                one.rates.push(rate);
            }
        }
    }
    print(out, &contestants, pages, effort, body.len())?;
    let medians: Vec<f64> = contestants
        .iter()
        .map(|one| Spread::of(one.rates.iter().map(|rate| rate.processor_us)).median)
        .collect();
    parts::print(out, &medians, &statements, &body)
}

impl Contestant {
    fn new(name: &'static str, address: SocketAddr, process: u32) -> Self {
        Self {
            name,
            address,
            process,
            turns: Vec::new(),
            rates: Vec::new(),
        }
    }

    fn times(&self, part: fn(&Turn) -> f64) -> (Spread, f64) {
        let mut times: Vec<f64> = self.turns.iter().map(part).collect();
        times.sort_by(f64::total_cmp);
        (Spread::of(times.iter().copied()), share(&times, 0.99))
    }
}

fn print(
    out: &mut impl Write,
    contestants: &[Contestant],
    pages: usize,
    effort: Effort,
    bytes: usize,
) -> Result<()> {
    let Effort { rounds, time, .. } = effort;
    writeln!(
        out,
        "POST /api/chat, each turn a new visitor's, on workerd itself with Miniflare's D1, KV and rate limits \
         ({pages} pages of docs/ indexed; their files in {}; {rounds} rounds in turn; median, least–most)",
        state_folder().display()
    )?;
    writeln!(
        out,
        "bare: JavaScript Workers that answer with the {bytes} bytes of one such turn, without D1, KV or rate limits."
    )?;
    writeln!(
        out,
        "{:<30} {:>24} {:>24} {:>24} {:>8}",
        "ms, one visitor at a time", "first byte", "first delta", "done", "p99 done"
    )?;
    for one in contestants {
        let (done, p99) = one.times(|turn| turn.done);
        writeln!(
            out,
            "{:<30} {:>24.2} {:>24.2} {:>24.2} {:>8.2}",
            one.name,
            one.times(|turn| turn.first_byte).0,
            one.times(|turn| turn.first_delta).0,
            done,
            p99
        )?;
    }
    writeln!(
        out,
        "{:<30} {:>24} {:>24} {:>24}",
        format!("{VISITORS} visitors, {:.1} s", time.as_secs_f64()),
        "turns/s",
        "Porchlight's ratio to it",
        "processor µs a turn"
    )?;
    let turns = |one: &Contestant| Spread::of(one.rates.iter().map(|rate| rate.turns));
    let ours = contestants
        .first()
        .map_or(f64::NAN, |one| turns(one).median);
    for one in contestants {
        writeln!(
            out,
            "{:<30} {:>24.0} {:>24.3} {:>24.0}",
            one.name,
            turns(one),
            ours / turns(one).median,
            Spread::of(one.rates.iter().map(|rate| rate.processor_us)),
        )?;
    }
    Ok(writeln!(out)?)
}

/// Asks `question` as a new visitor, and returns the times and the body.
pub(super) async fn turn(connection: &mut Connection, question: &str) -> Result<(Turn, String)> {
    let body = json!({
        "projectSlug": SLUG,
        "sessionId": uuid::Uuid::new_v4(),
        "messages": [{ "role": "user", "content": question }],
    });
    let request = Request::post("/api/chat")
        .header("cf-connecting-ip", "127.0.0.1")
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))?;
    let start = Instant::now();
    let since = || start.elapsed().as_secs_f64() * 1e3;
    let answer = connection.send(request).await?;
    let (head, mut body) = answer.into_parts();
    let first_byte = since();
    let mut first_delta = None;
    let mut text = String::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            text.push_str(&String::from_utf8_lossy(&data));
        }
        if first_delta.is_none() && text.contains("event: delta") {
            first_delta = Some(since());
        }
    }
    let done = since();
    ensure!(
        head.status.is_success() && text.contains("event: done"),
        "{question} was answered {}: {text}",
        head.status
    );
    let turn = Turn {
        first_byte,
        first_delta: first_delta.unwrap_or(done),
        done,
    };
    Ok((turn, text))
}

async fn rate(address: SocketAddr, process: u32, time: Duration) -> Result<Rate> {
    let busy = processor_time::seconds(process);
    let start = Instant::now();
    let visitors = (0..VISITORS).map(|visitor| async move {
        let mut connection = Connection::open(address).await?;
        let mut turns = 0_u32;
        for question in QUESTIONS.iter().cycle().skip(visitor) {
            if start.elapsed() > time {
                break;
            }
            turn(&mut connection, question).await?;
            turns += 1;
        }
        anyhow::Ok(turns)
    });
    let turns: u32 = try_join_all(visitors).await?.into_iter().sum();
    Ok(Rate {
        turns: f64::from(turns) / start.elapsed().as_secs_f64(),
        processor_us: (processor_time::seconds(process) - busy) / f64::from(turns) * 1e6,
    })
}

/// The project [`SLUG`], to insert into the database.
pub(super) fn project() -> Project {
    Project {
        slug: SLUG,
        settings: json!({ "name": "Porchlight", "company": "Porchlight" }),
        allowed_origins: Vec::new(),
        key: KEY,
    }
}

/// Adds docs/*.md as an owner would, waits until they are indexed, and returns how many there are.
pub(super) async fn index_documentation(address: SocketAddr) -> Result<usize> {
    let owner = Owner::new(&format!("http://{address}"), KEY);
    let mut sources = Vec::new();
    for entry in fs::read_dir(root().join("docs"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let content = fs::read_to_string(&path)?;
            let body = json!({ "filename": name, "content": content });
            sources.push(owner.add_source(&body).await?);
        }
    }
    for id in &sources {
        let source: Value = owner.settled(id).await?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
    }
    Ok(sources.len())
}

/// Starts both bare Workers in a workerd of their own.
async fn start_bare(body: &str) -> Result<Workerd> {
    let frames: Vec<&str> = body.split_inclusive("\n\n").collect();
    let frames = format!("const frames = {};\n", serde_json::to_string(&frames)?);
    let constant = format!("{frames}{CONSTANT}");
    let streamed = Worker {
        fields: STREAMED_FIELDS.to_owned(),
        ..Worker::script(
            "streamed",
            format!("{STREAMED}{frames}"),
            Listens::OnASocket,
        )
    };
    Workerd::start(&[
        Worker::script("constant", constant, Listens::OnASocket),
        streamed,
    ])
    .await
}
