//! Browser functions that the widget and the console share. Failures are logged to the console and otherwise ignored,
//! because nobody on the page could act on them.

mod passkey;

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use js_sys::{Array, Date, Intl::PluralRules, JsString, Object, Promise, Reflect};
use leptos::prelude::request_animation_frame;
pub use leptos::prelude::{document, window};
pub use passkey::{PasskeyFailure, has_passkeys, make_passkey, use_passkey};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ClipboardItem, Element, HtmlElement};

/// The current time in Unix milliseconds.
pub fn now() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock shows whole milliseconds after 1970"
    )]
    let now = Date::now() as u64;
    now
}

/// Ten random bytes, as a new id needs them.
pub fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let filled = window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if let Err(error) = filled {
        web_sys::console::error_1(&error);
    }
    bytes
}

/// Writes an error to the console.
pub fn log_error(message: &str) {
    web_sys::console::error_1(&JsValue::from_str(message));
}

/// Runs `work` before the next frame is painted. Boxed, because each closure type would add its own code.
pub fn next_frame(work: Box<dyn FnOnce()>) {
    request_animation_frame(work);
}

/// A promise that is resolved after `milliseconds`.
pub fn timer(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let set =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        if let Err(error) = set {
            web_sys::console::error_1(&error);
        }
    })
}

/// Waits for `milliseconds`.
pub async fn sleep(milliseconds: i32) {
    let woken = JsFuture::from(timer(milliseconds)).await;
    debug_assert!(woken.is_ok(), "nobody rejects this promise");
}

/// The output of `work`, or `None` if it takes longer than `milliseconds`.
pub async fn within<T>(milliseconds: i32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut timer = JsFuture::from(timer(milliseconds));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => Pin::new(&mut timer).poll(context).map(|_| None),
    })
    .await
}

/// Listens to an event of the window for as long as the page lives.
pub fn listen<E: JsCast + 'static>(event: &str, listener: impl Fn(E) + 'static) {
    listen_on(&window(), event, listener);
}

/// Listens to an event of `target` for as long as the page lives.
pub fn listen_on<E: JsCast + 'static>(
    target: &web_sys::EventTarget,
    event: &str,
    listener: impl Fn(E) + 'static,
) {
    let closure =
        Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| listener(event.unchecked_into()));
    let added = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    if let Err(error) = added {
        web_sys::console::error_1(&error);
    }
    closure.forget();
}

/// Sets whether the browser asks, in its own words, before this page is closed, reloaded or left. It asks only after a
/// user interaction with the page, and it does not put a page with this handler into its back/forward cache.
pub fn ask_before_leaving(asks: bool) {
    thread_local! {
        // The browser asks whatever the handler returns.
        static ASK: Closure<dyn Fn() -> bool> = Closure::new(|| true);
    }
    ASK.with(|ask| {
        let handler = asks.then(|| ask.as_ref().unchecked_ref());
        window().set_onbeforeunload(handler);
    });
}

/// Whether the browser reports that the device has no network.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

/// Whether a media query matches.
pub fn matches(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// A text in lower case, by the browser's Unicode tables.
pub fn small_letters(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The plural category of a number in the document's language, by CLDR's rules: `one`, `few`, `other`.
pub fn plural_category(count: u32) -> String {
    let lang = document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .filter(|lang| !lang.is_empty());
    // Without a language, the browser's own applies. An empty tag would throw a `RangeError`.
    let tags = lang.map_or_else(Array::new, |lang| Array::of1(&lang.into()));
    let rules = PluralRules::new(&tags, &Object::new());
    rules.select(f64::from(count)).into()
}

/// The first language of the browser's settings, as a BCP 47 tag.
pub fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Focuses an element, if this document has the focus. Somebody who types on the page around the frame, or in another
/// window, is not interrupted.
pub fn focus(element: &HtmlElement) {
    if document().has_focus().unwrap_or_default() && element.focus().is_err() {
        log_error("Porchlight: an element took no focus");
    }
}

/// Focuses the first element that matches `selector`, under the same condition.
pub fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focus(&element);
    }
}

/// Copies a text to the clipboard, together with the HTML of `shown` without its buttons. False if the browser does not
/// allow it.
pub async fn copy_rich(text: &str, shown: Option<Element>) -> bool {
    if let Some(item) = shown.and_then(|shown| clipboard_item(text, &shown).ok()) {
        let written = window().navigator().clipboard().write(&Array::of1(&item));
        if JsFuture::from(written).await.is_ok() {
            return true;
        }
    }
    copy(text).await
}

fn clipboard_item(text: &str, shown: &Element) -> Result<ClipboardItem, JsValue> {
    let copied: Element = shown.clone_node_with_deep(true)?.unchecked_into();
    while let Some(button) = copied.query_selector("button")? {
        button.remove();
    }
    let kinds = Object::new();
    for (kind, content) in [("text/plain", text), ("text/html", &copied.inner_html())] {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = Array::of1(&content.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
        Reflect::set(&kinds, &kind.into(), &blob)?;
    }
    ClipboardItem::new_with_record_from_str_to_blob_promise(&kinds)
}

/// Copies a text to the clipboard. False if the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text))
        .await
        .is_ok()
}
