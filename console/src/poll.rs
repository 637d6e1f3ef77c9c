//! How often the list of open conversations is requested. Each request costs the server at least one row.

/// The time between two requests of a visible page, in milliseconds.
const INTERVAL_MS: i32 = 8_000;
/// The time between two requests of a hidden page with sound on, in milliseconds.
const HIDDEN_MS: i32 = 60_000;
/// The longest wait after failures, in milliseconds.
const LONGEST_MS: i32 = 120_000;
/// How often a page that sends no requests checks whether to start again, in milliseconds.
pub(crate) const IDLE_MS: i32 = 1_000;

/// Whether the operator would notice something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    /// The page is visible.
    Seen,
    /// The page is hidden, with sound on.
    Heard,
    /// The page is hidden and silent.
    None,
}

/// How long to wait before the next request, in milliseconds, after `failures` in a row. `None` while nobody would
/// notice something new.
pub(crate) fn wait(attention: Attention, failures: u32) -> Option<i32> {
    let interval = match attention {
        Attention::Seen => INTERVAL_MS,
        Attention::Heard => HIDDEN_MS,
        Attention::None => return None,
    };
    let factor = 1 << failures.min(10);
    Some(interval.saturating_mul(factor).min(LONGEST_MS))
}

/// The time between the first requests about a running reading, in milliseconds.
const READING_MS: i32 = 2_500;
/// The longest wait between requests about a reading without news, in milliseconds.
const LONG_READING_MS: i32 = 20_000;

/// The wait before the next request about a reading, in milliseconds, after `same` answers in a row without news and
/// `failures` failed requests in a row.
pub(crate) fn reading_wait(same: u32, failures: u32) -> i32 {
    // Reading a page takes a few seconds, so the first answers without news mean little.
    let patient = READING_MS.saturating_mul(1 << (same / 3).min(10));
    let failed = READING_MS.saturating_mul(1 << failures.min(10));
    patient.min(LONG_READING_MS).max(failed.min(LONGEST_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_double_the_wait_up_to_a_limit() {
        for (attention, failures, expected) in [
            (Attention::Seen, 0, Some(8_000)),
            (Attention::Seen, 1, Some(16_000)),
            (Attention::Seen, 3, Some(64_000)),
            (Attention::Seen, 4, Some(LONGEST_MS)),
            (Attention::Seen, u32::MAX, Some(LONGEST_MS)),
            (Attention::Heard, 0, Some(60_000)),
            (Attention::None, 0, None),
        ] {
            assert_eq!(wait(attention, failures), expected);
        }
    }

    #[test]
    fn a_reading_is_asked_about_less_often_while_nothing_is_new_and_least_after_failures() {
        for (same, failures, expected) in [
            (0, 0, 2_500),
            (2, 0, 2_500),
            (3, 0, 5_000),
            (100, 0, LONG_READING_MS),
            (0, 2, 10_000),
            (0, u32::MAX, LONGEST_MS),
            (u32::MAX, 0, LONG_READING_MS),
        ] {
            assert_eq!(reading_wait(same, failures), expected);
        }
    }
}
