//! Progress output: what happens, how long it usually takes, and how long it took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Runs a step. First prints its name and usual duration, and afterwards how long it took.
pub(crate) fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {what} ({usually})");
    let start = Instant::now();
    let result = work()?;
    eprintln!("  done in {}", seconds(start.elapsed()));
    Ok(result)
}

/// Prints a line about something that took no time.
pub(crate) fn note(text: &str) {
    eprintln!("▸ {text}");
}

/// `0.4 s`, `12 s`, `3 min 20 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 10 {
        format!("{:.1} s", duration.as_secs_f64())
    } else if whole < 120 {
        format!("{whole} s")
    } else {
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(milliseconds: u64, expected: &str) {
        assert_eq!(seconds(Duration::from_millis(milliseconds)), expected);
    }

    #[test]
    fn writes_durations_in_the_unit_that_matters() {
        check(430, "0.4 s");
        check(12_900, "12 s");
        check(200_000, "3 min 20 s");
    }
}
