//! The values of a property (schema.org): one, or several in a list.

use serde_json::Value;

/// The value, or each value of a list.
pub(super) fn all(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.into_iter().flat_map(|value| match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    })
}

/// The text of a value, or its name.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => text(values.first())?,
        Value::Object(object) => text(object.get("@value").or_else(|| object.get("name")))?,
        _ => return None,
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
