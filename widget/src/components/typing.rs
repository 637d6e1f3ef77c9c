//! An answer is on its way, or a person is writing one.

use porchlight_shared::chat_event::Holder;

use crate::{
    chat::Turn,
    context::Widget,
    i18n::Key,
    view::{View, view},
};

const ANSWER: u32 = 0;
const PERSON: u32 = 1;

/// Three dots and a sentence at the end of `list`, until the answer's first text, or while a person is writing.
pub fn with_typing(list: View, widget: Widget) -> View {
    let waits = move || {
        widget.chat.with(|chat| match chat.turn {
            // A person takes their time.
            _ if chat.holder == Holder::Operator => false,
            Turn::Waiting => true,
            Turn::Stopping => chat.entries.last().is_none_or(|last| !last.open),
            _ => false,
        })
    };
    let which = move || {
        if widget.chat.with(|chat| chat.writing.is_some()) {
            return Some(PERSON);
        }
        waits().then_some(ANSWER)
    };
    let sentence = move || match widget.chat.with(|chat| chat.writing.clone()) {
        Some(name) => widget.text_with(Key::SomebodyWrites, &name),
        None => widget.text(Key::Typing),
    };
    list.case(which, move |_| {
        let dots = view("span", "pl-typing__dots")
            .attr("aria-hidden", "true")
            .children([view("i", ""), view("i", ""), view("i", "")]);
        view("div", "pl-typing")
            .child(dots)
            .child(view("span", "pl-typing__text").says(sentence))
    })
}
