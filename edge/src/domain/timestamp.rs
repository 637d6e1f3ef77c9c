//! Times on the wire (RFC 3339, UTC, milliseconds), and dates and times as clients write them (ISO 8601).

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

/// `now` (Unix milliseconds) as `2026-01-31T09:05:00.000Z`.
pub fn rfc3339(now: u64) -> String {
    format!("{:.3}", timestamp(now))
}

/// The calendar month of `now` (Unix milliseconds) in UTC, as `2026-01`.
pub fn month(now: u64) -> String {
    let mut text = rfc3339(now);
    text.truncate("2026-01".len());
    text
}

/// Seconds from `now` (Unix milliseconds) until the next calendar month in UTC begins, rounded up.
pub fn seconds_until_next_month(now: u64) -> u32 {
    let next = date_in(now, &TimeZone::UTC)
        .first_of_month()
        .checked_add(1.month())
        .ok()
        .and_then(|date| first_moment(date, &TimeZone::UTC));
    let seconds = next.map_or(0, |next| next.saturating_sub(now).div_ceil(1_000));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// The date of `now` (Unix milliseconds) in UTC, as `2026-01-31`.
pub fn day(now: u64) -> String {
    let mut text = rfc3339(now);
    text.truncate("2026-01-31".len());
    text
}

/// The start of the time in `text`, in Unix milliseconds: the time itself (RFC 3339), or the first moment of a date in
/// `zone`.
pub fn start_of(text: &str, zone: &TimeZone) -> Option<u64> {
    moment(text).or_else(|| first_moment(text.parse().ok()?, zone))
}

/// The end of the time in `text`, in Unix milliseconds: the time itself (RFC 3339), or the first moment after a date.
pub fn end_of(text: &str, zone: &TimeZone) -> Option<u64> {
    moment(text).or_else(|| first_moment(text.parse::<Date>().ok()?.tomorrow().ok()?, zone))
}

/// The date (`2026-01-31`) of `now` (Unix milliseconds) in `zone`.
pub fn date_in(now: u64, zone: &TimeZone) -> Date {
    timestamp(now).to_zoned(zone.clone()).date()
}

/// The first moment of `date` in `zone`, in Unix milliseconds. `None` before 1970.
pub fn first_moment(date: Date, zone: &TimeZone) -> Option<u64> {
    let start = date.to_zoned(zone.clone()).ok()?;
    u64::try_from(start.timestamp().as_millisecond()).ok()
}

/// `now` in the type of the calendar library. A time after its last year becomes its last moment.
fn timestamp(now: u64) -> Timestamp {
    i64::try_from(now)
        .ok()
        .and_then(|now| Timestamp::from_millisecond(now).ok())
        .unwrap_or(Timestamp::MAX)
}

/// The time in a text of RFC 3339, in Unix milliseconds.
pub fn moment(text: &str) -> Option<u64> {
    let timestamp: Timestamp = text.parse().ok()?;
    u64::try_from(timestamp.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time_zone;

    fn check(now: u64, expected: &str) {
        assert_eq!(rfc3339(now), expected);
    }

    #[test]
    fn writes_dates_around_leap_days_and_turns_of_the_year() {
        check(0, "1970-01-01T00:00:00.000Z");
        check(951_782_399_999, "2000-02-28T23:59:59.999Z");
        check(951_782_400_000, "2000-02-29T00:00:00.000Z");
        check(1_709_164_800_000, "2024-02-29T00:00:00.000Z");
        check(1_735_689_599_123, "2024-12-31T23:59:59.123Z");
        check(4_107_542_400_000, "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn reads_times_and_dates_in_a_time_zone() {
        let berlin = time_zone::by_name("Europe/Berlin").unwrap();
        for (text, zone, start, end) in [
            (
                "1970-01-02",
                &TimeZone::UTC,
                Some(86_400_000),
                Some(172_800_000),
            ),
            (
                "1970-01-02T00:00:00Z",
                &TimeZone::UTC,
                Some(86_400_000),
                Some(86_400_000),
            ),
            (
                "1970-01-02T01:00:00+01:00",
                &berlin,
                Some(86_400_000),
                Some(86_400_000),
            ),
            ("1970-01-02", &berlin, Some(82_800_000), Some(169_200_000)),
            // The day on which daylight saving time begins has 23 hours.
            (
                "2024-03-31",
                &berlin,
                Some(1_711_839_600_000),
                Some(1_711_922_400_000),
            ),
            ("yesterday", &TimeZone::UTC, None, None),
            ("1900-01-01", &TimeZone::UTC, None, None),
            ("", &TimeZone::UTC, None, None),
        ] {
            assert_eq!(
                (start_of(text, zone), end_of(text, zone)),
                (start, end),
                "{text}"
            );
        }
    }

    #[test]
    fn counts_the_seconds_until_a_month_ends() {
        const DAY: u32 = 24 * 60 * 60;
        for (now, seconds) in [
            // 2024-12-31, a millisecond before midnight.
            (1_735_689_599_999, 1),
            // 2025-01-01.
            (1_735_689_600_000, 31 * DAY),
            // 2024-02-29, in a leap year.
            (1_709_164_800_000, DAY),
        ] {
            assert_eq!(seconds_until_next_month(now), seconds, "{now}");
        }
    }

    #[test]
    fn names_months() {
        assert_eq!(month(1_735_689_599_123), "2024-12");
        assert_eq!(month(1_735_689_600_000), "2025-01");
    }
}
