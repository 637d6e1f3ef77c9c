//! Moves the focus on when the element that had it is removed.

use porchlight_browser as browser;

/// Moves the focus to the first element that matches `selector`, before the next frame, when it is rendered.
pub(crate) fn soon(selector: impl Into<String>) {
    let selector = selector.into();
    browser::next_frame(Box::new(move || browser::focus_first(&selector)));
}

/// Whether the focus is inside an element that matches `selector`.
pub(crate) fn is_within(selector: &str) -> bool {
    let focused = browser::document().active_element();
    focused.is_some_and(|focused| matches!(focused.closest(selector), Ok(Some(_))))
}

/// Moves the focus, before the next frame, to the first element that matches one of `selectors`, unless something has
/// the focus by then.
pub(crate) fn restore(selectors: Vec<String>) {
    browser::next_frame(Box::new(move || {
        for selector in &selectors {
            let is_lost = browser::document().active_element().is_none_or(|focused| {
                focused.tag_name() == "BODY" || matches!(focused.closest("[hidden]"), Ok(Some(_)))
            });
            if is_lost {
                browser::focus_first(selector);
            }
        }
    }));
}
