//! Describes what is wrong with JSON of an unexpected shape, and names the field.

use serde_json::{Map, Value};

/// The largest JSON whose fields are tried, in bytes: 16 KiB. Anyone can send invalid JSON, and each field costs
/// another parse.
const BYTES: usize = 16 * 1024;
const FIELDS: usize = 30;
/// The longest description, in characters. It repeats a part of the input.
const CHARS: usize = 400;

/// What is wrong with `json`. `error` returns the reader's error for given JSON, or `None` if it is valid.
pub fn described(json: &[u8], error: &dyn Fn(&[u8]) -> Option<serde_json::Error>) -> String {
    if json.trim_ascii().is_empty() {
        return "it is empty".into();
    }
    let text = error(json).map_or_else(String::new, |error| error.to_string());
    // The position helps only if the text is not JSON at all.
    let Ok(value) = serde_json::from_slice::<Value>(json) else {
        return text;
    };
    let message = without_place(&text);
    let name = match &value {
        Value::Object(fields) if json.len() <= BYTES => field_at_fault(fields, message, error),
        _ => None,
    };
    let shown = plain(message);
    shortened(&match name {
        Some(name) => format!("`{name}`: {shown}"),
        None => shown,
    })
}

/// The field without which the error would be different or absent.
fn field_at_fault<'a>(
    fields: &'a Map<String, Value>,
    message: &str,
    error: &dyn Fn(&[u8]) -> Option<serde_json::Error>,
) -> Option<&'a str> {
    let is_named = message.starts_with("missing field") || message.starts_with("duplicate field");
    if is_named || fields.len() > FIELDS {
        return None;
    }
    let (mut wanted, mut likely) = (None, None);
    for name in fields.keys() {
        let mut rest = fields.clone();
        rest.remove(name);
        let Some(left) = error(Value::Object(rest).to_string().as_bytes()) else {
            return Some(name);
        };
        let left = left.to_string();
        let left = without_place(&left);
        if left == format!("missing field `{name}`") {
            wanted.get_or_insert(name.as_str());
        } else if left != message {
            likely.get_or_insert(name.as_str());
        }
    }
    wanted.or(likely)
}

fn without_place(text: &str) -> &str {
    text.rsplit_once(" at line ")
        .map_or(text, |(message, _)| message)
}

/// The message without names from our own code.
fn plain(message: &str) -> String {
    if message.starts_with("data did not match any variant") {
        return "it matches none of the allowed forms".into();
    }
    // The type expects one of several strings.
    if message == "expected value" {
        return "it is not one of the expected texts".into();
    }
    match message.split_once(", expected struct ") {
        Some((found, _name)) => format!("{found}, expected an object"),
        None => message.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let kept: String = chars.by_ref().take(CHARS).collect();
    if chars.next().is_some() {
        kept + "…"
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        Left,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only read")]
    struct Place {
        x: Option<u8>,
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "it is only read")]
    enum Said {
        Text(String),
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only read")]
    struct Lamp {
        name: String,
        note: Option<String>,
        side: Option<Side>,
        said: Option<Said>,
        #[serde(flatten)]
        place: Place,
    }

    fn said(json: &str) -> String {
        described(json.as_bytes(), &|json| {
            serde_json::from_slice::<Lamp>(json).err()
        })
    }

    #[test]
    fn the_field_at_fault_is_named() {
        for (json, expected) in [
            (
                r#"{"name":1}"#,
                "`name`: invalid type: integer `1`, expected a string",
            ),
            (
                r#"{"name":"a","note":[]}"#,
                "`note`: invalid type: sequence, expected a string",
            ),
            (
                r#"{"note":[]}"#,
                "`note`: invalid type: sequence, expected a string",
            ),
            (
                r#"{"name":"a","side":"up"}"#,
                "`side`: unknown variant `up`, expected `left`",
            ),
            (
                r#"{"name":"a","side":1}"#,
                "`side`: it is not one of the expected texts",
            ),
            (
                r#"{"name":"a","x":-1}"#,
                "`x`: invalid value: integer `-1`, expected u8",
            ),
            (
                r#"{"name":"a","said":1}"#,
                "`said`: it matches none of the allowed forms",
            ),
            (
                r#"{"name":1,"note":2}"#,
                "`name`: invalid type: integer `1`, expected a string",
            ),
            ("{}", "missing field `name`"),
            (r#"{"name":"a","name":"b"}"#, "duplicate field `name`"),
            ("1", "invalid type: integer `1`, expected an object"),
            ("", "it is empty"),
            (
                r#"{"name""#,
                "EOF while parsing an object at line 1 column 7",
            ),
        ] {
            assert_eq!(said(json), expected, "{json}");
        }
    }

    #[test]
    fn what_is_large_is_not_searched_and_not_repeated() {
        let long = "x".repeat(BYTES);
        assert!(said(&format!(r#"{{"name":1,"note":"{long}"}}"#)).starts_with("invalid type"));
        let repeated = said(&format!(r#"{{"name":"a","side":"{}"}}"#, "x".repeat(CHARS)));
        assert_eq!(repeated.chars().count(), CHARS + 1);
    }
}
