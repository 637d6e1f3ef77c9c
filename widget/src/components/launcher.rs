//! The button in the corner, which the embed document has drawn.

use web_sys::Element;

use crate::{
    context::Widget,
    i18n::Key,
    view::{View, truth, view},
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
            1 => [&label, ", ", &widget.text(Key::UnreadOne)].concat(),
            count => {
                let unread = widget.text_with(Key::UnreadMany, &count.to_string());
                [&label, ", ", &unread].concat()
            }
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
        .follows("aria-expanded", move || truth(widget.open.get()))
        .part(badge)
        .on_click(move || {
            if widget.open.get_untracked() {
                widget.hide();
            } else {
                widget.show();
            }
        })
}
