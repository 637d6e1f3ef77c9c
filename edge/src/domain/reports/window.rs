//! The time window of a report, between two times or dates.

use jiff::tz::TimeZone;

use crate::domain::timestamp::{end_of, start_of};

/// The number of days if the client gives no start.
pub const DEFAULT_DAYS: u64 = 30;
/// The longest window, in days.
pub const LONGEST_DAYS: u64 = 183;
/// The longest window of a report whose cost does not grow with it, in days: ten years.
pub const ANY_DAYS: u64 = 3_660;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A half-open range of time, in Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: u64,
    /// The first moment after the window.
    pub to: u64,
}

/// Why a window is invalid. The message is for the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// The text is neither a date nor a time.
    #[error("`{0}` is neither a date (2026-01-31) nor a time (2026-01-31T12:00:00Z).")]
    Unreadable(&'static str),
    /// It ends before it begins.
    #[error("`from` must be before `to`.")]
    Backwards,
    /// The window is too long. Holds the most days.
    #[error("The range is longer than {0} days. Ask for a shorter one.")]
    TooLong(u64),
}

impl Window {
    /// The window from `from` to `to`, with dates in `zone`, at most `longest_days` long. Without `to` it ends at
    /// `now` (Unix milliseconds), and without `from` it is [`DEFAULT_DAYS`] long.
    pub fn parse(
        from: Option<&str>,
        to: Option<&str>,
        zone: &TimeZone,
        longest_days: u64,
        now: u64,
    ) -> Result<Self, WindowError> {
        let to = match to {
            // "Until now" includes this very millisecond.
            None => now + 1,
            Some(text) => end_of(text, zone).ok_or(WindowError::Unreadable("to"))?,
        };
        let from = match from {
            None => to.saturating_sub(DEFAULT_DAYS * DAY_MS),
            Some(text) => start_of(text, zone).ok_or(WindowError::Unreadable("from"))?,
        };
        if from >= to {
            return Err(WindowError::Backwards);
        }
        // One hour more, because a range of whole days may include the end of daylight saving time.
        if to - from > longest_days * DAY_MS + DAY_MS / 24 {
            return Err(WindowError::TooLong(longest_days));
        }
        Ok(Self { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_790_000_000_000;

    fn check(from: Option<&str>, to: Option<&str>, expected: Result<(u64, u64), WindowError>) {
        let window = Window::parse(from, to, &TimeZone::UTC, LONGEST_DAYS, NOW);
        assert_eq!(window.map(|window| (window.from, window.to)), expected);
    }

    #[test]
    fn the_last_thirty_days_are_the_default() {
        check(None, None, Ok((NOW + 1 - 30 * DAY_MS, NOW + 1)));
        check(None, Some("1970-03-01"), Ok((30 * DAY_MS, 60 * DAY_MS)));
        check(Some("2026-09-20"), None, Ok((1_789_862_400_000, NOW + 1)));
    }

    #[test]
    fn a_date_stands_for_the_whole_day() {
        check(
            Some("1970-01-02"),
            Some("1970-01-02"),
            Ok((DAY_MS, 2 * DAY_MS)),
        );
    }

    #[test]
    fn too_long_backwards_and_unreadable_ranges_are_refused() {
        check(
            Some("1970-01-01"),
            Some("1970-07-02"),
            Ok((0, 183 * DAY_MS)),
        );
        check(
            Some("1970-01-01"),
            Some("1970-07-03"),
            Err(WindowError::TooLong(183)),
        );
        check(
            Some("1970-01-03"),
            Some("1970-01-02"),
            Err(WindowError::Backwards),
        );
        check(Some("x"), None, Err(WindowError::Unreadable("from")));
        check(None, Some(""), Err(WindowError::Unreadable("to")));
    }
}
