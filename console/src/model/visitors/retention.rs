//! For how long conversations are kept, and what another time would erase.

use serde::{Deserialize, Serialize};

use super::count;

/// The longest time, in days: the server's limit.
pub(crate) const DAYS: u32 = 3_650;

/// What is done by itself, as the server takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upkeep {
    pub(crate) recrawl_days: u32,
    /// None: until they are erased.
    pub(crate) retention_days: Option<u32>,
}

/// What a time would erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct WouldErase {
    pub(crate) conversations: u64,
    /// There are more than were counted.
    pub(crate) more: bool,
}

/// A time as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedRetention {
    /// Conversations are erased after a time.
    pub(crate) ends: bool,
    /// The time, in days.
    pub(crate) days: String,
}

impl TypedRetention {
    /// What is saved, as one would type it.
    pub(crate) fn of(days: Option<u32>) -> Self {
        Self {
            ends: days.is_some(),
            days: days.unwrap_or(365).to_string(),
        }
    }

    /// The days; an error says what is wrong with them.
    pub(crate) fn wanted(&self) -> Result<Option<u32>, String> {
        if !self.ends {
            return Ok(None);
        }
        let days = self.days.trim().parse::<u32>().ok();
        let days = days.filter(|days| (1..=DAYS).contains(days));
        days.map(Some)
            .ok_or_else(|| format!("Type a number of days from 1 to {DAYS}."))
    }
}

impl WouldErase {
    /// What would go.
    pub(crate) fn sentence(self, days: u32) -> String {
        let quiet = format!(
            "in which nothing was written for {}",
            count(u64::from(days), "day")
        );
        match (self.conversations, self.more) {
            (0, _) => format!("There is no conversation {quiet}: nothing would be erased now."),
            (number, true) => format!("More than {number} conversations {quiet} would be erased."),
            (number, false) => {
                format!("{} {quiet} would be erased.", count(number, "conversation"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_of_days_or_none() {
        let typed = |ends, days: &str| {
            TypedRetention {
                ends,
                days: days.into(),
            }
            .wanted()
        };
        assert_eq!(typed(false, "soon"), Ok(None));
        assert_eq!(typed(true, " 30 "), Ok(Some(30)));
        for days in ["", "0", "3651", "-1", "soon"] {
            assert!(typed(true, days).is_err(), "{days}");
        }
        assert_eq!(TypedRetention::of(Some(7)).wanted(), Ok(Some(7)));
        assert_eq!(TypedRetention::of(None).wanted(), Ok(None));
    }

    #[test]
    fn what_would_go_is_said_before() {
        let would = |conversations, more| {
            WouldErase {
                conversations,
                more,
            }
            .sentence(1)
        };
        assert_eq!(
            would(1, false),
            "1 conversation in which nothing was written for 1 day would be erased."
        );
        assert!(would(0, false).contains("nothing would be erased now"));
        assert!(would(10_000, true).starts_with("More than 10000 conversations"));
    }
}
