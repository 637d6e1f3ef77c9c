//! Times as the server writes them, for the browser.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Unix milliseconds; 0 for what is no time.
pub(crate) fn milliseconds(text: &str) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a number to this saturates, and NaN becomes 0"
    )]
    let time = Date::parse(text) as u64;
    time
}

/// Day and time as this browser writes them, for one who reads a thread.
pub(crate) fn moment(text: &str) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        if Reflect::set(&options, &name.into(), &value.into()).is_err() {
            return text.to_owned();
        }
    }
    let date = Date::new(&JsValue::from_str(text));
    date.to_locale_string(&porchlight_widget::browser::language(), &options)
        .into()
}
