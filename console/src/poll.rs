//! How often the list is asked for: what the server is asked costs it one row while nothing happens, but costs.

/// Between two questions, in milliseconds.
const INTERVAL_MS: i32 = 8_000;
/// Between two questions of a page that is not looked at, but listened to, in milliseconds.
const HIDDEN_MS: i32 = 60_000;
/// Longest wait after failures, in milliseconds.
const LONGEST_MS: i32 = 120_000;
/// How long a page that asks nothing waits before it looks whether it should, in milliseconds.
pub(crate) const IDLE_MS: i32 = 1_000;

/// How the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    /// It is seen.
    Seen,
    /// It is hidden, and would be heard.
    Heard,
    /// It is hidden and silent: nobody would notice.
    None,
}

/// How long to wait before the next question, in milliseconds, after so many failures in a row. Nothing is asked while
/// nobody would notice.
pub(crate) fn wait(attention: Attention, failures: u32) -> Option<i32> {
    let interval = match attention {
        Attention::Seen => INTERVAL_MS,
        Attention::Heard => HIDDEN_MS,
        Attention::None => return None,
    };
    let factor = 1 << failures.min(10);
    Some(interval.saturating_mul(factor).min(LONGEST_MS))
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
}
