//! Inputs that cost a parser as much as inputs of their length can: four times the input takes about four times the work.
//!
//! Work is the processor's time of this thread, which other programs do not change, and is compared with that for a
//! smaller input, so that it does not depend on the machine. Work that grew with the square would be sixteen times as
//! much.

use std::time::Duration;

mod files;
mod markup;
mod pdf;
mod small_formats;

/// The larger inputs, in bytes: what is quick, and what takes a while without optimisation.
const LARGE: usize = 5_000_000;
const MEDIUM: usize = 1_000_000;
const SMALL: usize = 400_000;
/// How much smaller the other input is.
const TIMES: usize = 4;
/// The most times the work of the smaller input that the larger one may take.
const MOST_TIMES: u32 = 9;
/// Work that says nothing yet about how it grows.
const LITTLE: Duration = Duration::from_millis(120);

/// The processor's time of this thread that `run` takes. Zero where the system does not tell it as Linux does.
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

/// A worst case by its name, and what makes it with about so many bytes.
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

/// `before`, then `part` as often as fits, then `after` as often as fits into the second half.
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

/// `part` with a number in place of `#`, as often as fits.
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
