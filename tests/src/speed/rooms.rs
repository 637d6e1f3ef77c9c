//! Concurrent conversations: how many finish before a deadline, and how much memory an open one takes. Compared with a
//! bare JavaScript Durable Object that streams the same frames, and with one that also stores them in its own database,
//! as a room does.

use std::{
    io::Write,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use serde_json::{Value, json};

use super::{
    bare_room,
    chat::{self, FIRST, QUESTIONS, index_documentation, turn},
    load::Connection,
    local_platform::LocalPlatform,
    published::Effort,
    resident_memory::of_workerd,
    statistics::Spread,
    workerd::Workerd,
};
use crate::api::text;

/// All rooms of a burst start together, and must send `done` within this time.
const DEADLINE: Duration = Duration::from_secs(2);
/// The size of the first burst.
const FEWEST: usize = 16;
/// The largest burst.
const MOST: usize = 4_096;
/// The search stops when the largest successful burst and the smallest failed one differ by less than 1 / this.
const PRECISION: usize = 16;
/// The most rounds.
const ROUNDS: usize = 3;
/// The number of rooms kept open while memory is measured.
const OPEN_ROOMS: usize = 200;
/// The number of rooms opened before that.
const WARM_UP: usize = 20;

/// A stream that stays open as long as this value lives.
struct Held {
    _connection: Connection,
    _body: Incoming,
}

/// Runs the benchmark, and prints its table.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let ours = LocalPlatform::start(&chat::project()).await?;
    index_documentation(ours.address).await?;
    let (_, frames) = turn(&mut Connection::open(ours.address).await?, FIRST).await?;
    let bare = bare_room::start(&frames, false).await?;
    let keeping = bare_room::start(&frames, true).await?;
    let first = |workerd: &Workerd| workerd.addresses.first().copied().context("no socket");
    let (bare_address, keeping_address) = (first(&bare)?, first(&keeping)?);

    let our_memory = memory(ours.id(), async || hold_ours(ours.address).await)
        .await
        .with_context(|| ours.log())?;
    let bare_memory = memory(bare.id(), async || {
        hold_bare(bare_address, frames.len()).await
    })
    .await?;
    let keeping_memory = memory(keeping.id(), async || {
        hold_bare(keeping_address, frames.len()).await
    })
    .await?;
    let addresses = [ours.address, bare_address, keeping_address];
    let mut bursts = [const { Vec::new() }; 3];
    for _ in 0..effort.rounds.min(ROUNDS) {
        for (address, bursts) in addresses.into_iter().zip(&mut bursts) {
            bursts.push(largest_burst(address).await?);
        }
    }
    let [our_bursts, bare_bursts, keeping_bursts] = bursts.map(Spread::of);

    writeln!(
        out,
        "rooms: each a new visitor's conversation, asked at once; the most that were all done within {:.1} s \
         (median, least–most of {} rounds), and the memory of workerd that one of {OPEN_ROOMS} open ones takes",
        DEADLINE.as_secs_f64(),
        effort.rounds.min(ROUNDS)
    )?;
    writeln!(
        out,
        "bare: a JavaScript Durable Object that streams the {} bytes of one such turn; ratios are to it",
        frames.len()
    )?;
    writeln!(
        out,
        "{:<30} {:>20} {:>7} {:>14} {:>7}",
        "", "rooms in time", "ratio", "KB an open one", "ratio"
    )?;
    for (name, bursts, memory) in [
        ("Porchlight", our_bursts, our_memory),
        ("bare Durable Object", bare_bursts, bare_memory),
        ("the same, with a database", keeping_bursts, keeping_memory),
    ] {
        writeln!(
            out,
            "{name:<30} {bursts:>20.0} {:>7.3} {memory:>14.0} {:>7.2}",
            bursts.median / bare_bursts.median,
            memory / bare_memory
        )?;
    }
    Ok(writeln!(out)?)
}

/// The most rooms that all finish in time.
async fn largest_burst(address: SocketAddr) -> Result<f64> {
    let (mut most, mut too_many) = (0, None);
    let mut rooms = FEWEST;
    loop {
        if burst(address, rooms).await? <= DEADLINE {
            most = rooms;
        } else {
            too_many = Some(rooms);
        }
        rooms = match too_many {
            None if most >= MOST => break,
            None => most * 2,
            Some(too_many) if too_many - most <= too_many / PRECISION => break,
            Some(too_many) => usize::midpoint(most, too_many),
        };
    }
    Ok(most as f64)
}

/// Asks in a number of rooms at once, and returns when the last one was done.
async fn burst(address: SocketAddr, rooms: usize) -> Result<Duration> {
    let mut connections = Vec::new();
    for _ in 0..rooms {
        connections.push(Connection::open(address).await?);
    }
    let start = Instant::now();
    let turns = connections.iter_mut().zip(QUESTIONS.iter().cycle());
    try_join_all(turns.map(async |(connection, question)| turn(connection, question).await))
        .await?;
    Ok(start.elapsed())
}

/// The memory of each room that `open` opens, in kilobytes.
async fn memory(process: u32, open: impl AsyncFn() -> Result<Held>) -> Result<f64> {
    let mut held = Vec::new();
    for _ in 0..WARM_UP {
        held.push(open().await?);
    }
    let before = of_workerd(process);
    for _ in 0..OPEN_ROOMS {
        held.push(open().await?);
    }
    Ok((of_workerd(process) - before) / OPEN_ROOMS as f64)
}

/// Opens a room whose stream stays open: a visitor asks, and then asks for a person.
async fn hold_ours(address: SocketAddr) -> Result<Held> {
    let mut connection = Connection::open(address).await?;
    let body = json!({
        "projectSlug": chat::SLUG,
        "sessionId": uuid::Uuid::new_v4(),
        "messages": [{ "role": "user", "content": FIRST }],
    });
    let asked = connection.send(post("/api/chat", None, &body)?).await?;
    let token = asked.headers().get("x-session-token").context("no token")?;
    let token = token.to_str()?.to_owned();
    let events = whole(asked).await?;
    let turn = events
        .lines()
        .find_map(|line| line.strip_prefix("data:"))
        .context("no event")?;
    let turn: Value = serde_json::from_str(turn)?;
    let id = text(&turn, "/conversation_id");
    let path = format!("/api/chat/{id}/handoff");
    whole(
        connection
            .send(post(&path, Some(&token), &json!({}))?)
            .await?,
    )
    .await?;
    let follow = Request::get(format!("/api/chat/{id}/events"))
        .header("cf-connecting-ip", "127.0.0.1")
        .header("authorization", format!("Bearer {token}"))
        .body(Full::default())?;
    let followed = connection.send(follow).await?;
    ensure!(followed.status().is_success(), "{}", followed.status());
    Ok(Held {
        _connection: connection,
        _body: followed.into_body(),
    })
}

/// Opens a bare room, which streams its frames and keeps its stream open.
async fn hold_bare(address: SocketAddr, bytes: usize) -> Result<Held> {
    let mut connection = Connection::open(address).await?;
    let body = json!({ "hold": true });
    let mut body = connection.send(post("/", None, &body)?).await?.into_body();
    let mut read = 0;
    while read < bytes {
        let frame = body.frame().await.context("the stream has ended")??;
        read += frame.data_ref().map_or(0, Bytes::len);
    }
    Ok(Held {
        _connection: connection,
        _body: body,
    })
}

fn post(path: &str, token: Option<&str>, body: &Value) -> Result<Request<Full<Bytes>>> {
    let mut request = Request::post(path)
        .header("cf-connecting-ip", "127.0.0.1")
        .header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    Ok(request.body(Full::new(Bytes::from(body.to_string())))?)
}

async fn whole(answer: Response<Incoming>) -> Result<String> {
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    ensure!(status.is_success(), "{status}: {body}");
    Ok(body)
}
