//! An answer is on its way.

use leptos::prelude::*;

use super::erased::{part, say};
use crate::{chat::Turn, context::use_widget, i18n::Key};

/// Three dots and a sentence, until the answer's first text.
#[component]
pub fn Typing() -> impl IntoView {
    let widget = use_widget();
    let waits = Memo::new(move |_| {
        widget.chat.with(|chat| match chat.turn {
            Turn::Waiting => true,
            Turn::Stopping => chat.entries.last().is_none_or(|last| !last.open),
            _ => false,
        })
    });
    part(move || {
        waits.get().then(|| {
            view! {
                <div class="pl-typing">
                    <span class="pl-typing__dots" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span class="pl-typing__text">{say(widget, Key::Typing)}</span>
                </div>
            }
            .into_any()
        })
    })
}
