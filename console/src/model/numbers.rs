//! How much is asked and answered: by day, and compared with the days before.

mod day;

use std::fmt::Write as _;

use porchlight_shared::names;
use serde::Deserialize;

pub(crate) use self::day::Day;
use super::csv::Csv;
use crate::texts::{counted, fill, filled, text};

/// The size of the chart, in SVG units.
pub(crate) const WIDTH: u32 = 720;
pub(crate) const HEIGHT: u32 = 200;

names! {
    #[derive(Default)]
    pub(crate) enum Range {
        Week = "week",
        #[default]
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

impl Range {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Week => text("7 days"),
            Self::Month => text("30 days"),
            Self::Quarter => text("90 days"),
            Self::Year => text("365 days"),
        }
    }

    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// The first day of the range that ends `today`, and the first and last day of the range of the same length before
    /// it.
    pub(crate) fn bounds(self, today: Day) -> [Day; 3] {
        let days = self.days();
        [
            today.before(days - 1),
            today.before(2 * days - 1),
            today.before(days),
        ]
    }
}

/// The totals of a range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Overview {
    pub(crate) total_questions: u64,
    pub(crate) unanswered_count: u64,
    pub(crate) handoff_count: u64,
    /// The percentage of conversations in which the visitor asked for a person.
    pub(crate) handoff_rate: u64,
    /// The percentage of thumbs up.
    pub(crate) satisfaction_rate: u64,
    pub(crate) total_feedback: u64,
    pub(crate) busy_count: u64,
    pub(crate) credits: Credits,
}

/// This month's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Credits {
    pub(crate) used: u64,
    pub(crate) limit: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Activity {
    pub(crate) activity: Vec<ActivityDay>,
}

/// A day, as the server writes it, and its number of questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ActivityDay {
    pub(crate) date: String,
    pub(crate) questions: u64,
}

/// A day's questions, and those of the corresponding day in the range before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) date: String,
    pub(crate) questions: u64,
    pub(crate) before: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    /// The value in the range before.
    pub(crate) before: String,
    pub(crate) meaning: String,
}

/// The numbers of a range and of the range before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) range: Range,
    pub(crate) now: Overview,
    pub(crate) before: Overview,
    pub(crate) days: Vec<Pair>,
}

impl Figures {
    /// Pairs the days of a range with those of the range before. `activity` has both, oldest first.
    pub(crate) fn new(
        range: Range,
        now: Overview,
        before: Overview,
        activity: &[ActivityDay],
    ) -> Self {
        let length = range.days() as usize;
        let half = activity.len().saturating_sub(length);
        let (earlier, later) = activity.split_at(half);
        // If the range before is shorter, its last days align with the last days of this one.
        let shift = later.len().saturating_sub(earlier.len());
        let days = later.iter().enumerate().map(|(at, day)| Pair {
            date: day.date.clone(),
            questions: day.questions,
            before: at
                .checked_sub(shift)
                .and_then(|at| earlier.get(at))
                .map_or(0, |day| day.questions),
        });
        Self {
            range,
            now,
            before,
            days: days.collect(),
        }
    }

    /// The figures at the top of the room.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        let (now, before) = (&self.now, &self.before);
        let days = self.range.days().to_string();
        let was = |value: String| {
            let values = [("value", &*value), ("days", &*days)];
            filled("{value} in the {days} days before", &values)
        };
        let percent =
            |share: Option<u64>| share.map_or("–".to_owned(), |share| format!("{share} %"));
        let answered = |of: &Overview| {
            share(
                of.total_questions - of.unanswered_count.min(of.total_questions),
                of.total_questions,
            )
        };
        let alone =
            |of: &Overview| (of.total_questions > 0).then(|| 100 - of.handoff_rate.min(100));
        let liked = |of: &Overview| (of.total_feedback > 0).then_some(of.satisfaction_rate);
        vec![
            Figure {
                label: text("Questions"),
                value: now.total_questions.to_string(),
                before: was(before.total_questions.to_string()),
                meaning: text("What visitors asked.").to_owned(),
            },
            Figure {
                label: text("Answered"),
                value: percent(answered(now)),
                before: was(percent(answered(before))),
                meaning: counted(
                    now.unanswered_count,
                    "{n} question found no answer.",
                    "{n} questions found no answer.",
                ),
            },
            Figure {
                label: text("Without a person"),
                value: percent(alone(now)),
                before: was(percent(alone(before))),
                meaning: text("Conversations in which nobody asked for a person.").to_owned(),
            },
            Figure {
                label: text("Satisfaction"),
                value: percent(liked(now)),
                before: was(percent(liked(before))),
                meaning: counted(
                    now.total_feedback,
                    "Thumbs up, of {n} verdict.",
                    "Thumbs up, of {n} verdicts.",
                ),
            },
            Figure {
                label: text("Asked for a person"),
                value: now.handoff_count.to_string(),
                before: was(before.handoff_count.to_string()),
                meaning: text("Conversations.").to_owned(),
            },
        ]
    }

    /// How much of the plan was used this month.
    pub(crate) fn used(&self) -> String {
        let Credits { used, limit } = self.now.credits;
        let Some(limit) = limit else {
            return counted(used, "{n} answer this month.", "{n} answers this month.");
        };
        let used = counted(
            used,
            "{n} answer of {limit} used this month.",
            "{n} answers of {limit} used this month.",
        );
        fill(&used, &[("limit", &limit.to_string())])
    }

    /// The top of the chart's axis: a round number that is at least the highest count.
    pub(crate) fn top(&self) -> u64 {
        let most = self
            .days
            .iter()
            .map(|day| day.questions.max(day.before))
            .max();
        round_up(most.unwrap_or_default())
    }

    /// The line for a series, as an SVG path.
    pub(crate) fn line(&self, of: impl Fn(&Pair) -> u64) -> String {
        let (top, last) = (self.top(), self.days.len().saturating_sub(1).max(1));
        let mut path = String::new();
        for (at, day) in self.days.iter().enumerate() {
            let x = at * WIDTH as usize / last;
            let y = u64::from(HEIGHT) - of(day) * u64::from(HEIGHT) / top;
            let command = if at == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            let _ = write!(path, "{command}{x} {y}");
        }
        path
    }

    /// The table as CSV.
    pub(crate) fn csv(&self) -> String {
        let mut csv = Csv::default();
        csv.row([text("day"), text("questions"), text("questions before")]);
        for day in &self.days {
            let (questions, before) = (day.questions.to_string(), day.before.to_string());
            csv.row([&*day.date, &questions, &before]);
        }
        csv.text()
    }
}

/// A percentage; none if `of` is 0.
fn share(part: u64, of: u64) -> Option<u64> {
    (part * 100 + of / 2).checked_div(of)
}

/// The next of 4, 8, 10, 20, 40, 80, 100, …: numbers whose half is round, too.
fn round_up(number: u64) -> u64 {
    let mut unit = 1;
    loop {
        for step in [4, 8, 10] {
            if number <= step * unit {
                return step * unit;
            }
        }
        if number <= 20 * unit {
            return 20 * unit;
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str, questions: u64) -> ActivityDay {
        ActivityDay {
            date: date.to_owned(),
            questions,
        }
    }

    fn numbers(activity: &[ActivityDay]) -> Figures {
        let now = Overview {
            total_questions: 40,
            unanswered_count: 3,
            handoff_count: 2,
            handoff_rate: 10,
            satisfaction_rate: 80,
            total_feedback: 5,
            credits: Credits {
                used: 40,
                limit: Some(1_000),
            },
            ..Overview::default()
        };
        Figures::new(Range::Week, now, Overview::default(), activity)
    }

    fn two_weeks() -> Vec<ActivityDay> {
        (1..=14)
            .map(|at| day(&format!("2026-01-{at:02}"), at))
            .collect()
    }

    #[test]
    fn each_day_stands_beside_the_one_as_long_before() {
        let days = numbers(&two_weeks()).days;
        assert_eq!(days.len(), 7);
        assert_eq!((days[0].questions, days[0].before), (8, 1));
        assert_eq!((days[6].questions, days[6].before), (14, 7));
        let days = numbers(&two_weeks()[5..]).days;
        assert_eq!((days[4].before, days[5].before, days[6].before), (0, 6, 7));
        assert_eq!(numbers(&[]).days, []);
    }

    #[test]
    fn a_share_of_nothing_is_a_dash() {
        let figures = numbers(&two_weeks()).figures();
        let shown: Vec<(&str, &str)> = figures
            .iter()
            .map(|figure| (figure.label, figure.value.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Questions", "40"),
                ("Answered", "93 %"),
                ("Without a person", "90 %"),
                ("Satisfaction", "80 %"),
                ("Asked for a person", "2"),
            ]
        );
        assert_eq!(figures[0].before, "0 in the 7 days before");
        assert_eq!(figures[1].before, "– in the 7 days before");
        assert_eq!(numbers(&[]).used(), "40 answers of 1000 used this month.");
    }

    #[test]
    fn the_chart_is_as_high_as_its_highest_day() {
        let numbers = numbers(&two_weeks());
        assert_eq!(numbers.top(), 20);
        let line = numbers.line(|day| day.questions);
        assert!(
            line.starts_with("M0 120L120 110") && line.ends_with("L720 60"),
            "{line}"
        );
        for (most, top) in [
            (0, 4),
            (4, 4),
            (5, 8),
            (9, 10),
            (21, 40),
            (99, 100),
            (101, 200),
        ] {
            assert_eq!(round_up(most), top);
        }
    }

    #[test]
    fn the_table_opens_in_a_spreadsheet() {
        let csv = numbers(&two_weeks()).csv();
        assert!(csv.starts_with(
            "\"day\",\"questions\",\"questions before\"\r\n\"2026-01-08\",\"8\",\"1\"\r\n"
        ));
        assert_eq!(csv.lines().count(), 8);
    }

    #[test]
    fn a_range_ends_today_and_the_one_before_ends_the_day_before_it() {
        let bounds = Range::Week.bounds(Day::new(2026, 3, 3));
        let days = bounds.map(|day| day.to_string());
        assert_eq!(days, ["2026-02-25", "2026-02-18", "2026-02-24"]);
    }
}
