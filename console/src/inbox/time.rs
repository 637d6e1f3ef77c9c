//! The server's times, parsed and formatted by the browser, and the browser's clock.

use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
use porchlight_browser as browser;
use wasm_bindgen::JsValue;

use crate::{model::numbers::Day, texts};

/// The current day in the browser's time zone.
pub(crate) fn today() -> Day {
    let now = Date::new_0();
    // JavaScript counts months from 0.
    Day::new(
        i64::from(now.get_full_year()),
        now.get_month() + 1,
        now.get_date(),
    )
}

/// The IANA name of the browser's time zone; `UTC` if the browser reports none.
pub(crate) fn zone() -> String {
    let format = DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// The current time in the server's format.
pub(crate) fn now() -> String {
    Date::new_0().to_iso_string().into()
}

/// A time in Unix milliseconds; 0 if it is malformed.
pub(crate) fn milliseconds(text: &str) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a number to this saturates, and NaN becomes 0"
    )]
    let time = Date::parse(text) as u64;
    time
}

/// Date and time in the page's language; only the time if it is today.
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
    date.to_locale_string(&language(), &options).into()
}

/// The page's language, with the browser's region if the browser's language is the same.
fn language() -> String {
    let browsers = browser::language();
    if browsers.split('-').next() == Some(texts::tag()) {
        browsers
    } else {
        texts::tag().to_owned()
    }
}
