//! Facts that the owner's page gives about its visitor: texts by name, set with `setAttributes`.
//!
//! *Invariant:* visitors can change what a page sends, so no permission depends on it. Only a signature by the owner's
//! server proves who a visitor is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most attributes that are stored.
pub const ATTRIBUTES: usize = 20;
/// The longest name, in characters. An attribute with a longer one is left out.
pub const NAME_CHARS: usize = 40;
/// The longest value, in characters. Longer values are cut.
pub const VALUE_CHARS: usize = 200;
/// The longest language tag, in characters (RFC 5646, 4.4.1).
const TAG_CHARS: usize = 35;

/// The attributes of a visitor, by name. `None` if no page has sent any, an empty map if a page has removed the last
/// one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(Option<BTreeMap<String, String>>);

impl Attributes {
    /// The part of `said` that is stored: strings, numbers and booleans. Anything beyond the limits is dropped, so that
    /// the page keeps working.
    pub fn read(said: Map<String, Value>) -> Self {
        let texts = said.into_iter().filter_map(|(name, value)| {
            let name = name.trim();
            let value = match value {
                Value::String(text) => text.trim().chars().take(VALUE_CHARS).collect(),
                Value::Number(number) => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
            };
            let fits = !name.is_empty() && name.chars().count() <= NAME_CHARS;
            (fits && !value.is_empty()).then(|| (name.to_owned(), value))
        });
        Self(Some(texts.take(ATTRIBUTES).collect()))
    }

    /// Parses the output of [`Attributes::to_stored`].
    pub fn of_stored(stored: Option<&str>) -> Self {
        stored
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    /// The attributes as JSON; `None` if no page has sent any.
    pub fn to_stored(&self) -> Option<String> {
        (self.0.as_ref()).map(|said| serde_json::json!(said).to_string())
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The names with their values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let said = self.0.iter().flatten();
        said.map(|(name, value)| (&**name, &**value))
    }

    /// The values by their names.
    pub fn into_map(self) -> BTreeMap<String, String> {
        self.0.unwrap_or_default()
    }
}

/// A visitor's language tag to store; `None` for a text that is not a tag.
pub fn language(tag: &str) -> Option<String> {
    let is_tag = (1..=TAG_CHARS).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(said: Value) -> Attributes {
        let Value::Object(said) = said else {
            panic!("{said}");
        };
        Attributes::read(said)
    }

    #[test]
    fn texts_numbers_and_truths_are_kept() {
        let read = read(json!({
            "plan": " pro ", "seats": 5, "trial": false, "none": null, "list": [1], "deep": {}, " ": "x", "empty": "",
        }));
        let kept: Vec<_> = read.iter().collect();
        assert_eq!(kept, [("plan", "pro"), ("seats", "5"), ("trial", "false")]);
        let stored = read.to_stored();
        assert_eq!(Attributes::of_stored(stored.as_deref()), read);
        assert_eq!(
            stored.as_deref(),
            Some(r#"{"plan":"pro","seats":"5","trial":"false"}"#)
        );
    }

    #[test]
    fn a_page_that_says_too_much_is_cut_short() {
        let many: Map<String, Value> = (0..100).map(|n| (format!("name{n}"), json!("x"))).collect();
        assert_eq!(Attributes::read(many).iter().count(), ATTRIBUTES);
        let long = read(
            json!({ "n".repeat(NAME_CHARS + 1): "x", "n".repeat(NAME_CHARS): "x".repeat(9_999) }),
        );
        let kept: Vec<_> = long
            .iter()
            .map(|(name, value)| (name.len(), value.len()))
            .collect();
        assert_eq!(kept, [(NAME_CHARS, VALUE_CHARS)]);
        assert_eq!(Attributes::of_stored(None).to_stored(), None);
        let taken_back = read(json!({ "plan": null }));
        assert_eq!(taken_back.to_stored().as_deref(), Some("{}"));
        assert!(Attributes::of_stored(Some("damaged")).is_empty());
    }

    #[test]
    fn a_language_is_a_tag() {
        assert_eq!(language("de-AT").as_deref(), Some("de-AT"));
        for wrong in ["", "de AT", "<b>", &"x".repeat(36)] {
            assert_eq!(language(wrong), None, "{wrong}");
        }
    }
}
