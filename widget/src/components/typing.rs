//! The indicator that an answer is on its way or a person is typing.

use porchlight_shared::chat_event::Holder;

use crate::{
    chat::TurnState,
    i18n::Key,
    state::Widget,
    view::{View, view},
};

const ANSWER: u32 = 0;
const PERSON: u32 = 1;

/// Appends the indicator to `list`. It is shown until the answer's first text, or while a person is typing.
pub(crate) fn with_typing(list: View, widget: Widget) -> View {
    let waits = move || {
        widget.chat.with(|chat| match chat.turn {
            // A person may take longer than the indicator would be credible.
            _ if chat.holder == Holder::Operator => false,
            TurnState::Waiting => true,
            TurnState::Stopping => chat.entries.last().is_none_or(|last| !last.open),
            _ => false,
        })
    };
    let which = move || {
        if widget.chat.with(|chat| chat.typing.is_some()) {
            return Some(PERSON);
        }
        waits().then_some(ANSWER)
    };
    let sentence = move || match widget.chat.with(|chat| chat.typing.clone()) {
        Some(name) => widget.text_with(Key::SomebodyWrites, &name),
        None => widget.text(Key::Typing),
    };
    list.keyed_child(which, move |_| {
        let dots = view("span", "pl-typing__dots")
            .attr("aria-hidden", "true")
            .children([view("i", ""), view("i", ""), view("i", "")]);
        view("div", "pl-typing")
            .child(dots)
            .child(view("span", "pl-typing__text").dyn_text(sentence))
    })
}
