//! Exact counting: at most so many requests in any stretch of so much time, wherever it begins.
//!
//! What a client is told follows draft-ietf-httpapi-ratelimit-headers: what is left, and when more will be.

/// How many requests in how much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Quota {
    /// Most requests in the window.
    pub limit: u32,
    /// The window's length, in seconds.
    pub seconds: u32,
}

/// Whether a request may pass, and what is left after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// It may.
    pub passes: bool,
    /// How many more may pass now.
    pub remaining: u32,
    /// Seconds, rounded up, until one more may pass than now; 0 if nothing has passed.
    pub reset_seconds: u32,
}

/// Decides on a request at `now` (Unix milliseconds). `past` are the times of earlier ones, oldest first; those that
/// no longer count are taken out, and `now` is put in if it passes.
pub fn decide(past: &mut Vec<u64>, now: u64, quota: Quota) -> Decision {
    let window = u64::from(quota.seconds) * 1_000;
    past.retain(|&time| time + window > now);
    let limit = usize::try_from(quota.limit).unwrap_or(usize::MAX);
    let passes = past.len() < limit;
    if passes {
        past.push(now);
    }
    let remaining = u32::try_from(limit.saturating_sub(past.len())).unwrap_or(u32::MAX);
    // A limit that has shrunk leaves more than one request too many.
    let frees = past.get(past.len().saturating_sub(limit)).or(past.first());
    let reset = frees.map_or(0, |time| {
        (time + window).saturating_sub(now).div_ceil(1_000)
    });
    Decision {
        passes,
        remaining,
        reset_seconds: u32::try_from(reset).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota {
        limit: 3,
        seconds: 60,
    };

    /// Requests at these milliseconds, and which pass.
    fn check(times: &[u64], expected: &[bool]) {
        let mut past = Vec::new();
        let passes: Vec<bool> = times
            .iter()
            .map(|&now| decide(&mut past, now, QUOTA).passes)
            .collect();
        assert_eq!(passes, expected);
    }

    #[test]
    fn no_window_of_any_start_holds_more_than_the_limit() {
        check(&[0, 1, 2, 3], &[true, true, true, false]);
        // Around the turn of a minute a fixed window would let six pass.
        check(
            &[59_000, 59_500, 59_999, 60_000, 60_001],
            &[true, true, true, false, false],
        );
        check(
            &[0, 30_000, 59_999, 60_000, 60_001],
            &[true; 4]
                .iter()
                .chain(&[false])
                .copied()
                .collect::<Vec<_>>(),
        );
    }

    #[test]
    fn what_was_refused_does_not_count() {
        check(
            &[0, 0, 0, 10_000, 20_000, 60_000, 60_000, 60_000, 60_000],
            &[true, true, true, false, false, true, true, true, false],
        );
    }

    #[test]
    fn the_client_is_told_when_more_may_pass() {
        let mut past = Vec::new();
        assert_eq!(decide(&mut past, 0, QUOTA).remaining, 2);
        decide(&mut past, 10_000, QUOTA);
        decide(&mut past, 20_000, QUOTA);
        let refused = decide(&mut past, 30_500, QUOTA);
        assert_eq!(
            refused,
            Decision {
                passes: false,
                remaining: 0,
                reset_seconds: 30
            }
        );
    }
}
