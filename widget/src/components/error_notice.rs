//! What went wrong, and how to continue.

use crate::{
    chat::{Author, TurnState},
    i18n::Key,
    state::Widget,
    view::{View, button, view},
};

/// Appends a notice about a failed turn to `list`, with buttons to try again and to edit the question.
pub(crate) fn with_error_notice(list: View, widget: Widget) -> View {
    let failed = move || {
        widget
            .chat
            .with(|chat| matches!(chat.turn, TurnState::Failed(_)))
    };
    list.show(failed, move || notice(widget))
}

fn notice(widget: Widget) -> View {
    let notice = view("div", "pl-error");
    let (problem, unanswered) = widget.chat.with_untracked(|chat| {
        let asked_last = chat
            .entries
            .last()
            .is_some_and(|last| last.author == Author::Visitor);
        match &chat.turn {
            TurnState::Failed(problem) => (Some(problem.clone()), asked_last),
            _ => (None, asked_last),
        }
    });
    let Some(problem) = problem else {
        return notice;
    };
    let retry = problem.is_retryable().then(|| {
        button("pl-action", widget.text_signal(Key::Retry)).on_click(move || widget.retry())
    });
    let edit = unanswered.then(|| {
        button("pl-action", widget.text_signal(Key::Edit)).on_click(move || widget.edit())
    });
    let text = move || widget.problem_text(&problem);
    let actions = view("div", "pl-error__actions")
        .children(retry)
        .children(edit);
    notice
        .child(view("p", "pl-error__text").dyn_text(text))
        .child(actions)
}
