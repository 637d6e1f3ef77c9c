//! The button in the corner. The embed document has drawn it already; this is the same markup.

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::{
    context::Widget,
    i18n::Key,
    view::{View, drawing, view},
};

const BUBBLE: &str = "M14 3.5c6.1 0 11 4.2 11 9.5s-4.9 9.5-11 9.5c-1.2 0-2.4-.2-3.5-.5l-4.6 2.3c-.6.3-1.2-.3-1-.9l1.2-3.7C4.2 18 3 15.6 3 13c0-5.3 4.9-9.5 11-9.5Z";
const GLOW: &str =
    "M9.5 13.2a1 1 0 0 1 1.9-.6 2.75 2.75 0 0 0 5.2 0 1 1 0 0 1 1.9.6 4.75 4.75 0 0 1-9 0Z";
const CLOSE: &str = "m7.5 11 6.5 6.5 6.5-6.5";

/// The label that the embed document gave its launcher.
pub fn label_of(root: &HtmlElement) -> Option<String> {
    let launcher = root.query_selector(".pl-launcher").ok().flatten()?;
    launcher
        .get_attribute("aria-label")
        .filter(|label| !label.is_empty())
}

/// Opens and closes the panel. `label` names it while the panel is closed; without one it is the widget's own.
pub fn launcher(widget: Widget, label: Option<String>) -> View {
    let name = move || {
        if widget.open.get() {
            return widget.text(Key::CloseChat);
        }
        let label = label.clone().unwrap_or_else(|| widget.text(Key::OpenChat));
        match widget.unread.get() {
            0 => label,
            1 => format!("{label}, {}", widget.text(Key::UnreadOne)),
            count => format!(
                "{label}, {}",
                widget.text_with(Key::UnreadMany, &count.to_string())
            ),
        }
    };
    let badge = move || {
        let count = widget.unread.get();
        (count > 0).then(|| {
            view("span", "pl-launcher__badge")
                .attr("aria-hidden", "true")
                .text(&count.min(99).to_string())
        })
    };
    let chat = drawing("path", "")
        .attr("d", BUBBLE)
        .attr("fill", "currentColor");
    let glow = drawing("path", "pl-launcher__glow").attr("d", GLOW);
    let close = drawing("path", "")
        .attr("d", CLOSE)
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "2.4")
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round");
    view("button", "pl-launcher")
        .attr("type", "button")
        .follows("aria-label", name)
        .follows("aria-expanded", move || widget.open.get().to_string())
        .child(picture("pl-launcher__icon").child(chat).child(glow))
        .child(picture("pl-launcher__icon pl-launcher__icon--close").child(close))
        .part(badge)
        .on_click(move || {
            if widget.open.get_untracked() {
                widget.hide();
            } else {
                widget.show();
            }
        })
}

fn picture(class: &str) -> View {
    drawing("svg", class)
        .attr("viewBox", "0 0 28 28")
        .attr("width", "28")
        .attr("height", "28")
        .attr("aria-hidden", "true")
}
