//! A day of load in compressed time, followed by rising load until latency degrades ("bends").
//!
//! ```text
//!   visitors, at random (Poisson), by the hour 1 to 20 times as many ──► read, ask, leave, come back, have two tabs
//!   operators, webhooks (well, slow, failing), a crawl                ──► meanwhile
//! ```
//! The seed determines what the visitors do and when. How long it takes depends on the machine. Afterwards, everything
//! is recounted in the database.

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

/// Each hour's number of visitors, as a multiple of the quietest hour's.
const HOURS: [u32; 24] = [
    1, 1, 1, 1, 1, 2, 4, 8, 12, 16, 20, 16, 12, 10, 8, 10, 12, 16, 20, 12, 8, 4, 2, 1,
];
/// The factor between two steps of load after the day.
const STEP: f64 = 1.4;
const STEPS: usize = 10;
/// Load is too high if the 99th percentile of turn times exceeds this, in milliseconds.
const BENT_MS: f64 = 1_000.0;
/// How long to wait for the last visitors.
const LAST_VISITORS: Duration = Duration::from_mins(2);

const ASKED: &str = "SELECT count(*) FROM messages WHERE sender = 'visitor'";
/// Two equally busy hours, the busiest of the day, counted from 0.
const BUSIEST: [usize; 2] = [10, 18];

/// The parameters of a day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The seed of all random choices.
    pub seed: u64,
    /// The length of the day.
    pub time: Duration,
    /// Visitors per second in the quietest hour.
    pub quietest: f64,
    /// Whether load keeps rising after the day until it is too high, and whether all of docs/ is indexed.
    pub is_whole: bool,
}

/// The measurements of a day.
pub struct DayReport {
    /// What the visitors saw, by load in visitors per second.
    logs: BTreeMap<u64, Vec<VisitorLog>>,
    /// The number of seconds with each load.
    seconds: BTreeMap<u64, f64>,
    /// At the end of each hour: the questions so far, and workerd's memory in megabytes.
    memory: Vec<(u64, f64)>,
    /// workerd's memory after everybody has left, in megabytes.
    left_mb: f64,
    /// The recount in the database.
    pub recount: Recount,
    /// What was wrong in answers.
    pub errors: Vec<String>,
}

/// Runs the day, and prints the measurements.
pub async fn run(out: &mut impl Write, day: Day) -> Result<()> {
    let report = live(day).await?;
    report.print(out, day)
}

/// Runs the day.
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
        left_mb: f64::NAN,
        recount: Recount::default(),
        errors: Vec::new(),
    };
    let database = platform.database()?;
    let hour = day.time / u32::try_from(HOURS.len())?;
    let mut visitors = JoinSet::new();
    for times in HOURS {
        let rate = day.quietest * f64::from(times);
        come(&mut visitors, &backdrop, &mut rng, rate, hour).await;
        *report.seconds.entry(key(rate)).or_default() += hour.as_secs_f64();
        let asked = database
            .value(ASKED, &[])?
            .context("no row")?
            .parse::<u64>()?;
        let memory = (asked, of_workerd(platform.id()) / 1024.0);
        report.memory.push(memory);
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
    report.left_mb = of_workerd(platform.id()) / 1024.0;
    report.recount =
        Recount::of(&database, &report.asked(), &backdrop).with_context(|| platform.log())?;
    report.errors.extend(backdrop.errors());
    Ok(report)
}

/// Sends visitors at random times for `time`, on average `rate` per second.
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

/// A load as a sortable number, in thousandths of a visitor per second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is a few hundred at most"
)]
fn key(rate: f64) -> u64 {
    (rate * 1_000.0).round() as u64
}

/// The lowest load from which every load is too high. Takes loads in ascending order, with their slow turn times.
fn bend(loads: impl DoubleEndedIterator<Item = (u64, f64)>) -> Option<u64> {
    let too_much = loads
        .rev()
        .take_while(|(_, slowest_ms)| *slowest_ms > BENT_MS);
    too_much.last().map(|(load, _)| load)
}

impl DayReport {
    /// Waits for the visitors who are still there.
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

    /// All questions that were answered, or handed to a person.
    fn asked(&self) -> Vec<&visitor::TurnLog> {
        let logs = self.logs.values().flatten();
        logs.flat_map(|log| &log.turns).collect()
    }

    /// The number of turns.
    pub fn turns(&self) -> usize {
        self.logs
            .values()
            .flatten()
            .map(|log| log.turns.len())
            .sum()
    }

    /// How many responses said that Porchlight is busy.
    pub fn busy(&self) -> u32 {
        self.logs.values().flatten().map(|log| log.busy).sum()
    }

    /// How many streams broke off.
    pub fn broken(&self) -> u32 {
        self.logs.values().flatten().map(|log| log.broken).sum()
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
        match self.bend() {
            Some(rate) => writeln!(
                out,
                "it bends at {:.1} visitors a second",
                rate as f64 / 1e3
            )?,
            None => writeln!(out, "it does not bend")?,
        }
        self.print_memory(out)?;
        self.summary(out)
    }

    fn bend(&self) -> Option<u64> {
        bend(self.logs.keys().map(|rate| (*rate, self.slowest(*rate))))
    }

    /// Prints the memory by hour, and how much it grew between two equally busy hours.
    fn print_memory(&self, out: &mut impl Write) -> Result<()> {
        let hours: Vec<String> = self
            .memory
            .iter()
            .map(|(_, mb)| format!("{mb:.0}"))
            .collect();
        writeln!(
            out,
            "memory of workerd at the end of each hour, MB: {}; when everybody has gone: {:.0}",
            hours.join(" "),
            self.left_mb
        )?;
        let [Some((asked, mb)), Some((asked_later, mb_later))] =
            BUSIEST.map(|hour| self.memory.get(hour))
        else {
            return Ok(());
        };
        let (questions, more) = (asked_later - asked, mb_later - mb);
        writeln!(
            out,
            "between hours {} and {}, which are as busy: {more:+.0} MB with {questions} more questions, {:.0} KB a question",
            BUSIEST[0] + 1,
            BUSIEST[1] + 1,
            more * 1024.0 / questions as f64
        )?;
        Ok(())
    }

    /// Prints the counts on one line.
    pub fn summary(&self, out: &mut impl Write) -> Result<()> {
        let Recount {
            lost,
            unanswered,
            doubled,
            wrong_counts,
            events,
            arrivals,
            waiting,
        } = &self.recount;
        writeln!(
            out,
            "{} visitors, {} turns: {} errors, {} times busy, {} times cut off; lost {lost}, unanswered {unanswered}, \
             doubled {doubled}, wrong counts {wrong_counts}; \
             {events} events arrived {arrivals} times at the address that is well, {waiting} deliveries wait for those that are not",
            self.logs.values().map(Vec::len).sum::<usize>(),
            self.turns(),
            self.errors.len(),
            self.busy(),
            self.broken(),
        )?;
        for error in self.errors.iter().take(5) {
            writeln!(out, "  {error}")?;
        }
        Ok(writeln!(out)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_bends_where_it_stays_slow_and_not_where_it_began_slowly() {
        let loads = [(1, 2_000.0), (2, 90.0), (3, 1_100.0), (4, 4_000.0)];
        assert_eq!(bend(loads.into_iter()), Some(3));
        assert_eq!(bend(loads.into_iter().take(2)), None);
    }
}
