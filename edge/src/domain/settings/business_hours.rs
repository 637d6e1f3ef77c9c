//! The hours in which people answer, in the owner's time zone.

use jiff::{Timestamp, civil::Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::time_zone;

/// The most spans in a week: three a day.
pub const SPANS: usize = 21;

const DAY: u32 = 24 * 60;

/// The hours in which people answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "timezone": "Europe/Berlin", "hours": [{ "day": "monday", "from": "09:00", "to": "17:00" }],
}))]
pub struct BusinessHours {
    /// A name from the IANA time zone database.
    pub timezone: String,
    /// The spans of a week. Outside of them, nobody answers.
    #[schema(max_items = 21)]
    pub hours: Vec<Span>,
}

/// A span of time on one day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The day of the week, in `timezone`.
    pub day: Day,
    /// The beginning, as `09:00`.
    pub from: String,
    /// The end, which is not included, as `17:00`; at most `24:00`.
    pub to: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say everything")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl BusinessHours {
    /// Whether the time zone exists, and every span ends after it begins.
    pub fn is_valid(&self) -> bool {
        time_zone::by_name(&self.timezone).is_some()
            && self.hours.len() <= SPANS
            && self.hours.iter().all(|span| {
                minute(&span.from)
                    .zip(minute(&span.to))
                    .is_some_and(|(from, to)| from < to)
            })
    }

    /// Whether people answer at `now` (Unix milliseconds).
    pub fn is_open(&self, now: u64) -> bool {
        let Some(local) = i64::try_from(now)
            .ok()
            .and_then(|now| Timestamp::from_millisecond(now).ok())
            .zip(time_zone::by_name(&self.timezone))
            .map(|(now, zone)| now.to_zoned(zone))
        else {
            return false;
        };
        let minute_now = u32::try_from(local.hour()).unwrap_or(0) * 60
            + u32::try_from(local.minute()).unwrap_or(0);
        self.hours.iter().any(|span| {
            span.day.weekday() == local.weekday()
                && minute(&span.from)
                    .zip(minute(&span.to))
                    .is_some_and(|(from, to)| (from..to).contains(&minute_now))
        })
    }
}

impl Day {
    const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Tuesday => Weekday::Tuesday,
            Self::Wednesday => Weekday::Wednesday,
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

/// `09:30` as minutes since midnight, at most `24:00`.
fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= DAY).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(timezone: &str, from: &str, to: &str) -> BusinessHours {
        BusinessHours {
            timezone: timezone.into(),
            hours: vec![Span {
                day: Day::Monday,
                from: from.into(),
                to: to.into(),
            }],
        }
    }

    #[test]
    fn somebody_is_there_within_the_hours_of_the_owners_day() {
        let at = |text: &str| {
            u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap()
        };
        // 2026-07-06 is a Monday. Berlin is two hours ahead of UTC in summer and one in winter.
        for (now, expected) in [
            ("2026-07-06T06:59:59Z", false),
            ("2026-07-06T07:00:00Z", true),
            ("2026-07-06T14:59:59Z", true),
            ("2026-07-06T15:00:00Z", false),
            ("2026-07-07T09:00:00Z", false),
            ("2026-12-07T07:59:59Z", false),
            ("2026-12-07T08:00:00Z", true),
        ] {
            assert_eq!(
                hours("Europe/Berlin", "09:00", "17:00").is_open(at(now)),
                expected,
                "{now}"
            );
        }
        assert!(hours("Asia/Tokyo", "00:00", "24:00").is_open(at("2026-07-05T15:00:00Z")));
    }

    #[test]
    fn hours_that_cannot_be_are_told() {
        for (hours, expected) in [
            (hours("Europe/Berlin", "09:00", "17:00"), true),
            (hours("UTC", "00:00", "24:00"), true),
            (hours("Europe/Atlantis", "09:00", "17:00"), false),
            (hours("UTC", "17:00", "09:00"), false),
            (hours("UTC", "09:00", "09:00"), false),
            (hours("UTC", "9:00", "17:00"), false),
            (hours("UTC", "09:60", "17:00"), false),
            (hours("UTC", "09:00", "24:01"), false),
        ] {
            assert_eq!(hours.is_valid(), expected, "{hours:?}");
        }
    }

    #[test]
    fn the_stored_format_is_pinned() {
        let json = r#"{"timezone":"UTC","hours":[{"day":"monday","from":"09:00","to":"17:00"}]}"#;
        let stored = hours("UTC", "09:00", "17:00");
        assert_eq!(serde_json::to_string(&stored).unwrap(), json);
        assert_eq!(serde_json::from_str::<BusinessHours>(json).unwrap(), stored);
    }
}
