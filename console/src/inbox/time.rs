//! The server's times, read and written by the browser.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A time in Unix milliseconds; 0 if it cannot be read.
pub(crate) fn milliseconds(text: &str) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a number to this saturates, and NaN becomes 0"
    )]
    let time = Date::parse(text) as u64;
    time
}

/// Date and time in the browser's language; the time alone if it is today.
pub(crate) fn moment(text: &str) -> String {
    let date = Date::new(&JsValue::from_str(text));
    let is_today = date.to_date_string() == Date::new_0().to_date_string();
    let options = Object::new();
    let styles = [("timeStyle", "short"), ("dateStyle", "medium")];
    for (name, value) in styles.into_iter().take(if is_today { 1 } else { 2 }) {
        if Reflect::set(&options, &name.into(), &value.into()).is_err() {
            return text.to_owned();
        }
    }
    date.to_locale_string(&porchlight_browser::language(), &options)
        .into()
}
