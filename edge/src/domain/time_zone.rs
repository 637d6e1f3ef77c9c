//! Time zones by their names in the IANA time zone database, with their current rules only.
//!
//! The history in the database would take 44 KB of the Worker. Only reports look back: opening hours ask about now, and
//! a report of days before a country changed its rules is off by that change.

use jiff::tz::TimeZone;

/// A line for each zone: its name, `=`, and its rule in the format of the POSIX variable `TZ`.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/time_zones.txt"));

/// The zone called `name`, like `Europe/Berlin`, in upper or lower case; `None` if there is no such zone.
pub fn by_name(name: &str) -> Option<TimeZone> {
    let mut zones = RULES.lines().filter_map(|line| line.split_once('='));
    let (_, rule) = zones.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    TimeZone::posix(rule).ok()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn every_zone_has_a_rule() {
        let names: Vec<&str> = (RULES.lines())
            .filter_map(|line| line.split_once('='))
            .map(|(name, _)| name)
            .collect();
        assert!(names.len() > 500, "{}", names.len());
        for name in names {
            assert!(by_name(name).is_some(), "{name}");
        }
        for unknown in ["", "Europe", "Europe/Berlin=", "Mars/Olympus", "CET-1"] {
            assert!(by_name(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn clocks_are_put_forward_and_back() {
        for (name, moment, local) in [
            ("Europe/Berlin", "2026-03-29T00:59:59Z", "01:59"),
            ("Europe/Berlin", "2026-03-29T01:00:00Z", "03:00"),
            ("europe/berlin", "2026-10-25T01:00:00Z", "02:00"),
            ("Europe/Dublin", "2026-07-01T12:00:00Z", "13:00"),
            ("America/New_York", "2026-11-01T06:00:00Z", "01:00"),
            ("Australia/Lord_Howe", "2026-12-01T00:00:00Z", "11:00"),
            ("Asia/Kathmandu", "2026-01-01T00:00:00Z", "05:45"),
            ("America/Nuuk", "2026-07-01T00:00:00Z", "23:00"),
            ("Africa/Lagos", "2026-07-01T00:00:00Z", "01:00"),
            ("Pacific/Auckland", "2026-01-01T00:00:00Z", "13:00"),
            ("UTC", "2026-07-01T12:00:00Z", "12:00"),
        ] {
            let moment: Timestamp = moment.parse().unwrap();
            let zone = by_name(name).unwrap();
            let shown = moment.to_zoned(zone).strftime("%H:%M").to_string();
            assert_eq!(shown, local, "{name} at {moment}");
        }
    }
}
