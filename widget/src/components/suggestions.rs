//! Questions to begin with.

use leptos::prelude::*;

use crate::{
    context::Widget,
    i18n::Key,
    view::{View, view},
};

/// The owner's suggested questions, until the first message.
pub fn suggestions(widget: Widget) -> impl Fn() -> Option<View> {
    let shown = Memo::new(move |_| {
        widget.chat.with(|chat| chat.entries.is_empty()) && !widget.restoring.get()
    });
    let questions = &widget.state().settings.quick_replies;
    move || {
        (shown.get() && !questions.is_empty()).then(|| {
            let items = questions.iter().map(|question| {
                let button = view("button", "pl-suggestion")
                    .attr("type", "button")
                    .text(question)
                    .on_click(move || {
                        widget.ask(question);
                        Widget::focus_panel();
                    });
                view("li", "").child(button)
            });
            view("ul", "pl-suggestions")
                .follows("aria-label", widget.says(Key::Suggestions))
                .children(items)
        })
    }
}
