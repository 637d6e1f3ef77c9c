//! The time and place of events.

use serde_json::Value;

use super::{
    fact::{FactItem, Key},
    value::{all, text},
};

/// The length of a time without seconds, such as `18:30`, in bytes.
const TIME: usize = 5;

/// The time and place of `event`. Empty if it is not an event.
pub(super) fn items(event: &Value) -> Vec<FactItem> {
    let mut items = Vec::new();
    if let Some(begin) = text(event.get("startDate")) {
        let (day, time) = parted(&begin);
        let end = text(event.get("endDate"));
        let (last_day, end_time) = end.as_deref().map(parted).unwrap_or_default();
        let begins = format!("{day} {time}");
        let begins = begins.trim();
        let when = if !last_day.is_empty() && last_day != day {
            format!("{begins} – {last_day} {end_time}")
                .trim()
                .to_owned()
        } else if !end_time.is_empty() && end_time != time {
            format!("{begins}–{end_time}")
        } else {
            begins.to_owned()
        };
        // The page's text has the day in words of its language.
        let key = Key::Words(if time.is_empty() { day } else { time }.to_owned());
        items.push(FactItem { text: when, key });
    }
    for place in all(event.get("location")) {
        let name = text(place.get("name"));
        let address = place.get("address").unwrap_or(place);
        let line = address.as_str().map(str::to_owned).or_else(|| {
            let parts = ["streetAddress", "addressLocality"];
            let parts: Vec<String> = (parts.iter())
                .filter_map(|part| text(address.get(part)))
                .collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        });
        let Some(key) = name.clone().or_else(|| line.clone()) else {
            continue;
        };
        let said: Vec<String> = name.into_iter().chain(line).collect();
        items.push(FactItem {
            text: said.join(", "),
            key: Key::Words(key),
        });
    }
    items
}

/// Splits a date (ISO 8601) into its day and time.
fn parted(date: &str) -> (&str, &str) {
    let (day, time) = date.split_once(['T', ' ']).unwrap_or((date, ""));
    (day, time.get(..TIME).unwrap_or(time))
}
