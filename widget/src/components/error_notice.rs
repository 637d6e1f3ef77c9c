//! What went wrong, and the way on.

use leptos::prelude::*;

use super::erased::{click, follow, part, say};
use crate::{
    chat::{Problem, Turn},
    context::{Widget, use_widget},
    i18n::{self, Key},
};

/// The failed turn: a sentence, a button to try again, one to change the question.
#[component]
pub fn ErrorNotice() -> impl IntoView {
    let widget = use_widget();
    let problem = Memo::new(move |_| {
        widget.chat.with(|chat| match &chat.turn {
            Turn::Failed(problem) => Some(problem.clone()),
            _ => None,
        })
    });
    let unanswered = move || {
        widget.chat.with_untracked(|chat| {
            chat.entries
                .last()
                .is_some_and(|last| last.author == crate::chat::Author::Visitor)
        })
    };
    part(move || {
        problem.get().map(|problem| {
            let retryable = problem.is_retryable();
            let button = |key, action: fn(Widget)| {
                view! {
                    <button class="pl-action" type="button" on:click=click(move || action(widget))>
                        {say(widget, key)}
                    </button>
                }
            };
            let retry = retryable.then(|| button(Key::Retry, Widget::retry));
            let edit = unanswered().then(|| button(Key::Edit, Widget::edit));
            view! {
                <div class="pl-error">
                    <p class="pl-error__text">{follow(move || sentence(widget, &problem))}</p>
                    <div class="pl-error__actions">{retry} {edit}</div>
                </div>
            }
            .into_any()
        })
    })
}

/// What a visitor is told.
pub fn sentence(widget: Widget, problem: &Problem) -> String {
    match problem {
        Problem::Offline => widget.text(Key::Offline),
        Problem::Network => widget.text(Key::NetworkFailed),
        Problem::RateLimited(0) => widget.text(Key::RateLimitedSoon),
        Problem::RateLimited(seconds) => i18n::text_with(
            widget.language.get(),
            Key::RateLimited,
            &seconds.to_string(),
        ),
        Problem::Server { code, message, .. } => match code.as_str() {
            "origin_not_allowed" | "project_not_found" => widget.text(Key::NotAllowedHere),
            "question_too_long" | "question_missing" if !message.is_empty() => message.clone(),
            _ => widget.text(Key::Failed),
        },
    }
}
