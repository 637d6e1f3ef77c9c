//! Calendar days.

use std::fmt;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

/// Days in 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// The days from 0000-03-01, on which an era starts, to 1970-01-01.
const EPOCH: i64 = 719_468;

impl Day {
    /// The day of a date. Months and days count from 1. Uses Howard Hinnant's `days_from_civil`,
    /// <https://howardhinnant.github.io/date_algorithms.html>: years start in March, so that a leap day is the last day
    /// of its year.
    pub(crate) fn new(year: i64, month: u32, day: u32) -> Self {
        let (month, day) = (i64::from(month), i64::from(day));
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH)
    }

    pub(crate) fn before(self, days: u32) -> Self {
        Self(self.0 - i64::from(days))
    }

    pub(crate) const fn after(self, days: i64) -> Self {
        Self(self.0 + days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = self.0 + EPOCH;
        let (era, of_era) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12 + 1;
        let year = year + era * 400 + i64::from(month <= 2);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_the_ends_of_months_and_years() {
        for (date, days, expected) in [
            ((1970, 1, 1), 0, "1970-01-01"),
            ((2026, 3, 1), 1, "2026-02-28"),
            ((2028, 3, 1), 1, "2028-02-29"),
            ((2100, 3, 1), 1, "2100-02-28"),
            ((2026, 1, 1), 1, "2025-12-31"),
            ((2026, 11, 29), 729, "2024-11-30"),
        ] {
            let (year, month, day) = date;
            assert_eq!(
                Day::new(year, month, day).before(days).to_string(),
                expected
            );
        }
    }
}
