//! The time range of a report, as its reader specifies it.

use jiff::{ToSpan, civil::Date, tz::TimeZone};

use crate::domain::{
    time_zone,
    timestamp::{date_in, end_of, first_moment, start_of},
};

/// The most days that are listed one by one: ten years.
pub const DAYS: usize = 3_660;

/// The named ranges, with their number of days, today included.
const NAMED: [(&str, Option<i64>); 6] = [
    ("1d", Some(1)),
    ("7d", Some(7)),
    ("30d", Some(30)),
    ("90d", Some(90)),
    ("365d", Some(365)),
    ("all", None),
];
/// The number of days before the end, if only the end is given.
const DEFAULT_DAYS: i64 = 30;

/// The time range of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRange {
    /// The name that the reader gave, or `custom` for a range between two dates.
    pub name: &'static str,
    /// The first moment, in Unix milliseconds; 0 for all time.
    pub from: u64,
    /// The first moment after the range, in Unix milliseconds.
    pub to: u64,
}

/// Why a range is invalid. The message is for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// There is no range of this name.
    #[error("range must be one of 1d, 7d, 30d, 90d, 365d and all. Or send from and to.")]
    Name,
    /// An end is neither a date nor a time.
    #[error("from and to must be dates (2027-01-31) or times (2027-01-31T12:00:00Z).")]
    End,
    /// The range ends before it begins.
    #[error("from must be before to.")]
    Order,
    /// There is no time zone of this name.
    #[error("timezone must be a name of the IANA time zone database, like Europe/Berlin.")]
    TimeZone,
}

/// A range, as the reader specifies it.
#[derive(Clone, Copy, Debug, Default)]
pub struct NamedRange<'a> {
    /// The name of a range, such as `30d`.
    pub range: Option<&'a str>,
    /// A date or a time. Takes precedence over the name.
    pub from: Option<&'a str>,
    /// A date, which is included, or a time, which is not.
    pub to: Option<&'a str>,
}

/// The time zone called `name`, or UTC if there is no name.
pub fn time_zone(name: Option<&str>) -> Result<TimeZone, RangeError> {
    match name {
        None | Some("UTC") => Ok(TimeZone::UTC),
        Some(name) => time_zone::by_name(name).ok_or(RangeError::TimeZone),
    }
}

impl ReportRange {
    /// The range in `zone` at `now` (Unix milliseconds). `default` is the name of the range if the reader gives none.
    pub fn read(
        named: NamedRange<'_>,
        default: &str,
        zone: &TimeZone,
        now: u64,
    ) -> Result<Self, RangeError> {
        let today = date_in(now, zone);
        if named.from.is_some() || named.to.is_some() {
            return Self::custom(named, today, zone);
        }
        let wanted = named.range.unwrap_or(default);
        let (name, days) = NAMED
            .into_iter()
            .find(|(name, _)| *name == wanted)
            .ok_or(RangeError::Name)?;
        let from = match days {
            None => 0,
            Some(days) => days_before(today, days - 1, zone),
        };
        Ok(Self {
            name,
            from,
            to: after(today, zone),
        })
    }

    fn custom(named: NamedRange<'_>, today: Date, zone: &TimeZone) -> Result<Self, RangeError> {
        let to = match named.to {
            Some(text) => end_of(text, zone).ok_or(RangeError::End)?,
            None => after(today, zone),
        };
        let from = match named.from {
            Some(text) => start_of(text, zone).ok_or(RangeError::End)?,
            None => days_before(last_date(to, zone), DEFAULT_DAYS - 1, zone),
        };
        if from >= to {
            return Err(RangeError::Order);
        }
        Ok(Self {
            name: "custom",
            from,
            to,
        })
    }

    /// The last `days` days, today included, and the same number of days before them: two adjacent ranges.
    pub fn two(days: i64, zone: &TimeZone, now: u64) -> [Self; 2] {
        let today = date_in(now, zone);
        let middle = days_before(today, days - 1, zone);
        let range = |from, to| Self {
            name: "custom",
            from,
            to,
        };
        [
            range(middle, after(today, zone)),
            range(days_before(today, 2 * days - 1, zone), middle),
        ]
    }

    /// The days of the range, oldest first, each with its part within the range; at most the newest [`DAYS`].
    /// `earliest` is the time of the first entry, for a range without a start.
    pub fn days(&self, earliest: Option<u64>, zone: &TimeZone) -> Vec<(Date, u64, u64)> {
        let last = last_date(self.to, zone);
        let from = if self.from == 0 {
            earliest.unwrap_or(self.to.saturating_sub(1))
        } else {
            self.from
        };
        let first = date_in(from, zone);
        let mut days: Vec<(Date, u64, u64)> = Vec::new();
        let mut day = last;
        while day >= first && days.len() < DAYS {
            let start = first_moment(day, zone).unwrap_or(0).max(self.from);
            days.push((day, start, after(day, zone).min(self.to)));
            let Ok(before) = day.yesterday() else {
                break;
            };
            day = before;
        }
        days.reverse();
        days
    }
}

fn last_date(to: u64, zone: &TimeZone) -> Date {
    date_in(to.saturating_sub(1), zone)
}

/// The first moment of the day that is `days` before `day`.
fn days_before(day: Date, days: i64, zone: &TimeZone) -> u64 {
    day.checked_sub(days.days())
        .ok()
        .and_then(|day| first_moment(day, zone))
        .unwrap_or(0)
}

/// The first moment after `day`.
fn after(day: Date, zone: &TimeZone) -> u64 {
    day.tomorrow()
        .ok()
        .and_then(|day| first_moment(day, zone))
        .unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::timestamp::rfc3339;

    /// 2024-04-02, 22:30 in UTC, which is already the third of April in Berlin.
    const NOW: u64 = 1_712_097_000_000;

    fn check(named: NamedRange<'_>, zone: &str, expected: Result<(&str, &str, &str), RangeError>) {
        let zone = time_zone(Some(zone)).unwrap();
        let range = ReportRange::read(named, "30d", &zone, NOW);
        let range = range.map(|range| (range.name, rfc3339(range.from), rfc3339(range.to)));
        let expected = expected.map(|(name, from, to)| {
            (
                name,
                format!("{from}:00:00.000Z"),
                format!("{to}:00:00.000Z"),
            )
        });
        assert_eq!(range, expected, "{named:?}");
    }

    fn range(range: &str) -> NamedRange<'_> {
        NamedRange {
            range: Some(range),
            ..NamedRange::default()
        }
    }

    fn ends<'a>(from: Option<&'a str>, to: Option<&'a str>) -> NamedRange<'a> {
        NamedRange {
            range: None,
            from,
            to,
        }
    }

    #[test]
    fn named_ranges_have_whole_days_with_today() {
        check(
            range("1d"),
            "UTC",
            Ok(("1d", "2024-04-02T00", "2024-04-03T00")),
        );
        check(
            range("7d"),
            "UTC",
            Ok(("7d", "2024-03-27T00", "2024-04-03T00")),
        );
        // Summer time began in between.
        check(
            range("7d"),
            "Europe/Berlin",
            Ok(("7d", "2024-03-27T23", "2024-04-03T22")),
        );
        check(
            range("all"),
            "UTC",
            Ok(("all", "1970-01-01T00", "2024-04-03T00")),
        );
        check(
            NamedRange::default(),
            "UTC",
            Ok(("30d", "2024-03-04T00", "2024-04-03T00")),
        );
        for name in ["", "2d", "30", "ALL"] {
            check(range(name), "UTC", Err(RangeError::Name));
        }
    }

    #[test]
    fn own_ends_are_dates_or_times() {
        check(
            ends(Some("2024-01-01"), Some("2024-01-31")),
            "UTC",
            Ok(("custom", "2024-01-01T00", "2024-02-01T00")),
        );
        check(
            ends(Some("2024-01-01T05:00:00Z"), None),
            "UTC",
            Ok(("custom", "2024-01-01T05", "2024-04-03T00")),
        );
        check(
            ends(None, Some("2024-01-31")),
            "UTC",
            Ok(("custom", "2024-01-02T00", "2024-02-01T00")),
        );
        check(
            ends(Some("2024-02-01"), Some("2024-01-31")),
            "UTC",
            Err(RangeError::Order),
        );
        check(ends(Some("soon"), None), "UTC", Err(RangeError::End));
        check(ends(None, Some("")), "UTC", Err(RangeError::End));
    }

    #[test]
    fn every_day_of_a_range_is_told_once() {
        let zone = time_zone(Some("Europe/Berlin")).unwrap();
        let range = ReportRange::read(range("7d"), "30d", &zone, NOW).unwrap();
        let days = range.days(None, &zone);
        assert_eq!(days.len(), 7);
        assert_eq!(days[0].0.to_string(), "2024-03-28");
        assert_eq!(days[6].0.to_string(), "2024-04-03");
        assert!(days.windows(2).all(|pair| pair[0].2 == pair[1].1));
        assert_eq!((days[0].1, days[6].2), (range.from, range.to));
        // The day on which summer time began.
        assert_eq!(days[3].2 - days[3].1, 23 * 3_600_000);
    }

    #[test]
    fn all_time_begins_with_the_first_thing_that_happened() {
        let zone = TimeZone::UTC;
        let range = ReportRange::read(range("all"), "30d", &zone, NOW).unwrap();
        assert_eq!(range.days(Some(NOW - 86_400_000), &zone).len(), 2);
        assert_eq!(range.days(None, &zone).len(), 1);
        assert_eq!(range.days(Some(1), &zone).len(), DAYS);
    }

    #[test]
    fn two_ranges_meet() {
        let [this, before] = ReportRange::two(7, &TimeZone::UTC, NOW);
        assert_eq!(before.to, this.from);
        assert_eq!(this.to - this.from, before.to - before.from);
    }

    #[test]
    fn time_zones_are_known_by_name() {
        assert!(time_zone(None).is_ok() && time_zone(Some("Asia/Kathmandu")).is_ok());
        assert_eq!(
            time_zone(Some("Mars/Olympus")).unwrap_err(),
            RangeError::TimeZone
        );
        assert_eq!(time_zone(Some("")).unwrap_err(), RangeError::TimeZone);
    }
}
