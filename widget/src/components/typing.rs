//! An answer is on its way.

use leptos::prelude::*;

use crate::{
    chat::Turn,
    context::Widget,
    i18n::Key,
    view::{View, view},
};

/// Three dots and a sentence, until the answer's first text.
pub fn typing(widget: Widget) -> impl Fn() -> Option<View> {
    let waits = Memo::new(move |_| {
        widget.chat.with(|chat| match chat.turn {
            Turn::Waiting => true,
            Turn::Stopping => chat.entries.last().is_none_or(|last| !last.open),
            _ => false,
        })
    });
    move || {
        waits.get().then(|| {
            let dots = view("span", "pl-typing__dots")
                .attr("aria-hidden", "true")
                .children([view("i", ""), view("i", ""), view("i", "")]);
            view("div", "pl-typing")
                .child(dots)
                .child(view("span", "pl-typing__text").says(widget.says(Key::Typing)))
        })
    }
}
