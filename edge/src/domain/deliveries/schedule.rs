//! When to retry a failed delivery, and when to give up on its address.

use jiff::fmt::rfc2822;

/// How long a receiver may take to answer, in milliseconds: 15 seconds.
pub const TIMEOUT_MS: u32 = 15_000;
/// The largest part of a response that is read and stored, in bytes.
pub const RESPONSE_BYTES: usize = 4 * 1024;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// The wait after each failed attempt, in milliseconds. When the attempt after the last wait fails, the
/// delivery is dead.
pub const WAITS_MS: [u64; 7] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    10 * HOUR,
];
/// The longest random extension of a wait is the wait divided by this. It keeps deliveries that failed together from
/// being retried together.
const JITTER_PART: u64 = 5;
/// The longest wait that a receiver may ask for, in milliseconds: 12 hours.
pub const RETRY_AFTER_MS: u64 = 12 * HOUR;
/// An address that has failed without interruption for this long is disabled, in milliseconds: 5 days.
pub const FAILING_MS: u64 = 5 * 24 * HOUR;
/// A delivery must have failed this often to disable an address, so that one bad minute after quiet days does not.
const FAILING_ATTEMPTS: u32 = 5;
/// How long the previous secret still signs, in milliseconds: 24 hours.
pub const PREVIOUS_SECRET_MS: u64 = 24 * HOUR;
/// How long a finished delivery is kept, in milliseconds: 30 days.
pub const KEPT_MS: u64 = 30 * 24 * HOUR;

/// How long to wait after the failed `attempt` (from 1), in milliseconds. `None` if it was the last. `random` spreads
/// the waits. The wait is never shorter than `retry_after`, which the receiver asked for.
pub fn wait(attempt: u32, random: u8, retry_after: Option<u64>) -> Option<u64> {
    let index = usize::try_from(attempt).ok()?.checked_sub(1)?;
    let wait = *WAITS_MS.get(index)?;
    let jitter = wait / JITTER_PART * u64::from(random) / u64::from(u8::MAX);
    Some((wait + jitter).max(retry_after.unwrap_or(0)))
}

/// Parses `Retry-After` (RFC 9110, section 10.2.3), seconds or a date, as milliseconds from `now`, at most
/// [`RETRY_AFTER_MS`].
pub fn retry_after(text: &str, now: u64) -> Option<u64> {
    let text = text.trim();
    let wait = if let Ok(seconds) = text.parse::<u64>() {
        seconds.saturating_mul(SECOND)
    } else {
        let date = rfc2822::parse(text).ok()?.timestamp().as_millisecond();
        u64::try_from(date).ok()?.saturating_sub(now)
    };
    Some(wait.min(RETRY_AFTER_MS))
}

/// Whether to disable an address that has failed since `since`, now that `attempt` (from 1) has failed at `now`. Both
/// times are in Unix milliseconds.
pub const fn is_given_up(since: u64, attempt: u32, now: u64) -> bool {
    attempt >= FAILING_ATTEMPTS && now.saturating_sub(since) >= FAILING_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_waits_follow_eight_attempts() {
        let waits: Vec<_> = (1..=8).map(|attempt| wait(attempt, 0, None)).collect();
        let seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
        let mut expected: Vec<_> = seconds.map(|wait| Some(wait * SECOND)).into();
        expected.push(None);
        assert_eq!(waits, expected);
        assert_eq!(wait(0, 0, None), None);
    }

    #[test]
    fn a_wait_grows_by_a_fifth_at_most() {
        assert_eq!(wait(1, u8::MAX, None), Some(6 * SECOND));
        assert_eq!(wait(7, u8::MAX, None), Some(12 * HOUR));
        assert_eq!(wait(2, 51, None), Some(312 * SECOND));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_and_not_for_less() {
        assert_eq!(wait(1, 0, Some(60 * SECOND)), Some(60 * SECOND));
        assert_eq!(wait(2, 0, Some(SECOND)), Some(5 * MINUTE));
        assert_eq!(wait(8, 0, Some(SECOND)), None);
    }

    fn check(text: &str, expected: Option<u64>) {
        // 1994-11-06T08:49:00Z
        assert_eq!(retry_after(text, 784_111_740_000), expected, "{text}");
    }

    #[test]
    fn reads_seconds_and_dates() {
        check("120", Some(120 * SECOND));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(37 * SECOND));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("99999999999999999999", None);
        check("999999999", Some(RETRY_AFTER_MS));
        check("Mon, 06 Nov 2094 08:49:37 GMT", None);
        check("Sat, 06 Nov 2094 08:49:37 GMT", Some(RETRY_AFTER_MS));
        check("-1", None);
        check("soon", None);
    }

    #[test]
    fn an_address_is_given_up_after_five_days() {
        assert!(!is_given_up(1_000, 8, 1_000 + FAILING_MS - 1));
        assert!(is_given_up(1_000, 5, 1_000 + FAILING_MS));
        assert!(!is_given_up(1_000, 4, 1_000 + FAILING_MS));
        assert!(!is_given_up(2_000, 8, 1_000));
    }
}
