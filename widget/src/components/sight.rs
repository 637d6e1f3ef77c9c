//! Which unread messages are on the screen.
//!
//! An `IntersectionObserver` accounts for scrolling, a small frame and the owner's page. It reports each element when
//! it starts to observe it. When the visitor looks again, all elements are therefore observed again.

use std::rc::Rc;

use js_sys::Array;
use porchlight_browser as browser;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use crate::{chat::Chat, state::Widget, view::effect};

/// The part of a message that must be on the screen to count as seen.
const PART: f64 = 0.5;

/// Alternatively, this much of its height, in CSS pixels, because a long message may never fit.
const HEIGHT: f64 = 120.0;

/// The parts of a message at which the observer reports it.
const STEPS: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.35, PART];

/// Tells the widget which unread messages of `list` come into view.
pub(super) fn watch(widget: Widget, list: HtmlElement) {
    let Some(observer) = observer(widget) else {
        return;
    };
    let observer = Rc::new(observer);
    effect(Box::new(move || {
        widget.open.track();
        widget.covered.track();
        let unread = widget.chat.with(Chat::unread);
        if unread.is_empty() {
            return;
        }
        observer.disconnect();
        let (list, observer) = (list.clone(), Rc::clone(&observer));
        // After the elements have been updated.
        browser::next_frame(Box::new(move || {
            for key in unread {
                if let Some(message) = find(&list, key) {
                    observer.observe(&message);
                }
            }
        }));
    }));
}

fn observer(widget: Widget) -> Option<IntersectionObserver> {
    let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let mut keys = Vec::new();
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            let is_seen =
                entry.intersection_ratio() >= PART || entry.intersection_rect().height() >= HEIGHT;
            let key = entry.target().get_attribute("data-key");
            if let (true, Some(Ok(key))) = (is_seen, key.map(|key| key.parse())) {
                keys.push(key);
            }
        }
        if !keys.is_empty() {
            widget.see(&keys);
        }
    });
    let options = IntersectionObserverInit::new();
    let steps: Array = STEPS.iter().map(|step| JsValue::from_f64(*step)).collect();
    options.set_threshold(&steps);
    let made = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok();
    // Lives as long as the panel, and the panel as long as the page.
    seen.forget();
    made
}

pub(super) fn find(list: &HtmlElement, key: u32) -> Option<HtmlElement> {
    let selector = ["[data-key=\"", &key.to_string(), "\"]"].concat();
    list.query_selector(&selector).ok()??.dyn_into().ok()
}
