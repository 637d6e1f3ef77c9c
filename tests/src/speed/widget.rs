//! The widget in Chromium: when its launcher is on the screen, how long after a click somebody can type, and what an
//! answer of 2,000 tokens costs. Compared with a page's own button and panel, which is the least possible.

mod answer;
mod front;
mod window;

use std::{io::Write, time::Duration};

use anyhow::{Context, Result};

use self::{
    answer::Pace,
    front::{Front, Tag},
    window::{Opened, Streamed, Window},
};
use super::{chat, published::Effort, statistics::Spread};
use crate::{
    browser::Driver,
    serving::Address,
    stack::{Project, Stack},
};

/// The tokens of the answer.
const TOKENS: usize = 2_000;
/// How often an answer is streamed at full speed.
const ANSWERS: usize = 3;

/// The pages, which take turns in this order.
const PAGES: [(Tag, &str); 3] = [
    (Tag::Bare, "a page's own button and panel"),
    (Tag::Attribute, "Porchlight, data-project"),
    (Tag::Address, "Porchlight, widget.js?project="),
];

/// Other widgets, measured on 21 November 2026 on another machine with two cores of an AMD EPYC, by a JavaScript
/// harness at the same speeds and with an answer of as many tokens. The numbers are: the launcher, and the click when
/// quiet, on the slow network and processor; the processor time of the answer at full speed.
const OTHERS: [(&str, f64, f64, f64); 7] = [
    ("a bare button", 459.0, 27.0, 22.0),
    (
        "@nlux/core 2.17.1, button of the page",
        527.0,
        67.0,
        8_175.0,
    ),
    ("deep-chat 2.4.2, button of the page", 490.0, 99.0, 7_020.0),
    ("@typebot.io/js 0.10.7", 1_005.0, 896.0, 12_733.0),
    ("flowise-embed 3.1.6", 1_135.0, 196.0, 1_656.0),
    ("@n8n/chat 1.37.0", 1_903.0, 134.0, 10_549.0),
    ("CopilotKit 1.74.0", 1_465.0, 148.0, 427.0),
];

#[derive(Default)]
struct Openings {
    launcher: Vec<f64>,
    again: Vec<f64>,
    at_once: Vec<Opened>,
    when_quiet: Vec<Opened>,
}

/// Runs the benchmark, and prints its tables.
pub async fn run(out: &mut impl Write, effort: Effort) -> Result<()> {
    let pages = Address::reserve()?;
    let project = Project {
        allowed_origins: vec![pages.origin("127.0.0.1")],
        ..chat::project()
    };
    let stack = Stack::start(&[project]).await?;
    let front = Front::start(&stack.origin, pages)?;
    let driver = Driver::start().await?;
    opening(out, &driver, &front, effort.rounds)
        .await
        .with_context(|| stack.log())?;
    streaming(out, &driver, &front).await?;
    others(out)
}

async fn opening(
    out: &mut impl Write,
    driver: &Driver,
    front: &Front,
    rounds: usize,
) -> Result<()> {
    let mut measured: [Openings; PAGES.len()] = Default::default();
    // The first round fills the proxy's cache of compressed files.
    for round in 0..=rounds {
        for ((page, _), measured) in PAGES.iter().zip(&mut measured) {
            let address = front.page(*page);
            let window = Window::begin(driver, *page, true).await?;
            let launcher = window.see_launcher(&address).await?;
            let at_once = window.click().await?;
            window.end().await?;
            let window = Window::begin(driver, *page, true).await?;
            let second = window.see_launcher(&address).await?;
            window.rest().await;
            let when_quiet = window.click().await?;
            let again = window.see_launcher(&address).await?;
            window.end().await?;
            if round > 0 {
                measured.launcher.extend([launcher, second]);
                measured.again.push(again);
                measured.at_once.push(at_once);
                measured.when_quiet.push(when_quiet);
            }
        }
    }
    writeln!(
        out,
        "The widget in Chromium at 9 Mbit/s, 170 ms and a quarter of the processor; {rounds} rounds in turn, new profiles; \
         ms, median (least–most)"
    )?;
    writeln!(
        out,
        "{:<32} {:>15} {:>5} {:>15} {:>18} {:>18} {:>10}",
        "", "launcher", "ratio", "on next page", "click at once", "click when quiet", "long tasks"
    )?;
    let floor = measured.first().map_or(f64::NAN, |bare| {
        Spread::of(bare.launcher.iter().copied()).median
    });
    for ((_, name), one) in PAGES.iter().zip(&measured) {
        let launcher = Spread::of(one.launcher.iter().copied());
        let usable = |opened: &[Opened]| Spread::of(opened.iter().map(|one| one.usable_ms));
        writeln!(
            out,
            "{name:<32} {launcher:>15} {:>5.2} {:>15} {:>18} {:>18} {:>10.0}",
            launcher.median / floor,
            Spread::of(one.again.iter().copied()),
            usable(&one.at_once),
            usable(&one.when_quiet),
            Spread::of(one.when_quiet.iter().map(|one| one.long_tasks_ms)).median,
        )?;
    }
    Ok(writeln!(out)?)
}

async fn streaming(out: &mut impl Write, driver: &Driver, front: &Front) -> Result<()> {
    writeln!(
        out,
        "An answer of {TOKENS} tokens in Markdown, one event each, on the whole processor ({ANSWERS} answers at full speed, \
         one at 200 tokens a second)"
    )?;
    writeln!(
        out,
        "{:<32} {:>16} {:>16} {:>18} {:>18} {:>16}",
        "",
        "shown after ms",
        "processor ms",
        "of 1,000 to 2,000",
        "paced: shown s",
        "frames dropped"
    )?;
    for (page, name) in PAGES {
        if page == Tag::Address {
            // Both tags have the same panel.
            continue;
        }
        let mut whole = Vec::new();
        let mut half = Vec::new();
        for _ in 0..ANSWERS {
            half.push(stream(driver, front, page, TOKENS / 2, Pace::Full).await?);
            whole.push(stream(driver, front, page, TOKENS, Pace::Full).await?);
        }
        let paced = stream(
            driver,
            front,
            page,
            TOKENS,
            Pace::Every(Duration::from_millis(5)),
        )
        .await?;
        let processor =
            |streamed: &[Streamed]| Spread::of(streamed.iter().map(|one| one.processor_ms));
        writeln!(
            out,
            "{name:<32} {:>16} {:>16} {:>17.2}× {:>18.2} {:>16}",
            Spread::of(whole.iter().map(|one| one.shown_ms)),
            processor(&whole),
            processor(&whole).median / processor(&half).median,
            paced.shown_ms / 1e3,
            format!("{} of {}", paced.dropped, paced.dropped + paced.frames),
        )?;
    }
    Ok(writeln!(out)?)
}

async fn stream(
    driver: &Driver,
    front: &Front,
    tag: Tag,
    tokens: usize,
    pace: Pace,
) -> Result<Streamed> {
    front.answer_with(tokens, pace);
    let window = Window::begin(driver, tag, false).await?;
    window.see_launcher(&front.page(tag)).await?;
    window.rest().await;
    window.click().await?;
    let streamed = window.ask(pace.time(tokens)).await?;
    window.end().await?;
    Ok(streamed)
}

fn others(out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "Others, not in this run: on 21 November 2026, at the same speeds, on another machine with two cores, by another \
         program"
    )?;
    writeln!(
        out,
        "{:<40} {:>12} {:>18} {:>24}",
        "", "launcher ms", "click, usable ms", "2,000 tokens, processor ms"
    )?;
    for (name, launcher, usable, processor) in OTHERS {
        writeln!(
            out,
            "{name:<40} {launcher:>12.0} {usable:>18.0} {processor:>24.0}"
        )?;
    }
    Ok(writeln!(out)?)
}
