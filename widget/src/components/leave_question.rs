//! The confirmation before the visitor leaves a conversation in which a person may answer.

use porchlight_browser as browser;

use crate::{
    i18n::Key,
    state::Widget,
    view::{View, button, view},
};

pub(crate) fn leave_question(widget: Widget) -> Option<View> {
    if !widget.asks_to_leave.get() {
        return None;
    }
    browser::next_frame(Box::new(|| browser::focus_first(".pl-leave .pl-action")));
    let question = widget.text_signal(Key::LeaveQuestion);
    let stay = move || {
        widget.asks_to_leave.set(false);
        Widget::focus_panel();
    };
    let actions = view("div", "pl-leave__actions")
        .child(
            button(
                "pl-action pl-action--accent",
                widget.text_signal(Key::StayHere),
            )
            .on_click(stay),
        )
        .child(
            button("pl-action", widget.text_signal(Key::NewChat))
                .on_click(move || widget.begin_another_chat()),
        );
    let card = view("div", "pl-card pl-leave")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .dyn_attr("aria-label", question)
        .child(view("p", "").dyn_text(question))
        .child(actions);
    let backdrop = view("div", "pl-card__backdrop").on_click(stay);
    Some(view("div", "pl-card__layer").child(backdrop).child(card))
}
