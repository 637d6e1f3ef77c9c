//! Why the server refused a setting of a step.

use leptos::prelude::*;

use crate::rooms::start::Start;

/// Why a setting was refused, if it was.
pub(super) fn refusal(room: Start, field: &'static str) -> impl IntoView {
    move || {
        let wrong = room.appearance.wrong.get();
        let wrong = wrong.filter(|wrong| wrong.field == field || wrong.field.is_empty());
        wrong.map(|wrong| {
            view! {
                <p class="pc-problem" role="alert">
                    {wrong.message}
                </p>
            }
        })
    }
}
