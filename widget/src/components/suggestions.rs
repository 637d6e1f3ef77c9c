//! Questions to begin with.

use leptos::prelude::*;

use super::erased::{click, part, say};
use crate::{context::use_widget, i18n::Key};

/// The owner's suggested questions, until the first message.
#[component]
pub fn Suggestions() -> impl IntoView {
    let widget = use_widget();
    let shown = Memo::new(move |_| {
        widget.chat.with(|chat| chat.entries.is_empty()) && !widget.restoring.get()
    });
    let questions = widget
        .settings
        .with_value(|settings| settings.quick_replies.clone());
    part(move || {
        (shown.get() && !questions.is_empty()).then(|| {
            let buttons: Vec<_> = questions
                .iter()
                .map(|question| {
                    let text = question.clone();
                    view! {
                        <li>
                            <button class="pl-suggestion" type="button" on:click=click(move || widget.ask(&text))>
                                {question.clone()}
                            </button>
                        </li>
                    }
                })
                .collect();
            view! { <ul class="pl-suggestions" aria-label=say(widget, Key::Suggestions)>{buttons}</ul> }.into_any()
        })
    })
}
