//! `bench [--quick] [PART…]`: measures how fast the built Worker is, next to bare JavaScript Workers in the same run.

use std::{
    io::{self, Write},
    time::Duration,
};

use anyhow::{Result, anyhow, bail};
use porchlight_tests::speed::{
    abuse, chat, history, outbox,
    published::{self, Effort},
    reading, retrieval, rooms, size, stored, turn,
};

const USAGE: &str = "\
bench [--quick] [PART…]

PART     size, published, turn, chat, retrieval, history, stored, rooms, outbox, abuse
         or reading; all of them if none is named
--quick  fewer and shorter rounds: a first look, not a measurement
";

const PARTS: [&str; 11] = [
    "size",
    "published",
    "turn",
    "chat",
    "retrieval",
    "history",
    "stored",
    "rooms",
    "outbox",
    "abuse",
    "reading",
];

const WHOLE: Effort = Effort {
    rounds: 7,
    time: Duration::from_secs(1),
    connections: 16,
};

const QUICK: Effort = Effort {
    rounds: 3,
    time: Duration::from_millis(300),
    connections: 16,
};

// One thread is enough: the other processors are for the programs that answer.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut effort = WHOLE;
    let mut parts = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => effort = QUICK,
            part if PARTS.contains(&part) => parts.push(argument),
            other => bail!("unknown argument `{other}`\n\n{USAGE}"),
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|one| one == part);
    let mut out = io::stdout();
    writeln!(out)?;
    if wanted("size") {
        size::run(&mut out)?;
    }
    if wanted("published") {
        published::run(&mut out, effort).await?;
    }
    if wanted("turn") {
        tokio::task::LocalSet::new()
            .run_until(Box::pin(turn::run(&mut out)))
            .await
            .map_err(|error| anyhow!("{error}"))?;
    }
    if wanted("turn") || wanted("chat") {
        chat::run(&mut out, effort).await?;
    }
    if wanted("retrieval") {
        retrieval::run(&mut out)
            .await
            .map_err(|error| anyhow!("{error}"))?;
    }
    if wanted("history") {
        history::run(&mut out)
            .await
            .map_err(|error| anyhow!("{error}"))?;
    }
    if wanted("stored") {
        stored::run(&mut out, effort).await?;
    }
    if wanted("rooms") {
        rooms::run(&mut out, effort).await?;
    }
    if wanted("outbox") {
        outbox::run(&mut out, effort).await?;
    }
    if wanted("abuse") {
        abuse::run(&mut out).await?;
    }
    if wanted("reading") {
        reading::run(&mut out).await?;
    }
    Ok(())
}
