//! A day of load in compressed time, and then more until it bends.
//!
//! ```text
//!   visitors, at random (Poisson), by the hour 1 to 20 times as many ──► read, ask, leave, come back, have two tabs
//!   operators, webhooks (well, slow, failing), a crawl                ──► meanwhile
//! ```
//! What the visitors do and when is the seed's; how long it takes is the machine's. Afterwards everything is counted
//! anew in the database.

mod backdrop;
mod recount;
mod visitor;

use std::{
    collections::BTreeMap,
    io::Write,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use serde_json::json;
use tokio::task::JoinSet;

use self::{
    backdrop::Backdrop,
    recount::Recount,
    visitor::{Visit, VisitorLog},
};
use super::{
    chat::{self, KEY, index_documentation},
    local_platform::{LocalPlatform, state_folder},
    resident_memory::of_workerd,
    statistics::share,
};
use crate::api::{Owner, text};

/// How many times as many visitors come in each hour as in the quietest.
const HOURS: [u32; 24] = [
    1, 1, 1, 1, 1, 2, 4, 8, 12, 16, 20, 16, 12, 10, 8, 10, 12, 16, 20, 12, 8, 4, 2, 1,
];
/// How much more comes with each step after the day, until it bends.
const STEP: f64 = 1.4;
const STEPS: usize = 10;
/// It bends where the slowest of a hundred turns takes longer than this, in milliseconds.
const BENT_MS: f64 = 1_000.0;
/// How long the last visitors may stay.
const LAST_VISITORS: Duration = Duration::from_mins(2);

/// What kind of day it is.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Whoever comes and whatever they do is the same for the same seed.
    pub seed: u64,
    /// How long the day takes.
    pub time: Duration,
    /// Visitors in a second of the quietest hour.
    pub quietest: f64,
    /// Whether load grows after the day until it bends, and all of docs/ is indexed.
    pub is_whole: bool,
}

/// What is left of a day.
pub struct DayReport {
    /// What the visitors saw, by the visitors in a second.
    logs: BTreeMap<u64, Vec<VisitorLog>>,
    /// Seconds with each of these loads.
    seconds: BTreeMap<u64, f64>,
    /// Megabytes of workerd at the end of each hour.
    memory: Vec<f64>,
    /// What the database says.
    pub recount: Recount,
    /// What was wrong in an answer.
    pub errors: Vec<String>,
}

/// Lives the day, and prints what was measured.
pub async fn run(out: &mut impl Write, day: Day) -> Result<()> {
    let report = live(day).await?;
    report.print(out, day)
}

/// Lives the day.
pub async fn live(day: Day) -> Result<DayReport> {
    let platform = LocalPlatform::start(&chat::project()).await?;
    if day.is_whole {
        index_documentation(platform.address).await?;
    } else {
        let owner = Owner::new(&format!("http://{}", platform.address), KEY);
        let body = json!({
            "question": "How do I add the widget to my site?",
            "answer": "Copy one script tag into your pages. The widget appears at once.",
        });
        let source = owner.index(&body).await?;
        ensure!(text(&source, "/status") == "indexed", "{source}");
    }
    let backdrop = Backdrop::start(platform.address).await?;
    let mut rng = Rng::with_seed(day.seed);
    let mut report = DayReport {
        logs: BTreeMap::new(),
        seconds: BTreeMap::new(),
        memory: Vec::new(),
        recount: Recount::default(),
        errors: Vec::new(),
    };
    let hour = day.time / u32::try_from(HOURS.len())?;
    let mut visitors = JoinSet::new();
    for times in HOURS {
        let rate = day.quietest * f64::from(times);
        come(&mut visitors, &backdrop, &mut rng, rate, hour).await;
        *report.seconds.entry(key(rate)).or_default() += hour.as_secs_f64();
        report.memory.push(of_workerd(platform.id()) / 1024.0);
    }
    report.gather(&mut visitors).await?;
    let busiest = day.quietest * f64::from(HOURS.into_iter().max().unwrap_or(1));
    if day.is_whole {
        let mut rate = busiest;
        for _ in 0..STEPS {
            rate *= STEP;
            come(&mut visitors, &backdrop, &mut rng, rate, hour).await;
            *report.seconds.entry(key(rate)).or_default() += hour.as_secs_f64();
            report.gather(&mut visitors).await?;
            if report.slowest(key(rate)) > BENT_MS {
                break;
            }
        }
    }
    backdrop.settle(&platform).await?;
    report.recount = Recount::of(&platform.database()?, &report.asked(), &backdrop)
        .with_context(|| platform.log())?;
    report.errors.extend(backdrop.errors());
    Ok(report)
}

/// Lets visitors come at random for as long as `time`, on average `rate` in a second.
async fn come(
    visitors: &mut JoinSet<(u64, Result<VisitorLog>)>,
    backdrop: &Backdrop,
    rng: &mut Rng,
    rate: f64,
    time: Duration,
) {
    let start = Instant::now();
    let mut at = Duration::ZERO;
    loop {
        at += Duration::from_secs_f64(-(1.0 - rng.f64()).ln() / rate);
        if at >= time {
            break;
        }
        tokio::time::sleep_until((start + at).into()).await;
        let visit = Visit::new(backdrop, Rng::with_seed(rng.u64(..)));
        visitors.spawn(async move { (key(rate), visit.run().await) });
    }
    tokio::time::sleep_until((start + time).into()).await;
}

/// A load that can be sorted by, in thousandths of a visitor in a second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is a few hundred at most"
)]
fn key(rate: f64) -> u64 {
    (rate * 1_000.0).round() as u64
}

impl DayReport {
    /// Waits for the visitors that are still there.
    async fn gather(&mut self, visitors: &mut JoinSet<(u64, Result<VisitorLog>)>) -> Result<()> {
        let all = async {
            while let Some(ended) = visitors.join_next().await {
                let (rate, log) = ended?;
                match log {
                    Ok(log) => self.logs.entry(rate).or_default().push(log),
                    Err(error) => self.errors.push(format!("{error:#}")),
                }
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(LAST_VISITORS, all)
            .await
            .context("visitors wait for ever")?
    }

    /// The ids of all questions that were answered.
    fn asked(&self) -> Vec<String> {
        let logs = self.logs.values().flatten();
        logs.flat_map(|log| log.turns.iter().map(|turn| turn.id.clone()))
            .collect()
    }

    /// How many turns there were.
    pub fn turns(&self) -> usize {
        self.logs
            .values()
            .flatten()
            .map(|log| log.turns.len())
            .sum()
    }

    /// How often the answer was that it is busy.
    pub fn busy(&self) -> u32 {
        self.logs.values().flatten().map(|log| log.busy).sum()
    }

    fn times(&self, rate: u64, part: fn(&visitor::TurnLog) -> f64) -> Vec<f64> {
        let logs = self.logs.get(&rate).into_iter().flatten();
        let turns = logs.flat_map(|log| &log.turns);
        let mut times: Vec<f64> = turns.filter(|turn| turn.is_whole).map(part).collect();
        times.sort_by(f64::total_cmp);
        times
    }

    fn slowest(&self, rate: u64) -> f64 {
        share(&self.times(rate, |turn| turn.done_ms), 0.99)
    }

    fn print(&self, out: &mut impl Write, day: Day) -> Result<()> {
        writeln!(
            out,
            "day: seed {}, 24 hours in {:.0} s, {:.2} to {:.1} visitors a second, then {STEP} times as many at each step \
             until 1 of 100 turns takes longer than {:.0} s; workerd with Miniflare's D1 in {}",
            day.seed,
            day.time.as_secs_f64(),
            day.quietest,
            day.quietest * 20.0,
            BENT_MS / 1e3,
            state_folder().display()
        )?;
        writeln!(
            out,
            "{:>10} {:>8} {:>9} {:>14} {:>14} {:>12} {:>12} {:>6}",
            "visitors/s",
            "turns",
            "turns/s",
            "delta p50, ms",
            "delta p99, ms",
            "done p50, ms",
            "done p99, ms",
            "busy"
        )?;
        for (&rate, logs) in &self.logs {
            let turns: usize = logs.iter().map(|log| log.turns.len()).sum();
            let busy: u32 = logs.iter().map(|log| log.busy).sum();
            let seconds = self.seconds.get(&rate).copied().unwrap_or(f64::NAN);
            let (delta, done) = (
                self.times(rate, |turn| turn.delta_ms),
                self.times(rate, |turn| turn.done_ms),
            );
            writeln!(
                out,
                "{:>10.2} {turns:>8} {:>9.1} {:>14.0} {:>14.0} {:>12.0} {:>12.0} {busy:>6}",
                rate as f64 / 1e3,
                turns as f64 / seconds,
                share(&delta, 0.5),
                share(&delta, 0.99),
                share(&done, 0.5),
                share(&done, 0.99),
            )?;
        }
        let bend = self.logs.keys().find(|rate| self.slowest(**rate) > BENT_MS);
        match bend {
            Some(rate) => writeln!(
                out,
                "it bends at {:.1} visitors a second",
                *rate as f64 / 1e3
            )?,
            None => writeln!(out, "it does not bend")?,
        }
        let memory = |hour: usize| self.memory.get(hour).copied().unwrap_or(f64::NAN);
        writeln!(
            out,
            "memory of workerd, MB: {:.0} after the first hour, {:.0} after 11 and {:.0} after 19 (both as busy as it gets), \
             {:.0} after the last",
            memory(0),
            memory(10),
            memory(18),
            memory(23)
        )?;
        self.summary(out)
    }

    /// Prints the counts in one line.
    pub fn summary(&self, out: &mut impl Write) -> Result<()> {
        let Recount {
            lost,
            doubled,
            wrong_counts,
            events,
            arrivals,
            waiting,
        } = &self.recount;
        writeln!(
            out,
            "{} visitors, {} turns: {} errors, {} times busy; lost {lost}, doubled {doubled}, wrong counts {wrong_counts}; \
             {events} events arrived {arrivals} times at the address that is well, {waiting} deliveries wait for those that are not",
            self.logs.values().map(Vec::len).sum::<usize>(),
            self.turns(),
            self.errors.len(),
            self.busy(),
        )?;
        for error in self.errors.iter().take(5) {
            writeln!(out, "  {error}")?;
        }
        Ok(writeln!(out)?)
    }
}
