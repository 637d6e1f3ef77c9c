//! The button in the corner, which the embed document has drawn.

use web_sys::Element;

use crate::{
    context::Widget,
    i18n::Key,
    view::{View, view},
};

/// Opens and closes the panel. The button stays the same element, with its focus and a click that has half happened.
pub fn take_over(widget: Widget, drawn: Element) -> View {
    let drawn_label = drawn.get_attribute("aria-label");
    let drawn_label = drawn_label.filter(|label| !label.is_empty());
    let name = move || {
        if widget.open.get() {
            return widget.text(Key::CloseChat);
        }
        let label = drawn_label
            .clone()
            .unwrap_or_else(|| widget.text(Key::OpenChat));
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
    View::of(drawn)
        .follows("aria-label", name)
        .follows("aria-expanded", move || widget.open.get().to_string())
        .part(badge)
        .on_click(move || {
            if widget.open.get_untracked() {
                widget.hide();
            } else {
                widget.show();
            }
        })
}
