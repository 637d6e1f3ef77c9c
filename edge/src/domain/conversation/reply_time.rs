//! How soon people usually reply to a visitor who asks for one.

use porchlight_shared::names;
use utoipa::ToSchema;

/// The fewest requests for a person from which a usual time is computed.
pub const FEWEST: usize = 10;
/// The most requests that count. These are the newest.
pub const MOST: u32 = 50;
/// How old the requests may be, in days.
pub const DAYS: u64 = 28;

const MINUTE_MS: u64 = 60 * 1_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

names! {
    /// How soon people usually reply.
    #[derive(ToSchema)]
    pub enum UsualReply {
        /// Within a few minutes.
        Minutes = "minutes",
        /// Within an hour.
        Hour = "hour",
        /// Within a day.
        Day = "day",
    }
}

impl UsualReply {
    /// The class of the median of `waits`: how long each visitor waited for the first reply, in milliseconds, or `None`
    /// without a reply. `None` if there are too few, or if it takes more than a day.
    pub fn of(waits: &[Option<u64>]) -> Option<Self> {
        if waits.len() < FEWEST {
            return None;
        }
        let mut waits: Vec<u64> = waits.iter().map(|wait| wait.unwrap_or(u64::MAX)).collect();
        waits.sort_unstable();
        let longest = [
            (5 * MINUTE_MS, Self::Minutes),
            (HOUR_MS, Self::Hour),
            (24 * HOUR_MS, Self::Day),
        ];
        let middle = *waits.get(waits.len() / 2)?;
        let usual = longest.into_iter().find(|(most, _)| middle <= *most);
        usual.map(|(_, usual)| usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_one_of_enough_decides() {
        let waits = |wait| vec![wait; FEWEST];
        assert_eq!(
            UsualReply::of(&waits(Some(MINUTE_MS))),
            Some(UsualReply::Minutes)
        );
        assert_eq!(
            UsualReply::of(&waits(Some(HOUR_MS))),
            Some(UsualReply::Hour)
        );
        assert_eq!(
            UsualReply::of(&waits(Some(HOUR_MS + 1))),
            Some(UsualReply::Day)
        );
        assert_eq!(UsualReply::of(&waits(Some(25 * HOUR_MS))), None);
        assert_eq!(UsualReply::of(&waits(None)), None);
        assert_eq!(UsualReply::of(&[Some(1); FEWEST - 1]), None);
        let mut mixed = waits(Some(MINUTE_MS));
        mixed.extend(vec![None; FEWEST - 1]);
        assert_eq!(UsualReply::of(&mixed), Some(UsualReply::Minutes));
        mixed.extend([None, None]);
        assert_eq!(UsualReply::of(&mixed), None);
    }
}
