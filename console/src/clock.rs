//! Durations in as few letters as possible.

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// The time from `then` to `now` (Unix milliseconds), for a narrow column.
pub(crate) fn since(then: u64, now: u64) -> String {
    let past = now.saturating_sub(then);
    match past {
        0..MINUTE_MS => "now".to_owned(),
        MINUTE_MS..HOUR_MS => format!("{} min", past / MINUTE_MS),
        HOUR_MS..DAY_MS => format!("{} h", past / HOUR_MS),
        _ => format!("{} d", past / DAY_MS),
    }
}

/// How long something is past.
pub(crate) fn ago(then: u64, now: u64) -> String {
    match since(then, now).as_str() {
        "now" => "just now".to_owned(),
        time => format!("{time} ago"),
    }
}

/// How long a visitor has waited since `then`.
pub(crate) fn waits(then: u64, now: u64) -> String {
    match since(then, now).as_str() {
        "now" => "Started waiting just now".to_owned(),
        time => format!("Waiting for {time}"),
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
