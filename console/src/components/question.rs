//! A dialog that asks for confirmation and says what would be lost.

use leptos::{html, prelude::*};

use super::dialog::show_while;
use crate::texts::text;

pub(super) struct QuestionText {
    pub(super) title: String,
    pub(super) text: String,
    /// The label of the button that confirms.
    pub(super) verb: &'static str,
    /// Whether confirming loses something.
    pub(super) loses: bool,
}

/// The dialog, shown while there is something to confirm. `id` is the id of its heading. `is_busy` disables it while
/// another action on the same thing runs.
pub(super) fn question(
    id: &'static str,
    asked: impl Fn() -> Option<QuestionText> + Copy + Send + Sync + 'static,
    is_busy: impl Fn() -> bool + Copy + Send + Sync + 'static,
    act: impl Fn() + Copy + Send + 'static,
    close: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    show_while(dialog, move || asked().is_some());
    let shown = move || {
        asked().map(|said| {
            let kind = if said.loses {
                "pc-button pc-button--danger"
            } else {
                "pc-button pc-button--primary"
            };
            view! {
                <h2 id=id>{said.title}</h2>
                <p class="pc-question__text">{said.text}</p>
                <button class="pc-button" type="button" autofocus on:click=move |_| close()>
                    {text("Cancel")}
                </button>
                <button
                    class=kind
                    type="button"
                    aria-disabled=move || is_busy().to_string()
                    on:click=move |_| {
                        if !untrack(is_busy) {
                            act();
                        }
                    }
                >
                    {said.verb}
                </button>
            }
        })
    };
    view! {
        <dialog class="pc-help pc-question" aria-labelledby=id node_ref=dialog on:close=move |_| close()>
            {shown}
        </dialog>
    }
}
