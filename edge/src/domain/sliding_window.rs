//! A rate limit over a sliding window: at most a number of requests in any period of a given length, wherever it
//! begins.
//!
//! Clients get the headers of draft-ietf-httpapi-ratelimit-headers: how many requests are left, and when there are
//! more.

/// The number of requests that are allowed in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Quota {
    /// The most requests in the window.
    pub limit: u32,
    /// The length of the window, in seconds.
    pub seconds: u32,
}

impl Quota {
    /// The length of the window, in milliseconds.
    fn window(self) -> u64 {
        u64::from(self.seconds) * 1_000
    }

    /// The time (Unix milliseconds) up to which requests are outside the window at `now`; `None` if no time is.
    pub fn since(self, now: u64) -> Option<u64> {
        now.checked_sub(self.window())
    }
}

/// The decision on a request, and how many are left after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// Whether the request is within the quota.
    pub passes: bool,
    /// How many more requests are allowed now.
    pub remaining: u32,
    /// Seconds, rounded up, until one more request is allowed than now; 0 if there was none in the window.
    pub reset_seconds: u32,
}

/// Decides on a request at `now` (Unix milliseconds). `past` holds the times of earlier requests, oldest first. Those
/// outside the window are removed, and `now` is added if the request passes.
pub fn decide(past: &mut Vec<u64>, now: u64, quota: Quota) -> Decision {
    let since = quota.since(now);
    past.retain(|&time| since.is_none_or(|since| time > since));
    let decision = decide_from(past.len(), |place| past.get(place).copied(), now, quota);
    if decision.passes {
        past.push(now);
    }
    decision
}

/// The same for `count` earlier requests in the window. `nth` returns their times, oldest first from 0.
pub fn decide_from(
    count: usize,
    nth: impl FnOnce(usize) -> Option<u64>,
    now: u64,
    quota: Quota,
) -> Decision {
    let limit = usize::try_from(quota.limit).unwrap_or(usize::MAX);
    let passes = count < limit;
    let counted = count + usize::from(passes);
    let remaining = u32::try_from(limit.saturating_sub(counted)).unwrap_or(u32::MAX);
    // If the limit was lowered, more than one request may be over it.
    let over = Some(counted.saturating_sub(limit)).filter(|over| *over < count);
    let frees = match count {
        0 => passes.then_some(now),
        _ => nth(over.unwrap_or(0)),
    };
    let reset = frees.map_or(0, |time| {
        (time + quota.window()).saturating_sub(now).div_ceil(1_000)
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

    /// Checks which requests at these times, in milliseconds, pass.
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
        // A fixed window would let six pass around the turn of the minute.
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
