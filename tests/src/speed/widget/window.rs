//! One visit of a page in a new profile, and what the probe recorded.

use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{answer::LAST, front::Tag};
use crate::{
    browser::{Browser, Driver, Screen},
    deadline::{PATIENCE, until},
};

/// How long a page is idle before it counts as quiet.
const REST: Duration = Duration::from_millis(2_500);
/// How long an answer may take in addition to the time over which it is sent.
const AFTER: Duration = Duration::from_millis(1_500);
/// The time between two frames of a screen, in milliseconds.
const FRAME_MS: f64 = 1_000.0 / 60.0;

pub(super) struct Window {
    browser: Browser,
    page: Tag,
}

/// The measurements of a click.
pub(super) struct Opened {
    /// From the click until somebody can type, in milliseconds.
    pub(super) usable_ms: f64,
    /// The total of tasks longer than 50 ms after the click, in page and frame, in milliseconds.
    pub(super) long_tasks_ms: f64,
}

/// The measurements of an answer.
pub(super) struct Streamed {
    /// From the key press that sent the question until the whole answer was on the screen, in milliseconds.
    pub(super) shown_ms: f64,
    /// The main thread's processor time, in milliseconds.
    pub(super) processor_ms: f64,
    /// How many frames were drawn meanwhile, and how many should have been.
    pub(super) frames: usize,
    pub(super) dropped: usize,
}

/// What the probe recorded. Times are in Unix milliseconds.
#[derive(Deserialize)]
struct Noted {
    origin: f64,
    launched: Option<f64>,
    clicked: Option<f64>,
    usable: Option<f64>,
    asked: Option<f64>,
    answered: Option<f64>,
    /// The start and length of long tasks.
    tasks: Vec<(f64, f64)>,
    frames: Vec<f64>,
}

impl Window {
    /// Opens a window, with a slow network and processor if `is_slow`.
    pub(super) async fn begin(driver: &Driver, page: Tag, is_slow: bool) -> Result<Self> {
        let browser = Browser::open(driver, Screen::Desktop).await?;
        let probe = include_str!("probe.js").replace("LAST", LAST);
        browser
            .devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": probe }),
            )
            .await?;
        browser
            .devtools("Performance.enable", json!({ "timeDomain": "threadTicks" }))
            .await?;
        if is_slow {
            browser.devtools("Network.enable", json!({})).await?;
            let network = json!({
                "offline": false, "latency": 170, "downloadThroughput": 9e6 / 8.0, "uploadThroughput": 1.5e6 / 8.0,
            });
            browser
                .devtools("Network.emulateNetworkConditions", network)
                .await?;
            browser
                .devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))
                .await?;
        }
        Ok(Self { browser, page })
    }

    /// Opens the page, and returns the time until the launcher was on the screen, in milliseconds.
    pub(super) async fn see_launcher(&self, address: &str) -> Result<f64> {
        self.browser.leave_widget().await?;
        self.browser.visit(address).await?;
        let noted = self.until("the launcher is on the screen", |noted| noted.launched);
        let (launched, noted) = noted.await?;
        Ok(launched - noted.origin)
    }

    /// Waits until nothing is loading any more.
    pub(super) async fn rest(&self) {
        sleep(REST).await;
    }

    /// Clicks the launcher, and waits until somebody can type.
    pub(super) async fn click(&self) -> Result<Opened> {
        if self.page == Tag::Bare {
            self.browser.click("#launcher").await?;
        } else {
            self.browser.click_launcher().await?;
        }
        let (usable, inside) = self
            .until("somebody can type", |noted| noted.usable)
            .await?;
        self.browser.leave_widget().await?;
        let outside = self.noted().await?;
        let clicked = outside.clicked.context("the page saw no click")?;
        let mut tasks = outside.tasks;
        // Both documents share a main thread, so a long task may be recorded twice.
        tasks.extend(inside.tasks);
        tasks.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        tasks.dedup_by(|(a, _), (b, _)| (*a - *b).abs() < 1.0);
        Ok(Opened {
            usable_ms: usable - clicked,
            long_tasks_ms: (tasks.iter().filter(|(begin, _)| *begin >= clicked))
                .map(|(_, length)| length)
                // `sum` of nothing is -0.
                .fold(0.0, |sum, length| sum + length),
        })
    }

    /// Asks, waits for an answer that is sent over `time`, and measures its cost.
    pub(super) async fn ask(&self, time: Duration) -> Result<Streamed> {
        if self.page != Tag::Bare {
            self.browser.enter_widget().await?;
        }
        self.browser.press("hello").await?;
        sleep(Duration::from_millis(300)).await;
        let before = self.processor_ms().await?;
        self.browser.press_key(Key::Enter).await?;
        // Polling in the meantime would cost processor time as well.
        sleep(time + AFTER).await;
        let (answered, noted) = self
            .until("the answer is on the screen", |noted| noted.answered)
            .await?;
        let processor_ms = self.processor_ms().await? - before;
        let asked = noted.asked.context("no key was pressed")?;
        let dropped: f64 = (noted.frames.windows(2))
            .map(|pair| match pair {
                [a, b] => ((b - a) / FRAME_MS).round() - 1.0,
                _ => 0.0,
            })
            .filter(|dropped| *dropped > 0.0)
            .sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small whole number"
        )]
        let dropped = dropped as usize;
        Ok(Streamed {
            shown_ms: answered - asked,
            processor_ms,
            frames: noted.frames.len(),
            dropped,
        })
    }

    pub(super) async fn end(self) -> Result<()> {
        self.browser.close().await
    }

    async fn noted(&self) -> Result<Noted> {
        let noted = self.browser.script("return window.measured").await?;
        serde_json::from_value(noted).context("the probe is not there")
    }

    async fn until(
        &self,
        what: &str,
        time: impl Fn(&Noted) -> Option<f64>,
    ) -> Result<(f64, Noted)> {
        until(what, PATIENCE, async || {
            let noted = self.noted().await?;
            Ok(time(&noted).map(|time| (time, noted)))
        })
        .await
    }

    /// The main thread's processor time so far, in milliseconds.
    async fn processor_ms(&self) -> Result<f64> {
        let answer = self
            .browser
            .devtools("Performance.getMetrics", json!({}))
            .await?;
        let metrics = answer.get("metrics").and_then(Value::as_array);
        let seconds = metrics
            .context("no metrics")?
            .iter()
            .find(|metric| {
                metric
                    .get("name")
                    .is_some_and(|name| name == "TaskDuration")
            })
            .and_then(|metric| metric.get("value")?.as_f64());
        Ok(seconds.context("no TaskDuration")? * 1e3)
    }
}
