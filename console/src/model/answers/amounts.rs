//! Amounts of money and time, percentages and numbers, as they are shown and typed.

use serde_json::Value;

use crate::texts::{filled, text};

/// An amount in dollars. Very small amounts are shown as less than the smallest one.
pub(crate) fn dollars(amount: f64) -> String {
    if amount <= 0.0 {
        in_dollars("0")
    } else if amount < 0.000_1 {
        text("less than $0.0001").to_owned()
    } else if amount < 0.01 {
        in_dollars(&format!("{amount:.4}"))
    } else {
        in_dollars(&format!("{amount:.2}"))
    }
}

fn in_dollars(amount: &str) -> String {
    filled("${amount}", &[("amount", &decimal(amount))])
}

/// A number with the decimal separator of the page's language.
pub(super) fn decimal(number: &str) -> String {
    number.replace('.', text(".|before decimals"))
}

pub(crate) fn seconds(milliseconds: u64) -> String {
    if milliseconds < 1_000 {
        return format!("{milliseconds} ms");
    }
    let tenths = milliseconds / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    format!("{} s", decimal(&seconds))
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0)
}

/// Parses a number as people type it.
pub(super) fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

pub(super) fn shown<T: ToString>(value: Option<T>) -> String {
    value
        .map(|value| decimal(&value.to_string()))
        .unwrap_or_default()
}

pub(super) fn given(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() {
        Value::Null
    } else {
        text.into()
    }
}
