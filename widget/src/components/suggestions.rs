//! Questions to begin with.

use crate::{
    context::Widget,
    i18n::Key,
    view::{View, view},
};

/// The owner's suggested questions at the end of `list`, until the first message.
pub fn with_suggestions(list: View, widget: Widget) -> View {
    let questions = &widget.state().settings.quick_replies;
    let begins = move || {
        !questions.is_empty()
            && widget.chat.with(|chat| chat.entries.is_empty())
            && !widget.restoring.get()
    };
    list.when(begins, move || {
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
