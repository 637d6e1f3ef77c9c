//! The round button in the corner, which is part of the embed document.

use web_sys::Element;

use crate::{
    i18n::Key,
    state::Widget,
    view::{View, aria_bool, view},
};

/// Attaches to the existing button, which thereby keeps the focus and a click in progress.
pub(crate) fn take_over(widget: Widget, button: Element) -> View {
    let initial_label = button.get_attribute("aria-label");
    let initial_label = initial_label.filter(|label| !label.is_empty());
    let named = button.clone();
    let name = move || {
        let open_chat = widget.text(Key::OpenChat);
        if widget.open.get() {
            return widget.text(Key::CloseChat);
        }
        // The language may have changed since.
        let label = named.get_attribute("data-label");
        let label = label.filter(|label| !label.is_empty());
        let label = label.or_else(|| initial_label.clone()).unwrap_or(open_chat);
        match widget.unread.get() {
            0 => label,
            count => [&label, ", ", &widget.text_counted(Key::Unread, count)].concat(),
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
    View::of(button)
        .dyn_attr("aria-label", name)
        .dyn_attr("aria-expanded", move || aria_bool(widget.open.get()))
        .dyn_child(badge)
        .on_click(move || {
            if widget.open.get_untracked() {
                widget.hide();
            } else {
                widget.show(true);
            }
        })
}
