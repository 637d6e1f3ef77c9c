//! The hours in which people answer, typed for each day as text: `9:00-12:30, 13:30-17:00`.

use serde_json::{Value, json};

use super::wrong::Wrong;
use crate::texts::{english, filled, text as shown};

/// The field that switches hours on: `always` or `hours`.
pub(crate) const WHEN: &str = "hours";
pub(crate) const ZONE: &str = "hours-zone";
/// The days with their labels. The API and the fields use the same names.
pub(crate) const DAYS: [(&str, &str); 7] = [
    ("monday", english("Monday")),
    ("tuesday", english("Tuesday")),
    ("wednesday", english("Wednesday")),
    ("thursday", english("Thursday")),
    ("friday", english("Friday")),
    ("saturday", english("Saturday")),
    ("sunday", english("Sunday")),
];

/// The text of a field.
pub(super) fn text(setting: &Value, name: &str) -> String {
    match name {
        WHEN if setting.is_null() => "always".to_owned(),
        WHEN => "hours".to_owned(),
        ZONE => {
            let zone = setting.get("timezone").and_then(Value::as_str);
            zone.unwrap_or_default().to_owned()
        }
        day => {
            let spans = setting.get("hours").and_then(Value::as_array);
            let spans = spans.into_iter().flatten().filter_map(|span| {
                let part = |name: &str| span.get(name).and_then(Value::as_str);
                let of_day = part("day") == Some(day);
                of_day.then(|| Some(format!("{}-{}", part("from")?, part("to")?)))?
            });
            spans.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The setting, from the texts of the fields.
pub(super) fn value(typed: &dyn Fn(&str) -> String) -> Result<Value, Wrong> {
    if typed(WHEN) == "always" {
        return Ok(Value::Null);
    }
    let mut hours = Vec::new();
    for (day, label) in DAYS {
        for span in typed(day).split(',').map(str::trim) {
            if span.is_empty() {
                continue;
            }
            let (from, to) = bounds(span).ok_or_else(|| Wrong {
                field: day.to_owned(),
                message: filled(
                    "Write the hours of {day} as 9:00-17:00, with commas between several.",
                    &[("day", shown(label))],
                ),
            })?;
            hours.push(json!({ "day": day, "from": from, "to": to }));
        }
    }
    Ok(json!({ "timezone": typed(ZONE).trim(), "hours": hours }))
}

/// The start and end of `9-17`, `9:00 – 17:30` and the like, in the API's format.
fn bounds(span: &str) -> Option<(String, String)> {
    let (from, to) = span.split_once(['-', '–'])?;
    Some((time(from)?, time(to)?))
}

fn time(text: &str) -> Option<String> {
    let (hour, minute) = text
        .trim()
        .split_once([':', '.'])
        .unwrap_or((text.trim(), "00"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}
