//! An answer is on its way.

use crate::{
    chat::Turn,
    context::Widget,
    i18n::Key,
    view::{View, view},
};

/// Three dots and a sentence at the end of `list`, until the answer's first text.
pub fn with_typing(list: View, widget: Widget) -> View {
    let waits = move || {
        widget.chat.with(|chat| match chat.turn {
            Turn::Waiting => true,
            Turn::Stopping => chat.entries.last().is_none_or(|last| !last.open),
            _ => false,
        })
    };
    list.when(waits, move || {
        let dots = view("span", "pl-typing__dots")
            .attr("aria-hidden", "true")
            .children([view("i", ""), view("i", ""), view("i", "")]);
        view("div", "pl-typing")
            .child(dots)
            .child(view("span", "pl-typing__text").says(widget.says(Key::Typing)))
    })
}
