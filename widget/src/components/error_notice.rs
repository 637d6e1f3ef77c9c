//! What went wrong, and the way on.

use crate::{
    chat::{Author, Problem, Turn},
    context::Widget,
    i18n::{self, Key, Language},
    view::{View, button, view},
};

/// The failed turn at the end of `list`: a sentence, a button to try again, one to change the question.
pub fn with_error_notice(list: View, widget: Widget) -> View {
    let failed = move || {
        widget
            .chat
            .with(|chat| matches!(chat.turn, Turn::Failed(_)))
    };
    list.when(failed, move || notice(widget))
}

fn notice(widget: Widget) -> View {
    let notice = view("div", "pl-error");
    let (problem, unanswered) = widget.chat.with_untracked(|chat| {
        let asked_last = chat
            .entries
            .last()
            .is_some_and(|last| last.author == Author::Visitor);
        match &chat.turn {
            Turn::Failed(problem) => (Some(problem.clone()), asked_last),
            _ => (None, asked_last),
        }
    });
    let Some(problem) = problem else {
        return notice;
    };
    let retry = problem
        .is_retryable()
        .then(|| button("pl-action", widget.says(Key::Retry)).on_click(move || widget.retry()));
    let edit = unanswered
        .then(|| button("pl-action", widget.says(Key::Edit)).on_click(move || widget.edit()));
    let text = move || sentence(widget, widget.language.get(), &problem);
    let actions = view("div", "pl-error__actions")
        .children(retry)
        .children(edit);
    notice
        .child(view("p", "pl-error__text").says(text))
        .child(actions)
}

/// What a visitor is told.
pub fn sentence(widget: Widget, language: Language, problem: &Problem) -> String {
    let key = match problem {
        Problem::Offline => Key::Offline,
        Problem::Network => Key::NetworkFailed,
        Problem::RateLimited(0) => Key::RateLimitedSoon,
        Problem::RateLimited(seconds) => {
            return i18n::text_with(language, Key::RateLimited, &seconds.to_string());
        }
        Problem::Server { code, message, .. } => match code.as_str() {
            "origin_not_allowed" | "project_not_found" => Key::NotAllowedHere,
            "question_too_long" | "question_missing" if !message.is_empty() => {
                return message.clone();
            }
            _ => Key::Failed,
        },
    };
    widget.text_in(language, key)
}
