//! The browser's own dialog, which keeps the focus inside and returns it on closing.

use leptos::{html, prelude::*};
use porchlight_browser as browser;

/// Shows a modal dialog while `is_shown`.
pub(super) fn show_while(dialog: NodeRef<html::Dialog>, is_shown: impl Fn() -> bool + 'static) {
    Effect::new(move |_| {
        let is_shown = is_shown();
        let Some(dialog) = dialog.get() else { return };
        if is_shown && !dialog.open() && dialog.show_modal().is_err() {
            browser::log_error("Porchlight: a dialog could not be shown");
        } else if !is_shown && dialog.open() {
            dialog.close();
        }
    });
}
