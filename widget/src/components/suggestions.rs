//! The owner's suggested questions.

use crate::{
    i18n::Key,
    state::Widget,
    view::{View, view},
};

/// Appends the suggested questions to `list`. They are shown until the first message.
pub(crate) fn with_suggestions(list: View, widget: Widget) -> View {
    let questions = &widget.state().settings.quick_replies;
    let begins = move || {
        !questions.is_empty()
            && widget.chat.with(|chat| chat.entries.is_empty())
            && !widget.restoring.get()
    };
    list.show(begins, move || {
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
            .dyn_attr("aria-label", widget.text_signal(Key::Suggestions))
            .children(items)
    })
}
