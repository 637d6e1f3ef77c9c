//! Keeps the focus from getting lost where what had it is gone.

use porchlight_browser as browser;

/// Before the next frame, when it is rendered, moves the focus to the first element that matches `selector`.
pub(crate) fn soon(selector: impl Into<String>) {
    let selector = selector.into();
    browser::next_frame(Box::new(move || browser::focus_first(&selector)));
}

/// Whether the focus is in the first element that matches `selector`, or in one like it.
pub(crate) fn is_within(selector: &str) -> bool {
    let focused = browser::document().active_element();
    focused.is_some_and(|focused| matches!(focused.closest(selector), Ok(Some(_))))
}

/// Before the next frame, moves the focus to the first element that matches one of `selectors`, if by then nothing has it.
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
