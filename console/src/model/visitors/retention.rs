//! How long conversations are kept, and what another period would erase.

use porchlight_shared::limits::UPKEEP_DAYS;
use serde::{Deserialize, Serialize};

use crate::texts::{counted, fill, filled, text};

/// The automatic maintenance, in the server's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upkeep {
    pub(crate) recrawl_days: u32,
    /// None to keep conversations until somebody erases them.
    pub(crate) retention_days: Option<u32>,
}

/// What a period would erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct WouldErase {
    pub(crate) conversations: u64,
    /// Whether there are more than the server counted.
    pub(crate) more: bool,
}

/// A period as input fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedRetention {
    /// Whether conversations are erased after a period.
    pub(crate) ends: bool,
    /// The period, in days.
    pub(crate) days: String,
}

impl TypedRetention {
    /// The saved period as input.
    pub(crate) fn of(days: Option<u32>) -> Self {
        Self {
            ends: days.is_some(),
            days: days.unwrap_or(365).to_string(),
        }
    }

    /// The period in days. The error says what is wrong with the input.
    pub(crate) fn wanted(&self) -> Result<Option<u32>, String> {
        if !self.ends {
            return Ok(None);
        }
        let days = self.days.trim().parse::<u32>().ok();
        match days {
            Some(days @ 1..=UPKEEP_DAYS) => Ok(Some(days)),
            Some(0) => Err(text(
                "“Days” begins at 1. To erase nothing by itself, choose “Until you erase them”.",
            )
            .to_owned()),
            _ => Err(filled(
                "“Days” is a number from 1 to {most}.",
                &[("most", &UPKEEP_DAYS.to_string())],
            )),
        }
    }
}

impl WouldErase {
    pub(crate) const fn is_nothing(self) -> bool {
        self.conversations == 0
    }

    /// The label of the button that confirms.
    pub(crate) fn verb(self) -> &'static str {
        if self.is_nothing() {
            text("Save")
        } else {
            text("Erase them and save")
        }
    }

    /// What would be erased now, and what later.
    pub(crate) fn sentence(self, days: u32) -> String {
        let days = counted(
            u64::from(days),
            "{n} day|for or within so many",
            "{n} days|for or within so many",
        );
        let now = match (self.conversations, self.more) {
            (0, _) => text(
                "Nothing is erased now: every conversation has a message from the last {days}.",
            )
            .to_owned(),
            (number, false) => counted(
                number,
                "{n} conversation in which nothing was written for {days} is erased within a day, with its messages, \
                 contact details and events. This cannot be undone.",
                "{n} conversations in which nothing was written for {days} are erased within a day, with their \
                 messages, contact details and events. This cannot be undone.",
            ),
            (number, true) => filled(
                "More than {number} conversations in which nothing was written for {days} are erased within a day, \
                 with their messages, contact details and events. This cannot be undone.",
                &[("number", &number.to_string())],
            ),
        };
        let later = text(
            "From then on, each conversation is erased when nothing was written in it for that long.",
        );
        format!("{} {later}", fill(&now, &[("days", &days)]))
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
        assert!(typed(true, "0").is_err_and(|wrong| wrong.contains("“Until you erase them”")));
        assert!(typed(true, "soon").is_err_and(|wrong| wrong.starts_with("“Days”")));
        assert_eq!(TypedRetention::of(Some(7)).wanted(), Ok(Some(7)));
        assert_eq!(TypedRetention::of(None).wanted(), Ok(None));
    }

    #[test]
    fn what_would_go_is_said_before() {
        let would = |conversations, more| WouldErase {
            conversations,
            more,
        };
        let one = would(1, false).sentence(1);
        let begins = "1 conversation in which nothing was written for 1 day is erased within a day, with its";
        assert!(one.starts_with(begins), "{one}");
        let many = would(10_000, true).sentence(30);
        assert!(many.starts_with("More than 10000 conversations in which"));
        assert_eq!(would(2, false).verb(), "Erase them and save");
    }

    #[test]
    fn where_nothing_would_go_nothing_is_said_to_go() {
        let none = WouldErase {
            conversations: 0,
            more: false,
        };
        let said = none.sentence(30);
        assert!(said.starts_with("Nothing is erased now"), "{said}");
        assert!(!said.contains("undone"), "{said}");
        assert_eq!((none.verb(), none.is_nothing()), ("Save", true));
    }
}
