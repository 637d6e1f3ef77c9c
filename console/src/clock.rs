//! Durations as short texts.

use crate::texts::{counted, filled, text};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// The time from `then` to `now`, both in Unix milliseconds, short enough for a narrow column.
pub(crate) fn since(then: u64, now: u64) -> String {
    passed(then, now).unwrap_or_else(|| text("now").to_owned())
}

/// The time from `then` to `now`; none for less than a minute.
fn passed(then: u64, now: u64) -> Option<String> {
    let past = now.saturating_sub(then);
    let passed = match past {
        0..MINUTE_MS => return None,
        MINUTE_MS..HOUR_MS => counted(past / MINUTE_MS, "{n} min", "{n} min"),
        HOUR_MS..DAY_MS => counted(past / HOUR_MS, "{n} h", "{n} h"),
        _ => counted(past / DAY_MS, "{n} d", "{n} d"),
    };
    Some(passed)
}

/// How long ago something was.
pub(crate) fn ago(then: u64, now: u64) -> String {
    match passed(then, now) {
        Some(time) => filled("{time} ago", &[("time", &time)]),
        None => text("just now").to_owned(),
    }
}

/// How long a visitor has waited since `then`.
pub(crate) fn waits(then: u64, now: u64) -> String {
    match passed(then, now) {
        Some(time) => filled("Waiting for {time}", &[("time", &time)]),
        None => text("Started waiting just now").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_largest_unit() {
        for (past, expected) in [
            (0, "now"),
            (59_999, "now"),
            (60_000, "1 min"),
            (59 * MINUTE_MS, "59 min"),
            (HOUR_MS, "1 h"),
            (47 * HOUR_MS, "1 d"),
            (400 * DAY_MS, "400 d"),
        ] {
            assert_eq!(since(1_000, 1_000 + past), expected);
        }
        assert_eq!(since(2_000, 1_000), "now", "the server's clock is ahead");
        assert_eq!(waits(0, 120_000), "Waiting for 2 min");
    }
}
