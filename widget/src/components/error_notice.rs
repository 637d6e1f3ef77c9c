//! What went wrong, and the way on.

use leptos::prelude::*;

use crate::{
    chat::{Author, Problem, Turn},
    context::Widget,
    i18n::{self, Key, Language},
    view::{View, button, view},
};

/// The failed turn: a sentence, a button to try again, one to change the question.
pub fn error_notice(widget: Widget) -> impl Fn() -> Option<View> {
    let failed = Memo::new(move |_| {
        widget
            .chat
            .with(|chat| matches!(chat.turn, Turn::Failed(_)))
    });
    move || {
        if !failed.get() {
            return None;
        }
        let (problem, unanswered) = widget.chat.with_untracked(|chat| {
            let asked_last = chat
                .entries
                .last()
                .is_some_and(|last| last.author == Author::Visitor);
            match &chat.turn {
                Turn::Failed(problem) => Some((problem.clone(), asked_last)),
                _ => None,
            }
        })?;
        let retry = problem
            .is_retryable()
            .then(|| button("pl-action", widget.says(Key::Retry)).on_click(move || widget.retry()));
        let edit = unanswered
            .then(|| button("pl-action", widget.says(Key::Edit)).on_click(move || widget.edit()));
        Some(
            view("div", "pl-error")
                .child(
                    view("p", "pl-error__text")
                        .says(move || sentence(widget, widget.language.get(), &problem)),
                )
                .child(
                    view("div", "pl-error__actions")
                        .children(retry)
                        .children(edit),
                ),
        )
    }
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
