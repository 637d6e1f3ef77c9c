//! How often the list of open conversations is requested. Each request costs the server at least one row.

/// Between two requests of a visible page, in milliseconds.
const INTERVAL_MS: i32 = 8_000;
/// Between two requests of a hidden page whose sound is on, in milliseconds.
const HIDDEN_MS: i32 = 60_000;
/// The longest wait after failures, in milliseconds.
const LONGEST_MS: i32 = 120_000;
/// How often a page that sends no requests checks whether it should, in milliseconds.
pub(crate) const IDLE_MS: i32 = 1_000;

/// Whether the operator would notice something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    /// The page is visible.
    Seen,
    /// The page is hidden, and its sound is on.
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
