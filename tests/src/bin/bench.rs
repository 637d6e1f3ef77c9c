//! `bench [--quick] [PART…]`: measures how fast the built Worker is, next to bare JavaScript Workers in the same run.

use std::{
    io::{self, Write},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use porchlight_tests::speed::{
    abuse, chat,
    day::{self, Day},
    history, outbox,
    published::{self, Effort},
    reading, retrieval, rooms, size, stored, turn, widget,
};

const USAGE: &str = "\
bench [--quick] [--seed N] [--minutes N] [PART…]

PART       size, published, turn, chat, retrieval, history, stored, rooms, outbox, abuse,
           reading or widget; all of them by default. And `day`, only if it is named
--quick    fewer and shorter rounds: a first look, not a measurement
--seed     seed of the day's visitors and what they do
--minutes  how long the day takes
";

const PARTS: [&str; 13] = [
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
    "widget",
    "day",
];

/// The length of a whole day, and of a quick one, in minutes.
const MINUTES: u64 = 15;
const QUICK_MINUTES: u64 = 1;
/// Visitors per second in the quietest hour of the day.
const QUIETEST: f64 = 0.3;

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

// One thread is enough, and leaves the other processors to the programs under test.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut effort = WHOLE;
    let mut parts = Vec::new();
    let (mut seed, mut minutes) = (1, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .context(USAGE)?
                .parse::<u64>()
                .context(USAGE)
        };
        match argument.as_str() {
            "--quick" => effort = QUICK,
            "--seed" => seed = number()?,
            "--minutes" => minutes = Some(number()?),
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
    if wanted("widget") {
        widget::run(&mut out, effort).await?;
    }
    if parts.iter().any(|part| part == "day") {
        let usual = if effort.rounds == QUICK.rounds {
            QUICK_MINUTES
        } else {
            MINUTES
        };
        let day = Day {
            seed,
            time: Duration::from_mins(minutes.unwrap_or(usual)),
            quietest: QUIETEST,
            is_whole: true,
        };
        day::run(&mut out, day).await?;
    }
    Ok(())
}
