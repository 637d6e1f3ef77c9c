//! The button in the corner. The embed document has drawn it already; this is the same markup.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::erased::{click, follow, part};
use crate::{
    context::use_widget,
    i18n::{self, Key},
};

/// The label that the embed document gave its launcher.
pub fn label_of(root: &HtmlElement) -> Option<String> {
    let launcher = root.query_selector(".pl-launcher").ok().flatten()?;
    launcher
        .get_attribute("aria-label")
        .filter(|label| !label.is_empty())
}

/// Opens and closes the panel.
#[component]
pub fn Launcher(
    /// Its label while the panel is closed; the widget's own without one.
    label: Option<String>,
) -> impl IntoView {
    let widget = use_widget();
    let name = follow(move || {
        if widget.open.get() {
            return widget.text(Key::CloseChat);
        }
        let label = label.clone().unwrap_or_else(|| widget.text(Key::OpenChat));
        match widget.unread.get() {
            0 => label,
            1 => format!("{label}, {}", widget.text(Key::UnreadOne)),
            count => {
                let unread =
                    i18n::text_with(widget.language.get(), Key::UnreadMany, &count.to_string());
                format!("{label}, {unread}")
            }
        }
    });
    let toggle = click(move || {
        if widget.open.get_untracked() {
            widget.hide();
        } else {
            widget.show();
        }
    });
    let badge = part(move || {
        let count = widget.unread.get();
        (count > 0).then(|| {
            view! { <span class="pl-launcher__badge" aria-hidden="true">{count.min(99).to_string()}</span> }.into_any()
        })
    });
    view! {
        <button
            class="pl-launcher"
            type="button"
            aria-label=name
            aria-expanded=follow(move || widget.open.get().to_string())
            on:click=toggle
        >
            <svg class="pl-launcher__icon" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
                <path
                    d="M14 3.5c6.1 0 11 4.2 11 9.5s-4.9 9.5-11 9.5c-1.2 0-2.4-.2-3.5-.5l-4.6 2.3c-.6.3-1.2-.3-1-.9l1.2-3.7C4.2 18 3 15.6 3 13c0-5.3 4.9-9.5 11-9.5Z"
                    fill="currentColor"
                />
                <path
                    class="pl-launcher__glow"
                    d="M9.5 13.2a1 1 0 0 1 1.9-.6 2.75 2.75 0 0 0 5.2 0 1 1 0 0 1 1.9.6 4.75 4.75 0 0 1-9 0Z"
                />
            </svg>
            <svg
                class="pl-launcher__icon pl-launcher__icon--close"
                viewBox="0 0 28 28"
                width="28"
                height="28"
                aria-hidden="true"
            >
                <path
                    d="m7.5 11 6.5 6.5 6.5-6.5"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="2.4"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                />
            </svg>
            {badge}
        </button>
    }
}
