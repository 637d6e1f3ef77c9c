//! What the parts of the room share: a button for more, and why an action failed.

use leptos::prelude::*;

use crate::{
    components::loaded::problem,
    rooms::people::{About, People},
};

/// A button for the next page.
pub(super) fn more(room: People, label: &'static str, load: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div>
            <button class="pc-button" type="button" aria-disabled=move || room.busy.get().to_string() on:click=move |_| load()>
                {label}
            </button>
        </div>
    }
}

/// Why the last action failed, if it was about this.
pub(super) fn problem_of(room: People, about: About) -> impl IntoView {
    problem(move || {
        let failed = room.problem.get().filter(|(of, _)| *of == about);
        failed.map(|(_, problem)| problem)
    })
}
