//! The most expensive inputs for their length: four times the input must take about four times the work.
//!
//! Work is this thread's processor time, which other programs do not affect. It is compared with the work for a smaller
//! input, so that the machine does not matter. Quadratic work would be sixteen times as much.

use std::time::Duration;

mod files;
mod markup;
mod pdf;
mod small_formats;

/// The sizes of the larger inputs, in bytes: for quick code, and for code that is slow without optimisation.
const LARGE: usize = 5_000_000;
const MEDIUM: usize = 1_000_000;
const SMALL: usize = 400_000;
/// How many times smaller the other input is.
const TIMES: usize = 4;
/// The limit on the ratio of work between the larger and the smaller input.
const MOST_TIMES: u32 = 9;
/// Less work than this says nothing about its growth.
const LITTLE: Duration = Duration::from_millis(120);

/// This thread's processor time for `run`. Zero on systems that do not report it as Linux does.
fn work(run: impl FnOnce()) -> Duration {
    let spent = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = told.split(' ').next()?.parse().ok();
        nanoseconds.map(Duration::from_nanos)
    };
    let began = spent();
    run();
    spent()
        .unwrap_or_default()
        .saturating_sub(began.unwrap_or_default())
}

/// The name of a worst case, and the function that generates it with about this many bytes.
type Case<'c> = (&'c str, &'c dyn Fn(usize) -> Vec<u8>);

fn check(bytes: usize, cases: &[Case<'_>], read: impl Fn(&[u8])) {
    let mut grown = Vec::new();
    for (name, make) in cases {
        let (small, large) = (make(bytes / TIMES), make(bytes));
        let once = work(|| read(&small));
        let all = work(|| read(&large));
        if all > once * MOST_TIMES + LITTLE {
            grown.push(format!(
                "{name}: {once:?} for {} bytes, {all:?} for {} bytes",
                small.len(),
                large.len()
            ));
        }
    }
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}

fn repeated(part: &str) -> impl Fn(usize) -> Vec<u8> {
    move |bytes| part.repeat(bytes / part.len()).into_bytes()
}

/// `before`, then `part` as often as it fits, and `after` as often as it fits into the second half.
fn nested(part: &str, after: &str) -> impl Fn(usize) -> Vec<u8> {
    move |bytes| {
        let half = bytes / 2;
        format!(
            "{}{}",
            part.repeat(half / part.len()),
            after.repeat(half / after.len())
        )
        .into_bytes()
    }
}

/// `part` as often as it fits, with a number in place of `#`.
fn numbered(part: &str) -> impl Fn(usize) -> Vec<u8> {
    move |bytes| {
        let mut text = String::with_capacity(bytes + 100);
        let mut number = 0_u32;
        while text.len() < bytes {
            text.push_str(&part.replace('#', &number.to_string()));
            number += 1;
        }
        text.into_bytes()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
