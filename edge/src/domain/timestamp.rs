//! Times on the wire: RFC 3339, UTC, milliseconds.

/// `now` (Unix milliseconds) as `2026-01-31T09:05:00.000Z`.
///
/// Days to dates by the algorithm of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// `civil_from_days`.
pub fn rfc3339(now: u64) -> String {
    let (days, millisecond_of_day) = (now / 86_400_000, now % 86_400_000);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (second_of_day, millisecond) = (millisecond_of_day / 1_000, millisecond_of_day % 1_000);
    let (hour, minute, second) = (
        second_of_day / 3_600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
